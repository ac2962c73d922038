//! Conditions and values over columns. All of them are immutable, unless it is said otherwise, so
//! that they may stand in indexes and generated columns.

use super::super::model::{Class, Id, Part, Text, full, named, sql};
use super::super::slot::{Kind, Slot};
use super::{By, Maker};

impl Maker<'_> {
    /// A condition over one or two of these columns; nothing where there are none.
    pub(super) fn condition(&mut self, columns: &[Id], by: By) -> Option<Text> {
        let one = self.simple_condition(columns, by)?;
        if !self.dice.chance(25) {
            return Some(one);
        }
        let other = self.simple_condition(columns, by)?;
        let template = *self.dice.pick(&[
            "({}) AND ({})",
            "({}) OR ({})",
            "NOT (({}) AND ({}))",
            "CASE WHEN {} THEN {} ELSE true END",
        ]);
        Some(sql(template, &[one, other]))
    }

    fn simple_condition(&mut self, columns: &[Id], by: By) -> Option<Text> {
        if self.dice.chance(5)
            && let Some(call) = self.call(Class::Boolean, true)
        {
            return Some(sql("{} IS NOT FALSE", &[call]));
        }
        let column = *self.dice.choose(columns)?;
        let object = self.schema.get(column)?;
        let (class, type_text) = (object.class, object.text(Slot::Type).to_vec());
        Some(self.predicate_on(&by.column(column), class, &type_text))
    }

    /// A condition over a value of this class.
    pub(super) fn predicate_on(&mut self, value: &Text, class: Class, type_text: &[Part]) -> Text {
        let templates: &[&str] = match class {
            Class::Integer => &[
                "{} > 0",
                "{} BETWEEN 0 AND 100000",
                "{} % 7 <> 6",
                "{} IN (1, 2, 3, 4, 5)",
                "{} <> -1",
            ],
            Class::Number => &["{} >= 0", "{} <> 4.25", "{} < 1000"],
            Class::Text => &[
                "{} <> ''",
                "length({}) < 100",
                "lower({}) <> 'x'",
                "{} IN ('v1', 'v2', 'v3')",
                "{} ~ '^[a-z]'",
            ],
            Class::Boolean => &["{}", "{} IS NOT FALSE", "NOT {}"],
            Class::Date => &["{} > '2000-01-01'::date", "{} < '2100-01-01'::date"],
            Class::Timestamp => &["{} > '2000-01-01'", "{} < 'infinity'"],
            Class::Uuid => &["{} <> '00000000-0000-0000-0000-000000000000'"],
            Class::Json => &[
                "{} <> '[7]'",
                "jsonb_typeof({}) = 'array'",
                "({} -> 'k') IS NULL",
            ],
            Class::Range => &["NOT isempty({})", "{} IS NOT NULL"],
            Class::Array => &["cardinality({}) < 10", "array_length({}, 1) < 9"],
            Class::Enum => return self.enum_predicate(value, type_text),
            _ => &["{} IS NOT NULL", "({} IS NULL) IS NOT TRUE"],
        };
        let template = *self.dice.pick(templates);
        if self.dice.chance(12) {
            return sql("{} IS NOT NULL", std::slice::from_ref(value));
        }
        if class == Class::Text
            && self.dice.chance(15)
            && named(type_text).next().is_none()
            && let Some(operator) = self.operator_on("text")
        {
            return sql(
                "{}::text OPERATOR({}) 'q'::text",
                &[value.clone(), full(operator)],
            );
        }
        sql(template, std::slice::from_ref(value))
    }

    fn enum_predicate(&mut self, value: &Text, type_text: &[Part]) -> Text {
        let labels = self
            .schema
            .enum_of(type_text)
            .and_then(|id| self.schema.get(id))
            .map(|object| (object.id, object.list(Slot::Items).to_vec()));
        match labels {
            Some((id, labels)) if !labels.is_empty() => {
                let label = self.dice.pick(&labels).clone();
                let template = *self
                    .dice
                    .pick(&["{} = {}::{}", "{} <> {}::{}", "{} IN ({}::{})"]);
                sql(template, &[value.clone(), label, full(id)])
            }
            _ => sql("{} IS NOT NULL", std::slice::from_ref(value)),
        }
    }

    /// An operator of the user over this type.
    fn operator_on(&mut self, type_name: &str) -> Option<Id> {
        let operators: Vec<Id> = self
            .schema
            .objects
            .iter()
            .filter(|object| object.kind == Kind::Operator && object.word(Slot::Left) == type_name)
            .map(|object| object.id)
            .collect();
        self.dice.choose(&operators).copied()
    }

    /// A value computed from one of these columns, with its class; nothing where there are none.
    pub(super) fn value(&mut self, columns: &[Id], by: By) -> Option<(Text, Class)> {
        let column = *self.dice.choose(columns)?;
        let object = self.schema.get(column)?;
        let class = object.class;
        let templates: &[(&str, Class)] = match class {
            Class::Integer => &[
                ("{} + 1", Class::Integer),
                ("abs({})", Class::Integer),
                ("COALESCE({}, 0)", Class::Integer),
                ("CASE WHEN {} > 0 THEN 'plus' ELSE 'minus' END", Class::Text),
                ("{} * 2.5", Class::Number),
                ("({})::text", Class::Text),
            ],
            Class::Number => &[
                ("{} * 2", Class::Number),
                ("COALESCE({}, 0)", Class::Number),
            ],
            Class::Text => &[
                ("upper({})", Class::Text),
                ("COALESCE({}, 'none')", Class::Text),
                ("{} || '!'", Class::Text),
                ("length({})", Class::Integer),
                ("left({}, 3)", Class::Text),
            ],
            Class::Boolean => &[
                ("NOT {}", Class::Boolean),
                ("({})::integer", Class::Integer),
            ],
            Class::Date => &[("{} + 1", Class::Date)],
            Class::Json => &[("{} ->> 'k'", Class::Text), ("{} || '[1]'", Class::Json)],
            Class::Array => &[("cardinality({})", Class::Integer)],
            Class::Range => &[("isempty({})", Class::Boolean)],
            _ => &[("{} IS NULL", Class::Boolean)],
        };
        let (template, class) = *self.dice.pick(templates);
        Some((sql(template, &[by.column(column)]), class))
    }
}
