//! Types, sequences, and literals of every type.

use super::super::model::{Class, Id, Part, Text, full, named, raw, sql};
use super::super::names::quoted;
use super::super::slot::{Kind, Slot};
use super::Maker;

/// Types that are always there, with what values they have.
const BASIC: &[(&str, Class)] = &[
    ("integer", Class::Integer),
    ("integer", Class::Integer),
    ("bigint", Class::Integer),
    ("bigint", Class::Integer),
    ("smallint", Class::Integer),
    ("numeric", Class::Number),
    ("numeric(10,2)", Class::Number),
    ("numeric(6,3)", Class::Number),
    ("real", Class::Number),
    ("double precision", Class::Number),
    ("text", Class::Text),
    ("text", Class::Text),
    ("text", Class::Text),
    ("character varying", Class::Text),
    ("character varying(40)", Class::Text),
    ("varchar(80)", Class::Text),
    ("character(3)", Class::Text),
    ("boolean", Class::Boolean),
    ("boolean", Class::Boolean),
    ("date", Class::Date),
    ("timestamp", Class::Timestamp),
    ("timestamp(3)", Class::Timestamp),
    ("timestamp with time zone", Class::Timestamp),
    ("timestamptz(0)", Class::Timestamp),
    ("uuid", Class::Uuid),
    ("jsonb", Class::Json),
    ("int4range", Class::Range),
    ("tstzrange", Class::Range),
    ("daterange", Class::Range),
    ("integer[]", Class::Array),
    ("text[]", Class::Array),
    ("numeric(8,2)[]", Class::Array),
    ("varchar(10)[]", Class::Array),
    ("json", Class::Other),
    ("time", Class::Other),
    ("time(3) with time zone", Class::Other),
    ("interval", Class::Other),
    ("interval day to second(2)", Class::Other),
    ("interval year to month", Class::Other),
    ("bytea", Class::Other),
    ("inet", Class::Other),
    ("cidr", Class::Other),
    ("macaddr", Class::Other),
    ("bit(8)", Class::Other),
    ("bit varying(10)", Class::Other),
    ("point", Class::Other),
    ("tsvector", Class::Other),
    ("money", Class::Other),
    ("xml", Class::Other),
    ("oid", Class::Other),
    ("name", Class::Other),
    ("\"char\"", Class::Other),
    ("int4multirange", Class::Other),
];

