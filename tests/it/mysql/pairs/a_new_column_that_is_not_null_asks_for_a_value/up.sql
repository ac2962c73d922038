-- TODO(review): name is NOT NULL and new: rows that are there get the value that the server
-- takes for nothing (0, ''). Give name a DEFAULT, or fill it by an UPDATE
ALTER TABLE `users`
  ADD COLUMN `name` varchar(20) NOT NULL,
  ADD COLUMN `at` timestamp NOT NULL DEFAULT current_timestamp();
