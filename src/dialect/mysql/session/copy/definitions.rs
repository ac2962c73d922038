//! Everything that is in a database, as the server says it is made.

use crate::dialect::mysql::connect::failure::number;
use crate::dialect::mysql::connect::{Answer, Connection};
use crate::dialect::mysql::dormant;
use crate::dialect::mysql::flavour::Flavour;
use crate::dialect::mysql::inspect::home::Home;
use crate::dialect::mysql::inspect::objects::without_definer;
use crate::dialect::mysql::lexer::words;
use crate::dialect::mysql::quote::{ident, literal};
use crate::dialect::mysql::session::Session;
use crate::dialect::mysql::session::errors::{NO_SUCH_TABLE, plain};
use crate::dialect::mysql::session::literals::Kind;
use crate::dialect::mysql::shown::mend;
use crate::dialect::mysql::sight;
use crate::dialect::throwaway::MARK_TABLE;
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// Everything that has a name.
const NAMES: &str = "
SELECT 'relation', TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES
WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME;
SELECT 'routine', ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES
WHERE ROUTINE_SCHEMA = DATABASE() ORDER BY ROUTINE_TYPE, ROUTINE_NAME;
SELECT 'trigger', TRIGGER_NAME, 'TRIGGER' FROM information_schema.TRIGGERS
WHERE TRIGGER_SCHEMA = DATABASE()
ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER;
SELECT 'event', EVENT_NAME, 'EVENT' FROM information_schema.EVENTS
WHERE EVENT_SCHEMA = DATABASE() ORDER BY EVENT_NAME";

/// Columns whose values are written, those left out that are computed or the server's own.
const COLUMNS: &str = "
SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = DATABASE() AND COALESCE(GENERATION_EXPRESSION, '') = ''
    AND EXTRA NOT LIKE '%GENERATED%'
ORDER BY TABLE_NAME, ORDINAL_POSITION";

/// Settings under which a copy is built: rows are as they were, whatever would be refused today.
const BUILDING: &str = "SET SESSION foreign_key_checks = 0, unique_checks = 0,
    sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES';\n";

/// Everything in a database.
#[derive(Debug, Default)]
pub(in crate::dialect::mysql::session) struct Definitions {
    /// Sequences, each made and set to where it stands.
    sequences: Vec<String>,
    /// Tables, the ledger included.
    pub(in crate::dialect::mysql::session) tables: Vec<Table>,
    /// What comes behind the rows, in an order in which it can be made, views aside.
    code: Vec<Code>,
}

/// A table with rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::dialect::mysql::session) struct Table {
    pub(in crate::dialect::mysql::session) name: String,
    create: String,
    columns: Vec<(String, Kind)>,
    /// The columns that say from when and until when a row was, where the history is copied.
    period: Option<[String; 2]>,
}

/// A routine, view, trigger or event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::dialect::mysql::session) struct Code {
    /// `VIEW`
    pub(in crate::dialect::mysql::session) kind: String,
    pub(in crate::dialect::mysql::session) name: String,
    /// What the session must be set to, so that it is understood as it was.
    pub(in crate::dialect::mysql::session) settings: String,
    pub(in crate::dialect::mysql::session) create: String,
}

