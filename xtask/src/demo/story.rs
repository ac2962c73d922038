//! What the demo tells on each engine: the project, what its developer changes, and the words.

use crate::engine::Engine;

/// Changes of files: which, a text in it, and the new text.
pub(super) type Edits = &'static [(&'static str, &'static str, &'static str)];

/// What is particular to one project.
pub(super) struct Story {
    /// The folder below `test-projects/`.
    pub(super) project: &'static str,
    /// What its first commit is called.
    pub(super) release: &'static str,
    /// The schema source.
    pub(super) schema: &'static str,
    /// What the change is, told before it is made.
    pub(super) change: &'static str,
    /// The change.
    pub(super) edits: Edits,
    /// What it is for.
    pub(super) message: &'static str,
    /// What is to be seen in the draft.
    pub(super) reading: &'static str,
    /// A second change, to be drafted in the form that lets others work meanwhile, and its message.
    pub(super) online: Option<(Edits, &'static str)>,
    /// The label of a release to which the way back loses something.
    pub(super) old_release: &'static str,
    /// Where an upgrade is ended half-way, if the engine's migrations are no transactions.
    pub(super) killed_at: Option<&'static str>,
}

impl Story {
    pub(super) fn of(engine: Engine) -> &'static Self {
        match engine {
            Engine::Sqlite => &FORGE,
            Engine::Postgres => &METER,
            Engine::Mysql => &SHELF,
        }
    }
}

/// A renamed column, a new one, and a constraint on a table that others refer to.
const FORGE: Story = Story {
    project: "forge",
    release: "forge 0.5",
    schema: "schema.sql",
    change: "Change the schema in code: rename a column, add one, add a constraint.",
    edits: &[
        (
            "schema.sql",
            "    last_login_on TEXT\n",
            "    last_seen_on  TEXT -- renamed from: last_login_on\n",
        ),
        (
            "schema.sql",
            "    path          TEXT    NOT NULL UNIQUE,\n",
            "    path          TEXT    NOT NULL UNIQUE CHECK (path <> ''),\n",
        ),
        (
            "schema.sql",
            "    vanished_on   TEXT\n",
            "    vanished_on   TEXT,\n    archived_on   TEXT\n",
        ),
    ],
    message: "repositories: add archive",
    reading: "Read it. Other tables' rows refer to repositories, so they would go with its DROP \
              TABLE inside sqlx's transaction: the file takes care of that.",
    online: None,
    old_release: "0.4",
    killed_at: None,
};

/// A renamed column, another type under a view and in a key, a label and a partition more.
const METER: Story = Story {
    project: "meter",
    release: "meter 0.3",
    schema: "schema",
    change: "Change the schema in code: rename a column, widen one under a view and one in a key, \
             add a label to an enum and a partition for a new year's readings.",
    edits: &[
        (
            "schema/customers.sql",
            "    last_login timestamptz\n",
            "    last_seen  timestamptz -- renamed from: last_login\n",
        ),
        (
            "schema/meters.sql",
            "    number       varchar(20) NOT NULL UNIQUE,\n",
            "    number       text NOT NULL UNIQUE,\n",
        ),
        (
            "schema/billing.sql",
            "    line       smallint NOT NULL,\n",
            "    line       integer NOT NULL,\n",
        ),
        (
            "schema/types.sql",
            "('kilowatt_hour', 'cubic_metre')",
            "('kilowatt_hour', 'megawatt_hour', 'cubic_metre')",
        ),
        (
            "schema/meters.sql",
            "CREATE TABLE readings_other ",
            "CREATE TABLE readings_2027 PARTITION OF readings\n    \
             FOR VALUES FROM ('2027-01-01 00:00:00+00') TO ('2028-01-01 00:00:00+00');\n\
             CREATE TABLE readings_other ",
        ),
    ],
    message: "meters: larger units",
    reading: "Read it. A view stands on a column that gets another type: it is dropped and made \
              again around that, as it was. What writes every row anew, or keeps others waiting, \
              was said above: the rehearsal saw it.",
    online: Some((
        &[(
            "schema/billing.sql",
            "CREATE INDEX invoices_not_paid ",
            "CREATE INDEX invoices_by_period ON invoices USING gist (period);\n\
             CREATE INDEX invoices_not_paid ",
        )],
        "invoices: find by period",
    )),
    old_release: "0.2",
    killed_at: None,
};

/// A renamed column, one in the middle of a table, a word of an enum, a view and a partition.
const SHELF: Story = Story {
    project: "shelf",
    release: "shelf 0.3",
    schema: "schema",
    change: "Change the schema in code: rename a column, add one in the middle of a table and to \
             the views on it, a word to an enum, a partition for a new year's visits.",
    edits: &[
        (
            "schema/members.sql",
            "    last_visit DATETIME,\n",
            "    last_seen  DATETIME, -- renamed from: last_visit\n",
        ),
        (
            "schema/members.sql",
            "    PARTITION later ",
            "    PARTITION y2027 VALUES LESS THAN (2028),\n    PARTITION later ",
        ),
        (
            "schema/catalogue.sql",
            "    bought_on DATE NOT NULL,\n",
            "    stands_at VARCHAR(12) NOT NULL DEFAULT 'stacks',\n    bought_on DATE NOT NULL,\n",
        ),
        (
            "schema/catalogue.sql",
            "ENUM('book', 'film', 'music')",
            "ENUM('book', 'film', 'music', 'game')",
        ),
        (
            "schema/views.sql",
            "           t.name AS title\n",
            "           c.stands_at, t.name AS title\n",
        ),
    ],
    message: "copies: say where they stand",
    reading: "Read it. One ALTER TABLE for each table, which fails wholly or not at all; names \
              first, views last.",
    online: None,
    old_release: "0.2",
    killed_at: Some("after_statement:2"),
};
