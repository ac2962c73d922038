//! Cases that are folders: two schemas, the drafts between them to the letter, and what they do to
//! rows. What each engine does with one is in its own `pairs`.
//!
//! - `before.sql` and `after.sql`, the two schemas;
//! - `rows.sql`, rows for the first one (optional);
//! - `renames`, a `--rename` a line (optional);
//! - `up.sql` and `down.sql`, the drafts: empty where there is nothing to do; `up2.sql` and
//!   `down2.sql` and so on where there must be more files;
//! - `loses`: what becomes of values that do not stay as they are, and behind a `#` why;
//! - `stops`: `up: ` or `down: ` and a part of the error with which the rows stop that script, as
//!   they should;
//! - `refused`: a part of the message where there is no draft.
//!
//! `PAIR=` with a part of a name picks some of them. With `UPDATE_PAIRS=1` the drafts are written:
//! read them before they are committed.

mod bench;
mod like;
mod state;
mod travel;

use cargo_migrate::diff::Rename;
use cargo_migrate::draft::{Draft, Script};
use similar::TextDiff;
use std::fmt::Display;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs};

pub(crate) use bench::{Bench, check};
pub(crate) use like::is_outside;
use like::{Like, rename, run_as_tool};
pub(crate) use state::{Rows, State};
use travel::{Ground, Way, on_rows, ways};

/// What is wrong with a case, in words.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The files of every case, without their numbers.
const FILES: [&str; 9] = [
    "before.sql",
    "after.sql",
    "rows.sql",
    "renames",
    "up.sql",
    "down.sql",
    "loses",
    "stops",
    "refused",
];

/// Checks the cases of a folder, several at once, and fails with all that is wrong. Those are dealt
/// to so many tests, of which this is the one of that number.
pub(crate) fn each(
    root: &str,
    (number, tests): (usize, usize),
    check: impl Fn(&Path) -> Outcome + Sync,
) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(root);
    let wanted = env::var("PAIR").unwrap_or_default();
    let mut folders: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() && name(path).contains(&wanted))
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "no pair has `{wanted}` in its name");
    let folders: Vec<PathBuf> = folders.into_iter().skip(number).step_by(tests).collect();
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(folder) = folders.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(problem) = check(folder) {
                        let failure = format!("{}\n{}", name(folder), indented(&problem));
                        failures.lock().unwrap().push(failure);
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort();
    assert!(
        failures.is_empty(),
        "{} of {} pairs fail:\n\n{}",
        failures.len(),
        folders.len(),
        failures.join("\n")
    );
}

/// Tells that a case was left out and why: here, and in the file that `cargo xtask test` prints at
/// its end, as a test that passes shows nothing.
pub(crate) fn left_out(folder: &Path, why: &str) -> Outcome {
    let line = format!("{}: {why}\n", name(folder));
    eprint!("left out: {line}");
    let Some(file) = env::var_os("CARGO_MIGRATE_TEST_LEFT_OUT") else {
        return Ok(());
    };
    let mut options = fs::OpenOptions::new();
    let file = options.append(true).create(true).open(file);
    // One write, so that lines of several tests do not mix.
    file.and_then(|mut file| file.write_all(line.as_bytes()))
        .map_err(while_("the list of what is left out"))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// Fails with both texts, as a diff.
pub(crate) fn same(what: &str, expected: &str, found: &str) -> Outcome {
    if expected == found {
        return Ok(());
    }
    let diff = TextDiff::from_lines(expected, found);
    let diff = diff
        .unified_diff()
        .header("expected", "found")
        .missing_newline_hint(false)
        .to_string();
    Err(format!("{what}:\n{diff}"))
}

/// An error that says what was being done.
pub(crate) fn while_<E: Display>(doing: &str) -> impl Fn(E) -> String {
    move |cause| format!("{doing}: {cause}")
}

/// An error with its notes.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it is handed to map_err, which gives the error away"
)]
pub(crate) fn in_full(error: cargo_migrate::Error) -> String {
    format!("{error:?}")
}

/// A case.
pub(crate) struct Case {
    folder: PathBuf,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) rows: String,
    /// As `--rename` takes them.
    pub(crate) renames: Vec<String>,
}

