//! Functions, procedures, aggregates, operators and casts.

use super::super::model::{Class, Id, Object, Part, Text, full, name, named, raw, sql};
use super::super::slot::{Kind, Slot};
use super::Maker;

/// The types of the arguments that a call must give.
pub(super) fn argument_types(function: &Object) -> Vec<Text> {
    let arguments = function.list(Slot::Items).iter();
    arguments
        .filter_map(|argument| {
            let end = argument
                .iter()
                .position(|part| matches!(part, Part::Raw(text) if text.starts_with(" DEFAULT")));
            match end {
                Some(_) => None,
                None => Some(argument[1..].to_vec()),
            }
        })
        .collect()
}

impl Maker<'_> {
    /// A function of any purpose.
    pub(super) fn function(&mut self) -> Option<Id> {
        let class = match self.dice.below(10) {
            0 => Class::Trigger,
            1 | 2 => Class::Rows,
            _ => Class::Other,
        };
        self.function_of(class)
    }

    /// A function that gives this; [`Class::Other`] for any value.
    pub(super) fn function_of(&mut self, class: Class) -> Option<Id> {
        let home = self.home();
        let id = self.bare(Kind::Function, home, None);
        self.schema.get_mut(id)?.class = class;
        self.fill(id)
    }

    /// A function over values of this type that gives one of another, for operators and the like.
    fn helper(&mut self, types: &[Text], returns: Text, body: Text, class: Class) -> Option<Id> {
        let home = self.home();
        let id = self.bare(Kind::Function, home, None);
        let object = self.schema.get_mut(id)?;
        object.class = class;
        let names = ["one ", "two "];
        let arguments = types.iter().zip(names);
        let arguments = arguments.map(|(text, name)| {
            let mut argument = raw(name);
            argument.extend_from_slice(text);
            argument
        });
        object.slots.insert(Slot::Items, arguments.collect());
        object.set(Slot::Returns, returns);
        object.set(Slot::Volatility, raw("IMMUTABLE"));
        object.set(Slot::Body, body);
        Some(id)
    }

    /// An aggregate with its function.
    pub(super) fn aggregate(&mut self) -> Option<Id> {
        let word = *self.dice.pick(&["integer", "text", "numeric"]);
        let (class, template) = match word {
            "text" => (Class::Text, "sql AS $$SELECT $1 || $2$$"),
            "integer" => (Class::Integer, "sql AS $$SELECT $1 + $2$$"),
            _ => (Class::Number, "sql RETURN one + two"),
        };
        let helper = self.helper(&[raw(word), raw(word)], raw(word), raw(template), class)?;
        let home = self.home();
        let id = self.bare(Kind::Aggregate, home, None);
        let object = self.schema.get_mut(id)?;
        object.class = class;
        object.set(
            Slot::Items,
            vec![Part::Raw(String::new()), Part::Raw(word.to_owned())],
        );
        object.set(Slot::Function, full(helper));
        object.set(Slot::Type, raw(word));
        self.fill(id)
    }

    /// An operator with its function.
    pub(super) fn operator(&mut self) -> Option<Id> {
        let word = *self.dice.pick(&["text", "text", "integer", "jsonb"]);
        let types = [raw(word), raw(word)];
        let body = raw("sql AS $$SELECT $1 IS NOT NULL AND $2 IS NOT NULL$$");
        let helper = self.helper(&types, raw("boolean"), body, Class::Boolean)?;
        let home = self.home();
        let id = self.bare(Kind::Operator, home, None);
        let symbols = ["===", "~~~", "|=|", "<~>", "@@@@"];
        let symbol = *self.dice.pick(&symbols);
        let object = self.schema.get_mut(id)?;
        symbol.clone_into(&mut object.name);
        object.set(Slot::Left, raw(word));
        object.set(Slot::Right, raw(word));
        object.set(Slot::Function, full(helper));
        self.fill(id)
    }

    /// A cast from a type of the user.
    pub(super) fn cast(&mut self) -> Option<Id> {
        let types = self.schema.of(&[Kind::Enum, Kind::Composite]);
        let source = *self.dice.choose(&types)?;
        let word = *self.dice.pick(&["integer", "text", "jsonb"]);
        let function = if word == "text" && self.dice.chance(40) {
            None
        } else {
            let body = sql("sql AS $$SELECT NULL::{}$$", &[raw(word)]);
            Some(self.helper(&[full(source)], raw(word), body, Class::Other)?)
        };
        let id = self.bare(Kind::Cast, None, None);
        let object = self.schema.get_mut(id)?;
        object.name.clear();
        object.set(Slot::Left, full(source));
        object.set(Slot::Right, raw(word));
        let body = function.map_or_else(
            || raw("WITH INOUT"),
            |function| sql("WITH FUNCTION {}", &[vec![Part::Signature(function)]]),
        );
        object.set(Slot::Body, body);
        self.fill(id)
    }

    /// Slots of routines.
    pub(super) fn routine_slot(&mut self, id: Id, kind: Kind, slot: Slot) -> Option<Vec<Text>> {
        let class = self.schema.get(id)?.class;
        let triggers = matches!(class, Class::Trigger | Class::EventTrigger);
        match slot {
            Slot::Items if matches!(kind, Kind::Function | Kind::Procedure) && !triggers => {
                Some(self.arguments(id, kind))
            }
            Slot::Returns => self.returns(id, class),
            Slot::Body if kind == Kind::Procedure && self.gives_back(id) => Some(self.word(&[
                "plpgsql AS $$BEGIN NULL; END$$",
                "plpgsql AS $$BEGIN PERFORM 1; END$$",
            ])),
            Slot::Body if kind == Kind::Procedure => Some(self.word(&[
                "plpgsql AS $$BEGIN NULL; END$$",
                "plpgsql AS $$DECLARE n integer; BEGIN SELECT 1 INTO n; COMMIT; END$$",
                "sql AS $$SELECT 1; SELECT 2$$",
                "sql BEGIN ATOMIC SELECT 1; END",
            ])),
            Slot::Body if kind == Kind::Function => self.body(id, class),
            Slot::Volatility => Some(self.word(&["IMMUTABLE", "IMMUTABLE", "STABLE", "VOLATILE"])),
            Slot::Strict | Slot::Security | Slot::Leakproof if kind != Kind::Aggregate => {
                Some(vec![Text::new()])
            }
            Slot::Parallel => Some(self.word(&["SAFE", "RESTRICTED", "UNSAFE"])),
            Slot::Cost => Some(self.word(&["7", "1000"])),
            Slot::Setting => Some(self.word(&[
                "search_path TO pg_catalog, public",
                "work_mem TO '8MB'",
                "\"TimeZone\" TO 'UTC'",
                "search_path TO ''",
            ])),
            Slot::Initial => Some(match class {
                Class::Text => self.word(&["''", "'x'"]),
                _ => self.word(&["'0'", "'10'"]),
            }),
            Slot::Options => {
                Some(self.word(&["restrict = eqsel, join = eqjoinsel", "restrict = neqsel"]))
            }
            Slot::Context => {
                // An enum that goes over to another type by itself has no `=` of its own any more
                // with which the server can check a foreign key.
                let left = self.schema.get(id)?.text(Slot::Left).to_vec();
                let is_enum = self.schema.enum_of(&left).is_some();
                let words = self.word(&["AS ASSIGNMENT", "AS IMPLICIT"]);
                let plain = vec![raw("AS ASSIGNMENT")];
                Some(if is_enum { plain } else { words })
            }
            _ => None,
        }
    }

    fn gives_back(&self, id: Id) -> bool {
        let arguments = self
            .schema
            .get(id)
            .map_or(&[][..], |object| object.list(Slot::Items));
        arguments
            .iter()
            .any(|argument| matches!(argument.first(), Some(Part::Raw(word)) if word.starts_with("INOUT")))
    }

    fn arguments(&mut self, id: Id, kind: Kind) -> Vec<Text> {
        let mut arguments = Vec::new();
        let mut optional = false;
        for number in 1..=1 + self.dice.below(3) {
            let (text, class) = if self.dice.chance(85) {
                self.basic_type()
            } else {
                self.any_type()
            };
            if named(&text).any(|other| other > id) {
                continue;
            }
            let start = match self.dice.below(12) {
                0 => format!("\"Arg {number}\" "),
                1 if kind == Kind::Procedure => format!("INOUT a{number} "),
                _ => format!("a{number} "),
            };
            let mut argument = raw(start);
            argument.extend_from_slice(&text);
            if (optional || self.dice.chance(15))
                && let Some(value) = self.literal(&text, class)
            {
                argument.extend(raw(" DEFAULT "));
                argument.extend(value);
                optional = true;
            } else if optional {
                continue;
            }
            arguments.push(argument);
        }
        arguments
    }

    fn returns(&mut self, id: Id, class: Class) -> Option<Vec<Text>> {
        let (text, class) = match class {
            Class::Trigger => (raw("trigger"), class),
            Class::EventTrigger => (raw("event_trigger"), class),
            Class::Rows => {
                let mut tables = self.schema.of(&[Kind::Table, Kind::View]);
                tables.retain(|table| *table < id);
                match self.dice.choose(&tables) {
                    Some(table) if self.dice.chance(50) => {
                        (sql("SETOF {}", &[full(*table)]), class)
                    }
                    _ => {
                        let (text, _) = self.basic_type();
                        let template = *self
                            .dice
                            .pick(&["SETOF {}", "TABLE(r1 {}, \"R 2\" integer)"]);
                        (sql(template, &[text]), class)
                    }
                }
            }
            _ if self.dice.chance(6) => (raw("void"), Class::Other),
            _ => self.any_type(),
        };
        if named(&text).any(|other| other > id) {
            return None;
        }
        self.schema.get_mut(id)?.class = class;
        Some(vec![text])
    }

    /// What a function does, with the language in front.
    fn body(&mut self, id: Id, class: Class) -> Option<Vec<Text>> {
        let returns = self.schema.get(id)?.text(Slot::Returns).to_vec();
        if class == Class::Trigger {
            return Some(self.word(&[
                "plpgsql AS $$BEGIN RETURN COALESCE(NEW, OLD); END$$",
                "plpgsql AS $$BEGIN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END$$",
                "plpgsql AS $b$\nBEGIN\n  -- it's \"here\";\n  RETURN COALESCE(NEW, OLD);\nEND\n$b$",
            ]));
        }
        if class == Class::EventTrigger {
            return Some(self.word(&[
                "plpgsql AS $$BEGIN NULL; END$$",
                "plpgsql AS $$BEGIN PERFORM 1; END$$",
            ]));
        }
        if class == Class::Rows {
            return self.rows_body(&returns);
        }
        if returns.first() == raw("void").first() {
            return Some(
                self.word(&["plpgsql AS $$BEGIN PERFORM 1; END$$", "sql AS $$SELECT 1$$"]),
            );
        }
        let value = self.returned(id, class, &returns)?;
        let template = *self.dice.pick(&[
            "sql AS $$SELECT {}$$",
            "sql AS $f$ SELECT {} -- it's $$\n$f$",
            "sql RETURN {}",
            "sql BEGIN ATOMIC SELECT {}; END",
            "plpgsql AS $$BEGIN RETURN {}; END$$",
            "plpgsql AS $$DECLARE r text; BEGIN\n  RETURN {};\nEND;$$",
        ]);
        Some(vec![sql(template, &[value])])
    }

    /// An expression for what a function gives: from an argument, from a table, or a constant.
    fn returned(&mut self, id: Id, class: Class, returns: &[Part]) -> Option<Text> {
        let mut tables = self.schema.of(&[Kind::Table]);
        tables.retain(|table| *table < id);
        if class == Class::Integer && self.dice.chance(40) && !tables.is_empty() {
            let table = *self.dice.pick(&tables);
            let columns = self.schema.columns(table);
            let start = match self.dice.choose(&columns) {
                Some(column) => sql("(SELECT count({}) FROM {})", &[name(*column), full(table)]),
                None => sql("(SELECT count(*) FROM {})", &[full(table)]),
            };
            return Some(sql("{}::{}", &[start, returns.to_vec()]));
        }
        let arguments = self.schema.get(id)?.list(Slot::Items).to_vec();
        let same = arguments.iter().position(|argument| {
            argument.get(1) == returns.first() && argument.len() == 1 + returns.len()
        });
        if let Some(at) = same {
            return Some(raw(format!("${}", at + 1)));
        }
        match self.literal(returns, class) {
            Some(literal) => Some(sql("({})::{}", &[literal, returns.to_vec()])),
            None => Some(sql("NULL::{}", &[returns.to_vec()])),
        }
    }

    fn rows_body(&mut self, returns: &[Part]) -> Option<Vec<Text>> {
        let table = returns.iter().find_map(|part| match part {
            Part::Full(id) => Some(*id),
            _ => None,
        });
        let text = self.schema.write(returns);
        if let Some(table) = table {
            let template = *self.dice.pick(&[
                "sql AS $$SELECT q FROM {} q$$",
                "plpgsql AS $$BEGIN RETURN QUERY SELECT q.* FROM {} q; END$$",
            ]);
            return Some(vec![sql(template, &[full(table)])]);
        }
        Some(if text.starts_with("TABLE") {
            self.word(&[
                "plpgsql AS $$BEGIN RETURN; END$$",
                "plpgsql AS $$BEGIN r1 := NULL; RETURN NEXT; END$$",
            ])
        } else {
            {
                let item = raw(text.trim_start_matches("SETOF "));
                let template = *self.dice.pick(&[
                    "sql AS $$SELECT NULL::{}$$",
                    "plpgsql AS $$BEGIN RETURN NEXT NULL::{}; END$$",
                ]);
                vec![sql(template, &[item])]
            }
        })
    }
}
