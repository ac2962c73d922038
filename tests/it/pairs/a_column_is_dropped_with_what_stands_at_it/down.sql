ALTER TABLE "users" ADD COLUMN inviter INTEGER REFERENCES users (id);
ALTER TABLE "users" ADD COLUMN age INTEGER CHECK (age > 0);
CREATE INDEX users_by_age ON users (age);
