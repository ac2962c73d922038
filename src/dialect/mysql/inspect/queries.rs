//! Asks the catalog: four messages for every schema, whatever its size.

use super::super::sight;
use super::{Ignored, Known, name_of};
use crate::dialect::mysql::connect::{Answer, Connection, said};
use crate::dialect::mysql::quote::{ident, literal, text};
use crate::dialect::mysql::shown::mend;
use crate::error::{Error, Result};
use crate::schema::{Name, ObjectKind};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

/// What SHOW CREATE is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Table,
    View,
    Sequence,
    Function,
    Procedure,
    Trigger,
    Event,
}

impl Kind {
    pub(super) fn object(self) -> ObjectKind {
        match self {
            Self::Table => ObjectKind::Other,
            Self::View => ObjectKind::View,
            Self::Sequence => ObjectKind::Sequence,
            Self::Function => ObjectKind::Function,
            Self::Procedure => ObjectKind::Procedure,
            Self::Trigger => ObjectKind::Trigger,
            Self::Event => ObjectKind::Event,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Table => "TABLE",
            Self::View => "VIEW",
            Self::Sequence => "SEQUENCE",
            Self::Function => "FUNCTION",
            Self::Procedure => "PROCEDURE",
            Self::Trigger => "TRIGGER",
            Self::Event => "EVENT",
        }
    }

    /// The column of SHOW CREATE's answer in which the statement stands.
    fn column(self) -> usize {
        match self {
            Self::Table | Self::View | Self::Sequence => 1,
            Self::Function | Self::Procedure | Self::Trigger => 2,
            Self::Event => 3,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word().to_ascii_lowercase())
    }
}

/// What the server answered to SHOW CREATE.
pub(super) struct Shown {
    pub(super) kind: Kind,
    pub(super) name: String,
    /// The settings under which the server read its body.
    pub(super) sql_mode: String,
    /// The statement, with the database's name where the server writes it.
    pub(super) text: String,
}

/// A column, as `information_schema` has it.
pub(super) struct ColumnFacts {
    pub(super) name: String,
    pub(super) column_type: String,
    /// None where it holds no text.
    pub(super) collation: Option<String>,
}

/// What `information_schema` says of a table, to complete its statement and to hold it against.
pub(super) struct TableFacts<'a> {
    pub(super) collation: Option<&'a str>,
    pub(super) columns: &'a [ColumnFacts],
}

/// Where a trigger stands.
pub(super) struct TriggerFacts {
    pub(super) table: String,
    /// The one that acts before it at the same time; none where it is the first.
    pub(super) follows: Option<String>,
}

/// What the catalog said.
pub(super) struct Answers {
    pub(super) database: String,
    /// The session's own account: `root@localhost`.
    pub(super) user: String,
    folds: bool,
    /// Whether the server can replace a routine in its place.
    pub(super) replaces_routines: bool,
    collations: BTreeMap<String, String>,
    columns: BTreeMap<String, Vec<ColumnFacts>>,
    pub(super) triggers: BTreeMap<String, TriggerFacts>,
    /// The events that began when they were made, as they do when nothing is said.
    pub(super) began_when_made: BTreeSet<String>,
    /// The events that will not act any more: their time is over.
    pub(super) over: BTreeSet<String>,
    pub(super) shown: Vec<Shown>,
}

impl Answers {
    pub(super) fn name(&self, kind: Kind, text: &str) -> Name {
        name_of(kind.object(), text, self.folds)
    }

    pub(super) fn table(&self, name: &str) -> TableFacts<'_> {
        TableFacts {
            collation: self.collations.get(name).map(String::as_str),
            columns: self.columns(name),
        }
    }

    pub(super) fn columns(&self, name: &str) -> &[ColumnFacts] {
        self.columns.get(name).map_or(&[], Vec::as_slice)
    }
}

