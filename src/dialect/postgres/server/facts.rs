//! What is asked of a server first, in one query.

use crate::dialect::postgres::connect::Connection;
use crate::dialect::postgres::quote;
use crate::dialect::throwaway::name;
use crate::dialect::throwaway::owner::Mark;
use serde::Deserialize;

/// What matters about a server.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Facts {
    /// Whether it makes sure that what it wrote survives a crash.
    fsync: String,
    /// Whether this role may make databases.
    creates: bool,
    /// The database that new ones are to be like: the development database, or where that is not
    /// there yet the one that it will be made from.
    like: Option<Like>,
    /// The databases with this tool's prefix, each with its comment.
    ours: Option<Vec<(String, Option<String>)>>,
}

/// What can't be changed of a database once it is made, and its settings.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Like {
    encoding: String,
    datcollate: String,
    datctype: String,
    /// `c` for the system's, `i` for ICU, `b` for PostgreSQL's own; since 15.
    datlocprovider: Option<String>,
    /// 15 and 16.
    daticulocale: Option<String>,
    /// Since 17.
    datlocale: Option<String>,
    /// Since 16.
    daticurules: Option<String>,
    /// `name=value`, as `ALTER DATABASE … SET` keeps them; those of this role come last.
    settings: Option<Vec<String>>,
}

impl Facts {
    /// Asks.
    pub(super) fn ask(connection: &mut Connection, like: &str) -> Result<Self, sqlx::Error> {
        let like = quote::literal(like);
        let settings = settings_of("d.oid");
        let pattern = quote::literal(&format!("{}%", name::PREFIX.replace('_', "\\_")));
        let sql = format!(
            "SELECT pg_catalog.json_build_object(
                'fsync', pg_catalog.current_setting('fsync'),
                'creates', (SELECT r.rolsuper OR r.rolcreatedb FROM pg_catalog.pg_roles r
                    WHERE r.rolname = CURRENT_USER),
                'like', (SELECT pg_catalog.to_jsonb(d) || pg_catalog.jsonb_build_object(
                        'encoding', pg_catalog.pg_encoding_to_char(d.encoding), 'settings', {settings})
                    FROM pg_catalog.pg_database d WHERE d.datname IN ({like}, 'template1')
                    ORDER BY d.datname = {like} DESC LIMIT 1),
                'ours', (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
                        d.datname, pg_catalog.shobj_description(d.oid, 'pg_database')))
                    FROM pg_catalog.pg_database d WHERE d.datname LIKE {pattern})
            )::text"
        );
        ask(connection, &sql)
    }

    /// Whether a copy of files costs no more than the copy.
    pub(super) fn is_careless(&self) -> bool {
        self.fsync == "off"
    }

    /// Whether this role may make databases.
    pub(super) fn may_create(&self) -> bool {
        self.creates
    }

    /// What new databases are to be like.
    pub(super) fn like(&self) -> Option<&Like> {
        self.like.as_ref()
    }

    /// Makes new databases here like those that another server was asked about, as far as this one
    /// has their locale.
    pub(super) fn be_like(&mut self, other: Self) {
        let (Some(here), Some(there)) = (&mut self.like, other.like) else {
            return;
        };
        if here.can_be(&there) {
            here.encoding = there.encoding;
            here.datcollate = there.datcollate;
            here.datctype = there.datctype;
        }
        here.settings = there.settings;
    }

    /// The databases with this tool's prefix, each with its mark if it has one and whether it has
    /// a comment at all.
    pub(super) fn ours(&self) -> impl Iterator<Item = (&str, Option<Mark>, bool)> {
        let ours = self.ours.iter().flatten();
        ours.map(|(name, comment)| {
            let mark = comment.as_deref().and_then(Mark::read);
            (name.as_str(), mark, comment.is_some())
        })
    }
}

impl Like {
    /// Whether a server that has made this database has the locale of another one, which is not to
    /// come from ICU.
    fn can_be(&self, other: &Self) -> bool {
        let is_system = |like: &Self| matches!(like.datlocprovider.as_deref(), None | Some("c"));
        let is_plain = |locale: &str| matches!(locale, "C" | "POSIX");
        let same = self.encoding == other.encoding
            && self.datcollate == other.datcollate
            && self.datctype == other.datctype;
        is_system(self)
            && is_system(other)
            && (is_plain(&other.datcollate) && is_plain(&other.datctype) || same)
    }

