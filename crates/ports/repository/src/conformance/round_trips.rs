//! Round trips: what is read is what was written, to the microsecond and to the letter.

use enroll_domain::audit::{Action, Actor, AuditRecord};
use enroll_domain::id::{AuditId, InvitationId, RequestId, UserId};
use enroll_domain::identifier::ExternalId;
use enroll_domain::profile::{Field, Profile};
use enroll_domain::proof::{Landing, LandsWhen, Proof, ProofState, Purpose, RootKeyId, Subject};
use enroll_domain::referral::ReferralCode;
use enroll_domain::registration::{Attempt, CallbackUrl, ProvisioningTarget, TermsVersion, Wishes};
use enroll_domain::role::{Grant, Grantor};
use enroll_domain::session::Session;
use enroll_domain::signing_key::SealedKey;
use uuid::Uuid;

use super::conversation::{Store, look, must_move, put};
use super::material::{TENANT, address, at, attempt, grant, id, mail, proof, role, session, user, username};
use crate::{BudgetClass, Intent, Mail, Message, MessageStatus, Notice};

topic! { "round_trips":
    attempts_come_back_with_all_they_may_hold_and_with_nothing,
    proofs_of_each_purpose_subject_and_state_come_back,
    where_somebody_goes_with_an_attempt_or_a_link_comes_back,
    sessions_come_back_whether_or_not_they_are_over,
    grants_come_back_with_who_gave_them,
    audit_records_come_back_in_the_order_of_their_ids_page_by_page,
    messages_of_each_intent_come_back,
    signing_keys_come_back_the_newest_first,
}

fn landing(when: LandsWhen) -> Landing {
    Landing {
        url: CallbackUrl::parse("https://app.example.org/welcome?from=enroll").unwrap(),
        when,
    }
}

async fn attempts_come_back_with_all_they_may_hold_and_with_nothing(store: Store) {
    let email = address(1);
    let bare = attempt(1, &email, 1);
    let full = Attempt {
        username: Some(username("Ada")),
        profile: Profile::from_stored([(Field::GivenName, "Ada".to_owned())]),
        external: [("customer", "№ 7"), ("employee", "a:1")]
            .map(|(space, value)| ExternalId::parse(space, value).unwrap())
            .to_vec(),
        landing: Some(landing(LandsWhen::AtOnce)),
        wishes: Wishes {
            roles: vec![role("support-2_b"), role("editor")],
            roles_left_out: vec![role("admin")],
            referral: Some(ReferralCode::parse("ABCDEFGH").unwrap()),
            invitation: Some(InvitationId::from_uuid(uuid::Uuid::from_u128(77))),
            realm: Some(ProvisioningTarget::parse("keycloak-2").unwrap()),
        },
        terms: Some(TermsVersion::parse("2023-11").unwrap()),
        ..attempt(2, &email, 2)
    };
    let written = [full, bare];
    let kept = written.clone();
    put(&store, move |tx| {
        written.iter().try_for_each(|attempt| tx.add_attempt(attempt))
    })
    .await;
    assert_eq!(
        look(&store, move |q| q.open_attempts(TENANT, email.key(), at(3))).await,
        kept
    );
}

async fn proofs_of_each_purpose_subject_and_state_come_back(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    let states = [
        ProofState::Open,
        ProofState::Used { at: at(6) },
        ProofState::Ended { at: at(7) },
    ];
    let mut number = 0;
    for &purpose in Purpose::ALL {
        for subject in [Subject::Address, Subject::User(id(1))] {
            for state in states {
                number += 1;
                let key = RootKeyId::new(format!("{number:08x}"));
                let written = Proof {
                    purpose,
                    subject,
                    state,
                    key,
                    ..proof(number, address(number))
                };
                let (kept, wanted) = (written.clone(), written.id);
                put(&store, move |tx| tx.add_proof(&written)).await;
                assert_eq!(look(&store, move |q| q.proof(TENANT, wanted)).await, Some(kept));
            }
        }
    }
}

async fn where_somebody_goes_with_an_attempt_or_a_link_comes_back(store: Store) {
    let landings = [None, Some(LandsWhen::Afterwards), Some(LandsWhen::AtOnce)];
    for (number, when) in landings.into_iter().enumerate() {
        let landing = when.map(landing);
        let link = Proof {
            landing: landing.clone(),
            ..proof(number, address(number))
        };
        let asked = Attempt {
            landing,
            ..attempt(number, &address(number), 0)
        };
        let kept = (Some(link.clone()), vec![asked.clone()]);
        put(&store, move |tx| {
            tx.add_proof(&link)?;
            tx.add_attempt(&asked)
        })
        .await;
        let found = look(&store, move |q| {
            let open = q.open_attempts(TENANT, address(number).key(), at(1))?;
            Ok((q.proof(TENANT, id(number))?, open))
        });
        assert_eq!(found.await, kept);
    }
}

async fn sessions_come_back_whether_or_not_they_are_over(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    let going_on = session(1, id(1));
    let over = Session {
        generation: 70_000,
        rotated_at: at(8),
        ended_at: Some(at(9)),
        ..session(2, id(1))
    };
    for written in [going_on, over] {
        let (kept, wanted) = (written.clone(), written.id);
        put(&store, move |tx| tx.add_session(&written)).await;
        assert_eq!(look(&store, move |q| q.session(TENANT, wanted)).await, Some(kept));
    }
}

