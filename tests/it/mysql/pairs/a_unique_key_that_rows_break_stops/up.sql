ALTER TABLE `users`
  ADD COLUMN `nick` varchar(9),
  ADD UNIQUE KEY `mail` (`mail`);
