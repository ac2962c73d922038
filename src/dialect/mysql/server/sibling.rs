//! A database that is thrown away.

use super::home::Home;
use super::refusal;
use crate::dialect::mysql::quote::{ident, literal};
use crate::dialect::throwaway::MARK_TABLE;
use crate::dialect::throwaway::name;
use crate::dialect::throwaway::owner::{Mark, Use};
use crate::error::Result;
use crate::project::DatabaseUrl;
use std::rc::Rc;

/// A marked database on the server that is dropped when this is.
pub struct Sibling {
    url: DatabaseUrl,
    name: String,
    home: Rc<Home>,
}

impl Sibling {
    /// Its URL.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the server is one that was started for this run: what a script does to the server
    /// as a whole ends with it.
    pub fn is_alone(&self) -> bool {
        use crate::dialect::throwaway::homes::Home as _;
        self.home.took().is_some()
    }

    /// An empty one, like the development database.
    pub(super) fn empty(home: &Rc<Home>) -> Result<Self> {
        let name = create(home, Use::Throwaway)
            .map_err(|cause| refusal::create(&cause, &mut home.connection(), home.place()))?;
        Ok(Self {
            url: home.url(&name),
            name,
            home: Rc::clone(home),
        })
    }
}

impl Drop for Sibling {
    fn drop(&mut self) {
        // Where it fails, the next run drops it.
        let sql = format!("DROP DATABASE IF EXISTS {}", ident(&self.name));
        let _ = self.home.connection().execute(&sql);
    }
}

/// Makes a database with a new name and marks it. Gives the name.
pub(super) fn create(home: &Home, kind: Use) -> Result<String, sqlx::Error> {
    let name = name::new();
    let mark = literal(&Mark::new(kind).text());
    let mut connection = home.connection();
    let (quoted, like) = (ident(&name), home.like());
    if connection.flavour().comments_databases() {
        connection.execute(&format!("CREATE DATABASE {quoted}{like} COMMENT {mark}"))?;
        return Ok(name);
    }
    connection.execute(&format!("CREATE DATABASE {quoted}{like}"))?;
    let marked = connection.execute(&format!(
        "CREATE TABLE {quoted}.{} (mark INT) COMMENT {mark}",
        ident(MARK_TABLE)
    ));
    if let Err(cause) = marked {
        let _ = connection.execute(&format!("DROP DATABASE IF EXISTS {quoted}"));
        return Err(cause);
    }
    Ok(name)
}
