//! The few styles that all output shares: those of cargo and rustc.

use annotate_snippets::renderer as rustc;
use anstyle::{AnsiColor, Style};

/// What went well: cargo's verbs.
pub const GOOD: Style = AnsiColor::BrightGreen.on_default().bold();
/// What deserves a second look.
pub const WARNING: Style = rustc::DEFAULT_WARNING_STYLE;
/// What failed.
pub const ERROR: Style = rustc::DEFAULT_ERROR_STYLE;
/// A fact on the side.
pub const NOTE: Style = rustc::DEFAULT_NOTE_STYLE;
/// What to do next.
pub const HELP: Style = rustc::DEFAULT_HELP_STYLE;
/// What matters less than its surroundings.
pub const DIM: Style = Style::new().dimmed();
/// What matters more than its surroundings.
pub const STRONG: Style = Style::new().bold();
/// A keyword of SQL.
pub const KEYWORD: Style = AnsiColor::Cyan.on_default();

/// `text` in `style`, each line on its own, so that a pager that cuts at lines keeps the colour.
pub fn paint(style: Style, text: &str) -> String {
    if style.is_plain() {
        return text.to_owned();
    }
    text.split('\n')
        .map(|line| match line {
            "" => String::new(),
            line => format!("{style}{line}{style:#}"),
        })
        .collect::<Vec<_>>()
        .join("\n")
}
