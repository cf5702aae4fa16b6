//! Texts that are read by people alone, and words that are chosen from a list. What is said of a person by name is not here.

use crate::identifier::text::{composed, is_hidden};
use crate::lookup::industry;
use crate::rejection::Rule;

/// Reads one of the words, in any case of its letters.
pub(super) fn one_of(words: &[&'static str], text: &str) -> Result<&'static str, Rule> {
    let found = words.iter().find(|word| word.eq_ignore_ascii_case(text));
    found.copied().ok_or(Rule::NotListed)
}

/// Reads the code of an industry.
pub(super) fn industry(text: &str) -> Result<&'static str, Rule> {
    industry::find(text).map(|entry| entry.code).ok_or(Rule::NotListed)
}

/// Reads a paragraph.
pub(super) fn plain_text(text: &str) -> Result<String, Rule> {
    let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    visible(&composed(&squeezed)?).map(str::to_owned)
}

/// Reads what somebody wrote, and changes nothing.
pub(super) fn as_written(text: &str) -> Result<String, Rule> {
    visible(text).map(str::to_owned)
}

/// Refuses what nobody can see. Joiners are taken between other characters, for scripts and pictures are written with them.
fn visible(text: &str) -> Result<&str, Rule> {
    let joins = |c| matches!(c, '\u{200C}' | '\u{200D}');
    let shows = |c: char| !c.is_whitespace() && !joins(c);
    if text.chars().any(is_hidden) || !text.chars().any(shows) {
        Err(Rule::Malformed("visible characters"))
    } else {
        Ok(text)
    }
}
