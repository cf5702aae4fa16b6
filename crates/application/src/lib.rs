//! What happens: one file per use case, named by its verb.
//!
//! [`Enrollment`] is the driving port: a struct with one method per use case. It has no mailer and no identity provider;
//! whatever is to reach the world outside is written into the outbox in the transaction of the change, and only the
//! [`Relay`] performs it. Nothing in here knows a database, a protocol or a log.
//!
//! A use case reads top to bottom: examine (pure), draw ids and the time, hash (slow, outside), then one unit of work that
//! reads facts, decides and writes everything, then the answer.

mod activate;
mod address_standing;
mod admission;
mod ask_confirmation;
mod assign_membership;
mod assignment;
mod authenticate;
mod authenticate_shared;
mod birth;
mod call;
mod change_password;
mod complete_password_reset;
mod confirm;
mod consequences;
mod create_user;
mod describe;
mod description;
mod disown;
mod enrollment;
mod examine;
mod grant_role;
mod housekeeping;
mod invite;
mod keys;
mod letters;
mod list_users;
mod manage_departments;
mod manage_packages;
mod manage_provisioning;
mod manage_roles;
mod manage_tags;
mod manage_tenants;
mod mint;
mod newcomer;
mod objections;
mod pages;
mod proofs;
mod provisioning_of;
mod read_membership;
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
mod sign_up;
mod tenants;
mod tokens;
mod unavailable;
mod update_profile;

pub use activate::{Activate, ActivateError, Activated, ActivationPassword};
pub use address_standing::AddressStanding;
pub use ask_confirmation::AskConfirmationError;
pub use assign_membership::{AssignMembershipError, MembershipForm};
pub use assignment::AssignmentForm;
pub use authenticate::{AuthenticateError, Caller};
pub use call::Call;
pub use change_password::ChangePasswordError;
pub use complete_password_reset::CompletePasswordResetError;
pub use confirm::{ConfirmError, Confirmed, ConfirmedAndSignedIn};
pub use create_user::{CreateUserError, Created, FirstCredential, NewUserForm};
pub use description::Description;
pub use disown::DisownError;
pub use enrollment::{Enrollment, Ports, Settings};
pub use grant_role::GrantRoleError;
pub use housekeeping::{Housekeeping, Tidied};
pub use invite::{InvitationForm, InvitationLifetime, InvitationUses, InviteError, Invited};
pub use keys::PrepareError;
pub use letters::Words;
pub use list_users::{ListUsersError, USERS_ON_A_PAGE, UserPage};
pub use manage_departments::ManageDepartmentsError;
pub use manage_packages::{ManagePackagesError, PackageDetails, PackageForm};
pub use manage_provisioning::{ManageProvisioningError, ProvisioningView};
pub use manage_roles::{ManageRolesError, RoleForm, RoleOrigin, RoleView};
pub use manage_tags::{ManageTagsError, TagForm};
pub use manage_tenants::{ManageTenantsError, TenantView};
pub use pages::{ITEMS_ON_A_PAGE, ListError, Page};
pub use proofs::{LinkError, LinkState};
pub use read_membership::MembershipView;
pub use read_user::{ReadUserError, UserView};
pub use receipts::{IdempotencyKey, Receipt, Receipted};
pub use refresh::RefreshError;
pub use register::{RegisterError, Registered};
pub use relay::{Performed, Relay, Step, Undelivered, Unsettled};
pub use request_password_reset::{AddressForm, RequestError, Requested};
pub use set_first_password::SetFirstPasswordError;
pub use sign_in::{HandedPassword, SignInError};
pub use sign_up::SignedUp;
pub use tenants::DeclaredTenant;
pub use tokens::Tokens;
pub use unavailable::Unavailable;
pub use update_profile::UpdateProfileError;

// What drivers need of the ports: a secret of theirs to check tokens with.
pub use enroll_credentials::{SharedSecret, ShortSecret};
