//! What a tenant asks of passwords. Measuring how easily one is guessed is a port's work; the result arrives here.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::{Password, Strength};
use crate::rejection::Rule;

/// A context word shorter than this would refuse too many good passwords by chance.
const MIN_WORD: usize = 4;

/// The kinds of characters that a policy may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CharacterClass {
    /// Capital letters.
    Upper,
    /// Small letters.
    Lower,
    /// Digits.
    Digit,
    /// Anything that is neither letter nor digit, the space included.
    Symbol,
}

impl CharacterClass {
    /// Every class.
    pub const ALL: &[Self] = &[Self::Upper, Self::Lower, Self::Digit, Self::Symbol];

    fn holds(self, c: char) -> bool {
        match self {
            Self::Upper => c.is_uppercase(),
            Self::Lower => c.is_lowercase(),
            Self::Digit => c.is_numeric(),
            Self::Symbol => !c.is_alphanumeric(),
        }
    }

    fn is_in(self, text: &str) -> bool {
        text.chars().any(|c| self.holds(c))
    }
}

/// Whether a password may hold words that belong to its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContextWords {
    /// It may.
    Allowed,
    /// It may not hold the person's name, user name, or parts of the address.
    Forbidden,
}

/// What a tenant asks of passwords. Plain settings: whoever fills them in calls [`validate`](Self::validate).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// The least number of characters.
    pub min_chars: usize,
    /// The greatest number of characters.
    pub max_chars: usize,
    /// Classes of which each must occur.
    pub required: Vec<CharacterClass>,
    /// How many of the four classes must occur, whichever they are.
    pub at_least_classes: Option<usize>,
    /// Characters that must not occur.
    pub forbidden: Vec<char>,
    /// Whether the owner's words may occur.
    pub context_words: ContextWords,
    /// The least strength; where it is set, a password whose strength nobody measured is refused.
    pub min_strength: Option<Strength>,
}

/// Why a policy cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PolicyError {
    /// No length is allowed.
    #[error("the least length of a password is greater than the greatest, or one of them is 0")]
    Lengths,
    /// Longer passwords than are ever read.
    #[error("no password longer than {} bytes is read", Password::MAX_BYTES)]
    Unreadable,
    /// More classes than there are, or than fit into the greatest length.
    #[error("a password cannot hold that many classes of characters")]
    Classes,
}

impl PasswordPolicy {
    /// What our own API asks: 8 to 256 characters of any kind, none of the owner's words, not easily guessed.
    #[must_use]
    pub fn modern() -> Self {
        Self {
            context_words: ContextWords::Forbidden,
            min_strength: Strength::new(3),
            ..Self::with_length(8, 256)
        }
    }

    /// Asks for a length and nothing else.
    #[must_use]
    pub fn with_length(min_chars: usize, max_chars: usize) -> Self {
        Self {
            min_chars,
            max_chars,
            required: Vec::new(),
            at_least_classes: None,
            forbidden: Vec::new(),
            context_words: ContextWords::Allowed,
            min_strength: None,
        }
    }

    /// Asks for each of these classes.
    #[must_use]
    pub fn requiring(self, classes: &[CharacterClass]) -> Self {
        Self {
            required: classes.to_vec(),
            ..self
        }
    }

    /// Asks for any `k` of the four classes.
    #[must_use]
    pub fn k_of_n(self, k: usize) -> Self {
        Self {
            at_least_classes: Some(k),
            ..self
        }
    }

    /// Forbids these characters.
    #[must_use]
    pub fn forbidding(self, characters: &[char]) -> Self {
        Self {
            forbidden: characters.to_vec(),
            ..self
        }
    }

    /// Says whether the owner's words may occur.
    #[must_use]
    pub fn context_words(self, context_words: ContextWords) -> Self {
        Self { context_words, ..self }
    }

    /// Asks for a strength, or for none.
    #[must_use]
    pub fn min_strength(self, min_strength: Option<Strength>) -> Self {
        Self { min_strength, ..self }
    }

