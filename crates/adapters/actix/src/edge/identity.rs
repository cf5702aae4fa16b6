//! Names of accounts, as strangers write them, in one spelling each: a variant of a name must not be a budget of its own.

use enroll_domain::identifier::{EmailAddress, ExternalId, Username};
use enroll_domain::registration::RegistrationForm;

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

/// The key of the account that somebody registers: by the address, or else the user name, or else the first external id. None
/// where there is nothing of these, which nobody can register with.
pub(super) fn key_of_registration(form: &RegistrationForm) -> Option<String> {
    let given = |text: &Option<String>| text.as_deref().filter(|text| !text.trim().is_empty()).map(key);
    let external = || {
        let ids = form.external_ids.iter();
        let mut ids = ids.filter_map(|(namespace, value)| ExternalId::parse(namespace, value).ok());
        Some(ids.next()?.key().to_owned())
    };
    given(&form.email).or_else(|| given(&form.username)).or_else(external)
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
    fn whoever_registers_is_named_by_address_or_else_user_name_or_else_external_id() {
        let keyed = |email: &str, username: &str, phone: &str| {
            key_of_registration(&RegistrationForm {
                email: Some(email.to_owned()),
                username: Some(username.to_owned()),
                external_ids: vec![
                    ("phone".to_owned(), phone.to_owned()),
                    ("crm".to_owned(), "7".to_owned()),
                ],
                ..RegistrationForm::default()
            })
        };
        assert_eq!(
            keyed("Ada+shop@example.org", "bob", "+44"),
            Some(key("ada@example.org"))
        );
        assert_eq!(keyed(" ", "BOB", "+44"), Some(key("bob")));
        assert_eq!(keyed("", "", " +44 "), keyed("", " ", "+44"));
        assert_ne!(keyed("", "", "+44"), keyed("", "", "+45"));
        assert_ne!(keyed("", "", "bob"), Some(key("bob")));
        assert_eq!(key_of_registration(&RegistrationForm::default()), None);
    }

    #[test]
    fn what_names_nobody_is_somebody_too() {
        assert_eq!(key("@"), key(" @ "));
        assert_ne!(key("@"), key("@@"));
    }
}
