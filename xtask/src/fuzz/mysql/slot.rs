//! Which kinds of objects there are, and what may be said of each.

/// The kinds of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// A sequence of MariaDB.
    Sequence,
    /// A table.
    Table,
    /// A column of a table.
    Column,
    /// A primary key.
    Primary,
    /// A unique key.
    Unique,
    /// Any other key.
    Index,
    /// A check constraint of a table.
    Check,
    /// A foreign key.
    Foreign,
    /// A view.
    View,
    /// A column of a view.
    Output,
    /// A function.
    Function,
    /// A procedure.
    Procedure,
    /// A trigger.
    Trigger,
    /// An event.
    Event,
}

/// What may be said of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Slot {
    /// A type.
    Type,
    /// CHARACTER SET … COLLATE
    Collate,
    /// GENERATED ALWAYS AS
    Generated,
    /// STORED
    Stored,
    /// NOT NULL
    NotNull,
    /// INVISIBLE
    Invisible,
    /// DEFAULT
    Default,
    /// ON UPDATE
    OnUpdate,
    /// AUTO_INCREMENT, of a column or with the table's value
    AutoIncrement,
    /// WITHOUT SYSTEM VERSIONING
    Unversioned,
    /// CHECK at a column
    Check,
    /// ENGINE
    Engine,
    /// ROW_FORMAT and other options of a table, of a view and of a sequence
    Options,
    /// WITH SYSTEM VERSIONING
    Versioned,
    /// PARTITION BY
    PartitionBy,
    /// The partitions
    Parts,
    /// The columns of a key
    Keys,
    /// FULLTEXT, SPATIAL
    Method,
    /// USING BTREE
    Using,
    /// IGNORED
    Ignored,
    /// The table of a foreign key
    Refers,
    /// The columns of a foreign key's table
    ReferredKeys,
    /// ON DELETE
    OnDelete,
    /// The main expression or clause
    Body,
    /// FROM
    From,
    /// WHERE
    Where,
    /// GROUP BY and what else is behind WHERE
    Tail,
    /// WITH CHECK OPTION
    CheckOption,
    /// The arguments of a routine
    Items,
    /// RETURNS
    Returns,
    /// DETERMINISTIC
    Deterministic,
    /// READS SQL DATA
    Data,
    /// SQL SECURITY
    Security,
    /// BEFORE, AFTER
    Time,
    /// INSERT, UPDATE, DELETE
    Events,
    /// FOLLOWS, PRECEDES
    Order,
    /// ON SCHEDULE
    Schedule,
    /// ON COMPLETION PRESERVE
    Preserve,
    /// DISABLE
    Disabled,
    /// COMMENT
    Comment,
}

/// What may be said of objects of a kind: each slot with how often it is filled, in percent.
/// 100 is for what must be said.
pub(super) fn slots(kind: Kind) -> &'static [(Slot, u32)] {
    use Slot as S;
    match kind {
        Kind::Sequence => &[(S::Options, 70)],
        Kind::Table => &[
            (S::Engine, 8),
            (S::Collate, 25),
            (S::Options, 15),
            (S::AutoIncrement, 8),
            (S::Versioned, 5),
            (S::PartitionBy, 12),
            (S::Parts, 100),
            (S::Comment, 20),
        ],
        Kind::Column => &[
            (S::Type, 100),
            (S::Collate, 15),
            (S::AutoIncrement, 8),
            (S::Generated, 10),
            (S::Stored, 50),
            (S::NotNull, 40),
            (S::Invisible, 5),
            (S::Default, 40),
            (S::OnUpdate, 15),
            (S::Unversioned, 4),
            (S::Check, 8),
            (S::Comment, 12),
        ],
        Kind::Primary => &[(S::Keys, 100), (S::Using, 8), (S::Comment, 8)],
        Kind::Unique => &[
            (S::Keys, 100),
            (S::Using, 12),
            (S::Ignored, 6),
            (S::Comment, 10),
        ],
        Kind::Index => &[
            (S::Method, 15),
            (S::Keys, 100),
            (S::Using, 12),
            (S::Ignored, 8),
            (S::Comment, 10),
        ],
        Kind::Check | Kind::Output => &[(S::Body, 100)],
        Kind::Foreign => &[
            (S::Keys, 100),
            (S::Refers, 100),
            (S::ReferredKeys, 100),
            (S::OnDelete, 50),
            (S::OnUpdate, 30),
        ],
        Kind::View => &[
            (S::Options, 25),
            (S::Security, 20),
            (S::From, 100),
            (S::Where, 40),
            (S::Tail, 25),
            (S::CheckOption, 12),
        ],
        Kind::Function => &[
            (S::Items, 60),
            (S::Returns, 100),
            (S::Deterministic, 50),
            (S::Data, 40),
            (S::Security, 20),
            (S::Comment, 20),
            (S::Body, 100),
        ],
        Kind::Procedure => &[
            (S::Items, 60),
            (S::Data, 30),
            (S::Security, 20),
            (S::Comment, 20),
            (S::Body, 100),
        ],
        Kind::Trigger => &[
            (S::Time, 100),
            (S::Events, 100),
            (S::Order, 50),
            (S::Body, 100),
        ],
        Kind::Event => &[
            (S::Schedule, 100),
            (S::Preserve, 50),
            (S::Disabled, 25),
            (S::Comment, 20),
            (S::Body, 100),
        ],
    }
}

/// Slots without which an object of this kind is none.
pub(super) fn required(kind: Kind) -> &'static [Slot] {
    use Slot as S;
    match kind {
        Kind::Column => &[S::Type],
        Kind::Primary | Kind::Unique | Kind::Index => &[S::Keys],
        Kind::Check | Kind::Output | Kind::Procedure => &[S::Body],
        Kind::Foreign => &[S::Keys, S::Refers, S::ReferredKeys],
        Kind::View => &[S::From],
        Kind::Function => &[S::Returns, S::Body],
        Kind::Trigger => &[S::Time, S::Events, S::Body],
        Kind::Event => &[S::Schedule, S::Body],
        Kind::Sequence | Kind::Table => &[],
    }
}
