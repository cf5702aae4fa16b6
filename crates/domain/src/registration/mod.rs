//! Registration: what a policy asks, what a request says, and what follows for an address.

mod address;
mod attempt;
mod callback;
mod policy;
mod request;

pub use address::{Ask, Holder, OpenAttempts, Reply};
pub use attempt::{Attempt, OPEN_ATTEMPTS_KEPT, TermsVersion};
pub use callback::CallbackUrl;
pub use policy::{Admission, Lifetimes, MailBudget, Policy, Presence, ProvisioningTarget};
pub use request::{
    Identity, RegistrationForm, RegistrationRequest, check_password, examine, examine_identity, examine_terms,
};
