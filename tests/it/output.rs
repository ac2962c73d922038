//! What a run of the binary gave, with what differs from run to run replaced.

/// What a run of the binary gave.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    /// The exit code; -1 where a signal ended it.
    pub(crate) code: i32,
    /// Standard output, with temporary paths and times replaced.
    pub(crate) stdout: String,
    /// Standard error, with temporary paths and times replaced.
    pub(crate) stderr: String,
}

impl Output {
    /// Both outputs and the code as one text, for snapshots of what a person reads.
    pub(crate) fn screen(&self) -> String {
        let mut text = format!("exit code: {}\n", self.code);
        for (name, stream) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !stream.is_empty() {
                text.push_str(&format!("---- {name}\n{stream}"));
                if !stream.ends_with('\n') {
                    text.push('\n');
                }
            }
        }
        text
    }

    /// Both outputs, for looking something up in them.
    pub(crate) fn all(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Asserts that the run went well.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.exits(0)
    }

    /// Asserts the exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}", self.screen());
        self
    }

    /// Asserts that the output holds a text.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(
            self.all().contains(text),
            "`{text}` is not in\n{}",
            self.screen()
        );
        self
    }

    /// Asserts that nothing at all was printed.
    #[track_caller]
    pub(crate) fn silent(self) -> Self {
        assert_eq!(self.all(), "", "exit code {}", self.code);
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|cause| panic!("no JSON: {cause}\n{}", self.screen()))
    }
}

/// The text without times, moments and hashes.
pub(crate) fn steady(text: &str) -> String {
    without_hashes(&without_stamps(&without_times(text)))
}

/// `(12 ms)`, `took 12 ms` and their like with `[TIME]` for the time.
fn without_times(text: &str) -> String {
    let mut filtered = String::new();
    let mut rest = text;
    while let Some(start) = ["(", "took "]
        .iter()
        .filter_map(|before| Some(rest.find(before)? + before.len()))
        .min()
    {
        let (before, after) = rest.split_at(start);
        filtered.push_str(before);
        rest = after;
        let end = after.find([')', '\n']).unwrap_or(after.len());
        if is_time(&after[..end]) {
            filtered.push_str("[TIME]");
            rest = &after[end..];
        }
    }
    filtered + rest
}

fn is_time(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(number, unit)| {
        number.parse::<f64>().is_ok() && matches!(unit, "ns" | "µs" | "ms" | "s" | "min")
    })
}

/// The moment at which SQLite itself noted a migration, `2026-11-22 13:09:07`, as `[MOMENT]`.
fn without_stamps(text: &str) -> String {
    const SHAPE: &str = "dddd-dd-dd dd:dd:dd";
    let mut filtered = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let fits = rest.len() >= SHAPE.len()
            && rest
                .bytes()
                .zip(SHAPE.bytes())
                .all(|(byte, shape)| match shape {
                    b'd' => byte.is_ascii_digit(),
                    shape => byte == shape,
                });
        if fits && !rest.starts_with("2026-11-22 10:15:0") {
            filtered.push_str("[MOMENT]");
            rest = &rest[SHAPE.len()..];
        } else {
            filtered.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    filtered
}

/// The folder of a database's backups, whose name holds a hash of its path, without the hash.
fn without_hashes(text: &str) -> String {
    const BEFORE: &str = "backups/";
    let mut filtered = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(BEFORE) {
        let (before, after) = rest.split_at(at + BEFORE.len());
        filtered.push_str(before);
        let (folder, behind) = after.split_at(after.find('/').unwrap_or(after.len()));
        match folder.rsplit_once('-') {
            Some((name, hash)) if hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                filtered.push_str(&format!("{name}-[HASH]"));
            }
            _ => filtered.push_str(folder),
        }
        rest = behind;
    }
    filtered + rest
}
