-- Made-up rows: as many members as @members says, behind those that are there.
SET @there = (SELECT count(*) FROM members);

INSERT INTO members (name, mail, since)
    SELECT concat('Member ', seq + @there), concat('member-', seq + @there, '@example.org'),
           DATE '2025-01-01' + INTERVAL (seq + @there) * 7 % 300 DAY
      FROM seq_1_to_1000000 WHERE seq <= @members;

INSERT INTO authors (name, born)
    SELECT concat('Author ', seq + @there), 1901 + (seq + @there) % 99
      FROM seq_1_to_1000000 WHERE seq <= @members;

-- Four titles for each member, two of them with an author.
INSERT INTO titles (isbn, name, summary, kind, published)
    SELECT lpad(9780000000000 + seq + 4 * @there, 13, '0'),
           concat(elt(1 + seq % 3, 'The ', 'A ', ''), elt(1 + seq % 5, 'Lighthouse', 'Garden', 'Clockmaker', 'Winter', 'Bridge'),
                  ' ', seq + 4 * @there),
           concat('About ', elt(1 + seq % 4, 'a family', 'the sea', 'two friends', 'an old house'), '.'),
           elt(1 + seq % 8 DIV 6 + seq % 16 DIV 15, 'book', 'film', 'music'), 1950 + seq % 75
      FROM seq_1_to_4000000 WHERE seq <= 4 * @members;

INSERT INTO title_authors (title_id, author_id)
    SELECT t.id, a.id
      FROM seq_1_to_4000000
      JOIN titles t ON t.isbn = lpad(9780000000000 + seq + 4 * @there, 13, '0')
      JOIN authors a ON a.name = concat('Author ', (seq + 3) DIV 4 + @there)
     WHERE seq <= 4 * @members AND seq % 2 = 0;

INSERT INTO copies (barcode, title_id, bought_on, price)
    SELECT lpad(t.id, 8, '0'), t.id, '2024-12-01', 900 + t.id % 40 * 50
      FROM seq_1_to_4000000
      JOIN titles t ON t.isbn = lpad(9780000000000 + seq + 4 * @there, 13, '0')
     WHERE seq <= 4 * @members;

-- A visit a week.
INSERT INTO visits (member_id, at)
    SELECT m.id, m.since + INTERVAL w.seq * 7 DAY + INTERVAL 10 + m.id % 8 HOUR
      FROM seq_1_to_1000000 s
      JOIN members m ON m.mail = concat('member-', s.seq + @there, '@example.org')
      JOIN seq_1_to_52 w
     WHERE s.seq <= @members;

-- Every member has each of 4 copies five times, one after the other; every tenth member keeps
-- some of them. The trigger changes copies, so this reads only their titles.
INSERT INTO loans (barcode, member_id, lent_on, due_on)
    SELECT lpad(t.id, 8, '0'), m.id, m.since + INTERVAL n.seq * 35 + k.seq DAY,
           m.since + INTERVAL n.seq * 35 + 28 DAY
      FROM seq_1_to_1000000 s
      JOIN members m ON m.mail = concat('member-', s.seq + @there, '@example.org')
      JOIN seq_1_to_4 k
      JOIN titles t ON t.isbn = lpad(9780000000000 + 4 * (s.seq + @there - 1) + k.seq, 13, '0')
      JOIN seq_1_to_5 n
     WHERE s.seq <= @members
     ORDER BY m.id, n.seq, k.seq;
UPDATE loans
   SET returned_on = due_on + INTERVAL id % 9 DAY - INTERVAL 6 DAY
 WHERE returned_on IS NULL AND NOT (member_id % 10 = 0 AND id % 20 >= 16);

-- Another round had its copy back.
UPDATE copies SET state = 'lent'
 WHERE barcode IN (SELECT barcode FROM loans WHERE returned_on IS NULL);

CALL remind('2026-06-01');
