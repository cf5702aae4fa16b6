//! What cases put into stores: ids in rising order, times with odd microseconds, and one plain specimen of each thing.

use enroll_domain::Timestamp;
use enroll_domain::document::Document;
use enroll_domain::id::{
    AttemptId, DepartmentId, InvitationId, MessageId, PackageId, ProofId, SessionId, TagId, TenantId, UserId,
};
use enroll_domain::identifier::{EmailAddress, Username};
use enroll_domain::invitation::Invitation;
use enroll_domain::membership::{Code, Department, Membership, Package, Tag, TagStanding, Title, Usual};
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::Profile;
use enroll_domain::proof::{Proof, ProofState, Purpose, RootKeyId, Subject};
use enroll_domain::registration::{Attempt, Wishes};
use enroll_domain::role::{Grant, Grantor, RoleName};
use enroll_domain::session::Session;
use enroll_domain::user::{ChosenBy, EmailProof, Identifiers, State, User};
use uuid::Uuid;

use crate::{BudgetClass, Intent, Mail, Message};

/// The tenant that every store is born with.
pub(super) const TENANT: TenantId = TenantId::DEFAULT;

/// A tenant that no store has.
pub(super) const ELSEWHERE: TenantId = TenantId::from_uuid(Uuid::from_u128(0x018b_cfe5_6800_7000_8000_ffff_ffff_ffff));

/// The id with this number; a higher number gives a higher id.
pub(super) fn id<T: From<Uuid>>(number: usize) -> T {
    let number = u128::try_from(number).unwrap();
    T::from(Uuid::from_u128(0x018b_cfe5_6800_7000_8000_0000_0000_0000 + number))
}

/// This many seconds after a moment in 2023, with microseconds that no whole millisecond has.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_700_000_000_123_457 + seconds * 1_000_000)
}

/// One microsecond before.
pub(super) fn just_before(time: Timestamp) -> Timestamp {
    Timestamp::from_micros(time.as_micros() - 1)
}

/// The address with this number, with letter case that its key does not have.
pub(super) fn address(number: usize) -> EmailAddress {
    EmailAddress::parse(&format!("Person{number}@Example.org")).unwrap()
}

/// A hash; two numbers give two hashes.
pub(super) fn hash(number: usize) -> PasswordHash {
    PasswordHash::from_phc(format!("$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0${number:043}"))
}

/// The role of this name.
pub(super) fn role(name: &str) -> RoleName {
    RoleName::parse(name).unwrap()
}

/// A user name.
pub(super) fn username(name: &str) -> Username {
    Username::parse(name).unwrap()
}

/// A pending user with an address alone.
pub(super) fn user(number: usize) -> User {
    User {
        id: id(number),
        tenant: TENANT,
        created_at: at(0),
        identifiers: Identifiers {
            email: Some(address(number)),
            email_proof: EmailProof::Unproved,
            username: None,
            external: Vec::new(),
        },
        profile: Profile::new(),
        membership: Membership::default(),
        chosen_by: ChosenBy::Owner,
        state: State::Pending { password: None },
    }
}

/// An active user whose password is `hash(number)`.
pub(super) fn active(number: usize) -> User {
    User {
        state: State::Active {
            password: hash(number),
            since: at(1),
        },
        ..user(number)
    }
}

/// An attempt for an address, made `made` seconds in and open for a day.
pub(super) fn attempt(number: usize, email: &EmailAddress, made: i64) -> Attempt {
    Attempt {
        id: id::<AttemptId>(number),
        tenant: TENANT,
        email: email.clone(),
        username: None,
        password: hash(number),
        profile: Profile::new(),
        external: Vec::new(),
        landing: None,
        terms: None,
        wishes: Wishes::default(),
        made_at: at(made),
        expires_at: at(made + 86_400),
    }
}

/// An open activation proof for an address, made at 0 and good for an hour.
pub(super) fn proof(number: usize, address: EmailAddress) -> Proof {
    Proof {
        id: id::<ProofId>(number),
        tenant: TENANT,
        purpose: Purpose::Activation,
        subject: Subject::Address,
        address,
        landing: None,
        key: RootKeyId::new("5f0c9a71".to_owned()),
        made_at: at(0),
        expires_at: at(3_600),
        state: ProofState::Open,
    }
}

/// A session of a user, made at 0 and good for an hour.
pub(super) fn session(number: usize, user: UserId) -> Session {
    Session {
        id: id::<SessionId>(number),
        tenant: TENANT,
        user,
        made_at: at(0),
        expires_at: at(3_600),
        generation: 0,
        rotated_at: at(0),
        ended_at: None,
    }
}

/// The grant of a role by the policy.
pub(super) fn grant(user: UserId, name: &str) -> Grant {
    Grant {
        user,
        role: role(name),
        grantor: Grantor::Policy,
        at: at(2),
    }
}

/// The message that mails the proof of the same number, due at 'due' seconds.
pub(super) fn mail(number: usize, due: i64) -> Message {
    let intent = Intent::Mail(Mail::Activation {
        proof: id(number),
        class: BudgetClass::Registration,
    });
    Message {
        id: id::<MessageId>(number),
        tenant: TENANT,
        intent,
        made_at: at(due),
    }
}

/// What people call something.
pub(super) fn title(text: &str) -> Title {
    Title::parse(text).unwrap()
}

/// A department.
pub(super) fn department(number: usize, called: &str) -> Department {
    Department {
        id: id::<DepartmentId>(number),
        tenant: TENANT,
        within: None,
        title: title(called),
    }
}

/// A section of the department with the number `within`.
pub(super) fn section(number: usize, within: usize, called: &str) -> Department {
    Department {
        within: Some(id(within)),
        ..department(number, called)
    }
}

/// An active tag with this number, and an id to match.
pub(super) fn tag(number: u32, called: &str) -> Tag {
    Tag {
        id: id::<TagId>(usize::try_from(number).unwrap()),
        tenant: TENANT,
        number: number.into(),
        title: title(called),
        description: None,
        standing: TagStanding::Active,
    }
}

/// A package that nobody begins with.
pub(super) fn package(number: usize, code: &str) -> Package {
    Package {
        id: id::<PackageId>(number),
        tenant: TENANT,
        code: Code::parse(code).unwrap(),
        title: title("Basic"),
        usual: Usual::No,
        details: Document::table([]),
    }
}

/// An invitation that whoever holds it may use so many times, within an hour.
pub(super) fn invitation(number: usize, uses: u32) -> Invitation {
    Invitation {
        id: id::<InvitationId>(number),
        tenant: TENANT,
        email: None,
        roles: Vec::new(),
        uses,
        used: 0,
        made_by: Grantor::Operator,
        key: RootKeyId::new("5f0c9a71".to_owned()),
        made_at: at(0),
        expires_at: at(3_600),
        revoked_at: None,
    }
}
