//! The domain alone: the rules of registration, without a runtime, a database or a network.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use enroll::domain::identifier::EmailAddress;
use enroll::domain::password::Strength;
use enroll::domain::registration::{Policy, RegistrationForm, examine};

fn main() {
    // Two ways to write one address have one key, so nobody registers it twice.
    for typed in ["Ada@EXÄMPLE.org", "ada@xn--exmple-cua.org"] {
        if let Ok(address) = EmailAddress::parse(typed) {
            println!("{typed} is known as {}", address.key().as_str());
        }
    }

    // Everything that is wrong with a request is told at once.
    let form = RegistrationForm {
        email: Some("ada at example.org".to_owned()),
        password: Some("short".to_owned()),
        username: Some("42".to_owned()),
        ..RegistrationForm::default()
    };
    let rate_by_length = |password: &enroll::domain::password::Password, _: &[&str]| {
        Strength::from_score(if password.expose().len() < 12 { 0 } else { 4 })
    };
    if let Err(rejections) = examine(&form, &Policy::private(), rate_by_length) {
        for rejection in rejections.as_slice() {
            println!("{}: {}", rejection.input.name(), rejection.code());
        }
    }
}
