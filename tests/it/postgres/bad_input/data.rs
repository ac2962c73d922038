//! Rows that a migration cannot have: the rehearsal meets them, and the database stays as it is.

use super::{Case, script};

pub(super) fn cases() -> Vec<Case> {
    vec![
        script!(
            "a required column without a value",
            "ALTER TABLE orders ADD COLUMN note text NOT NULL;\n",
            "note",
            "null values"
        ),
        script!(
            "a value twice in what becomes unique",
            "ALTER TABLE orders ADD UNIQUE (customer_id);\n",
            "customer_id",
            "20260303000000_third.up.sql:1"
        ),
        script!(
            "a value that breaks a check",
            "ALTER TABLE orders ADD CONSTRAINT worth CHECK (total > 0);\n",
            "worth",
            "20260303000000_third.up.sql:1"
        ),
        script!(
            "a value that has no cast",
            "ALTER TABLE customers ALTER COLUMN name TYPE int USING name::int;\n",
            "Ada",
            "20260303000000_third.up.sql:1"
        ),
        script!(
            "a type without a cast",
            "ALTER TABLE customers ALTER COLUMN name TYPE int;\n",
            "name",
            "USING"
        ),
        script!(
            "a row without its parent",
            "UPDATE orders SET customer_id = 77 WHERE id = 1;\n",
            "orders_customer_id_fkey",
            "20260303000000_third.up.sql:1"
        ),
        script!(
            "a row without its parent, found at the end of the transaction",
            "ALTER TABLE orders ALTER CONSTRAINT orders_customer_id_fkey DEFERRABLE INITIALLY DEFERRED;\nUPDATE orders SET customer_id = 77 WHERE id = 1;\n",
            "orders_customer_id_fkey",
            "20260303000000_third"
        ),
        script!(
            "a number that is too large",
            "ALTER TABLE orders ALTER COLUMN total TYPE smallint USING (total * 1000)::smallint;\n",
            "out of range",
            "20260303000000_third.up.sql:1"
        ),
        script!(
            "a text that is too long",
            "ALTER TABLE customers ALTER COLUMN name TYPE varchar(2);\n",
            "too long",
            "20260303000000_third.up.sql:1"
        ),
    ]
}
