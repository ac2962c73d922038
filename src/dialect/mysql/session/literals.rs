//! Values as literals of SQL, each in one line, whatever is in them.

use crate::dialect::mysql::quote::{binary, ident};

/// How the values of a type are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// As the digits that they are.
    Number,
    /// As a number whose text as the server gives it has too few digits.
    Float,
    /// In quotes.
    Text,
    /// In hexadecimal digits.
    Bytes,
}

impl Kind {
    /// That of a type, by the name that `information_schema` gives it.
    pub(super) fn of(data_type: &str) -> Self {
        match data_type {
            "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "decimal" | "year" => {
                Self::Number
            }
            "float" | "double" => Self::Float,
            "bit" | "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob"
            | "vector" | "geometry" | "point" | "linestring" | "polygon" | "multipoint"
            | "multilinestring" | "multipolygon" | "geometrycollection" | "geomcollection" => {
                Self::Bytes
            }
            _ => Self::Text,
        }
    }

    /// How a column is asked for so that the server says the whole value.
    pub(super) fn select(self, column: &str) -> String {
        match self {
            // As a DOUBLE every FLOAT is told from the next one.
            Self::Float => format!("{} + 0e0", ident(column)),
            _ => ident(column),
        }
    }

    /// A value as SQL.
    pub(super) fn literal(self, value: Option<&[u8]>) -> String {
        let Some(bytes) = value else {
            return "NULL".to_owned();
        };
        match (self, std::str::from_utf8(bytes)) {
            (Self::Number | Self::Float, Ok(text)) => text.to_owned(),
            (Self::Text, Ok(text)) => quoted(text),
            _ if bytes.is_empty() => "''".to_owned(),
            _ => binary(bytes),
        }
    }
}

/// A text in quotes, in one line.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for character in text.chars() {
        match character {
            '\'' => out.push_str("''"),
            '\\' => out.push_str("\\\\"),
            '\0' => out.push_str("\\0"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            // The end of a file, to clients on Windows.
            '\u{1a}' => out.push_str("\\Z"),
            other => out.push(other),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_one_line_that_the_server_reads_as_it_was() {
        let written = |kind: &str, value: &[u8]| Kind::of(kind).literal(Some(value));
        assert_eq!(written("int", b"-7"), "-7");
        assert_eq!(written("varchar", "é'\\\n\0".as_bytes()), "'é''\\\\\\n\\0'");
        assert_eq!(written("blob", b"\0\xff'"), "x'00ff27'");
        assert_eq!(written("blob", b""), "''");
        assert_eq!(
            written("datetime", b"2020-01-02 03:04:05"),
            "'2020-01-02 03:04:05'"
        );
        assert_eq!(Kind::of("json").literal(None), "NULL");
        assert_eq!(Kind::of("float").select("a"), "`a` + 0e0");
    }
}
