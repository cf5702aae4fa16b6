//! What an answer tells people, item by item, each under an id that never changes.

use serde::Serialize;

/// One item of an envelope's `Message`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Message {
    message: String,
    message_id: &'static str,
}

impl Message {
    /// A text under its id.
    pub(super) fn new(id: Id, text: impl Into<String>) -> Self {
        Self {
            message: text.into(),
            message_id: id.code(),
        }
    }
}

/// The ids. RPost's own are not public; these are a series of ours, and are added, never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Id {
    Registered,
    Confirmed,
    LinkSent,
    LinkSentPerhaps,
    Required,
    TooLong,
    NotAnAddress,
    PasswordsDiffer,
    BadPassword,
    NotInLookup,
    CallbackNotListed,
    NotValid,
    Taken,
    NoObject,
    Closed,
    NotInvited,
    BadCode,
    ExpiredCode,
    ConfirmedBefore,
    UnknownAddress,
    MethodNotAllowed,
    TooSlow,
    TooLarge,
    UnsupportedType,
    TooMany,
    Broken,
    Busy,
}

impl Id {
    /// The id as it is sent.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Registered => "ACCT-1001",
            Self::Confirmed => "ACCT-1002",
            Self::LinkSent => "ACCT-1003",
            Self::LinkSentPerhaps => "ACCT-1004",
            Self::Required => "ACCT-1101",
            Self::TooLong => "ACCT-1102",
            Self::NotAnAddress => "ACCT-1103",
            Self::PasswordsDiffer => "ACCT-1104",
            Self::BadPassword => "ACCT-1105",
            Self::NotInLookup => "ACCT-1106",
            Self::CallbackNotListed => "ACCT-1107",
            Self::NotValid => "ACCT-1108",
            Self::Taken => "ACCT-1109",
            Self::NoObject => "ACCT-1110",
            Self::Closed => "ACCT-1111",
            Self::NotInvited => "ACCT-1112",
            Self::BadCode => "ACCT-1201",
            Self::ExpiredCode => "ACCT-1202",
            Self::ConfirmedBefore => "ACCT-1203",
            Self::UnknownAddress => "ACCT-1204",
            Self::MethodNotAllowed => "ACCT-1405",
            Self::TooSlow => "ACCT-1408",
            Self::TooLarge => "ACCT-1413",
            Self::UnsupportedType => "ACCT-1415",
            Self::TooMany => "ACCT-1429",
            Self::Broken => "ACCT-1500",
            Self::Busy => "ACCT-1503",
        }
    }
}
