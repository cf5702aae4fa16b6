//! The time after the faults: everything that was begun must end within two days, whoever helps; and then everybody gets in.

use enroll_tests::violation;
use std::time::Duration;

use enroll::adapters::memory::MemoryHasher;
use enroll::domain::password::{Password, PasswordHash};
use enroll::domain::registration::RegistrationForm;
use enroll::domain::user::{State, User};
use enroll::ports::credentials::{PasswordHasher as _, Verification};
use enroll::ports::identity_provider::Enabled;
use enroll::ports::repository::{Channel, MessageStatus, ProvisioningState};
use enroll::ports::system::Clock as _;
use enroll::{AddressForm, Call, HandedPassword, InvitationForm, InvitationLifetime, InvitationUses};

use crate::calls;
use crate::flights::{Job, finished};
use crate::history::{End, Entry, Using, What};
use crate::people::{self, address, password};
use crate::plan::{GetsIn, Weather};
use crate::rows::Everything;
use crate::simulation::Simulation;
use crate::world::TENANTS;

/// How long everything may take once nothing fails any more.
const LIVENESS: Duration = Duration::from_secs(48 * 60 * 60);

impl Simulation {
    /// Everybody goes on until nothing is left to do.
    pub(crate) fn liveness_phase(&mut self) {
        let deadline = self.world.waits.elapsed() + LIVENESS;
        while self.broken.is_empty() {
            self.counts.steps += 1;
            if let Some(place) = self.flights.iter().position(crate::flights::Flight::is_woken) {
                self.poll(place);
            } else if let Some(next) = self.world.waits.next() {
                self.pass(next);
            } else if self.nothing_is_open() {
                break;
            } else if self.world.waits.elapsed() > deadline {
                self.broken.push(violation!(
                    IntentsEnd,
                    "something is still to be done after two days without a fault"
                ));
            } else {
                self.pass(self.until_something_is_due());
                for server in 0..self.servers.len() {
                    self.begin_on(server, Job::Lane(0));
                }
            }
        }
        self.look();
        let now = self.world.clock.now();
        let all = Everything::read(&self.world.store, self.tenants, self.book.people, now);
        self.everything_has_ended(&all);
        self.providers_hold_what_is_wanted(&all);
    }

    fn nothing_is_open(&self) -> bool {
        let open = self.world.store.view(|queries| {
            let mail = queries.backlog(Channel::Mail)?.open;
            Ok(mail + queries.backlog(Channel::Provisioning)?.open)
        });
        self.servers.iter().all(|server| server.is_ready) && finished(open).unwrap() == 0
    }

    /// How long a relay rests: until the next message is due, and never for long, for a channel may be paused.
    fn until_something_is_due(&self) -> Duration {
        let due = self.world.store.view(|queries| {
            let (mail, users) = (
                queries.next_due(Channel::Mail)?,
                queries.next_due(Channel::Provisioning)?,
            );
            Ok(mail.into_iter().chain(users).min())
        });
        let due = finished(due).unwrap().map(|due| due.since(self.world.clock.now()));
        due.unwrap_or_default()
            .clamp(Duration::from_secs(1), Duration::from_secs(5 * 60))
    }

    fn everything_has_ended(&mut self, all: &Everything) {
        let calm = self.world.plan.weather == Weather::Calm;
        for rows in &all.tenants {
            for (message, status) in &rows.messages {
                let id = message.id.to_string();
                let letters = self.book.letters.get(&id).map_or(0, |(_, count)| *count);
                if *status == MessageStatus::Open {
                    self.broken.push(violation!(IntentsEnd, "message {id} is still open"));
                }
                if letters > self.leases.times(message.id) || (calm && letters > 1) {
                    self.broken
                        .push(violation!(IntentsEnd, "letter {id} came {letters} times"));
                }
            }
            for (user, standing) in &rows.provisioning {
                if standing.state == ProvisioningState::Pending {
                    self.broken
                        .push(violation!(IntentsEnd, "user {user} is still to be provisioned"));
                }
            }
        }
        let unended = self.book.entries.iter().filter(|entry| entry.ended.is_none());
        self.broken
            .extend(unended.map(|entry| violation!(IntentsEnd, "nobody ever answered {entry:?}")));
    }

    /// Whoever is said to be at a provider is there, as they are here, and once.
    fn providers_hold_what_is_wanted(&mut self, all: &Everything) {
        let providers: Vec<_> = self.world.providers.values().cloned().collect();
        for (rows, provider) in all.tenants.iter().skip(1).zip(providers) {
            for user in &rows.users {
                let standing = rows.provisioning.get(&user.id);
                if standing.is_none_or(|standing| standing.state != ProvisioningState::Done) {
                    continue;
                }
                let there = provider.ensured(user.id);
                let roles: Vec<_> = rows
                    .grants
                    .iter()
                    .filter(|grant| grant.user == user.id)
                    .map(|grant| &grant.role)
                    .collect();
                let enabled = |there: Enabled| match user.state {
                    State::Pending { .. } => true,
                    State::Active { .. } => there == Enabled::Yes,
                    State::Suspended { .. } | State::Closed { .. } => there == Enabled::No,
                };
                let closed = matches!(user.state, State::Closed { .. });
                let agrees = there.map_or(closed, |there| {
                    !closed
                        && self.signs_in_there_as_here(user, there.password.as_ref())
                        && there.email == user.identifiers.email
                        && Some(there.version) == standing.map(|standing| standing.settled)
                        && there.roles.iter().eq(roles)
                        && enabled(there.enabled)
                });
                if !agrees {
                    self.broken.push(violation!(
                        IntentsEnd,
                        "somebody is not at the provider as they are here: {}",
                        user.id
                    ));
                }
            }
        }
    }

