//! Descriptions: what administrators write of the things that they make, for people to read.

use enroll_domain::Rule;

/// What something is for: 1 to 500 characters, on as many lines as one likes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description(String);

impl Description {
    /// Reads a description. Spaces around it are trimmed.
    ///
    /// # Errors
    /// [`Rule::Required`], [`Rule::TooLong`], or [`Rule::ControlCharacter`] for any but the line feed.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        const MAX: usize = 500;
        let text = text.trim();
        if text.is_empty() {
            return Err(Rule::Required);
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(Rule::ControlCharacter);
        }
        if text.chars().count() > MAX {
            return Err(Rule::TooLong { max: MAX });
        }
        Ok(Self(text.to_owned()))
    }

    /// The words themselves.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_some_lines_and_nothing_that_a_terminal_obeys() {
        assert_eq!(Description::parse(" two\nlines ").unwrap().as_str(), "two\nlines");
        assert_eq!(Description::parse(" \n"), Err(Rule::Required));
        assert_eq!(Description::parse("\u{1b}[2J"), Err(Rule::ControlCharacter));
        assert_eq!(Description::parse(&"é".repeat(501)), Err(Rule::TooLong { max: 500 }));
        assert!(Description::parse(&"é".repeat(500)).is_ok());
    }
}
