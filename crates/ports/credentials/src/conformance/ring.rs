//! The ring of signing keys: sealed, tied to the root secret, replaced as a whole.

use enroll_domain::signing_key::SealedKey;

use super::material::{BOTH, FIRST, SECOND, at, claims, seed};
use super::tokens::Case;
use super::{MakeIssuer, Roots, cases};
use crate::{TokenError, TokenIssuer};

cases! { Case:
    an_empty_ring_signs_nothing,
    a_key_joins_the_ring_by_being_loaded_only,
    the_newest_key_signs_and_the_older_ones_still_check,
    the_same_seed_gives_the_same_key_and_another_another,
    a_sealed_key_does_not_show_its_secret,
    a_key_that_was_tampered_with_leaves_the_ring_as_it_was,
    a_key_of_another_root_secret_leaves_the_ring_as_it_was,
    a_key_of_the_previous_root_secret_is_opened_and_new_ones_are_sealed_with_the_current,
    the_key_set_names_every_key_and_no_secret,
}

/// An issuer of `https://enroll.example` for `https://app.example`, with one key in its ring.
pub(super) fn ready(make: MakeIssuer<'_>, roots: &Roots) -> (Box<dyn TokenIssuer>, SealedKey) {
    let issuer = empty(make, roots);
    let key = issuer.make_key(&seed(1), at(-100)).unwrap();
    issuer.load(std::slice::from_ref(&key)).unwrap();
    (issuer, key)
}

fn empty(make: MakeIssuer<'_>, roots: &Roots) -> Box<dyn TokenIssuer> {
    make(roots, "https://enroll.example", "https://app.example")
}

fn an_empty_ring_signs_nothing(make: MakeIssuer<'_>) {
    assert!(matches!(
        empty(make, &FIRST).issue(&claims()),
        Err(TokenError::Broken(_))
    ));
    let (issuer, _key) = ready(make, &FIRST);
    issuer.load(&[]).unwrap();
    assert!(matches!(issuer.issue(&claims()), Err(TokenError::Broken(_))));
}

fn a_key_joins_the_ring_by_being_loaded_only(make: MakeIssuer<'_>) {
    let (issuer, _key) = ready(make, &FIRST);
    let before = issuer.key_set();
    let made = issuer.make_key(&seed(2), at(0)).unwrap();
    assert_eq!(made.made_at, at(0));
    assert_eq!(issuer.key_set(), before);
}

fn the_newest_key_signs_and_the_older_ones_still_check(make: MakeIssuer<'_>) {
    let (issuer, old) = ready(make, &FIRST);
    let by_old = issuer.issue(&claims()).unwrap();
    let new = issuer.make_key(&seed(2), at(0)).unwrap();
    issuer.load(&[new.clone(), old.clone()]).unwrap();
    let by_new = issuer.issue(&claims()).unwrap();
    assert_eq!(issuer.check(&by_old, at(1)).unwrap(), claims());
    assert_eq!(issuer.check(&by_new, at(1)).unwrap(), claims());

    let other = empty(make, &FIRST);
    other.load(&[new]).unwrap();
    assert_eq!(other.check(&by_new, at(1)).unwrap(), claims());
    assert!(matches!(other.check(&by_old, at(1)), Err(TokenError::UnknownKey)));
    other.load(&[old]).unwrap();
    assert!(matches!(other.check(&by_new, at(1)), Err(TokenError::UnknownKey)));
}

fn the_same_seed_gives_the_same_key_and_another_another(make: MakeIssuer<'_>) {
    let (one, two) = (empty(make, &FIRST), empty(make, &FIRST));
    let key = one.make_key(&seed(1), at(0)).unwrap();
    assert!(key == two.make_key(&seed(1), at(0)).unwrap());
    assert_ne!(key.id, two.make_key(&seed(2), at(0)).unwrap().id);
    assert!(!key.id.is_empty() && key.id.bytes().all(|byte| byte.is_ascii_graphic()));
    two.load(&[key]).unwrap();
}

