//! The edge: whom it lets in, and how often, before any use case hears of it. In here stand the addresses of clients,
//! the proxies that may speak for them, the budgets that guesses and mails are paid from, the places for connections, and the
//! origins whose scripts may read answers. What is asked for, and by whom, is the handlers' to say.

mod client;
mod connections;
mod cost;
mod counting;
mod forwarded;
mod identity;
mod limits;
mod origins;
mod proxies;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::registration::RegistrationForm;

pub use connections::Connections;
pub(crate) use connections::{Lobby, Refused};
pub(crate) use cost::{Cost, Due};
use limits::Budgets;
pub use limits::Limits;
pub(crate) use origins::PREFLIGHT;
pub use origins::{Origins, OriginsError};
pub use proxies::{ForwardedHeader, ProxiesError, TrustedProxies};

/// How long a request may take from its head to its answer; beyond it the client is told to come again.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// When somebody for whom there was no place may come again.
pub(crate) const AFTER_REFUSAL: Duration = Duration::from_secs(1);

/// When a request that took too long may be sent again.
pub(crate) const AFTER_DEADLINE: Duration = Duration::from_secs(5);

/// What decides whom the edge lets in, and what they pay. Clones share the budgets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edge {
    pub(crate) proxies: TrustedProxies,
    pub(crate) origins: Origins,
    pub(crate) connections: Connections,
    budgets: Option<Arc<Budgets>>,
}

/// A budget is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spent {
    /// When there is something in it again.
    pub(crate) retry_after: Duration,
}

impl Edge {
    /// Gives out new budgets.
    pub(crate) fn limit(&mut self, limits: Limits) {
        self.budgets = Some(Arc::new(Budgets::new(limits)));
    }

    /// The address of whoever sent a request: the other end of the connection, or whom a trusted proxy there names.
    pub(crate) fn client(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = request.peer_addr()?.ip();
        Some(self.proxies.client(peer, request.headers()))
    }

    /// Takes what a request costs from the budgets of its client.
    ///
    /// # Errors
    /// One of them is spent.
    pub(crate) fn charge(&self, cost: Cost, request: &HttpRequest) -> Result<(), Spent> {
        match &self.budgets {
            Some(budgets) => budgets.of_client(cost, self.payer(request)),
            None => Ok(()),
        }
    }

    /// Takes what a request costs from the budgets of the account that it names, whether there is one or not, and of its
    /// tenant, which pays for nothing that its account did not have to pay for.
    ///
    /// # Errors
    /// One of them is spent.
    pub(crate) fn charge_account(
        &self,
        cost: Cost,
        request: &HttpRequest,
        tenant: TenantId,
        named: &str,
    ) -> Result<(), Spent> {
        self.charge_key(cost, request, tenant, &identity::key(named))
    }

    /// As [`Edge::charge_account`], for a registration. One that names nobody is refused before it costs anything, and takes
    /// nothing from anybody.
    ///
    /// # Errors
    /// One of the budgets is spent.
    pub(crate) fn charge_registration(
        &self,
        request: &HttpRequest,
        tenant: TenantId,
        form: &RegistrationForm,
    ) -> Result<(), Spent> {
        match identity::key_of_registration(form) {
            Some(key) => self.charge_key(Cost::Registration, request, tenant, &key),
            None => Ok(()),
        }
    }

    fn charge_key(&self, cost: Cost, request: &HttpRequest, tenant: TenantId, key: &str) -> Result<(), Spent> {
        let Some(budgets) = &self.budgets else { return Ok(()) };
        budgets.of_account(cost, tenant, key, self.payer(request))?;
        budgets.of_tenant(cost, tenant)
    }

    /// Takes from the budget that somebody who is signed in has for proving who they are.
    ///
    /// # Errors
    /// It is spent.
    pub(crate) fn charge_caller(&self, tenant: TenantId, user: UserId) -> Result<(), Spent> {
        match &self.budgets {
            Some(budgets) => budgets.of_caller(tenant, user),
            None => Ok(()),
        }
    }

    /// Without a connection there is no address, and all such requests are one client's.
    fn payer(&self, request: &HttpRequest) -> IpAddr {
        self.client(request).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }
}
