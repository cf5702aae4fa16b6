//! What every Rust file keeps to: a head, a length, and the words that never stand in one.

use std::collections::BTreeSet;

use enroll_tests::workspace::{SourceFile, rust_files};

/// The most lines of a file.
const LONGEST_FILE: usize = 300;

/// Files that may be longer, each with the reason. One that is short again leaves this list.
const LONGER_FILES: &[(&str, &str)] = &[];

/// Files in which a test may wait for a time to pass, because the time is its subject.
const ABOUT_TIMERS: &[&str] = &[];

/// What stands in no file, and why. They are put together here so that this file does not hold them itself.
const NEVER: &[(&str, &str)] = &[
    (concat!("#[", "allow("), "write #[expect(…, reason = …)]"),
    (concat!("#![", "allow("), "write #![expect(…, reason = …)]"),
    (
        concat!("#[", "ignore"),
        "a test that cannot run shows as ignored through the requirements",
    ),
    (concat!("#[", "should_panic"), "say what panics, and look at it"),
    (concat!("TO", "DO"), "finish it, or leave it out"),
    (concat!("FIX", "ME"), "mend it"),
    (concat!("XX", "X"), "mend it"),
    (concat!("/ro", "ot/"), "no path of one machine"),
    (concat!("/ho", "me/"), "no path of one machine"),
    (concat!("/wo", "rk/"), "no path of one machine"),
    (concat!("/Us", "ers/"), "no path of one machine"),
];

/// Where such a word stands all the same: the file, the word, and the reason. One that is gone leaves this list.
const EXCEPTED: &[(&str, &str, &str)] = &[(
    "crates/adapters/smtp/tests/smtp/encryption.rs",
    concat!("#[", "ignore"),
    "the test beside it runs it, in a process with other trusted authorities",
)];

/// Ways to let time pass.
const SLEEPS: &[&str] = &[
    concat!("thread::", "sleep"),
    concat!("time::", "sleep"),
    concat!(" sl", "eep("),
    concat!("(sl", "eep("),
];

#[test]
fn every_file_begins_by_saying_what_lives_there() {
    let headless: Vec<String> = rust_files()
        .into_iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| file.path)
        .collect();
    assert!(headless.is_empty(), "no //! at the top of {headless:#?}");
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold_and_no_exception_outlives_its_reason() {
    let long: BTreeSet<String> = rust_files()
        .into_iter()
        .filter(|file| file.text.lines().count() > LONGEST_FILE)
        .map(|file| file.path)
        .collect();
    let excepted: BTreeSet<String> = LONGER_FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(
        long, excepted,
        "files of more than {LONGEST_FILE} lines are not those that are excepted"
    );
}

#[test]
fn an_example_is_read_at_a_glance() {
    let long: Vec<String> = rust_files()
        .into_iter()
        .filter(|file| file.path.contains("/examples/") && file.text.lines().count() >= 40)
        .map(|file| file.path)
        .collect();
    assert!(long.is_empty(), "examples stay under 40 lines: {long:#?}");
}

#[test]
fn what_never_stands_in_a_file_stands_in_none() {
    let mut found = Vec::new();
    let mut excepted = BTreeSet::new();
    for file in rust_files() {
        for (number, line) in file.text.lines().enumerate() {
            for (word, why) in NEVER.iter().filter(|(word, _)| line.contains(word)) {
                if EXCEPTED
                    .iter()
                    .any(|(path, known, _)| *path == file.path && known == word)
                {
                    excepted.insert((file.path.clone(), *word));
                } else {
                    found.push(format!("{}:{}: {word} ({why})", file.path, number + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(
        excepted.len(),
        EXCEPTED.len(),
        "an exception outlives its reason: {EXCEPTED:#?}"
    );
}

#[test]
fn no_test_waits_for_time_to_pass() {
    let sleeping = |file: &SourceFile| SLEEPS.iter().any(|sleep| tests_of(file).contains(sleep));
    let waiting: BTreeSet<String> = rust_files()
        .into_iter()
        .filter(sleeping)
        .map(|file| file.path)
        .collect();
    let excepted: BTreeSet<String> = ABOUT_TIMERS.iter().map(|path| (*path).to_owned()).collect();
    assert_eq!(waiting, excepted, "tests wait for conditions, not for time");
}

/// What of a file is there for tests: all of a file of tests, and of any other what follows `#[cfg(test)]`.
fn tests_of(file: &SourceFile) -> &str {
    let all = file.path.starts_with("tests/") || file.path.contains("/tests/") || file.path.contains("/conformance");
    let begin = if all { Some(0) } else { file.text.find("#[cfg(test)]") };
    begin.map_or("", |begin| &file.text[begin..])
}
