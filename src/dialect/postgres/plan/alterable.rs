//! What can be altered in place, and what must be made anew.

use super::decide::{Action, Actions};
use super::side::{CHECK, Node, Side, list, parents};
use super::torn::{attached_to, becomes_valid};
use crate::dialect::postgres::quote::NOT_VALID;
use crate::diff::{Difference, differences};
use crate::schema::{Column, ConstraintKind, Id, Object, ObjectKind};

/// What becomes of an object that is on both sides; none where it is the same.
pub(super) fn action(id: &Id, before: Node, after: Node, from: &Side, to: &Side) -> Option<Action> {
    match (before, after) {
        (Node::Table(one), Node::Table(other)) => {
            let differs = differences(&one.attributes, &other.attributes);
            if differs
                .iter()
                .any(|change| change.attribute == "partition by")
            {
                return Some(Action::Rebuild);
            }
            (!differs.is_empty()).then_some(Action::Alter)
        }
        (Node::Column(_, one), Node::Column(_, other)) => column(one, other),
        (Node::Default(_, one), Node::Default(_, other)) => {
            (one.default != other.default).then_some(Action::Recreate)
        }
        (Node::Constraint(on, one), Node::Constraint(other_on, other)) => {
            // An index that is attached cannot be attached to another one.
            let moves = one.attributes.contains_key("inherited")
                && other.attributes.contains_key("inherited")
                && attached_to(from, id) != attached_to(to, id)
                && parents(on) == parents(other_on);
            if moves {
                return Some(Action::Recreate);
            }
            if one.kind != other.kind || !same_clause(one.clause.as_str(), other.clause.as_str()) {
                return Some(Action::Recreate);
            }
            let differs = differences(&one.attributes, &other.attributes);
            let fixed = on.attributes.contains_key("partition by")
                && differs
                    .iter()
                    .any(|change| change.attribute == "index storage parameters");
            if fixed || changes_validity(id, &differs, from, to) {
                return Some(Action::Recreate);
            }
            (one.clause != other.clause || !differs.is_empty()).then_some(Action::Alter)
        }
        (Node::DomainCheck(_, one), Node::DomainCheck(_, other)) => {
            if !same_clause(one, other) {
                return Some(Action::Recreate);
            }
            (one != other).then_some(Action::Alter)
        }
        (Node::Index(on, one), Node::Index(other_on, other)) => {
            if one.definition != other.definition || on.name != other_on.name {
                return Some(Action::Recreate);
            }
            let differs = differences(&one.attributes, &other.attributes);
            let moves = |change: &Difference| {
                change.attribute == "parent"
                    && change.from.is_some()
                    && parents(on) == parents(other_on)
            };
            if differs.iter().any(moves) || changes_validity(id, &differs, from, to) {
                return Some(Action::Recreate);
            }
            (!differs.is_empty()).then_some(Action::Alter)
        }
        (Node::Object(one), Node::Object(other)) => object(id, one, other, from),
        _ => Some(Action::Recreate),
    }
}

/// Whether an index must be made anew to be valid, or to lack one of its partitions'.
fn changes_validity(id: &Id, differs: &[Difference], from: &Side, to: &Side) -> bool {
    differs.iter().any(|change| {
        change.attribute == "invalid" && (change.to.is_some() || !becomes_valid(from, to, id))
    })
}

/// Whether two clauses differ at most in that the other one is validated.
fn same_clause(one: &str, other: &str) -> bool {
    one == other || one.strip_suffix(NOT_VALID) == Some(other)
}

fn column(one: &Column, other: &Column) -> Option<Action> {
    match (&one.generated, &other.generated) {
        (None, Some(_)) => return Some(Action::Recreate),
        (Some(before), Some(after)) if before != after => return Some(Action::Recreate),
        // A virtual column has no values to keep.
        (Some(before), None) if !before.stored => return Some(Action::Recreate),
        _ => {}
    }
    if one.generated.is_some() && changes_type(one, other) && other.generated.is_some() {
        return Some(Action::Recreate);
    }
    let differs = changes_type(one, other)
        || one.not_null != other.not_null
        || one.generated != other.generated
        || !differences(&one.attributes, &other.attributes).is_empty();
    differs.then_some(Action::Alter)
}