fn a_sealed_key_does_not_show_its_secret(make: MakeIssuer<'_>) {
    let issuer = empty(make, &FIRST);
    let mut secret = seed(1);
    for (place, byte) in (0..).zip(&mut secret.key) {
        *byte = place;
    }
    let sealed = issuer.make_key(&secret, at(0)).unwrap().sealed;
    assert!(
        !sealed
            .windows(4)
            .any(|window| secret.key.windows(4).any(|part| part == window))
    );
}

fn a_key_that_was_tampered_with_leaves_the_ring_as_it_was(make: MakeIssuer<'_>) {
    let (issuer, old) = ready(make, &FIRST);
    let good = issuer.make_key(&seed(2), at(0)).unwrap();
    let mut spoiled: Vec<SealedKey> = (0..good.sealed.len())
        .map(|place| {
            let mut key = good.clone();
            key.sealed[place] ^= 1;
            key
        })
        .collect();
    spoiled.push(SealedKey {
        id: old.id.clone(),
        ..good.clone()
    });
    spoiled.push(SealedKey {
        sealed: old.sealed,
        ..good.clone()
    });
    spoiled.push(SealedKey {
        sealed: Vec::new(),
        ..good.clone()
    });
    spoiled.push(SealedKey {
        sealed: good.sealed[..12].to_vec(),
        ..good.clone()
    });
    for key in spoiled {
        assert_refused(&*issuer, &[good.clone(), key]);
    }
    issuer.load(&[good]).unwrap();
}

fn a_key_of_another_root_secret_leaves_the_ring_as_it_was(make: MakeIssuer<'_>) {
    let (issuer, mine) = ready(make, &FIRST);
    let (_stranger, mut foreign) = ready(make, &SECOND);
    assert_ne!(mine.root, foreign.root);
    assert_refused(&*issuer, &[foreign.clone()]);
    foreign.root = mine.root.clone();
    assert_refused(&*issuer, &[mine, foreign]);
}

fn assert_refused(issuer: &dyn TokenIssuer, ring: &[SealedKey]) {
    let (keys, token) = (issuer.key_set(), issuer.issue(&claims()).unwrap());
    assert!(matches!(issuer.load(ring), Err(TokenError::Broken(_))));
    assert_eq!(issuer.key_set(), keys);
    assert_eq!(issuer.check(&token, at(1)).unwrap(), claims());
    issuer.issue(&claims()).unwrap();
}

fn a_key_of_the_previous_root_secret_is_opened_and_new_ones_are_sealed_with_the_current(make: MakeIssuer<'_>) {
    let (before, old) = ready(make, &FIRST);
    let token = before.issue(&claims()).unwrap();
    let meanwhile = empty(make, &BOTH);
    meanwhile.load(std::slice::from_ref(&old)).unwrap();
    assert_eq!(meanwhile.check(&token, at(1)).unwrap(), claims());

    let new = meanwhile.make_key(&seed(2), at(0)).unwrap();
    meanwhile.load(&[new.clone(), old]).unwrap();
    let afterwards = empty(make, &SECOND);
    afterwards.load(&[new]).unwrap();
    let token = meanwhile.issue(&claims()).unwrap();
    assert_eq!(afterwards.check(&token, at(1)).unwrap(), claims());
}

fn the_key_set_names_every_key_and_no_secret(make: MakeIssuer<'_>) {
    let (issuer, old) = ready(make, &FIRST);
    let new = issuer.make_key(&seed(2), at(0)).unwrap();
    issuer.load(&[new.clone(), old.clone()]).unwrap();
    let dense = |text: String| text.split_whitespace().collect::<String>();
    let keys = dense(issuer.key_set());
    assert!(
        keys.starts_with(r#"{"keys":["#) && keys.ends_with("]}"),
        "it is a JWK set"
    );
    for key in [&old, &new] {
        assert_eq!(
            keys.matches(&format!(r#""kid":"{}""#, key.id)).count(),
            1,
            "it names each key once"
        );
    }
    for private in [r#""d":"#, r#""k":"#] {
        assert!(!keys.contains(private), "it holds the private member {private}");
    }
    issuer.load(&[]).unwrap();
    assert_eq!(dense(issuer.key_set()), r#"{"keys":[]}"#);
}
