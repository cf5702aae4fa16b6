//! Letters: each mail is one frame around a few words and at most one link. The words of each mail stand in
//! [`words`](self::words); nothing that a stranger typed is ever part of them.

mod words;

use askama::Template;
use enroll_credentials::TokenError;
use enroll_domain::id::MessageId;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::proof::{Landing, LandsWhen, Proof, Purpose};
use enroll_mailer::Letter;

use crate::Enrollment;

pub use words::Words;
pub(crate) use words::{Language, tell_when, words_of};

#[derive(Template)]
#[template(path = "letter.txt")]
struct TextPart<'a> {
    words: &'a Words,
    link: Option<&'a str>,
    sender: &'a str,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct HtmlPart<'a> {
    words: &'a Words,
    link: Option<&'a str>,
    sender: &'a str,
}

/// Puts a letter together.
pub(crate) fn letter(
    id: MessageId,
    to: EmailAddress,
    words: &Words,
    link: Option<&str>,
    sender: &str,
) -> Result<Letter, askama::Error> {
    Ok(Letter {
        message_id: id.to_string(),
        to,
        subject: words.subject.to_string(),
        text: TextPart { words, link, sender }.render()?,
        html: HtmlPart { words, link, sender }.render()?,
    })
}

impl Enrollment {
    /// The link of a proof: the page for its purpose, with the secret in the query.
    pub(crate) fn link_url(&self, proof: &Proof) -> Result<String, TokenError> {
        let page = match proof.purpose {
            Purpose::Activation => "activate",
            Purpose::FirstPassword | Purpose::HandedFirstPassword => "welcome",
            Purpose::PasswordReset => "reset",
            Purpose::Confirmation => "confirm",
            Purpose::AddressChange => "email",
        };
        let token = self.ports.signer.link_token(proof)?;
        // No other token is for the place that somebody asked to go to.
        if let (
            Purpose::Confirmation,
            Some(Landing {
                url,
                when: LandsWhen::AtOnce,
            }),
        ) = (proof.purpose, &proof.landing)
        {
            // In the fragment, which no server on the way gets to see.
            return Ok(format!("{}#token={token}", url.as_str()));
        }
        Ok(format!("{}/{page}?token={token}", self.public_url()))
    }
}
