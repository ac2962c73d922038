//! Columns of text, aligned by hand.

use std::borrow::Cow;

use anstyle::Style;
use dialoguer::console::{measure_text_width, truncate_str};

use super::style::paint;
use super::{Terminal, escape, mask};

/// What stands between two columns.
const GAP: &str = "  ";

/// The least that is left of a column that gives way.
const LEAST: usize = 8;

/// One cell: a text of one line and its style.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    /// A cell of this text, whose control characters are escaped and passwords masked.
    pub fn new(text: impl AsRef<str>) -> Self {
        let text = escape::line(&mask(text.as_ref())).into_owned();
        Self {
            text,
            style: Style::new(),
        }
    }

    /// The same in a style, such as those of [`style`](super::style).
    #[must_use]
    pub fn styled(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    fn width(&self) -> usize {
        measure_text_width(&self.text)
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

/// Rows of cells, of which one column gives way where the terminal is too narrow.
#[derive(Debug, Clone, Default)]
pub struct Table {
    rows: Vec<Vec<Cell>>,
    flexible: usize,
    wraps: bool,
    right: Vec<usize>,
}

impl Table {
    /// An empty table whose column `flexible`, counted from 0, is cut with `…` where a row would
    /// not fit.
    pub fn new(flexible: usize) -> Self {
        Self {
            flexible,
            ..Self::default()
        }
    }

    /// The same with this column aligned to the right, as numbers are.
    #[must_use]
    pub fn right(mut self, column: usize) -> Self {
        self.right.push(column);
        self
    }

    /// The same with its last column on as many lines as it needs, rather than cut.
    #[must_use]
    pub fn wrapped(mut self) -> Self {
        self.wraps = true;
        self
    }

    /// Adds a row. A row may have fewer cells than others.
    pub fn row<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) -> &mut Self {
        self.rows.push(cells.into_iter().map(Into::into).collect());
        self
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Its lines, styled, without line breaks and without white space at their ends. Not wider
    /// than `width`, unless the columns that don't give way are.
    pub fn render(&self, width: Option<usize>) -> Vec<String> {
        let widths = self.widths(width);
        let rows = self.rows.iter();
        if !self.wraps {
            return rows.map(|row| self.render_row(row, &widths)).collect();
        }
        rows.flat_map(|row| wrap(row, &widths))
            .map(|row| self.render_row(&row, &widths))
            .collect()
    }

    /// Writes it to standard output, as data that is cut only on a terminal.
    pub fn show(&self, terminal: &Terminal) {
        terminal.show_data(&self.render(terminal.data_width()).join("\n"));
    }

    /// The same, never cut: for what is copied from it.
    pub fn show_whole(&self, terminal: &Terminal) {
        terminal.show_data(&self.render(None).join("\n"));
    }

    /// Writes it to standard error, for a person. Nothing with `-q`.
    pub fn show_as_status(&self, terminal: &Terminal) {
        if !terminal.is_quiet() {
            terminal.show(&self.render(Some(terminal.width())).join("\n"));
        }
    }

    fn widths(&self, limit: Option<usize>) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut widths: Vec<usize> = (0..columns)
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(Cell::width).max().unwrap_or(0)
            })
            .collect();
        let used = widths.iter().sum::<usize>() + GAP.len() * columns.saturating_sub(1);
        let excess = limit.map_or(0, |limit| used.saturating_sub(limit));
        if let Some(flexible) = widths.get_mut(self.flexible) {
            *flexible = (*flexible).min(flexible.saturating_sub(excess).max(LEAST));
        }
        widths
    }

    fn render_row(&self, row: &[Cell], widths: &[usize]) -> String {
        let mut line = String::new();
        let mut owed = 0;
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            let text: Cow<'_, str> = truncate_str(&cell.text, *width, "…");
            let padding = width - measure_text_width(&text);
            let gap = if column == 0 { 0 } else { GAP.len() };
            let (before, after) = if self.right.contains(&column) {
                (padding, 0)
            } else {
                (0, padding)
            };
            owed += gap + before;
            if !text.is_empty() {
                // Padding is written only once something follows it.
                line.push_str(&" ".repeat(owed));
                line.push_str(&paint(cell.style, &text));
                owed = 0;
            }
            owed += after;
        }
        line
    }
}

