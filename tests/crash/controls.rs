//! Negative controls: each check is shown something that is broken on purpose, and must say so. A check that stays green
//! here would prove nothing in the matrix.

use std::collections::BTreeSet;

use enroll::adapters::memory::{Faults, Received};
use enroll::domain::id::{MessageId, TenantId, UserId};
use enroll::domain::profile::{Field, Profile};
use enroll::domain::role::{Grant, Grantor, RoleName};
use enroll::ports::mailer::Letter;
use enroll::ports::repository::{Intent, Mail, Message, MessageStatus, Notice};
use enroll_tests::promise::{Noticed, Promise};
use libtest_mimic::Trial;
use uuid::Uuid;

use crate::cases;
use crate::evidence::{Evidence, Links, Rows};
use crate::invariants::{ALWAYS, Check, IN_THE_END};
use crate::people::{NAME, PASSWORD, STRANGER, ada, everybody, secrets};
use crate::scenes::Props;
use crate::stage::{Backend, Cast, Over, Stage, nothing};
use crate::{broken, matrix, on_runtime};

/// Breaks one thing in sound evidence.
type Break = fn(&mut Evidence);

const BREAKS: &[(&str, Noticed, Break)] = &[
    ("an attempt without its mail", Promise::OneCommit.by(""), |evidence| {
        evidence.rows.messages.clear();
    }),
    (
        "an attempt without its audit record",
        Promise::OneCommit.by(""),
        |evidence| evidence.rows.audit.clear(),
    ),
    (
        "a user who is not to be provisioned",
        Promise::OneCommit.by(""),
        |evidence| evidence.rows.provisioning.clear(),
    ),
    (
        "a mail about a link that is not there",
        Promise::OneCommit.by(""),
        |evidence| evidence.rows.proofs.clear(),
    ),
    (
        "a notice that is sent, and its address still noted",
        Promise::OneCommit.by(""),
        |evidence| {
            evidence.rows.messages.last_mut().unwrap().1 = MessageStatus::Delivered;
        },
    ),
    (
        "a dead notice whose address is forgotten at once",
        Promise::OneCommit.by(""),
        |evidence| evidence.rows.addressed.clear(),
    ),
    ("a provisioning of nobody", Promise::OneCommit.by(""), |evidence| {
        evidence.rows.users.clear()
    }),
    ("two users with one address", Promise::OneHolder.by(""), |evidence| {
        let mut twin = evidence.rows.users[0].clone();
        twin.id = UserId::from_uuid(Uuid::from_u128(7));
        evidence.rows.users.push(twin);
    }),
    (
        "a mail that nobody intended",
        Promise::MailsIntended.by(""),
        |evidence| {
            let text = String::new();
            let letter = Letter {
                message_id: MessageId::from_uuid(Uuid::from_u128(7)).to_string(),
                to: ada(),
                subject: text.clone(),
                text: text.clone(),
                html: text,
            };
            evidence.letters.push(Received {
                id: "7".to_owned(),
                letter,
            });
        },
    ),
    (
        "an intent that nobody settles",
        Promise::IntentsEnd.by(""),
        |evidence| {
            evidence.rows.messages[0].1 = MessageStatus::Open;
        },
    ),
    (
        "a password on the disk",
        Promise::NothingTold.by("none is stored"),
        |evidence| evidence.at_rest = format!("xx{PASSWORD}xx"),
    ),
    (
        "a code on the disk, without its space",
        Promise::NothingTold.by("none is stored"),
        |evidence| {
            evidence.secrets.extend(typed().secrets());
            evidence.at_rest = "xx12345678xx".to_owned();
        },
    ),
    (
        "an administrator made by a member",
        Promise::Authority.by(""),
        |evidence| {
            let (member, at) = (evidence.rows.users[0].id, evidence.rows.users[0].created_at);
            let user = UserId::from_uuid(Uuid::from_u128(7));
            evidence.rows.grants.push(Grant {
                user,
                role: RoleName::admin(),
                grantor: Grantor::User(member),
                at,
            });
        },
    ),
    (
        "an administrator made by the policy",
        Promise::Authority.by(""),
        |evidence| {
            let (user, at) = (evidence.rows.users[0].id, evidence.rows.users[0].created_at);
            evidence.rows.grants.push(Grant {
                user,
                role: RoleName::admin(),
                grantor: Grantor::Policy,
                at,
            });
        },
    ),
    (
        "an address in an error",
        Promise::NothingTold.by("none is said"),
        |evidence| evidence.said.push(format!("no mail for {}", ada().as_str())),
    ),
    (
        "a code in an error, without its space",
        Promise::NothingTold.by("none is said"),
        |evidence| {
            evidence.secrets.extend(typed().secrets());
            evidence.said.push("12345678 is not the code".to_owned());
        },
    ),
    (
        "a name in the audit",
        Promise::NothingTold.by("none is said"),
        |evidence| evidence.rows.audit[0].codes.push(NAME.to_owned()),
    ),
    (
        "a row that another tenant sees",
        Promise::TenantsApart.by(""),
        |evidence| evidence.rows.seen_by_strangers = 1,
    ),
    (
        "a stranger's name on the owner's account",
        Promise::StrangersLeaveNothing.by(""),
        |evidence| {
            evidence.rows.users[0].profile = Profile::from_stored([(Field::GivenName, STRANGER.to_owned())]);
        },
    ),
    (
        "an attempt that outlives the owner's arrival",
        Promise::StrangersLeaveNothing.by(""),
        |evidence| {
            evidence.rows.attempts[0].email = evidence.rows.users[0].identifiers.email.clone().unwrap();
        },
    ),
];

