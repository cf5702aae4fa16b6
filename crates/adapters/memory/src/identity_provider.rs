//! The identity-provider port in memory: a directory that holds our users beside users of its own.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use enroll_domain::id::UserId;
use enroll_domain::identifier::{EmailAddress, Username};
use enroll_domain::role::RoleName;
use enroll_identity_provider::{DesiredUser, Enabled, IdentityProvider, ProvidedUser, ProviderError, Sessions};

use crate::Answer;
use crate::script::{AskedFor, Script};

/// An identity provider that forgets everything when it is dropped. Clones share it.
#[derive(Clone, Default)]
pub struct MemoryIdentityProvider {
    state: Arc<Mutex<State>>,
}

/// A user of the provider's own, who does not bear our id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignUser {
    /// The address.
    pub email: EmailAddress,
    /// The user name, if there is one.
    pub username: Option<Username>,
}

#[derive(Default)]
struct State {
    /// In the order in which they came, which is the order of lists.
    entries: Vec<Entry>,
    added: usize,
    sessions: Vec<Session>,
    signed_in: usize,
    script: Script,
}

struct Entry {
    provider_id: String,
    user: Kind,
    /// Roles that somebody gave there by hand.
    granted: Vec<RoleName>,
}

struct Session {
    name: String,
    provider_id: String,
}

enum Kind {
    Ours(Box<DesiredUser>),
    Foreign(ForeignUser),
}

impl MemoryIdentityProvider {
    /// A provider without users.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a user who does not bear our id, and answers the provider's id of them.
    pub fn add_foreign(&self, user: ForeignUser) -> String {
        self.lock().add(Kind::Foreign(user))
    }

    /// The foreign user whom the provider knows by this id.
    #[must_use]
    pub fn foreign(&self, provider_id: &str) -> Option<ForeignUser> {
        self.lock()
            .entries
            .iter()
            .find(|entry| entry.provider_id == provider_id)
            .and_then(|entry| match &entry.user {
                Kind::Foreign(user) => Some(user.clone()),
                Kind::Ours(_) => None,
            })
    }

    /// Our user of this id, as last ensured.
    #[must_use]
    pub fn ensured(&self, id: UserId) -> Option<DesiredUser> {
        self.lock().ours(id).map(|(_, user)| user.clone())
    }

    /// Gives a role there by hand, past us. Nothing happens if the provider knows nobody by this id.
    pub fn grant(&self, provider_id: &str, role: RoleName) {
        let mut state = self.lock();
        let entry = state.entries.iter_mut().find(|entry| entry.provider_id == provider_id);
        if let Some(entry) = entry {
            entry.granted.push(role);
        }
    }

    /// Signs our user in there, without a look at the password, and answers a name for the session. `None` if the provider
    /// knows no user of ours by this id, or they may not sign in.
    #[must_use]
    pub fn sign_in(&self, provider_id: &str) -> Option<String> {
        let mut state = self.lock();
        state
            .entries
            .iter()
            .find(|entry| entry.provider_id == provider_id && entry.may_sign_in())?;
        state.signed_in += 1;
        let name = format!("session-{}", state.signed_in);
        state.sessions.push(Session {
            name: name.clone(),
            provider_id: provider_id.to_owned(),
        });
        Some(name)
    }

    /// Whether a session goes on.
    #[must_use]
    pub fn is_signed_in(&self, session: &str) -> bool {
        let state = self.lock();
        let holder = state
            .sessions
            .iter()
            .find(|open| open.name == session)
            .map(|open| &open.provider_id);
        holder.is_some_and(|id| {
            state
                .entries
                .iter()
                .any(|entry| entry.provider_id == *id && entry.may_sign_in())
        })
    }

    /// Answers the next calls of the port like this, one after the other; those after them are answered as they should be.
    /// What is left of an earlier script is forgotten, so that an empty one repairs the provider.
    pub fn answer_next(&self, answers: impl IntoIterator<Item = Answer>) {
        self.lock().script.replace(answers);
    }

    /// Does `work` if the script has it so, and answers what the script says.
    fn perform<T>(&self, work: impl FnOnce(&mut State) -> Result<T, ProviderError>) -> Result<T, ProviderError> {
        let mut state = self.lock();
        let answer = state.script.next();
        let reason = Box::new(AskedFor(answer));
        match answer {
            Answer::Kept => work(&mut state),
            Answer::Lost => work(&mut state).and(Err(ProviderError::Temporary(reason))),
            Answer::Temporary => Err(ProviderError::Temporary(reason)),
            Answer::Permanent => Err(ProviderError::Permanent(reason)),
            Answer::Misconfigured => Err(ProviderError::Misconfigured(reason)),
        }
    }

