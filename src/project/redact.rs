//! Secrets of a URL in what others say.

use super::url::{DatabaseUrl, MASK};

impl DatabaseUrl {
    /// `text` with the secrets of this URL masked wherever they stand, for what children say.
    pub fn redact(&self, text: &str) -> String {
        self.redact_where(text, |_, _, _| true)
    }

    /// `message` with the secrets of this URL masked, for messages of this tool in which a driver
    /// or a server may quote a part of the URL. A word of the message itself that happens to be the
    /// password stays: in its place a mask would tell the password.
    pub fn redact_message(&self, message: &str) -> String {
        let public = self.public_parts();
        self.redact_where(message, |secret, before, behind| {
            let is_letter = |c: char| c.is_alphanumeric() || c == '_';
            if before.ends_with(':') && behind.starts_with('@') {
                return true;
            }
            let is_plain = secret.chars().all(char::is_alphabetic);
            let is_within = before.ends_with(is_letter) || behind.starts_with(is_letter);
            let rest = behind.trim_start_matches(['.', ',', ';', ':', ')']);
            let is_word =
                before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || c == '(');
            let is_prose = is_word && (rest.is_empty() || rest.starts_with(char::is_whitespace));
            !public.iter().any(|part| part == secret) && !(is_plain && (is_within || is_prose))
        })
    }

    /// Masks each secret for which `is_said` holds, given what stands before it and behind it.
    fn redact_where(&self, text: &str, is_said: impl Fn(&str, &str, &str) -> bool) -> String {
        let mut text = text.replace(self.expose(), &self.to_string());
        for secret in self.secret_forms() {
            // A password of one or two letters is in every word; to mask it would tell it.
            if secret.len() <= 2 {
                continue;
            }
            let mut masked = String::with_capacity(text.len());
            let mut copied = 0;
            for (at, _) in text.match_indices(&secret) {
                let end = at + secret.len();
                if is_said(&secret, &text[..at], &text[end..]) {
                    masked.push_str(&text[copied..at]);
                    masked.push_str(MASK);
                    copied = end;
                }
            }
            masked.push_str(&text[copied..]);
            text = masked;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn words_of_a_message_that_happen_to_be_the_password_stay() {
        for (url, message, expected) in [
            (
                "mysql://root:root@localhost/shop",
                "wrong password for `root` at localhost, or no root:root@localhost",
                "wrong password for `root` at localhost, or no root:***@localhost",
            ),
            (
                "mysql://doe:shop@localhost/shop",
                "`doe` may not use the database `shop`",
                "`doe` may not use the database `shop`",
            ),
            (
                "mysql://doe:password@localhost/shop",
                "wrong password for `doe`; the password is that of the database URL",
                "wrong password for `doe`; the password is that of the database URL",
            ),
            (
                "postgres://doe:port@h/d",
                "invalid port number: 'port', or port:1, in support",
                "invalid port number: '***', or ***:1, in support",
            ),
            (
                "postgres://doe:s3cret@h/d",
                "no host s3cret, or xs3crety",
                "no host ***, or x***y",
            ),
            (
                "postgres://doe:a%2Fb%40c@h/d",
                "password a/b@c is wrong, a%2Fb%40c",
                "password *** is wrong, ***",
            ),
        ] {
            let url = DatabaseUrl::parse(url).unwrap();
            assert_eq!(url.redact_message(message), expected);
            let said = url.redact(message);
            assert!(
                url.secret_forms().iter().all(|form| !said.contains(form)),
                "{said}"
            );
        }
    }
}
