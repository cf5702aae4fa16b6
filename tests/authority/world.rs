//! The world in which authority is tried: a tenant for each contract, one beside them, and in each the same few people.

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::sync::Arc;

use enroll::adapters::actix::{Binding, Dialect, Options as Surroundings, Server};
use enroll::adapters::memory::{Mailbox, MemoryHasher, MemoryStore, MemoryStrength};
use enroll::adapters::tokens::{RootSecret, Tokens};
use enroll::domain::id::TenantId;
use enroll::domain::profile::Field;
use enroll::domain::registration::{HostName, Policy, Presence, Use};
use enroll::domain::role::{Authority, Permission, Role, RoleName};
use enroll::domain::tenant::TenantName;
use enroll::{Call, Caller, Enroll, FirstCredential, HandedPassword, NewUserForm, Running};
use enroll_tests::api::Api;

const SECRET: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const PASSWORD: &str = "Seven0wls-Read_Maps";

/// The tenant without a contract.
pub(crate) const PLAIN: &str = "plain";

/// Everybody who tries something, by the role that they hold beside `member`.
pub(crate) const PEOPLE: &[&str] = &["member", "editor", "clerk", "warden", "admin"];

/// Somebody who tries nothing, and to whom things are given.
pub(crate) const BYSTANDER: &str = "bystander";

/// The permissions of each role that is not built in. A clerk may make users and give the role `editor`; a warden may do all that has
/// to do with people, and nothing with the tenant's own things.
const ROLES: &[(&str, &[&str])] = &[
    ("editor", &[]),
    ("clerk", &["user.create", "role.grant"]),
    (
        "warden",
        &[
            "user.create",
            "user.read",
            "user.update",
            "user.suspend",
            "user.close",
            "role.grant",
            "invitation.manage",
        ],
    ),
];

pub(crate) struct World {
    pub(crate) api: Api,
    pub(crate) enroll: Enroll,
    tokens: BTreeMap<(String, String), String>,
    _running: Running,
}

