//! Calls of people who sign in, or did.

use enroll::HandedPassword;

use super::{Ask, Play, tell};
use crate::answer::Answer;
use crate::chance::recent;
use crate::history::{Pair, What};
use crate::people::{SPELLINGS, address, password};
use enroll::adapters::memory::Chance;

/// Somebody signs in with a password that was theirs at some time, or a stranger's.
pub(super) fn sign_in(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (person, spelling) = (ask.book.mostly_somebody(chance), chance.below(SPELLINGS));
    let typed = ask.book.passwords(ask.tenant, person);
    let password = match ask.book.present_password(ask.tenant, person) {
        Some(present) if !chance.one_in(3) => present.clone(),
        _ => recent(chance, &typed)?.clone(),
    };
    let what = What::SignIn {
        person,
        password: password.clone(),
    };
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let address = address(person, spelling).trim().to_owned();
        let handed = HandedPassword::Refused;
        tell!(
            enrollment.sign_in(&call, Some(&address), Some(&password), handed),
            |tokens| {
                Answer {
                    tokens: Some(tokens),
                    ..Answer::done()
                }
            }
        )
    };
    Some((what, Box::pin(play)))
}

pub(super) fn one_pair(ask: &Ask<'_>, chance: &mut Chance) -> Option<(usize, Pair)> {
    let place = *recent(chance, &ask.book.pairs_of(ask.tenant))?;
    Some((place, ask.book.pairs[place].clone()))
}

/// A token speaks for somebody.
pub(super) fn speak(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (place, pair) = one_pair(ask, chance)?;
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        tell!(
            enrollment.authenticate(&call, &pair.access),
            |caller: enroll::Caller| Answer {
                user: caller.view().map(|view| view.user.id),
                ..Answer::done()
            }
        )
    };
    Some((What::Speak { pair: place }, Box::pin(play)))
}

/// Somebody asks for the next tokens, with the newest refresh token or an older one.
pub(super) fn refresh(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (place, pair) = one_pair(ask, chance)?;
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        tell!(enrollment.refresh(&call, &pair.refresh), |tokens| Answer {
            tokens: Some(tokens),
            ..Answer::done()
        })
    };
    Some((What::Refresh { pair: place }, Box::pin(play)))
}

pub(super) fn sign_out(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (place, pair) = one_pair(ask, chance)?;
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let caller = tell!(enrollment.authenticate(&call, &pair.access), |caller| caller);
        tell!(enrollment.sign_out(&caller), |()| Answer::done())
    };
    Some((What::SignOut { pair: place }, Box::pin(play)))
}

/// The present password of somebody, as they know it; or one that they guess.
pub(super) fn present_or_guessed(ask: &Ask<'_>, chance: &mut Chance, person: usize) -> Option<String> {
    let guessed = ask.book.passwords(ask.tenant, person);
    match ask.book.present_password(ask.tenant, person) {
        Some(present) if !chance.one_in(4) => Some(present.clone()),
        _ => recent(chance, &guessed).cloned(),
    }
}

/// Somebody changes their password; which one is present they know, or guess.
pub(super) fn change_password(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (place, pair) = one_pair(ask, chance)?;
    let person = ask.book.person_of(place)?;
    let present = present_or_guessed(ask, chance, person)?;
    let new = password(ask.number);
    let what = What::Change {
        pair: place,
        password: new.clone(),
    };
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let caller = tell!(enrollment.authenticate(&call, &pair.access), |caller| caller);
        tell!(enrollment.change_password(&caller, Some(&present), Some(&new)), |()| {
            Answer::done()
        })
    };
    Some((what, Box::pin(play)))
}
