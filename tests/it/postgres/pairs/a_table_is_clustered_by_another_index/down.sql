ALTER TABLE users CLUSTER ON users_by_name;
