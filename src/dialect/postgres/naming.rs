//! The names that PostgreSQL makes for what was given none.

/// The longest name that PostgreSQL keeps, in bytes.
const LONGEST: usize = 63;

/// The attribute that says what the constraint behind a column's NOT NULL is called, whoever chose
/// that. Servers before 18 have no such constraints.
pub(super) const NOT_NULL_NAME: &str = "~not null";

/// Whether a NOT NULL has a name as the server makes them, of whatever table and column: renames
/// leave such a name behind, before 18 there was none, and nobody chose it.
pub(super) fn is_made_not_null(name: &str) -> bool {
    name.trim_end_matches(|c: char| c.is_ascii_digit())
        .ends_with("_not_null")
}

/// A name made of parts as PostgreSQL makes names of indexes, constraints and sequences
/// (`makeObjectName`): where it gets too long, the longer of the two parts is cut.
pub(super) fn made_of(first: &str, second: &str, label: &str) -> String {
    let room = LONGEST - label.len() - 1 - usize::from(!second.is_empty());
    let (mut one, mut other) = (first.len(), second.len());
    while one + other > room {
        if one > other {
            one -= 1;
        } else {
            other -= 1;
        }
    }
    let cut = |text: &str, length: usize| text[..text.floor_char_boundary(length)].to_owned();
    let first = cut(first, one);
    if second.is_empty() {
        format!("{first}_{label}")
    } else {
        format!("{first}_{}_{label}", cut(second, other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_not_null_that_nobody_named_is_known_by_its_end() {
        assert!(is_made_not_null("readings_value_not_null1"));
        assert!(is_made_not_null("users_id_not_null"));
        assert!(!is_made_not_null("value_is_there"));
    }

    #[test]
    fn long_names_are_cut_as_the_server_cuts_them() {
        assert_eq!(made_of("users", "id", "seq"), "users_id_seq");
        assert_eq!(made_of("users", "", "pkey"), "users_pkey");
        assert_eq!(
            made_of(&"t".repeat(63), "identifier", "seq"),
            format!("{}_identifier_seq", "t".repeat(48))
        );
        assert_eq!(
            made_of(&"é".repeat(31), &"c".repeat(40), "seq"),
            format!("{}_{}_seq", "é".repeat(14), "c".repeat(29))
        );
    }
}
