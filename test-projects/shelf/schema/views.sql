-- What is out of the house.
CREATE SQL SECURITY INVOKER VIEW open_loans AS
    SELECT l.id AS loan_id, l.member_id, l.lent_on, l.due_on, l.barcode,
           t.name AS title
      FROM loans l
      JOIN copies c ON c.barcode = l.barcode
      JOIN titles t ON t.id = c.title_id
     WHERE l.returned_on IS NULL;

-- What should be back, and who has it.
CREATE SQL SECURITY INVOKER VIEW overdue_loans AS
    SELECT o.loan_id, o.title, o.due_on, m.name AS member, m.mail
      FROM open_loans o
      JOIN members m ON m.id = o.member_id
     WHERE o.due_on < curdate();
