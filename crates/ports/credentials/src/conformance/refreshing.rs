//! Refresh tokens and the MACs of receipts.

use enroll_domain::id::{SessionId, TenantId};

use super::links::Case;
use super::material::{BOTH, FIRST, SECOND, edits, id, is_url_safe, proof};
use super::{MakeSigner, cases};
use crate::{RefreshClaim, TokenError};

cases! { Case:
    a_refresh_token_says_which_session_and_generation_it_is,
    each_session_and_generation_has_a_token_of_its_own,
    no_edit_of_a_refresh_token_passes,
    a_refresh_token_of_the_previous_root_secret_is_taken,
    a_refresh_token_of_another_root_secret_names_an_unknown_key,
    a_link_is_no_refresh_token_and_a_refresh_token_no_link,
    a_receipt_tells_parts_and_bytes_apart,
}

fn claim(generation: u32) -> RefreshClaim {
    RefreshClaim {
        tenant: TenantId::from_uuid(id(4)),
        session: SessionId::from_uuid(id(3)),
        generation,
    }
}

fn a_refresh_token_says_which_session_and_generation_it_is(make: MakeSigner<'_>) {
    let (one, two) = (make(&FIRST), make(&FIRST));
    for generation in [0, 1, 255, 256, u32::MAX] {
        let token = one.refresh_token(&claim(generation));
        assert!(
            is_url_safe(&token) && token.len() <= 255,
            "a refresh token is letters, digits, - and _"
        );
        assert_eq!(token, two.refresh_token(&claim(generation)));
        assert_eq!(two.check_refresh(&token).unwrap(), claim(generation));
    }
}

fn each_session_and_generation_has_a_token_of_its_own(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let mut others = vec![claim(1), claim(2), claim(256), claim(1 << 24)];
    others.push(RefreshClaim {
        tenant: TenantId::from_uuid(id(5)),
        ..claim(1)
    });
    others.push(RefreshClaim {
        session: SessionId::from_uuid(id(5)),
        ..claim(1)
    });
    let mut tokens: Vec<_> = others.iter().map(|claim| signer.refresh_token(claim)).collect();
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!(tokens.len(), others.len());
}

fn no_edit_of_a_refresh_token_passes(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let token = signer.refresh_token(&claim(7));
    for edit in edits(&token) {
        let outcome = signer.check_refresh(&edit);
        assert!(
            matches!(outcome, Err(TokenError::Invalid | TokenError::UnknownKey)),
            "{edit:?}: {outcome:?}"
        );
    }
    assert!(matches!(
        signer.check_refresh(&"A".repeat(1 << 20)),
        Err(TokenError::Invalid)
    ));
}

fn a_refresh_token_of_the_previous_root_secret_is_taken(make: MakeSigner<'_>) {
    let (before, meanwhile, afterwards) = (make(&FIRST), make(&BOTH), make(&SECOND));
    let old = before.refresh_token(&claim(1));
    assert_eq!(meanwhile.check_refresh(&old).unwrap(), claim(1));
    let new = meanwhile.refresh_token(&claim(2));
    assert_eq!(afterwards.check_refresh(&new).unwrap(), claim(2));
}

fn a_refresh_token_of_another_root_secret_names_an_unknown_key(make: MakeSigner<'_>) {
    let token = make(&FIRST).refresh_token(&claim(1));
    assert!(matches!(
        make(&SECOND).check_refresh(&token),
        Err(TokenError::UnknownKey)
    ));
}

fn a_link_is_no_refresh_token_and_a_refresh_token_no_link(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let link = signer.link_token(&proof(signer.current_key())).unwrap();
    assert!(matches!(signer.check_refresh(&link), Err(TokenError::Invalid)));
    assert!(matches!(
        signer.read_link(&signer.refresh_token(&claim(1))),
        Err(TokenError::Invalid)
    ));
}

fn a_receipt_tells_parts_and_bytes_apart(make: MakeSigner<'_>) {
    let (signer, other) = (make(&FIRST), make(&SECOND));
    let mac = signer.receipt_mac("key", b"order-0001");
    assert_eq!(mac, make(&FIRST).receipt_mac("key", b"order-0001"));
    for (part, bytes) in [
        ("body", &b"order-0001"[..]),
        ("key", b"order-0002"),
        ("keyo", b"rder-0001"),
        ("key", b""),
    ] {
        assert_ne!(mac, signer.receipt_mac(part, bytes), "{part}");
    }
    assert_ne!(mac, other.receipt_mac("key", b"order-0001"));
    assert_ne!(signer.receipt_mac("", b""), signer.receipt_mac("", b"\0"));
}