    // A panic while the lock is held leaves whole users behind, for each change is a single assignment.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(&mut self, user: Kind) -> String {
        self.added += 1;
        let provider_id = format!("memory-{}", self.added);
        self.entries.push(Entry {
            provider_id: provider_id.clone(),
            user,
            granted: Vec::new(),
        });
        provider_id
    }

    fn ours(&self, id: UserId) -> Option<(&Entry, &DesiredUser)> {
        self.entries.iter().find_map(|entry| match &entry.user {
            Kind::Ours(user) if user.id == id => Some((entry, user.as_ref())),
            Kind::Ours(_) | Kind::Foreign(_) => None,
        })
    }

    fn ensure(&mut self, desired: &DesiredUser) -> Result<String, ProviderError> {
        if let Some((entry, known)) = self.ours(desired.id)
            && known.version > desired.version
        {
            return Ok(entry.provider_id.clone());
        }
        if self.entries.iter().any(|entry| entry.stands_in_the_way_of(desired)) {
            return Err(ProviderError::Taken);
        }
        let seen = self
            .ours(desired.id)
            .is_some_and(|(_, known)| known.version == desired.version);
        let mut user = Box::new(desired.clone());
        let known = self.entries.iter_mut().find(|entry| entry.bears(desired.id));
        let provider_id = match known {
            Some(entry) => {
                user.provider_id = Some(entry.provider_id.clone());
                entry.user = Kind::Ours(user);
                entry.provider_id.clone()
            }
            None => self.add(Kind::Ours(user)),
        };
        match desired.sessions {
            Sessions::End if !seen => self.sessions.retain(|open| open.provider_id != provider_id),
            Sessions::End | Sessions::Keep => {}
        }
        Ok(provider_id)
    }
}

impl Entry {
    fn bears(&self, id: UserId) -> bool {
        match &self.user {
            Kind::Ours(user) => user.id == id,
            Kind::Foreign(_) => false,
        }
    }

    fn may_sign_in(&self) -> bool {
        match &self.user {
            Kind::Ours(user) => user.enabled == Enabled::Yes,
            Kind::Foreign(_) => false,
        }
    }

    fn stands_in_the_way_of(&self, desired: &DesiredUser) -> bool {
        let (email, username) = match &self.user {
            Kind::Ours(user) => (user.email.as_ref(), user.username.as_ref()),
            Kind::Foreign(user) => (Some(&user.email), user.username.as_ref()),
        };
        let same_address = match (email, &desired.email) {
            (Some(theirs), Some(asked)) => theirs.key() == asked.key(),
            (None, _) | (_, None) => false,
        };
        let same_name = || match (username, &desired.username) {
            (Some(theirs), Some(asked)) => theirs.key() == asked.key(),
            (None, _) | (_, None) => false,
        };
        !self.bears(desired.id) && (same_address || same_name())
    }

    fn roles(&self, user: &DesiredUser) -> Vec<RoleName> {
        let by_hand = self.granted.iter().filter(|role| !user.roles.contains(role));
        user.roles.iter().chain(by_hand).cloned().collect()
    }

    fn provided(&self) -> ProvidedUser {
        match &self.user {
            Kind::Ours(user) => ProvidedUser {
                provider_id: self.provider_id.clone(),
                enroll_id: Some(user.id),
                version: Some(user.version),
                roles: self.roles(user),
                enabled: user.enabled,
            },
            Kind::Foreign(_) => ProvidedUser {
                provider_id: self.provider_id.clone(),
                enroll_id: None,
                version: None,
                roles: Vec::new(),
                enabled: Enabled::Yes,
            },
        }
    }
}

#[async_trait]
impl IdentityProvider for MemoryIdentityProvider {
    async fn ensure(&self, user: &DesiredUser) -> Result<String, ProviderError> {
        self.perform(|state| state.ensure(user))
    }

    async fn remove(&self, id: UserId) -> Result<(), ProviderError> {
        self.perform(|state| {
            state.entries.retain(|entry| !entry.bears(id));
            Ok(())
        })
    }

    async fn find(&self, id: UserId) -> Result<Option<ProvidedUser>, ProviderError> {
        self.perform(|state| Ok(state.ours(id).map(|(entry, _)| entry.provided())))
    }

    async fn list(&self, offset: usize, limit: usize) -> Result<Vec<ProvidedUser>, ProviderError> {
        self.perform(|state| {
            Ok(state
                .entries
                .iter()
                .skip(offset)
                .take(limit)
                .map(Entry::provided)
                .collect())
        })
    }
}

impl fmt::Debug for MemoryIdentityProvider {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "MemoryIdentityProvider({} users)", self.lock().entries.len())
    }
}
