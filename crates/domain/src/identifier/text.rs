//! What every reader of text asks first: are there characters nobody can see, and which normal form is it in.
//! No rule about one kind of input lives here.

use std::borrow::Cow;

use precis_profiles::OpaqueString;
use precis_profiles::precis_core::profile::Rules;

use crate::rejection::Rule;

/// Refuses control characters and line breaks anywhere, the ends included: trimming a trailing line feed would let
/// two texts that a log or a mail header shows differently pass as one.
pub(crate) fn without_controls(text: &str) -> Result<&str, Rule> {
    if text.chars().any(is_control) {
        Err(Rule::ControlCharacter)
    } else {
        Ok(text)
    }
}

/// The same text with composed characters (NFC).
pub(crate) fn composed(text: &str) -> Result<Cow<'_, str>, Rule> {
    // `OpaqueString` is asked for its normalisation alone, which RFC 8265 defines as NFC.
    OpaqueString::new()
        .normalization_rule(text)
        .map_err(|_precis| Rule::Malformed("ordinary Unicode text"))
}

/// Control characters of Unicode, and its two characters that do nothing but break a line.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Characters that show nothing or turn the reading direction: the category Cf, and the letters that are blank.
/// The joiners U+200C and U+200D are left out, because Persian and Indic names are spelt with them.
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{600}'..='\u{605}' | '\u{61C}' | '\u{6DD}' | '\u{70F}' | '\u{890}'..='\u{891}'
        | '\u{8E2}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'
        | '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{110BD}' | '\u{110CD}'
        | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether anything in the text shows.
pub(crate) fn is_visible(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}
