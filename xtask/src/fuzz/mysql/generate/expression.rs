//! Conditions and values over columns, such that they may stand in checks and computed columns.

use super::super::model::{Class, Id, Maker, Text, raw, sql};
use super::super::slot::Slot;
use crate::fuzz::maker::By;

impl Maker<'_> {
    /// A condition over one or two of these columns; nothing where there are none.
    pub(super) fn condition(&mut self, columns: &[Id], by: By) -> Option<Text> {
        let one = self.simple_condition(columns, by)?;
        if !self.dice.chance(25) {
            return Some(one);
        }
        let other = self.simple_condition(columns, by)?;
        let template = *self.dice.pick(&[
            "({}) and ({})",
            "({}) or ({})",
            "not (({}) and ({}))",
            "case when {} then {} else true end",
        ]);
        Some(sql(template, &[one, other]))
    }

    fn simple_condition(&mut self, columns: &[Id], by: By) -> Option<Text> {
        let column = *self.dice.choose(columns)?;
        let class = self.schema.get(column)?.class;
        let templates: &[&str] = match class {
            Class::Integer => &[
                "{} > 0",
                "{} between 0 and 100000",
                "{} % 7 <> 6",
                "{} in (1, 2, 3, 4, 5)",
                "{} <> -1",
            ],
            Class::Number => &["{} >= 0", "{} <> 4.25", "{} < 1000"],
            Class::Text => &[
                "{} <> ''",
                "char_length({}) < 100",
                "lower({}) <> 'x'",
                "{} in ('v1', 'v2', 'it''s')",
                "{} like 'v%'",
                "{} regexp '^[a-z]'",
                "{} <> 'back\\\\slash'",
            ],
            Class::Date | Class::Timestamp => &["{} > '2000-01-01'", "year({}) < 2100"],
            Class::Enum => &["{} <> 'q'", "{} is not null"],
            Class::Json => &["json_valid({})", "json_length({}) < 5"],
            _ => &["{} is not null", "not ({} is null)"],
        };
        let template = *self.dice.pick(templates);
        Some(sql(template, &[by.column(column)]))
    }

    /// A value that is computed from these columns, with its class.
    pub(super) fn computed(&mut self, columns: &[Id], by: By) -> Option<(Text, Class)> {
        let column = *self.dice.choose(columns)?;
        let class = self.schema.get(column)?.class;
        let (templates, class): (&[&str], Class) = match class {
            Class::Integer => (
                &["{} + 1", "{} * 2 - 1", "abs({})", "coalesce({}, 0)"],
                Class::Integer,
            ),
            Class::Number => (&["{} * 1.5", "round({}, 1)"], Class::Number),
            Class::Text => (
                &[
                    "upper({})",
                    "concat({}, ' & ''co''')",
                    "left({}, 3)",
                    "coalesce({}, 'none')",
                ],
                Class::Text,
            ),
            Class::Date | Class::Timestamp => {
                (&["year({})", "{} + interval 1 day"], Class::Integer)
            }
            Class::Json => (&["json_extract({}, '$.a')"], Class::Text),
            _ => (&["{} is null"], Class::Integer),
        };
        let template = *self.dice.pick(templates);
        Some((sql(template, &[by.column(column)]), class))
    }

    /// A constant of this class as a literal or expression; nothing where none is known.
    pub(super) fn constant(&mut self, class: Class, type_name: &str) -> Option<Text> {
        let values: &[&str] = match class {
            Class::Integer if type_name == "year" => &["2020", "'1999'"],
            Class::Integer => &["0", "1", "7", "'3'"],
            Class::Number => &["0", "1.5", "'2.25'", "(1 + 1)"],
            Class::Text if type_name.starts_with("char(3") => &["''", "'abc'", "'ü'"],
            Class::Text => &[
                "''",
                "'x'",
                "'it''s'",
                "'a; b'",
                "'ÄÖ'",
                "'back\\\\slash'",
                "(concat('a', 'b'))",
                "(uuid())",
                "'current_timestamp'",
            ],
            Class::Date => &[
                "'2020-02-02'",
                "(curdate())",
                "(curdate() + interval 1 day)",
            ],
            Class::Timestamp => return self.moment(type_name),
            Class::Enum => match type_name {
                name if name.contains("'it''s'") => &["'it''s'", "'x,y'"],
                name if name.starts_with("set") => &["'r,w'", "'x'", "''"],
                _ => &["'a'", "'b'"],
            },
            Class::Json => &["'{}'", "(json_array(1, 2))"],
            Class::Uuid => &["(uuid())"],
            _ => match type_name {
                "bit(8)" | "bit(1)" => &["b'1'", "0"],
                "time" | "time(3)" => &["'10:00:00'"],
                "binary(4)" | "varbinary(16)" => &["'ab'", "x'0102'"],
                "inet6" => &["'::1'"],
                _ => return None,
            },
        };
        Some(raw(*self.dice.pick(values)))
    }

    fn moment(&mut self, type_name: &str) -> Option<Text> {
        if self.dice.chance(40) {
            return Some(raw("'2020-01-02 03:04:05'"));
        }
        Some(raw(now(type_name)))
    }

    /// The type of an object as it is written.
    pub(super) fn type_of(&self, id: Id) -> String {
        let object = self.schema.get(id);
        object.map_or_else(String::new, |object| object.word(Slot::Type).to_owned())
    }
}

/// The current time with as many digits as the type has.
pub(super) fn now(type_name: &str) -> String {
    match type_name.split_once('(') {
        Some((_, digits)) => format!("current_timestamp({digits}"),
        None => "current_timestamp".to_owned(),
    }
}
