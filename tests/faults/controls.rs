//! Negative controls: what is broken on purpose, from outside, so that the judge is seen to notice. The product is not asked.

use crate::clients::{Contract, Person, Said};
use crate::database::Database;
use crate::evidence::Evidence;
use crate::judge::{Leave, judge};
use crate::measure::Found;

type Break = fn(&mut Vec<Person>, &mut Evidence);

/// Breaks of what clients remember and of what came.
const BREAKS: &[(&str, Break)] = &[
    ("an acknowledgement that nobody gave", |people, _| {
        let mut invented = Person::new(Contract::Own, "invented");
        invented.acknowledged = Some(Said::Answer(202, String::new()));
        people.push(invented);
    }),
    ("an answer that nobody ought to get", |people, _| {
        people[0].odd.push("500".to_owned());
    }),
    ("a registration that is lost", |_, evidence| {
        evidence.subjects.pop();
    }),
    ("a registration that is there twice", |_, evidence| {
        let twice = evidence.subjects[0].clone();
        evidence.subjects.push(twice);
    }),
    ("a mail that never came", |_, evidence| {
        let forgotten = evidence.mails[0].message.clone();
        evidence.mails.retain(|mail| mail.message != forgotten);
    }),
    ("a mail that nobody intended", |_, evidence| {
        evidence.mails[0].message = "00".repeat(16);
    }),
    ("another link in a mail that came again", |_, evidence| {
        let mut again = evidence.mails[0].clone();
        again.token.push('x');
        evidence.mails.push(again);
    }),
    ("a mail that comes again and again", |_, evidence| {
        let again = vec![evidence.mails[0].clone(); 10_000];
        evidence.mails.extend(again);
    }),
    ("a mail that is still open", |_, evidence| {
        evidence.intents[0].status = "leased".to_owned();
    }),
];

/// Breaks of the database, in SQL that both databases understand.
const SQL: &[(&str, &str)] = &[
    (
        "a row of the outbox that is gone",
        "DELETE FROM outbox WHERE id = (SELECT id FROM outbox ORDER BY id LIMIT 1)",
    ),
    (
        "a link that is gone",
        "DELETE FROM proofs WHERE id = (SELECT id FROM proofs ORDER BY id LIMIT 1)",
    ),
    (
        "an attempt that is gone",
        "DELETE FROM attempts WHERE id = (SELECT id FROM attempts ORDER BY id LIMIT 1)",
    ),
    (
        "an audit record that is gone",
        "DELETE FROM audit WHERE subject_id IN (SELECT id FROM attempts)",
    ),
    (
        "an identifier that two hold, after its index",
        "ALTER TABLE identifiers RENAME TO identifiers_kept;
         CREATE TABLE identifiers AS SELECT * FROM identifiers_kept;
         INSERT INTO identifiers SELECT * FROM identifiers_kept;",
    ),
];

/// Shows that the judge notices what is broken in a copy of the evidence.
pub(crate) fn try_all(found: &mut Found, people: &[Person], evidence: &Evidence, leave: Leave) {
    for (what, break_it) in BREAKS {
        let (mut people, mut evidence) = (people.to_vec(), evidence.clone());
        break_it(&mut people, &mut evidence);
        found.control(what, judge(&people, &evidence, leave));
    }
}

/// Shows that the judge notices what is broken in the database itself; it is as before afterwards.
pub(crate) fn try_in(found: &mut Found, database: &mut Database, people: &[Person], evidence: &Evidence, leave: Leave) {
    for (what, sql) in SQL {
        database.run("BEGIN");
        database.run(sql);
        let broken = Evidence {
            mails: evidence.mails.clone(),
            ..Evidence::read_rows(database)
        };
        database.run("ROLLBACK");
        found.control(what, judge(people, &broken, leave));
    }
}
