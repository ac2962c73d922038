//! The database engines there are.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// A database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Engine {
    /// SQLite
    Sqlite,
    /// PostgreSQL
    Postgres,
    /// MySQL and MariaDB
    Mysql,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::Mysql];

    /// The engine of a URL, by its scheme.
    pub fn from_url(url: &str) -> Option<Self> {
        url.split_once(':')
            .and_then(|(scheme, _)| Self::from_scheme(scheme))
    }

    /// The engine of a URL's scheme, as sqlx knows them.
    pub fn from_scheme(scheme: &str) -> Option<Self> {
        match scheme {
            "sqlite" => Some(Self::Sqlite),
            "postgres" | "postgresql" => Some(Self::Postgres),
            "mysql" | "mariadb" => Some(Self::Mysql),
            _ => None,
        }
    }

    /// The name that people write: `PostgreSQL`.
    pub fn title(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }
}

/// Where the throwaway databases of an engine with servers are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ScratchServer {
    /// Beside the development database; where its server cannot be reached, or none is named, in
    /// a throwaway server.
    #[default]
    Development,
    /// In a throwaway server of the installed programs.
    Throwaway,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Engine {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "sqlite3" => Some(Self::Sqlite),
            scheme => Self::from_scheme(scheme),
        }
        .ok_or_else(|| {
            Error::usage(format!("`{}` is no engine", text.escape_debug()))
                .hint("the engines are sqlite, postgres and mysql")
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn an_engine_is_read_back_from_its_name_and_known_by_its_urls() {
        for engine in Engine::ALL {
            assert_eq!(engine.to_string().parse::<Engine>().unwrap(), engine);
        }
        let cases = [
            ("sqlite::memory:", Some(Engine::Sqlite)),
            ("sqlite:dev.db", Some(Engine::Sqlite)),
            ("postgresql://h/d", Some(Engine::Postgres)),
            ("mariadb://h/d", Some(Engine::Mysql)),
            ("mysql2://h/d", None),
            ("dev.db", None),
        ];
        for (url, engine) in cases {
            assert_eq!(Engine::from_url(url), engine, "{url}");
        }
        assert!("oracle".parse::<Engine>().is_err());
    }
}
