//! Views and materialized views.

use super::super::model::{Class, Id, Part, Text, full, raw, sql};
use super::super::slot::{Kind, Slot};
use super::{By, Maker};

/// The alias of the first relation of a view.
const X: By = By::Alias("x");
/// The alias of the second.
const Y: By = By::Alias("y");

impl Maker<'_> {
    /// A view of this kind over what there is.
    pub(super) fn view(&mut self, kind: Kind) -> Option<Id> {
        let home = self.home();
        let view = self.add(kind, home, None)?;
        if !self.schema.get(view)?.has(Slot::Star) {
            for _ in 0..1 + self.dice.below(4) {
                self.output(view);
            }
        }
        self.schema.prune();
        self.schema.get(view).map(|view| view.id)
    }

    /// A column of a view.
    pub(in crate::fuzz::postgres) fn output(&mut self, view: Id) -> Option<Id> {
        let id = self.bare(Kind::Output, None, Some(view));
        self.name_apart(id, view);
        self.fill(id)
    }

    /// The relations that a view reads, as `x` and `y`.
    fn sources(&self, view: Id) -> (Option<Id>, Option<Id>) {
        let Some(view) = self.schema.get(view) else {
            return (None, None);
        };
        let mut found = view.text(Slot::From).iter().filter_map(|part| match part {
            Part::Full(id) => Some(*id),
            _ => None,
        });
        (found.next(), found.next())
    }

    /// Slots of views and of their columns.
    pub(super) fn view_slot(&mut self, id: Id, kind: Kind, slot: Slot) -> Option<Vec<Text>> {
        let view = if kind == Kind::Output {
            self.schema.get(id)?.on?
        } else {
            id
        };
        let (x, y) = self.sources(view);
        let tail = self.schema.get(id)?.has(Slot::Tail) || y.is_some();
        match slot {
            Slot::From => self.from(id),
            Slot::Where => {
                let columns = self.schema.columns(x?);
                Some(vec![self.view_condition(&columns)?])
            }
            Slot::Tail => self.tail(x?),
            Slot::Options if kind == Kind::View && tail => {
                Some(self.word(&["security_barrier = true", "security_invoker = true"]))
            }
            Slot::Options if kind == Kind::View => Some(self.word(&[
                "security_barrier = true",
                "security_invoker = true",
                "check_option = local",
                "security_barrier = false, security_invoker = true",
            ])),
            Slot::Options => Some(self.word(&["fillfactor = 80", "autovacuum_enabled = false"])),
            Slot::Star => {
                // Two relations may have columns of one name.
                let grouped = self.schema.write(self.schema.get(id)?.text(Slot::Tail));
                (y.is_none() && !grouped.contains("GROUP")).then(|| vec![Text::new()])
            }
            Slot::NoData => Some(vec![Text::new()]),
            Slot::Body => self.output_body(id, view, x?, y),
            _ => None,
        }
    }

    fn from(&mut self, view: Id) -> Option<Vec<Text>> {
        let mut relations = self
            .schema
            .of(&[Kind::Table, Kind::View, Kind::MaterializedView]);
        relations.retain(|relation| *relation < view && !self.schema.columns(*relation).is_empty());
        let x = *self.dice.choose(&relations)?;
        if self.dice.chance(70) {
            return Some(vec![sql("{} x", &[full(x)])]);
        }
        let y = *self.dice.choose(&relations)?;
        let left = self.schema.columns(x);
        let left = *self.dice.choose(&left)?;
        let class = self.schema.get(left)?.class;
        let right = self.schema.columns_of(y, class);
        let condition = match self.dice.choose(&right) {
            Some(right) if matches!(class, Class::Integer | Class::Text | Class::Date) => sql(
                "({})::text = ({})::text",
                &[X.column(left), Y.column(*right)],
            ),
            _ => raw("true"),
        };
        let template = *self
            .dice
            .pick(&["{} x JOIN {} y ON {}", "{} x LEFT JOIN {} y ON {}"]);
        Some(vec![sql(template, &[full(x), full(y), condition])])
    }

    fn view_condition(&mut self, columns: &[Id]) -> Option<Text> {
        let tables = self.schema.of(&[Kind::Table]);
        if self.dice.chance(12)
            && let Some(table) = self.dice.choose(&tables)
        {
            return Some(sql("EXISTS (SELECT 1 FROM {} q)", &[full(*table)]));
        }
        self.condition(columns, X)
    }

    fn tail(&mut self, x: Id) -> Option<Vec<Text>> {
        let columns = self.schema.columns(x);
        let column = *self.dice.choose(&columns)?;
        let class = self.schema.get(column)?.class;
        if matches!(class, Class::Other | Class::Composite) {
            return Some(vec![raw("LIMIT 10")]);
        }
        let template = *self.dice.pick(&[
            "GROUP BY {}",
            "GROUP BY {}",
            "ORDER BY {}",
            "ORDER BY {} DESC LIMIT 5",
        ]);
        Some(vec![sql(template, &[X.column(column)])])
    }

    fn output_body(&mut self, id: Id, view: Id, x: Id, y: Option<Id>) -> Option<Vec<Text>> {
        let tail = self.schema.get(view)?.text(Slot::Tail).to_vec();
        let grouped = self.schema.write(&tail).starts_with("GROUP");
        let columns = self.schema.columns(x);
        let (text, class) = if grouped {
            self.grouped_output(&columns, &tail)?
        } else {
            self.plain_output(&columns, y)?
        };
        self.schema.get_mut(id)?.class = class;
        Some(vec![text])
    }

    fn grouped_output(&mut self, columns: &[Id], tail: &[Part]) -> Option<(Text, Class)> {
        let group = tail.iter().find_map(|part| match part {
            Part::Of(_, id) => Some(*id),
            _ => None,
        })?;
        if self.dice.chance(45) {
            return Some((X.column(group), self.schema.get(group)?.class));
        }
        let column = *self.dice.choose(columns)?;
        let class = self.schema.get(column)?.class;
        let (template, found) = match class {
            Class::Integer | Class::Number => *self.dice.pick(&[
                ("sum({})", Class::Number),
                ("max({})", class),
                ("avg({})", Class::Number),
            ]),
            Class::Text | Class::Date | Class::Timestamp => *self.dice.pick(&[
                ("max({})", class),
                ("min({})", class),
                ("count(DISTINCT {})", Class::Integer),
            ]),
            Class::Boolean => ("bool_and({})", Class::Boolean),
            _ => ("count({})", Class::Integer),
        };
        Some((sql(template, &[X.column(column)]), found))
    }

    fn plain_output(&mut self, columns: &[Id], y: Option<Id>) -> Option<(Text, Class)> {
        if let Some(y) = y
            && self.dice.chance(40)
        {
            let columns = self.schema.columns(y);
            let column = *self.dice.choose(&columns)?;
            return Some((Y.column(column), self.schema.get(column)?.class));
        }
        if self.dice.chance(55) {
            let column = *self.dice.choose(columns)?;
            return Some((X.column(column), self.schema.get(column)?.class));
        }
        if self.dice.chance(25) {
            return self.special_output();
        }
        self.value(columns, X)
    }

    fn special_output(&mut self) -> Option<(Text, Class)> {
        let tables = self.schema.of(&[Kind::Table]);
        let class = *self
            .dice
            .pick(&[Class::Integer, Class::Text, Class::Boolean]);
        if self.dice.chance(50)
            && let Some(call) = self.call(class, false)
        {
            return Some((call, class));
        }
        Some(match self.dice.below(4) {
            0 => (
                sql(
                    "(SELECT count(*) FROM {})",
                    &[full(*self.dice.choose(&tables)?)],
                ),
                Class::Integer,
            ),
            1 => (raw("row_number() OVER ()"), Class::Integer),
            2 => (raw("'fixed'::text"), Class::Text),
            _ => (raw("42"), Class::Integer),
        })
    }
}
