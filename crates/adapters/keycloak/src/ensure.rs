//! Making a user exist as desired, step by step. Each step can be repeated, and the version is written last: whoever lacks
//! it, or has an older one, is gone through again.

use std::collections::BTreeSet;

use enroll_identity_provider::{DesiredUser, Sessions};
use keycloak::types::RoleRepresentation;

use crate::directory::{Directory, Made};
use crate::failure::{Failure, Keeping, Reason};
use crate::person::{Draft, OwnPassword, Person, account_name};
use crate::realm;

const STEP: &str = "have a user";

/// What has to be done about roles and groups; everything that it names was seen to be there.
struct Errand {
    give: Vec<RoleRepresentation>,
    take: Vec<RoleRepresentation>,
    join: Vec<String>,
    /// The roles that we have given while it is under way.
    meanwhile: BTreeSet<String>,
    /// And those when it is done.
    after: BTreeSet<String>,
}

impl Directory {
    pub(crate) async fn ensure(&self, desired: &DesiredUser) -> Result<String, Failure> {
        let draft = Draft::of(desired).map_err(|reason| Failure::new(STEP, reason))?;
        if let Some(there) = self.known(desired).await? {
            return self.update(desired, &draft, there).await;
        }
        let errand = self.errand(desired, None).await?;
        self.see_that_the_realm_keeps_us().await?;
        let newcomer = draft.newcomer(&errand.meanwhile);
        match self.make(&newcomer).await? {
            Made::New(provider_id) => {
                let there = self.user(&provider_id).await?;
                let there = there.ok_or_else(|| Failure::new(STEP, Reason::Meanwhile(404)))?;
                if !there.keeps(&newcomer) {
                    // Nobody else has this user: we were told this very moment that they were made for us.
                    self.remove(&provider_id).await?;
                    let dropped = Keeping::Drops([realm::ID, realm::VERSION, realm::ROLES].join(", "));
                    return Err(Failure::new(STEP, Reason::NotKept(dropped)));
                }
                self.carry_out(desired, &draft, there, errand).await
            }
            Made::Conflict => {
                let there = self.in_the_way(desired).await?;
                self.update(desired, &draft, there).await
            }
        }
    }

    /// Our user, by the provider's id if they bear ours, else by ours.
    async fn known(&self, desired: &DesiredUser) -> Result<Option<Person>, Failure> {
        let told = desired
            .provider_id
            .as_deref()
            .filter(|id| !matches!(*id, "" | "." | ".."));
        if let Some(provider_id) = told {
            let there = self.user(provider_id).await?.filter(|person| person.bears(desired.id));
            if there.is_some() {
                return Ok(there);
            }
        }
        self.bearer(desired.id).await
    }

    /// Whoever has the address or the user name: ours, made by another call at the same time, or somebody else.
    async fn in_the_way(&self, desired: &DesiredUser) -> Result<Person, Failure> {
        let email = desired.email.as_ref().map(|email| email.key().as_str());
        let holders = self.holders(&account_name(desired), email).await?;
        if holders.is_empty() {
            return Err(Failure::new(STEP, Reason::Meanwhile(409)));
        }
        let ours = holders.into_iter().find(|person| person.bears(desired.id));
        ours.ok_or_else(|| Failure::new(STEP, Reason::Taken))
    }

    async fn see_that_the_realm_keeps_us(&self) -> Result<(), Failure> {
        match self.profile().await {
            Ok(profile) => realm::keeps(&profile).map_err(|keeping| Failure::new(STEP, Reason::NotKept(keeping))),
            // Who may not read it finds out by what becomes of the first user.
            Err(Failure {
                reason: Reason::Right, ..
            }) => Ok(()),
            Err(other) => Err(other),
        }
    }

    async fn update(&self, desired: &DesiredUser, draft: &Draft<'_>, there: Person) -> Result<String, Failure> {
        if there.version().is_some_and(|version| version > desired.version) {
            return Ok(there.provider_id);
        }
        let errand = self.errand(desired, Some(&there)).await?;
        self.carry_out(desired, draft, there, errand).await
    }

    /// Looks up everything that will be needed, before anything is written.
    async fn errand(&self, desired: &DesiredUser, there: Option<&Person>) -> Result<Errand, Failure> {
        let wanted: BTreeSet<String> = desired.roles.iter().map(|role| role.as_str().to_owned()).collect();
        let (held, joined) = match there {
            Some(there) => (self.roles_of(&there.provider_id).await?, self.joined(there).await?),
            None => (Vec::new(), Vec::new()),
        };
        let ours = there.map(Person::roles_of_ours).unwrap_or_default();
        let name = |role: &RoleRepresentation| role.name.clone().unwrap_or_default();
        let held_names: BTreeSet<String> = held.iter().map(name).collect();
        let mut give = Vec::new();
        for role in wanted.difference(&held_names) {
            give.push(self.role(role).await?);
        }
        let mut join = Vec::new();
        for path in self.0.settings().groups.iter().filter(|path| !joined.contains(path)) {
            join.push(self.group(path).await?);
        }
        let take = held
            .into_iter()
            .filter(|role| ours.contains(&name(role)) && !wanted.contains(&name(role)));
        let given: BTreeSet<String> = give.iter().map(name).collect();
        let meanwhile: BTreeSet<String> = ours.union(&given).cloned().collect();
        Ok(Errand {
            give,
            take: take.collect(),
            join,
            after: meanwhile.intersection(&wanted).cloned().collect(),
            meanwhile,
        })
    }

    async fn joined(&self, there: &Person) -> Result<Vec<String>, Failure> {
        if self.0.settings().groups.is_empty() {
            return Ok(Vec::new());
        }
        self.groups_of(&there.provider_id).await
    }

    async fn carry_out(
        &self,
        desired: &DesiredUser,
        draft: &Draft<'_>,
        mut there: Person,
        errand: Errand,
    ) -> Result<String, Failure> {
        let id = there.provider_id.clone();
        let own = if there.leaves_password_open(desired) {
            self.own_password(&id).await?
        } else {
            OwnPassword::HasNone
        };
        let sign_out = desired.sessions == Sessions::End && there.version() != Some(desired.version);
        if sign_out || !errand.is_empty() {
            // A role is ours before it is given, so that it is taken again even if we get no further than that.
            let begun = draft.changed(&there, own, &errand.meanwhile, there.version());
            if there.differs_from(&begun) {
                self.change(&id, &begun).await?;
                there = there.after(begun);
            }
            self.take(&id, &errand.take).await?;
            self.give(&id, &errand.give).await?;
            for group in &errand.join {
                self.join(&id, group).await?;
            }
            if sign_out {
                self.sign_out(&id).await?;
            }
        }
        let settled = draft.changed(&there, own, &errand.after, Some(desired.version));
        if there.differs_from(&settled) {
            self.change(&id, &settled).await?;
        }
        Ok(id)
    }
}

impl Errand {
    const fn is_empty(&self) -> bool {
        self.give.is_empty() && self.take.is_empty() && self.join.is_empty()
    }
}
