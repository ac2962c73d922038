//! Who may do what, and what is published.

use super::super::model::{Id, Text, full, joined, name, raw, sql};
use super::super::slot::{Kind, Slot};
use super::{By, Maker, ROLES};

/// Kinds on which something can be granted.
const GRANTED: [Kind; 12] = [
    Kind::Schema,
    Kind::Enum,
    Kind::Composite,
    Kind::Domain,
    Kind::Sequence,
    Kind::Table,
    Kind::Table,
    Kind::View,
    Kind::MaterializedView,
    Kind::Function,
    Kind::Procedure,
    Kind::Aggregate,
];

impl Maker<'_> {
    /// Privileges on some object.
    pub(super) fn grant(&mut self) -> Option<Id> {
        let kind = *self.dice.pick(&GRANTED);
        let on = *self.dice.choose(&self.schema.of(&[kind]))?;
        let id = self.bare(Kind::Grant, None, Some(on));
        self.schema.get_mut(id)?.name.clear();
        self.fill(id)
    }

    /// Slots of privileges and publications.
    pub(super) fn privilege_slot(&mut self, id: Id, kind: Kind, slot: Slot) -> Option<Vec<Text>> {
        if kind == Kind::Publication {
            return self.publication_slot(id, slot);
        }
        let object = self.schema.get(id)?;
        let public = object.word(Slot::Roles) == "PUBLIC";
        match slot {
            Slot::Body => Some(self.word(&["TABLES", "SEQUENCES", "FUNCTIONS", "TYPES"])),
            Slot::Privileges if kind == Kind::DefaultPrivileges => {
                Some(match object.word(Slot::Body) {
                    "TABLES" => self.words(&["SELECT", "INSERT", "UPDATE", "TRUNCATE"], 3),
                    "SEQUENCES" => self.words(&["USAGE", "SELECT"], 2),
                    "FUNCTIONS" => self.word(&["EXECUTE"]),
                    _ => self.word(&["USAGE"]),
                })
            }
            Slot::Privileges => {
                let on = self.schema.get(object.on?)?.kind;
                Some(match on {
                    Kind::Schema => self.words(&["USAGE", "CREATE"], 2),
                    Kind::Table | Kind::View | Kind::MaterializedView => {
                        self.words(&["SELECT", "INSERT", "UPDATE", "REFERENCES"], 3)
                    }
                    Kind::Sequence => self.words(&["USAGE", "SELECT", "UPDATE"], 2),
                    Kind::Function | Kind::Procedure | Kind::Aggregate => self.word(&["EXECUTE"]),
                    _ => self.word(&["USAGE"]),
                })
            }
            Slot::Keys => {
                let on = object.on?;
                let columns = self.schema.columns(on);
                if columns.is_empty() {
                    return None;
                }
                Some(self.some(columns, 2).into_iter().map(name).collect())
            }
            Slot::Roles => Some(self.word(&ROLES)),
            Slot::GrantOption if !public => Some(vec![Text::new()]),
            Slot::Revoke if public => Some(vec![Text::new()]),
            _ => None,
        }
    }

    fn publication_slot(&mut self, id: Id, slot: Slot) -> Option<Vec<Text>> {
        match slot {
            Slot::Items => {
                let mut tables = self.schema.of(&[Kind::Table]);
                tables.retain(|table| {
                    *table < id
                        && self
                            .schema
                            .get(*table)
                            .is_some_and(|table| !table.has(Slot::Unlogged))
                });
                if tables.is_empty() {
                    return None;
                }
                let tables = self.some(tables, 3);
                if let [table] = tables[..] {
                    return Some(vec![self.published(table)]);
                }
                Some(
                    tables
                        .into_iter()
                        .map(|table| sql("TABLE {}", &[full(table)]))
                        .collect(),
                )
            }
            Slot::Star if !self.schema.get(id)?.has(Slot::Items) => Some(vec![Text::new()]),
            Slot::Options => Some(self.word(&[
                "publish = 'insert, update'",
                "publish = 'insert'",
                "publish_via_partition_root = true",
            ])),
            _ => None,
        }
    }

    fn published(&mut self, table: Id) -> Text {
        let mut text = sql("TABLE {}", &[full(table)]);
        let columns = self.schema.columns(table);
        if self.dice.chance(15) && !columns.is_empty() {
            let columns = self.some(columns.clone(), 2);
            let columns: Vec<Text> = columns.into_iter().map(name).collect();
            text.extend(sql(" ({})", &[joined(&columns)]));
        }
        if self.dice.chance(15)
            && let Some(condition) = self.condition(&columns, By::Name)
        {
            text.extend(raw(" WHERE ("));
            text.extend(condition);
            text.extend(raw(")"));
        }
        text
    }
}