impl Case {
    /// Reads a folder; `more` are files that only this engine has.
    pub(crate) fn read(folder: &Path, more: &[&str]) -> Outcome<Self> {
        for entry in fs::read_dir(folder).map_err(while_("a case is a folder"))? {
            let file = name(&entry.map_err(while_("the folder"))?.path());
            let plain = file.replace(|character: char| character.is_ascii_digit(), "");
            if !FILES.contains(&plain.as_str()) && !more.contains(&plain.as_str()) {
                return Err(format!("{file} is no file of a case"));
            }
        }
        let text = |file: &str| {
            fs::read_to_string(folder.join(file)).map_err(|cause| format!("{file}: {cause}"))
        };
        let optional = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
        Ok(Self {
            folder: folder.to_owned(),
            before: text("before.sql")?,
            after: text("after.sql")?,
            rows: optional("rows.sql"),
            renames: optional("renames").lines().map(str::to_owned).collect(),
        })
    }

    /// Whether it has this file.
    pub(crate) fn has(&self, file: &str) -> bool {
        self.folder.join(file).exists()
    }

    /// What one of its files says; none where it has no such file.
    pub(crate) fn expected(&self, file: &str) -> Option<String> {
        let text = fs::read_to_string(self.folder.join(file)).ok()?;
        Some(text.trim_end().to_owned())
    }

    /// The drafts, or none where they are refused as they should be. `draft` is called twice: it
    /// must say the same again.
    pub(crate) fn drafts(
        &self,
        draft: impl Fn() -> Result<Vec<Draft>, String>,
    ) -> Outcome<Option<Vec<Draft>>> {
        let drafts = match (draft(), self.expected("refused")) {
            (Ok(drafts), None) => drafts,
            (Ok(_), Some(_)) => return Err("it is drafted, not refused".to_owned()),
            (Err(error), None) => return Err(format!("it is refused: {error}")),
            (Err(error), Some(part)) if error.contains(&part) => return Ok(None),
            (Err(error), Some(part)) => return same("refused", &part, &error).map(|()| None),
        };
        if draft().map_err(while_("again"))? != drafts {
            return Err("drafted again, it is another draft".to_owned());
        }
        Ok(Some(drafts))
    }

    /// Holds the drafts, of which there may be so many, against the files, or writes these.
    pub(crate) fn snapshots(&self, drafts: &[Draft], most: usize) -> Outcome {
        if drafts.len() > most {
            return Err(format!("{} drafts", drafts.len()));
        }
        let nothing = Draft::default();
        for place in 0..most {
            let number = match place {
                0 => String::new(),
                later => (later + 1).to_string(),
            };
            let draft = drafts.get(place).or((place == 0).then_some(&nothing));
            for (word, script) in [
                ("up", draft.map(|draft| &draft.up)),
                ("down", draft.map(|draft| &draft.down)),
            ] {
                let file = format!("{word}{number}.sql");
                self.snapshot(&file, script.map(Script::render))?;
            }
        }
        Ok(())
    }

    fn snapshot(&self, file: &str, found: Option<String>) -> Outcome {
        let path = self.folder.join(file);
        let update = env::var_os("UPDATE_PAIRS").is_some_and(|value| value == "1");
        match found {
            Some(text) if update => fs::write(path, text).map_err(while_(file)),
            None if update && path.exists() => fs::remove_file(path).map_err(while_(file)),
            Some(text) => {
                let expected = fs::read_to_string(path).map_err(while_(file))?;
                same(file, &expected, &text)
            }
            None if path.exists() => Err(format!("{file} is not drafted")),
            None => Ok(()),
        }
    }

    /// Whether these are the losses that the case tells of.
    pub(crate) fn loses(&self, lost: &[String]) -> Outcome {
        let lost: String = lost.iter().map(|line| format!("{line}\n")).collect();
        let expected: String = self
            .expected("loses")
            .unwrap_or_default()
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| format!("{line}\n"))
            .collect();
        same("rows that do not survive", &expected, &lost)
    }
}

/// The renames, read from after to before.
pub(crate) fn reversed(renames: &[Rename]) -> Vec<Rename> {
    renames
        .iter()
        .map(|rename| rename.reversed(renames))
        .collect()
}