/// Stores that break a promise, the case in which they do, and what must notice.
const BROKEN_STORES: &[(&str, Over, &str, Noticed)] = &[
    (
        "a store that keeps half a transaction",
        broken::torn,
        "register",
        Promise::OneCommit.by("no user or attempt without its intents, no intent without its subject"),
    ),
    (
        "a store that keeps half of an activation",
        broken::torn,
        "activate",
        Promise::OneCommit.by("nothing is between before and after"),
    ),
    (
        "a store that forgets what it acknowledged",
        broken::forgetful,
        "register",
        Promise::Acknowledged.by(""),
    ),
    (
        "a store that forgets a new password",
        broken::forgetful,
        "complete a password reset",
        Promise::Acknowledged.by(""),
    ),
];

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = vec![Trial::test("control::sound evidence is green", || {
        let evidence = on_runtime(sound_evidence());
        assert_eq!(found(&evidence), Vec::<String>::new());
        Ok(())
    })];
    trials.extend(BREAKS.iter().map(|(what, noticed, break_it)| {
        Trial::test(
            format!("control::{} turns red on {what}", noticed.promise).replace(' ', "_"),
            move || {
                let mut evidence = on_runtime(sound_evidence());
                break_it(&mut evidence);
                let found = found(&evidence);
                assert!(
                    found.iter().any(|line| noticed.is(line)),
                    "{noticed} stayed green: {found:?}"
                );
                Ok(())
            },
        )
    }));
    trials.extend(BROKEN_STORES.iter().map(|(what, over, case, by)| {
        Trial::test(
            format!("control::the matrix turns red on {what}").replace(' ', "_"),
            move || {
                let case = cases::all().into_iter().find(|found| found.name == *case).unwrap();
                let report = on_runtime(matrix::run(&case, Backend::Memory, *over));
                let noticed = report.broken.iter().any(|line| by.is(line));
                assert!(noticed, "{by} stayed green: {:#?}", report.broken);
                Ok(())
            },
        )
    }));
    trials
}

fn found(evidence: &Evidence) -> Vec<String> {
    let checks: Vec<Check> = [ALWAYS, IN_THE_END].concat();
    let broken = |(name, check): Check| check(evidence).into_iter().map(move |how| format!("{name}: {how}"));
    checks.into_iter().flat_map(broken).collect()
}

/// What somebody has who types a code.
fn typed() -> Props {
    Props {
        code: "1234 5678".to_owned(),
        ..Props::default()
    }
}

/// A user, and somebody who registered, each with everything that belongs to them; and a notice to the user that could not be sent.
async fn sound_evidence() -> Evidence {
    use enroll::ports::system::Clock as _;
    let stage = Stage::new(Backend::Memory);
    let cast: Cast = stage.cast(&Faults::none(), nothing);
    cast.enrollment.prepare().await.unwrap();
    cast.active(&ada(), PASSWORD, NAME).await;
    cast.register(&crate::people::grace(), PASSWORD, NAME).await;
    cast.deliver().await;
    let now = stage.clock.now();
    let mut rows = Rows::read(&stage.store(), &everybody(), now).await;
    let notice = Message {
        id: MessageId::from_uuid(Uuid::from_u128(8)),
        tenant: TenantId::DEFAULT,
        intent: Intent::Mail(Mail::Notice {
            notice: Notice::AccountSuspended,
            user: rows.users[0].id,
            class: None,
        }),
        made_at: now,
    };
    rows.addressed.insert(notice.id);
    rows.messages.push((notice, MessageStatus::Dead));
    Evidence {
        rows,
        letters: stage.mailbox.letters(),
        said: Vec::new(),
        secrets: secrets().collect(),
        at_rest: String::new(),
        intended: BTreeSet::new(),
        links: Links::Mailed,
        now,
    }
}