/// The session's own settings must not change how the server writes.
const SETTINGS: &str = "SELECT DATABASE(), CURRENT_USER(), @@lower_case_table_names, @@sql_mode, @@sql_quote_show_create;
SET SESSION sql_mode = '', sql_quote_show_create = 1;";

const RELATIONS: &str = "SELECT 'relation', TABLE_NAME, TABLE_TYPE, TABLE_COLLATION FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME";

/// With the kinds that are found so.
const OTHERS: [(&str, &[Kind]); 3] = [
    (
        "SELECT 'routine', ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() ORDER BY ROUTINE_TYPE, ROUTINE_NAME",
        &[Kind::Function, Kind::Procedure],
    ),
    (
        "SELECT 'trigger', TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER",
        &[Kind::Trigger],
    ),
    (
        "SELECT 'event', EVENT_NAME, ABS(TIMESTAMPDIFF(SECOND, STARTS, CREATED)) <= 2 OR ABS(TIMESTAMPDIFF(SECOND, STARTS, LAST_ALTERED)) <= 2, CONVERT_TZ(COALESCE(EXECUTE_AT, ENDS), TIME_ZONE, @@SESSION.time_zone) < NOW() FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() ORDER BY EVENT_NAME",
        &[Kind::Event],
    ),
];

const COLUMNS: &str = "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, COLLATION_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()";

/// Of how many tables the columns are asked for by name; the server takes all of them at once where
/// there are more.
const FEW: usize = 32;

/// Asks all questions that `known` leaves. The session's settings are as before when this returns.
///
/// # Errors
/// Where the server refuses one of them.
pub(super) fn run(
    connection: &mut Connection,
    ignored: &Ignored,
    known: &Known,
) -> Result<Answers> {
    let failed =
        |cause: &sqlx::Error| Error::failed(format!("failed to read the catalog: {}", said(cause)));
    let settings = connection.query(SETTINGS).map_err(|cause| failed(&cause))?;
    let setting = |column| settings.first().map_or("", |row| row.text(column));
    let before = format!(
        "SET SESSION sql_mode = {}, sql_quote_show_create = {}",
        literal(setting(3)),
        setting(4)
    );
    let answers = sight::refuse_short(connection, setting(0), setting(1)).and_then(|()| {
        read(connection, &settings, ignored, known, &before).map_err(|cause| failed(&cause))
    });
    if answers.is_err() {
        // Its own error would hide the first one.
        let _ = connection.execute(&before);
    }
    let answers = answers?;
    match answers.shown.iter().find(|shown| shown.text.is_empty()) {
        None => Ok(answers),
        Some(hidden) => Err(Error::refused(format!(
            "the server does not show {} how {} {} is made",
            answers.user, hidden.kind, hidden.name
        ))
        .hint("grant it SELECT on mysql.proc (MariaDB), or SHOW_ROUTINE (MySQL), and SHOW VIEW, TRIGGER and EVENT on this database")),
    }
}

