//! A configured command as the words of its argument vector. No shell ever runs it.

/// Splits a command line by the quoting rules of POSIX (single and double quotes, backslash).
///
/// # Errors
/// What is wrong with it, for a message: an open quote, or words that only a shell understands.
pub(super) fn split(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    // Whether any part of the current word was quoted: then it means itself.
    let mut quoted = false;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '\'' | '"' => {
                quoted = true;
                let word = word.get_or_insert_default();
                loop {
                    match characters.next() {
                        None => return Err(format!("a {character} is never closed")),
                        Some(end) if end == character => break,
                        Some('\\') if character == '"' => match characters.next() {
                            None => return Err(format!("a {character} is never closed")),
                            Some(escaped @ ('"' | '\\' | '$' | '`')) => word.push(escaped),
                            Some(other) => word.extend(['\\', other]),
                        },
                        Some(other) => word.push(other),
                    }
                }
            }
            '\\' => {
                quoted = true;
                let escaped = characters.next().ok_or("a \\ stands at the end")?;
                word.get_or_insert_default().push(escaped);
            }
            space if space.is_whitespace() => {
                finish(&mut words, word.take(), quoted)?;
                quoted = false;
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    finish(&mut words, word, quoted)?;
    check(words)
}

/// Checks an argument vector, however it was written.
pub(super) fn check(words: Vec<String>) -> Result<Vec<String>, String> {
    match words.first() {
        None => Err("the command is empty".to_owned()),
        Some(program) if program.is_empty() => Err("the program's name is empty".to_owned()),
        Some(_) if words.iter().any(|word| word.contains('\0')) => {
            Err("the command holds a NUL byte".to_owned())
        }
        Some(_) => Ok(words),
    }
}

fn finish(words: &mut Vec<String>, word: Option<String>, quoted: bool) -> Result<(), String> {
    let Some(word) = word else { return Ok(()) };
    let operator = matches!(
        word.as_str(),
        "|" | "||" | "&&" | "&" | ";" | ">" | ">>" | "<" | "<<" | "2>&1" | "2>"
    );
    if !quoted && operator {
        return Err(format!(
            "`{word}` needs a shell, and commands run without one"
        ));
    }
    let assignment = word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    if !quoted && words.is_empty() && assignment {
        return Err(format!(
            "`{word}` in front needs a shell, and commands run without one"
        ));
    }
    words.push(word);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_is_split_as_a_shell_would_and_run_without_one() {
        let cases: [(&str, Result<&[&str], &str>); 15] = [
            ("cargo run -q", Ok(&["cargo", "run", "-q"])),
            ("  a\t b\n", Ok(&["a", "b"])),
            ("a 'b c' \"d e\"", Ok(&["a", "b c", "d e"])),
            ("a b' 'c\"\"", Ok(&["a", "b c"])),
            ("a ''", Ok(&["a", ""])),
            (r"a b\ c \'", Ok(&["a", "b c", "'"])),
            (r#"a "b\"c\d" '\'"#, Ok(&["a", "b\"c\\d", "\\"])),
            ("a '|' $HOME x=y", Ok(&["a", "|", "$HOME", "x=y"])),
            ("a 'b", Err("a ' is never closed")),
            ("a \"b\\", Err("a \" is never closed")),
            ("a \\", Err("a \\ stands at the end")),
            ("", Err("the command is empty")),
            ("a && b", Err("`&&` needs a shell")),
            ("a > b", Err("`>` needs a shell")),
            ("X=1 a", Err("`X=1` in front needs a shell")),
        ];
        for (line, expected) in cases {
            match (split(line), expected) {
                (Ok(words), Ok(expected)) => assert_eq!(words, expected, "{line}"),
                (Err(message), Err(expected)) => {
                    assert!(message.contains(expected), "{line}: {message}");
                }
                (actual, expected) => panic!("{line}: {actual:?} and not {expected:?}"),
            }
        }
    }
}
