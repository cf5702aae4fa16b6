//! A strength meter for tests, with a rule that fits into one sentence.

use std::collections::BTreeSet;

use enroll_credentials::StrengthMeter;
use enroll_domain::password::{Password, Strength};

/// Rates a password by how many different characters it has, less those of the words around the person: a point for every
/// four, and none for `password` and `12345678`. **Not for production**: it takes any odd row of letters for a good one.
#[derive(Debug, Clone, Copy, Default)]
pub struct MemoryStrength;

/// More of a password, or of what is known of a person, is not looked at.
const MOST: usize = 100;

impl StrengthMeter for MemoryStrength {
    fn rate(&self, password: &Password, context: &[&str]) -> Strength {
        let mut left: String = password
            .expose()
            .chars()
            .take(MOST)
            .flat_map(char::to_lowercase)
            .collect();
        let known = context.iter().take(MOST).flat_map(|word| {
            let word: String = word.chars().take(MOST).flat_map(char::to_lowercase).collect();
            word.split(|c: char| !c.is_alphanumeric())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        });
        for word in known
            .chain(["password".to_owned(), "12345678".to_owned()])
            .filter(|word| word.len() > 2)
        {
            left = left.replace(&word, "");
        }
        let distinct = left.chars().collect::<BTreeSet<_>>().len();
        Strength::from_score(u8::try_from(distinct / 4).unwrap_or(u8::MAX))
    }
}
