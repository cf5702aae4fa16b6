//! Calls with an address: registrations, and asking for mails.

use enroll::domain::profile::Field;
use enroll::domain::registration::{RegistrationForm, WishesForm};
use enroll::{AddressForm, IdempotencyKey, Receipt, Receipted, Registered};

use super::{Ask, Play, tell};
use crate::answer::Answer;
use crate::chance::recent;
use crate::history::{Hand, Registering, What};
use crate::people::{NAME, SPELLINGS, STRANGER, address, password};
use enroll::adapters::memory::Chance;

/// Somebody registers: whoever has the address, or a stranger who types it.
pub(super) fn register(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let codes: Vec<usize> = (0..ask.book.codes.len())
        .filter(|code| ask.book.codes[*code].tenant == ask.tenant)
        .collect();
    let registering = Registering {
        person: chance.below(ask.book.people),
        spelling: chance.below(SPELLINGS),
        password: password(ask.number),
        hand: if chance.one_in(3) { Hand::Stranger } else { Hand::Owner },
        key: ask.number,
        code: recent(chance, &codes).copied(),
    };
    Some(sent(ask, registering))
}

/// Somebody who may have got no answer sends the same once more, under the same key.
pub(super) fn register_again(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let sent_before: Vec<&Registering> = ask
        .book
        .entries
        .iter()
        .filter(|entry| entry.tenant == ask.tenant)
        .filter_map(|entry| match &entry.what {
            What::Register(form) => Some(form),
            _ => None,
        })
        .collect();
    let again = (*recent(chance, &sent_before)?).clone();
    Some(sent(ask, again))
}

fn sent(ask: &Ask<'_>, registering: Registering) -> (What, Play) {
    let name = match registering.hand {
        Hand::Owner => NAME,
        Hand::Stranger => STRANGER,
    };
    let code = registering.code.map(|code| ask.book.codes[code].code.clone());
    let form = RegistrationForm {
        email: Some(address(registering.person, registering.spelling)),
        password: Some(registering.password.clone()),
        profile: vec![(Field::GivenName, name.to_owned())],
        wishes: WishesForm {
            invitation_code: code,
            ..WishesForm::default()
        },
        ..RegistrationForm::default()
    };
    let receipt = receipt::<Registered>(ask, registering.key, &registering.password);
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        tell!(
            enrollment.register(&call, &form, Some(receipt)),
            |registered| match registered {
                Receipted::Fresh(Registered::SignedUp(signed_up)) => Answer {
                    user: Some(signed_up.user.user.id),
                    ..Answer::done()
                },
                Receipted::Fresh(Registered::CheckYourMail) => Answer::done(),
                Receipted::Replayed(bytes) => Answer::replayed(bytes),
            }
        )
    };
    (What::Register(registering), Box::pin(play))
}

/// A receipt whose answer tells which call it was given to.
pub(super) fn receipt<T>(ask: &Ask<'_>, key: u64, body: &str) -> Receipt<T> {
    let key = IdempotencyKey::parse(&format!("a-key-for-{key:010}")).unwrap();
    let request = ask.call.request.map(|id| id.to_string()).unwrap_or_default();
    Receipt::new(key, body.as_bytes().to_vec(), move |_| request.clone().into_bytes())
}

pub(super) fn resend(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (person, spelling) = (chance.below(ask.book.people), chance.below(SPELLINGS));
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let address = address(person, spelling);
        let form = AddressForm::of(Some(&address));
        tell!(enrollment.resend_activation(&call, form, None), |_| Answer::done())
    };
    Some((What::Resend, Box::pin(play)))
}

pub(super) fn ask_reset(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (person, spelling) = (chance.below(ask.book.people), chance.below(SPELLINGS));
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    let play = async move {
        let address = address(person, spelling);
        let form = AddressForm::of(Some(&address));
        tell!(enrollment.request_password_reset(&call, form, None), |_| Answer::done())
    };
    Some((What::AskReset, Box::pin(play)))
}