impl Definitions {
    /// Reads what is in the database of this session; none where something of it went meanwhile.
    /// Definers mean nothing on another server.
    pub(in crate::dialect::mysql::session) fn read(
        session: &Session,
        without_definers: bool,
    ) -> Result<Option<Self>> {
        let failed = |cause: sqlx::Error| plain(&cause).context("failed to read the database");
        let facts = session
            .query("SELECT DATABASE(), CURRENT_USER()")
            .map_err(failed)?;
        let fact = |column| facts.first().map_or("", |row| row.text(column));
        let database = fact(0).to_owned();
        sight::refuse_short(&mut session.connection.borrow_mut(), &database, fact(1))?;
        let names = session.query(NAMES).map_err(failed)?;
        let home = Home::new(&database);
        let wanted: Vec<(&str, &str)> = names
            .iter()
            .map(|row| (kind(row.text(2)), row.text(1)))
            .filter(|(_, name)| *name != MARK_TABLE)
            .collect();
        let mut message = String::new();
        for (kind, name) in &wanted {
            message.push_str(&format!("SHOW CREATE {kind} {};\n", ident(name)));
        }
        let shown = match wanted.is_empty() {
            true => Vec::new(),
            false => match session.query(&message) {
                Err(cause) if number(&cause) == NO_SUCH_TABLE => return Ok(None),
                shown => shown.map_err(failed)?,
            },
        };
        let mut definitions = Self::default();
        let mut tables = BTreeMap::new();
        for ((kind, name), row) in wanted.iter().zip(&shown) {
            let (shown, settings) = parts(kind, row).ok_or_else(|| hidden(kind, name))?;
            if *kind == "TABLE" {
                tables.insert((*name).to_owned(), shown.to_owned());
                continue;
            }
            let create = home.bare(shown);
            match *kind {
                "SEQUENCE" => {
                    let stands = standing(session, name)?;
                    definitions.sequences.push(format!("{create};\n{stands}"));
                }
                _ => definitions.code.push(Code {
                    kind: (*kind).to_owned(),
                    name: (*name).to_owned(),
                    settings,
                    create: match without_definers {
                        true => without_definer(&create),
                        false => create,
                    },
                }),
            }
        }
        definitions.tables = with_columns(session, &home, tables)?;
        definitions.code = in_order(definitions.code);
        Ok(Some(definitions))
    }

    /// The tables once more.
    pub(in crate::dialect::mysql::session) fn tables_of(
        session: &Session,
        before: &Self,
    ) -> Result<Vec<Table>> {
        if before.tables.is_empty() {
            return Ok(Vec::new());
        }
        let database = session
            .one_text("SELECT DATABASE()")
            .map_err(|cause| plain(&cause))?;
        let home = Home::new(&database);
        let shows: Vec<String> = before
            .tables
            .iter()
            .map(|table| format!("SHOW CREATE TABLE {}", ident(&table.name)))
            .collect();
        let Ok(shown) = session.query(&shows.join(";\n")) else {
            // One of them is not there any more.
            return Ok(Vec::new());
        };
        let creates = before
            .tables
            .iter()
            .zip(&shown)
            .map(|(table, row)| (table.name.clone(), row.text(1).to_owned()))
            .collect();
        with_columns(session, &home, creates)
    }

    /// What comes before the rows.
    pub(in crate::dialect::mysql::session) fn before(&self, flavour: Flavour) -> String {
        let mut sql = BUILDING.to_owned();
        sql.push_str(flavour.building());
        for sequence in &self.sequences {
            sql.push_str(&format!("{sequence};\n"));
        }
        for table in &self.tables {
            sql.push_str(&format!("{};\n", table.create));
        }
        sql
    }

    /// What comes behind the rows. Views are made as soon as what they need is there.
    pub(in crate::dialect::mysql::session) fn code(&self) -> &[Code] {
        &self.code
    }
}

/// The same for a database that is thrown away, in which no event may run.
pub(in crate::dialect::mysql::session) fn dormant(code: &[Code]) -> Vec<Code> {
    let mut code = code.to_vec();
    for event in code.iter_mut().filter(|code| code.kind == "EVENT") {
        if let Some(dormant) = dormant::dormant(&event.create) {
            event.create = dormant;
        }
    }
    code
}

/// Makes routines, views, triggers and events. A view that did not work where it was read is left
/// out: no server makes one anew.
pub(in crate::dialect::mysql::session) fn make_code(
    code: &[Code],
    target: &mut Connection,
) -> Result<()> {
    let mut left: Vec<&Code> = code.iter().collect();
    loop {
        let before = left.len();
        let mut errors = Vec::new();
        left.retain(|code| match code.make(target) {
            Ok(()) => false,
            Err(cause) => {
                errors.push(cause);
                true
            }
        });
        if left.is_empty() {
            return Ok(());
        }
        if left.len() == before {
            // Nothing that is left needs anything else that is left.
            let stuck = left
                .iter()
                .zip(&errors)
                .find(|(code, cause)| code.kind != "VIEW" || !is_missing(cause));
            return match stuck {
                None => Ok(()),
                Some((code, cause)) => Err(plain(cause).context(format!(
                    "the {} {} cannot be copied",
                    code.kind.to_ascii_lowercase(),
                    code.name
                ))),
            };
        }
    }
}