/// Whether ALTER COLUMN TYPE is needed.
pub(super) fn changes_type(one: &Column, other: &Column) -> bool {
    one.type_name != other.type_name || one.collation != other.collation
}

/// A type without its modifier: `numeric` of `numeric(10,2)`, `timestamp without time zone` of
/// `timestamp(3) without time zone`.
pub(super) fn base(type_name: &str) -> String {
    if type_name.starts_with('"') {
        return type_name.to_owned();
    }
    match (type_name.find('('), type_name.find(')')) {
        (Some(start), Some(end)) if start < end => {
            format!("{}{}", &type_name[..start], &type_name[end + 1..])
        }
        _ => type_name.to_owned(),
    }
}

fn object(id: &Id, one: &Object, other: &Object, from: &Side) -> Option<Action> {
    let differs = differences(&one.attributes, &other.attributes);
    let same = one.definition == other.definition;
    if same && differs.is_empty() {
        return None;
    }
    let has = |name: &str| differs.iter().any(|change| change.attribute == name);
    let action = match one.kind {
        ObjectKind::Enum if has("labels") => {
            let (before, after) = (labels(one), labels(other));
            if is_part(&before, &after) {
                Action::Alter
            } else {
                Action::Swap
            }
        }
        ObjectKind::Domain if !same => Action::Swap,
        ObjectKind::Domain => {
            // Its checks are altered by themselves.
            let own = |change: &Difference| !change.attribute.starts_with(CHECK);
            return differs.iter().any(own).then_some(Action::Alter);
        }
        ObjectKind::Composite if has("columns") => {
            if composite_is_alterable(id, one, other, from) {
                Action::Alter
            } else {
                Action::Swap
            }
        }
        ObjectKind::Collation if !same => Action::Swap,
        ObjectKind::Extension if !same => {
            if other.attributes.contains_key("~relocatable") {
                Action::Alter
            } else {
                Action::Recreate
            }
        }
        // There are hardly ever scripts for a way back.
        ObjectKind::Extension if is_older(other, one) => Action::Recreate,
        ObjectKind::View if !same => {
            if replaces_view(one, other) {
                Action::Alter
            } else {
                Action::Recreate
            }
        }
        ObjectKind::Function | ObjectKind::Procedure if !same => {
            if replaces_function(one, other) {
                Action::Alter
            } else {
                Action::Recreate
            }
        }
        ObjectKind::MaterializedView if has("access method") => Action::Recreate,
        ObjectKind::DefaultPrivileges => Action::Alter,
        _ if !same => Action::Recreate,
        _ => Action::Alter,
    };
    Some(action)
}

/// Domains that get what their values are held against, while columns have them within other
/// values: the server looks through columns of the domain itself, and through no others
/// (`get_rels_with_domain`).
pub(super) fn domains_within_values(from: &Side, to: &Side, actions: &Actions) -> Vec<Id> {
    let mut found = Vec::new();
    for id in actions.keys() {
        let domain = match to.node(id) {
            Some(Node::DomainCheck(domain, clause)) => {
                (!clause.ends_with(NOT_VALID)).then_some(domain)
            }
            Some(Node::Object(domain)) if domain.kind == ObjectKind::Domain => {
                let has = |side: &Side| {
                    let domain = side.object(id);
                    domain.is_some_and(|domain| domain.attributes.contains_key("not null"))
                };
                (!has(from) && has(to)).then_some(domain)
            }
            _ => None,
        };
        let id = domain.map(|domain| Id::Object(ObjectKind::Domain, domain.name.clone()));
        if let Some(id) = id.filter(|id| !columns_around(from, id).is_empty()) {
            found.push(id);
        }
    }
    found
}

