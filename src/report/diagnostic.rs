//! Shows an [`Error`] as rustc would.

use std::path::Path;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::terminal::safe;
use super::{escape, mask};
use crate::error::{Error, Location};

/// The error with its snippet, notes and hints, for a terminal of so many columns. Ends without
/// a line break.
pub fn render(error: &Error, colour: bool, columns: usize) -> String {
    let title = text(error.message());
    let gutter = Gutter::below(&title, error.location().is_some());
    let mut group = Group::with_title(Level::ERROR.primary_title(title));
    if let Some(location) = error.location() {
        let excerpt = Excerpt::of(location);
        let mut mark = AnnotationKind::Primary.span(excerpt.start..excerpt.end);
        if !location.label.is_empty() {
            mark = mark.label(text(&location.label));
        }
        group = group.element(
            Snippet::source(excerpt.text)
                .path(path(&location.path))
                .line_start(excerpt.line)
                .annotation(mark),
        );
    }
    let notes = error
        .notes()
        .iter()
        .map(|note| Level::NOTE.message(text(note)));
    let hints = error
        .hints()
        .iter()
        .map(|hint| Level::HELP.message(text(hint)));
    draw(
        group.elements(notes).elements(hints),
        gutter,
        colour,
        columns,
    )
}

/// One group in the look that all diagnostics share.
pub(super) fn draw(group: Group<'_>, gutter: Gutter, colour: bool, columns: usize) -> String {
    let renderer = match colour {
        true => Renderer::styled().hyperlink(false),
        false => Renderer::plain(),
    };
    let drawn = renderer
        .decor_style(DecorStyle::Ascii)
        .term_width(columns)
        .render(&[group]);
    let lines = drawn
        .lines()
        .enumerate()
        .map(|(at, line)| match at < gutter.title {
            true => line.trim_end().to_owned(),
            false => format!("{}{}", gutter.missing, line.trim_end()),
        });
    lines.collect::<Vec<_>>().join("\n")
}

/// What the column of line numbers lacks. annotate-snippets makes it as wide as the widest number
/// in a snippet, and so without a snippet one column narrower than rustc's.
#[derive(Clone, Copy)]
pub(super) struct Gutter {
    title: usize,
    missing: &'static str,
}

impl Gutter {
    /// Of a diagnostic with this title, with or without a snippet.
    pub(super) fn below(title: &str, snippet: bool) -> Self {
        Self {
            title: title.lines().count(),
            missing: if snippet { "" } else { " " },
        }
    }
}

/// What was said, safe to show, and without the line breaks that servers end their messages with.
pub(super) fn text(said: &str) -> String {
    safe(said.trim_end())
}

/// A path as it is shown.
pub(super) fn path(path: &Path) -> String {
    escape::line(&slashed(path)).into_owned()
}

/// A path with `/` on every system, so that what CI prints can be compared.
pub(super) fn slashed(path: &Path) -> String {
    let path = path.display().to_string();
    if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path
    }
}

/// The marked lines of a file, safe to show, and where the mark is in them.
struct Excerpt {
    text: String,
    start: usize,
    end: usize,
    /// The number of the first line, from 1.
    line: usize,
}

impl Excerpt {
    /// Cuts the lines out, so that a dump of many megabytes costs no more than its marked lines,
    /// and moves the mark by what escaping and masking insert before it.
    fn of(location: &Location) -> Self {
        let text = location.text.as_str();
        let start = text.floor_char_boundary(location.range.start);
        let end = text.floor_char_boundary(location.range.end).max(start);
        // A mark that ends with a line break would reach into the next line.
        let end = start + text[start..end].trim_end().len();
        let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let to = text[end..].find('\n').map_or(text.len(), |at| end + at);

        let mut excerpt = Self {
            text: String::with_capacity(to - from),
            start: 0,
            end: 0,
            line: 1 + text[..from].matches('\n').count(),
        };
        excerpt.fill(&text[from..to], start - from, end - from);
        excerpt
    }

    fn fill(&mut self, lines: &str, start: usize, end: usize) {
        let mut secrets = mask::secrets(lines).into_iter().peekable();
        for (at, character) in lines.char_indices() {
            while secrets.next_if(|secret| secret.end <= at).is_some() {}
            if at == start {
                self.start = self.text.len();
            }
            if let Some(secret) = secrets.peek().filter(|secret| secret.contains(&at)) {
                if at == secret.start {
                    self.text.push_str(mask::MASK);
                }
            } else if matches!(character, '\n' | '\t') {
                self.text.push(character);
            } else if !is_line_end(&lines[at..]) {
                match escape::shown(character) {
                    Some(shown) => self.text.push_str(&shown),
                    None => self.text.push(character),
                }
            }
            if at < end {
                self.end = self.text.len();
            }
        }
        if start == lines.len() {
            self.start = self.text.len();
        }
        self.end = self.end.max(self.start);
    }
}

/// Whether a CR is next that belongs to a line break.
fn is_line_end(rest: &str) -> bool {
    rest == "\r" || rest.starts_with("\r\n")
}

#[cfg(test)]
#[path = "diagnostic_tests.rs"]
mod tests;
