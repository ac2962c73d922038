//! What must hold, and what is told where it does not.

use std::any::Any;
use std::fmt;

/// What must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Law {
    /// The generator makes what the engine takes. Where it does not, the fuzzer itself is wrong.
    Builds,
    /// Nothing panics.
    Panic,
    /// 1: a schema built again from the model is the same, and nothing is opaque.
    Identity,
    /// 2: nothing differs where nothing or only the way of writing changed.
    Quiet,
    /// 3: up, on empty tables, gives the goal.
    Up,
    /// 4: down gives the start.
    Down,
    /// 5: up after down gives the goal again.
    UpAgain,
    /// 6: with rows a script runs and keeps what stands on both sides, or refuses with a reason
    /// that lies in the change, and then leaves everything as it was.
    Rows,
    /// 7: what runs outside a transaction does the same twice as once.
    Twice,
    /// 8: the same change gives the same draft.
    Same,
    /// 9: views and triggers compile where they compile in the goal.
    Compiles,
    /// 10: the tool's own runner arrives where sqlx does.
    OwnRunner,
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Builds => "0 (the fuzzer's own schemas build)",
            Self::Panic => "0 (nothing panics)",
            Self::Identity => "1 (a schema built again is the same)",
            Self::Quiet => "2 (no change, no difference)",
            Self::Up => "3 (up gives the goal)",
            Self::Down => "4 (down gives the start)",
            Self::UpAgain => "5 (up after down gives the goal)",
            Self::Rows => "6 (rows survive)",
            Self::Twice => "7 (twice is once)",
            Self::Same => "8 (the same draft twice)",
            Self::Compiles => "9 (views and triggers compile)",
            Self::OwnRunner => "10 (the tool's own runner arrives)",
        })
    }
}

/// A law that does not hold, with the smallest case that was found for it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The seed that led to it.
    pub seed: u64,
    /// Which law.
    pub law: Law,
    /// The kind of failure, the same for all findings of one cause and some others.
    pub class: String,
    /// The schema before.
    pub from: String,
    /// The schema after.
    pub to: String,
    /// What was said to be renamed, as `--rename` takes it.
    pub renames: Vec<String>,
    /// The script that was run; may be empty.
    pub script: String,
    /// What happened.
    pub error: String,
}

impl Finding {
    /// The seed, the law and the kind of failure, in a line.
    pub(super) fn headline(&self) -> String {
        let Self {
            seed, law, class, ..
        } = self;
        format!("seed {seed}: law {law} does not hold [{class}]")
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}, made smaller", self.headline())?;
        for (title, text) in [
            ("from", &self.from),
            ("to", &self.to),
            ("script", &self.script),
        ] {
            writeln!(f, "--- {title}\n{}", text.trim_end())?;
        }
        if !self.renames.is_empty() {
            writeln!(f, "--- renames\n{}", self.renames.join("\n"))?;
        }
        writeln!(f, "--- what happened\n{}", self.error)
    }
}

/// A law that does not hold for a case.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    /// Which.
    pub(super) law: Law,
    /// What kind of failure it is, without names: a smaller case must fail in the same way.
    pub(super) class: String,
    /// What happened.
    pub(super) error: String,
    /// The scripts that did it; may be empty.
    pub(super) script: String,
}

impl Failure {
    /// Without a script.
    pub(super) fn new(law: Law, class: &str, error: impl Into<String>) -> Self {
        Self {
            law,
            class: class.to_owned(),
            error: error.into(),
            script: String::new(),
        }
    }

    /// A panic breaks a law, too.
    pub(super) fn panic(panic: &(dyn Any + Send)) -> Self {
        Self::new(Law::Panic, "panic", panic_text(panic))
    }
}

/// What a panic said.
pub(super) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    let text = owned.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").to_owned()
}

/// The first so many words of a message, without those that are names: what is quoted or has a
/// digit, a dot or a capital letter in it.
pub(super) fn without_names(message: &str, most: usize) -> String {
    let lower = |word: &&str| word.bytes().all(|b| b.is_ascii_lowercase() || b == b':');
    let words: Vec<&str> = message.split(' ').take(most).filter(lower).collect();
    words.join(" ")
}