/// Whether something that a view names is not there: a table, column or function, or a view that is
/// not valid itself.
fn is_missing(cause: &sqlx::Error) -> bool {
    [1146, 1054, 1305, 1356].contains(&number(cause))
}

impl Code {
    /// Makes it; without its definer where this user may name no other one.
    fn make(&self, target: &mut Connection) -> Result<(), sqlx::Error> {
        let sql = format!("{}{}", self.settings, self.create);
        match target.execute(&sql) {
            Err(cause) if number(&cause) == 1227 => target.execute(&format!(
                "{}{}",
                self.settings,
                without_definer(&self.create)
            )),
            outcome => outcome,
        }
    }
}

impl Table {
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.columns.iter().map(|(name, _)| ident(name)).collect();
        names.extend(self.period.iter().flatten().map(|name| ident(name)));
        names
    }

    fn source(&self) -> &'static str {
        match self.period {
            Some(_) => " FOR SYSTEM_TIME ALL",
            None => "",
        }
    }

    /// The statement by which the server copies the rows from another database.
    pub(in crate::dialect::mysql::session) fn copy_from(&self, database: &str) -> String {
        let names = self.names().join(", ");
        format!(
            "INSERT INTO {0} ({names}) SELECT {names} FROM {1}.{0}{2}",
            ident(&self.name),
            ident(database),
            self.source()
        )
    }

    /// The beginning of a statement that inserts rows.
    pub(in crate::dialect::mysql::session) fn insert(&self) -> String {
        format!(
            "INSERT INTO {} ({}) VALUES ",
            ident(&self.name),
            self.names().join(", ")
        )
    }

    /// The query of all rows. Its first column is short, see [`Connection::query`].
    pub(in crate::dialect::mysql::session) fn select(&self) -> String {
        let mut columns = vec!["1".to_owned()];
        columns.extend(self.columns.iter().map(|(name, kind)| kind.select(name)));
        columns.extend(self.period.iter().flatten().map(|name| ident(name)));
        format!(
            "SELECT {} FROM {}{}",
            columns.join(", "),
            ident(&self.name),
            self.source()
        )
    }

    /// A row of that query, as it is written behind VALUES.
    pub(in crate::dialect::mysql::session) fn write_row(&self, row: &Answer, sql: &mut String) {
        let kinds = self.columns.iter().map(|(_, kind)| *kind);
        let period = self.period.iter().flatten().map(|_| Kind::Text);
        for (position, kind) in kinds.chain(period).enumerate() {
            sql.push(if position == 0 { '(' } else { ',' });
            sql.push_str(&kind.literal(row.bytes(position + 1)));
        }
        sql.push_str(if self.columns.is_empty() { "()" } else { ")" });
    }
}

/// Functions before the views that call them, views before those that read them.
fn in_order(mut code: Vec<Code>) -> Vec<Code> {
    let order = ["FUNCTION", "PROCEDURE", "VIEW", "TRIGGER", "EVENT"];
    code.sort_by_key(|code| order.iter().position(|kind| *kind == code.kind));
    let (mut views, others): (Vec<Code>, Vec<Code>) =
        code.into_iter().partition(|code| code.kind == "VIEW");
    let mut sorted: Vec<Code> = Vec::with_capacity(views.len() + others.len());
    let (before, behind): (Vec<Code>, Vec<Code>) = others
        .into_iter()
        .partition(|code| code.kind == "FUNCTION" || code.kind == "PROCEDURE");
    sorted.extend(before);
    while !views.is_empty() {
        let names: Vec<String> = views.iter().map(|view| view.name.clone()).collect();
        let free = views.iter().position(|view| {
            !words(&view.create).any(|word| word != view.name && names.contains(&word))
        });
        // What stands in a circle only by its columns' names is sorted out where it is made.
        sorted.push(views.remove(free.unwrap_or(0)));
    }
    sorted.extend(behind);
    sorted
}

