-- Add up migration script here
-- initial
-- label: 0.1

CREATE TABLE `authors` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(120) NOT NULL,
  `born` year(4),
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `librarians` (
  `name` varchar(60) NOT NULL,
  `added_at` datetime NOT NULL DEFAULT current_timestamp(),
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `members` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(120) NOT NULL CHECK (`name` <> ''),
  `email` varchar(200) NOT NULL,
  `since` date NOT NULL DEFAULT curdate(),
  `changed_at` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  PRIMARY KEY (`id`),
  UNIQUE KEY `email` (`email`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `titles` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `isbn` char(13) CHARACTER SET ascii COLLATE ascii_bin COMMENT 'without hyphens',
  `name` varchar(200) NOT NULL,
  `kind` enum('book','film') NOT NULL DEFAULT 'book',
  `published` year(4),
  PRIMARY KEY (`id`),
  UNIQUE KEY `isbn` (`isbn`),
  CONSTRAINT `isbn_has_13_digits` CHECK (`isbn` regexp '^[0-9]{13}$')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci COMMENT='a work, of which there are copies';

CREATE TABLE `copies` (
  `barcode` char(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `title_id` int(10) unsigned NOT NULL,
  `bought_on` date NOT NULL,
  `price` int(10) unsigned NOT NULL DEFAULT 0,
  `state` enum('shelved','lent','lost') NOT NULL DEFAULT 'shelved',
  PRIMARY KEY (`barcode`),
  KEY `copies_title` (`title_id`),
  CONSTRAINT `copies_title` FOREIGN KEY (`title_id`) REFERENCES `titles` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `title_authors` (
  `title_id` int(10) unsigned NOT NULL,
  `author_id` int(10) unsigned NOT NULL,
  `place` tinyint(3) unsigned NOT NULL DEFAULT 1 COMMENT 'first author, second author',
  PRIMARY KEY (`title_id`,`author_id`),
  KEY `title_authors_author` (`author_id`),
  CONSTRAINT `title_authors_author` FOREIGN KEY (`author_id`) REFERENCES `authors` (`id`),
  CONSTRAINT `title_authors_title` FOREIGN KEY (`title_id`) REFERENCES `titles` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
