//! Calls with a typed code from a mail; and by somebody who guesses at codes.

use enroll::{ActivateByCode, ActivationPassword, Call, CodeForm, Enrollment};

use super::links::{activated, with_password};
use super::{Ask, Play, tell};
use crate::answer::Answer;
use crate::chance::recent;
use crate::history::{Link, Using, Way, What};
use crate::people::{SPELLINGS, address, password};
use enroll::adapters::memory::Chance;

/// A link in whose mail there was a code.
fn coded(ask: &Ask<'_>, chance: &mut Chance) -> Option<(usize, Link, String)> {
    let here = (0..ask.book.links.len()).filter(|place| ask.book.links[*place].tenant == ask.tenant);
    let coded: Vec<usize> = here.filter(|place| ask.book.links[*place].code.is_some()).collect();
    let place = *recent(chance, &coded)?;
    let link = ask.book.links[place].clone();
    let code = link.code.clone()?;
    Some((place, link, code))
}

/// The owner of an address types the code that stood beside a link.
pub(super) fn use_code(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (place, link, code) = coded(ask, chance)?;
    let (using, chosen) = match link.page.as_str() {
        "activate" => with_password(ask, chance, link.person)?,
        "reset" => (Using::Reset, password(ask.number)),
        _ => (Using::FirstPassword, password(ask.number)),
    };
    let what = What::Use {
        link: place,
        using,
        way: Way::Code,
        password: chosen.clone(),
    };
    let email = address(link.person, chance.below(SPELLINGS));
    Some((what, typed(ask, email, code, using, chosen)))
}

/// Somebody types a code that never stood in a mail to this address.
pub(super) fn guess(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let (_, link, _) = coded(ask, chance)?;
    let person = link.person;
    let using = match link.page.as_str() {
        "activate" => Using::ActivateAnew,
        "reset" => Using::Reset,
        _ => Using::FirstPassword,
    };
    let code = (0..)
        .map(|more| format!("{:04} {:04}", (ask.number + more) % 10_000, chance.below(10_000)))
        .find(|code| ask.book.links.iter().all(|link| link.code.as_ref() != Some(code)))?;
    let what = What::Guess {
        person,
        purpose: using.purpose()?,
        code: code.clone(),
    };
    let email = address(person, chance.below(SPELLINGS));
    Some((what, typed(ask, email, code, using, password(ask.number))))
}

fn typed(ask: &Ask<'_>, email: String, code: String, using: Using, chosen: String) -> Play {
    let (enrollment, call) = (ask.enrollment.clone(), ask.call);
    Box::pin(async move {
        let form = CodeForm {
            email: &email,
            code: &code,
        };
        perform(&enrollment, &call, form, using, &chosen).await
    })
}

/// Does by a code what the link beside it would do.
async fn perform(enrollment: &Enrollment, call: &Call, code: CodeForm<'_>, using: Using, chosen: &str) -> Answer {
    let activate = |password| ActivateByCode {
        code,
        password,
        username: None,
        terms_version: None,
    };
    match using {
        Using::Activate => {
            let chosen = activate(ActivationPassword::Chosen(chosen));
            tell!(enrollment.activate_by_code(call, chosen), activated)
        }
        Using::ActivateAnew | Using::Confirm | Using::Move | Using::Disown => {
            let chosen = activate(ActivationPassword::New(chosen));
            tell!(enrollment.activate_by_code(call, chosen), activated)
        }
        Using::Reset => {
            tell!(enrollment.complete_password_reset_by_code(call, code, chosen), |()| {
                Answer::done()
            })
        }
        Using::FirstPassword => tell!(enrollment.set_first_password_by_code(call, code, chosen), activated),
    }
}
