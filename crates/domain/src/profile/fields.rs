//! The one table of the profile's fields. Readers, views and the OpenAPI document are driven by it, so that a new field
//! is one row here (and one function in `canonical.rs` if it is of a new kind).

macro_rules! fields {
    ($($field:ident: $name:literal, $kind:ident, max $max:literal, $description:literal, like $example:literal;)*) => {
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
                        kind: Kind::$kind,
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
    GivenName: "given_name", PersonName, max 100,
        "Given names, as the person writes them.", like "Ada";
    FamilyName: "family_name", PersonName, max 100,
        "Family names, as the person writes them.", like "Lovelace";
    Nickname: "nickname", Nickname, max 100,
        "What the person likes to be called.", like "Countess";
    PhoneNumber: "phone_number", PhoneNumber, max 16,
        "A telephone number in E.164 form. Unproved, and never used to sign in.", like "+442079460018";
    Locale: "locale", LanguageTag, max 35,
        "The language that the person reads, as a BCP 47 tag.", like "en-GB";
    Zoneinfo: "zoneinfo", TimeZone, max 64,
        "The time zone that the person lives by, as the IANA database names it.", like "Europe/London";
    Country: "country", Country, max 2,
        "The country that the person lives in, as two letters of ISO 3166-1.", like "GB";
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

/// How the text of a field is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Part of a person's name; it stands in mails, so nothing in it may become a link.
    PersonName,
    /// A nickname (RFC 8266).
    Nickname,
    /// A telephone number, kept in E.164 form.
    PhoneNumber,
    /// A BCP 47 language tag, kept in the canonical form of UTS 35.
    LanguageTag,
    /// A time zone, kept under its canonical IANA name.
    TimeZone,
    /// A country, kept as ISO 3166-1 alpha-2.
    Country,
}

impl Kind {
    /// Whether what it holds is what a person is called.
    #[must_use]
    pub const fn is_name(self) -> bool {
        match self {
            Self::PersonName | Self::Nickname => true,
            Self::PhoneNumber | Self::LanguageTag | Self::TimeZone | Self::Country => false,
        }
    }
}
