//! Operating: what the operator alone may do.

use enroll::adapters::memory::MemoryHasher;
use enroll::domain::audit::Action;
use enroll::domain::password::Password;
use enroll::domain::proof::Purpose;
use enroll::domain::role::RoleName;
use enroll::ports::credentials::{PasswordHasher as _, Salt};
use enroll::{ImportForm, ImportMode, Imported, ImportedAccount, ImportedAddress, NewUserForm};

use super::{Case, Done, Outcome, done};
use crate::people::{NAME, PASSWORD, STRANGER, STRANGERS_PASSWORD, ada};
use crate::promises::Promise::{
    AttemptOpen, Audited, Holds, KeyThere, LinkMailed, NoAttempts, Nobody, Pending, Proved, Provisioned, SignsIn,
    SignsInNot, Speaks,
};
use crate::scenes::{CALL, Props};
use crate::stage::Cast;

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("import a user", a_stranger, import_active, |_| {
            vec![
                SignsIn(ada(), PASSWORD),
                SignsInNot(ada(), STRANGERS_PASSWORD),
                Proved(ada()),
                Holds(ada(), RoleName::member()),
                NoAttempts(ada()),
                Provisioned(ada()),
                Audited(Action::Imported),
            ]
        }),
        Case::new("import a user who gets a mail", a_stranger, import_pending, |_| {
            vec![
                Pending(ada()),
                LinkMailed(ada(), Purpose::FirstPassword),
                NoAttempts(ada()),
                Provisioned(ada()),
                Audited(Action::Imported),
            ]
        }),
        Case::new("try to import a user", a_stranger, import_on_trial, |_| {
            vec![
                Nobody(ada()),
                SignsInNot(ada(), PASSWORD),
                AttemptOpen(ada(), STRANGER),
                LinkMailed(ada(), Purpose::Activation),
            ]
        }),
        Case::new("rotate the keys", signed_in, rotate, |props| {
            vec![
                Audited(Action::SigningKeyRotated),
                Speaks(props.access.clone()),
                SignsIn(ada(), PASSWORD),
            ]
        }),
    ]
}

async fn a_stranger(cast: Cast) -> Props {
    cast.register(&ada(), STRANGERS_PASSWORD, STRANGER).await;
    Props::default()
}

async fn signed_in(cast: Cast) -> Props {
    Props::of(&cast.active(&ada(), PASSWORD, NAME).await)
}

/// Ada, in use elsewhere with her password, and her address proved there.
async fn in_use() -> ImportForm {
    let (hasher, password) = (MemoryHasher::new(), Password::parse(PASSWORD).unwrap());
    let hash = hasher.hash(password, Salt([7; 16])).await.unwrap();
    ImportForm {
        user: NewUserForm {
            email: Some(ada().as_str().to_owned()),
            ..NewUserForm::default()
        },
        address: ImportedAddress::Proved,
        account: ImportedAccount::Active {
            hash: hash.as_phc().to_owned(),
        },
    }
}

async fn import(cast: &Cast, form: &ImportForm, mode: ImportMode) -> Result<Imported, crate::refusal::Refusal> {
    let operator = cast.enrollment.operator(&CALL).await?;
    Ok(cast.enrollment.import_user(&operator, form, mode).await?)
}

/// Done as well where the user is there already, as for whoever runs an import once more.
async fn import_active(cast: Cast, _props: Props) -> Outcome {
    import(&cast, &in_use().await, ImportMode::Write).await?;
    done()
}

async fn import_pending(cast: Cast, _props: Props) -> Outcome {
    let form = ImportForm {
        address: ImportedAddress::Unproved,
        account: ImportedAccount::Pending { hash: None },
        ..in_use().await
    };
    import(&cast, &form, ImportMode::Write).await?;
    done()
}

async fn import_on_trial(cast: Cast, _props: Props) -> Outcome {
    match import(&cast, &in_use().await, ImportMode::Trial).await? {
        Imported::Made { .. } => done(),
        Imported::Exists(user) => panic!("a trial left {user} behind"),
    }
}

async fn rotate(cast: Cast, _props: Props) -> Outcome {
    let operator = cast.enrollment.operator(&CALL).await?;
    let rotated = cast.enrollment.rotate_keys(&operator).await?;
    // The old one checks what it signed until all of that is over.
    let ring = [rotated.id.clone(), rotated.instead_of.clone().unwrap()];
    Ok(Done {
        promises: ring.map(KeyThere).to_vec(),
        said: vec![format!("{rotated:?}")],
    })
}
