//! Triggers, event triggers, rules and policies.

use super::super::model::{Class, Id, Text, full, joined, name, raw, sql};
use super::super::slot::{Kind, Slot};
use super::{By, Maker, ROLES};

impl Maker<'_> {
    /// A trigger on some table or view.
    pub(super) fn any_trigger(&mut self) -> Option<Id> {
        let views = self.schema.of(&[Kind::View]);
        let on = match self.dice.choose(&views) {
            Some(view) if self.dice.chance(12) => *view,
            _ => self.some_table()?,
        };
        self.add(Kind::Trigger, None, Some(on))
    }

    /// A function that returns this, made where there is none.
    fn function_for(&mut self, class: Class) -> Option<Id> {
        let functions: Vec<Id> = self
            .schema
            .objects
            .iter()
            .filter(|object| object.kind == Kind::Function && object.class == class)
            .map(|object| object.id)
            .collect();
        match self.dice.choose(&functions) {
            Some(function) if self.dice.chance(70) => Some(*function),
            _ => self.function_of(class),
        }
    }

    /// Slots of triggers, rules and policies.
    pub(super) fn logic_slot(&mut self, id: Id, kind: Kind, slot: Slot) -> Option<Vec<Text>> {
        if slot == Slot::Enabled {
            let on = self.schema.get(id)?.on;
            if on.is_some_and(|on| self.schema.get(on).is_some_and(|on| on.kind == Kind::View)) {
                return None;
            }
            return Some(self.word(&["DISABLE", "ENABLE REPLICA", "ENABLE ALWAYS"]));
        }
        match kind {
            Kind::EventTrigger => match slot {
                Slot::Events => Some(self.word(&["ddl_command_start", "ddl_command_end"])),
                Slot::Where => {
                    Some(self.words(&["'CREATE TABLE'", "'DROP INDEX'", "'COMMENT'"], 2))
                }
                Slot::Function => Some(vec![full(self.function_for(Class::EventTrigger)?)]),
                _ => None,
            },
            Kind::Trigger => self.trigger_slot(id, slot),
            Kind::Rule => self.rule_slot(id, slot),
            _ => self.policy_slot(id, slot),
        }
    }

    fn trigger_slot(&mut self, id: Id, slot: Slot) -> Option<Vec<Text>> {
        let trigger = self.schema.get(id)?;
        let table = trigger.on?;
        let on_view = self.schema.get(table)?.kind == Kind::View;
        let partitioned = self
            .schema
            .get(self.schema.root(table))?
            .has(Slot::PartitionBy);
        let time = trigger.word(Slot::Time).to_owned();
        let heir = self.schema.get(table)?.has(Slot::Inherits);
        let row = trigger.has(Slot::Level);
        let single = trigger.list(Slot::Events).len() == 1;
        let event = trigger.word(Slot::Events).to_owned();
        let constraint = trigger.has(Slot::Deferrable);
        match slot {
            Slot::Time if on_view => Some(self.word(&["INSTEAD OF"])),
            Slot::Time => Some(self.word(&["BEFORE", "AFTER", "AFTER"])),
            Slot::Events => self.events(table, &time),
            Slot::Level if event == "TRUNCATE" => None,
            Slot::Level => Some(vec![Text::new()]),
            Slot::Function => {
                if on_view {
                    self.schema.get_mut(id)?.set(Slot::Level, Text::new());
                }
                Some(vec![full(self.function_for(Class::Trigger)?)])
            }
            Slot::Deferrable if row && time == "AFTER" => Some(self.word(&[
                "DEFERRABLE INITIALLY DEFERRED",
                "NOT DEFERRABLE",
                "DEFERRABLE",
            ])),
            Slot::Referencing
                if time == "AFTER" && single && !constraint && !(row && (partitioned || heir)) =>
            {
                match event.as_str() {
                    "INSERT" => Some(self.word(&["NEW TABLE AS fresh"])),
                    "DELETE" => Some(self.word(&["OLD TABLE AS gone"])),
                    "UPDATE" => Some(self.word(&[
                        "OLD TABLE AS gone NEW TABLE AS fresh",
                        "NEW TABLE AS \"New One\"",
                    ])),
                    _ => None,
                }
            }
            Slot::Where if row && single && !on_view => {
                let by = match event.as_str() {
                    "DELETE" => By::Alias("OLD"),
                    "INSERT" => By::Alias("NEW"),
                    _ => By::Alias(self.dice.pick::<&str>(&["OLD", "NEW"])),
                };
                let mut columns = self.schema.columns(table);
                columns.retain(|column| {
                    self.schema
                        .get(*column)
                        .is_some_and(|column| !column.has(Slot::Generated))
                });
                Some(vec![self.condition(&columns, by)?])
            }
            Slot::More => Some(self.words(&["'one'", "'it''s'", "'3'"], 2)),
            _ => None,
        }
    }

    fn events(&mut self, table: Id, time: &str) -> Option<Vec<Text>> {
        let all = ["INSERT", "UPDATE", "DELETE"];
        if self.dice.chance(7) && time != "INSTEAD OF" {
            return Some(vec![raw("TRUNCATE")]);
        }
        let mut events = self.words(&all, 2);
        for event in &mut events {
            if *event == raw("UPDATE") && time != "INSTEAD OF" && self.dice.chance(35) {
                let columns = self.schema.columns(table);
                if columns.is_empty() {
                    continue;
                }
                let columns = self.some(columns, 2);
                let columns: Vec<Text> = columns.into_iter().map(name).collect();
                *event = sql("UPDATE OF {}", &[joined(&columns)]);
            }
        }
        Some(events)
    }

    fn rule_slot(&mut self, id: Id, slot: Slot) -> Option<Vec<Text>> {
        let rule = self.schema.get(id)?;
        let table = rule.on?;
        let event = rule.word(Slot::Events).to_owned();
        let conditional = rule.has(Slot::Where);
        match slot {
            Slot::Events => Some(self.word(&["INSERT", "UPDATE", "DELETE"])),
            Slot::Where => {
                let alias = if event == "INSERT" { "NEW" } else { "OLD" };
                let columns = self.schema.columns(table);
                Some(vec![self.condition(&columns, By::Alias(alias))?])
            }
            Slot::Instead => Some(vec![Text::new()]),
            Slot::Body => {
                let tables = self.schema.of(&[Kind::Table]);
                let mut choices = vec![raw("NOTHING"), raw("NOTIFY changed")];
                if let Some(other) = self.dice.choose(&tables)
                    && *other != table
                {
                    choices.push(sql("DELETE FROM {} WHERE false", &[full(*other)]));
                    let two = "(DELETE FROM {} WHERE false; NOTIFY changed)";
                    choices.push(sql(two, &[full(*other)]));
                    if conditional {
                        choices.truncate(3);
                        choices.remove(1);
                    }
                }
                Some(vec![self.dice.pick(&choices).clone()])
            }
            _ => None,
        }
    }

    fn policy_slot(&mut self, id: Id, slot: Slot) -> Option<Vec<Text>> {
        let policy = self.schema.get(id)?;
        let table = policy.on?;
        let command = policy.word(Slot::Command).to_owned();
        match slot {
            Slot::Restrictive => Some(vec![Text::new()]),
            Slot::Command => Some(self.word(&["SELECT", "INSERT", "UPDATE", "DELETE", "ALL"])),
            Slot::Roles => Some(self.words(&ROLES, 2)),
            Slot::Using if command == "INSERT" => None,
            Slot::WithCheck if matches!(command.as_str(), "SELECT" | "DELETE") => None,
            Slot::Using | Slot::WithCheck => {
                let columns = self.schema.columns(table);
                if self.dice.chance(12) {
                    let tables = self.schema.of(&[Kind::Table]);
                    let table = *self.dice.choose(&tables)?;
                    return Some(vec![sql("EXISTS (SELECT 1 FROM {} q)", &[full(table)])]);
                }
                Some(vec![self.condition(&columns, By::Name)?])
            }
            _ => None,
        }
    }
}
