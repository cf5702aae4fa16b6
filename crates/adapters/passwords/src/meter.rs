//! Password strength by zxcvbn: how many guesses somebody needs who knows common passwords, words, names, keyboards, dates,
//! and the person.

use enroll_credentials::StrengthMeter;
use enroll_domain::password::{Password, Strength};
use zeroize::Zeroizing;

/// Its time grows with the square of the length and more; what lies beyond cannot make a password weaker.
const MOST_CHARS: usize = 100;

/// More words about a person than this say little that is new.
const MOST_WORDS: usize = 64;

/// Shorter pieces of an address or a name are in every other password.
const LEAST_PIECE: usize = 3;

/// Rates passwords by the first hundred characters. Words of the context count whole and in their pieces, so that an address
/// can be given as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct ZxcvbnMeter;

impl StrengthMeter for ZxcvbnMeter {
    fn rate(&self, password: &Password, context: &[&str]) -> Strength {
        let measured: Zeroizing<String> = Zeroizing::new(password.expose().chars().take(MOST_CHARS).collect());
        let words: Vec<&str> = context
            .iter()
            .map(|word| beginning(word))
            .flat_map(pieces)
            .take(MOST_WORDS)
            .collect();
        Strength::from_score(zxcvbn::zxcvbn(&measured, &words).score().into())
    }
}

fn beginning(word: &str) -> &str {
    word.char_indices()
        .nth(MOST_CHARS)
        .map_or(word, |(end, _)| word.split_at(end).0)
}

fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let parts = word.split(|c: char| !c.is_alphanumeric());
    std::iter::once(word)
        .chain(parts.filter(move |part| part.len() < word.len()))
        .filter(|piece| piece.len() >= LEAST_PIECE)
}
