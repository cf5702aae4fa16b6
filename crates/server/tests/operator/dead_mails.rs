//! `enroll mail dead`, `retry` and `forget`, where nothing is dead; mails that are dead need a mail server that refuses them.

use crate::place::Place;

#[test]
fn where_nothing_is_dead_nothing_is_listed_and_all_of_it_is_tried_again() {
    let place = Place::ready();
    let listed = place.run(&["mail", "dead"]);
    assert_eq!((listed.code, listed.out.lines().count()), (0, 1), "{}", listed.err);
    let retried = place.run(&["mail", "retry", "--all"]);
    assert_eq!(retried.code, 0, "{}", retried.err);
    assert!(retried.out.starts_with("0 mails are due again"), "{}", retried.out);
    let forgotten = place.run(&["mail", "forget", "--all", "--tenant", "default"]);
    assert!(forgotten.out.starts_with("0 mails are forgotten"), "{}", forgotten.out);
}

#[test]
fn one_that_is_not_there_ends_with_1_and_to_mean_none_or_both_is_not_understood() {
    let place = Place::ready();
    let absent = "01902f3c-0000-7000-8000-000000000000";
    for (arguments, told) in [
        (&["mail", "retry", absent][..], "enroll mail dead"),
        (&["mail", "forget", absent], "enroll mail dead"),
        (&["mail", "retry", "ada@example.org"], "a UUID"),
        (&["mail", "dead", "--tenant", "nowhere"], "no tenant nowhere"),
    ] {
        let ended = place.run(arguments);
        assert_eq!(ended.code, 1, "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(told), "{arguments:?}: {}", ended.err);
    }
    assert_eq!(place.run(&["mail", "retry"]).code, 2);
    assert_eq!(place.run(&["mail", "retry", absent, "--all"]).code, 2);
}
