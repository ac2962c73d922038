//! Types, and what is attached to them.

use super::super::model::{Object, Schema};
use super::super::slot::{Kind, Slot};

/// Types and collations.
pub(super) fn definition(schema: &Schema, object: &Object) -> String {
    let full = schema.full(object.id);
    let items = schema.write_list(object.list(Slot::Items));
    match object.kind {
        Kind::Enum => format!("CREATE TYPE {full} AS ENUM ({items})"),
        Kind::Composite => format!("CREATE TYPE {full} AS ({items})"),
        Kind::Range => format!(
            "CREATE TYPE {full} AS RANGE (subtype = {})",
            schema.write(object.text(Slot::Type))
        ),
        Kind::Domain => {
            let checks = object.list(Slot::Items).iter();
            let checks: Vec<String> = checks.map(|check| schema.write(check)).collect();
            format!(
                "CREATE DOMAIN {full} AS {}{}{}{} {}",
                schema.write(object.text(Slot::Type)),
                schema.clause(object, "COLLATE", Slot::Collate),
                schema.clause(object, "DEFAULT", Slot::Default),
                schema.clause(object, "NOT NULL", Slot::NotNull),
                checks.join(" ")
            )
            .trim_end()
            .to_owned()
        }
        _ => format!(
            "CREATE COLLATION {full} ({})",
            schema.write(object.text(Slot::Body))
        ),
    }
}

/// Aggregates, operators and casts.
pub(super) fn behaviour(schema: &Schema, object: &Object) -> String {
    let full = schema.full(object.id);
    let text = |slot| schema.write(object.text(slot));
    match object.kind {
        Kind::Aggregate => {
            let mut options = format!(
                "sfunc = {}, stype = {}",
                text(Slot::Function),
                text(Slot::Type)
            );
            for (word, slot) in [("initcond", Slot::Initial), ("parallel", Slot::Parallel)] {
                if object.has(slot) {
                    options.push_str(&format!(", {word} = {}", text(slot)));
                }
            }
            let items = schema.write_list(object.list(Slot::Items));
            format!("CREATE AGGREGATE {full}({items}) ({options})")
        }
        Kind::Operator => {
            let mut options = format!(
                "function = {}, leftarg = {}, rightarg = {}",
                text(Slot::Function),
                text(Slot::Left),
                text(Slot::Right)
            );
            if object.has(Slot::Options) {
                options.push_str(&format!(", {}", text(Slot::Options)));
            }
            format!("CREATE OPERATOR {full} ({options})")
        }
        _ => format!(
            "CREATE CAST ({} AS {}) {}{}",
            text(Slot::Left),
            text(Slot::Right),
            text(Slot::Body),
            schema.clause(object, "", Slot::Context)
        ),
    }
}
