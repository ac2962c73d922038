//! Types.

use super::super::model::Class;

/// Every type, with the class of its values.
pub(super) const TYPES: [(&str, Class); 46] = [
    ("int", Class::Integer),
    ("int", Class::Integer),
    ("bigint", Class::Integer),
    ("int unsigned", Class::Integer),
    ("bigint unsigned", Class::Integer),
    ("smallint", Class::Integer),
    ("mediumint", Class::Integer),
    ("tinyint unsigned", Class::Integer),
    ("tinyint(1)", Class::Integer),
    ("int(5) unsigned zerofill", Class::Integer),
    ("decimal(10,2)", Class::Number),
    ("decimal(8,3) unsigned", Class::Number),
    ("float", Class::Number),
    ("double", Class::Number),
    ("double(9,2)", Class::Number),
    ("varchar(20)", Class::Text),
    ("varchar(20)", Class::Text),
    ("varchar(80)", Class::Text),
    ("varchar(300)", Class::Text),
    ("char(3)", Class::Text),
    ("char(36)", Class::Text),
    ("text", Class::Text),
    ("tinytext", Class::Text),
    ("mediumtext", Class::Text),
    ("longtext", Class::Text),
    ("binary(4)", Class::Other),
    ("varbinary(16)", Class::Other),
    ("blob", Class::Other),
    ("mediumblob", Class::Other),
    ("bit(8)", Class::Other),
    ("bit(1)", Class::Other),
    ("date", Class::Date),
    ("datetime", Class::Timestamp),
    ("datetime(6)", Class::Timestamp),
    ("timestamp", Class::Timestamp),
    ("timestamp(3)", Class::Timestamp),
    ("time", Class::Other),
    ("time(3)", Class::Other),
    ("year", Class::Integer),
    ("enum('a','b','c')", Class::Enum),
    ("enum('it''s','x,y','ü')", Class::Enum),
    ("set('r','w','x')", Class::Enum),
    ("json", Class::Json),
    ("uuid", Class::Uuid),
    ("inet6", Class::Other),
    ("point", Class::Other),
];

/// Types that take each other's values, more or less.
pub(in crate::fuzz::mysql) const RELATED: &[&[(&str, Class)]] = &[
    &[
        ("int", Class::Integer),
        ("bigint", Class::Integer),
        ("int unsigned", Class::Integer),
        ("bigint unsigned", Class::Integer),
        ("smallint", Class::Integer),
        ("tinyint(1)", Class::Integer),
        ("decimal(10,2)", Class::Number),
        ("double", Class::Number),
        ("varchar(20)", Class::Text),
    ],
    &[
        ("varchar(20)", Class::Text),
        ("varchar(80)", Class::Text),
        ("varchar(300)", Class::Text),
        ("char(36)", Class::Text),
        ("char(3)", Class::Text),
        ("text", Class::Text),
        ("longtext", Class::Text),
        ("varbinary(16)", Class::Other),
    ],
    &[
        ("date", Class::Date),
        ("datetime", Class::Timestamp),
        ("datetime(6)", Class::Timestamp),
        ("timestamp", Class::Timestamp),
        ("timestamp(3)", Class::Timestamp),
    ],
    &[
        ("enum('a','b','c')", Class::Enum),
        ("enum('a','b','c','d')", Class::Enum),
        ("enum('c','b','a')", Class::Enum),
        ("enum('a','b')", Class::Enum),
        ("varchar(20)", Class::Text),
    ],
    &[("json", Class::Json), ("longtext", Class::Text)],
    &[("blob", Class::Other), ("mediumblob", Class::Other)],
];

/// Whether a key can only have the beginning of it.
pub(super) fn needs_prefix(type_name: &str) -> bool {
    type_name.ends_with("text") || type_name.ends_with("blob") || type_name == "json"
}