/// The word by which the server is asked.
fn kind(said: &str) -> &str {
    match said {
        "BASE TABLE" | "SYSTEM VERSIONED" => "TABLE",
        other => other,
    }
}

/// The statement, and what the session must be set to for it.
fn parts<'a>(kind: &str, row: &'a Answer) -> Option<(&'a str, String)> {
    let mode = |column: usize| format!("SET SESSION sql_mode = {}", literal(row.text(column)));
    let collation =
        |column: usize| format!(", collation_connection = {};\n", literal(row.text(column)));
    Some(match kind {
        "TABLE" | "SEQUENCE" => (row.get(1)?, String::new()),
        "VIEW" => (
            row.get(1)?,
            format!("SET SESSION sql_mode = ''{}", collation(3)),
        ),
        "EVENT" => (
            row.get(3)?,
            format!(
                "{}, time_zone = {}{}",
                mode(1),
                literal(row.text(2)),
                collation(5)
            ),
        ),
        _ => (row.get(2)?, mode(1) + &collation(4)),
    })
}

fn hidden(kind: &str, name: &str) -> Error {
    Error::refused(format!(
        "the server does not show how the {} {name} is made",
        kind.to_ascii_lowercase()
    ))
    .hint("grant this user SELECT on mysql.proc (MariaDB), or SHOW_ROUTINE (MySQL)")
}

/// The statement that sets a sequence to where it stands.
fn standing(session: &Session, name: &str) -> Result<String> {
    let next = session
        .one_text(&format!(
            "SELECT next_not_cached_value FROM {}",
            ident(name)
        ))
        .map_err(|cause| plain(&cause).context(format!("failed to read the sequence {name}")))?;
    Ok(format!(
        "ALTER SEQUENCE {} RESTART WITH {next}",
        ident(name)
    ))
}

/// Tables of which this is shown, with their columns.
fn with_columns(
    session: &Session,
    home: &Home,
    mut shown: BTreeMap<String, String>,
) -> Result<Vec<Table>> {
    let texts = shown.iter_mut().map(|(name, text)| (name.as_str(), text));
    mend(&mut session.connection.borrow_mut(), texts.collect())
        .map_err(|cause| plain(&cause).context("failed to read the foreign keys"))?;
    let rows = session
        .query(COLUMNS)
        .map_err(|cause| plain(&cause).context("failed to read the columns"))?;
    let mut columns: BTreeMap<&str, Vec<(String, Kind)>> = BTreeMap::new();
    for row in &rows {
        let column = (row.text(1).to_owned(), Kind::of(row.text(2)));
        columns.entry(row.text(0)).or_default().push(column);
    }
    let keeps_history = session.flavour.inserts_history();
    let tables = shown.into_iter().map(|(name, shown)| Table {
        columns: columns.remove(name.as_str()).unwrap_or_default(),
        period: period(&shown).filter(|_| keeps_history),
        create: home.bare(&shown),
        name,
    });
    Ok(tables.collect())
}

/// The columns of a versioned table's period: named, or the server's own.
fn period(create: &str) -> Option<[String; 2]> {
    let options = create.rsplit_once(')').map_or("", |(_, options)| options);
    if !options.contains("WITH SYSTEM VERSIONING") && !create.contains(" WITH SYSTEM VERSIONING") {
        return None;
    }
    let own = || ["ROW_START".to_owned(), "ROW_END".to_owned()];
    let named = create
        .split_once("PERIOD FOR SYSTEM_TIME (")
        .and_then(|(_, rest)| {
            let (start, end) = rest.split_once(')')?.0.split_once(", ")?;
            let bare = |name: &str| name.trim_matches('`').replace("``", "`");
            Some([bare(start), bare(end)])
        });
    Some(named.unwrap_or_else(own))
}
