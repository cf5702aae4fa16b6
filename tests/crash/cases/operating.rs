//! Operating: what the operator alone may do.

use enroll::adapters::memory::{Answer, MemoryHasher};
use enroll::domain::audit::Action;
use enroll::domain::password::Password;
use enroll::domain::proof::Purpose;
use enroll::domain::role::RoleName;
use enroll::ports::credentials::{PasswordHasher as _, Salt};
use enroll::ports::repository::Notice;
use enroll::{ImportForm, ImportMode, Imported, ImportedAccount, ImportedAddress, NewUserForm, OldKeys};

use super::{Case, Done, Outcome, done};
use crate::people::{NAME, PASSWORD, STRANGER, STRANGERS_PASSWORD, ada};
use crate::postconditions::Postcondition::{
    AttemptOpen, Audited, Holds, KeyThere, LinkMailed, NoAttempts, Nobody, Pending, Proved, Provisioned, SignsIn,
    SignsInNot, Silent, Speaks, Stands, Told,
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
        Case::new("drop the old keys", signed_in, rotate_and_drop, |props| {
            vec![
                Audited(Action::SigningKeyRotated),
                Silent(props.access.clone()),
                SignsIn(ada(), PASSWORD),
            ]
        }),
        Case::new("try a dead mail again", a_dead_mail, retry_dead_mail, |_| {
            vec![
                Audited(Action::MailRetried),
                Told(Notice::AccountSuspended),
                Stands(ada(), "suspended"),
            ]
        }),
        Case::new("forget a dead mail", a_dead_mail, forget_dead_mail, |_| {
            vec![Audited(Action::MailForgotten), Stands(ada(), "suspended")]
        }),
    ]
}

/// Ada is suspended, and the mail server would not have the mail that says so.
async fn a_dead_mail(cast: Cast) -> Props {
    let ada = cast.made(&ada(), PASSWORD, &RoleName::member()).await;
    cast.deliver().await;
    let operator = cast.enrollment.operator(&CALL).await.unwrap();
    cast.mailbox.answer_next([Answer::Permanent]);
    cast.enrollment.suspend_user(&operator, ada).await.unwrap();
    cast.deliver().await;
    Props::default()
}

async fn retry_dead_mail(cast: Cast, _props: Props) -> Outcome {
    let operator = cast.enrollment.operator(&CALL).await?;
    let dead = cast.enrollment.list_dead_mails(&operator, None, 10).await?;
    // None are left where it was done already.
    for mail in &dead.items {
        cast.enrollment.retry_dead_mail(&operator, mail.id).await?;
    }
    Ok(Done {
        said: vec![format!("{dead:?}")],
        ..Done::default()
    })
}

async fn forget_dead_mail(cast: Cast, _props: Props) -> Outcome {
    let operator = cast.enrollment.operator(&CALL).await?;
    let dead = cast.enrollment.list_dead_mails(&operator, None, 10).await?;
    for mail in &dead.items {
        cast.enrollment.forget_dead_mail(&operator, mail.id).await?;
    }
    done()
}

async fn rotate_and_drop(cast: Cast, _props: Props) -> Outcome {
    let operator = cast.enrollment.operator(&CALL).await?;
    let rotated = cast.enrollment.rotate_keys(&operator, OldKeys::Drop).await?;
    // Nothing is promised of the key: whoever drops the old ones again drops this one.
    Ok(Done {
        said: vec![format!("{rotated:?}")],
        ..Done::default()
    })
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
    let rotated = cast.enrollment.rotate_keys(&operator, OldKeys::Keep).await?;
    // The old one checks what it signed until all of that is over.
    let ring = [rotated.id.clone(), rotated.instead_of.clone().unwrap()];
    Ok(Done {
        postconditions: ring.map(KeyThere).to_vec(),
        said: vec![format!("{rotated:?}")],
    })
}
