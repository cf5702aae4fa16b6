//! Every driven port in memory: fakes with a set clock, seeded entropy and faults on call; and the chance that seeds them.

mod chance;
mod clock;
mod credentials;
mod entropy;
mod faults;
mod identity_provider;
mod mailbox;
mod script;
mod store;

pub use chance::Chance;
pub use clock::SetClock;
pub use credentials::{MemoryHasher, MemoryStrength, MemoryTokens, sign_shared};
pub use entropy::SeededEntropy;
pub use faults::{Faults, Faulty, Mishap, Port, Turn, Wait, Waits, When};
pub use identity_provider::{ForeignUser, MemoryIdentityProvider};
pub use mailbox::{Mailbox, Received};
pub use script::Answer;
pub use store::MemoryStore;
