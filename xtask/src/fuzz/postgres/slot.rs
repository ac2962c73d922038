//! Which kinds of objects there are, and what may be said of each.

/// The kinds of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// A schema.
    Schema,
    /// An extension.
    Extension,
    /// A collation.
    Collation,
    /// An enum type.
    Enum,
    /// A composite type.
    Composite,
    /// A domain.
    Domain,
    /// A range type.
    Range,
    /// A sequence.
    Sequence,
    /// A table.
    Table,
    /// A column of a table.
    Column,
    /// A primary key.
    Primary,
    /// A unique constraint.
    Unique,
    /// A check constraint.
    Check,
    /// A foreign key.
    Foreign,
    /// An exclusion constraint.
    Exclude,
    /// An index.
    Index,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A column of a view.
    Output,
    /// A function.
    Function,
    /// A procedure.
    Procedure,
    /// An aggregate function.
    Aggregate,
    /// An operator.
    Operator,
    /// A cast.
    Cast,
    /// A trigger.
    Trigger,
    /// An event trigger.
    EventTrigger,
    /// A rewrite rule.
    Rule,
    /// A policy.
    Policy,
    /// Privileges on an object.
    Grant,
    /// Privileges on objects to come.
    DefaultPrivileges,
    /// A publication.
    Publication,
    /// Extended statistics.
    Statistics,
}

/// What may be said of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Slot {
    /// A type.
    Type,
    /// The labels of an enum, the attributes of a composite type, the arguments of a function.
    Items,
    /// The main expression or clause.
    Body,
    /// The second clause.
    More,
    /// COLLATE
    Collate,
    /// DEFAULT
    Default,
    /// NOT NULL
    NotNull,
    /// GENERATED ALWAYS AS … STORED
    Generated,
    /// GENERATED … AS IDENTITY
    Identity,
    /// SET STORAGE
    Storage,
    /// COMPRESSION
    Compression,
    /// SET STATISTICS
    Target,
    /// Attribute options, storage parameters, view options.
    Options,
    /// The options of a sequence.
    Increment,
    /// MINVALUE
    Minimum,
    /// MAXVALUE
    Maximum,
    /// START
    Start,
    /// CACHE
    Cache,
    /// CYCLE
    Cycle,
    /// OWNED BY
    OwnedBy,
    /// UNLOGGED
    Unlogged,
    /// PARTITION BY
    PartitionBy,
    /// FOR VALUES, DEFAULT, of a partition
    Bound,
    /// INHERITS
    Inherits,
    /// REPLICA IDENTITY
    ReplicaIdentity,
    /// CLUSTER ON
    ClusterOn,
    /// ENABLE ROW LEVEL SECURITY
    RowSecurity,
    /// FORCE ROW LEVEL SECURITY
    ForceRowSecurity,
    /// The columns of a key, the elements of an index, columns of UPDATE OF.
    Keys,
    /// INCLUDE
    Include,
    /// NULLS NOT DISTINCT
    NullsNotDistinct,
    /// DEFERRABLE
    Deferrable,
    /// NO INHERIT
    NoInherit,
    /// NOT VALID
    NotValid,
    /// The table of a foreign key.
    Refers,
    /// The columns of a foreign key's table.
    ReferredKeys,
    /// ON DELETE
    OnDelete,
    /// ON UPDATE
    OnUpdate,
    /// MATCH FULL
    Match,
    /// UNIQUE
    Unique,
    /// USING
    Method,
    /// WHERE, WHEN
    Where,
    /// FROM
    From,
    /// GROUP BY and what else is behind WHERE
    Tail,
    /// Everything, in place of a list
    Star,
    /// WITH NO DATA
    NoData,
    /// What a function returns, with its class.
    Returns,
    /// IMMUTABLE, STABLE
    Volatility,
    /// STRICT
    Strict,
    /// SECURITY DEFINER
    Security,
    /// PARALLEL
    Parallel,
    /// COST, ROWS
    Cost,
    /// LEAKPROOF
    Leakproof,
    /// SET … TO
    Setting,
    /// INITCOND
    Initial,
    /// A function that is used.
    Function,
    /// The left side of an operator, the source of a cast.
    Left,
    /// The right side of an operator, the target of a cast.
    Right,
    /// AS ASSIGNMENT, AS IMPLICIT
    Context,
    /// BEFORE, AFTER, INSTEAD OF
    Time,
    /// INSERT, UPDATE, DELETE, TRUNCATE
    Events,
    /// FOR EACH ROW
    Level,
    /// REFERENCING
    Referencing,
    /// ENABLE REPLICA, DISABLE
    Enabled,
    /// ALSO, INSTEAD
    Instead,
    /// FOR SELECT
    Command,
    /// AS RESTRICTIVE
    Restrictive,
    /// TO
    Roles,
    /// USING
    Using,
    /// WITH CHECK
    WithCheck,
    /// What is granted.
    Privileges,
    /// WITH GRANT OPTION
    GrantOption,
    /// REVOKE in place of GRANT
    Revoke,
    /// COMMENT ON
    Comment,
}

