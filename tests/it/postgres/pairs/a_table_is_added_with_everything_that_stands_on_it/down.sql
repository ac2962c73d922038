DROP TRIGGER members_lower ON members;
DROP FUNCTION members_lower();
DROP TABLE members;
