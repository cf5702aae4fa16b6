//! Links: computed from the row, good for that very row, and under the root secret that the row names.

use enroll_domain::Timestamp;
use enroll_domain::id::{ProofId, TenantId, UserId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::proof::{Proof, ProofState, Purpose, RootKeyId, Subject};

use super::material::{BOTH, FIRST, SECOND, at, edits, id, is_url_safe, proof};
use super::{MakeSigner, cases};
use crate::{ProofSigner, TokenError};

/// A case.
pub(super) type Case = fn(MakeSigner<'_>);

cases! { Case:
    the_same_row_gives_the_same_link_whoever_computes_it,
    a_link_says_where_to_look_and_is_good_for_its_row,
    a_link_is_good_for_no_row_that_differs_in_any_fact,
    every_purpose_has_links_of_its_own,
    what_became_of_a_proof_does_not_change_its_link,
    no_edit_of_a_link_passes,
    no_edit_of_what_a_link_claims_passes,
    a_root_secret_has_one_name,
    a_link_of_the_previous_root_secret_stays_the_same_and_good,
    a_link_of_a_root_secret_that_is_gone_names_an_unknown_key,
}

fn the_same_row_gives_the_same_link_whoever_computes_it(make: MakeSigner<'_>) {
    let (one, two) = (make(&FIRST), make(&FIRST));
    let row = proof(one.current_key());
    let link = one.link_token(&row).unwrap();
    assert_eq!(link, one.link_token(&row).unwrap());
    assert_eq!(link, two.link_token(&row).unwrap());
    assert!(is_url_safe(&link), "a link's token is letters, digits, - and _");
    assert!(link.len() <= 255, "{} characters", link.len());
}

fn a_link_says_where_to_look_and_is_good_for_its_row(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    for subject in [Subject::Address, Subject::User(UserId::from_uuid(id(8)))] {
        let mut row = proof(signer.current_key());
        row.subject = subject;
        let claim = signer.read_link(&signer.link_token(&row).unwrap()).unwrap();
        assert_eq!((claim.tenant, claim.proof, &claim.key), (row.tenant, row.id, &row.key));
        signer.check_link(&claim, &row).unwrap();
    }
}

fn a_link_is_good_for_no_row_that_differs_in_any_fact(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let row = proof(signer.current_key());
    let others = others_than(&row);
    for (number, other) in others.iter().enumerate() {
        assert_apart(&*signer, number, &row, other);
        assert_apart(&*signer, number, other, &row);
    }
    let [mut one, mut other] = [row.clone(), row];
    one.subject = Subject::User(UserId::from_uuid(id(8)));
    other.subject = Subject::User(UserId::from_uuid(id(9)));
    assert_apart(&*signer, others.len(), &one, &other);
}

/// Rows that each differ from this one in one fact.
pub(super) fn others_than(row: &Proof) -> Vec<Proof> {
    let address = |text: &str| EmailAddress::parse(text).unwrap();
    let later = |time: Timestamp| Timestamp::from_micros(time.as_micros() + 1);
    vec![
        Proof {
            id: ProofId::from_uuid(id(6)),
            ..row.clone()
        },
        Proof {
            tenant: TenantId::from_uuid(id(7)),
            ..row.clone()
        },
        Proof {
            purpose: Purpose::PasswordReset,
            ..row.clone()
        },
        Proof {
            subject: Subject::User(UserId::from_uuid(id(8))),
            ..row.clone()
        },
        Proof {
            address: address("adb@example.org"),
            ..row.clone()
        },
        Proof {
            address: address("ada@example.or"),
            ..row.clone()
        },
        Proof {
            made_at: later(row.made_at),
            ..row.clone()
        },
        Proof {
            expires_at: later(row.expires_at),
            ..row.clone()
        },
        Proof {
            made_at: row.expires_at,
            expires_at: row.made_at,
            ..row.clone()
        },
    ]
}

fn every_purpose_has_links_of_its_own(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let row = proof(signer.current_key());
    for (number, made) in Purpose::ALL.iter().enumerate() {
        for asked in Purpose::ALL.iter().filter(|asked| *asked != made) {
            let one = Proof {
                purpose: *made,
                ..row.clone()
            };
            assert_apart(
                &*signer,
                number,
                &one,
                &Proof {
                    purpose: *asked,
                    ..row.clone()
                },
            );
        }
    }
}

/// The link of `one` is not good for `other`, not even for somebody who points it there.
fn assert_apart(signer: &dyn ProofSigner, number: usize, one: &Proof, other: &Proof) {
    let link = signer.link_token(one).unwrap();
    assert_ne!(link, signer.link_token(other).unwrap(), "pair {number}");
    let mut claim = signer.read_link(&link).unwrap();
    assert!(
        matches!(signer.check_link(&claim, other), Err(TokenError::Invalid)),
        "pair {number}"
    );
    (claim.tenant, claim.proof) = (other.tenant, other.id);
    assert!(
        matches!(signer.check_link(&claim, other), Err(TokenError::Invalid)),
        "pair {number}, pointed there"
    );
}

fn what_became_of_a_proof_does_not_change_its_link(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let mut row = proof(signer.current_key());
    let link = signer.link_token(&row).unwrap();
    for state in [ProofState::Used { at: at(5) }, ProofState::Ended { at: at(5) }] {
        row.state = state;
        assert_eq!(signer.link_token(&row).unwrap(), link);
        signer.check_link(&signer.read_link(&link).unwrap(), &row).unwrap();
    }
}

fn no_edit_of_a_link_passes(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let row = proof(signer.current_key());
    let link = signer.link_token(&row).unwrap();
    for edit in edits(&link) {
        match signer.read_link(&edit) {
            Ok(claim) => {
                let outcome = signer.check_link(&claim, &row);
                assert!(
                    matches!(outcome, Err(TokenError::Invalid | TokenError::UnknownKey)),
                    "{edit:?}: {outcome:?}"
                );
            }
            Err(error) => assert!(matches!(error, TokenError::Invalid), "{edit:?}: {error:?}"),
        }
        assert!(
            edit.len() == link.len() || signer.read_link(&edit).is_err(),
            "{edit:?} has another length"
        );
    }
    assert!(matches!(
        signer.read_link(&"A".repeat(1 << 20)),
        Err(TokenError::Invalid)
    ));
}

fn no_edit_of_what_a_link_claims_passes(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let row = proof(signer.current_key());
    let claim = signer.read_link(&signer.link_token(&row).unwrap()).unwrap();
    for bit in 0..256 {
        let mut edit = claim.clone();
        edit.mac[bit / 8] ^= 1 << (bit % 8);
        assert!(
            matches!(signer.check_link(&edit, &row), Err(TokenError::Invalid)),
            "bit {bit}"
        );
    }
    let mut edit = claim;
    edit.key = RootKeyId::new("00000000".to_owned());
    assert!(matches!(
        signer.check_link(&edit, &row),
        Err(TokenError::Invalid | TokenError::UnknownKey)
    ));
}

fn a_root_secret_has_one_name(make: MakeSigner<'_>) {
    let (first, second, both) = (make(&FIRST), make(&SECOND), make(&BOTH));
    assert_eq!(first.current_key(), make(&FIRST).current_key());
    assert_ne!(first.current_key(), second.current_key());
    assert_eq!(both.current_key(), second.current_key());
}

fn a_link_of_the_previous_root_secret_stays_the_same_and_good(make: MakeSigner<'_>) {
    let (before, meanwhile) = (make(&FIRST), make(&BOTH));
    let row = proof(before.current_key());
    let link = before.link_token(&row).unwrap();
    assert_eq!(meanwhile.link_token(&row).unwrap(), link);
    meanwhile
        .check_link(&meanwhile.read_link(&link).unwrap(), &row)
        .unwrap();

    let newer = proof(meanwhile.current_key());
    assert_ne!(meanwhile.link_token(&newer).unwrap(), link);
    let mut claim = meanwhile.read_link(&link).unwrap();
    assert!(matches!(meanwhile.check_link(&claim, &newer), Err(TokenError::Invalid)));
    claim.key = meanwhile.current_key();
    assert!(matches!(meanwhile.check_link(&claim, &newer), Err(TokenError::Invalid)));
}

fn a_link_of_a_root_secret_that_is_gone_names_an_unknown_key(make: MakeSigner<'_>) {
    let (before, afterwards) = (make(&FIRST), make(&SECOND));
    let row = proof(before.current_key());
    let link = before.link_token(&row).unwrap();
    assert!(matches!(afterwards.link_token(&row), Err(TokenError::UnknownKey)));
    let claim = afterwards.read_link(&link).unwrap();
    assert!(matches!(
        afterwards.check_link(&claim, &row),
        Err(TokenError::UnknownKey)
    ));
}
