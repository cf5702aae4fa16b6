//! What went wrong between us and a mail server: at which step, why, and what is to be done about it.

use std::error::Error;
use std::fmt;
use std::io;

use enroll_mailer::DeliveryError;
use lettre::transport::smtp::Error as SmtpError;

use crate::replies::ENDLESS;

/// The steps of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Connecting, TLS from the start if asked for, the greeting and `EHLO`.
    Connect,
    /// `STARTTLS` and what follows from it.
    StartTls,
    /// `AUTH`.
    Login,
    /// `NOOP` or `RSET` between letters.
    Check,
    /// `MAIL FROM`.
    Sender,
    /// `RCPT TO`.
    Recipient,
    /// `DATA`, until the server wants to have the mail.
    Data,
    /// The mail itself, until the server has taken responsibility for it.
    Message,
}

impl Step {
    /// Whether TLS begins in it.
    const fn encrypts(self) -> bool {
        matches!(self, Self::Connect | Self::StartTls)
    }
}

/// A conversation that did not end as it should. It holds nothing of the server's own words but numbers, because servers
/// repeat addresses in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    step: Step,
    cause: Cause,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Cause {
    /// The server said no: its code (RFC 5321 §4.2) and, if there is one, its enhanced code (RFC 3463).
    Refused { code: u16, enhanced: Option<String> },
    /// The server lacks what the settings require, or they what it requires.
    Unsuited(String),
    /// No trust in the other side.
    Encryption(String),
    /// No connection, or none any more.
    Network(String),
    /// An answer that is none.
    Unreadable,
    /// No answer.
    TimedOut,
}

impl Failure {
    pub(crate) fn new(step: Step, error: &SmtpError) -> Self {
        Self {
            step,
            cause: Cause::of(step, error),
        }
    }

    pub(crate) fn network(step: Step, error: &io::Error) -> Self {
        let cause = match error.kind() {
            io::ErrorKind::TimedOut => Cause::TimedOut,
            _ => Cause::network(error),
        };
        Self { step, cause }
    }

    pub(crate) const fn timed_out(step: Step) -> Self {
        Self {
            step,
            cause: Cause::TimedOut,
        }
    }

    pub(crate) const fn unreadable(step: Step) -> Self {
        Self {
            step,
            cause: Cause::Unreadable,
        }
    }

    /// Whether the conversation can go on with another letter: the server answered, and did not say goodbye (421).
    pub(crate) const fn leaves_the_connection_open(&self) -> bool {
        matches!(self.cause, Cause::Refused { code, .. } if code != 421)
    }
}

impl Cause {
    fn network(error: &io::Error) -> Self {
        if error.to_string().starts_with(UNRESOLVED) {
            return Self::Network("there is no address for the name of its host".to_owned());
        }
        Self::Network(error.kind().to_string())
    }

    fn of(step: Step, error: &SmtpError) -> Self {
        if let Some(code) = error.status() {
            return Self::Refused {
                code: code.into(),
                enhanced: error.source().and_then(enhanced),
            };
        }
        if error.is_client() {
            // One of lettre's own fixed sentences: no STARTTLS, no mechanism of AUTH in common.
            return Self::Unsuited(error.to_string());
        }
        match io_error(error) {
            Some(error) if error.kind() == io::ErrorKind::InvalidData => {
                if step.encrypts() && !is_about_words(error) {
                    Self::Encryption(error.to_string())
                } else {
                    Self::Unreadable
                }
            }
            Some(error) if error.kind() == io::ErrorKind::TimedOut => Self::TimedOut,
            Some(error) => Self::network(error),
            None => Self::Unreadable,
        }
    }
}

/// How the standard library begins what it says of a name that has no address; there is no kind of error for it.
const UNRESOLVED: &str = "failed to lookup address information";

fn io_error(error: &SmtpError) -> Option<&io::Error> {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(error) = cause.downcast_ref() {
            return Some(error);
        }
        source = cause.source();
    }
    None
}

/// Whether a reply was no UTF-8, which tokio says in these words, or had no end. What TLS has against the other side reaches us
/// as unfit data, too.
fn is_about_words(error: &io::Error) -> bool {
    let said = error.to_string();
    said.contains("valid UTF-8") || said.contains(ENDLESS)
}

/// The enhanced code at the beginning of a reply, such as `5.1.1`.
fn enhanced(reply: &(dyn Error + 'static)) -> Option<String> {
    let reply = reply.to_string();
    let first = reply.split_whitespace().next()?;
    let is_number = |part: &str| matches!(part.len(), 1..=3) && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<_> = first.split('.').collect();
    (parts.len() == 3 && parts.iter().all(|part| is_number(part))).then(|| first.to_owned())
}

/// Sorts by what is to be done.
///
/// Two things cannot be told apart. A server that will not relay for us says so at `RCPT`, in the words in which it
/// refuses one recipient (`550 5.7.1`), and counts as the latter: otherwise anybody could stop all mail by registering an
/// address that is refused. And a host name that does not exist looks like a name server that is away: both pass.
impl From<Failure> for DeliveryError {
    fn from(failure: Failure) -> Self {
        let sorted = match &failure.cause {
            Cause::TimedOut | Cause::Network(_) | Cause::Unreadable => Self::Temporary,
            Cause::Unsuited(_) | Cause::Encryption(_) => Self::Misconfigured,
            Cause::Refused { code: ..500, .. } => Self::Temporary,
            // Bad sequence, or log in and encrypt first (RFC 4954 §6): never about one letter, whenever it is said.
            Cause::Refused {
                code: 503 | 530 | 534 | 535 | 538,
                ..
            } => Self::Misconfigured,
            Cause::Refused { code: _, enhanced: _ } => match failure.step {
                Step::Connect | Step::StartTls | Step::Login | Step::Check | Step::Sender => Self::Misconfigured,
                Step::Recipient | Step::Data | Step::Message => Self::Permanent,
            },
        };
        sorted(Box::new(failure))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = match self.step {
            Step::Connect => "connecting to the mail server",
            Step::StartTls => "encrypting (STARTTLS)",
            Step::Login => "logging in (AUTH)",
            Step::Check => "seeing whether the mail server is there",
            Step::Sender => "naming the sender (MAIL FROM)",
            Step::Recipient => "naming the recipient (RCPT TO)",
            Step::Data => "announcing the mail (DATA)",
            Step::Message => "sending the mail",
        };
        write!(out, "{step}: ")?;
        match &self.cause {
            Cause::Refused { code, enhanced: None } => write!(out, "the server answered {code}"),
            Cause::Refused {
                code,
                enhanced: Some(enhanced),
            } => write!(out, "the server answered {code} {enhanced}"),
            Cause::Unsuited(reason) | Cause::Encryption(reason) | Cause::Network(reason) => out.write_str(reason),
            Cause::Unreadable => out.write_str("the server went away or gave an answer that is none"),
            Cause::TimedOut => out.write_str("no answer in time"),
        }
    }
}

impl Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_without_an_address_is_told_as_that_and_no_name_is_repeated() {
        let said = "failed to lookup address information: Name or service not known: mail.example.org";
        let told = Failure::network(Step::Connect, &io::Error::other(said)).to_string();
        assert_eq!(
            told,
            "connecting to the mail server: there is no address for the name of its host"
        );
    }
}
