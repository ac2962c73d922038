//! The configuration table as text: added where there is none, and completed where it is of an
//! older version. All other bytes of the file stay as they are.

use std::fmt::Write;
use std::ops::Range;
use std::path::Path;

use toml_edit::{Document, Item};

use super::append;
use crate::error::{Error, Location, Result};
use crate::project::{Engine, KEYS};

/// The key that a new table sets; the others stand there as comments, but for the engine where it
/// was named.
const SET: &str = "schema";

/// A file's text as it should be.
pub(super) struct Edited {
    pub(super) text: String,
    pub(super) detail: String,
}

/// The text with the configuration table in it.
pub(super) fn add(path: &Path, text: &str, engine: Option<Engine>) -> Result<Edited> {
    let document = parse(path, text)?;
    let header = header(path, &document);
    if find(&document, &header).is_some() {
        return Ok(Edited {
            text: text.to_owned(),
            detail: format!("has its [{}]", header.join(".")),
        });
    }
    let name = header.join(".");
    let mut block = format!("[{name}]\n");
    for (key, example, meaning) in KEYS {
        match engine.filter(|_| *key == "engine") {
            Some(engine) => line(&mut block, "", key, &format!("\"{engine}\""), meaning),
            None if *key == SET => line(&mut block, "", key, example, meaning),
            None => line(&mut block, "# ", key, example, meaning),
        }
    }
    let lines: Vec<&str> = if text.trim().is_empty() {
        block.lines().collect()
    } else {
        std::iter::once("").chain(block.lines()).collect()
    };
    let added = append(text, &lines);
    // A table that is written in another way (`metadata = {}`) does not take a header.
    if Document::parse(added.as_str()).is_err() {
        return Err(Error::usage(format!(
            "[{name}] can't be added at the end of {}",
            path.display()
        ))
        .hint(format!("add it by hand:\n\n{block}"))
        .hint("cargo migrate init --migrate-toml     configures in a file of its own"));
    }
    Ok(Edited {
        text: added,
        detail: format!("[{name}]"),
    })
}

/// The text with the keys that its table does not mention, not even in a comment.
pub(super) fn upgrade(path: &Path, text: &str) -> Result<Edited> {
    let document = parse(path, text)?;
    let header = header(path, &document);
    let Some(item) = find(&document, &header) else {
        return add(path, text, None);
    };
    let unchanged = |detail: String| {
        Ok(Edited {
            text: text.to_owned(),
            detail,
        })
    };
    let Some(span) = item
        .as_table()
        .filter(|table| !table.is_dotted() && !table.is_implicit())
        .and_then(toml_edit::Table::span)
    else {
        return unchanged(format!(
            "[{}] is written within another table, where no comment fits",
            header.join(".")
        ));
    };
    let end = headers(document.as_item())
        .into_iter()
        .filter(|start| *start > span.start)
        .min()
        .unwrap_or(text.len());
    let region = &text[span.start..end];
    let is_missing = |key: &str| {
        let is_set = item.get(key).is_some();
        !is_set && !region.lines().any(|line| mentions(line, key))
    };
    let missing: Vec<_> = KEYS.iter().filter(|(key, _, _)| is_missing(key)).collect();
    if missing.is_empty() {
        return unchanged("mentions every key".to_owned());
    }
    let mut block = String::new();
    for (key, example, meaning) in &missing {
        line(&mut block, "# ", key, example, meaning);
    }
    let last = last_value(item).map_or(span.start, |value| value.end.max(span.start));
    // After the line that the header, or the last value, ends on.
    let at = text[last..]
        .find('\n')
        .map_or(text.len(), |found| last + found + 1);
    let lines: Vec<&str> = block.lines().collect();
    let mut edited = append(&text[..at], &lines);
    edited.push_str(&text[at..]);
    parse(path, &edited)?;
    let keys: Vec<&str> = missing.iter().map(|(key, _, _)| *key).collect();
    Ok(Edited {
        text: edited,
        detail: format!("as comments: {}", keys.join(", ")),
    })
}

fn line(block: &mut String, prefix: &str, key: &str, example: &str, meaning: &str) {
    writeln!(block, "{prefix}{key} = {example}  # {meaning}")
        .expect("a string takes all that is written");
}

fn mentions(line: &str, key: &str) -> bool {
    let Some(comment) = line.trim_start().strip_prefix('#') else {
        return false;
    };
    comment
        .trim_start_matches(['#', ' ', '\t'])
        .strip_prefix(key)
        .is_some_and(|rest| rest.trim_start().starts_with('='))
}

fn parse<'a>(path: &Path, text: &'a str) -> Result<Document<&'a str>> {
    Document::parse(text).map_err(|cause| {
        Error::usage(format!(
            "{} is not valid TOML: {}",
            path.display(),
            cause.message()
        ))
        .at(Location {
            path: path.to_owned(),
            text: text.to_owned(),
            range: cause.span().unwrap_or(0..0),
            label: String::new(),
        })
    })
}

/// Where the table stands: in a manifest below its package, else below its workspace.
fn header(path: &Path, document: &Document<&str>) -> Vec<&'static str> {
    if path.file_name().is_none_or(|name| name != "Cargo.toml") {
        return vec!["migrate"];
    }
    let package = vec!["package", "metadata", "migrate"];
    let workspace = vec!["workspace", "metadata", "migrate"];
    let of_workspace = find(document, &workspace).is_some() && find(document, &package).is_none();
    if of_workspace || (document.contains_key("workspace") && !document.contains_key("package")) {
        workspace
    } else {
        package
    }
}

