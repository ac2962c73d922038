//! SQLite's tokens, read a second time and in another way than the code under test reads them.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A bare word.
    Word,
    /// A name in quotes.
    Quoted,
    /// A string or blob.
    Text,
    /// Everything else.
    Other,
}

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Folded, without quotes.
    pub(super) text: String,
    /// Without quotes, as it was written.
    pub(super) written: String,
}

impl Token {
    /// Whether it is this keyword.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }

    /// Whether it is this symbol.
    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == Kind::Other && self.text == symbol
    }
}

/// The tokens of an SQL text.
pub(super) fn tokens(sql: &str) -> Vec<Token> {
    let letters: Vec<char> = sql.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$' || !c.is_ascii();
    while let Some(&letter) = letters.get(at) {
        let next = letters.get(at + 1).copied();
        let start = at;
        match letter {
            ' ' | '\t' | '\r' | '\n' | '\u{c}' => at += 1,
            '-' if next == Some('-') => {
                while letters.get(at).is_some_and(|c| *c != '\n') {
                    at += 1;
                }
            }
            '/' if next == Some('*') => {
                at += 2;
                while at < letters.len()
                    && !(letters[at] == '*' && letters.get(at + 1) == Some(&'/'))
                {
                    at += 1;
                }
                at += 2;
            }
            '\'' | '"' | '`' | '[' => {
                let close = if letter == '[' { ']' } else { letter };
                let mut written = String::new();
                at += 1;
                while let Some(&c) = letters.get(at) {
                    if c == close && (letter == '[' || letters.get(at + 1) != Some(&close)) {
                        break;
                    }
                    at += if c == close { 2 } else { 1 };
                    written.push(c);
                }
                at += 1;
                let text = letter == '\'';
                found.push(Token {
                    kind: if text { Kind::Text } else { Kind::Quoted },
                    text: if text {
                        format!("'{written}'")
                    } else {
                        written.to_ascii_lowercase()
                    },
                    written,
                });
            }
            _ => {
                at += 1;
                let number = letter.is_ascii_digit();
                let goes_on = |c: &char| is_word(*c) || number && *c == '.';
                while is_word(letter) && letters.get(at).is_some_and(goes_on) {
                    at += 1;
                }
                let written: String = letters[start..at].iter().collect();
                let word = is_word(letter) && !number;
                let kind = if word { Kind::Word } else { Kind::Other };
                found.push(Token {
                    kind,
                    text: written.to_ascii_lowercase(),
                    written,
                });
            }
        }
    }
    found
}

/// The tokens as one text. Quotes around names don't count.
pub(super) fn normal(tokens: &[Token]) -> String {
    let texts: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
    texts.join(" ")
}

/// Takes out `ASC` where it is a direction, which is what holds without it.
pub(super) fn remove_ascending(tokens: &mut Vec<Token>) {
    let is_direction = |at: usize| {
        let ends = tokens
            .get(at + 1)
            .is_some_and(|t| t.is_symbol(",") || t.is_symbol(")"));
        let follows = at.checked_sub(1).is_some_and(|before| {
            tokens[before].kind != Kind::Other || tokens[before].is_symbol(")")
        });
        tokens[at].is_word("asc") && ends && follows
    };
    let kept = (0..tokens.len()).filter(|at| !is_direction(*at));
    *tokens = kept.map(|at| tokens[at].clone()).collect();
}

/// The tokens from the parenthesis at `from` to the one that closes it.
pub(super) fn balanced(tokens: &[Token], from: usize) -> &[Token] {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        if token.is_symbol("(") {
            depth += 1;
        } else if token.is_symbol(")") {
            depth -= 1;
            if depth == 0 {
                return &tokens[from..=at];
            }
        }
    }
    &tokens[from..]
}
