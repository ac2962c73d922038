-- What the library has.
CREATE TABLE titles (
    id        INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    isbn      CHAR(13) CHARACTER SET ascii COLLATE ascii_bin UNIQUE COMMENT 'without hyphens',
    name      VARCHAR(200) NOT NULL,
    -- What a person looks for under M is not "The Moonstone".
    sort_name VARCHAR(200) GENERATED ALWAYS AS (
                  CASE WHEN name LIKE 'The %' THEN substr(name, 5) ELSE name END) STORED,
    summary   TEXT,
    kind      ENUM('book', 'film', 'music') NOT NULL DEFAULT 'book',
    published YEAR,
    KEY titles_by_sort_name (sort_name),
    FULLTEXT KEY titles_words (name, summary),
    CONSTRAINT isbn_has_13_digits CHECK (isbn REGEXP '^[0-9]{13}$')
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
  COMMENT = 'a work, of which there are copies';

CREATE TABLE authors (
    id   INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(120) NOT NULL UNIQUE,
    born YEAR
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE title_authors (
    title_id  INT UNSIGNED NOT NULL,
    author_id INT UNSIGNED NOT NULL,
    place     TINYINT UNSIGNED NOT NULL DEFAULT 1 COMMENT 'first author, second author',
    PRIMARY KEY (title_id, author_id),
    CONSTRAINT title_authors_title FOREIGN KEY (title_id) REFERENCES titles (id) ON DELETE CASCADE,
    CONSTRAINT title_authors_author FOREIGN KEY (author_id) REFERENCES authors (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE copies (
    barcode   CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    title_id  INT UNSIGNED NOT NULL,
    bought_on DATE NOT NULL,
    -- In cents: nobody wants to know a price that has been rounded.
    price     INT UNSIGNED NOT NULL DEFAULT 0,
    state     ENUM('shelved', 'lent', 'lost') NOT NULL DEFAULT 'shelved',
    CONSTRAINT copies_title FOREIGN KEY (title_id) REFERENCES titles (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