    /// Whether any password can meet this policy.
    ///
    /// # Errors
    /// The first reason why none can.
    pub fn validate(&self) -> Result<(), PolicyError> {
        if self.min_chars == 0 || self.min_chars > self.max_chars {
            return Err(PolicyError::Lengths);
        }
        if self.max_chars > Password::MAX_BYTES {
            return Err(PolicyError::Unreadable);
        }
        let classes = self.distinct_required().max(self.at_least_classes.unwrap_or(0));
        if classes > CharacterClass::ALL.len() || classes > self.max_chars {
            return Err(PolicyError::Classes);
        }
        Ok(())
    }

    /// Every rule of this policy that the password breaks.
    ///
    /// `context` holds what belongs to the owner: addresses, user name, names. `strength` is what a meter said.
    #[must_use]
    pub fn check(&self, password: &Password, context: &[&str], strength: Option<Strength>) -> Vec<Rule> {
        let text = password.expose();
        let length = text.chars().count();
        let mut broken = Vec::new();
        if length < self.min_chars {
            broken.push(Rule::TooShort { min: self.min_chars });
        }
        if length > self.max_chars {
            broken.push(Rule::TooLong { max: self.max_chars });
        }
        let missing = self.missing_classes(text);
        if missing > 0 {
            broken.push(Rule::MissingClasses { missing });
        }
        if text.contains(self.forbidden.as_slice()) {
            broken.push(Rule::ForbiddenCharacter);
        }
        if self.context_words == ContextWords::Forbidden && holds_context(text, context) {
            broken.push(Rule::ContainsContext);
        }
        if self
            .min_strength
            .is_some_and(|min| strength.is_none_or(|measured| measured < min))
        {
            broken.push(Rule::TooWeak);
        }
        broken
    }

    /// The classes that this policy requires and of which the password holds no character, in the order of [`CharacterClass::ALL`].
    #[must_use]
    pub fn lacking(&self, password: &Password) -> Vec<CharacterClass> {
        self.lacking_in(password.expose())
    }

    fn lacking_in(&self, text: &str) -> Vec<CharacterClass> {
        let required = CharacterClass::ALL.iter().filter(|class| self.required.contains(class));
        required.copied().filter(|class| !class.is_in(text)).collect()
    }

    /// How many further classes the text needs, at the least, to meet both demands.
    fn missing_classes(&self, text: &str) -> usize {
        let present = CharacterClass::ALL.iter().filter(|class| class.is_in(text)).count();
        let short_of = self.at_least_classes.unwrap_or(0).saturating_sub(present);
        self.lacking_in(text).len().max(short_of)
    }

    fn distinct_required(&self) -> usize {
        self.required.iter().collect::<BTreeSet<_>>().len()
    }
}

/// Whether the text holds a word of the context, whatever the letter case, separators between, or digits for letters.
fn holds_context(text: &str, context: &[&str]) -> bool {
    let text = Zeroizing::new(folded(text));
    context
        .iter()
        .flat_map(|owned| words(owned))
        .any(|word| text.contains(&word))
}

/// The words of one identifier or name, folded: each part, and the whole without its separators. Of an address the
/// last label of the domain is left out, for it says nothing of the owner (`info`, `online`).
fn words(owned: &str) -> BTreeSet<String> {
    let pieces = match owned.rsplit_once('@') {
        Some((local, domain)) => vec![local, domain.rsplit_once('.').map_or(domain, |(labels, _)| labels)],
        None => vec![owned],
    };
    pieces
        .into_iter()
        .flat_map(|piece| piece.split(|c: char| !c.is_alphanumeric()).chain([piece]))
        .map(folded)
        .filter(|word| word.chars().count() >= MIN_WORD)
        .collect()
}

/// Small letters without separators, and the usual digits and signs read as the letters they are written for.
fn folded(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' | '|' | 'i' => 'l',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .filter(|c| c.is_alphanumeric())
        .collect()
}
