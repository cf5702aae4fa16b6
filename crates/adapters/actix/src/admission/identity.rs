//! Names of accounts, as strangers write them, in one spelling each: a variant of a name must not be a budget of its own.

use enroll_domain::identifier::{EmailAddress, Username};

/// The key of the account that a text names. A tag behind a plus leads to the same mailbox nearly everywhere, so it counts as
/// the same here, and here alone.
pub(super) fn key(text: &str) -> String {
    let text = text.trim();
    if let Ok(address) = EmailAddress::parse(text) {
        return without_tag(address.key().as_str());
    }
    // As signing in reads it: somebody may hold a name that is reserved.
    match Username::parse_known(text) {
        Ok(name) => name.key().as_str().to_owned(),
        // It names nobody, and is refused; until then it is somebody.
        Err(_rule) => text.to_lowercase(),
    }
}

fn without_tag(key: &str) -> String {
    match key.rsplit_once('@') {
        Some((local, domain)) => {
            let mailbox = local.split('+').next().unwrap_or_default();
            format!("{mailbox}@{domain}")
        }
        None => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_name_is_one_account() {
        for spelling in [
            "ada@example.org",
            " Ada@Example.ORG",
            "ada+shop@example.org",
            "ADA+a+b@example.org",
        ] {
            assert_eq!(key(spelling), "ada@example.org", "{spelling}");
        }
        assert_eq!(key("Ada.Lovelace"), key("ada.lovelace"));
        for reserved in ["ADMIN", " Admin ", "\u{ff41}\u{ff44}\u{ff4d}\u{ff49}\u{ff4e}", "adrnin"] {
            assert!(Username::parse(reserved).is_err(), "{reserved}");
            assert_eq!(key(reserved), key("admin"), "{reserved}");
        }
        assert_eq!(key("ada@ex\u{e4}mple.org"), key("ADA@xn--exmple-cua.org"));
        assert_ne!(key("ada@example.org"), key("bob@example.org"));
    }

    #[test]
    fn what_names_nobody_is_somebody_too() {
        assert_eq!(key("@"), key(" @ "));
        assert_ne!(key("@"), key("@@"));
    }
}
