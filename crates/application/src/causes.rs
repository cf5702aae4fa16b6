//! What an error says to the operator.

use std::error::Error;
use std::iter::successors;

/// An error and all that caused it, in one line. Some errors repeat their cause in their own text; it is said once.
#[must_use]
pub fn causes(error: &(dyn Error + 'static)) -> String {
    let mut told: Vec<String> = Vec::new();
    for cause in successors(Some(error), |&error| error.source()) {
        let text = cause.to_string();
        if !told.last().is_some_and(|said| said.contains(&text)) {
            told.push(text);
        }
    }
    told.join(": ").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] io::Error);

    #[derive(Debug, thiserror::Error)]
    #[error("outer: {0}")]
    struct Repeating(#[source] io::Error);

    #[test]
    fn an_error_is_told_with_its_causes_in_one_line() {
        assert_eq!(causes(&Outer(io::Error::other("inner\nlines"))), "outer: inner lines");
    }

    #[test]
    fn a_cause_that_an_error_repeats_is_told_once() {
        assert_eq!(causes(&Repeating(io::Error::other("inner"))), "outer: inner");
    }
}
