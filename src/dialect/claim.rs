//! The lock that sqlx's own migrators take, and how a person is told who holds one.

/// The beginning of somebody's statement, in one line. One that may hold a password is not shown.
pub(super) fn shown(query: &str) -> String {
    const WIDTH: usize = 60;
    if query.to_ascii_lowercase().contains("password") {
        return "a statement about a password".to_owned();
    }
    let words: Vec<&str> = query.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{} …", &line[..end]),
        None if line.is_empty() => "no statement yet".to_owned(),
        None => line,
    }
}

/// sqlx's number for a database of this name (`generate_lock_id` in sqlx-postgres and sqlx-mysql
/// 0.9).
pub(super) fn number(database: &str) -> i64 {
    0x3d32_ad9e * i64::from(crc32(database.as_bytes()))
}

/// CRC-32 as in ISO-HDLC: reflected, with the polynomial 0x04C11DB7.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_that_of_sqlx() {
        // The check value of the algorithm's catalogue.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(number("123456789"), 0x3d32_ad9e * 0xcbf4_3926);
    }

    #[test]
    fn statements_of_others_are_shown_short_and_without_passwords() {
        assert_eq!(shown("SELECT\n  1"), "SELECT 1");
        assert_eq!(
            shown("ALTER ROLE a PASSWORD 'secret'"),
            "a statement about a password"
        );
        assert_eq!(shown(&"é".repeat(80)), format!("{} …", "é".repeat(60)));
    }
}
