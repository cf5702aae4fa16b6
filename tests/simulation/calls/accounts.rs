//! Calls that change what becomes of an account: by whoever has it, by administrators, and by the operator.

use enroll::adapters::memory::MemoryHasher;
use enroll::domain::password::Password;
use enroll::ports::credentials::{PasswordHasher as _, Salt};
use enroll::{ImportForm, ImportMode, Imported, ImportedAccount, ImportedAddress, NewUserForm, OldKeys};

use super::administration::{access, somebody};
use super::sessions::{one_pair, present_or_guessed};
use super::{Ask, Play, caller, tell};
use crate::answer::Answer;
use crate::book::OTHER_ADDRESSES;
use crate::flights::finished;
use crate::history::{Account, LifecycleChange, What};
use crate::people::{SPELLINGS, address, password};
use enroll::adapters::memory::Chance;

/// Somebody asks for another address: one that is free, somebody else's, or their own.
pub(super) fn ask_address(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (place, pair) = one_pair(ask, chance)?;
    let present = present_or_guessed(ask, chance, ask.book.person_of(place)?)?;
    let person = match chance.below(2) {
        0 => ask.book.mostly_somebody(chance),
        _ => ask.book.people + chance.below(OTHER_ADDRESSES),
    };
    let wanted = address(person, chance.below(SPELLINGS));
    let what = What::AskAddress {
        pair: place,
        person,
        password: present.clone(),
    };
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let caller = tell!(enrollment.authenticate(&call, &pair.access), |caller| caller);
        tell!(
            enrollment.ask_address_change(&caller, Some(&wanted), Some(&present)),
            |_| Answer::done()
        )
    };
    Some((what, Box::pin(play)))
}

pub(super) fn sign_out_everywhere(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (place, pair) = one_pair(ask, chance)?;
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let caller = tell!(enrollment.authenticate(&call, &pair.access), |caller| caller);
        tell!(enrollment.sign_out_everywhere(&caller), |()| Answer::done())
    };
    Some((What::SignOutEverywhere { pair: place }, Box::pin(play)))
}

pub(super) fn close_own(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (place, pair) = one_pair(ask, chance)?;
    let present = present_or_guessed(ask, chance, ask.book.person_of(place)?)?;
    let what = What::CloseOwn {
        pair: place,
        password: present.clone(),
    };
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let caller = tell!(enrollment.authenticate(&call, &pair.access), |caller| caller);
        tell!(enrollment.close_own_account(&caller, Some(&present)), |()| {
            Answer::done()
        })
    };
    Some((what, Box::pin(play)))
}

/// The operator, or somebody who is signed in, signs somebody out, shuts them out, lets them in again, or closes their account.
pub(super) fn change_lifecycle(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (access, user) = (access(ask, chance), somebody(ask, chance)?);
    let change = match chance.below(10) {
        0..=1 => LifecycleChange::SignOut,
        2..=4 => LifecycleChange::Suspend,
        5..=8 => LifecycleChange::Reinstate,
        _ => LifecycleChange::Close,
    };
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let caller = tell!(caller(&enrollment, &call, access.as_deref()), |caller| caller);
        match change {
            LifecycleChange::SignOut => tell!(enrollment.sign_out_user(&caller, user), |_| Answer::done()),
            LifecycleChange::Suspend => tell!(enrollment.suspend_user(&caller, user), |_| Answer::done()),
            LifecycleChange::Reinstate => tell!(enrollment.reinstate_user(&caller, user), |_| Answer::done()),
            LifecycleChange::Close => tell!(enrollment.close_user(&caller, user), |_| Answer::done()),
        }
    };
    Some((What::Lifecycle { user, change }, Box::pin(play)))
}

/// The operator imports somebody whom another system knows.
pub(super) fn import(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let person = chance.below(ask.book.people);
    let mut password = password(ask.number);
    let salt = Salt([u8::try_from(ask.number % 251).ok()?; 16]);
    let read = Password::parse(&password).ok()?;
    let hash = finished(MemoryHasher::new().hash(read, salt)).ok()?;
    let hash = hash.as_phc().to_owned();
    let (account, there) = match chance.below(4) {
        0 => {
            password.clear();
            (Account::Pending, ImportedAccount::Pending { hash: None })
        }
        1 => (Account::Suspended, ImportedAccount::Suspended { hash }),
        _ => (Account::Active, ImportedAccount::Active { hash }),
    };
    let form = ImportForm {
        user: NewUserForm {
            email: Some(address(person, chance.below(SPELLINGS))),
            ..NewUserForm::default()
        },
        address: match account {
            Account::Pending => ImportedAddress::Unproved,
            Account::Active | Account::Suspended => ImportedAddress::Proved,
        },
        account: there,
    };
    let what = What::Import {
        person,
        account,
        password,
    };
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let operator = tell!(enrollment.operator(&call), |operator| operator);
        let imported = enrollment.import_user(&operator, &form, ImportMode::Write);
        tell!(imported, |imported| Answer {
            user: match imported {
                Imported::Made { user, .. } => Some(user.user.id),
                Imported::Exists(id) => Some(id),
            },
            ..Answer::done()
        })
    };
    Some((what, Box::pin(play)))
}

/// The operator makes a new key, and keeps the old ones as long as their tokens are good, or drops them.
pub(super) fn rotate(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let old = if chance.one_in(4) { OldKeys::Drop } else { OldKeys::Keep };
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let operator = tell!(enrollment.operator(&call), |operator| operator);
        tell!(enrollment.rotate_keys(&operator, old), |_| Answer::done())
    };
    Some((What::Rotate { old }, Box::pin(play)))
}
