//! The calls there are: users, roles and groups of one realm, each as Keycloak has it. What is to become of them is not
//! decided here.

use enroll_domain::id::UserId;
use enroll_domain::role::RoleName;
use enroll_identity_provider::ProvidedUser;
use keycloak::types::{
    CredentialRepresentation, GroupRepresentation, RoleRepresentation, UPConfig, UserRepresentation,
};
use reqwest::Method;

use crate::calls::{Call, Calls};
use crate::failure::{Failure, Reason};
use crate::password::PASSWORD_TYPE;
use crate::person::{OwnPassword, Person};
use crate::realm;

/// How many users are read at once; with everything that Keycloak adds to each, their answer stays within the limit.
const PAGE: usize = 50;

const READ_USERS: &str = "read users";
const CHANGE_USER: &str = "change a user";
const READ_ROLES: &str = "read roles";
const READ_GROUPS: &str = "read groups";

/// What came of making somebody.
pub(crate) enum Made {
    /// They were made, and this is the provider's id of them.
    New(String),
    /// Somebody has the address or the user name.
    Conflict,
}

/// The users, roles and groups of one realm.
pub(crate) struct Directory(pub(crate) Calls);

impl Directory {
    /// The user whom the provider calls so.
    pub(crate) async fn user(&self, provider_id: &str) -> Result<Option<Person>, Failure> {
        let call = Call::get(READ_USERS, &["users", provider_id]);
        let Some(answer) = self.0.send(&call).await?.found()? else {
            return Ok(None);
        };
        Ok(Person::new(answer.json()?))
    }

    /// The user who bears our id.
    pub(crate) async fn bearer(&self, id: UserId) -> Result<Option<Person>, Failure> {
        let asked = format!("{}:{id}", realm::ID);
        let found = self.users(&[("q", &asked), ("first", "0"), ("max", "10")]).await?;
        let mut bearers = found.into_iter().filter(|person| person.bears(id));
        match (bearers.next(), bearers.next()) {
            (one, None) => Ok(one),
            (_, Some(_)) => Err(Failure::new(READ_USERS, Reason::Several)),
        }
    }

    /// The users who have this user name or this address.
    pub(crate) async fn holders(&self, username: &str, email: Option<&str>) -> Result<Vec<Person>, Failure> {
        let mut found = self.users(&[("username", username), ("exact", "true")]).await?;
        if let Some(email) = email {
            found.extend(self.users(&[("email", email), ("exact", "true")]).await?);
        }
        Ok(found)
    }

    /// Up to `limit` users after the first `offset`, in the order of their user names.
    pub(crate) async fn page(&self, mut offset: usize, limit: usize) -> Result<Vec<ProvidedUser>, Failure> {
        let mut listed = Vec::new();
        while listed.len() < limit && i32::try_from(offset).is_ok() {
            let wanted = PAGE.min(limit - listed.len());
            let page = [
                ("first", offset.to_string()),
                ("max", wanted.to_string()),
                ("briefRepresentation", "false".to_owned()),
            ];
            let page = self
                .users(&page.each_ref().map(|(name, value)| (*name, value.as_str())))
                .await?;
            let got = page.len();
            for person in page {
                listed.push(self.provided(&person).await?);
            }
            if got < wanted {
                break;
            }
            offset += got;
        }
        Ok(listed)
    }

    /// The user as the port has them.
    pub(crate) async fn provided(&self, person: &Person) -> Result<ProvidedUser, Failure> {
        if person.enroll_id().is_none() {
            return Ok(person.provided(Vec::new()));
        }
        let held = self.roles_of(&person.provider_id).await?;
        // Everybody holds the realm's default roles, under a name that it made for them.
        let everybodys = format!("default-roles-{}", self.0.settings().realm.to_lowercase());
        let names = held
            .iter()
            .filter_map(|role| role.name.as_deref())
            .filter(|name| *name != everybodys);
        Ok(person.provided(names.filter_map(|name| RoleName::parse(name).ok()).collect()))
    }

    async fn users(&self, query: &[(&str, &str)]) -> Result<Vec<Person>, Failure> {
        let call = query
            .iter()
            .fold(Call::get(READ_USERS, &["users"]), |call, (name, value)| {
                call.query(name, value)
            });
        let answer = self.0.send(&call).await?.found()?;
        let answer = answer.ok_or_else(|| Failure::new(READ_USERS, Reason::NoRealm))?;
        let users: Vec<UserRepresentation> = answer.json()?;
        Ok(users.into_iter().filter_map(Person::new).collect())
    }

    pub(crate) async fn make(&self, user: &UserRepresentation) -> Result<Made, Failure> {
        let call = Call::new("make a user", Method::POST, &["users"]).json(user)?;
        let answer = self.0.send(&call).await?;
        if answer.is_conflict() {
            Ok(Made::Conflict)
        } else {
            answer.done()?.made().map(Made::New)
        }
    }

    /// Whether the service account may make users, seen by how it is refused one that nobody could make.
    pub(crate) async fn may_make(&self) -> Result<(), Failure> {
        let call = Call::new("make a user", Method::POST, &["users"]).json(&UserRepresentation::default())?;
        match self.0.send(&call).await?.done() {
            Err(Failure {
                reason: Reason::Invalid(_),
                ..
            }) => Ok(()),
            Err(other) => Err(other),
            Ok(_made) => Err(Failure::new(
                "refuse a user without a name",
                Reason::NotKeycloak("it made one".to_owned()),
            )),
        }
    }

