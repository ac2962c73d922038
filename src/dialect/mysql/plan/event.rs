//! Events: made, and altered.

use super::object::{create, drop_statement};
use crate::dialect::mysql::text::Text;
use crate::schema::{Object, ObjectKind};

/// The statements that make the one of the other. ALTER EVENT keeps an end that it says nothing of,
/// so one that no longer ends is made again.
pub(super) fn changed(before: &Object, after: &Object) -> Vec<String> {
    let ends = |event: &Object| {
        let text = Text::new(event.definition.as_str());
        let body = body(&text).map_or(0, |(at, _)| at);
        text.tokens
            .iter()
            .any(|token| token.range.start < body && token.is_word(&text.sql, "ends"))
    };
    if ends(before) && !ends(after) {
        let dropped = drop_statement(ObjectKind::Event, &after.name);
        return vec![dropped, create(Some(before), after, &new(after))];
    }
    vec![create(Some(before), after, &altered(before, after))]
}

/// CREATE EVENT, from the time on that was said.
pub(super) fn new(event: &Object) -> String {
    let starts = event.attributes.get("~starts").map(String::as_str);
    starting(event.definition.as_str(), starts)
}

/// ALTER EVENT that makes the one of the other. Where the schedule stays it is not said, so that it
/// goes on from when it started (<https://mariadb.com/kb/en/alter-event/>).
fn altered(before: &Object, after: &Object) -> String {
    let (old, new) = (
        Text::new(before.definition.as_str()),
        Text::new(&new(after)),
    );
    let mut sql = new.sql.replacen("CREATE", "ALTER", 1);
    let written = Text::new(after.definition.as_str());
    if schedule(&old).is_some_and(|old_one| schedule(&written).is_some_and(|one| one == old_one))
        && let Some(schedule) = schedule(&new)
    {
        sql = sql.replacen(&format!("{schedule} "), "", 1);
    }
    let has_comment = |text: &Text| body(text).is_some_and(|(_, comment)| comment);
    let text = Text::new(&sql);
    if has_comment(&old)
        && !has_comment(&text)
        && let Some((at, _)) = body(&text)
    {
        return format!("{}COMMENT '' {}", &text.sql[..at], &text.sql[at..]);
    }
    sql
}

/// `ON SCHEDULE …`, up to what is said of its completion.
fn schedule(text: &Text) -> Option<&str> {
    let place = |words: &[&str]| (0..text.tokens.len()).find(|at| text.words(*at, words));
    let (start, end) = (place(&["on", "schedule"])?, place(&["on", "completion"])?);
    Some(text.slice(start..end))
}

/// Where an event's DO stands, and whether a comment is said before it.
fn body(text: &Text) -> Option<(usize, bool)> {
    let at = (0..text.tokens.len()).find(|at| text.word(*at, "do"))?;
    let comment = (0..at).any(|at| text.word(at, "comment"));
    Some((text.tokens[at].range.start, comment))
}

/// Puts the time from which an event is repeated behind its interval.
fn starting(definition: &str, starts: Option<&str>) -> String {
    let text = Text::new(definition);
    let end = (0..text.tokens.len())
        .find(|at| text.words(*at, &["on", "completion"]) || text.word(*at, "ends"));
    let repeated = end.is_some_and(|end| (0..end).any(|at| text.word(at, "every")));
    match (starts, end) {
        (Some(starts), Some(end)) if repeated => {
            let at = text.tokens[end].range.start;
            format!("{}STARTS {starts} {}", &definition[..at], &definition[at..])
        }
        _ => definition.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_starts_behind_its_interval_and_before_its_end() {
        for (definition, expected) in [
            (
                "CREATE EVENT `e` ON SCHEDULE EVERY 1 DAY ENDS '2030-01-01' ON COMPLETION PRESERVE ENABLE DO x",
                "CREATE EVENT `e` ON SCHEDULE EVERY 1 DAY STARTS 's' ENDS '2030-01-01' ON COMPLETION PRESERVE ENABLE DO x",
            ),
            (
                "CREATE EVENT `e` ON SCHEDULE AT '2030-01-01' ON COMPLETION PRESERVE ENABLE DO x",
                "CREATE EVENT `e` ON SCHEDULE AT '2030-01-01' ON COMPLETION PRESERVE ENABLE DO x",
            ),
        ] {
            assert_eq!(starting(definition, Some("'s'")), expected);
        }
    }
}