/// What may be said of objects of a kind: each slot with how often it is filled, in percent.
/// 100 is for what must be said.
pub(super) fn slots(kind: Kind) -> &'static [(Slot, u32)] {
    use Slot as S;
    match kind {
        Kind::Schema | Kind::Extension => &[(S::Comment, 10)],
        Kind::Collation => &[(S::Body, 100), (S::Comment, 10)],
        Kind::Enum => &[(S::Items, 100), (S::Comment, 15)],
        Kind::Composite => &[(S::Items, 100), (S::Comment, 15)],
        Kind::Domain => &[
            (S::Type, 100),
            (S::Collate, 10),
            (S::Default, 30),
            (S::NotNull, 15),
            (S::Items, 50),
            (S::Comment, 15),
        ],
        Kind::Range => &[(S::Type, 100), (S::Comment, 15)],
        Kind::Sequence => SEQUENCE,
        Kind::Table => TABLE,
        Kind::Column => COLUMN,
        Kind::Primary => &[
            (S::Keys, 100),
            (S::Include, 8),
            (S::Deferrable, 8),
            (S::Options, 5),
            (S::Comment, 8),
        ],
        Kind::Unique => &[
            (S::Keys, 100),
            (S::NullsNotDistinct, 15),
            (S::Include, 12),
            (S::Deferrable, 15),
            (S::Options, 5),
            (S::Comment, 8),
        ],
        Kind::Check => &[
            (S::Body, 100),
            (S::NoInherit, 8),
            (S::NotValid, 10),
            (S::Comment, 8),
        ],
        Kind::Foreign => &[
            (S::Keys, 100),
            (S::Refers, 100),
            (S::ReferredKeys, 100),
            (S::Match, 8),
            (S::OnDelete, 45),
            (S::OnUpdate, 25),
            (S::Deferrable, 20),
            (S::NotValid, 10),
            (S::Comment, 8),
        ],
        Kind::Exclude => &[
            (S::Method, 100),
            (S::Keys, 100),
            (S::Where, 25),
            (S::Deferrable, 15),
            (S::Comment, 8),
        ],
        Kind::Index => INDEX,
        Kind::View => &[
            (S::From, 100),
            (S::Where, 40),
            (S::Tail, 25),
            (S::Options, 25),
            (S::Star, 12),
            (S::Comment, 15),
        ],
        Kind::MaterializedView => &[
            (S::From, 100),
            (S::Where, 40),
            (S::Tail, 20),
            (S::Options, 15),
            (S::Star, 10),
            (S::NoData, 10),
            (S::Comment, 15),
        ],
        Kind::Output => &[(S::Body, 100), (S::Comment, 8)],
        Kind::Function => FUNCTION,
        Kind::Procedure => &[
            (S::Items, 60),
            (S::Body, 100),
            (S::Security, 15),
            (S::Setting, 10),
            (S::Comment, 15),
        ],
        Kind::Aggregate => &[
            (S::Items, 100),
            (S::Function, 100),
            (S::Type, 100),
            (S::Initial, 60),
            (S::Parallel, 20),
            (S::Comment, 15),
        ],
        Kind::Operator => &[
            (S::Left, 100),
            (S::Right, 100),
            (S::Function, 100),
            (S::Options, 25),
            (S::Comment, 15),
        ],
        Kind::Cast => &[
            (S::Left, 100),
            (S::Right, 100),
            (S::Body, 100),
            (S::Context, 40),
            (S::Comment, 15),
        ],
        Kind::Trigger => &[
            (S::Time, 100),
            (S::Events, 100),
            (S::Level, 65),
            (S::Function, 100),
            (S::Deferrable, 12),
            (S::Referencing, 20),
            (S::Where, 30),
            (S::More, 20),
            (S::Enabled, 15),
            (S::Comment, 10),
        ],
        Kind::EventTrigger => &[
            (S::Events, 100),
            (S::Where, 40),
            (S::Function, 100),
            (S::Enabled, 25),
            (S::Comment, 15),
        ],
        Kind::Rule => &[
            (S::Events, 100),
            (S::Where, 30),
            (S::Instead, 50),
            (S::Body, 100),
            (S::Enabled, 15),
            (S::Comment, 15),
        ],
        Kind::Policy => &[
            (S::Restrictive, 25),
            (S::Command, 60),
            (S::Roles, 40),
            (S::Using, 70),
            (S::WithCheck, 40),
            (S::Comment, 10),
        ],
        Kind::Grant => &[
            (S::Privileges, 100),
            (S::Keys, 25),
            (S::Roles, 100),
            (S::GrantOption, 15),
            (S::Revoke, 30),
        ],
        Kind::DefaultPrivileges => &[
            (S::Body, 100),
            (S::Privileges, 100),
            (S::Roles, 100),
            (S::GrantOption, 15),
            (S::Revoke, 20),
        ],
        Kind::Publication => &[
            (S::Items, 85),
            (S::Star, 15),
            (S::Options, 40),
            (S::Comment, 15),
        ],
        Kind::Statistics => &[
            (S::Options, 50),
            (S::Keys, 100),
            (S::Target, 20),
            (S::Comment, 15),
        ],
    }
}

