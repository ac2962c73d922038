//! How the values of a column go over to another type.

use super::alterable::base;

/// How a value goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cast {
    /// By itself, as in an assignment.
    Assignment,
    /// By a cast that must be written.
    Explicit,
    /// Only by way of its text.
    ByText,
}

/// The casts among PostgreSQL's own types that an assignment makes by itself (`pg_cast`, contexts
/// `a` and `i`), strings as targets left out: everything is assigned to those.
const ASSIGNMENT: &[(&str, &[&str])] = &[
    (
        "bigint",
        &[
            "double precision",
            "integer",
            "money",
            "numeric",
            "oid",
            "real",
            "smallint",
        ],
    ),
    ("bit", &["bit varying"]),
    ("bit varying", &["bit"]),
    ("box", &["polygon"]),
    ("cidr", &["inet"]),
    (
        "date",
        &["timestamp with time zone", "timestamp without time zone"],
    ),
    (
        "double precision",
        &["bigint", "integer", "numeric", "real", "smallint"],
    ),
    ("inet", &["cidr"]),
    (
        "integer",
        &[
            "bigint",
            "double precision",
            "money",
            "numeric",
            "oid",
            "real",
            "smallint",
        ],
    ),
    ("interval", &["time without time zone"]),
    ("json", &["jsonb"]),
    ("jsonb", &["json"]),
    ("macaddr", &["macaddr8"]),
    ("macaddr8", &["macaddr"]),
    ("money", &["numeric"]),
    (
        "numeric",
        &[
            "bigint",
            "double precision",
            "integer",
            "money",
            "real",
            "smallint",
        ],
    ),
    ("oid", &["bigint", "integer"]),
    ("path", &["polygon"]),
    ("point", &["box"]),
    ("polygon", &["path"]),
    (
        "real",
        &[
            "bigint",
            "double precision",
            "integer",
            "numeric",
            "smallint",
        ],
    ),
    (
        "smallint",
        &[
            "bigint",
            "double precision",
            "integer",
            "numeric",
            "oid",
            "real",
        ],
    ),
    ("time with time zone", &["time without time zone"]),
    (
        "time without time zone",
        &["interval", "time with time zone"],
    ),
    (
        "timestamp with time zone",
        &[
            "date",
            "time with time zone",
            "time without time zone",
            "timestamp without time zone",
        ],
    ),
    (
        "timestamp without time zone",
        &["date", "time without time zone", "timestamp with time zone"],
    ),
];

/// Those that must be written (context `e`), strings left out: everything can be cast from those.
const EXPLICIT: &[(&str, &[&str])] = &[
    ("bigint", &["bit"]),
    ("bit", &["bigint", "integer"]),
    ("boolean", &["integer"]),
    ("box", &["circle", "lseg", "point"]),
    ("circle", &["box", "point", "polygon"]),
    ("daterange", &["datemultirange"]),
    ("int4range", &["int4multirange"]),
    ("int8range", &["int8multirange"]),
    ("integer", &["bit", "boolean"]),
    (
        "jsonb",
        &[
            "bigint",
            "boolean",
            "double precision",
            "integer",
            "numeric",
            "real",
            "smallint",
        ],
    ),
    ("lseg", &["point"]),
    ("numrange", &["nummultirange"]),
    ("polygon", &["box", "circle", "point"]),
    ("tsrange", &["tsmultirange"]),
    ("tstzrange", &["tstzmultirange"]),
];

const STRINGS: &[&str] = &["text", "character varying", "character", "name", "citext"];

/// How the values of a type go over to another one.
pub(super) fn cast(from: &str, to: &str) -> Cast {
    let (from, to) = (base(from), base(to));
    if from == to {
        return Cast::Assignment;
    }
    match (from.strip_suffix("[]"), to.strip_suffix("[]")) {
        (Some(from), Some(to)) => return cast(from, to),
        (None, None) => {}
        _ => {
            let text = if from.ends_with("[]") { &to } else { &from };
            return match (STRINGS.contains(&text.as_str()), from.ends_with("[]")) {
                (true, true) => Cast::Assignment,
                (true, false) => Cast::Explicit,
                _ => Cast::ByText,
            };
        }
    }
    let listed = |list: &[(&str, &[&str])]| {
        list.iter()
            .any(|(source, targets)| *source == from && targets.contains(&to.as_str()))
    };
    if STRINGS.contains(&to.as_str()) || listed(ASSIGNMENT) {
        Cast::Assignment
    } else if STRINGS.contains(&from.as_str()) || listed(EXPLICIT) {
        Cast::Explicit
    } else {
        Cast::ByText
    }
}

/// Whether an assignment rounds or cuts values without a word.
pub(super) fn rounds(before: &str, after: &str) -> bool {
    let (old, new) = (base(before), base(after));
    let inexact = ["numeric", "real", "double precision", "money"];
    match (old.as_str(), new.as_str()) {
        (old, "bigint" | "integer" | "smallint" | "money") => inexact.contains(&old),
        (old, "date") => old.starts_with("timestamp"),
        ("double precision" | "numeric" | "bigint" | "integer", "real")
        | ("numeric" | "bigint", "double precision")
        | ("inet", "cidr") => true,
        ("numeric", "numeric") => {
            digits(after).is_some_and(|new| digits(before).is_none_or(|old| old > new))
        }
        ("real" | "double precision", "numeric") => digits(after).is_some(),
        (old, new) if old.starts_with("time") || old == "interval" => {
            let kept = |type_name: &str| digits(type_name).unwrap_or(6);
            old.split(' ').next() == new.split(' ').next() && kept(before) > kept(after)
        }
        _ => false,
    }
}

/// The last number in the parentheses of a type: how many digits there are behind the point.
fn digits(type_name: &str) -> Option<i32> {
    let inside = type_name.split_once('(')?.1.split_once(')')?.0;
    match inside.split_once(',') {
        Some((_, scale)) => scale.trim().parse().ok(),
        None if type_name.starts_with("numeric") => Some(0),
        None => inside.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_go_over_as_the_catalog_says() {
        for (from, to, expected) in [
            ("integer", "bigint", Cast::Assignment),
            ("numeric(10,2)", "numeric(12,4)", Cast::Assignment),
            ("uuid", "text", Cast::Assignment),
            ("text", "uuid", Cast::Explicit),
            ("integer", "boolean", Cast::Explicit),
            ("boolean", "bigint", Cast::ByText),
            ("integer[]", "bigint[]", Cast::Assignment),
            ("text[]", "integer[]", Cast::Explicit),
            ("text", "text[]", Cast::Explicit),
            ("timestamp(3) without time zone", "date", Cast::Assignment),
        ] {
            assert_eq!(cast(from, to), expected, "{from} to {to}");
        }
    }

    #[test]
    fn what_is_rounded_without_a_word_is_known() {
        for (before, after, expected) in [
            ("numeric(10,4)", "numeric(12,1)", true),
            ("numeric(10,1)", "numeric(12,4)", false),
            ("numeric", "numeric(8)", true),
            ("numeric(8,2)", "numeric", false),
            ("double precision", "integer", true),
            ("integer", "bigint", false),
            (
                "timestamp without time zone",
                "timestamp(0) without time zone",
                true,
            ),
            (
                "timestamp(3) with time zone",
                "timestamp with time zone",
                false,
            ),
            ("timestamp with time zone", "date", true),
            ("text", "character varying(3)", false),
        ] {
            assert_eq!(rounds(before, after), expected, "{before} to {after}");
        }
    }
}