async fn grants_come_back_with_who_gave_them(store: Store) {
    put(&store, |tx| {
        [1, 2].into_iter().try_for_each(|number| tx.add_user(&user(number)))
    })
    .await;
    let given = [
        Grant {
            grantor: Grantor::Operator,
            at: at(3),
            ..grant(id(1), "admin")
        },
        grant(id(1), "member"),
        Grant {
            grantor: Grantor::User(id(2)),
            at: at(4),
            ..grant(id(1), "support-2_b")
        },
    ];
    let kept = given.clone();
    put(&store, move |tx| {
        given
            .iter()
            .rev()
            .try_for_each(|grant| must_move(tx.grant(TENANT, grant)))
    })
    .await;
    assert_eq!(look(&store, |q| q.grants_of(TENANT, id(1))).await, kept);
    assert_eq!(look(&store, |q| q.grants_of(TENANT, id(2))).await, []);
}

async fn audit_records_come_back_in_the_order_of_their_ids_page_by_page(store: Store) {
    let who: UserId = id(7);
    let actors = [Actor::Anybody, Actor::User(who), Actor::Operator, Actor::System];
    let codes: [&[&str]; 3] = [&[], &["role:admin", "a,b;c\"d'[]"], &[""]];
    let records = Action::ALL.iter().enumerate().map(|(number, &action)| AuditRecord {
        id: id::<AuditId>(number),
        tenant: TENANT,
        at: at(i64::try_from(number).unwrap()),
        actor: actors[number % actors.len()],
        action,
        subject: (number % 2 == 0).then(|| id::<Uuid>(number)),
        request: (number % 3 == 0).then(|| id::<RequestId>(number)),
        codes: codes[number % codes.len()]
            .iter()
            .map(|code| (*code).to_owned())
            .collect(),
    });
    let records: Vec<AuditRecord> = records.collect();
    let written = records.clone();
    put(&store, move |tx| {
        written.iter().rev().try_for_each(|record| tx.record(record))
    })
    .await;
    let mut found: Vec<AuditRecord> = Vec::new();
    loop {
        let after = found.last().map(|record| record.id);
        let page = look(&store, move |q| q.audit(TENANT, after, 3)).await;
        assert!(page.len() <= 3);
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    assert_eq!(found, records);
}

async fn messages_of_each_intent_come_back(store: Store) {
    put(&store, |tx| {
        tx.add_user(&user(1))?;
        tx.add_proof(&proof(1, address(1)))
    })
    .await;
    let link = id(1);
    let activation = |class| Intent::Mail(Mail::Activation { proof: link, class });
    let confirmation = |class| Intent::Mail(Mail::Confirmation { proof: link, class });
    let first_password = |class| Intent::Mail(Mail::FirstPassword { proof: link, class });
    let intents = [
        activation(BudgetClass::Registration),
        activation(BudgetClass::Reset),
        first_password(Some(BudgetClass::Reset)),
        first_password(None),
        confirmation(BudgetClass::Registration),
        confirmation(BudgetClass::Reset),
        Intent::Mail(Mail::AccountExists { proof: link }),
        Intent::Mail(Mail::PasswordReset { proof: link }),
        Intent::Mail(Mail::Suspended {
            user: id(1),
            class: BudgetClass::Registration,
        }),
        Intent::Mail(Mail::Suspended {
            user: id(1),
            class: BudgetClass::Reset,
        }),
        Intent::Mail(Mail::AddressChange { proof: link }),
        Intent::Provision { user: id(1) },
    ];
    let notices = Notice::ALL
        .iter()
        .zip([None, Some(BudgetClass::Registration)].into_iter().cycle());
    let notices = notices.map(|(&notice, class)| {
        Intent::Mail(Mail::Notice {
            notice,
            user: id(1),
            class,
        })
    });
    let messages = intents
        .into_iter()
        .chain(notices)
        .enumerate()
        .map(|(number, intent)| Message {
            intent,
            ..mail(number, 5)
        });
    let kept: Vec<(Message, MessageStatus)> = messages.map(|message| (message, MessageStatus::Open)).collect();
    let written = kept.clone();
    put(&store, move |tx| {
        written.iter().try_for_each(|(message, _)| tx.enqueue(message))
    })
    .await;
    assert_eq!(look(&store, |q| q.messages(TENANT, None, 100)).await, kept);
}

async fn signing_keys_come_back_the_newest_first(store: Store) {
    let key = |number: u8| SealedKey {
        id: format!("thumb_-print{number}"),
        root: RootKeyId::new(format!("{number:08x}")),
        sealed: (0..=255).map(|byte: u8| byte ^ number).collect(),
        made_at: at(i64::from(number)),
    };
    assert_eq!(look(&store, |q| q.signing_keys()).await, []);
    put(&store, move |tx| {
        [2, 3, 1]
            .into_iter()
            .try_for_each(|number| tx.add_signing_key(&key(number)))
    })
    .await;
    assert_eq!(look(&store, |q| q.signing_keys()).await, [key(3), key(2), key(1)]);
}
