//! How passwords are kept: salted, and slow to try.

use sha2::Sha256;

use crate::{Error, Result};

const ROUNDS: u32 = 100_000;
const SCHEME: &str = "pbkdf2-sha256";

/// What to store of a password: `pbkdf2-sha256$ROUNDS$SALT$HASH`, the last two
/// in hexadecimal.
///
/// # Errors
///
/// [`Error::Random`] if the operating system has no random bytes for the salt.
pub fn hash(password: &str) -> Result<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(Error::Random)?;
    let salt = hex(&salt);
    let digest = derive(password, &salt, ROUNDS);
    Ok(format!("{SCHEME}${ROUNDS}${salt}${digest}"))
}

/// Whether a password is the one that was stored. What is not a stored password
/// at all matches none.
pub fn verify(password: &str, stored: &str) -> bool {
    let mut parts = stored.split('$');
    let (Some(SCHEME), Some(rounds), Some(salt), Some(expected), None) = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) else {
        return false;
    };
    let Ok(rounds) = rounds.parse() else {
        return false;
    };
    same(&derive(password, salt, rounds), expected)
}

fn derive(password: &str, salt: &str, rounds: u32) -> String {
    let digest: [u8; 32] =
        pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(password.as_bytes(), salt.as_bytes(), rounds);
    hex(&digest)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares in a time that does not tell where the difference is.
fn same(left: &str, right: &str) -> bool {
    left.len() == right.len()
        && left
            .bytes()
            .zip(right.bytes())
            .fold(0, |difference, (a, b)| difference | (a ^ b))
            == 0
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may end with a panic")]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_itself_is_verified() {
        let stored = hash("correct horse").unwrap();
        assert!(verify("correct horse", &stored));
        assert!(!verify("battery staple", &stored));
    }

    #[test]
    fn two_people_with_one_password_get_two_hashes() {
        assert_ne!(hash("secret").unwrap(), hash("secret").unwrap());
    }

    #[test]
    fn what_is_no_stored_password_matches_none() {
        for stored in ["", "secret", "pbkdf2-sha256$x$00$00", "md5$1$00$00"] {
            assert!(!verify("secret", stored), "{stored:?}");
        }
    }
}
