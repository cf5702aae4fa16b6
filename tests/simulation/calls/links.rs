//! Calls with a link from a mail, by whoever reads the mail; and by somebody who got hold of a link and writes on it.

use enroll::domain::id::UserId;
use enroll::{Activate, Activated, ActivationPassword, Call, Enrollment, Tokens};

use super::{Ask, Play, tell};
use crate::answer::Answer;
use crate::chance::recent;
use crate::history::{Hand, Link, Using, Way, What};
use crate::people::password;
use enroll::adapters::memory::Chance;

/// A link to a page: now and then one that is in use at this moment.
fn one_of_page(ask: &Ask<'_>, chance: &mut Chance, page: &str) -> Option<(usize, Link)> {
    let all = ask.book.links_to(ask.tenant, page);
    let used = ask.book.links_in_use();
    let in_use: Vec<usize> = all.iter().filter(|place| used.contains(place)).copied().collect();
    let place = match chance.one_of(&in_use) {
        Some(place) if chance.one_in(2) => *place,
        _ => *recent(chance, &all)?,
    };
    Some((place, ask.book.links[place].clone()))
}

/// The owner of an address activates: with a password of theirs, now and then with one that is somebody else's, or with a new one.
pub(super) fn activate(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (place, link) = one_of_page(ask, chance, "activate")?;
    let (using, chosen) = with_password(ask, chance, link.person)?;
    Some(used(ask, place, &link, using, chosen))
}

/// With what an owner activates.
pub(super) fn with_password(ask: &Ask<'_>, chance: &mut Chance, person: usize) -> Option<(Using, String)> {
    let theirs = ask.book.registrations(ask.tenant, person);
    let theirs = theirs.filter(|(_, form)| form.hand == Hand::Owner);
    let theirs: Vec<String> = theirs.map(|(_, form)| form.password.clone()).collect();
    Some(match chance.below(8) {
        0 => (Using::ActivateAnew, password(ask.number)),
        1 => (Using::Activate, password(ask.number)),
        _ => (Using::Activate, recent(chance, &theirs)?.clone()),
    })
}

/// The owner of an address confirms what they have asked for themselves.
pub(super) fn confirm(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (place, link) = one_of_page(ask, chance, "confirm")?;
    let mut theirs = ask.book.registrations(ask.tenant, link.person);
    theirs.find(|(entry, form)| form.hand == Hand::Owner && entry.was_done())?;
    Some(used(ask, place, &link, Using::Confirm, String::new()))
}

pub(super) fn reset(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (place, link) = one_of_page(ask, chance, "reset")?;
    Some(used(ask, place, &link, Using::Reset, password(ask.number)))
}

pub(super) fn set_first_password(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (place, link) = one_of_page(ask, chance, "welcome")?;
    Some(used(ask, place, &link, Using::FirstPassword, password(ask.number)))
}

/// Whoever reads the mail of an address makes it the address of whoever asked for it.
pub(super) fn move_there(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (place, link) = one_of_page(ask, chance, "email")?;
    Some(used(ask, place, &link, Using::Move, String::new()))
}

pub(super) fn disown(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (place, link) = one_of_page(ask, chance, "activate")?;
    Some(used(ask, place, &link, Using::Disown, String::new()))
}

/// A link is sent in another tenant, for another purpose, or with another end.
pub(super) fn misuse(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let place = chance.below(ask.book.links.len().max(1));
    let link = ask.book.links.get(place)?;
    let (enrollment, mut call) = (ask.enrollment.clone(), ask.call);
    let mut token = link.token.clone();
    let mut using = match link.page.as_str() {
        "activate" => Using::ActivateAnew,
        "confirm" => Using::Confirm,
        "reset" => Using::Reset,
        "email" => Using::Move,
        _ => Using::FirstPassword,
    };
    if link.tenant != ask.tenant {
        // Everything is as it should be but the tenant.
    } else {
        match chance.below(3) {
            0 => call.named = Some(ask.elsewhere),
            1 => {
                let last = token.pop()?;
                token.push(if last == '0' { '1' } else { '0' });
            }
            _ => {
                using = match using {
                    Using::Reset => Using::FirstPassword,
                    _ => Using::Reset,
                }
            }
        }
    }
    let chosen = password(ask.number);
    let play = async move { perform(&enrollment, &call, &token, using, &chosen).await };
    Some((What::Misuse { link: place }, Box::pin(play)))
}

fn used(ask: &Ask<'_>, place: usize, link: &Link, using: Using, chosen: String) -> (What, Play) {
    let (enrollment, call, token) = (ask.enrollment.clone(), ask.call, link.token.clone());
    let what = What::Use {
        link: place,
        using,
        way: Way::Link,
        password: chosen.clone(),
    };
    let play = async move { perform(&enrollment, &call, &token, using, &chosen).await };
    (what, Box::pin(play))
}

/// Uses a link.
pub(crate) async fn perform(enrollment: &Enrollment, call: &Call, token: &str, using: Using, chosen: &str) -> Answer {
    let activate = |password| Activate {
        token,
        password,
        username: None,
        terms_version: None,
    };
    match using {
        Using::Activate => {
            let chosen = activate(ActivationPassword::Chosen(chosen));
            tell!(enrollment.activate(call, chosen), activated)
        }
        Using::ActivateAnew => {
            let chosen = activate(ActivationPassword::New(chosen));
            tell!(enrollment.activate(call, chosen), activated)
        }
        Using::Reset => tell!(enrollment.complete_password_reset(call, token, chosen), |()| {
            Answer::done()
        }),
        Using::FirstPassword => tell!(enrollment.set_first_password(call, token, chosen), activated),
        Using::Confirm => tell!(enrollment.confirm(call, token), |confirmed: enroll::Confirmed| Answer {
            user: Some(confirmed.user.user.id),
            ..Answer::done()
        }),
        Using::Move => tell!(
            enrollment.confirm_address_change(call, token),
            |view: enroll::UserView| {
                Answer {
                    user: Some(view.user.id),
                    ..Answer::done()
                }
            }
        ),
        Using::Disown => tell!(enrollment.disown(call, token), |()| Answer::done()),
    }
}

pub(super) fn activated(activated: Activated) -> Answer {
    let (id, tokens): (UserId, Tokens) = (activated.user.user.id, activated.tokens);
    Answer::signed_in(id, tokens)
}
