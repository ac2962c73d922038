//! The values of DEFAULT clauses.

use crate::dialect::sqlite::lexer::{self, TokenKind, tokens};
use crate::schema::Sql;

/// A DEFAULT, compared as the value that it is: words and names in quotes are strings in it.
pub(super) fn default_sql(text: &str) -> Sql {
    let value = default_value(text);
    Sql::new(text, lexer::normal(&value, &tokens(&value)))
}

/// A DEFAULT's text where it may stand in a query. There a bare or quoted word would be a column;
/// in a DEFAULT it is a string (`parse.y`, `ccons ::= DEFAULT scanpt id`).
pub(in super::super) fn default_value(default: &str) -> String {
    const KEYWORDS: [&str; 6] = [
        "null",
        "true",
        "false",
        "current_time",
        "current_date",
        "current_timestamp",
    ];
    let all = tokens(default);
    if let [word] = all.as_slice()
        && word.kind == TokenKind::Word
        && !KEYWORDS
            .iter()
            .any(|keyword| word.is_word(default, keyword))
    {
        return lexer::literal(word.text(default));
    }
    let mut out = String::new();
    let mut end = 0;
    for (position, token) in all.iter().enumerate() {
        let called = all
            .get(position + 1)
            .is_some_and(|next| next.is_symbol(default, "("));
        out.push_str(&default[end..token.range.start]);
        match token.name(default) {
            Some(name) if token.kind == TokenKind::Quoted && !called => {
                out.push_str(&lexer::literal(&name));
            }
            _ => out.push_str(token.text(default)),
        }
        end = token.range.end;
    }
    out
}
