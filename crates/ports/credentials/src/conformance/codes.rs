//! Typed codes: computed from the row, good for that very row, and under the root secret that the row names.

use std::collections::BTreeSet;

use enroll_domain::id::ProofId;
use enroll_domain::proof::{Proof, ProofState, Purpose};
use enroll_domain::typed_code::TypedCode;

use super::links::{Case, others_than};
use super::material::{BOTH, FIRST, SECOND, at, id, proof};
use super::{MakeSigner, cases};
use crate::{ProofSigner, TokenError};

cases! { Case:
    the_same_row_gives_the_same_code_whoever_computes_it,
    a_code_is_good_for_no_row_that_differs_in_any_fact,
    every_purpose_has_codes_of_its_own,
    what_became_of_a_proof_does_not_change_its_code,
    no_edit_of_a_code_passes,
    codes_have_as_many_ones_as_nines_in_every_place,
    a_code_is_no_part_of_the_link,
    a_code_of_the_previous_root_secret_stays_the_same_and_good,
    a_code_of_a_root_secret_that_is_gone_names_an_unknown_key,
}

fn the_same_row_gives_the_same_code_whoever_computes_it(make: MakeSigner<'_>) {
    let (one, two) = (make(&FIRST), make(&FIRST));
    let row = proof(one.current_key());
    let code = one.code(&row).unwrap();
    assert_eq!(code.as_str(), two.code(&row).unwrap().as_str());
    one.check_code(&code, &row).unwrap();
    two.check_code(&TypedCode::parse(&code.grouped()).unwrap(), &row)
        .unwrap();
}

fn a_code_is_good_for_no_row_that_differs_in_any_fact(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let row = proof(signer.current_key());
    for (number, other) in others_than(&row).iter().enumerate() {
        assert_apart(&*signer, number, &row, other);
        assert_apart(&*signer, number, other, &row);
    }
}

fn every_purpose_has_codes_of_its_own(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let row = proof(signer.current_key());
    let of = |purpose| Proof { purpose, ..row.clone() };
    for (number, made) in Purpose::ALL.iter().enumerate() {
        for asked in Purpose::ALL.iter().filter(|asked| *asked != made) {
            assert_apart(&*signer, number, &of(*made), &of(*asked));
        }
    }
}

/// The code of `one` is not good for `other`. Two rows may have one code by chance, once in a hundred million pairs.
fn assert_apart(signer: &dyn ProofSigner, number: usize, one: &Proof, other: &Proof) {
    let outcome = signer.check_code(&signer.code(one).unwrap(), other);
    assert!(
        matches!(outcome, Err(TokenError::Invalid)),
        "pair {number}: {outcome:?}"
    );
}

fn what_became_of_a_proof_does_not_change_its_code(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let mut row = proof(signer.current_key());
    let code = signer.code(&row).unwrap();
    for state in [ProofState::Used { at: at(5) }, ProofState::Ended { at: at(5) }] {
        row.state = state;
        signer.check_code(&code, &row).unwrap();
    }
}

fn no_edit_of_a_code_passes(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let row = proof(signer.current_key());
    let code = signer.code(&row).unwrap();
    for place in 0..code.as_str().len() {
        for digit in "0123456789"
            .chars()
            .filter(|digit| !code.as_str()[place..].starts_with(*digit))
        {
            let (before, after) = (&code.as_str()[..place], &code.as_str()[place + 1..]);
            let edit = TypedCode::parse(&format!("{before}{digit}{after}")).unwrap();
            let outcome = signer.check_code(&edit, &row);
            assert!(
                matches!(outcome, Err(TokenError::Invalid)),
                "digit {place}: {outcome:?}"
            );
        }
    }
}

fn codes_have_as_many_ones_as_nines_in_every_place(make: MakeSigner<'_>) {
    const ROWS: usize = 4_000;
    let signer = make(&FIRST);
    let row = proof(signer.current_key());
    let mut seen = [[0_usize; 10]; 8];
    let mut codes = BTreeSet::new();
    for number in 0..ROWS {
        let of = Proof {
            id: ProofId::from_uuid(id(1_000 + u128::try_from(number).unwrap())),
            ..row.clone()
        };
        let code = signer.code(&of).unwrap();
        for (place, digit) in code.as_str().bytes().enumerate() {
            seen[place][usize::from(digit - b'0')] += 1;
        }
        codes.insert(code.as_str().to_owned());
    }
    assert!(codes.len() > ROWS - 4, "{} different codes", codes.len());
    // 400 of each are expected; 120 more or fewer are more than six standard deviations.
    let even = seen.iter().flatten().all(|count| (280..=520).contains(count));
    assert!(even, "{seen:?}");
}

fn a_code_is_no_part_of_the_link(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let row = proof(signer.current_key());
    let claim = signer.read_link(&signer.link_token(&row).unwrap()).unwrap();
    let of_the_link = TypedCode::of_mac(&claim.mac);
    assert_ne!(signer.code(&row).unwrap().as_str(), of_the_link.as_str());
}

fn a_code_of_the_previous_root_secret_stays_the_same_and_good(make: MakeSigner<'_>) {
    let (before, meanwhile) = (make(&FIRST), make(&BOTH));
    let row = proof(before.current_key());
    let code = before.code(&row).unwrap();
    assert_eq!(meanwhile.code(&row).unwrap().as_str(), code.as_str());
    meanwhile.check_code(&code, &row).unwrap();
    let newer = proof(meanwhile.current_key());
    assert!(matches!(meanwhile.check_code(&code, &newer), Err(TokenError::Invalid)));
}

fn a_code_of_a_root_secret_that_is_gone_names_an_unknown_key(make: MakeSigner<'_>) {
    let (before, afterwards) = (make(&FIRST), make(&SECOND));
    let row = proof(before.current_key());
    let code = before.code(&row).unwrap();
    assert!(matches!(afterwards.code(&row), Err(TokenError::UnknownKey)));
    assert!(matches!(
        afterwards.check_code(&code, &row),
        Err(TokenError::UnknownKey)
    ));
}
