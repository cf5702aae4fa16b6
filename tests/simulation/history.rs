//! The history: who asked for what, when it began and ended, and what the answer was; and what people got into their hands.

use enroll::OldKeys;
use enroll::domain::Timestamp;
use enroll::domain::id::{InvitationId, RequestId, UserId};
use enroll::domain::proof::Purpose;
use enroll::domain::role::RoleName;

/// The tenant in which identifiers are claimed at once, and no mail has a code.
pub(crate) const AT_ONCE: usize = 1;

/// What somebody asked for. People, links, pairs of tokens and codes are named by their places in the book.
#[derive(Debug, Clone)]
pub(crate) enum What {
    Register(Registering),
    Resend,
    AskReset,
    Use {
        link: usize,
        using: Using,
        way: Way,
        password: String,
    },
    /// A code is typed that is nobody's.
    Guess {
        person: usize,
        purpose: Purpose,
        code: String,
    },
    /// A link is sent to where it must not be good, or after somebody wrote on it.
    Misuse {
        link: usize,
    },
    SignIn {
        person: usize,
        password: String,
    },
    Speak {
        pair: usize,
    },
    Refresh {
        pair: usize,
    },
    SignOut {
        pair: usize,
    },
    Change {
        pair: usize,
        password: String,
    },
    Create {
        person: usize,
        key: Option<u64>,
    },
    /// Gives, or takes away, something that may be there, or gone, already.
    Roles {
        user: UserId,
        role: RoleName,
    },
    Invite,
    TakeBack,
    Provision,
    /// Somebody asks for the address of a person in the place of their own.
    AskAddress {
        pair: usize,
        person: usize,
        password: String,
    },
    SignOutEverywhere {
        pair: usize,
    },
    CloseOwn {
        pair: usize,
        password: String,
    },
    /// Does something to somebody's account, which may be so already.
    Lifecycle {
        user: UserId,
        change: LifecycleChange,
    },
    Import {
        person: usize,
        account: Account,
        password: String,
    },
    /// Makes a new key; what becomes of the others is given.
    Rotate {
        old: OldKeys,
    },
    /// Somebody asks for authority that is not theirs to give.
    Overreach,
}

/// What a link is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Using {
    Activate,
    ActivateAnew,
    Reset,
    FirstPassword,
    Confirm,
    /// Makes the address to which it was mailed somebody's in the place of theirs.
    Move,
    Disown,
}

impl Using {
    /// The purpose of the codes that stand beside such a link.
    pub(crate) const fn purpose(self) -> Option<Purpose> {
        match self {
            Self::Activate | Self::ActivateAnew => Some(Purpose::Activation),
            Self::Reset => Some(Purpose::PasswordReset),
            Self::FirstPassword => Some(Purpose::FirstPassword),
            Self::Confirm | Self::Move | Self::Disown => None,
        }
    }
}

/// Whether the link itself is used, or the code beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Link,
    Code,
}

/// What is done to somebody's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LifecycleChange {
    SignOut,
    Suspend,
    Reinstate,
    Close,
}

/// In which state an account is that is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Account {
    Pending,
    Active,
    Suspended,
}

/// A registration, as it was sent.
#[derive(Debug, Clone)]
pub(crate) struct Registering {
    pub(crate) person: usize,
    pub(crate) spelling: usize,
    pub(crate) password: String,
    pub(crate) hand: Hand,
    pub(crate) key: u64,
    pub(crate) code: Option<usize>,
}

/// Who types an address: whoever reads its mail, or somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hand {
    Owner,
    Stranger,
}

/// One call.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) request: RequestId,
    pub(crate) tenant: usize,
    pub(crate) what: What,
    pub(crate) began: u64,
    /// When it ended, and how; `None` as long as it is under way.
    pub(crate) ended: Option<(u64, End)>,
    /// The least and the greatest time that the clock showed meanwhile.
    pub(crate) clock: (Timestamp, Timestamp),
    /// The greatest time that the clock ever showed until it ended.
    pub(crate) latest: Timestamp,
    /// The bytes of a receipt, if the answer was one that had been given before.
    pub(crate) replayed: Option<Vec<u8>>,
    /// The refresh token of the answer.
    pub(crate) refresh: Option<String>,
}

/// How a call ended, as far as whoever made it can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    Done,
    Replayed,
    Refused,
    /// There is too much to do: nothing was done, and one may come again.
    Busy,
    /// There was an error, or no answer at all: it may have been done.
    Unknown,
}

/// A link that was mailed.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) tenant: usize,
    pub(crate) person: usize,
    /// The page that it leads to.
    pub(crate) page: String,
    pub(crate) token: String,
    /// The code beside it.
    pub(crate) code: Option<String>,
    pub(crate) message: String,
}

/// The tokens that somebody got.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub(crate) tenant: usize,
    pub(crate) access: String,
    pub(crate) refresh: String,
    /// The pair with which the session began.
    pub(crate) first: usize,
    /// The call that gave them.
    pub(crate) from: usize,
}

/// The code of an invitation.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) tenant: usize,
    pub(crate) id: InvitationId,
    pub(crate) code: String,
    pub(crate) uses: u32,
}

impl Entry {
    /// Whether this ended before that began.
    pub(crate) fn before(&self, that: &Self) -> bool {
        self.ended.is_some_and(|(ended, _)| ended < that.began)
    }

    pub(crate) fn end(&self) -> Option<End> {
        self.ended.map(|(_, end)| end)
    }

    pub(crate) fn was_done(&self) -> bool {
        self.end() == Some(End::Done)
    }
}