    /// Whether the same passwords open both accounts. A sign-in may have hashed a password anew since, which is no change.
    fn signs_in_there_as_here(&self, user: &User, there: Option<&PasswordHash>) -> bool {
        let here = match &user.state {
            State::Pending { password } => password.as_ref(),
            State::Active { password, .. } | State::Suspended { password, .. } => Some(password),
            State::Closed { .. } => None,
        };
        let typed = |entry: &Entry| match &entry.what {
            What::Register(form) => Some(form.password.clone()),
            What::Use { password, .. } | What::Change { password, .. } | What::Import { password, .. } => {
                Some(password.clone())
            }
            _ => None,
        };
        let opens = |hash: Option<&PasswordHash>, password: &str| {
            let password = Password::parse(password).ok()?;
            let matches = finished(MemoryHasher::new().verify(password, hash?.clone())).ok()?;
            Some(matches!(matches, Verification::Match(_)))
        };
        here == there
            || self
                .book
                .entries
                .iter()
                .filter_map(typed)
                .filter(|password| !password.is_empty())
                .all(|password| opens(here, &password) == opens(there, &password))
    }

    /// Everybody who reads the mail of their address gets in, whatever happened before.
    pub(crate) fn everybody_gets_in(&mut self) {
        // By then, the budgets of all addresses are full again, and those of the closed are free.
        self.pass(Duration::from_secs(25 * 60 * 60));
        self.the_closed_are_forgotten();
        for tenant in 0..TENANTS {
            let somebody = self.chance.below(self.book.people);
            let people = match self.world.plan.gets_in {
                GetsIn::Somebody => somebody..somebody + 1,
                GetsIn::Everybody => 0..self.book.people,
            };
            for person in people {
                if self.broken.is_empty() && finished(self.gets_in(tenant, person)).is_none() {
                    self.broken.push(violation!(
                        Acknowledged,
                        "{} does not get into tenant {tenant}",
                        address(person, 0)
                    ));
                }
            }
        }
    }

    /// Once the cool-down is over and housekeeping was there, nobody who was closed is known by anything.
    fn the_closed_are_forgotten(&mut self) {
        if let Some(server) = self.servers.first() {
            while finished(server.housekeeping.step()).is_ok_and(|tidied| tidied.more()) {}
        }
        let now = self.world.clock.now();
        let all = Everything::read(&self.world.store, self.tenants, self.book.people, now);
        let closed = all.tenants.iter().flat_map(|rows| &rows.users);
        let known = closed.filter(|user| {
            let known = &user.identifiers;
            let by_something = known.email.is_some() || known.username.is_some() || !known.external.is_empty();
            matches!(user.state, State::Closed { .. }) && by_something
        });
        self.broken.extend(
            known.map(|user| violation!(Forgotten, "somebody closed is still known by something: {}", user.id)),
        );
    }

    async fn gets_in(&mut self, tenant: usize, person: usize) -> Option<()> {
        let call = Call::in_tenant(self.tenants[tenant]);
        let server = self.servers.first()?;
        let (enrollment, relay) = (server.enrollment.clone(), server.relay.clone());
        let chosen = password(1_000_000 + u64::try_from(tenant * 1000 + person).ok()?);
        let operator = enrollment.operator(&call).await.ok()?;
        let holder = self.world.store.view({
            let (tenant, address) = (self.tenants[tenant], people::read(person));
            move |queries| queries.user_by_email(tenant, address.key())
        });
        let holder = holder.await.ok()?;
        if let Some(shut_out) = holder.filter(|holder| matches!(holder.state, State::Suspended { .. })) {
            enrollment.reinstate_user(&operator, shut_out.id).await.ok()?;
        }
        let invitation = InvitationForm {
            email: Some(people::read(person)),
            roles: Vec::new(),
            uses: InvitationUses::ONE,
            lifetime: InvitationLifetime::USUAL,
        };
        enrollment.invite(&operator, invitation).await.ok()?;
        let form = RegistrationForm {
            email: Some(address(person, 0)),
            password: Some(chosen.clone()),
            ..RegistrationForm::default()
        };
        // Whoever is known where that is said is refused here, and asks for a reset.
        let _known = enrollment.register(&call, &form, None).await;
        let typed = address(person, 0);
        let asked = AddressForm::of(Some(&typed));
        enrollment.request_password_reset(&call, asked, None).await.ok()?;
        let before = self.book.links.len();
        while !relay.step().await.ok()?.performed.is_empty() {
            self.take_letters();
        }
        let mut links = self.book.links.iter().skip(before);
        let link = links
            .rfind(|link| link.tenant == tenant && link.person == person)?
            .clone();
        let using = match link.page.as_str() {
            "activate" => Using::Activate,
            "reset" => Using::Reset,
            "welcome" => Using::FirstPassword,
            _ => Using::Confirm,
        };
        let answer = calls::perform(&enrollment, &call, &link.token, using, &chosen).await;
        let signed_in = enrollment.sign_in(&call, Some(&typed), Some(&chosen), HandedPassword::Refused);
        (answer.end == End::Done && signed_in.await.is_ok()).then_some(())
    }
}
