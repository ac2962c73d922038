CREATE SEQUENCE `numbers` start with 1 minvalue 1 maxvalue 9223372036854775806 increment by 1 cache 1000 nocycle ENGINE=InnoDB;

CREATE TABLE `posts` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `author` int(11),
  `number` int(11) DEFAULT nextval(`numbers`),
  `title` varchar(50) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT 'it''s' COMMENT 'the title',
  `body` longtext,
  `data` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin CHECK (json_valid(`data`)),
  `changed` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  `seen` timestamp NULL,
  `hidden` int(11) INVISIBLE DEFAULT 3,
  `words` int(11) GENERATED ALWAYS AS (octet_length(`body`)) VIRTUAL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `title` (`title`),
  KEY `changed` (`changed` DESC),
  KEY `author` (`author`),
  FULLTEXT KEY `body` (`body`),
  CONSTRAINT `author` FOREIGN KEY (`author`) REFERENCES `users` (`id`) ON DELETE SET NULL,
  CONSTRAINT `short` CHECK (octet_length(`title`) < 20)
) ENGINE=InnoDB AUTO_INCREMENT=100 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci COMMENT='posts';
CREATE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `titles` AS select `posts`.`title` AS `title` from `posts`;
CREATE TRIGGER fill BEFORE INSERT ON posts FOR EACH ROW SET NEW.hidden = 1;
