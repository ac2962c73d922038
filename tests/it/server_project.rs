//! A small project whose development database is on a server.

use crate::output::Output;
use crate::project::TestProject;
use std::ops::{Deref, DerefMut};
use std::process::Command;
use tokio::runtime::Runtime;

/// A database of one test, dropped with the value.
pub(crate) trait TestDatabase {
    fn url(&self) -> String;
    fn name(&self) -> &str;
    /// Runs statements in one message, as sqlx runs a script.
    #[track_caller]
    fn run(&self, sql: &str);
    /// The rows of a query, columns parted by `|`.
    #[track_caller]
    fn rows(&self, sql: &str) -> Vec<String>;
}

/// A [`TestProject`] with a database of its own.
pub(crate) struct ServerProject<D> {
    project: TestProject,
    pub(crate) database: D,
}

impl<D> Deref for ServerProject<D> {
    type Target = TestProject;

    fn deref(&self) -> &TestProject {
        &self.project
    }
}

impl<D> DerefMut for ServerProject<D> {
    fn deref_mut(&mut self) -> &mut TestProject {
        &mut self.project
    }
}

impl<D: TestDatabase> ServerProject<D> {
    /// An ordinary package without a schema or a migration, and this empty database.
    pub(crate) fn of(database: D) -> Self {
        let mut project = TestProject::new();
        project.set_url(Some(&database.url()));
        Self { project, database }
    }

    /// A package with customers and their orders; two migrations, nothing applied. `after` is
    /// what the second one's down drops besides the table.
    pub(crate) fn shop_of(database: D, customers: &str, orders: &str, after: &str) -> Self {
        let project = Self::of(database);
        project.write("schema.sql", [customers, orders].concat());
        project.migration(
            "20260101000000_customers_create",
            &format!("-- label: 0.1\n{customers}"),
            "DROP TABLE customers;\n",
        );
        project.migration(
            "20260202000000_orders_create",
            &format!("-- label: 0.2\n{orders}"),
            &format!("DROP TABLE orders;\n{after}"),
        );
        project
    }

    /// The same, applied, with three customers and four orders.
    pub(crate) fn with_rows(self) -> Self {
        self.run(&["upgrade"]).ok();
        self.sql(
            "INSERT INTO customers (name) VALUES ('Ada'), ('Bo'), ('Cy');
             INSERT INTO orders (id, customer_id, total, state) VALUES
                 (1, 1, 100, 'open'), (2, 1, 250, 'paid'), (3, 2, 0, 'open'), (9, 3, 7, 'paid')",
        );
        self
    }

    /// The URL of its database.
    pub(crate) fn url(&self) -> String {
        self.database.url()
    }

    /// Runs the binary.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.filtered(self.project.run(arguments))
    }

    /// Runs a command that [`TestProject::command`] made.
    pub(crate) fn finish(&self, command: &mut Command) -> Output {
        self.filtered(self.project.finish(command))
    }

    fn filtered(&self, mut output: Output) -> Output {
        for text in [&mut output.stdout, &mut output.stderr] {
            *text = text
                .replace(&self.database.url(), "[URL]")
                .replace(self.database.name(), "[DATABASE]");
        }
        output
    }

    /// Runs SQL in the development database.
    #[track_caller]
    pub(crate) fn sql(&self, sql: &str) {
        self.database.run(sql);
    }

    /// The rows that a query gives in the development database, columns parted by `|`.
    #[track_caller]
    pub(crate) fn rows(&self, query: &str) -> Vec<String> {
        self.database.rows(query)
    }

    /// The applied versions, as the ledger has them.
    #[track_caller]
    pub(crate) fn applied(&self) -> Vec<String> {
        self.rows("SELECT version FROM _sqlx_migrations ORDER BY version")
    }
}

/// The URL with another database's name.
pub(crate) fn with_database(url: &str, database: &str) -> String {
    let (place, options) = match url.split_once('?') {
        Some((place, options)) => (place, format!("?{options}")),
        None => (url, String::new()),
    };
    let (server, _) = place.rsplit_once('/').unwrap();
    format!("{server}/{database}{options}")
}

/// What runs the futures of one thread.
pub(crate) fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}
