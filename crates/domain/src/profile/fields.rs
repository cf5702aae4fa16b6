//! The one table of the profile's fields. Readers, views and the OpenAPI document are driven by it, so that a new field
//! is one row here (and one variant in `kind.rs` and one function beside the others if it is of a new kind).

use super::kind::{Kind, Schemes};

macro_rules! fields {
    ($($field:ident: $name:literal, $kind:ident $(($of:expr))?, max $max:literal, $description:literal, like $example:literal;)*) => {
        /// A field of the profile. The names are those of OpenID Connect where it has one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field {
            $(#[doc = $description] $field,)*
        }

        impl Field {
            /// Every field, in the order in which profiles are shown.
            pub const ALL: &[Self] = &[$(Self::$field),*];

            /// The name of this field on the wire and in stores.
            #[must_use]
            pub const fn name(self) -> &'static str {
                self.rule().name
            }

            /// The field with this name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$field),)*
                    _ => None,
                }
            }

            /// The row of this field.
            #[must_use]
            pub const fn rule(self) -> &'static FieldRule {
                match self {
                    $(Self::$field => &FieldRule {
                        field: Self::$field,
                        name: $name,
                        kind: Kind::$kind $(($of))?,
                        max: $max,
                        description: $description,
                        example: $example,
                    },)*
                }
            }
        }
    };
}

fields! {
    GivenName: "given_name", PersonName, max 255,
        "Given names, as the person writes them.", like "Ada";
    FamilyName: "family_name", PersonName, max 255,
        "Family names, as the person writes them.", like "Lovelace";
    Nickname: "nickname", Nickname, max 255,
        "What the person likes to be called.", like "Countess";
    Gender: "gender", OneOf(&["female", "male", "other", "unknown"]), max 7,
        "The gender, as one of the codes of HL7's AdministrativeGender.", like "female";
    PhoneNumber: "phone_number", PhoneNumber, max 16,
        "A telephone number in E.164 form. Unproved, and never used to sign in.", like "+442079460018";
    ContactPhone: "contact_phone", AsWritten, max 100,
        "A telephone number as the person writes it, whether it can be dialled or not.", like "0712 345 678 ext. 9";
    DialCode: "dial_code", DialCode, max 3,
        "A country calling code of ITU-T E.164, without the plus sign.", like "44";
    AlternateEmail: "alternate_email", EmailAddress, max 254,
        "Another e-mail address. Unproved; nothing is sent to it, and nobody signs in with it.", like "ada@example.com";
    NotificationEmail: "notification_email", EmailAddress, max 254,
        "The e-mail address that an application notifies. Unproved; enroll itself sends nothing to it.", like "news@example.com";
    Locale: "locale", LanguageTag, max 35,
        "The language that the person reads, as a BCP 47 tag.", like "en-GB";
    Zoneinfo: "zoneinfo", TimeZone, max 64,
        "The time zone that the person lives by, as the IANA database names it.", like "Europe/London";
    Country: "country", Country, max 2,
        "The country that the person lives in, as two letters of ISO 3166-1.", like "GB";
    CountryText: "country_text", AsWritten, max 5,
        "A country as the person wrote it, where that is no code of ISO 3166-1.", like "UK";
    CompanyName: "company_name", PlainText, max 250,
        "The company that the person works for.", like "Analytical Engines & Co.";
    Industry: "industry", Industry, max 50,
        "What that company does, as a code of the look-up of industries.", like "manufacturing";
    Website: "website", Url(Schemes::Web), max 2048,
        "A page about the person or of theirs.", like "https://ada.example.org/";
    Bio: "bio", PlainText, max 1000,
        "What the person says of themselves, in one paragraph.", like "Writes programs for engines that are not built yet.";
    AvatarUrl: "avatar_url", Url(Schemes::SecureOnly), max 2048,
        "A picture that stands for the person.", like "https://ada.example.org/portrait.png";
    Theme: "theme", OneOf(&["dark", "light", "system"]), max 6,
        "The colours in which the person likes pages to be.", like "dark";
    RegistrationApp: "registration_app", AsWritten, max 30,
        "The application from which the person registered.", like "Zimlet";
    RegistrationSite: "registration_site", AsWritten, max 255,
        "The site from which the person registered.", like "mail.example.org";
    CustomerCode: "customer_code", AsWritten, max 100,
        "The code under which a company knows the person as its customer.", like "C-1815/12";
}

/// What is true of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldRule {
    /// The field.
    pub field: Field,
    /// Its name on the wire.
    pub name: &'static str,
    /// How its text is read.
    pub kind: Kind,
    /// The greatest number of characters in its canonical form.
    pub max: usize,
    /// What it holds, in English.
    pub description: &'static str,
    /// A value in canonical form.
    pub example: &'static str,
}
