//! Redact: removes personal data that has a fixed form from a text.
mod kinds;

use caxton_guest::{Level, Value, inform, json, log, reply, request};
use std::collections::BTreeMap;

caxton_guest::agent!(answer);

fn answer(message: &Value) -> Result<Option<Value>, String> {
    let Some(text) = request(message).as_str() else {
        return Ok(Some(reply("not-understood", json!("Send a text."))));
    };
    let (text, found) = redact(text);
    log(Level::Info, &format!("found {}", json!(found)));
    Ok(Some(inform(json!({ "text": text, "found": found }))))
}

/// The text without its personal data, and the number of replacements by kind.
fn redact(text: &str) -> (String, BTreeMap<&'static str, usize>) {
    let mut redacted = String::with_capacity(text.len());
    let mut found = BTreeMap::new();
    let mut end = 0;
    for (kind, range) in kinds::all_in(text) {
        if range.start < end {
            continue;
        }
        redacted.push_str(&text[end..range.start]);
        redacted.push_str(&format!("[{kind}]"));
        *found.entry(kind).or_default() += 1;
        end = range.end;
    }
    redacted.push_str(&text[end..]);
    (redacted, found)
}

#[cfg(test)]
mod tests {
    use super::redact;

    fn redacted(text: &str) -> String {
        redact(text).0
    }

    #[test]
    fn replaces_each_kind() {
        assert_eq!(
            redacted("To: ada@mail.example.org, Bob"),
            "To: [email], Bob"
        );
        assert_eq!(redacted("card 4111-1111-1111-1111."), "card [card].");
        assert_eq!(
            redacted("pay DE89 3704 0044 0532 0130 00 now"),
            "pay [iban] now"
        );
        assert_eq!(redacted("from 192.168.0.1:80"), "from [ip]:80");
    }

    #[test]
    fn keeps_what_only_looks_like_it() {
        for text in [
            "4111 1111 1111 1112",
            "version 1.2.3.400",
            "at 12:30:45",
            "DE88 3704 0044 0532 0130 00",
            "a@b",
        ] {
            assert_eq!(redacted(text), text);
        }
    }

    #[test]
    fn is_not_misled_by_the_digits_and_words_around() {
        assert_eq!(redacted("no. 1234 4111 1111 1111 1111"), "no. 1234 [card]");
        assert_eq!(redacted("4111 1111 1111 1111 12/27"), "[card] 12/27");
        assert_eq!(redacted("LU28 0019 4006 4475 0000 BIC"), "[iban] BIC");
    }
}
