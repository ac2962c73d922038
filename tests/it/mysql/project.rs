//! A small project whose development database is on the tests' server.

use super::server::{Client, Database, server};
use crate::server_project::{ServerProject, TestDatabase};

/// A project with a MariaDB database of its own.
pub(crate) type MyProject = ServerProject<Database>;

impl TestDatabase for Database {
    fn url(&self) -> String {
        Self::url(self)
    }

    fn name(&self) -> &str {
        &self.name
    }

    #[track_caller]
    fn run(&self, sql: &str) {
        self.client().run(sql);
    }

    #[track_caller]
    fn rows(&self, sql: &str) -> Vec<String> {
        self.client().rows(sql)
    }
}

impl MyProject {
    /// An ordinary package without a schema or a migration, and an empty database.
    pub(crate) fn new() -> Self {
        Self::of(server().database())
    }

    /// A package with customers and their orders; two migrations, nothing applied.
    pub(crate) fn shop() -> Self {
        Self::shop_of(server().database(), CUSTOMERS, ORDERS, "")
    }

    /// [`Self::shop`], applied, with three customers and four orders.
    pub(crate) fn shop_with_rows() -> Self {
        Self::shop().with_rows()
    }

    /// A connection to its database.
    pub(crate) fn client(&self) -> Client {
        self.database.client()
    }

    /// The names of tables, views and sequences, without the ledger.
    #[track_caller]
    pub(crate) fn objects(&self) -> Vec<String> {
        self.rows(
            "SELECT TABLE_NAME FROM information_schema.TABLES
              WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT LIKE '%sqlx%' ORDER BY 1",
        )
    }
}

pub(crate) const CUSTOMERS: &str = "\
CREATE TABLE customers (
    id   BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(100) NOT NULL
);
";

pub(crate) const ORDERS: &str = "\
CREATE TABLE orders (
    id          BIGINT NOT NULL PRIMARY KEY,
    customer_id BIGINT NOT NULL,
    total       INT    NOT NULL,
    state       ENUM ('open', 'paid') NOT NULL DEFAULT 'open',
    CONSTRAINT of_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
);
";
