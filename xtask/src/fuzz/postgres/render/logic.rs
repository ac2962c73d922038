//! Views, functions, triggers and who may use what.

use super::super::model::{Object, Schema};
use super::super::names::quoted;
use super::super::slot::{Kind, Slot};
use super::data::Say;

/// A view.
pub(super) fn view(schema: &Schema, view: &Object) -> String {
    let list = if view.has(Slot::Star) {
        "*".to_owned()
    } else {
        let outputs = schema.on(view.id, Kind::Output).into_iter();
        let outputs: Vec<String> = outputs
            .filter_map(|id| schema.get(id))
            .map(|output| {
                let body = schema.write(output.text(Slot::Body));
                format!("{body} AS {}", quoted(&output.name))
            })
            .collect();
        outputs.join(", ")
    };
    let (word, data) = if view.kind == Kind::View {
        ("VIEW", String::new())
    } else {
        (
            "MATERIALIZED VIEW",
            schema.clause(view, "WITH NO DATA", Slot::NoData),
        )
    };
    format!(
        "CREATE {word} {}{} AS SELECT {list} FROM {}{}{}{data}",
        schema.full(view.id),
        schema.bracketed(view, "WITH", Slot::Options),
        schema.write(view.text(Slot::From)),
        schema.clause(view, "WHERE", Slot::Where),
        schema.clause(view, "", Slot::Tail)
    )
}

/// A function or procedure.
pub(super) fn routine(schema: &Schema, routine: &Object) -> String {
    let word = if routine.kind == Kind::Function {
        "FUNCTION"
    } else {
        "PROCEDURE"
    };
    let mut text = format!(
        "CREATE {word} {}({}){}",
        schema.full(routine.id),
        schema.write_list(routine.list(Slot::Items)),
        schema.clause(routine, "RETURNS", Slot::Returns)
    );
    for (slot, words) in [
        (Slot::Volatility, ""),
        (Slot::Strict, "STRICT"),
        (Slot::Security, "SECURITY DEFINER"),
        (Slot::Leakproof, "LEAKPROOF"),
        (Slot::Parallel, "PARALLEL"),
        (Slot::Cost, "COST"),
        (Slot::Setting, "SET"),
    ] {
        text.push_str(&schema.clause(routine, words, slot));
    }
    text.push_str(" LANGUAGE ");
    text.push_str(&schema.write(routine.text(Slot::Body)));
    text
}

/// A trigger on a relation, or on statements that define.
pub(super) fn trigger(schema: &Schema, trigger: &Object) -> String {
    let name = quoted(&trigger.name);
    let function = schema.write(trigger.text(Slot::Function));
    if trigger.kind == Kind::EventTrigger {
        let tags = if trigger.has(Slot::Where) {
            format!(
                " WHEN TAG IN ({})",
                schema.write_list(trigger.list(Slot::Where))
            )
        } else {
            String::new()
        };
        let event = schema.write(trigger.text(Slot::Events));
        return format!(
            "CREATE EVENT TRIGGER {name} ON {event}{tags} EXECUTE FUNCTION {function}()"
        );
    }
    let events: Vec<String> = trigger
        .list(Slot::Events)
        .iter()
        .map(|event| schema.write(event))
        .collect();
    let constraint = if trigger.has(Slot::Deferrable) {
        "CONSTRAINT "
    } else {
        ""
    };
    let table = trigger.on.map_or_else(String::new, |on| schema.full(on));
    let level = if trigger.has(Slot::Level) {
        " FOR EACH ROW"
    } else {
        " FOR EACH STATEMENT"
    };
    format!(
        "CREATE {constraint}TRIGGER {name} {} {} ON {table}{}{}{level}{} EXECUTE FUNCTION {function}({})",
        schema.write(trigger.text(Slot::Time)),
        events.join(" OR "),
        schema.clause(trigger, "", Slot::Deferrable),
        schema.clause(trigger, "REFERENCING", Slot::Referencing),
        schema.bracketed(trigger, "WHEN", Slot::Where),
        schema.write_list(trigger.list(Slot::More))
    )
}

/// A rule.
pub(super) fn rule(schema: &Schema, rule: &Object) -> String {
    let table = rule.on.map_or_else(String::new, |on| schema.full(on));
    let also = if rule.has(Slot::Instead) {
        "INSTEAD"
    } else {
        "ALSO"
    };
    format!(
        "CREATE RULE {} AS ON {} TO {table}{} DO {also} {}",
        quoted(&rule.name),
        schema.write(rule.text(Slot::Events)),
        schema.clause(rule, "WHERE", Slot::Where),
        schema.write(rule.text(Slot::Body))
    )
}

