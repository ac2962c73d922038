//! Routines, triggers and events.

use super::super::model::{Class, Id, Maker, Part, Text, full, joined, name, raw, sql};
use super::super::slot::{Kind, Slot};

/// Types of arguments, with their classes.
const ARGUMENTS: [(&str, Class); 6] = [
    ("int", Class::Integer),
    ("bigint unsigned", Class::Integer),
    ("varchar(20)", Class::Text),
    ("text charset utf8mb4", Class::Text),
    ("decimal(10,2)", Class::Number),
    ("datetime", Class::Timestamp),
];

impl Maker<'_> {
    /// Slots of routines, triggers and events.
    pub(super) fn code_slot(&mut self, id: Id, kind: Kind, slot: Slot) -> Option<Vec<Text>> {
        match slot {
            Slot::Items => Some(self.arguments(kind)),
            Slot::Returns => {
                let (text, class) = *self.dice.pick(&ARGUMENTS);
                self.schema.get_mut(id)?.class = class;
                Some(vec![raw(text)])
            }
            Slot::Deterministic | Slot::Preserve | Slot::Disabled => Self::flag(),
            Slot::Data => Some(self.word(&["NO SQL", "READS SQL DATA", "MODIFIES SQL DATA"])),
            Slot::Security => Some(self.word(&["INVOKER", "DEFINER"])),
            Slot::Time => Some(self.word(&["BEFORE", "AFTER"])),
            Slot::Events => Some(self.word(&["INSERT", "UPDATE", "DELETE"])),
            Slot::Order => self.order(id),
            Slot::Schedule => Some(self.word(&[
                "EVERY 1 DAY",
                "EVERY 15 MINUTE",
                "EVERY '1 4' DAY_HOUR STARTS '2031-01-01 00:00:00'",
                "EVERY 1 WEEK STARTS '2031-01-01 00:00:00' ENDS '2037-01-01 00:00:00'",
                "AT '2037-06-01 10:00:00'",
            ])),
            Slot::Body => Some(vec![match kind {
                Kind::Function => self.function_body(id)?,
                Kind::Trigger => self.trigger_body(id)?,
                _ => self.actions(None),
            }]),
            _ => None,
        }
    }

    fn arguments(&mut self, kind: Kind) -> Vec<Text> {
        let count = 1 + self.dice.below(3);
        let mut arguments = Vec::new();
        for at in 0..count {
            let (type_name, _) = *self.dice.pick(&ARGUMENTS);
            let mode = match kind {
                Kind::Procedure => *self.dice.pick(&["IN ", "OUT ", "INOUT ", ""]),
                _ => "",
            };
            arguments.push(raw(format!("{mode}a{at} {type_name}")));
        }
        arguments
    }

    fn function_body(&mut self, id: Id) -> Option<Text> {
        let function = self.schema.get(id)?;
        let class = function.class;
        let value = self.constant(class, "")?;
        let tables = self.schema.of(&[Kind::Table]);
        if class == Class::Integer
            && self.dice.chance(30)
            && let Some(table) = self.dice.choose(&tables).filter(|table| **table < id)
        {
            return Some(sql("RETURN (SELECT count(*) FROM {})", &[full(*table)]));
        }
        let template = *self.dice.pick(&[
            "RETURN {}",
            "BEGIN\n  DECLARE n int DEFAULT 0; -- it's; here\n  IF n = 0 THEN SET n = n + 1; END IF;\n  RETURN {};\nEND",
            "BEGIN\n  RETURN {};\n\n  /* gone; */\nEND",
        ]);
        Some(sql(template, &[value]))
    }

    /// Statements, with what a trigger on this table may say.
    fn actions(&mut self, trigger: Option<(Id, &str)>) -> Text {
        let mut all = Vec::new();
        for _ in 0..1 + self.dice.below(2) {
            all.push(self.action(trigger));
        }
        if all.len() == 1 && self.dice.chance(60) {
            return all.remove(0);
        }
        let mut text = raw("BEGIN\n");
        for action in all {
            text.extend(sql("  {};\n", &[action]));
        }
        text.extend(raw("END"));
        text
    }

    fn action(&mut self, trigger: Option<(Id, &str)>) -> Text {
        if let Some((table, row)) = trigger
            && self.dice.chance(40)
            && let Some(column) = self.dice.choose(&self.schema.plain_columns(table))
        {
            return joined(&[sql(
                "SET @seen = {}",
                &[[raw(format!("{row}.")), name(*column)].concat()],
            )]);
        }
        let tables = self.schema.of(&[Kind::Table]);
        let own = trigger.map(|(table, _)| table);
        if self.dice.chance(20)
            && let Some(table) = self.dice.choose(&tables).copied()
            && own != Some(table)
        {
            return sql("DELETE FROM {} WHERE 1 = 0", &[full(table)]);
        }
        raw(*self.dice.pick(&[
            "SET @a = 'it''s; here'",
            "SET @b = @b + 1",
            "IF @a = 1 THEN SET @a = 2; ELSEIF @a = 3 THEN SET @b = 'end'; END IF",
            "SET @c = \"double; quoted\"",
            "SET @d = 'back\\\\slash'",
        ]))
    }

    fn trigger_body(&mut self, id: Id) -> Option<Text> {
        let trigger = self.schema.get(id)?;
        let table = trigger.on?;
        let event = trigger.word(Slot::Events).to_owned();
        let before = trigger.word(Slot::Time) == "BEFORE";
        if before
            && event != "DELETE"
            && self.dice.chance(35)
            && let Some(assignment) = self.assignment(table)
        {
            return Some(sql("SET NEW.{}", &[assignment]));
        }
        let row = if event == "DELETE" { "OLD" } else { "NEW" };
        Some(self.actions(Some((table, row))))
    }

    /// Before or behind another trigger of the same moment.
    fn order(&mut self, id: Id) -> Option<Vec<Text>> {
        let trigger = self.schema.get(id)?;
        let mut others = self.schema.on(trigger.on?, Kind::Trigger);
        others.retain(|other| {
            *other < id
                && self.schema.get(*other).is_some_and(|other| {
                    other.text(Slot::Time) == trigger.text(Slot::Time)
                        && other.text(Slot::Events) == trigger.text(Slot::Events)
                })
        });
        let other = *self.dice.choose(&others)?;
        let word = *self.dice.pick(&["FOLLOWS ", "PRECEDES "]);
        Some(vec![vec![Part::Raw(word.to_owned()), Part::Full(other)]])
    }
}