    pub(crate) async fn change(&self, provider_id: &str, user: &UserRepresentation) -> Result<(), Failure> {
        let call = Call::new(CHANGE_USER, Method::PUT, &["users", provider_id]).json(user)?;
        let answer = self.0.send(&call).await?;
        if answer.is_conflict() {
            return Err(Failure::new(CHANGE_USER, Reason::Taken));
        }
        answer.done().map(drop)
    }

    /// It is well if they are gone already.
    pub(crate) async fn remove(&self, provider_id: &str) -> Result<(), Failure> {
        let call = Call::new("remove a user", Method::DELETE, &["users", provider_id]);
        self.0.send(&call).await?.found().map(drop)
    }

    pub(crate) async fn sign_out(&self, provider_id: &str) -> Result<(), Failure> {
        let call = Call::new("sign a user out", Method::POST, &["users", provider_id, "logout"]);
        self.0.send(&call).await?.done().map(drop)
    }

    pub(crate) async fn own_password(&self, provider_id: &str) -> Result<OwnPassword, Failure> {
        let call = Call::get(
            "read which credentials a user has",
            &["users", provider_id, "credentials"],
        );
        let credentials: Vec<CredentialRepresentation> = self.0.send(&call).await?.done()?.json()?;
        let passwords = credentials
            .iter()
            .filter(|credential| credential.type_.as_deref() == Some(PASSWORD_TYPE));
        Ok(if passwords.count() > 0 {
            OwnPassword::Has
        } else {
            OwnPassword::HasNone
        })
    }

    /// The realm roles that were given to a user themselves.
    pub(crate) async fn roles_of(&self, provider_id: &str) -> Result<Vec<RoleRepresentation>, Failure> {
        let call = Call::get(READ_ROLES, &["users", provider_id, "role-mappings", "realm"]);
        self.0.send(&call).await?.done()?.json()
    }

    /// The realm role of this name.
    pub(crate) async fn role(&self, name: &str) -> Result<RoleRepresentation, Failure> {
        let call = Call::get(READ_ROLES, &["roles", name]);
        match self.0.send(&call).await?.found()? {
            Some(answer) => answer.json(),
            None => Err(Failure::new(READ_ROLES, Reason::NoRole(name.to_owned()))),
        }
    }

    /// Whether the realm's roles may be read.
    pub(crate) async fn may_read_roles(&self) -> Result<(), Failure> {
        let call = Call::get(READ_ROLES, &["roles"]).query("max", "1");
        self.0.send(&call).await?.done().map(drop)
    }

    pub(crate) async fn give(&self, provider_id: &str, roles: &[RoleRepresentation]) -> Result<(), Failure> {
        self.map_roles("give a user roles", Method::POST, provider_id, roles)
            .await
    }

    pub(crate) async fn take(&self, provider_id: &str, roles: &[RoleRepresentation]) -> Result<(), Failure> {
        self.map_roles("take roles from a user", Method::DELETE, provider_id, roles)
            .await
    }

    async fn map_roles(
        &self,
        step: &'static str,
        method: Method,
        provider_id: &str,
        roles: &[RoleRepresentation],
    ) -> Result<(), Failure> {
        if roles.is_empty() {
            return Ok(());
        }
        let call = Call::new(step, method, &["users", provider_id, "role-mappings", "realm"]).json(&roles)?;
        self.0.send(&call).await?.done().map(drop)
    }

    /// The paths of the groups that a user is in themselves.
    pub(crate) async fn groups_of(&self, provider_id: &str) -> Result<Vec<String>, Failure> {
        let call = Call::get(READ_GROUPS, &["users", provider_id, "groups"]).query("max", "1000");
        let groups: Vec<GroupRepresentation> = self.0.send(&call).await?.done()?.json()?;
        Ok(groups.into_iter().filter_map(|group| group.path).collect())
    }

    /// The id of the group at this path.
    pub(crate) async fn group(&self, path: &str) -> Result<String, Failure> {
        let names: Vec<&str> = ["group-by-path"].into_iter().chain(path.split('/').skip(1)).collect();
        let call = Call::get(READ_GROUPS, &names);
        let found = self.0.send(&call).await?.found()?;
        let missing = || Failure::new(READ_GROUPS, Reason::NoGroup(path.to_owned()));
        let group: GroupRepresentation = found.ok_or_else(missing)?.json()?;
        group.id.ok_or_else(missing)
    }

    pub(crate) async fn join(&self, provider_id: &str, group: &str) -> Result<(), Failure> {
        let call = Call::new(
            "let a user join a group",
            Method::PUT,
            &["users", provider_id, "groups", group],
        );
        self.0.send(&call).await?.done().map(drop)
    }

    /// The realm's user profile.
    pub(crate) async fn profile(&self) -> Result<UPConfig, Failure> {
        let call = Call::get("read the realm's user profile", &["users", "profile"]);
        self.0.send(&call).await?.done()?.json()
    }
}
