//! Registration: what a policy asks, what a request says, and what follows for an address.

mod address;
mod attempt;
mod callback;
mod policy;
mod request;
mod wishes;

pub use address::{Ask, ChangeReply, Holder, OpenAttempts, Reply};
pub use attempt::{Attempt, OPEN_ATTEMPTS_KEPT, TermsVersion};
pub use callback::CallbackUrl;
pub use policy::{
    Admission, Alphabet, Beginning, BeyondRoles, ChosenPasswords, Claim, CodePolicy, Disclosure, EmailDomain,
    FieldPolicy, HostName, Invited, Letters, Lifetimes, MailBudget, Policy, Presence, Preset, ProvisioningTarget,
    TRIES_COUNTED_OVER, Use, UsernameRule,
};
pub use request::{
    Claims, Identity, RegistrationForm, RegistrationRequest, check_password, examine, examine_callback,
    examine_identity, examine_terms,
};
pub use wishes::{Asked, Wishes, WishesForm, examine_realm, examine_wishes, weigh_roles};
