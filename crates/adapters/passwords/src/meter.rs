//! Password strength by zxcvbn: how many guesses somebody needs who knows common passwords, words, names, keyboards, dates,
//! and the person.

use enroll_credentials::StrengthMeter;
use enroll_domain::password::{Password, Strength};
use zeroize::Zeroizing;

use crate::readings::Readings;

/// Readings times characters times characters: what one rating may cost. The longest beginning that is within it is rated; what lies
/// beyond seldom makes a password weaker.
const MOST_WORK: usize = 64 * 64;

/// More words about a person than this say little that is new.
const MOST_WORDS: usize = 64;

/// Longer words are cut.
const LONGEST_WORD: usize = 100;

/// Shorter pieces of an address or a name are in every other password.
const LEAST_PIECE: usize = 3;

/// Rates passwords by their beginning: 64 characters, and at least 16 where signs stand for letters in many ways, for zxcvbn looks
/// up every piece of the text in every reading. Words of the context count whole and in their pieces, so that an address can be
/// given as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct ZxcvbnMeter;

impl StrengthMeter for ZxcvbnMeter {
    fn rate(&self, password: &Password, context: &[&str]) -> Strength {
        let measured = measured(password.expose());
        let words: Vec<&str> = context
            .iter()
            .map(|word| beginning(word))
            .flat_map(pieces)
            .take(MOST_WORDS)
            .collect();
        Strength::from_score(zxcvbn::zxcvbn(&measured, &words).score().into())
    }
}

/// The beginning of a password that can be rated in little time.
fn measured(password: &str) -> Zeroizing<String> {
    // A stand-in takes more bytes than its sign; the room for all of them is taken at once, so that no copy is left behind.
    let mut text = Zeroizing::new(String::with_capacity(MOST_WORK.isqrt().saturating_mul(4)));
    let mut readings = Readings::default();
    for (place, c) in password.chars().enumerate() {
        let length = place.saturating_add(1);
        let written = readings.take(c);
        if readings.count().saturating_mul(length).saturating_mul(length) > MOST_WORK {
            break;
        }
        text.push(written);
    }
    text
}

fn beginning(word: &str) -> &str {
    word.char_indices()
        .nth(LONGEST_WORD)
        .map_or(word, |(end, _)| word.split_at(end).0)
}

fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let parts = word.split(|c: char| !c.is_alphanumeric());
    std::iter::once(word)
        .chain(parts.filter(move |part| part.len() < word.len()))
        .filter(|piece| piece.len() >= LEAST_PIECE)
}

#[cfg(test)]
mod tests {
    use super::measured;

    #[test]
    fn a_usual_password_is_rated_as_it_is() {
        for usual in [
            "seven owls read maps",
            "Tr0ub4dor&3",
            "p4$$w0rd1!",
            "3fH-xpN8_tuY2.cWb",
            "日本の夏",
        ] {
            assert_eq!(*measured(usual), usual);
        }
    }

    #[test]
    fn of_a_long_one_the_beginning_is_rated() {
        let long = "abcdefghij".repeat(10);
        assert_eq!(*measured(&long), long.split_at(64).0);
    }

    #[test]
    fn signs_that_can_be_read_in_many_ways_shorten_it_to_sixteen_characters_and_no_further() {
        let signs = "4@8({[<3691!|0$5+7%2".repeat(5);
        let text = measured(&signs);
        assert_eq!(text.chars().count(), 16);
        assert!(text.starts_with("4@8({[<36"), "{}", *text);
        let later = format!("plum orbit canvas dwell{signs}");
        assert!(measured(&later).starts_with("plum orbit canvas dwell"));
    }
}
