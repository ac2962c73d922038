//! Changes in, ordered scripts out: what a script is made of, and how it becomes a file's text.
//! Which statements a change needs is the engine's business (`dialect::*::plan`).

/// One statement of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What it is for, as a comment above it; none where the one before says so too.
    pub comment: Option<String>,
    /// What a person must still decide; becomes a `-- TODO(review):` line.
    pub review: Option<String>,
    /// The SQL, without the final semicolon.
    pub sql: String,
}

impl Statement {
    /// A statement without a comment.
    pub fn new(sql: impl Into<String>) -> Self {
        Self {
            comment: None,
            review: None,
            sql: sql.into(),
        }
    }

    /// With a comment above it.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// With something that a person must still decide.
    #[must_use]
    pub fn review(mut self, review: impl Into<String>) -> Self {
        self.review = Some(review.into());
        self
    }
}

/// One direction of a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// Why it cannot run inside the runner's transaction; the file then begins with sqlx's
    /// `-- no-transaction`, and what it does is safe to do twice.
    pub no_transaction: Option<String>,
    /// What is said of the whole script at its head.
    pub notes: Vec<String>,
    /// Its statements, in order.
    pub statements: Vec<Statement>,
}

impl Script {
    /// Whether it does nothing.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Whether a person must finish it.
    pub fn needs_review(&self) -> bool {
        self.statements
            .iter()
            .any(|statement| statement.review.is_some())
    }

    /// The text of the file, without a header; empty for a script that does nothing.
    pub fn render(&self) -> String {
        self.render_with("")
    }

    /// The text of the file. `header` is a comment that goes first, but behind the
    /// `-- no-transaction` that sqlx wants as a file's first bytes.
    pub fn render_with(&self, header: &str) -> String {
        if self.is_empty() && header.is_empty() {
            return String::new();
        }
        let mut text = String::new();
        if self.no_transaction.is_some() {
            text.push_str("-- no-transaction\n");
        }
        comment(&mut text, "", header);
        for note in self.no_transaction.iter().chain(&self.notes) {
            comment(&mut text, "", note);
        }
        for statement in &self.statements {
            let stands_out = statement.comment.is_some()
                || statement.review.is_some()
                || statement.sql.starts_with("CREATE") && statement.sql.contains('\n');
            if !text.is_empty() && stands_out {
                text.push('\n');
            }
            comment(
                &mut text,
                "",
                statement.comment.as_deref().unwrap_or_default(),
            );
            comment(
                &mut text,
                "TODO(review): ",
                statement.review.as_deref().unwrap_or_default(),
            );
            text.push_str(&statement.sql);
            text.push_str(if ends_in_comment(&statement.sql) {
                "\n;\n"
            } else {
                ";\n"
            });
        }
        text
    }
}

/// Writes a comment, broken at blanks before it gets too long to read.
fn comment(text: &mut String, prefix: &str, comment: &str) {
    const WIDTH: usize = 96;
    for line in comment.lines() {
        let mut width = 0;
        for word in line.split(' ') {
            if width == 0 || width + 1 + word.len() > WIDTH {
                let start = if width == 0 { "" } else { "\n" };
                let prefix = if width == 0 { prefix } else { "" };
                text.push_str(start);
                text.push_str("-- ");
                text.push_str(prefix);
                width = 3 + prefix.len();
            } else {
                text.push(' ');
                width += 1;
            }
            text.push_str(word);
            width += word.len();
        }
        text.push('\n');
    }
}

/// Whether a semicolon behind this text would be part of a comment. Looks at the last line only
/// and errs on the safe side: a needless line break does no harm.
fn ends_in_comment(sql: &str) -> bool {
    sql.lines()
        .next_back()
        .is_some_and(|line| line.contains("--"))
}

/// Both directions of a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// From the start to the goal.
    pub up: Script,
    /// From the goal back to the start.
    pub down: Script,
}
