//! How results are written: the format of the output, and numbers as people write them.

use std::fmt;
use std::time::Duration;

/// The form of what a command finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// Text for a terminal.
    #[default]
    Human,
    /// One JSON object on standard output.
    Json,
    /// Workflow commands that GitHub shows beside the changed lines.
    Github,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Github => "github",
        })
    }
}

/// A duration with about two digits that count: `0.4 ms`, `12 ms`, `1.23 s`, `2 min 3 s`.
pub fn duration(duration: Duration) -> String {
    let milliseconds = duration.as_secs_f64() * 1000.0;
    if milliseconds < 0.05 {
        return "<0.1 ms".to_owned();
    }
    // Each limit is where the next finer form would round up to a digit more.
    if milliseconds < 9.95 {
        return format!("{milliseconds:.1} ms");
    }
    if milliseconds < 999.5 {
        return format!("{milliseconds:.0} ms");
    }
    if milliseconds < 59_995.0 {
        return format!("{:.2} s", milliseconds / 1000.0);
    }
    let seconds = (duration + Duration::from_millis(500)).as_secs();
    if seconds < 3600 {
        return format!("{} min {} s", seconds / 60, seconds % 60);
    }
    let minutes = seconds / 60;
    format!("{} h {} min", minutes / 60, minutes % 60)
}

/// A number and its noun, which is given in the singular: `1 row`, `1,204 rows`.
///
/// A negative number counts as none.
pub fn count(number: impl TryInto<u64> + Default + PartialOrd, noun: &str) -> String {
    let number = match number {
        negative if negative < Default::default() => 0,
        number => number.try_into().unwrap_or(u64::MAX),
    };
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{} {}", grouped(number), plural(noun)),
    }
}

/// A size in bytes: `1 byte`, `1,023 bytes`, `4.0 KiB`, `1.5 GiB`.
pub fn bytes(bytes: u64) -> String {
    if bytes < 1024 {
        return count(bytes, "byte");
    }
    let mut size = bytes;
    let mut rest = 0;
    for unit in ["KiB", "MiB", "GiB", "TiB", "PiB"] {
        (size, rest) = (size / 1024, size % 1024);
        let tenths = size * 10 + (rest * 10 + 512) / 1024;
        if tenths < 10_240 {
            return format!("{}.{} {unit}", grouped(tenths / 10), tenths % 10);
        }
    }
    format!(
        "{}.{} EiB",
        size / 1024,
        (size % 1024 * 10 + rest / 1024) / 1024
    )
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.ends_with("ch") || noun.ends_with("sh") => format!("{noun}es"),
        _ if noun.ends_with(['s', 'x', 'z']) => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_keep_the_digits_that_count() {
        for (microseconds, shown) in [
            (0, "<0.1 ms"),
            (400, "0.4 ms"),
            (9_949, "9.9 ms"),
            (9_960, "10 ms"),
            (12_300, "12 ms"),
            (999_600, "1.00 s"),
            (1_230_000, "1.23 s"),
            (59_996_000, "1 min 0 s"),
            (123_000_000, "2 min 3 s"),
            (3_599_700_000, "1 h 0 min"),
            (7_384_000_000, "2 h 3 min"),
        ] {
            assert_eq!(duration(Duration::from_micros(microseconds)), shown);
        }
    }

    #[test]
    fn counts_agree_with_their_noun() {
        assert_eq!(count(1, "row"), "1 row");
        assert_eq!(count(0_usize, "row"), "0 rows");
        assert_eq!(count(1204_i64, "row"), "1,204 rows");
        assert_eq!(count(-1, "row"), "0 rows");
        assert_eq!(count(1_234_567_u64, "index"), "1,234,567 indexes");
        assert_eq!(count(2, "query"), "2 queries");
        assert_eq!(count(2, "foreign key"), "2 foreign keys");
        assert_eq!(count(2, "branch"), "2 branches");
    }

    #[test]
    fn sizes_take_the_unit_that_fits() {
        for (size, shown) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1023, "1,023 bytes"),
            (1024, "1.0 KiB"),
            (1536, "1.5 KiB"),
            (1024 * 1024 - 1, "1.0 MiB"),
            (5 * 1024 * 1024 * 1024, "5.0 GiB"),
            (u64::MAX, "15.9 EiB"),
        ] {
            assert_eq!(bytes(size), shown);
        }
    }

    #[test]
    fn formats_are_written_as_they_are_typed() {
        use clap::ValueEnum as _;
        for format in Format::value_variants() {
            assert_eq!(Format::from_str(&format.to_string(), false), Ok(*format));
        }
    }
}