    /// The options of `CREATE DATABASE` that make another one compare texts alike.
    pub(super) fn options(&self) -> String {
        let text = |value: &str| quote::literal(value);
        let mut options = format!(
            " ENCODING {} LC_COLLATE {} LC_CTYPE {}",
            text(&self.encoding),
            text(&self.datcollate),
            text(&self.datctype)
        );
        let locale = self.daticulocale.as_deref().or(self.datlocale.as_deref());
        match (self.datlocprovider.as_deref(), locale) {
            (Some("i"), Some(locale)) => {
                options.push_str(&format!(" LOCALE_PROVIDER icu ICU_LOCALE {}", text(locale)));
                if let Some(rules) = &self.daticurules {
                    options.push_str(&format!(" ICU_RULES {}", text(rules)));
                }
            }
            (Some("b"), Some(locale)) => options.push_str(&format!(
                " LOCALE_PROVIDER builtin BUILTIN_LOCALE {}",
                text(locale)
            )),
            (Some(_), _) => options.push_str(" LOCALE_PROVIDER libc"),
            (None, _) => {}
        }
        options
    }

    /// What `ALTER DATABASE … SET` said.
    pub(super) fn settings(&self) -> &[String] {
        self.settings.as_deref().unwrap_or_default()
    }
}

/// What is asked of a database before it is copied.
#[derive(Debug, Deserialize)]
pub(super) struct Source {
    /// Sessions of others in it.
    pub(super) sessions: u64,
    /// The names of transactions that wait in it for their second half.
    pub(super) prepared: Option<Vec<String>>,
    /// Whether this role may copy it.
    pub(super) may: bool,
    /// Its size in bytes, if that may be known.
    pub(super) size: Option<u64>,
    /// See [`Like::settings`].
    pub(super) settings: Option<Vec<String>>,
}

impl Source {
    /// Asks; none where there is no such database.
    pub(super) fn ask(
        connection: &mut Connection,
        name: &str,
    ) -> Result<Option<Self>, sqlx::Error> {
        let settings = settings_of("d.oid");
        let name = quote::literal(name);
        let sql = format!(
            "SELECT (SELECT pg_catalog.json_build_object(
                'sessions', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a
                    WHERE a.datid = d.oid AND a.pid <> pg_catalog.pg_backend_pid()
                        AND a.backend_type NOT IN ('autovacuum worker', 'parallel worker')),
                'prepared', (SELECT pg_catalog.json_agg(p.gid) FROM pg_catalog.pg_prepared_xacts p
                    WHERE p.database = d.datname),
                'may', d.datistemplate OR pg_catalog.pg_has_role(d.datdba, 'USAGE'),
                'size', CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT')
                    THEN pg_catalog.pg_database_size(d.oid) END,
                'settings', {settings})
            FROM pg_catalog.pg_database d WHERE d.datname = {name})::text"
        );
        ask(connection, &sql)
    }
}

/// The settings of a database, and those of this role in it.
fn settings_of(oid: &str) -> String {
    format!(
        "(SELECT pg_catalog.json_agg(c.line ORDER BY s.setrole)
            FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) c (line)
            WHERE s.setdatabase = {oid} AND s.setrole IN (0, (SELECT r.oid FROM pg_catalog.pg_roles r
                WHERE r.rolname = SESSION_USER)))"
    )
}

/// The only value of a query, read as JSON; the default where that is NULL.
fn ask<T: for<'a> Deserialize<'a>>(
    connection: &mut Connection,
    sql: &str,
) -> Result<T, sqlx::Error> {
    let rows = connection.simple_query(sql)?;
    let text = rows.first().and_then(|row| row.get(0)).unwrap_or("null");
    serde_json::from_str(text).map_err(|cause| sqlx::Error::Decode(Box::new(cause)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_database_compares_texts_as_the_one_that_it_is_like() {
        let like = |provider: Option<&str>, icu: Option<&str>, locale: Option<&str>| Like {
            encoding: "UTF8".to_owned(),
            datcollate: "de_DE.UTF-8".to_owned(),
            datctype: "C".to_owned(),
            datlocprovider: provider.map(str::to_owned),
            daticulocale: icu.map(str::to_owned),
            datlocale: locale.map(str::to_owned),
            ..Like::default()
        };
        let system = " ENCODING 'UTF8' LC_COLLATE 'de_DE.UTF-8' LC_CTYPE 'C'";
        let cases = [
            (like(None, None, None), ""),
            (like(Some("c"), None, None), " LOCALE_PROVIDER libc"),
            (
                like(Some("i"), Some("de"), None),
                " LOCALE_PROVIDER icu ICU_LOCALE 'de'",
            ),
            (
                like(Some("i"), None, Some("de")),
                " LOCALE_PROVIDER icu ICU_LOCALE 'de'",
            ),
            (
                like(Some("b"), None, Some("C.UTF-8")),
                " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'",
            ),
        ];
        for (like, expected) in cases {
            assert_eq!(like.options(), format!("{system}{expected}"));
        }
    }
}