impl Maker<'_> {
    /// A type that is always there.
    pub(super) fn basic_type(&mut self) -> (Text, Class) {
        let (text, class) = *self.dice.pick(BASIC);
        (raw(text), class)
    }

    /// Any type.
    pub(in crate::fuzz::postgres) fn any_type(&mut self) -> (Text, Class) {
        if self.dice.chance(4)
            && let Some(extension) = self.has_extension("citext")
        {
            return (
                vec![
                    Part::Raw("public.citext".to_owned()),
                    Part::After(extension),
                ],
                Class::Text,
            );
        }
        let own = self
            .schema
            .of(&[Kind::Enum, Kind::Composite, Kind::Domain, Kind::Range]);
        match self.dice.choose(&own) {
            Some(id) if self.dice.chance(25) => self.own_type(*id),
            _ => self.basic_type(),
        }
    }

    fn own_type(&mut self, id: Id) -> (Text, Class) {
        let class = match self
            .schema
            .get(id)
            .map(|object| (object.kind, object.class))
        {
            Some((Kind::Enum, _)) => Class::Enum,
            Some((Kind::Composite, _)) => Class::Composite,
            Some((Kind::Range, _)) => Class::Range,
            Some((_, class)) => class,
            None => Class::Other,
        };
        if self.dice.chance(12) {
            return (sql("{}[]", &[full(id)]), Class::Array);
        }
        (full(id), class)
    }

    /// A literal of a type; nothing where none comes to mind.
    pub(super) fn literal(&mut self, type_text: &[Part], class: Class) -> Option<Text> {
        let number = self.dice.below(100);
        let day = 1 + self.dice.below(28);
        Some(match class {
            Class::Integer => raw(number.to_string()),
            Class::Number => raw(format!("{number}.5")),
            Class::Text => self.string(),
            Class::Boolean => raw(*self.dice.pick(&["true", "false"])),
            Class::Date => raw(format!("'2020-01-{day:02}'::date")),
            Class::Timestamp => raw(format!("'2020-01-{day:02} 10:00:00'::timestamp")),
            Class::Uuid => raw(format!(
                "'00000000-0000-0000-0000-0000000000{day:02}'::uuid"
            )),
            Class::Json => raw(format!("'[{number}]'::jsonb")),
            Class::Array => raw("'{}'"),
            Class::Range => raw("'empty'"),
            Class::Enum => {
                let id = self.schema.enum_of(type_text)?;
                let labels = self.schema.get(id)?.list(Slot::Items).to_vec();
                sql("{}::{}", &[self.dice.choose(&labels)?.clone(), full(id)])
            }
            Class::Composite | Class::Other if self.dice.chance(50) => {
                sql("NULL::{}", &[type_text.to_vec()])
            }
            _ => return None,
        })
    }

    /// Slots of types and sequences.
    pub(super) fn type_slot(&mut self, id: Id, kind: Kind, slot: Slot) -> Option<Vec<Text>> {
        match (kind, slot) {
            (Kind::Collation, Slot::Body) => Some(self.word(&[
                "locale = 'C'",
                "provider = icu, locale = 'und'",
                "provider = icu, locale = 'de-u-co-phonebk'",
                "provider = icu, locale = 'und-u-ks-level2', deterministic = false",
            ])),
            (Kind::Enum, Slot::Items) => Some(self.words(
                &[
                    "'new'",
                    "'open'",
                    "'done'",
                    "'it''s'",
                    "'Mixed Case'",
                    "'ä'",
                    "'7'",
                    "'null'",
                    "'waiting for review'",
                ],
                5,
            )),
            (Kind::Composite, Slot::Items) => Some(self.attributes(id)),
            (Kind::Range, Slot::Type) => Some(self.word(&[
                "text",
                "numeric",
                "double precision",
                "time",
                "integer",
                "uuid",
            ])),
            (Kind::Domain, _) => self.domain_slot(id, slot),
            (Kind::Sequence, _) => self.sequence_slot(id, slot),
            _ => None,
        }
    }

    fn attributes(&mut self, id: Id) -> Vec<Text> {
        let names = ["x", "y", "z", "Value", "unit price", "select"];
        let mut names = names.to_vec();
        self.dice.shuffle(&mut names);
        names.truncate(1 + self.dice.below(4));
        names
            .into_iter()
            .map(|name| {
                let (mut text, _) = self.any_type();
                // A row type cannot have itself as a part.
                if named(&text).any(|other| other >= id) {
                    text = raw("integer");
                }
                sql("{} {}", &[raw(quoted(name)), text])
            })
            .collect()
    }

    fn domain_slot(&mut self, id: Id, slot: Slot) -> Option<Vec<Text>> {
        let domain = self.schema.get(id)?;
        let (class, type_text) = (domain.class, domain.text(Slot::Type).to_vec());
        match slot {
            Slot::Type => {
                let (text, class) = loop {
                    let (text, class) = self.any_type();
                    if named(&text).all(|other| other < id) {
                        break (text, class);
                    }
                };
                self.schema.get_mut(id)?.class = class;
                Some(vec![text])
            }
            Slot::Collate if class == Class::Text => self.collation(&type_text),
            Slot::Default => Some(vec![self.literal(&type_text, class)?]),
            Slot::NotNull => Some(vec![Text::new()]),
            Slot::Items => {
                let mut checks = Vec::new();
                for number in 0..=self.dice.below(2) {
                    let check = self.predicate_on(&raw("VALUE"), class, &type_text);
                    let name = if self.dice.chance(70) {
                        raw(format!("CONSTRAINT ok{number} "))
                    } else {
                        Text::new()
                    };
                    checks.push(sql("{}CHECK ({})", &[name, check]));
                }
                Some(checks)
            }
            _ => None,
        }
    }

    /// A collation, for types that have one.
    pub(super) fn collation(&mut self, type_text: &[Part]) -> Option<Vec<Text>> {
        if named(type_text).next().is_some() {
            return None;
        }
        let own = self.schema.of(&[Kind::Collation]);
        Some(match self.dice.choose(&own) {
            Some(id) if self.dice.chance(60) => vec![full(*id)],
            _ => self.word(&["\"C\"", "\"POSIX\"", "\"en-x-icu\"", "\"de-x-icu\""]),
        })
    }

    fn sequence_slot(&mut self, id: Id, slot: Slot) -> Option<Vec<Text>> {
        let sequence = self.schema.get(id)?;
        let down = sequence.word(Slot::Increment).starts_with('-');
        let has_start = sequence.has(Slot::Start);
        Some(match slot {
            Slot::Minimum | Slot::Maximum | Slot::Start if down => return None,
            Slot::Increment if has_start => self.word(&["3"]),
            Slot::Unlogged | Slot::Cycle => vec![Text::new()],
            Slot::Type => self.word(&["integer", "bigint", "smallint"]),
            Slot::Increment => self.word(&["2", "5", "-1", "100"]),
            Slot::Minimum => self.word(&["-100", "1", "-5"]),
            Slot::Maximum => self.word(&["1000", "32000", "9999"]),
            Slot::Start => self.word(&["1", "7", "100"]),
            Slot::Cache => self.word(&["1", "10", "50"]),
            Slot::OwnedBy => {
                // The sequence and the table must be of one schema.
                let home = self.schema.get(id)?.home;
                let columns = self.schema.of(&[Kind::Column]);
                let columns: Vec<Id> = columns
                    .into_iter()
                    .filter(|column| {
                        let table = self.schema.get(*column).and_then(|column| column.on);
                        table
                            .and_then(|table| self.schema.get(table))
                            .is_some_and(|table| table.home == home)
                    })
                    .collect();
                vec![vec![Part::Name(*self.dice.choose(&columns)?)]]
            }
            _ => return None,
        })
    }
}
