//! What happens: one file per use case, named by its verb.
//!
//! [`Enrollment`] is the driving port: a struct with one method per use case. It has no mailer and no identity provider;
//! whatever is to reach the world outside is written into the outbox in the transaction of the change, and only the
//! [`Relay`] performs it. Nothing in here knows a database, a protocol or a log.
//!
//! A use case reads top to bottom: examine (pure), draw ids and the time, hash (slow, outside), then one unit of work that
//! reads facts, decides and writes everything, then the answer.

mod activate;
mod authenticate;
mod birth;
mod call;
mod change_password;
mod complete_password_reset;
mod consequences;
mod create_user;
mod describe;
mod disown;
mod enrollment;
mod examine;
mod grant_role;
mod housekeeping;
mod keys;
mod letters;
mod list_users;
mod mint;
mod proofs;
mod read_user;
mod receipts;
mod refresh;
mod register;
mod relay;
mod request_password_reset;
mod resend_activation;
mod set_first_password;
mod sign_in;
mod sign_out;
mod tokens;
mod unavailable;
mod update_profile;

pub use activate::{Activate, ActivateError, Activated, ActivationPassword};
pub use authenticate::{AuthenticateError, Caller};
pub use call::Call;
pub use change_password::ChangePasswordError;
pub use complete_password_reset::CompletePasswordResetError;
pub use create_user::{CreateUserError, Created, FirstCredential, NewUserForm};
pub use disown::DisownError;
pub use enrollment::{Enrollment, Ports, Settings};
pub use grant_role::GrantRoleError;
pub use housekeeping::{Housekeeping, Tidied};
pub use keys::PrepareError;
pub use letters::Words;
pub use list_users::{ListUsersError, USERS_ON_A_PAGE, UserPage};
pub use proofs::{LinkError, LinkState};
pub use read_user::{ReadUserError, UserView};
pub use receipts::{IdempotencyKey, Receipt, Receipted};
pub use refresh::RefreshError;
pub use register::{RegisterError, Registered};
pub use relay::{Performed, Relay, Step, Undelivered, Unsettled};
pub use request_password_reset::{RequestError, Requested};
pub use set_first_password::SetFirstPasswordError;
pub use sign_in::SignInError;
pub use tokens::Tokens;
pub use unavailable::Unavailable;
pub use update_profile::UpdateProfileError;