impl World {
    pub(crate) async fn begin() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let secret = RootSecret::parse(SECRET).unwrap();
        let issuer = Arc::new(Tokens::new(&secret, None, url.clone(), url.clone()));
        let mut builder = Enroll::builder()
            .public_url(url.clone())
            .store(Arc::new(MemoryStore::new()))
            .hasher(Arc::new(MemoryHasher::new()))
            .strength(Arc::new(MemoryStrength))
            .tokens(issuer.clone(), issuer)
            .mailer(Arc::new(Mailbox::new()));
        let mut surroundings = Surroundings::new();
        for &dialect in Dialect::ALL {
            let mut policy = peopled(dialect.preset().policy());
            policy.hosts = vec![HostName::parse(&host(dialect)).unwrap()];
            builder = builder.tenant(tenant(dialect.name()), policy);
            let binding = Binding::new(dialect, tenant(dialect.name()));
            // Somebody whom nobody invited is refused, and not answered with an error of the server.
            let binding = match dialect {
                Dialect::Onyx => binding.with("invite_refusal", "forbidden").unwrap(),
                Dialect::CapeDigital | Dialect::SelfCommunity | Dialect::JFramework | Dialect::RPost => binding,
            };
            surroundings = surroundings.with_dialect(binding);
        }
        let mut plain = peopled(Policy::private());
        plain.numbers = Use::On;
        let builder = builder.tenant(tenant(PLAIN), plain);
        let builder = builder.tenant(TenantName::default_name(), peopled(Policy::private()));
        let enroll = builder.build().unwrap();
        enroll.prepare().await.unwrap();
        let server = Server::on(listener, enroll.enrollment().clone(), surroundings).unwrap();
        tokio::spawn(async move { server.run().await.unwrap() });
        let running = enroll.start();
        let mut world = Self {
            api: Api::new(&url),
            enroll,
            tokens: BTreeMap::new(),
            _running: running,
        };
        for name in world.tenants() {
            for person in PEOPLE {
                world.make(&name, person, person).await;
            }
            world.make(&name, BYSTANDER, "member").await;
        }
        world
    }

    /// Every tenant by its name.
    pub(crate) fn tenants(&self) -> Vec<String> {
        let dialects = Dialect::ALL.iter().map(|dialect| dialect.name().to_owned());
        dialects.chain([PLAIN.to_owned(), "default".to_owned()]).collect()
    }

    /// The access token of a person in a tenant.
    pub(crate) fn token(&self, tenant: &str, person: &str) -> &str {
        &self.tokens[&(tenant.to_owned(), person.to_owned())]
    }

    /// The operator, in a tenant.
    pub(crate) async fn operator(&self, name: &str) -> Caller {
        let call = Call::in_tenant(self.id(name));
        self.enroll.enrollment().operator(&call).await.unwrap()
    }

    pub(crate) fn id(&self, name: &str) -> TenantId {
        self.enroll.enrollment().tenant_named(name).unwrap()
    }

    /// What everybody in a tenant holds, by their ids.
    pub(crate) async fn holdings(&self, name: &str) -> BTreeMap<String, BTreeSet<String>> {
        let operator = self.operator(name).await;
        let mut found = BTreeMap::new();
        let mut after = None;
        loop {
            let page = self
                .enroll
                .enrollment()
                .list_users(&operator, after, 100)
                .await
                .unwrap();
            for view in page.users {
                let roles = view.roles.iter().map(|role| role.as_str().to_owned()).collect();
                found.insert(view.user.id.to_string(), roles);
            }
            after = page.next;
            if after.is_none() {
                return found;
            }
        }
    }

    /// The id of a person in a tenant.
    pub(crate) async fn id_of(&self, tenant: &str, person: &str) -> String {
        let me = self.api.get_as(self.token(tenant, person), "/v1/me").await;
        me.expect(200).string("/sub")
    }

    /// A value for each field that a tenant asks of everybody: the field's own example.
    pub(crate) fn required(&self, name: &str) -> Vec<(Field, String)> {
        let tenant = self.enroll.enrollment().tenant(self.id(name)).unwrap();
        let asked = tenant.policy.profile.iter();
        let required = asked.filter(|(_, asked)| asked.presence == Presence::Required);
        required
            .map(|(field, _)| (*field, field.rule().example.to_owned()))
            .collect()
    }

    async fn make(&mut self, name: &str, person: &str, role: &str) {
        let operator = self.operator(name).await;
        let enrollment = self.enroll.enrollment();
        let email = format!("{person}@{name}.example.org");
        let form = NewUserForm {
            email: Some(email.clone()),
            username: Some(format!("the-{person}")),
            profile: self.required(name),
            roles: vec![role.to_owned()],
            ..NewUserForm::default()
        };
        let credential = FirstCredential::Password(PASSWORD);
        enrollment
            .create_user(&operator, &form, credential, None)
            .await
            .unwrap();
        let call = Call::in_tenant(self.id(name));
        let tokens = enrollment.sign_in(&call, Some(&email), Some(PASSWORD), HandedPassword::Accepted);
        let token = tokens.await.unwrap().access_token;
        self.tokens.insert((name.to_owned(), person.to_owned()), token);
    }
}

/// The permissions that a person's role gives; `None` for everything.
pub(crate) fn permissions(person: &str) -> Option<BTreeSet<&'static str>> {
    match person {
        "admin" => None,
        other => {
            let found = ROLES.iter().find(|(name, _)| *name == other);
            Some(
                found
                    .map(|(_, held)| held.iter().copied().collect())
                    .unwrap_or_default(),
            )
        }
    }
}

/// The host by which a contract's tenant is named.
pub(crate) fn host(dialect: Dialect) -> String {
    format!("{}.example", dialect.name())
}

fn peopled(policy: Policy) -> Policy {
    let roles = ROLES.iter().fold(policy.roles, |roles, (name, held)| {
        let held = held.iter().map(|text| Permission::parse(text).unwrap()).collect();
        roles.with(Role::new(RoleName::parse(name).unwrap(), Authority::Only(held)))
    });
    Policy { roles, ..policy }
}

fn tenant(name: &str) -> TenantName {
    TenantName::parse(name).unwrap()
}
