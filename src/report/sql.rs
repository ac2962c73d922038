//! SQL with its keywords and comments set apart.
//!
//! A hint to the eye, not a parser: it knows no engine, and only strings, quoted names, comments
//! and words. It adds styles and never changes a character.

use super::style::{DIM, KEYWORD, WARNING, paint};

/// What a draft says where a person must look.
const REVIEW: &str = "TODO(review)";

/// Keywords worth seeing, in upper case and sorted. A word that is often a column's name is left
/// out.
const KEYWORDS: &[&str] = &[
    "ADD",
    "AFTER",
    "ALTER",
    "ALWAYS",
    "AND",
    "AS",
    "ASC",
    "AUTOINCREMENT",
    "BEFORE",
    "BEGIN",
    "BETWEEN",
    "BY",
    "CASCADE",
    "CASE",
    "CHECK",
    "COLLATE",
    "COLUMN",
    "COMMIT",
    "CONFLICT",
    "CONSTRAINT",
    "CREATE",
    "CROSS",
    "DEFAULT",
    "DEFERRABLE",
    "DEFERRED",
    "DELETE",
    "DESC",
    "DISTINCT",
    "DROP",
    "EACH",
    "ELSE",
    "END",
    "EXCEPT",
    "EXISTS",
    "FOR",
    "FOREIGN",
    "FROM",
    "GENERATED",
    "GROUP",
    "HAVING",
    "IF",
    "IN",
    "INDEX",
    "INITIALLY",
    "INNER",
    "INSERT",
    "INSTEAD",
    "INTERSECT",
    "INTO",
    "IS",
    "JOIN",
    "KEY",
    "LEFT",
    "LIKE",
    "LIMIT",
    "MODIFY",
    "NOT",
    "NULL",
    "OF",
    "ON",
    "OR",
    "ORDER",
    "OUTER",
    "PRAGMA",
    "PRIMARY",
    "REFERENCES",
    "RENAME",
    "REPLACE",
    "RESTRICT",
    "ROLLBACK",
    "ROW",
    "ROWID",
    "SELECT",
    "SET",
    "STORED",
    "STRICT",
    "TABLE",
    "TEMPORARY",
    "THEN",
    "TO",
    "TRIGGER",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USING",
    "VALUES",
    "VIEW",
    "VIRTUAL",
    "WHEN",
    "WHERE",
    "WITH",
    "WITHOUT",
];

/// `sql` with styles in it; whoever writes it drops them where they aren't wanted.
pub fn highlight(sql: &str) -> String {
    let mut highlighted = String::with_capacity(sql.len() * 2);
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let (text, after) = rest.split_at(piece(rest, first));
        if text.starts_with("--") || text.starts_with("/*") {
            let style = if text.contains(REVIEW) { WARNING } else { DIM };
            highlighted.push_str(&paint(style, text));
        } else if KEYWORDS
            .binary_search(&text.to_ascii_uppercase().as_str())
            .is_ok()
        {
            highlighted.push_str(&paint(KEYWORD, text));
        } else {
            highlighted.push_str(text);
        }
        rest = after;
    }
    highlighted
}

/// The length of the piece that `rest` begins with, at least that of `first`.
fn piece(rest: &str, first: char) -> usize {
    let until = |end: &str| {
        let from = first.len_utf8();
        rest[from..]
            .find(end)
            .map_or(rest.len(), |at| from + at + end.len())
    };
    match first {
        // A doubled quote ends one string and begins the next: the same text in the same style.
        '\'' => until("'"),
        '"' => until("\""),
        '`' => until("`"),
        '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
        '/' if rest.starts_with("/*") => rest[2..].find("*/").map_or(rest.len(), |at| at + 4),
        '$' => dollar_tag(rest).map_or(1, |tag| {
            rest[tag.len()..]
                .find(tag)
                .map_or(rest.len(), |at| at + 2 * tag.len())
        }),
        first if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
        first => first.len_utf8(),
    }
}

/// The `$tag$` that begins a string of PostgreSQL's.
fn dollar_tag(rest: &str) -> Option<&str> {
    let end = rest[1..].find('$')? + 1;
    let name = &rest[1..end];
    let named = name.chars().all(is_word) && !name.starts_with(|c: char| c.is_ascii_digit());
    named.then(|| &rest[..=end])
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn keywords_are_sorted_for_the_search() {
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn keywords_and_comments_are_set_apart() {
        let sql = "-- add cool feature\n-- TODO(review): backfill\nALTER TABLE \"table\"\n  \
                   ADD COLUMN cool TEXT not null DEFAULT 'drop -- table';/* a\nb */";
        assert_snapshot!(highlight(sql).replace('\u{1b}', "␛"), @r#"
        ␛[2m-- add cool feature␛[0m
        ␛[1m␛[33m-- TODO(review): backfill␛[0m
        ␛[36mALTER␛[0m ␛[36mTABLE␛[0m "table"
          ␛[36mADD␛[0m ␛[36mCOLUMN␛[0m cool TEXT ␛[36mnot␛[0m ␛[36mnull␛[0m ␛[36mDEFAULT␛[0m 'drop -- table';␛[2m/* a␛[0m
        ␛[2mb */␛[0m
        "#);
    }

    #[test]
    fn no_character_of_the_text_changes() {
        for sql in [
            "",
            "\n\n",
            "SELECT 'it''s' -- unterminated '",
            "'never ends",
            "/* never ends\n\n*",
            "/*/ x */ SELECT \"a\"\"b\", `c`, [d], $1, $$ DROP $$, $f$ END $$ $f$, $x$ never ends",
            "größe SELECT表 \t\r\n 🦀; x'00' ?1 :name @name $name",
            "- / $ -",
        ] {
            assert_eq!(
                anstream::adapter::strip_str(&highlight(sql)).to_string(),
                sql
            );
        }
    }
}
