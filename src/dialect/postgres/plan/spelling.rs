//! Expressions that the server would not read back as it wrote them.
//!
//! `kind IN ('a', 'b')` over a `varchar` column is kept with a cast of the whole list, and written
//! `(kind)::text = ANY ((ARRAY['a'::character varying, …])::text[])`. Read again, the cast goes to
//! each element (`transformTypeCast` in `parse_expr.c`), which is another expression. Without it
//! the server finds the cast by itself, and the expression is the same to the letter.
//!
//! `a BETWEEN 1 AND 2 AND b` is kept as two chains, one inside the other, and written
//! `((a >= 1) AND (a <= 2)) AND b`, which is read as one.

use crate::dialect::postgres::lexer::{Token, TokenKind, tokens};
use std::borrow::Cow;
use std::ops::Range;

/// The SQL in the spelling that is read back as it was kept.
pub(super) fn readable(sql: &str) -> Cow<'_, str> {
    if !sql.contains("((ARRAY[") && !sql.contains(") AND ") && !sql.contains(") OR ") {
        return Cow::Borrowed(sql);
    }
    let tokens = tokens(sql);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for at in 0..tokens.len() {
        if let Some((open, close, end)) = cast_list(sql, &tokens, at) {
            edits.push((tokens[open].range.clone(), String::new()));
            edits.push((
                tokens[close].range.start..tokens[end].range.start,
                String::new(),
            ));
        }
        edits.extend(nested_chain(sql, &tokens, at));
    }
    if edits.is_empty() {
        return Cow::Borrowed(sql);
    }
    edits.sort_by_key(|(range, _)| range.start);
    let mut text = String::new();
    let mut copied = 0;
    for (range, replacement) in edits {
        // What stands inside of something that was written anew is left as it is.
        if range.start >= copied {
            text.push_str(&sql[copied..range.start]);
            text.push_str(&replacement);
            copied = range.end;
        }
    }
    text.push_str(&sql[copied..]);
    Cow::Owned(text)
}

/// Of `((a >= 1) AND (a <= 2)) AND b` that begins here: what the first part becomes. The server
/// would read one chain of three (`makeAndExpr` in `gram.y`), but a cast or BETWEEN parts them.
fn nested_chain(sql: &str, tokens: &[Token], at: usize) -> Option<(Range<usize>, String)> {
    const BEFORE: [&str; 9] = [
        "WHERE", "ON", "HAVING", "WHEN", "THEN", "ELSE", "SELECT", "CHECK", "USING",
    ];
    let first = tokens
        .get(at)
        .is_some_and(|token| token.is_symbol(sql, "("));
    let begins = at.checked_sub(1).is_none_or(|before| {
        let before = &tokens[before];
        before.is_symbol(sql, "(")
            || before.is_symbol(sql, ",")
            || BEFORE.iter().any(|word| before.is_word(sql, word))
    });
    if !first || !begins {
        return None;
    }
    let close = closing(sql, tokens, at)?;
    let word = ["AND", "OR"].into_iter().find(|word| {
        tokens
            .get(close + 1)
            .is_some_and(|token| token.is_word(sql, word))
    })?;
    let middle = connective(sql, tokens, at, close, word)?;
    let range = tokens[at].range.start..tokens[close].range.end;
    let text = between(sql, tokens, at + 1, middle, close).filter(|_| word == "AND");
    let end = tokens[close].range.end;
    Some(match text {
        Some(text) => (range, text),
        None => (end..end, "::boolean".to_owned()),
    })
}

/// Where the parts of a group in parentheses are joined by this word.
fn connective(sql: &str, tokens: &[Token], open: usize, close: usize, word: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().take(close).skip(open + 1) {
        if token.is_symbol(sql, "(") || token.is_symbol(sql, "[") {
            depth += 1;
        } else if token.is_symbol(sql, ")") || token.is_symbol(sql, "]") {
            depth = depth.checked_sub(1)?;
        } else if depth == 0 && token.is_word(sql, word) {
            return Some(at);
        }
    }
    None
}

