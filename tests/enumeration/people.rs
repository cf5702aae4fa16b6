//! Whom there is to ask for, in every state that an address can be in, and what is asked.

use std::sync::atomic::{AtomicU64, Ordering};

use enroll::domain::Timestamp;
use enroll::domain::id::{TenantId, UserId};
use enroll::domain::identifier::EmailAddress;
use enroll::domain::membership::Membership;
use enroll::domain::password::PasswordHash;
use enroll::domain::profile::Profile;
use enroll::domain::user::{ChosenBy, EmailProof, Identifiers, State, User};
use enroll::ports::repository::{StoreError, UnitOfWork};
use serde_json::json;
use uuid::Uuid;

use crate::stage::{CALLERS_PHC, PHC};

/// The password of whoever asks while they are signed in.
pub(crate) const CALLERS: &str = "vexing dwarf jumps 8264 quick";

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    Registration,
    Resend,
    Reset,
    SignIn,
    ActivationByCode,
    ResetByCode,
    /// Somebody who is signed in asks for another address.
    AddressChange,
}

/// All of it.
pub(crate) const ROUTES: [Route; 7] = [
    Route::Registration,
    Route::Resend,
    Route::Reset,
    Route::SignIn,
    Route::ActivationByCode,
    Route::ResetByCode,
    Route::AddressChange,
];

impl Route {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Resend => "resend",
            Self::Reset => "reset",
            Self::SignIn => "sign_in",
            Self::ActivationByCode => "activation_by_code",
            Self::ResetByCode => "reset_by_code",
            Self::AddressChange => "address_change",
        }
    }

    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Registration => "/v1/registrations",
            Self::Resend => "/v1/activations/resend",
            Self::Reset => "/v1/password-resets",
            Self::SignIn => "/v1/sessions",
            Self::ActivationByCode => "/v1/activations",
            Self::ResetByCode => "/v1/password-resets/complete",
            Self::AddressChange => "/v1/me/email",
        }
    }

    /// What is answered whoever has the address.
    pub(crate) const fn answer(self) -> u16 {
        match self {
            Self::Registration | Self::Resend | Self::Reset | Self::AddressChange => 202,
            Self::SignIn => 401,
            Self::ActivationByCode | Self::ResetByCode => 400,
        }
    }

    /// What is sent with an address. No password of it is ever right, nor a code; but whoever asks for another address knows
    /// their own password.
    pub(crate) fn body(self, email: &str) -> String {
        let password = "quartz jumbled vow fix 7391";
        let body = match self {
            Self::Registration => json!({ "email": email, "password": password }),
            Self::Resend | Self::Reset => json!({ "email": email }),
            Self::SignIn => json!({ "identifier": email, "password": password }),
            Self::ActivationByCode | Self::ResetByCode => {
                json!({ "email": email, "code": "01234567", "password": password })
            }
            Self::AddressChange => json!({ "email": email, "password": CALLERS }),
        };
        body.to_string()
    }
}

/// What an address may be that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Somebody registered, and did not activate.
    Open,
    /// An administrator made a user, who has not set a password.
    Pending,
    Active,
    Suspended,
    Closed,
}

/// All of it.
pub(crate) const KNOWN: [Standing; 5] = [
    Standing::Open,
    Standing::Pending,
    Standing::Active,
    Standing::Suspended,
    Standing::Closed,
];

/// An address that nobody else has. All are of one length, so that lengths of answers can be compared.
pub(crate) fn somebody() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(100_000);
    format!("person-{}@people.example.org", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// The user whom an address of this standing belongs to, if there is one.
fn user(standing: Standing, email: &str, phc: &str) -> Option<User> {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let since = Timestamp::from_micros(1_700_000_000_000_000);
    let password = PasswordHash::from_phc(phc.to_owned());
    let state = match standing {
        Standing::Open => return None,
        Standing::Pending => State::Pending { password: None },
        Standing::Active => State::Active { password, since },
        Standing::Suspended => State::Suspended { password, since },
        Standing::Closed => State::Closed { at: since },
    };
    let number = u128::from(COUNT.fetch_add(1, Ordering::Relaxed));
    Some(User {
        id: UserId::from_uuid(Uuid::from_u128(0x0190_a000_0000_7000_8000_0000_0000_0000 | number)),
        tenant: TenantId::DEFAULT,
        created_at: since,
        identifiers: Identifiers {
            email: Some(EmailAddress::parse(email).unwrap()),
            email_proof: EmailProof::Proved { at: since },
            username: None,
            external: Vec::new(),
        },
        profile: Profile::new(),
        membership: Membership::default(),
        chosen_by: ChosenBy::Owner,
        state,
    })
}

/// Puts so many users of one standing into the store, and returns their addresses.
pub(crate) async fn put(store: &dyn UnitOfWork, standing: Standing, count: usize) -> Vec<String> {
    let emails: Vec<String> = (0..count).map(|_| somebody()).collect();
    keep(
        store,
        emails.iter().filter_map(|email| user(standing, email, PHC)).collect(),
    )
    .await;
    emails
}

/// Puts somebody into the store who can sign in, and returns their address.
pub(crate) async fn put_caller(store: &dyn UnitOfWork) -> String {
    let email = somebody();
    keep(store, user(Standing::Active, &email, CALLERS_PHC).into_iter().collect()).await;
    email
}

async fn keep(store: &dyn UnitOfWork, users: Vec<User>) {
    store
        .atomically::<_, StoreError>(move |tx| {
            for user in &users {
                tx.add_user(user)?;
            }
            Ok(())
        })
        .await
        .unwrap();
}
