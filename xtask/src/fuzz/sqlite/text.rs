//! SQL as a list of parts, and the many ways to write the same list down.
//!
//! A [`Style`] decides about white space, comments, quotes, the case of words and the parts that
//! SQL leaves to taste. Two texts of the same parts in different styles mean the same.

use super::dice::Dice;

/// A piece of SQL that styles write in different ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A keyword or the name of a function.
    Word(String),
    /// Written as it is: operators, literals, and names whose spelling counts.
    Raw(String),
    /// The name of a table or view.
    Table(String),
    /// The name of a column, with the table or view that it belongs to (which is not written).
    Column(String, String),
    /// Another name: an alias, a constraint, a collation.
    Name(String),
    /// A name where it is given to something: there SQLite takes a string, too.
    Given(String),
    /// Left out or written, with the same meaning.
    Maybe(Vec<Part>),
    /// With or without parentheses around it, with the same meaning.
    Wrapped(Vec<Part>),
}

/// A piece of SQL.
pub(super) type Text = Vec<Part>;

/// Parts from a template: words apart by spaces, `{}` for each of `holes` in turn.
pub(super) fn sql(template: &str, holes: &[Part]) -> Text {
    let mut holes = holes.iter();
    let part = |word: &str| match word {
        "{}" => holes
            .next()
            .expect("a template has as many holes as parts for them")
            .clone(),
        _ if word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && !word.as_bytes()[0].is_ascii_digit() =>
        {
            Part::Word(word.to_owned())
        }
        _ => Part::Raw(word.to_owned()),
    };
    template
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(part)
        .collect()
}

/// A column's name as a part.
pub(super) fn column(table: &str, name: &str) -> Part {
    Part::Column(table.to_owned(), name.to_owned())
}

/// A table's name as a part.
pub(super) fn table(name: &str) -> Part {
    Part::Table(name.to_owned())
}

/// How a text is written. Style 0 is the plain one.
#[derive(Debug)]
pub(super) struct Style {
    dice: Dice,
    plain: bool,
}

impl Style {
    /// The style of this number.
    pub(super) fn new(number: u64) -> Self {
        Self {
            dice: Dice::new(number),
            plain: number == 0,
        }
    }

    /// Whether a thing that does not matter is done in this place; never in the plain style.
    pub(super) fn whim(&mut self, percent: u32) -> bool {
        !self.plain && self.dice.chance(percent)
    }

    /// Any order in a style, the given one in the plain style.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        if !self.plain {
            self.dice.shuffle(items);
        }
    }

    /// Writes the parts down.
    pub(super) fn write(&mut self, parts: &[Part]) -> String {
        let mut tokens = Vec::new();
        self.tokens(parts, &mut tokens);
        let mut out = String::new();
        let mut before: Option<&str> = None;
        for token in &tokens {
            if let Some(before) = before {
                let gap = self.gap(before, token);
                out.push_str(gap);
            }
            out.push_str(token);
            before = Some(token);
        }
        out
    }

    fn tokens(&mut self, parts: &[Part], out: &mut Vec<String>) {
        for part in parts {
            match part {
                Part::Word(word) => out.push(self.cased(word, 25)),
                Part::Raw(text) => out.push(text.clone()),
                Part::Table(name) | Part::Column(_, name) | Part::Name(name) => {
                    let name = self.cased(name, 4);
                    out.push(self.quoted(&name));
                }
                Part::Given(name) if self.whim(4) => {
                    out.push(format!("'{}'", name.replace('\'', "''")));
                }
                Part::Given(name) => {
                    let name = self.cased(name, 2);
                    out.push(self.quoted(&name));
                }
                Part::Maybe(parts) => {
                    if self.whim(40) {
                        self.tokens(parts, out);
                    }
                }
                Part::Wrapped(parts) if self.whim(40) => {
                    out.push("(".to_owned());
                    self.tokens(parts, out);
                    out.push(")".to_owned());
                }
                Part::Wrapped(parts) => self.tokens(parts, out),
            }
        }
    }

    /// In another case of ASCII letters, in so many of a hundred cases.
    fn cased(&mut self, word: &str, percent: u32) -> String {
        if !self.whim(percent) {
            word.to_owned()
        } else if self.dice.chance(50) {
            word.to_ascii_lowercase()
        } else {
            word.to_ascii_uppercase()
        }
    }

    fn quoted(&mut self, name: &str) -> String {
        let bare = is_word(name) && !contains(&RESERVED, name);
        if bare && (self.plain && !contains(&CONTEXTUAL, name) || self.whim(70)) {
            return name.to_owned();
        }
        match if self.plain { 0 } else { self.dice.below(4) } {
            1 if !name.contains(']') => format!("[{name}]"),
            2 => format!("`{}`", name.replace('`', "``")),
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    fn gap(&mut self, before: &str, after: &str) -> &'static str {
        let tight = matches!(after, "," | ")" | ";" | ".") || matches!(before, "(" | ".");
        let loose = tight || matches!(after, "(") || matches!(before, ")" | ",");
        if self.plain || self.dice.chance(70) {
            return if tight { "" } else { " " };
        }
        match self.dice.below(9) {
            0 if loose => "",
            1 => "\n  ",
            2 => "\t",
            3 => " -- it's \"here\"; END\n",
            4 => "/* ', (*/",
            5 => "\r\n",
            _ => " ",
        }
    }

    /// A comment that may stand behind the last token of a statement.
    pub(super) fn last_words(&mut self) -> &'static str {
        if self.whim(10) { " -- the end" } else { "" }
    }
}

fn is_word(name: &str) -> bool {
    name.bytes()
        .next()
        .is_some_and(|b| !b.is_ascii_digit() && b != b'$')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'$' || b >= 0x80)
}

fn contains(words: &[&str], name: &str) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(name))
}

/// Words that SQLite never takes for a name without quotes.
const RESERVED: [&str; 16] = [
    "check",
    "constraint",
    "default",
    "from",
    "group",
    "index",
    "not",
    "null",
    "order",
    "primary",
    "references",
    "select",
    "table",
    "unique",
    "values",
    "where",
];

/// Words that are keywords in one place and may be names in another
/// (`%fallback ID` in SQLite's `parse.y`).
const CONTEXTUAL: [&str; 18] = [
    "action",
    "always",
    "asc",
    "begin",
    "desc",
    "end",
    "first",
    "generated",
    "if",
    "key",
    "match",
    "replace",
    "row",
    "temp",
    "trigger",
    "view",
    "virtual",
    "without",
];

/// Names that are hard to read back, for tables, columns and everything else.
pub(super) const ODD_NAMES: [&str; 56] = [
    "x y",
    "select",
    "order",
    "group",
    "table",
    "index",
    "check",
    "constraint",
    "default",
    "null",
    "primary",
    "references",
    "unique",
    "values",
    "where",
    "key",
    "action",
    "desc",
    "asc",
    "end",
    "begin",
    "if",
    "generated",
    "always",
    "match",
    "replace",
    "row",
    "temp",
    "view",
    "without",
    "strict",
    "rowid",
    "stored",
    "Ünïcode",
    "日本",
    "it's",
    "qu\"ote",
    "tick`s",
    "br]acket",
    "a.b",
    "se;mi",
    "da--sh",
    "pa(ren",
    "1st",
    "new",
    "old",
    "main",
    "_rowid_",
    "oid",
    "100%",
    " lead",
    "two\nlines",
    "/*",
    "`\"]'",
    "",
    "🦀",
];