fn read(
    connection: &mut Connection,
    settings: &[Answer],
    ignored: &Ignored,
    known: &Known,
    before: &str,
) -> std::result::Result<Answers, sqlx::Error> {
    let setting = |column| {
        settings
            .first()
            .map_or("", |row| row.text(column))
            .to_owned()
    };
    let mut answers = Answers {
        database: setting(0),
        user: setting(1),
        folds: setting(2) != "0",
        replaces_routines: connection.flavour().replaces_routines(),
        collations: BTreeMap::new(),
        columns: BTreeMap::new(),
        triggers: BTreeMap::new(),
        began_when_made: BTreeSet::new(),
        over: BTreeSet::new(),
        shown: Vec::new(),
    };
    let mut message = RELATIONS.to_owned();
    for (query, kinds) in OTHERS {
        if !kinds.iter().all(|kind| known.has_no(*kind)) {
            let _ = write!(message, ";\n{query}");
        }
    }
    let rows = connection.query(&message)?;
    let wanted = wanted(&rows, ignored, &mut answers);
    let mut message = String::new();
    for (kind, name) in &wanted {
        let _ = writeln!(message, "SHOW CREATE {} {};", kind.word(), ident(name));
    }
    message.push_str(before);
    let rows = connection.query(&message)?;
    let of_name = |((kind, name), row): ((Kind, String), &Answer)| Shown {
        kind,
        name,
        sql_mode: match kind {
            Kind::Table | Kind::View | Kind::Sequence => String::new(),
            _ => row.text(1).to_owned(),
        },
        text: row.text(kind.column()).to_owned(),
    };
    answers.shown = wanted.into_iter().zip(&rows).map(of_name).collect();
    let shown = answers.shown.iter_mut();
    let tables = shown.filter(|shown| shown.kind == Kind::Table);
    let texts = tables.map(|shown| (shown.name.as_str(), &mut shown.text));
    mend(connection, texts.collect())?;
    read_columns(connection, known, &mut answers)?;
    Ok(answers)
}

/// Reads the columns of all views, and of those tables that are not known.
fn read_columns(
    connection: &mut Connection,
    known: &Known,
    answers: &mut Answers,
) -> std::result::Result<(), sqlx::Error> {
    let is_open = |shown: &&Shown| match shown.kind {
        Kind::View => true,
        Kind::Table => !known.has(shown, answers.table(&shown.name).collation),
        _ => false,
    };
    let open = answers.shown.iter().filter(is_open);
    let names: Vec<String> = open.map(|shown| text(&shown.name)).collect();
    if names.is_empty() {
        return Ok(());
    }
    let of_few = match names.len() <= FEW {
        true => format!(" AND TABLE_NAME IN ({})", names.join(", ")),
        false => String::new(),
    };
    let query = format!("{COLUMNS}{of_few} ORDER BY TABLE_NAME, ORDINAL_POSITION");
    for row in &connection.query(&query)? {
        let facts = ColumnFacts {
            name: row.text(1).to_owned(),
            column_type: row.text(2).to_owned(),
            collation: row.get(3).map(str::to_owned),
        };
        let name = row.text(0).to_owned();
        answers.columns.entry(name).or_default().push(facts);
    }
    Ok(())
}

/// What SHOW CREATE is asked of, while all else that is said goes to `answers`.
fn wanted(rows: &[Answer], ignored: &Ignored, answers: &mut Answers) -> Vec<(Kind, String)> {
    let mut wanted = Vec::new();
    let mut before: Option<([String; 3], String)> = None;
    for row in rows {
        let said = |column: usize| row.text(column).to_owned();
        let name = said(1);
        if ignored.covers(&name) {
            continue;
        }
        let kind = match (row.text(0), row.text(2)) {
            ("relation", "BASE TABLE" | "SYSTEM VERSIONED") => {
                answers.collations.insert(name.clone(), said(3));
                Kind::Table
            }
            ("relation", "VIEW") => Kind::View,
            ("relation", "SEQUENCE") => Kind::Sequence,
            ("routine", "FUNCTION") => Kind::Function,
            ("routine", "PROCEDURE") => Kind::Procedure,
            ("event", began) => {
                if began == "1" {
                    answers.began_when_made.insert(name.clone());
                }
                if row.text(3) == "1" {
                    answers.over.insert(name.clone());
                }
                Kind::Event
            }
            ("trigger", table) if !ignored.covers(table) => {
                let moment = [said(2), said(3), said(4)];
                let follows = before.take().filter(|(last, _)| *last == moment);
                let facts = TriggerFacts {
                    table: table.to_owned(),
                    follows: follows.map(|(_, name)| name),
                };
                answers.triggers.insert(name.clone(), facts);
                before = Some((moment, name.clone()));
                Kind::Trigger
            }
            _ => continue,
        };
        wanted.push((kind, name));
    }
    wanted
}
