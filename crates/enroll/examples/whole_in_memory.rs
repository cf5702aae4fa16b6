//! The whole in memory: somebody registers, receives the mail, activates and signs in. What a test of your own would do.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::sync::Arc;

use enroll::adapters::memory::Mailbox;
use enroll::domain::registration::RegistrationForm;
use enroll::{Activate, ActivationPassword, Call, Enroll, HandedPassword};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (email, password) = ("ada@example.org", "seven owls read maps");
    let (mailbox, builder) = (Mailbox::new(), Enroll::builder().in_memory());
    let enroll = builder.mailer(Arc::new(mailbox.clone())).build()?;
    enroll.prepare().await?;
    let running = enroll.start();
    let (enrollment, call) = (enroll.enrollment(), Call::in_default_tenant());

    let mut form = RegistrationForm::default();
    (form.email, form.password) = (Some(email.to_owned()), Some(password.to_owned()));
    enrollment.register(&call, &form, None).await?;

    let letters = mailbox.arrived(1).await;
    let text = letters.first().map_or("", |received| &received.letter.text);
    let link = text.split_whitespace().find(|word| word.contains("token="));
    let activate = Activate {
        token: link.map_or("", |link| link.rsplit('=').next().unwrap_or_default()),
        password: ActivationPassword::Chosen(password),
        username: None,
        terms_version: None,
    };
    let activated = enrollment.activate(&call, activate).await?;
    println!("{text}\n{:?}", activated.user.user.state);
    let handed = HandedPassword::Refused;
    enrollment.sign_in(&call, Some(email), Some(password), handed).await?;
    running.stop().await;
    Ok(())
}
