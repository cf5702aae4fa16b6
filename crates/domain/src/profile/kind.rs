//! The kinds of profile fields: what sort of text a field holds. How a text of a kind is read is not decided here.

use crate::lookup::industry;

/// How the text of a field is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Part of a person's name; it stands in mails, so nothing in it may become a link.
    PersonName,
    /// A nickname (RFC 8266).
    Nickname,
    /// One of these words, in any case of its letters; kept as it stands here.
    OneOf(&'static [&'static str]),
    /// A telephone number, kept in E.164 form.
    PhoneNumber,
    /// A country calling code of the look-up, kept without the plus sign.
    DialCode,
    /// An e-mail address, kept as [`EmailAddress`](crate::identifier::EmailAddress) spells it.
    EmailAddress,
    /// A BCP 47 language tag, kept in the canonical form of UTS 35.
    LanguageTag,
    /// A time zone, kept under its canonical IANA name.
    TimeZone,
    /// A country, kept as ISO 3166-1 alpha-2.
    Country,
    /// An industry, kept under the code of the look-up.
    Industry,
    /// The address of a page, kept in the normal form of the URL Standard.
    Url(Schemes),
    /// One paragraph for people: composed (NFC), with single spaces, and without hidden characters.
    PlainText,
    /// What somebody wrote, to the letter, as long as it is visible; only the spaces around it are trimmed.
    AsWritten,
}

/// The schemes that a URL may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Schemes {
    /// `https` and `http`.
    Web,
    /// `https` alone.
    SecureOnly,
}

impl Kind {
    /// Whether what it holds is what a person is called.
    #[must_use]
    pub const fn is_name(self) -> bool {
        match self {
            Self::PersonName | Self::Nickname => true,
            Self::OneOf(_)
            | Self::PhoneNumber
            | Self::DialCode
            | Self::EmailAddress
            | Self::LanguageTag
            | Self::TimeZone
            | Self::Country
            | Self::Industry
            | Self::Url(_)
            | Self::PlainText
            | Self::AsWritten => false,
        }
    }

    /// Every value that it keeps, where a form would let people choose from a short list.
    #[must_use]
    pub fn choices(self) -> Option<Vec<&'static str>> {
        match self {
            Self::OneOf(words) => Some(words.to_vec()),
            Self::Industry => Some(industry::ALL.iter().map(|entry| entry.code).collect()),
            Self::PersonName
            | Self::Nickname
            | Self::PhoneNumber
            | Self::DialCode
            | Self::EmailAddress
            | Self::LanguageTag
            | Self::TimeZone
            | Self::Country
            | Self::Url(_)
            | Self::PlainText
            | Self::AsWritten => None,
        }
    }
}
