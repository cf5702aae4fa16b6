//! How conversations with the server are begun, used again and given up.

use std::time::Duration;

use enroll_mailer::Mailer;
use enroll_smtp::{PlainSmtp, SmtpMailer};
use tokio::time::Instant;

use crate::material::{FROM, letter, mailer, read, verdict};
use crate::smtp_catcher::{Reply, SmtpCatcher, Step};

#[tokio::test]
async fn one_conversation_carries_many_letters() {
    let server = SmtpCatcher::start().await.unwrap();
    let mailer = mailer(&server);
    for number in 0..5 {
        mailer.deliver(&letter(&number.to_string())).await.unwrap();
    }
    assert_eq!(server.arrived(5).await.len(), 5);
    assert_eq!(server.count(Step::Connect), 1);
}

#[tokio::test]
async fn a_refused_letter_leaves_nothing_of_itself_to_the_next_one() {
    let server = SmtpCatcher::start().await.unwrap();
    let mailer = mailer(&server);
    server.say_next(Step::Data, "554 5.6.0 not this one");
    assert_eq!(verdict(&mailer.deliver(&letter("refused")).await), "permanent");
    mailer.deliver(&letter("next")).await.unwrap();
    let mails = server.received();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].recipients.len(), 1);
    assert_eq!(server.count(Step::Connect), 1, "in the same conversation");
}

#[tokio::test]
async fn a_conversation_that_the_server_ended_meanwhile_costs_no_letter() {
    let server = SmtpCatcher::start().await.unwrap();
    let mailer = mailer(&server);
    mailer.deliver(&letter("one")).await.unwrap();
    server.next(Step::Rset, Reply::HangUp);
    mailer.deliver(&letter("two")).await.unwrap();
    assert_eq!(server.received().len(), 2);
    assert_eq!(server.count(Step::Connect), 2);
}

#[tokio::test]
async fn a_conversation_in_which_the_server_said_goodbye_is_over() {
    let server = SmtpCatcher::start().await.unwrap();
    let mailer = mailer(&server);
    server.say_next(Step::Rcpt, "421 4.3.2 shutting down");
    assert_eq!(verdict(&mailer.deliver(&letter("one")).await), "temporary");
    mailer.deliver(&letter("one")).await.unwrap();
    assert_eq!(server.count(Step::Connect), 2);
}

#[tokio::test]
async fn a_delivery_that_is_given_up_does_not_lend_its_answer_to_the_next_letter() {
    let server = SmtpCatcher::start().await.unwrap();
    let mailer = mailer(&server);
    mailer.deliver(&letter("warm")).await.unwrap();
    server.next(Step::Dot, Reply::Silence);
    let slow = letter("slow");
    tokio::select! {
        delivered = mailer.deliver(&slow) => panic!("nobody answered, and yet {delivered:?}"),
        () = server.reached(Step::Dot, 2) => {}
    }
    server.say_next(Step::Rcpt, "550 5.1.1 nobody here");
    assert_eq!(verdict(&mailer.deliver(&letter("unknown")).await), "permanent");
    mailer.deliver(&letter("last")).await.unwrap();
    let ids: Vec<_> = server
        .received()
        .iter()
        .map(|mail| read(mail).message_id().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["warm@example.org", "slow@example.org", "last@example.org"]);
}

// The clock is set and leaps whenever everybody waits, so that half a minute passes in no time.
#[tokio::test(start_paused = true)]
async fn a_server_that_falls_silent_is_given_up_within_half_a_minute() {
    for step in [Step::Connect, Step::Ehlo, Step::Mail, Step::Rcpt, Step::Data, Step::Dot] {
        let server = SmtpCatcher::start().await.unwrap();
        server.next(step, Reply::Silence);
        let started = Instant::now();
        let delivered = mailer(&server).deliver(&letter("one")).await;
        assert_eq!(verdict(&delivered), "temporary", "{step:?}: {delivered:?}");
        assert!(
            started.elapsed() <= Duration::from_secs(31),
            "{step:?}: {:?}",
            started.elapsed()
        );
    }
}

#[tokio::test]
async fn a_check_goes_as_far_as_the_login_and_sends_nothing() {
    let server = SmtpCatcher::start().await.unwrap();
    let mailer = mailer(&server);
    mailer.check().await.unwrap();
    assert_eq!(
        (
            server.count(Step::Noop),
            server.count(Step::Mail),
            server.received().len()
        ),
        (1, 0, 0)
    );
    server.reached(Step::Quit, 1).await;

    server.say_next(Step::Connect, "554 5.3.2 no mail here");
    assert_eq!(verdict(&mailer.check().await), "misconfigured");
    let gone = server.url();
    drop(server);
    let nobody = SmtpMailer::connect(&gone, FROM, PlainSmtp::LoopbackOnly).unwrap();
    assert_eq!(verdict(&nobody.check().await), "temporary");
}
