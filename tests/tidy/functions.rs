//! How long a function may be, measured by the indentation that rustfmt gives it.

use std::collections::BTreeSet;

use enroll_tests::workspace::{SourceFile, rust_files};

/// The most lines of a function, its signature included.
const LONGEST: usize = 60;

/// Functions that may be longer, as `path: name`, each with the reason. One that is short again leaves this list.
const LONGER: &[(&str, &str)] = &[];

#[test]
fn no_function_is_longer_than_a_screen_and_no_exception_outlives_its_reason() {
    let long: BTreeSet<String> = rust_files()
        .iter()
        .flat_map(|file| {
            functions(file)
                .into_iter()
                .filter(|found| found.lines > LONGEST)
                .map(move |found| (file, found))
        })
        .map(|(file, found)| format!("{}: {}", file.path, found.name))
        .collect();
    let excepted: BTreeSet<String> = LONGER.iter().map(|(function, _)| (*function).to_owned()).collect();
    assert_eq!(
        long, excepted,
        "functions of more than {LONGEST} lines are not those that are excepted"
    );
}

struct Function<'a> {
    name: &'a str,
    lines: usize,
}

/// The functions of a file that have a body of more than one line.
fn functions(file: &SourceFile) -> Vec<Function<'_>> {
    let lines: Vec<&str> = file.text.lines().collect();
    let mut found = Vec::new();
    for (first, line) in lines.iter().enumerate() {
        let Some(name) = name_of(line) else { continue };
        let indent = &line[..line.len() - line.trim_start().len()];
        let closes = |line: &&str| line.strip_prefix(indent) == Some("}");
        let without_body = |line: &&str| {
            line.strip_prefix(indent)
                .is_some_and(|rest| !rest.starts_with(' ') && rest.ends_with(';'))
        };
        let rest = &lines[first..];
        let end = rest
            .iter()
            .position(|line| closes(line) || without_body(line) || is_whole(line));
        found.extend(end.map(|end| Function { name, lines: end + 1 }));
    }
    found
}

/// The name of the function whose signature begins on this line.
fn name_of(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    for word in [
        "pub(crate) ",
        "pub(super) ",
        "pub ",
        "default ",
        "const ",
        "async ",
        "unsafe ",
        "extern \"C\" ",
    ] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let name = rest.strip_prefix("fn ")?;
    name.split(['(', '<']).next()
}

/// Whether a function stands on this one line.
fn is_whole(line: &str) -> bool {
    name_of(line).is_some() && (line.ends_with('}') || line.ends_with(';'))
}

#[test]
fn a_function_is_counted_from_its_signature_to_its_brace() {
    let text = "\
impl A {
    pub(crate) async fn long(
        &self,
    ) -> B {
        if c {
        }
    }

    fn short(&self) {}
}

trait D {
    fn declared(&self);
}
";
    let file = SourceFile {
        path: "a.rs".to_owned(),
        text: text.to_owned(),
    };
    let counted: Vec<_> = functions(&file)
        .iter()
        .map(|found| (found.name.to_owned(), found.lines))
        .collect();
    let expected = [("long", 6), ("short", 1), ("declared", 1)].map(|(name, lines)| (name.to_owned(), lines));
    assert_eq!(counted, expected);
}
