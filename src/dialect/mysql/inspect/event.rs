//! Events: what they do, and when.

use crate::dialect::mysql::text::Text;
use crate::schema::Attributes;

/// The statement without STARTS. Where nothing was said that is the time of CREATE EVENT
/// (<https://mariadb.com/kb/en/create-event/>), which would differ from copy to copy; what was said
/// is carried along, as far as that can be told from the other.
pub(super) fn read(statement: &str, began_when_made: bool, attributes: &mut Attributes) -> String {
    let text = Text::new(statement);
    let end = text.tokens.len();
    let body = (0..end).find(|at| text.word(*at, "do")).unwrap_or(end);
    let starts = (0..body).find(|at| text.word(*at, "starts"));
    let Some(starts) = starts else {
        return statement.trim_end().to_owned();
    };
    if !began_when_made {
        let time = text.slice(starts + 1..starts + 2);
        attributes.insert("~starts".to_owned(), time.to_owned());
    }
    let parts = [
        text.slice(0..starts),
        text.sql[text.tokens[starts + 1].range.end..].trim(),
    ];
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_from_which_an_event_is_repeated_is_carried_along() {
        let mut attributes = Attributes::new();
        let text = read(
            "CREATE EVENT `starts` ON SCHEDULE EVERY '1 4' DAY_HOUR STARTS '2026-01-01 00:00:00' ON COMPLETION NOT PRESERVE ENABLE DO set @starts = 'x'",
            false,
            &mut attributes,
        );
        assert_eq!(
            text,
            "CREATE EVENT `starts` ON SCHEDULE EVERY '1 4' DAY_HOUR ON COMPLETION NOT PRESERVE ENABLE DO set @starts = 'x'"
        );
        assert_eq!(attributes["~starts"], "'2026-01-01 00:00:00'");
    }
}