const SEQUENCE: &[(Slot, u32)] = &[
    (Slot::Unlogged, 10),
    (Slot::Type, 40),
    (Slot::Increment, 40),
    (Slot::Minimum, 30),
    (Slot::Maximum, 30),
    (Slot::Start, 30),
    (Slot::Cache, 30),
    (Slot::Cycle, 20),
    (Slot::OwnedBy, 40),
    (Slot::Comment, 10),
];

const TABLE: &[(Slot, u32)] = &[
    (Slot::Unlogged, 8),
    (Slot::PartitionBy, 18),
    (Slot::Inherits, 12),
    (Slot::Options, 15),
    (Slot::ReplicaIdentity, 8),
    (Slot::ClusterOn, 4),
    (Slot::RowSecurity, 18),
    (Slot::ForceRowSecurity, 8),
    (Slot::Comment, 20),
];

const COLUMN: &[(Slot, u32)] = &[
    (Slot::Type, 100),
    (Slot::Collate, 12),
    (Slot::Identity, 10),
    (Slot::Generated, 8),
    (Slot::Default, 35),
    (Slot::NotNull, 40),
    (Slot::Storage, 8),
    (Slot::Compression, 5),
    (Slot::Target, 6),
    (Slot::Options, 4),
    (Slot::Comment, 12),
];

const INDEX: &[(Slot, u32)] = &[
    (Slot::Method, 100),
    (Slot::Unique, 20),
    (Slot::Keys, 100),
    (Slot::Include, 12),
    (Slot::NullsNotDistinct, 20),
    (Slot::Options, 12),
    (Slot::Where, 25),
    (Slot::Comment, 10),
];

const FUNCTION: &[(Slot, u32)] = &[
    (Slot::Items, 65),
    (Slot::Returns, 100),
    (Slot::Body, 100),
    (Slot::Volatility, 60),
    (Slot::Strict, 20),
    (Slot::Security, 15),
    (Slot::Parallel, 25),
    (Slot::Cost, 12),
    (Slot::Leakproof, 6),
    (Slot::Setting, 12),
    (Slot::Comment, 15),
];

/// Slots without which an object of this kind is none.
pub(super) fn required(kind: Kind) -> &'static [Slot] {
    use Slot as S;
    match kind {
        Kind::Collation | Kind::Check | Kind::Output | Kind::Procedure => &[S::Body],
        Kind::Enum | Kind::Composite => &[S::Items],
        Kind::Domain | Kind::Range | Kind::Column => &[S::Type],
        Kind::Primary | Kind::Unique | Kind::Statistics => &[S::Keys],
        Kind::Foreign => &[S::Keys, S::Refers, S::ReferredKeys],
        Kind::Exclude | Kind::Index => &[S::Method, S::Keys],
        Kind::View | Kind::MaterializedView => &[S::From],
        Kind::Function => &[S::Returns, S::Body],
        Kind::Aggregate => &[S::Items, S::Function, S::Type],
        Kind::Operator => &[S::Left, S::Right, S::Function],
        Kind::Cast => &[S::Left, S::Right, S::Body],
        Kind::Trigger => &[S::Time, S::Events, S::Function],
        Kind::EventTrigger => &[S::Events, S::Function],
        Kind::Rule => &[S::Events, S::Body],
        Kind::Grant => &[S::Privileges, S::Roles],
        Kind::DefaultPrivileges => &[S::Body, S::Privileges, S::Roles],
        _ => &[],
    }
}

/// Whether an object of this kind goes on with the rest where one of many goes.
pub(super) fn keeps_rest(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Index | Kind::Statistics | Kind::Composite | Kind::Publication
    )
}

/// Whether the slot is a statement of its own that comes when all objects are there.
pub(super) fn is_late(slot: Slot) -> bool {
    matches!(
        slot,
        Slot::ReplicaIdentity | Slot::ClusterOn | Slot::OwnedBy
    )
}
