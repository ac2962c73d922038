//! What is said of objects of every kind: comments, owners, grants.

use super::reference::parts;
use super::side::{Side, list};
use crate::dialect::postgres::quote::{ident, literal};
use crate::schema::{Attributes, Id, Name, ObjectKind, Schema};

/// The word by which statements call a kind of objects.
pub(super) fn word(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Schema => "SCHEMA",
        ObjectKind::Extension => "EXTENSION",
        ObjectKind::Collation => "COLLATION",
        ObjectKind::Enum | ObjectKind::Composite | ObjectKind::Range => "TYPE",
        ObjectKind::Domain => "DOMAIN",
        ObjectKind::Sequence => "SEQUENCE",
        ObjectKind::Function => "FUNCTION",
        ObjectKind::Procedure => "PROCEDURE",
        ObjectKind::Aggregate => "AGGREGATE",
        ObjectKind::Operator => "OPERATOR",
        ObjectKind::OperatorFamily => "OPERATOR FAMILY",
        ObjectKind::OperatorClass => "OPERATOR CLASS",
        ObjectKind::Cast => "CAST",
        ObjectKind::View => "VIEW",
        ObjectKind::MaterializedView => "MATERIALIZED VIEW",
        ObjectKind::Index => "INDEX",
        ObjectKind::Rule => "RULE",
        ObjectKind::Trigger => "TRIGGER",
        ObjectKind::EventTrigger => "EVENT TRIGGER",
        ObjectKind::Policy => "POLICY",
        ObjectKind::Statistics => "STATISTICS",
        ObjectKind::Publication => "PUBLICATION",
        ObjectKind::VirtualTable
        | ObjectKind::Event
        | ObjectKind::DefaultPrivileges
        | ObjectKind::Other => "",
        ObjectKind::TextSearch => "TEXT SEARCH",
        ObjectKind::Foreign => "FOREIGN",
    }
}

/// An object as statements call it: `VIEW people`. The names of kinds whose objects are of several
/// sorts say which: `TEXT SEARCH CONFIGURATION plain`, `FOREIGN TABLE remote`, `SERVER other`.
pub(super) fn called(kind: ObjectKind, name: &Name) -> String {
    match kind {
        ObjectKind::TextSearch | ObjectKind::Foreign => name.to_string(),
        kind => format!("{} {name}", word(kind)),
    }
}

/// The reference of a view, a foreign table or a composite type, to which its columns belong.
pub(super) fn relation(name: &Name) -> &str {
    let name = name.as_str();
    name.strip_prefix("FOREIGN TABLE ").unwrap_or(name)
}

/// `COMMENT ON` what, by identity.
pub(super) fn commented(id: &Id, side: &Side) -> String {
    match id {
        Id::Table(name) => format!("TABLE {name}"),
        Id::Column(table, column) => format!("COLUMN {table}.{}", ident(column.as_str())),
        Id::Constraint(on, name) if side.table(on).is_some() => {
            format!("CONSTRAINT {} ON {on}", ident(name.as_str()))
        }
        Id::Constraint(on, name) => {
            format!("CONSTRAINT {} ON DOMAIN {on}", ident(name.as_str()))
        }
        Id::Index(name) => format!("INDEX {name}"),
        Id::Object(kind, name) => called(*kind, name),
        Id::Default(table, column) => format!("COLUMN {table}.{}", ident(column.as_str())),
    }
}

/// Sets a comment, or takes it away.
pub(super) fn comment(what: &str, text: Option<&String>) -> String {
    match text {
        Some(text) => format!("COMMENT ON {what} IS {}", literal(text)),
        None => format!("COMMENT ON {what} IS NULL"),
    }
}

