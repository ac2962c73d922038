-- Numbers on library cards.
CREATE SEQUENCE card_numbers START WITH 100000 INCREMENT BY 1 NOCACHE;

CREATE TABLE members (
    id         INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    card       INT UNSIGNED NOT NULL DEFAULT (nextval(card_numbers)) UNIQUE,
    name       VARCHAR(120) NOT NULL CHECK (name <> ''),
    -- Two members never share an address, however it is written.
    mail       VARCHAR(200) NOT NULL UNIQUE COMMENT 'where reminders go',
    since      DATE NOT NULL DEFAULT curdate(),
    last_visit DATETIME,
    changed_at TIMESTAMP NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp()
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- Who works for the library.
CREATE TABLE librarians (
    name     VARCHAR(60) NOT NULL PRIMARY KEY,
    added_at DATETIME NOT NULL DEFAULT current_timestamp()
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- The counter at the door, one partition a year. A partitioned table refers to no other.
CREATE TABLE visits (
    member_id INT UNSIGNED NOT NULL,
    at        DATETIME NOT NULL,
    PRIMARY KEY (member_id, at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
PARTITION BY RANGE (year(at)) (
    PARTITION y2025 VALUES LESS THAN (2026),
    PARTITION y2026 VALUES LESS THAN (2027),
    PARTITION later VALUES LESS THAN MAXVALUE
);
