//! What people, projects and remarks are called: with accents, in several
//! scripts, with quotes, and empty.

pub(crate) const FIRST_NAMES: [&str; 10] = [
    "Anna",
    "Søren",
    "Łukasz",
    "José",
    "陽子",
    "Мария",
    "Zoë",
    "Nguyễn",
    "Ada",
    "",
];
pub(crate) const LAST_NAMES: [&str; 9] = [
    "O'Brien",
    "Müller",
    "Østergård",
    "García Márquez",
    "山田",
    "Иванова",
    "van der Berg",
    "Lovelace",
    "",
];
pub(crate) const USERNAMES: [&str; 8] = [
    "anna", "Soren", "lukasz", "jose", "yoko", "Maria", "zoë", "ada",
];
pub(crate) const TEAMS: [&str; 8] = [
    "kernel",
    "web",
    "Datenbank",
    "ops",
    "docs",
    "mobile",
    "research",
    "spiele",
];
pub(crate) const PROJECTS: [&str; 10] = [
    "parser",
    "frontend",
    "größen",
    "scheduler",
    "handbook",
    "café",
    "metrics",
    "dotfiles",
    "compiler",
    "игра",
];
pub(crate) const TITLES: [&str; 6] = [
    "Fix the off-by-one in the pager",
    "Übersetzung ergänzt",
    "Don't lock twice",
    "修正: 文字化け",
    "Speed up start-up by 30 %",
    "WIP",
];
pub(crate) const SENTENCES: [&str; 9] = [
    "",
    "It works here.",
    "Könnte man das nicht einfacher schreiben?",
    "I'd say \"yes\"; but -- see above -- not yet.",
    "ありがとうございます。",
    "First line\nsecond line\n\nthird paragraph",
    "Looks good to me 👍",
    "C:\\temp\\new is not a path here, and 100% isn't a number.",
    "Спасибо, исправлено.",
];
pub(crate) const FILES: [&str; 5] = [
    "src/main.rs",
    "README.md",
    "docs/größe.md",
    "a folder/with spaces.txt",
    "Makefile",
];