/// What GRANT calls the object.
pub(super) fn granted(id: &Id) -> Option<String> {
    match id {
        Id::Table(name) => Some(format!("TABLE {name}")),
        Id::Object(kind, name) => match kind {
            ObjectKind::View | ObjectKind::MaterializedView => Some(format!("TABLE {name}")),
            ObjectKind::Sequence => Some(format!("SEQUENCE {name}")),
            ObjectKind::Function | ObjectKind::Aggregate => Some(format!("FUNCTION {name}")),
            ObjectKind::Procedure => Some(format!("PROCEDURE {name}")),
            ObjectKind::Schema => Some(format!("SCHEMA {name}")),
            ObjectKind::Enum | ObjectKind::Composite | ObjectKind::Range => {
                Some(format!("TYPE {name}"))
            }
            ObjectKind::Domain => Some(format!("DOMAIN {name}")),
            ObjectKind::Foreign if name.as_str().starts_with("SERVER ") => {
                Some(format!("FOREIGN {name}"))
            }
            ObjectKind::Foreign if name.as_str().starts_with("FOREIGN TABLE ") => {
                Some(format!("TABLE {}", relation(name)))
            }
            ObjectKind::Foreign => Some(name.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// One privilege that is granted or revoked, as the model writes it: `GRANT SELECT TO reader`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Grant {
    gives: bool,
    privilege: String,
    role: String,
    option: bool,
}

impl Grant {
    fn read(line: &str) -> Option<Self> {
        let (gives, rest) = match line.strip_prefix("GRANT ") {
            Some(rest) => (true, rest),
            None => (false, line.strip_prefix("REVOKE ")?),
        };
        let between = if gives { " TO " } else { " FROM " };
        let (privilege, role) = rest.split_once(between)?;
        let (role, option) = match role.strip_suffix(" WITH GRANT OPTION") {
            Some(role) => (role, true),
            None => (role, false),
        };
        Some(Self {
            gives,
            privilege: privilege.to_owned(),
            role: role.to_owned(),
            option,
        })
    }

    fn inverse(mut self) -> Self {
        self.gives = !self.gives;
        self.option = false;
        self
    }
}

/// The statements that lead from one list of grants to another. `on` is what stands behind ON, and
/// `part` what stands behind each privilege, such as a column in parentheses.
pub(super) fn grants(
    before: &[String],
    after: &[String],
    on: &str,
    part: &str,
    prefix: &str,
) -> Vec<String> {
    let read = |lines: &[String], others: &[String]| -> Vec<Grant> {
        lines
            .iter()
            .filter(|line| !others.contains(line))
            .filter_map(|line| Grant::read(line))
            .collect()
    };
    let mut steps: Vec<Grant> = read(before, after)
        .into_iter()
        .map(Grant::inverse)
        .collect();
    steps.extend(read(after, before));
    // What is taken away goes first, so that nothing of what is given goes with it.
    steps.sort_by(|one, other| {
        (one.gives, &one.role, one.option).cmp(&(other.gives, &other.role, other.option))
    });
    let mut statements: Vec<(Grant, Vec<String>)> = Vec::new();
    for step in steps {
        let same = |last: &&mut (Grant, Vec<String>)| {
            last.0.gives == step.gives && last.0.role == step.role && last.0.option == step.option
        };
        let privilege = format!("{}{part}", step.privilege);
        match statements.last_mut().filter(same) {
            Some((_, privileges)) => privileges.push(privilege),
            None => statements.push((step, vec![privilege])),
        }
    }
    let written = statements.into_iter().map(|(step, privileges)| {
        let privileges = privileges.join(", ");
        if step.gives {
            let option = if step.option {
                " WITH GRANT OPTION"
            } else {
                ""
            };
            format!(
                "{prefix}GRANT {privileges} ON {on} TO {}{option}",
                step.role
            )
        } else {
            format!("{prefix}REVOKE {privileges} ON {on} FROM {}", step.role)
        }
    });
    written.collect()
}

/// What is said of a new object from the start, by default privileges.
pub(super) fn given(from: &Schema, to: &Schema, id: &Id) -> Attributes {
    let lines = granted_by_default(from, to, id);
    let text = serde_json::to_string(&lines).ok();
    let text = text.filter(|_| !lines.is_empty());
    text.into_iter()
        .map(|text| ("grants".to_owned(), text))
        .collect()
}

/// What default privileges that are there already grant on a new object of this kind.
fn granted_by_default(from: &Schema, to: &Schema, id: &Id) -> Vec<String> {
    let (class, name) = match id {
        Id::Table(name) | Id::Object(ObjectKind::View | ObjectKind::MaterializedView, name) => {
            ("TABLES", name)
        }
        Id::Object(ObjectKind::Sequence, name) => ("SEQUENCES", name),
        Id::Object(ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate, name) => {
            ("FUNCTIONS", name)
        }
        Id::Object(
            ObjectKind::Enum | ObjectKind::Composite | ObjectKind::Range | ObjectKind::Domain,
            name,
        ) => ("TYPES", name),
        Id::Object(ObjectKind::Schema, name) => ("SCHEMAS", name),
        _ => return Vec::new(),
    };
    let text = name.as_str().split('(').next().unwrap_or_default();
    let schema = parts(text).0.unwrap_or_else(|| default_schema(to));
    let within = format!(" IN SCHEMA {} ", ident(&schema));
    let mut lines = Vec::new();
    for object in &to.objects {
        let counts = object.kind == ObjectKind::DefaultPrivileges
            && from.object(object.kind, &object.name).is_some()
            && object
                .attributes
                .get("objects")
                .is_some_and(|objects| objects == class)
            && (!object.name.as_str().contains(" IN SCHEMA ")
                || object.name.as_str().contains(&within));
        if counts {
            lines.extend(list(object.attributes.get("grants")));
        }
    }
    // What is granted beyond what everybody has anyway (documentation of ALTER DEFAULT PRIVILEGES)
    // is no grant of the object's own.
    lines.retain(|line| match class {
        "TYPES" => line != "GRANT USAGE TO PUBLIC",
        "FUNCTIONS" => line != "GRANT EXECUTE TO PUBLIC",
        _ => true,
    });
    lines.sort();
    lines.dedup();
    lines
}

/// The schema whose objects are written without it: the one that is needed by such a name.
fn default_schema(schema: &Schema) -> String {
    let bare = |name: &Name| {
        parts(name.as_str().split('(').next().unwrap_or_default())
            .0
            .is_none()
    };
    for (id, needs) in &schema.needs {
        let (Id::Table(name) | Id::Object(_, name)) = id else {
            continue;
        };
        if !bare(name) {
            continue;
        }
        for need in needs {
            if let Id::Object(ObjectKind::Schema, schema) = need {
                return parts(schema.as_str()).1;
            }
        }
    }
    "public".to_owned()
}

/// The statements for comment, owner and grants of an object: from `before`, or for a new one.
pub(super) fn said(id: &Id, side: &Side, before: &Attributes, after: &Attributes) -> Vec<String> {
    let mut statements = Vec::new();
    let owner = |attributes: &Attributes| {
        attributes
            .get("owner")
            .or_else(|| attributes.get("~owner"))
            .cloned()
    };
    if let Some(owner) = owner(after).filter(|new| owner(before).as_ref() != Some(new)) {
        let what = match id {
            Id::Table(name) => format!("TABLE {name}"),
            _ => commented(id, side),
        };
        statements.push(format!("ALTER {what} OWNER TO {owner}"));
    }
    if before.get("grants") != after.get("grants")
        && let Some(on) = granted(id)
    {
        statements.extend(grants(
            &list(before.get("grants")),
            &list(after.get("grants")),
            &on,
            "",
            "",
        ));
    }
    if before.get("comment") != after.get("comment") {
        let text = after.get("comment").or_else(|| after.get("~comment"));
        statements.push(comment(&commented(id, side), text));
    }
    statements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_are_taken_away_first_and_written_together() {
        let lines = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let before = lines(&["GRANT DELETE TO writer", "REVOKE EXECUTE FROM PUBLIC"]);
        let after = lines(&[
            "GRANT INSERT TO writer",
            "GRANT SELECT TO writer",
            "GRANT SELECT TO boss WITH GRANT OPTION",
        ]);
        assert_eq!(
            grants(&before, &after, "TABLE t", "", ""),
            [
                "REVOKE DELETE ON TABLE t FROM writer",
                "GRANT EXECUTE ON TABLE t TO PUBLIC",
                "GRANT SELECT ON TABLE t TO boss WITH GRANT OPTION",
                "GRANT INSERT, SELECT ON TABLE t TO writer",
            ]
        );
    }
}
