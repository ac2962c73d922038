//! What SQLite's statements mean for a run in steps.

use super::lexer::tokens;
use crate::dialect::{Conduct, Piece};

/// What this statement means.
pub(super) fn conduct(sql: &str, piece: &Piece) -> Conduct {
    let statement = &sql[piece.range.clone()];
    if piece.is(&["BEGIN"]) {
        Conduct::Begin
    } else if piece.is(&["COMMIT"]) || piece.is(&["END"]) {
        Conduct::Commit
    } else if piece.is(&["ROLLBACK"]) {
        match piece.head.iter().any(|word| word == "TO") {
            true => Conduct::Within,
            false => Conduct::RollBack,
        }
    } else if piece.is(&["PRAGMA"]) {
        // Also those that are kept in the file only say what shall hold.
        Conduct::Setting
    } else if piece.is(&["VACUUM"]) || piece.is(&["DETACH"]) {
        Conduct::Alone
    } else if let Some(name) = temporary(statement, piece) {
        Conduct::Holds(name)
    } else if piece.is(&["DROP"]) {
        dropped(statement).map_or(Conduct::Plain, Conduct::Releases)
    } else if piece.is(&["SAVEPOINT"]) || piece.is(&["RELEASE"]) {
        Conduct::Within
    } else {
        Conduct::Plain
    }
}

/// What a statement makes that ends with the session.
fn temporary(statement: &str, piece: &Piece) -> Option<String> {
    let is_temporary = piece.is(&["CREATE", "TEMP"]) || piece.is(&["CREATE", "TEMPORARY"]);
    let words = tokens(statement);
    let mut name = words.iter().skip(2).skip_while(|token| {
        ["table", "view", "trigger", "if", "not", "exists"]
            .iter()
            .any(|word| token.is_word(statement, word))
    });
    let first = name.next()?.name(statement)?;
    let is_qualified = name
        .next()
        .is_some_and(|token| token.is_symbol(statement, "."));
    // The name of the schema says it, too: CREATE TABLE temp.t.
    let in_temp = is_qualified && first.eq_ignore_ascii_case("temp");
    match name.next().and_then(|token| token.name(statement)) {
        Some(second) if in_temp && piece.is(&["CREATE"]) => Some(held(&second)),
        _ if is_temporary => Some(held(&first)),
        _ => None,
    }
}

fn dropped(statement: &str) -> Option<String> {
    let last = tokens(statement)
        .into_iter()
        .rev()
        .find_map(|token| token.name(statement));
    last.map(|name| held(&name))
}

fn held(name: &str) -> String {
    format!("temporary {}", name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::sqlite::split::statements;

    #[test]
    fn statements_are_told_by_their_words() {
        let holds = |name: &str| Conduct::Holds(format!("temporary {name}"));
        let releases = |name: &str| Conduct::Releases(format!("temporary {name}"));
        let cases = [
            ("begin immediate", Conduct::Begin),
            ("END TRANSACTION", Conduct::Commit),
            ("rollback to savepoint a", Conduct::Within),
            ("savepoint a", Conduct::Within),
            ("rollback", Conduct::RollBack),
            ("PRAGMA foreign_keys = OFF", Conduct::Setting),
            ("vacuum", Conduct::Alone),
            ("create temp table \"G\" (x)", holds("g")),
            (
                "CREATE TEMPORARY TABLE IF NOT EXISTS g AS SELECT 1",
                holds("g"),
            ),
            ("create table temp.g (x)", holds("g")),
            ("create table temperature (x)", Conduct::Plain),
            ("drop table temp.g", releases("g")),
            ("insert into g values (1)", Conduct::Plain),
        ];
        for (sql, expected) in cases {
            let piece = statements(sql).remove(0);
            assert_eq!(conduct(sql, &piece), expected, "{sql}");
        }
    }
}
