//! Letters: each mail is one frame around a few words and at most one link, which may have a typed code beside it. The words of each mail stand in
//! [`words`](self::words); nothing that a stranger typed is ever part of them.

mod words;

use askama::Template;
use enroll_credentials::TokenError;
use enroll_domain::id::MessageId;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::proof::{Landing, LandsWhen, Proof, Purpose};
use enroll_domain::registration::CodePolicy;
use enroll_domain::typed_code::TypedCode;
use enroll_mailer::Letter;

use crate::Enrollment;

pub use words::Words;
pub(crate) use words::{Language, tell_when, words_of};

#[derive(Template)]
#[template(path = "letter.txt")]
struct TextPart<'a> {
    words: &'a Words,
    link: Option<&'a str>,
    code: Option<&'a CodePart>,
    sender: &'a str,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct HtmlPart<'a> {
    words: &'a Words,
    link: Option<&'a str>,
    code: Option<&'a CodePart>,
    sender: &'a str,
}

/// A typed code, and what stands above it.
pub(crate) struct CodePart {
    says: String,
    digits: String,
}

impl CodePart {
    /// The code in the words of a language, which say for how long it works.
    pub(crate) fn new(code: &TypedCode, codes: &CodePolicy, language: Language) -> Self {
        Self {
            says: language.above_code(codes.lifetime),
            digits: code.grouped(),
        }
    }
}

/// Puts a letter together.
pub(crate) fn letter(
    id: MessageId,
    to: EmailAddress,
    words: &Words,
    link: Option<&str>,
    code: Option<&CodePart>,
    sender: &str,
) -> Result<Letter, askama::Error> {
    Ok(Letter {
        message_id: id.to_string(),
        to,
        subject: words.subject.to_string(),
        text: TextPart {
            words,
            link,
            code,
            sender,
        }
        .render()?,
        html: HtmlPart {
            words,
            link,
            code,
            sender,
        }
        .render()?,
    })
}

impl Enrollment {
    /// The code that stands beside the link of a proof, where the tenant wants one there and it is still good.
    pub(crate) fn code_beside(&self, proof: &Proof, codes: &CodePolicy) -> Result<Option<TypedCode>, TokenError> {
        match codes.ends_at(proof) {
            Some(end) if self.now() < end => self.ports.signer.code(proof).map(Some),
            Some(_) | None => Ok(None),
        }
    }

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
