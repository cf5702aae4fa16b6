//! Invitations: the code is computed from the row, good for that very row, and no other text stands in for it.

use enroll_domain::id::{InvitationId, TenantId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::invitation::Invitation;
use enroll_domain::proof::RootKeyId;
use enroll_domain::role::RoleName;

use super::links::Case;
use super::material::{BOTH, FIRST, SECOND, at, edits, id, invitation, is_url_safe, proof};
use super::{MakeSigner, cases};
use crate::TokenError;

cases! { Case:
    the_same_row_gives_the_same_code_whoever_computes_it,
    a_code_says_where_to_look_and_is_good_for_its_row,
    a_code_is_good_for_no_invitation_of_another_tenant_or_id,
    what_an_invitation_gives_and_what_became_of_it_does_not_change_its_code,
    a_link_is_no_code_and_a_code_is_no_link,
    no_edit_of_a_code_passes,
    no_edit_of_what_a_code_claims_passes,
    a_code_of_the_previous_root_secret_stays_the_same_and_good,
    a_code_of_a_root_secret_that_is_gone_names_an_unknown_key,
}

fn the_same_row_gives_the_same_code_whoever_computes_it(make: MakeSigner<'_>) {
    let (one, two) = (make(&FIRST), make(&FIRST));
    let row = invitation(one.current_key());
    let code = one.invitation_code(&row).unwrap();
    assert_eq!(code, one.invitation_code(&row).unwrap());
    assert_eq!(code, two.invitation_code(&row).unwrap());
    assert!(is_url_safe(&code), "a code is letters, digits, - and _");
    assert!(code.len() <= 255, "{} characters", code.len());
}

fn a_code_says_where_to_look_and_is_good_for_its_row(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let row = invitation(signer.current_key());
    let claim = signer.read_invitation(&signer.invitation_code(&row).unwrap()).unwrap();
    let named = (claim.tenant, claim.invitation, &claim.key);
    assert_eq!(named, (row.tenant, row.id, &row.key));
    signer.check_invitation(&claim, &row).unwrap();
}

fn a_code_is_good_for_no_invitation_of_another_tenant_or_id(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let row = invitation(signer.current_key());
    let others = [
        Invitation {
            id: InvitationId::from_uuid(id(7)),
            ..row.clone()
        },
        Invitation {
            tenant: TenantId::from_uuid(id(7)),
            ..row.clone()
        },
        Invitation {
            id: InvitationId::from_uuid(row.tenant.as_uuid()),
            tenant: TenantId::from_uuid(row.id.as_uuid()),
            ..row.clone()
        },
    ];
    for other in others {
        for (one, another) in [(&row, &other), (&other, &row)] {
            let code = signer.invitation_code(one).unwrap();
            assert_ne!(code, signer.invitation_code(another).unwrap());
            let mut claim = signer.read_invitation(&code).unwrap();
            let outcome = signer.check_invitation(&claim, another);
            assert!(matches!(outcome, Err(TokenError::Invalid)), "{outcome:?}");
            (claim.tenant, claim.invitation) = (another.tenant, another.id);
            let outcome = signer.check_invitation(&claim, another);
            assert!(
                matches!(outcome, Err(TokenError::Invalid)),
                "pointed there: {outcome:?}"
            );
        }
    }
}

fn what_an_invitation_gives_and_what_became_of_it_does_not_change_its_code(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let row = invitation(signer.current_key());
    let code = signer.invitation_code(&row).unwrap();
    let later = Invitation {
        email: Some(EmailAddress::parse("ada@example.org").unwrap()),
        roles: vec![RoleName::member()],
        used: 1,
        revoked_at: Some(at(9)),
        expires_at: at(10),
        ..row
    };
    assert_eq!(signer.invitation_code(&later).unwrap(), code);
    let claim = signer.read_invitation(&code).unwrap();
    signer.check_invitation(&claim, &later).unwrap();
}

fn a_link_is_no_code_and_a_code_is_no_link(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let link_row = proof(signer.current_key());
    let row = Invitation {
        id: InvitationId::from_uuid(link_row.id.as_uuid()),
        tenant: link_row.tenant,
        ..invitation(signer.current_key())
    };
    let link = signer.link_token(&link_row).unwrap();
    let code = signer.invitation_code(&row).unwrap();
    assert_ne!(link, code);
    if let Ok(claim) = signer.read_invitation(&link) {
        let outcome = signer.check_invitation(&claim, &row);
        assert!(matches!(outcome, Err(TokenError::Invalid)), "{outcome:?}");
    }
    if let Ok(claim) = signer.read_link(&code) {
        let outcome = signer.check_link(&claim, &link_row);
        assert!(matches!(outcome, Err(TokenError::Invalid)), "{outcome:?}");
    }
    assert!(signer.check_refresh(&code).is_err());
}

fn no_edit_of_a_code_passes(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let row = invitation(signer.current_key());
    let code = signer.invitation_code(&row).unwrap();
    for edit in edits(&code) {
        match signer.read_invitation(&edit) {
            Ok(claim) => {
                assert_eq!(edit.len(), code.len(), "{edit:?} has another length");
                let outcome = signer.check_invitation(&claim, &row);
                assert!(
                    matches!(outcome, Err(TokenError::Invalid | TokenError::UnknownKey)),
                    "{edit:?}: {outcome:?}"
                );
            }
            Err(error) => assert!(matches!(error, TokenError::Invalid), "{edit:?}: {error:?}"),
        }
    }
    let endless = signer.read_invitation(&"A".repeat(1 << 20));
    assert!(matches!(endless, Err(TokenError::Invalid)));
}

fn no_edit_of_what_a_code_claims_passes(make: MakeSigner<'_>) {
    let signer = make(&FIRST);
    let row = invitation(signer.current_key());
    let claim = signer.read_invitation(&signer.invitation_code(&row).unwrap()).unwrap();
    for bit in 0..256 {
        let mut edit = claim.clone();
        edit.mac[bit / 8] ^= 1 << (bit % 8);
        let outcome = signer.check_invitation(&edit, &row);
        assert!(matches!(outcome, Err(TokenError::Invalid)), "bit {bit}");
    }
    let mut edit = claim;
    edit.key = RootKeyId::new("00000000".to_owned());
    let outcome = signer.check_invitation(&edit, &row);
    assert!(matches!(outcome, Err(TokenError::Invalid | TokenError::UnknownKey)));
}

fn a_code_of_the_previous_root_secret_stays_the_same_and_good(make: MakeSigner<'_>) {
    let (before, meanwhile) = (make(&FIRST), make(&BOTH));
    let row = invitation(before.current_key());
    let code = before.invitation_code(&row).unwrap();
    assert_eq!(meanwhile.invitation_code(&row).unwrap(), code);
    let mut claim = meanwhile.read_invitation(&code).unwrap();
    meanwhile.check_invitation(&claim, &row).unwrap();

    let newer = invitation(meanwhile.current_key());
    assert_ne!(meanwhile.invitation_code(&newer).unwrap(), code);
    for key in [claim.key.clone(), meanwhile.current_key()] {
        claim.key = key;
        let outcome = meanwhile.check_invitation(&claim, &newer);
        assert!(matches!(outcome, Err(TokenError::Invalid)), "{outcome:?}");
    }
}

fn a_code_of_a_root_secret_that_is_gone_names_an_unknown_key(make: MakeSigner<'_>) {
    let (before, afterwards) = (make(&FIRST), make(&SECOND));
    let row = invitation(before.current_key());
    let code = before.invitation_code(&row).unwrap();
    assert!(matches!(afterwards.invitation_code(&row), Err(TokenError::UnknownKey)));
    let claim = afterwards.read_invitation(&code).unwrap();
    let outcome = afterwards.check_invitation(&claim, &row);
    assert!(matches!(outcome, Err(TokenError::UnknownKey)), "{outcome:?}");
}
