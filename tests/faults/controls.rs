//! Negative controls: what is broken on purpose, from outside, so that the judge is seen to notice, each by the promise that it
//! breaks. The product is not asked.

use crate::clients::{Contract, Person, Said};
use crate::database::Database;
use crate::evidence::Evidence;
use crate::judge::{Leave, came_again, judge};
use crate::measure::Found;
use enroll_tests::promise::{Noticed, Promise};

type Break = fn(&mut Vec<Person>, &mut Evidence, &mut Leave);

/// Breaks of what clients remember and of what came, with what has to notice.
const BREAKS: &[(&str, Noticed, Break)] = &[
    (
        "an acknowledgement that nobody gave",
        Promise::Acknowledged.by(""),
        |people, _, _| {
            let mut invented = Person::new(Contract::Own, "invented");
            invented.acknowledged = Some(Said::Answer(202, String::new()));
            people.push(invented);
        },
    ),
    (
        "an answer that nobody ought to get",
        Promise::Answered.by(""),
        |people, _, _| {
            people[0].hear(Said::Answer(418, String::new()));
        },
    ),
    (
        "a registration that is lost",
        Promise::Acknowledged.by(""),
        |people, evidence, _| {
            let told = people.iter().find(|person| person.acknowledged.is_some());
            let told = &told.expect("somebody was told").email;
            evidence.subjects.retain(|subject| subject.email != *told);
        },
    ),
    (
        "a registration that is there twice",
        Promise::OneEffect.by("there more than once"),
        |_, evidence, _| {
            let twice = evidence.subjects[0].clone();
            evidence.subjects.push(twice);
        },
    ),
    (
        "a mail that never came",
        Promise::IntentsEnd.by(""),
        |_, evidence, _| {
            let forgotten = evidence.mails[0].message.clone();
            evidence.mails.retain(|mail| mail.message != forgotten);
        },
    ),
    (
        "a mail that nobody intended",
        Promise::MailsIntended.by(""),
        |_, evidence, _| {
            evidence.mails[0].message = "00".repeat(16);
        },
    ),
    // One more may come again, so that its link alone is wrong.
    (
        "another link in a mail that came again",
        Promise::IntentsEnd.by(""),
        |_, evidence, leave| {
            let mut again = evidence.mails[0].clone();
            again.token.push('x');
            evidence.mails.push(again);
            leave.twice += 1;
        },
    ),
    (
        "one mail more than may come again",
        Promise::IntentsEnd.by(""),
        |_, evidence, leave| {
            let more = (leave.twice + 1).saturating_sub(came_again(evidence));
            let again = evidence.mails[0].clone();
            evidence.mails.extend(vec![again; more]);
        },
    ),
    (
        "a mail that is still open",
        Promise::IntentsEnd.by(""),
        |_, evidence, _| {
            evidence.intents[0].status = "leased".to_owned();
        },
    ),
];

/// Breaks of the database, in SQL that both databases understand, with what has to notice.
const SQL: &[(&str, Noticed, &str)] = &[
    (
        "a row of the outbox that is gone",
        Promise::OneCommit.by("mails due"),
        "DELETE FROM outbox WHERE id = (SELECT id FROM outbox ORDER BY id LIMIT 1)",
    ),
    (
        "a link that is gone",
        Promise::OneCommit.by("mails due"),
        "DELETE FROM proofs WHERE id = (SELECT id FROM proofs ORDER BY id LIMIT 1)",
    ),
    (
        "an attempt that is gone",
        Promise::Acknowledged.by(""),
        "DELETE FROM attempts WHERE id = (SELECT id FROM attempts ORDER BY id LIMIT 1)",
    ),
    (
        "an audit record that is gone",
        Promise::OneCommit.by("the audit does not know"),
        "DELETE FROM audit WHERE subject_id IN (SELECT id FROM attempts)",
    ),
    (
        "an identifier that two hold, after its index",
        Promise::OneHolder.by(""),
        "ALTER TABLE identifiers RENAME TO identifiers_kept;
         CREATE TABLE identifiers AS SELECT * FROM identifiers_kept;
         INSERT INTO identifiers SELECT * FROM identifiers_kept;",
    ),
];

/// Shows that the judge notices what is broken in a copy of the evidence.
pub(crate) fn try_all(found: &mut Found, people: &[Person], evidence: &Evidence, leave: Leave) {
    for (what, names, break_it) in BREAKS {
        let (mut people, mut evidence, mut leave) = (people.to_vec(), evidence.clone(), leave);
        break_it(&mut people, &mut evidence, &mut leave);
        found.control(what, *names, judge(&people, &evidence, leave));
    }
}

/// Shows that the judge notices what is broken in the database itself; it is as before afterwards.
pub(crate) fn try_in(found: &mut Found, database: &mut Database, people: &[Person], evidence: &Evidence, leave: Leave) {
    for (what, names, sql) in SQL {
        database.run("BEGIN");
        database.run(sql);
        let broken = Evidence {
            mails: evidence.mails.clone(),
            ..Evidence::read_rows(database)
        };
        database.run("ROLLBACK");
        found.control(what, *names, judge(people, &broken, leave));
    }
}
