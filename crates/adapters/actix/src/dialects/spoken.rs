//! A request in a dialect: its parts as they came, for the dialect's own reader.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap};
use enroll_application::{AddressForm, Call, Enrollment};
use enroll_domain::id::{RequestId, TenantId};
use enroll_domain::registration::{Policy, RegistrationForm};

use super::json::{Broken, Json};
use super::{Binding, Early};
use crate::asked::Around;
use crate::body::Incoming;
use crate::edge::Cost;
use crate::tenant;

/// A request that wants its answer.
pub(crate) struct Spoken {
    request: HttpRequest,
    incoming: Option<Incoming>,
    around: Arc<Around>,
    binding: Arc<Binding>,
    id: RequestId,
}

/// A binding to a tenant that there is not.
#[derive(Debug, thiserror::Error)]
#[error("the dialect {0} is bound to the tenant {1}, which there is not")]
struct Unbound(&'static str, String);

impl Spoken {
    /// A request that has just come.
    pub(crate) fn new(
        request: HttpRequest,
        incoming: Incoming,
        around: Arc<Around>,
        binding: Arc<Binding>,
        id: RequestId,
    ) -> Self {
        Self {
            request,
            incoming: Some(incoming),
            around,
            binding,
            id,
        }
    }

    /// The driving port.
    pub(crate) fn enrollment(&self) -> &Enrollment {
        &self.around.enrollment
    }

    /// How the contract is bound.
    pub(crate) fn binding(&self) -> &Binding {
        &self.binding
    }

    /// The id of the request.
    pub(crate) const fn id(&self) -> RequestId {
        self.id
    }

    /// The headers.
    pub(crate) fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// The text of a header; the first, should there be several.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.request.headers().get(name)?.to_str().ok()
    }

    /// The path as it was asked for.
    pub(crate) fn path(&self) -> &str {
        self.request.path()
    }

    /// The query as it was sent.
    pub(crate) fn query(&self) -> &str {
        self.request.query_string()
    }

    /// A part of the path.
    pub(crate) fn segment(&self, name: &'static str) -> &str {
        self.request.match_info().get(name).unwrap_or_default()
    }

    /// The tenant that the contract is bound to.
    ///
    /// # Errors
    /// There is no such tenant.
    pub(crate) fn tenant(&self) -> Result<TenantId, Early> {
        let name = self.binding.tenant().as_str();
        self.enrollment()
            .tenant_named(name)
            .ok_or_else(|| Early::Broken(Box::new(Unbound(self.binding.dialect().name(), name.to_owned()))))
    }

    /// The policy of that tenant, for what a contract says of it.
    ///
    /// # Errors
    /// As [`Spoken::tenant`].
    pub(crate) fn policy(&self) -> Result<Policy, Early> {
        Ok(self.enrollment().tenant(self.tenant()?)?.policy.clone())
    }

    /// The call, in that tenant.
    ///
    /// # Errors
    /// As [`Spoken::tenant`].
    pub(crate) fn call(&self) -> Result<Call, Early> {
        Ok(Self::call_in(self.tenant()?, self.id))
    }

    /// A call in a tenant that a header of the contract names.
    pub(crate) const fn call_in(tenant: TenantId, id: RequestId) -> Call {
        Call {
            named: Some(tenant),
            hosted: None,
            request: Some(id),
        }
    }

    /// Takes from the budgets of the account whose password somebody tries, and of its tenant. Without a name or a password the
    /// use case refuses before it costs anything, and nobody pays.
    ///
    /// # Errors
    /// One of them is spent.
    pub(crate) fn charge_sign_in(&self, call: &Call, name: Option<&str>, password: Option<&str>) -> Result<(), Early> {
        match Enrollment::examine_sign_in(name, password) {
            Ok(()) => self.charge_account(Cost::SignIn, call, name.unwrap_or_default()),
            Err(_rejections) => Ok(()),
        }
    }

    /// As [`Spoken::charge_sign_in`], from those of the address that somebody asks a mail for.
    ///
    /// # Errors
    /// One of them is spent.
    pub(crate) fn charge_mail(&self, call: &Call, form: &AddressForm<'_>) -> Result<(), Early> {
        match self.enrollment().examine_address(call.tenant(), form) {
            Ok(()) => self.charge_account(Cost::Mail, call, form.email.unwrap_or_default()),
            Err(_rejections) => Ok(()),
        }
    }

    /// Takes from the budgets of the account that somebody named, whether there is one or not, and of its tenant.
    ///
    /// # Errors
    /// One of them is spent.
    pub(crate) fn charge_account(&self, cost: Cost, call: &Call, named: &str) -> Result<(), Early> {
        let edge = self.around.options.edge();
        Ok(edge.charge_account(cost, &self.request, call.tenant(), named)?)
    }

    /// As [`Spoken::charge_sign_in`], from those of the account that somebody registers.
    ///
    /// # Errors
    /// One of them is spent.
    pub(crate) fn charge_registration(&self, call: &Call, form: &RegistrationForm) -> Result<(), Early> {
        if self.enrollment().examine_registration(call.tenant(), form).is_err() {
            return Ok(());
        }
        let edge = self.around.options.edge();
        Ok(edge.charge_registration(&self.request, call.tenant(), form)?)
    }

    /// The bearer token, if there is one.
    pub(crate) fn bearer(&self) -> Option<&str> {
        tenant::bearer(self.headers()).ok()
    }

    /// The type of the body, in lower case and without parameters.
    pub(crate) fn content_type(&self) -> Option<String> {
        let text = self.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
        let essence = text.split(';').next().unwrap_or_default().trim();
        Some(essence.to_ascii_lowercase())
    }

    /// The body as it came.
    ///
    /// # Errors
    /// Too many bytes, too much time.
    pub(crate) async fn bytes(&mut self) -> Result<Vec<u8>, Early> {
        match self.incoming.take() {
            Some(incoming) => Ok(incoming.arrived().await?),
            None => Ok(Vec::new()),
        }
    }

    /// The body as JSON, whatever its type says. An empty one is none.
    ///
    /// # Errors
    /// As [`Spoken::bytes`]; inside, where it stops to be JSON.
    pub(crate) async fn json(&mut self) -> Result<Result<Option<Json>, Broken>, Early> {
        let bytes = self.bytes().await?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Ok(None));
        }
        Ok(Json::parse(&bytes).map(Some))
    }
}
