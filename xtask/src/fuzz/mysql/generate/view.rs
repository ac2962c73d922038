//! Views.

use super::super::model::{Class, Id, Maker, Part, Text, full, raw, sql};
use super::super::slot::{Kind, Slot};
use crate::fuzz::maker::By;

/// The alias of the first relation of a view.
const X: By = By::Alias("x");
/// The alias of the second.
const Y: By = By::Alias("y");

impl Maker<'_> {
    /// A view over what there is.
    pub(super) fn view(&mut self) -> Option<Id> {
        let view = self.add(Kind::View, None, None)?;
        for _ in 0..1 + self.dice.below(4) {
            self.output(view);
        }
        self.schema.prune();
        self.schema.get(view).map(|view| view.id)
    }

    /// A column of a view.
    pub(in crate::fuzz::mysql) fn output(&mut self, view: Id) -> Option<Id> {
        let id = self.bare(Kind::Output, None, Some(view));
        self.name_apart(id, view);
        self.fill(id)
    }

    /// The relations that a view reads, as `x` and `y`.
    fn sources(&self, view: Id) -> (Option<Id>, Option<Id>) {
        let from = self.schema.get(view).map(|view| view.text(Slot::From));
        let mut found = from
            .unwrap_or_default()
            .iter()
            .filter_map(|part| match part {
                Part::Full(id) => Some(*id),
                _ => None,
            });
        (found.next(), found.next())
    }

    /// Slots of views and of their columns.
    pub(super) fn view_slot(&mut self, id: Id, kind: Kind, slot: Slot) -> Option<Vec<Text>> {
        let view = match kind {
            Kind::Output => self.schema.get(id)?.on?,
            _ => id,
        };
        let (x, y) = self.sources(view);
        match slot {
            Slot::Options => Some(self.word(&[
                "ALGORITHM = MERGE",
                "ALGORITHM = TEMPTABLE",
                "ALGORITHM = UNDEFINED",
            ])),
            Slot::Security => Some(self.word(&["INVOKER", "DEFINER"])),
            Slot::From => self.from(id),
            Slot::Where => {
                let columns = self.schema.columns(x?);
                Some(vec![self.view_condition(&columns)?])
            }
            Slot::Tail => {
                let columns = self.schema.columns(x?);
                let column = *self.dice.choose(&columns)?;
                let template = *self.dice.pick(&[
                    "GROUP BY {}",
                    "GROUP BY {}",
                    "ORDER BY {}",
                    "ORDER BY {} DESC LIMIT 5",
                ]);
                Some(vec![sql(template, &[X.column(column)])])
            }
            Slot::CheckOption => Some(self.word(&["LOCAL ", "CASCADED ", ""])),
            Slot::Body => {
                let (text, class) = self.output_body(view, x?, y)?;
                self.schema.get_mut(id)?.class = class;
                Some(vec![text])
            }
            _ => None,
        }
    }

    fn from(&mut self, view: Id) -> Option<Vec<Text>> {
        let mut relations = self.schema.of(&[Kind::Table, Kind::View]);
        relations.retain(|relation| *relation < view && !self.schema.columns(*relation).is_empty());
        let x = *self.dice.choose(&relations)?;
        if self.dice.chance(65) {
            return Some(vec![sql("{} AS x", &[full(x)])]);
        }
        let y = *self.dice.choose(&relations)?;
        let left = *self.dice.choose(&self.schema.columns(x))?;
        let class = self.schema.get(left)?.class;
        let mut right = self.schema.columns(y);
        right.retain(|id| {
            self.schema
                .get(*id)
                .is_some_and(|column| column.class == class)
        });
        let condition = match self.dice.choose(&right) {
            Some(right) => sql("{} = {}", &[X.column(left), Y.column(*right)]),
            None => raw("1 = 1"),
        };
        let template = *self.dice.pick(&[
            "{} AS x JOIN {} AS y ON {}",
            "{} AS x LEFT JOIN {} AS y ON {}",
        ]);
        Some(vec![sql(template, &[full(x), full(y), condition])])
    }

    fn view_condition(&mut self, columns: &[Id]) -> Option<Text> {
        if self.dice.chance(12)
            && let Some(table) = self.some_table()
        {
            return Some(sql("EXISTS (SELECT 1 FROM {} AS q)", &[full(table)]));
        }
        self.condition(columns, X)
    }

    fn output_body(&mut self, view: Id, x: Id, y: Option<Id>) -> Option<(Text, Class)> {
        let tail = self.schema.get(view)?.text(Slot::Tail).to_vec();
        let columns = self.schema.columns(x);
        if self.schema.write(&tail).starts_with("GROUP") {
            let column = *self.dice.choose(&columns)?;
            let template = *self.dice.pick(&["max({})", "min({})", "count({})"]);
            return Some((sql(template, &[X.column(column)]), Class::Other));
        }
        if let Some(y) = y
            && self.dice.chance(40)
        {
            let column = *self.dice.choose(&self.schema.columns(y))?;
            return Some((Y.column(column), self.schema.get(column)?.class));
        }
        match self.dice.below(10) {
            0..6 => {
                let column = *self.dice.choose(&columns)?;
                Some((X.column(column), self.schema.get(column)?.class))
            }
            6 => {
                let functions = self.schema.of(&[Kind::Function]);
                let mut functions: Vec<Id> = functions.into_iter().filter(|f| *f < view).collect();
                functions.retain(|f| self.schema.get(*f).is_some_and(|f| !f.has(Slot::Items)));
                let function = *self.dice.choose(&functions)?;
                Some((sql("{}()", &[full(function)]), Class::Other))
            }
            7 => Some((raw("'it''s; \\\\ x'"), Class::Text)),
            _ => self.computed(&columns, X),
        }
    }
}
