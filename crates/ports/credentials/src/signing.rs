//! The secrets of proofs and sessions: computed from rows and the root secret, and never stored.

use std::fmt;

use enroll_domain::id::{InvitationId, ProofId, SessionId, TenantId};
use enroll_domain::invitation::Invitation;
use enroll_domain::proof::{Proof, RootKeyId};
use enroll_domain::typed_code::TypedCode;

use crate::TokenError;

/// What the token of a link says, before anybody has checked it against its row. It can be made with
/// [`ProofSigner::read_link`] alone.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkClaim {
    /// In which tenant to look.
    pub tenant: TenantId,
    /// Which proof it claims to be.
    pub proof: ProofId,
    /// The root secret that it claims to be signed with.
    pub key: RootKeyId,
    /// The MAC over the facts of the row.
    pub mac: [u8; 32],
}

// The MAC is the secret of the link.
impl fmt::Debug for LinkClaim {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("LinkClaim")
            .field("tenant", &self.tenant)
            .field("proof", &self.proof)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// What the code of an invitation claims; nothing of it was checked yet.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationClaim {
    /// The tenant.
    pub tenant: TenantId,
    /// The invitation.
    pub invitation: InvitationId,
    /// The root secret that it says it was computed with.
    pub key: RootKeyId,
    /// Its MAC.
    pub mac: [u8; 32],
}

impl fmt::Debug for InvitationClaim {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("InvitationClaim")
            .field("invitation", &self.invitation)
            .finish_non_exhaustive()
    }
}

/// What a refresh token says; it was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshClaim {
    /// The tenant.
    pub tenant: TenantId,
    /// The session.
    pub session: SessionId,
    /// Which of the session's tokens it is.
    pub generation: u32,
}

/// The MAC of an idempotency key or of a body.
pub type ReceiptMac = [u8; 32];

/// Computes and checks the secrets of links, typed codes, refresh tokens and receipts.
///
/// What an implementation promises:
///
/// * The same row and root secret give the same token, so that a mail that is sent again carries the same link.
/// * A token is good for the row, purpose, address and use it was made for, and for no other: each use has a key of its
///   own, derived from the root secret (HKDF, RFC 5869).
/// * Comparisons take the same time for any input of the same length.
/// * While a root secret is replaced, tokens of the previous one are still accepted.
/// * Tokens are URL-safe: letters, digits, `-` and `_`.
/// * Every code of eight digits comes as often as any other.
pub trait ProofSigner: Send + Sync {
    /// The root secret that signs now; new proofs bear its id.
    fn current_key(&self) -> RootKeyId;

    /// The token of a proof's link.
    ///
    /// # Errors
    /// [`TokenError::UnknownKey`] if the proof was made under a root secret that is no longer at hand.
    fn link_token(&self, proof: &Proof) -> Result<String, TokenError>;

    /// Reads a link's token. Nothing is checked but its shape.
    ///
    /// # Errors
    /// [`TokenError::Invalid`].
    fn read_link(&self, token: &str) -> Result<LinkClaim, TokenError>;

    /// Checks what a token claims against the row it names. State and expiry are the caller's to check.
    ///
    /// # Errors
    /// [`TokenError::Invalid`], or [`TokenError::UnknownKey`].
    fn check_link(&self, claim: &LinkClaim, proof: &Proof) -> Result<(), TokenError>;

    /// The code that may be typed instead of a proof's link: a MAC over the facts of the row, truncated by [`TypedCode::of_mac`].
    ///
    /// # Errors
    /// As [`ProofSigner::link_token`].
    fn code(&self, proof: &Proof) -> Result<TypedCode, TokenError>;

    /// Checks a code that somebody typed against a row. Which rows to try, how often, and whether they are still good is the
    /// caller's to check.
    ///
    /// # Errors
    /// [`TokenError::Invalid`], or [`TokenError::UnknownKey`].
    fn check_code(&self, code: &TypedCode, proof: &Proof) -> Result<(), TokenError>;

    /// The refresh token of a session's generation.
    fn refresh_token(&self, claim: &RefreshClaim) -> String;

    /// Reads and checks a refresh token. Whether it is the newest is the caller's to check.
    ///
    /// # Errors
    /// [`TokenError::Invalid`], or [`TokenError::UnknownKey`].
    fn check_refresh(&self, token: &str) -> Result<RefreshClaim, TokenError>;

    /// The code of an invitation.
    ///
    /// # Errors
    /// [`TokenError::UnknownKey`] if the invitation was made under a root secret that is no longer at hand.
    fn invitation_code(&self, invitation: &Invitation) -> Result<String, TokenError>;

    /// Reads the code of an invitation. Nothing is checked but its shape.
    ///
    /// # Errors
    /// [`TokenError::Invalid`].
    fn read_invitation(&self, code: &str) -> Result<InvitationClaim, TokenError>;

    /// Checks what a code claims against the row it names. Whether it is still good is the caller's to check.
    ///
    /// # Errors
    /// [`TokenError::Invalid`], or [`TokenError::UnknownKey`].
    fn check_invitation(&self, claim: &InvitationClaim, invitation: &Invitation) -> Result<(), TokenError>;

    /// The MAC of some bytes, for receipts; `part` tells a key from a body.
    fn receipt_mac(&self, part: &str, bytes: &[u8]) -> ReceiptMac;
}
