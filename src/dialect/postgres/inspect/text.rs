//! Small readers of what the catalog answers.

use crate::dialect::postgres::connect::Answer;
use crate::dialect::postgres::quote;
use crate::schema::{Attributes, Name};
use serde_json::Value;
use std::collections::BTreeMap;
use std::str::FromStr;

/// Attributes whose values are JSON arrays.
const LISTS: [&str; 3] = ["inherits", "labels", "statistics"];

/// A number; 0 where there is none.
pub(super) fn number<T: FromStr + Default>(answer: &Answer, column: usize) -> T {
    answer.text(column).parse().unwrap_or_default()
}

/// An owned text, where there is one.
pub(super) fn owned(answer: &Answer, column: usize) -> Option<String> {
    answer.get(column).map(str::to_owned)
}

/// The attributes that a JSON object holds; those that are null are not there.
pub(super) fn attributes(json: Option<&str>) -> Attributes {
    let Some(json) = json else {
        return Attributes::new();
    };
    let all: BTreeMap<String, Option<String>> = serde_json::from_str(json).unwrap_or_default();
    let said = all
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    said.map(|(name, value)| match LISTS.contains(&name.as_str()) {
        true => (name, compact(&value).unwrap_or(value)),
        false => (name, value),
    })
    .collect()
}

fn compact(json: &str) -> Option<String> {
    let value: Value = serde_json::from_str(json).ok()?;
    Some(value.to_string())
}

/// Names as they stand in parentheses.
pub(super) fn names(names: impl Iterator<Item = Name>) -> String {
    let quoted: Vec<String> = names.map(|name| quote::ident(name.as_str())).collect();
    quoted.join(", ")
}

/// A JSON array of texts.
pub(super) fn list<T: AsRef<str>>(texts: &[T]) -> String {
    let values = texts.iter().map(|text| Value::from(text.as_ref()));
    Value::Array(values.collect()).to_string()
}

/// Notes storage parameters, or options of a view, as they stand behind WITH: in one order, which
/// is compared, and where that is another one, in the order in which they are kept.
pub(super) fn say_parameters(name: &str, json: Option<&str>, to: &mut Attributes) {
    let Some(mut all) = json.and_then(|json| serde_json::from_str::<Vec<String>>(json).ok()) else {
        return;
    };
    let kept = parameters(&all);
    all.sort();
    let sorted = parameters(&all);
    if kept != sorted {
        to.insert(format!("~{name}"), kept);
    }
    if !sorted.is_empty() {
        to.insert(name.to_owned(), sorted);
    }
}

fn parameters(all: &[String]) -> String {
    let written: Vec<String> = all
        .iter()
        .map(|parameter| match parameter.split_once('=') {
            Some((name, value)) if is_plain(value) => format!("{name}={value}"),
            Some((name, value)) => {
                format!("{name}={}", quote::literal(value))
            }
            None => parameter.clone(),
        })
        .collect();
    written.join(", ")
}

/// Whether WITH takes the value without quotes: a number, or a word.
fn is_plain(value: &str) -> bool {
    let number = value.parse::<f64>().is_ok()
        && value
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.' || c == '-');
    number
        || matches!(
            value,
            "true" | "false" | "on" | "off" | "auto" | "local" | "cascaded"
        )
}

/// The statement with this table's name as `reference` writes it. The server writes some
/// statements with the schema in front of the name, wherever it is.
pub(super) fn bare(statement: &str, qualified: &str, reference: &str) -> String {
    if qualified != reference {
        let mut from = 0;
        while let Some(found) = statement[from..].find(qualified) {
            let (start, end) = (from + found, from + found + qualified.len());
            let (before, after) = (&statement[..start], &statement[end..]);
            let is_word = before.ends_with(' ') && after.starts_with([' ', '\n']);
            if is_word && before.matches('"').count() % 2 == 0 {
                return format!("{before}{reference}{after}");
            }
            from = end;
        }
    }
    statement.to_owned()
}

