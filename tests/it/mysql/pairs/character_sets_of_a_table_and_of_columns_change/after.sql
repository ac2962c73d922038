CREATE TABLE t (a varchar(10), b text CHARACTER SET latin1, c varchar(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci, d char(3), KEY a (a)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
