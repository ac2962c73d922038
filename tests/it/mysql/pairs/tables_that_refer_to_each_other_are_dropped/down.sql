CREATE TABLE `members` (
  `id` int(11) NOT NULL,
  `team` int(11),
  PRIMARY KEY (`id`),
  KEY `team` (`team`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `teams` (
  `id` int(11) NOT NULL,
  `leader` int(11),
  PRIMARY KEY (`id`),
  KEY `leader` (`leader`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
ALTER TABLE `members` ADD CONSTRAINT `team` FOREIGN KEY (`team`) REFERENCES `teams` (`id`);
ALTER TABLE `teams` ADD CONSTRAINT `leader` FOREIGN KEY (`leader`) REFERENCES `members` (`id`);
