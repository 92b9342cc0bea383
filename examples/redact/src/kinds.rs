//! The kinds of personal data: a pattern for what may be one, and a check of whether it is.
use regex_lite::Regex;
use std::{net::Ipv4Addr, ops::Range, sync::LazyLock};

/// Between the groups of a card number or IBAN.
const SEPARATORS: [char; 2] = [' ', '-'];

struct Kind {
    name: &'static str,
    pattern: Regex,
    check: fn(&str) -> bool,
}

static KINDS: LazyLock<[Kind; 4]> = LazyLock::new(|| {
    let kind = |name, pattern, check| Kind {
        name,
        pattern: Regex::new(pattern).expect("a valid pattern"),
        check,
    };
    [
        kind(
            "email",
            r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}",
            |_| true,
        ),
        kind(
            "iban",
            r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b",
            has_iban_checksum,
        ),
        kind("card", r"\b\d(?:[ -]?\d){12,18}\b", has_card_checksum),
        kind("ip", r"\b\d{1,3}(?:\.\d{1,3}){3}\b", |text| {
            text.parse::<Ipv4Addr>().is_ok()
        }),
    ]
});

/// The personal data in the text, in order, each with its kind. Pieces may overlap.
pub fn all_in(text: &str) -> Vec<(&'static str, Range<usize>)> {
    let mut all: Vec<_> = KINDS
        .iter()
        .flat_map(|kind| {
            kind.all_in(text)
                .into_iter()
                .map(|range| (kind.name, range))
        })
        .collect();
    all.sort_by_key(|(_, range)| range.start);
    all
}

impl Kind {
    fn all_in(&self, text: &str) -> Vec<Range<usize>> {
        let mut all = Vec::new();
        let mut at = 0;
        while let Some(candidate) = self.pattern.find_at(text, at) {
            let start = candidate.start();
            if let Some(length) = self.length_in(candidate.as_str()) {
                all.push(start..start + length);
                at = start + length;
            } else {
                at = candidate
                    .as_str()
                    .find(SEPARATORS)
                    .map_or(candidate.end(), |length| start + length + 1);
            }
        }
        all
    }

    /// A pattern may take the words that follow as well, so the last ones are cut off until the check succeeds.
    fn length_in(&self, candidate: &str) -> Option<usize> {
        let mut piece = candidate;
        while !(self.check)(piece) {
            piece = &piece[..piece.rfind(SEPARATORS)?];
        }
        Some(piece.len())
    }
}

/// ISO/IEC 7812: every second digit, counted from the right, is doubled, and the sum of all digits is a multiple of 10.
fn has_card_checksum(text: &str) -> bool {
    let digits: Vec<u32> = text
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .collect();
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            if at % 2 == 1 {
                digit * 2 / 10 + digit * 2 % 10
            } else {
                *digit
            }
        })
        .sum();
    (13..=19).contains(&digits.len()) && sum % 10 == 0
}

/// ISO 13616: the number made of the characters, the first four moved to the end, is 1 modulo 97.
fn has_iban_checksum(text: &str) -> bool {
    let characters: Vec<u32> = text
        .chars()
        .filter_map(|character| character.to_digit(36))
        .collect();
    let Some((first, rest)) = characters.split_at_checked(4) else {
        return false;
    };
    let remainder = rest.iter().chain(first).fold(0, |remainder, value| {
        (remainder * if *value < 10 { 10 } else { 100 } + value) % 97
    });
    characters.len() >= 15 && remainder == 1
}