/// A row as several, so that its last cell needs not be cut: broken at blanks, and a word that is
/// too long behind slashes.
fn wrap(row: &[Cell], widths: &[usize]) -> Vec<Vec<Cell>> {
    let Some((last, before)) = row.split_last() else {
        return vec![row.to_vec()];
    };
    let width = widths.get(before.len()).copied().unwrap_or(usize::MAX);
    let mut lines = vec![String::new()];
    for word in last.text.split_inclusive(' ') {
        let fits = measure_text_width(word.trim_end()) <= width;
        let pieces: Vec<&str> = match fits {
            true => vec![word],
            false => word.split_inclusive('/').collect(),
        };
        for piece in pieces {
            match lines.last_mut() {
                Some(line)
                    if line.is_empty()
                        || measure_text_width(&format!("{line}{}", piece.trim_end())) <= width =>
                {
                    line.push_str(piece);
                }
                _ => lines.push(piece.to_owned()),
            }
        }
    }
    let lines = lines.iter().enumerate().map(|(number, line)| {
        let mut cells = match number {
            0 => before.to_vec(),
            _ => vec![Cell::default(); before.len()],
        };
        cells.push(Cell {
            text: line.trim_end().to_owned(),
            style: last.style,
        });
        cells
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use clap::ColorChoice;
    use insta::assert_snapshot;

    use super::*;
    use crate::report::{Format, style};

    fn history() -> Table {
        let mut table = Table::new(2).right(3);
        table
            .row(["20261121090000", "applied", "initial", "3 ms"])
            .row([
                "20261122101500",
                "pending",
                "repositories: add größe and 表, and a long tail of words",
                "12 ms",
            ])
            .row(["20261122101501", "missing", "", ""])
            .row(["20261122101502"]);
        table
    }

    #[test]
    fn columns_line_up_and_the_flexible_one_gives_way() {
        assert_snapshot!(history().render(None).join("\n"), @"
        20261121090000  applied  initial                                                    3 ms
        20261122101500  pending  repositories: add größe and 表, and a long tail of words  12 ms
        20261122101501  missing
        20261122101502
        ");
        assert_snapshot!(history().render(Some(60)).join("\n"), @"
        20261121090000  applied  initial                        3 ms
        20261122101500  pending  repositories: add größe and…  12 ms
        20261122101501  missing
        20261122101502
        ");
        for line in history().render(Some(60)) {
            assert!(
                measure_text_width(&line) <= 60 && line.trim_end() == line,
                "{line:?}"
            );
        }
        assert_snapshot!(history().render(Some(10)).join("\n"), @"
        20261121090000  applied  initial    3 ms
        20261122101500  pending  reposit…  12 ms
        20261122101501  missing
        20261122101502
        ");
    }

    #[test]
    fn the_last_column_may_be_wrapped() {
        let mut table = Table::new(1).wrapped();
        table
            .row([
                "throwaway databases",
                "in /usr/lib/postgresql/15/bin, by itself",
            ])
            .row(["git", "none"]);
        assert_snapshot!(table.render(Some(42)).join("\n"), @"
        throwaway databases  in /usr/lib/
                             postgresql/15/bin, by
                             itself
        git                  none
        ");
        assert_eq!(table.render(None).len(), 2);
    }

    #[test]
    fn what_another_program_reads_is_not_cut() {
        let terminal = || Terminal::buffered(Format::Human, ColorChoice::Never, false, 0);
        let piped = terminal();
        history().show(&piped);
        assert!(piped.stdout().contains("long tail of words"));
        let person = terminal().with_columns(60);
        history().show(&person);
        assert!(person.stdout().contains('…'));
        history().show_as_status(&piped);
        assert!(piped.stderr().contains("20261122101502\n"));
    }

    #[test]
    fn cells_carry_their_style_and_no_control_characters() {
        let mut table = Table::new(0);
        table.row([
            Cell::new("a\u{1b}[2J\nb").styled(style::DIM),
            Cell::from("c"),
        ]);
        assert_snapshot!(table.render(None).join("\n").replace('\u{1b}', "␛"), @r"␛[2ma\u{1b}[2J\nb␛[0m  c");
        assert!(Table::new(3).render(Some(20)).is_empty());
    }
}