/// The columns with values of composite types, ranges and arrays in which those of a domain are.
pub(super) fn columns_around<'a>(side: &'a Side, domain: &Id) -> Vec<&'a Id> {
    let users = |id: &Id| {
        let id = id.clone();
        side.ids().filter(move |other| side.need(other, &id))
    };
    let mut found = Vec::new();
    let mut domains = vec![domain.clone()];
    let mut containers: Vec<Id> = Vec::new();
    while let Some(domain) = domains.pop() {
        for other in users(&domain) {
            match side.node(other) {
                Some(Node::Column(_, column)) if column.type_name.ends_with("[]") => {
                    found.push(other);
                }
                Some(Node::Object(object)) => match object.kind {
                    ObjectKind::Domain => domains.push(other.clone()),
                    ObjectKind::Composite | ObjectKind::Range => containers.push(other.clone()),
                    _ => {}
                },
                _ => {}
            }
        }
    }
    while let Some(container) = containers.pop() {
        for other in users(&container) {
            match other {
                Id::Column(..) => found.push(other),
                Id::Object(ObjectKind::Domain | ObjectKind::Composite | ObjectKind::Range, _) => {
                    containers.push(other.clone());
                }
                _ => {}
            }
        }
    }
    found
}

pub(super) fn labels(object: &Object) -> Vec<String> {
    list(object.attributes.get("labels"))
}

/// Whether all of `one` are in `other`, in the same order.
fn is_part(one: &[String], other: &[String]) -> bool {
    let mut rest = other.iter();
    one.iter().all(|label| rest.any(|found| found == label))
}

/// The columns of a composite type: name, type, collation.
pub(super) fn fields(object: &Object) -> Vec<(String, String, Option<String>)> {
    object
        .attributes
        .get("columns")
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}

/// Whether the version of an extension is less than that of another one, number by number.
fn is_older(one: &Object, other: &Object) -> bool {
    let version = |object: &Object| -> Option<Vec<u32>> {
        let version = object.attributes.get("version")?;
        version.split('.').map(|part| part.parse().ok()).collect()
    };
    match (version(one), version(other)) {
        (Some(one), Some(other)) => one < other,
        _ => false,
    }
}

/// ALTER TYPE adds at the end, drops anywhere, and changes a type only where no table has it.
fn composite_is_alterable(id: &Id, one: &Object, other: &Object, from: &Side) -> bool {
    let (before, after) = (fields(one), fields(other));
    let kept: Vec<&String> = before
        .iter()
        .filter(|field| after.iter().any(|other| other.0 == field.0))
        .map(|field| &field.0)
        .collect();
    let in_order = after.iter().map(|field| &field.0).take(kept.len()).eq(kept);
    let changed = before.iter().any(|field| {
        after
            .iter()
            .any(|other| other.0 == field.0 && other != field)
    });
    let used = from
        .ids()
        .any(|other| matches!(other, Id::Column(..) | Id::Object(..)) && from.need(other, id));
    let is_kept = !(changed && used);
    let have_fields = !after.is_empty() && !before.is_empty();
    in_order && is_kept && have_fields
}

/// CREATE OR REPLACE VIEW keeps the columns that there are and adds at the end.
fn replaces_view(one: &Object, other: &Object) -> bool {
    !one.columns.is_empty() && other.columns.starts_with(&one.columns)
}

/// CREATE OR REPLACE FUNCTION keeps what it returns and how its arguments are called.
fn replaces_function(one: &Object, other: &Object) -> bool {
    let value =
        |object: &Object, name: &str| object.attributes.get(name).cloned().unwrap_or_default();
    let (before, after) = (value(one, "~arguments"), value(other, "~arguments"));
    let names_are_kept = before == after
        || !before.contains(" DEFAULT ")
            && after.split(" DEFAULT ").next() == Some(before.as_str());
    value(one, "~result") == value(other, "~result") && names_are_kept
}

/// Whether a constraint is one that an index stands behind.
pub(super) fn has_index(kind: ConstraintKind) -> bool {
    matches!(
        kind,
        ConstraintKind::PrimaryKey | ConstraintKind::Unique | ConstraintKind::Exclusion
    )
}
