//! Labels of enum types that must not share a transaction with what uses them.

use super::Written;
use super::alterable::labels;
use crate::dialect::postgres::quote::literal;
use crate::schema::{ObjectKind, Schema};

/// Whether a script adds labels to an enum type and then uses one of them, which PostgreSQL does
/// not allow in one transaction.
pub(in crate::dialect::postgres) fn uses_new_labels(
    from: &Schema,
    to: &Schema,
    written: &[Written],
) -> bool {
    let adds = |one: &Written| one.statement.sql.contains(" ADD VALUE ");
    if !written.iter().any(adds) {
        return false;
    }
    let enums = from
        .objects
        .iter()
        .filter(|object| object.kind == ObjectKind::Enum);
    let mut new = Vec::new();
    for before in enums {
        if let Some(after) = to.object(before.kind, &before.name) {
            let old = labels(before);
            let added = labels(after)
                .into_iter()
                .filter(|label| !old.contains(label));
            new.extend(added.map(|label| literal(&label)));
        }
    }
    written.iter().filter(|one| !adds(one)).any(|one| {
        new.iter()
            .any(|label| one.statement.sql.contains(label.as_str()))
    })
}