/// A policy.
pub(super) fn policy(schema: &Schema, policy: &Object) -> String {
    let table = policy.on.map_or_else(String::new, |on| schema.full(on));
    format!(
        "CREATE POLICY {} ON {table}{}{}{}{}{}",
        quoted(&policy.name),
        schema.clause(policy, "AS RESTRICTIVE", Slot::Restrictive),
        schema.clause(policy, "FOR", Slot::Command),
        schema.clause(policy, "TO", Slot::Roles),
        schema.bracketed(policy, "USING", Slot::Using),
        schema.bracketed(policy, "WITH CHECK", Slot::WithCheck)
    )
}

/// Whether triggers and rules are enabled.
pub(super) fn state(schema: &Schema, object: &Object, say: Say) {
    if !object.has(Slot::Enabled) {
        return;
    }
    let state = schema.write(object.text(Slot::Enabled));
    let name = quoted(&object.name);
    let table = object.on.map_or_else(String::new, |on| schema.full(on));
    let (order, rest) = match state.split_once(' ') {
        Some((order, rest)) => (order.to_owned(), format!("{rest} ")),
        None => (state, String::new()),
    };
    let sql = match object.kind {
        Kind::EventTrigger => format!("ALTER EVENT TRIGGER {name} {order} {rest}"),
        Kind::Rule => format!("ALTER TABLE {table} {order} {rest}RULE {name}"),
        _ => format!("ALTER TABLE {table} {order} {rest}TRIGGER {name}"),
    };
    say(Some(Slot::Enabled), sql.trim_end().to_owned());
}

/// GRANT or REVOKE on an object; none where there is nothing to grant.
pub(super) fn grant(schema: &Schema, grant: &Object) -> Option<String> {
    let target = schema.get(grant.on?)?;
    let full = schema.full(target.id);
    let what = match target.kind {
        Kind::Schema => format!("SCHEMA {full}"),
        Kind::Enum | Kind::Composite | Kind::Range => format!("TYPE {full}"),
        Kind::Domain => format!("DOMAIN {full}"),
        Kind::Sequence => format!("SEQUENCE {full}"),
        Kind::Function | Kind::Aggregate => format!("FUNCTION {}", schema.signature(target.id)),
        Kind::Procedure => format!("PROCEDURE {}", schema.signature(target.id)),
        Kind::Table | Kind::View | Kind::MaterializedView => format!("TABLE {full}"),
        _ => return None,
    };
    let columns = schema.bracketed(grant, "", Slot::Keys);
    let privileges: Vec<String> = grant
        .list(Slot::Privileges)
        .iter()
        .map(|privilege| format!("{}{columns}", schema.write(privilege)))
        .collect();
    Some(granted(schema, grant, &privileges.join(", "), &what))
}

fn granted(schema: &Schema, grant: &Object, privileges: &str, what: &str) -> String {
    let roles = schema.write_list(grant.list(Slot::Roles));
    if grant.has(Slot::Revoke) {
        return format!("REVOKE {privileges} ON {what} FROM {roles}");
    }
    let option = schema.clause(grant, "WITH GRANT OPTION", Slot::GrantOption);
    format!("GRANT {privileges} ON {what} TO {roles}{option}")
}

/// ALTER DEFAULT PRIVILEGES.
pub(super) fn default_privileges(schema: &Schema, object: &Object) -> String {
    let place = object.home.map_or_else(String::new, |home| {
        format!(" IN SCHEMA {}", schema.name(home))
    });
    let kinds = schema.write(object.text(Slot::Body));
    let privileges = schema.write_list(object.list(Slot::Privileges));
    let granted = granted(schema, object, &privileges, &kinds);
    format!("ALTER DEFAULT PRIVILEGES{place} {granted}")
}

/// A publication.
pub(super) fn publication(schema: &Schema, publication: &Object) -> String {
    let what = if publication.has(Slot::Star) {
        " FOR ALL TABLES".to_owned()
    } else {
        schema.clause(publication, "FOR", Slot::Items)
    };
    format!(
        "CREATE PUBLICATION {}{what}{}",
        quoted(&publication.name),
        schema.bracketed(publication, "WITH", Slot::Options)
    )
}