/// `(x >= a) AND (x <= b)` as it was once written.
fn between(sql: &str, tokens: &[Token], first: usize, middle: usize, end: usize) -> Option<String> {
    let side = |from: usize, to: usize, symbol: &str| {
        let whole = closing(sql, tokens, from)? + 1 == to;
        let mut depth = 0_i32;
        let at = (from + 1..to).find(|at| {
            let token = &tokens[*at];
            depth += i32::from(token.is_symbol(sql, "(") || token.is_symbol(sql, "["));
            depth -= i32::from(token.is_symbol(sql, ")") || token.is_symbol(sql, "]"));
            depth == 0 && token.is_symbol(sql, symbol)
        })?;
        let left = sql[tokens[from + 1].range.start..tokens[at].range.start].trim_end();
        let right = sql[tokens[at].range.end..tokens[to - 1].range.start].trim();
        whole.then_some((left, right))
    };
    let open = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| token.is_symbol(sql, "("))
    };
    if !open(first) || !open(middle + 1) {
        return None;
    }
    let (value, least) = side(first, middle, ">=")?;
    let (same, most) = side(middle + 1, end, "<=")?;
    (value == same).then(|| format!("({value} BETWEEN {least} AND {most})"))
}

/// Of `ANY ((ARRAY[…])::type[])` that begins here: the parentheses around the list, and the one
/// that ends the whole.
fn cast_list(sql: &str, tokens: &[Token], at: usize) -> Option<(usize, usize, usize)> {
    let is = |at: usize, symbol: &str| {
        tokens
            .get(at)
            .is_some_and(|token| token.is_symbol(sql, symbol))
    };
    let word = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is_word(sql, word));
    let begins = (word(at, "ANY") || word(at, "ALL"))
        && is(at + 1, "(")
        && is(at + 2, "(")
        && word(at + 3, "ARRAY")
        && is(at + 4, "[");
    if !begins {
        return None;
    }
    let close = closing(sql, tokens, at + 2)?;
    let end = closing(sql, tokens, at + 1)?;
    let list_ends = close.checked_sub(1)? == closing(sql, tokens, at + 4)?;
    let is_type = is(close + 1, "::")
        && is(end.checked_sub(1)?, "]")
        && tokens[close + 2..end].iter().all(|token| {
            matches!(
                token.kind,
                TokenKind::Word | TokenKind::Quoted | TokenKind::Number
            ) || [".", ",", "(", ")", "[", "]"]
                .iter()
                .any(|symbol| token.is_symbol(sql, symbol))
        });
    (list_ends && is_type).then_some((at + 2, close, end))
}

/// The bracket that closes the one here.
fn closing(sql: &str, tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.is_symbol(sql, "(") || token.is_symbol(sql, "[") {
            depth += 1;
        } else if token.is_symbol(sql, ")") || token.is_symbol(sql, "]") {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn a_cast_of_a_whole_list_is_left_to_the_server() {
        for (written, expected) in [
            (
                "CHECK (((a)::text = ANY ((ARRAY['x'::character varying, 'y)'::character varying])::text[])))",
                "CHECK (((a)::text = ANY (ARRAY['x'::character varying, 'y)'::character varying])))",
            ),
            (
                "((a)::text <> ALL ((ARRAY['x'::d])::text[])) OR b = ANY ((ARRAY[1, c[2]])::bigint[])",
                "((a)::text <> ALL (ARRAY['x'::d])) OR b = ANY (ARRAY[1, c[2]])",
            ),
        ] {
            assert_eq!(readable(written), expected);
        }
        for (written, expected) in [
            (
                "CHECK ((((n >= (0)::numeric) AND (n <= 1.5)) AND (m > 0)))",
                "CHECK (((n BETWEEN (0)::numeric AND 1.5) AND (m > 0)))",
            ),
            (
                "WHERE (((a < 1) OR (a > 5)) OR b)",
                "WHERE (((a < 1) OR (a > 5))::boolean OR b)",
            ),
            (
                "(((f(a, 1) >= 1) AND (f(a, 2) <= 2)) AND c)",
                "(((f(a, 1) >= 1) AND (f(a, 2) <= 2))::boolean AND c)",
            ),
        ] {
            assert_eq!(readable(written), expected);
        }
        for same in [
            "((a OR b) AND c)",
            "(c AND ((a >= 1) AND (a <= 2)))",
            "sum(a) OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AND c",
            "a = ANY ((ARRAY[1] || b)::text[])",
            "a = ANY ((ARRAY[1])::text[] || b)",
            "$f$ANY ((ARRAY['x'::character varying])::text[])$f$",
            "a = ANY (ARRAY['x'::text])",
        ] {
            assert_eq!(readable(same), same);
        }
    }
}