/// What a statistics object is of, in one order: the server sorts columns by their numbers.
pub(super) fn in_one_order(statistics: &str) -> String {
    let Some((head, rest)) = statistics.split_once(" ON ") else {
        return statistics.to_owned();
    };
    let Some((list, table)) = rest.rsplit_once(" FROM ") else {
        return statistics.to_owned();
    };
    let mut depth = 0_usize;
    let mut parts: Vec<&str> = list
        .split(|character| {
            match character {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            character == ',' && depth == 0
        })
        .map(str::trim)
        .collect();
    parts.sort_unstable();
    format!("{head} ON {} FROM {table}", parts.join(", "))
}

/// A routine without the names that only repeat an expression: a parsed body that was read from what
/// the server wrote calls `one` what the server names itself otherwise.
pub(super) fn without_own_names(routine: &str) -> String {
    let Some(start) = routine.find("\nBEGIN ATOMIC\n") else {
        return routine.to_owned();
    };
    let is_quoted = |at: usize| routine[..at].matches('"').count() % 2 == 1;
    let mut text = String::new();
    let mut from = 0;
    for (at, word) in routine.match_indices(" AS ") {
        if at < start || at < from || is_quoted(at) {
            continue;
        }
        let (before, after) = (&routine[from..at], &routine[at + word.len()..]);
        let mut quoted = false;
        let end = after.find(|c: char| {
            quoted ^= c == '"';
            !quoted && !c.is_alphanumeric() && !matches!(c, '_' | '$' | '"')
        });
        let name = &after[..end.unwrap_or(after.len())];
        let expression = before.strip_suffix(name).filter(|_| !name.is_empty());
        if expression.is_some_and(|text| text.ends_with([' ', '\n', '('])) {
            text.push_str(before);
            from = at + word.len() + name.len();
        }
    }
    text.push_str(&routine[from..]);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_repeat_an_expression_are_nothing() {
        let routine =
            |body: &str| format!("CREATE FUNCTION f()\nBEGIN ATOMIC\n SELECT {body};\nEND");
        for (body, expected) in [
            ("one AS one", "one"),
            (
                "\"a AS b\" AS \"a AS b\",\n    two AS two",
                "\"a AS b\",\n    two",
            ),
            ("x.one AS one", "x.one AS one"),
            ("someone AS one", "someone AS one"),
        ] {
            assert_eq!(without_own_names(&routine(body)), routine(expected));
        }
    }

    #[test]
    fn a_table_is_named_bare_where_it_is_the_subject() {
        for (statement, expected) in [
            (
                "CREATE INDEX i ON ONLY public.t USING btree (a)",
                "CREATE INDEX i ON ONLY t USING btree (a)",
            ),
            (
                "CREATE INDEX \"a public.t b\" ON public.t USING btree (a)",
                "CREATE INDEX \"a public.t b\" ON t USING btree (a)",
            ),
            (
                "CREATE TRIGGER g AFTER INSERT ON public.tt FOR EACH ROW",
                "CREATE TRIGGER g AFTER INSERT ON public.tt FOR EACH ROW",
            ),
            (
                "CREATE RULE r AS\n    ON INSERT TO public.t\n   WHERE true",
                "CREATE RULE r AS\n    ON INSERT TO t\n   WHERE true",
            ),
        ] {
            assert_eq!(bare(statement, "public.t", "t"), expected);
        }
        assert_eq!(bare("ON s.t ", "s.t", "s.t"), "ON s.t ");
    }

    #[test]
    fn parameters_are_sorted_and_quoted_where_they_must_be() {
        let json = r#"["toast.autovacuum_enabled=false","fillfactor=70","x=a b","n=-0.5"]"#;
        let mut attributes = Attributes::new();
        say_parameters("options", Some(json), &mut attributes);
        assert_eq!(
            attributes["options"],
            "fillfactor=70, n=-0.5, toast.autovacuum_enabled=false, x='a b'"
        );
        assert_eq!(
            attributes["~options"],
            "toast.autovacuum_enabled=false, fillfactor=70, x='a b', n=-0.5"
        );
        say_parameters("none", None, &mut attributes);
        assert_eq!(attributes.len(), 2);
    }
}
