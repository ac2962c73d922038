//! What a down left over, in words.

use super::proof::{Proof, Verdict};
use crate::diff::{Change, TableChange, compare, order_only};
use crate::schema::Schema;

/// Decides by the models where the texts differ.
pub(super) fn judge(proof: &mut Proof, before: &Schema, back: &Schema, nothing_done: bool) {
    let changes = compare(before, back);
    if changes.iter().all(only_moves) {
        let moved = order_only(before, back);
        if !moved.is_empty() {
            proof.verdict = Verdict::OrderOnly;
            proof.differences = moved
                .iter()
                .map(|table| format!("{}: columns stand in another order", table.name))
                .collect();
        }
        return;
    }
    proof.verdict = if nothing_done {
        Verdict::EmptyDown
    } else {
        Verdict::Unfaithful
    };
    proof.differences = changes.iter().flat_map(after_down).collect();
}

/// Whether nothing but the place of columns differs: an engine that can put a column elsewhere says
/// so, the others don't.
pub(super) fn only_moves(change: &Change) -> bool {
    let moves = |change: &TableChange| matches!(change, TableChange::MoveColumn(..));
    matches!(change, Change::AlterTable { changes, .. } if changes.iter().all(moves))
}

fn after_down(change: &Change) -> Vec<String> {
    let line = |text: String| format!("after down: {text}");
    match change {
        Change::AlterTable { table, changes } => changes
            .iter()
            .map(|change| line(format!("{table}: {}", left_over(change))))
            .collect(),
        Change::AddTable(name) => vec![line(format!("table {name} is still there"))],
        Change::DropTable(name) => vec![line(format!("table {name} is gone"))],
        Change::AddObject(kind, name) => vec![line(format!("{kind} {name} is still there"))],
        Change::DropObject(kind, name) => vec![line(format!("{kind} {name} is gone"))],
        Change::ReplaceObject(kind, name) => vec![line(format!("{kind} {name} differs"))],
        Change::AlterObject {
            kind,
            name,
            changes,
        } => changes
            .iter()
            .map(|change| line(format!("{kind} {name}: {change}")))
            .collect(),
    }
}

/// A difference of the schema after down from the one before up, seen from there.
fn left_over(change: &TableChange) -> String {
    match change {
        TableChange::AddColumn(name) => format!("column {name} is still there"),
        TableChange::DropColumn(name) => format!("column {name} is gone"),
        TableChange::AddIndex(name) => format!("index {name} is still there"),
        TableChange::DropIndex(name) => format!("index {name} is gone"),
        other => other.to_string(),
    }
}
