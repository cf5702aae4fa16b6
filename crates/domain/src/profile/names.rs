//! Names: what a person is called. They stand in mails, so a rule here asks what a mail program could make of one.

use precis_profiles::precis_core::profile::PrecisFastInvocation;

use crate::identifier::text::{composed, is_hidden, is_visible};
use crate::rejection::Rule;

/// Reads part of a person's name.
pub(super) fn person_name(text: &str) -> Result<String, Rule> {
    // The signs that Keycloak's own check of names refuses, so that a user we take can also be provisioned there.
    const SIGNS: &str = "<>&\"$%!#?§;*~/\\|^=[]{}()";
    let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Composed first: the Greek question mark U+037E, for one, becomes a semicolon.
    let name = composed(&squeezed)?.into_owned();
    if name.contains(|c| SIGNS.contains(c)) {
        return Err(Rule::Malformed("a name, without brackets, slashes and the like"));
    }
    shown_in_mail(name)
}

/// Reads a nickname.
pub(super) fn nickname(text: &str) -> Result<String, Rule> {
    let name = precis_profiles::Nickname::enforce(text).map_err(|_precis| Rule::Malformed("visible characters"))?;
    shown_in_mail(name.into_owned())
}

/// Names stand in the greeting of mails that go to strangers, and mail programs turn anything like an address into a
/// link: whoever could write one there could send spam through us.
fn shown_in_mail(name: String) -> Result<String, Rule> {
    if name.chars().any(is_hidden) || !is_visible(&name) {
        return Err(Rule::Malformed("visible characters"));
    }
    if is_like_link(&name) {
        return Err(Rule::Malformed(
            "a name, not a link or an address (write a space after a full stop)",
        ));
    }
    if name.chars().filter(|c| c.is_numeric()).count() > 4 {
        return Err(Rule::Malformed("a name, not a number"));
    }
    Ok(name)
}

fn is_like_link(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.contains(['/', '\\', '@']) || lower.contains("www.") || has_dotted_word(&lower)
}

/// Whether a dot stands between a character and two letters, as in `example.com`; initials (`J.R.R. Tolkien`) do not.
fn has_dotted_word(text: &str) -> bool {
    let letters = |label: &str| label.chars().take_while(|c| c.is_alphabetic()).count();
    // Mail programs and browsers read the full stops of other scripts as dots too.
    text.split(['.', '\u{3002}', '\u{FF0E}', '\u{FF61}'])
        .skip(1)
        .any(|label| letters(label) >= 2)
}
