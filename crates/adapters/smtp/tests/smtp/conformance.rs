//! The mailer's conformance suite over a wire. The far end repeats addresses in its refusals, as servers do.

use std::sync::Arc;

use async_trait::async_trait;
use enroll_mailer::conformance::{self, Bench, Failure, Inbox, Mail, Subject};

use crate::material::{mailer, read};
use crate::smtp_catcher::{self, Reply, SmtpCatcher, Step};

struct OverSmtp;

struct FarEnd(SmtpCatcher);

#[async_trait]
impl Bench for OverSmtp {
    #[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
    async fn fresh(&self) -> Subject {
        let server = SmtpCatcher::start().await.unwrap();
        Subject {
            mailer: Arc::new(mailer(&server)),
            inbox: Box::new(FarEnd(server)),
        }
    }
}

#[async_trait]
impl Inbox for FarEnd {
    async fn mails(&self) -> Vec<Mail> {
        self.0.received().iter().map(mail).collect()
    }

    async fn fail_next(&self, failure: Failure) {
        match failure {
            Failure::Temporary => self.0.say_next(Step::Rcpt, "451 4.3.0 <{to}>: try again later"),
            Failure::Permanent => self.0.say_next(Step::Rcpt, "550 5.1.1 <{to}>: nobody here"),
            Failure::Misconfigured => self
                .0
                .say_next(Step::Mail, "550 5.7.1 <noreply@example.org>: not from you"),
            Failure::Lost => self.0.next(Step::Dot, Reply::HangUp),
        }
    }
}

fn mail(taken: &smtp_catcher::Mail) -> Mail {
    let message = read(taken);
    Mail {
        recipients: taken.recipients.clone(),
        fields: message
            .headers()
            .iter()
            .map(|header| header.name().to_owned())
            .collect(),
        message_id: message.message_id().unwrap_or_default().to_owned(),
        subject: message.subject().unwrap_or_default().to_owned(),
        text: message.body_text(0).unwrap_or_default().into_owned(),
        html: message.body_html(0).unwrap_or_default().into_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_smtp_mailer_keeps_every_promise_of_the_mailer() {
    conformance::all(&OverSmtp).await;
}