fn find<'a>(document: &'a Document<&str>, path: &[&str]) -> Option<&'a Item> {
    path.iter()
        .try_fold(document.as_item(), |item, key| item.get(key))
}

/// Where the headers of all tables begin.
fn headers(item: &Item) -> Vec<usize> {
    let mut starts = Vec::new();
    if let Some(table) = item.as_table() {
        let has_header = !table.is_dotted() && !table.is_implicit();
        starts.extend(table.span().filter(|_| has_header).map(|span| span.start));
        table
            .iter()
            .for_each(|(_, item)| starts.extend(headers(item)));
    }
    if let Some(tables) = item.as_array_of_tables() {
        for table in tables {
            starts.extend(table.span().map(|span| span.start));
            table
                .iter()
                .for_each(|(_, item)| starts.extend(headers(item)));
        }
    }
    starts
}

/// The bytes of the last value that stands below this table's own header.
fn last_value(item: &Item) -> Option<Range<usize>> {
    let own = |item: &Item| match item {
        Item::Value(value) => value.span(),
        Item::Table(table) if table.is_dotted() => last_value(item),
        _ => None,
    };
    item.as_table()?
        .iter()
        .filter_map(|(_, item)| own(item))
        .max_by_key(|span| span.end)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn a_manifest_gets_its_table_at_the_end_and_keeps_every_byte() {
        let manifest =
            "# mine\n[package]\nname   = 'a' # odd\n\n[dependencies]\nsqlx = {version=\"0.9\"}";
        let edited = add(Path::new("/p/Cargo.toml"), manifest, None).unwrap();
        let table = edited.text.strip_prefix(manifest).unwrap();
        assert!(
            table.starts_with("\n\n[package.metadata.migrate]\nschema = [\"schema.sql\"]  # files"),
            "{table}"
        );
        assert!(
            table.contains("\n# setup = [\"cargo run -q --bin setup-db\"]  # commands that build"),
            "{table}"
        );
        assert_eq!(
            add(Path::new("/p/Cargo.toml"), &edited.text, None)
                .unwrap()
                .text,
            edited.text
        );
        assert_eq!(
            upgrade(Path::new("/p/Cargo.toml"), &edited.text)
                .unwrap()
                .text,
            edited.text
        );
    }

    #[test]
    fn the_table_stands_where_the_file_wants_it() {
        let cases = [
            (
                "Cargo.toml",
                "[workspace]\n",
                "[workspace.metadata.migrate]",
            ),
            (
                "Cargo.toml",
                "[workspace]\n[package]\n",
                "[package.metadata.migrate]",
            ),
            ("migrate.toml", "", "[migrate]"),
            ("other.toml", "[tool]\r\n", "[migrate]"),
        ];
        for (name, text, header) in cases {
            let edited = add(&Path::new("/p").join(name), text, None).unwrap();
            assert_eq!(edited.detail, header);
            assert!(edited.text.contains(header));
            assert_eq!(
                edited.text.contains("\r\n"),
                text.contains("\r\n"),
                "{text:?}"
            );
            assert_eq!(
                edited.text.matches('\n').count(),
                edited.text.lines().count()
            );
        }
    }

    #[test]
    fn an_older_table_gets_what_it_does_not_mention() {
        let text = "[package.metadata.migrate] # mine\nschema = [\n  'a.sql',\n]  # first\n#setup = ['x']\n\n[dependencies]\nignore = '1'\n";
        let edited = upgrade(Path::new("/p/Cargo.toml"), text).unwrap();
        let (before, after) = edited.text.split_at(text.find("#setup").unwrap());
        assert_eq!(before, &text[..before.len()]);
        assert!(after.starts_with("# scan = ["), "{after}");
        assert!(
            after.ends_with("#setup = ['x']\n\n[dependencies]\nignore = '1'\n"),
            "{after}"
        );
        assert_eq!(edited.text.matches("setup =").count(), 1);
        assert!(edited.text.contains("# ignore = "));
        assert_eq!(
            upgrade(Path::new("/p/Cargo.toml"), &edited.text)
                .unwrap()
                .text,
            edited.text
        );
    }

    #[test]
    fn a_table_of_several_databases_is_completed_above_them() {
        let text = "[workspace]\n[workspace.metadata.migrate]\n\n[workspace.metadata.migrate.databases.a]\nafter = []\n";
        let edited = upgrade(Path::new("/p/Cargo.toml"), text).unwrap().text;
        let databases = edited
            .find("[workspace.metadata.migrate.databases.a]")
            .unwrap();
        assert!(edited.find("# after = ").unwrap() < databases, "{edited}");
        assert!(!edited.contains("# databases = "), "{edited}");
    }

    #[test]
    fn what_cannot_be_completed_stays_as_it_is() {
        let text = "[package]\nmetadata = { migrate = { schema = [] } }\n";
        assert_eq!(
            upgrade(Path::new("/p/Cargo.toml"), text).unwrap().text,
            text
        );
        let error = add(
            Path::new("/p/Cargo.toml"),
            "[package]\nmetadata = {}\n",
            None,
        )
        .err()
        .unwrap();
        assert!(error.message().contains("can't be added"), "{error}");
        let error = add(Path::new("/p/Cargo.toml"), "[package\n", None)
            .err()
            .unwrap();
        assert!(error.message().contains("is not valid TOML"), "{error}");
    }
}
