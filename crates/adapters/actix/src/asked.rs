//! What a handler is given: the request, and the parts of it that handlers ask for, each read in one way.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;
use enroll_application::{AddressForm, Call, Caller, Enrollment, IdempotencyKey};
use enroll_domain::id::{RequestId, UserId};
use enroll_domain::registration::RegistrationForm;
use uuid::Uuid;

use crate::body::{self, Incoming, MediaType};
use crate::edge::{Cost, Spent};
use crate::headers::Transport;
use crate::options::Options;
use crate::pages::Host;
use crate::parameters::{Form, Query};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::violation::{Place, Violation};
use crate::{idempotency, tenant};

/// What every handler may use.
pub(crate) struct Around {
    pub(crate) enrollment: Enrollment,
    pub(crate) options: Options,
    pub(crate) host: Host,
    pub(crate) transport: Transport,
}

impl Around {
    /// Everything that is the same for all requests.
    pub(crate) fn new(enrollment: Enrollment, options: Options) -> Self {
        let host = Host::of(&enrollment);
        let transport = Transport::of(enrollment.public_url());
        Self {
            enrollment,
            options,
            host,
            transport,
        }
    }
}

/// A request that wants its answer.
pub(crate) struct Asked {
    request: HttpRequest,
    incoming: Option<Incoming>,
    around: Arc<Around>,
    id: RequestId,
}

impl Asked {
    /// A request that has just come.
    pub(crate) fn new(request: HttpRequest, incoming: Incoming, around: Arc<Around>, id: RequestId) -> Self {
        Self {
            request,
            incoming: Some(incoming),
            around,
            id,
        }
    }

    /// The driving port.
    pub(crate) fn enrollment(&self) -> &Enrollment {
        &self.around.enrollment
    }

    /// What surrounds the adapter.
    pub(crate) fn options(&self) -> &Options {
        &self.around.options
    }

    /// The host by whose name a person knows us.
    pub(crate) fn host(&self) -> &Host {
        &self.around.host
    }

    /// The headers.
    pub(crate) fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// The path as it was asked for, with whatever it was mounted under.
    pub(crate) fn path(&self) -> &str {
        self.request.path()
    }

    /// The address of whoever sent it: the other end of the connection, or whom a trusted proxy there names.
    pub(crate) fn client(&self) -> Option<IpAddr> {
        self.options().edge().client(&self.request)
    }

    /// Takes from the budgets of the client.
    ///
    /// # Errors
    /// One of them is spent.
    pub(crate) fn charge(&self, cost: Cost) -> Result<(), Spent> {
        self.options().edge().charge(cost, &self.request)
    }

    /// Takes from the budgets of the account that somebody named, whether there is one or not, and of its tenant.
    ///
    /// # Errors
    /// One of them is spent.
    pub(crate) fn charge_account(&self, cost: Cost, call: &Call, named: &str) -> Result<(), Spent> {
        let edge = self.options().edge();
        edge.charge_account(cost, &self.request, call.tenant(), named)
    }

    /// Takes from the budgets of the address that somebody asks a mail for, and of its tenant. What breaks a rule is refused by
    /// the use case before it costs anything, and nobody pays.
    ///
    /// # Errors
    /// One of them is spent.
    pub(crate) fn charge_mail(&self, call: &Call, form: &AddressForm<'_>) -> Result<(), Spent> {
        match self.enrollment().examine_address(call.tenant(), form) {
            Ok(()) => self.charge_account(Cost::Mail, call, form.email.unwrap_or_default()),
            Err(_rejections) => Ok(()),
        }
    }

    /// As [`Asked::charge_mail`], from those of the account that somebody registers.
    ///
    /// # Errors
    /// One of them is spent.
    pub(crate) fn charge_registration(&self, call: &Call, form: &RegistrationForm) -> Result<(), Spent> {
        if self.enrollment().examine_registration(call.tenant(), form).is_err() {
            return Ok(());
        }
        let edge = self.options().edge();
        edge.charge_registration(&self.request, call.tenant(), form)
    }

    /// Takes from the caller's own budget, where their password is tried once more. No stranger can spend it.
    ///
    /// # Errors
    /// It is spent.
    pub(crate) fn charge_caller(&self, caller: &Caller) -> Result<(), Spent> {
        let Some(view) = caller.view() else { return Ok(()) };
        let edge = self.options().edge();
        edge.charge_caller(caller.tenant(), view.user.id)
    }

    /// The call, in its tenant.
    pub(crate) fn call(&self) -> Result<Call, Problem> {
        tenant::call(self.enrollment(), self.headers(), self.id)
    }

    /// The user for whom the request speaks.
    pub(crate) async fn caller(&self) -> Result<Caller, Problem> {
        let (call, token) = (self.call()?, tenant::bearer(self.headers())?);
        Ok(self.enrollment().authenticate(&call, token).await?)
    }

    /// The key under which the call may be sent again.
    pub(crate) fn key(&self) -> Result<Option<IdempotencyKey>, Problem> {
        idempotency::key(self.headers())
    }

    /// The body, as a JSON object that is to be read.
    pub(crate) async fn json(&mut self) -> Result<Reader, Problem> {
        Reader::new(self.body(MediaType::Json).await?)
    }

    /// The body, as a form.
    pub(crate) async fn form(&mut self) -> Result<Form, Problem> {
        Ok(Form::parse(&self.body(MediaType::Form).await?))
    }

    async fn body(&mut self, wanted: MediaType) -> Result<Vec<u8>, Problem> {
        match self.incoming.take() {
            Some(incoming) => body::read(self.request.headers(), &incoming, wanted).await,
            None => Ok(Vec::new()),
        }
    }

    /// The query.
    pub(crate) fn query(&self) -> Query {
        Query::parse(self.request.query_string())
    }

    /// A part of the path.
    pub(crate) fn segment(&self, name: &'static str) -> &str {
        self.request.match_info().get(name).unwrap_or_default()
    }

    /// The user that the path names.
    pub(crate) fn sub(&self) -> Result<UserId, Problem> {
        Uuid::parse_str(self.segment("sub"))
            .map(UserId::from_uuid)
            .map_err(|_uuid| {
                Problem::violated(vec![Violation::new(
                    Place::Parameter("sub".into()),
                    "malformed",
                    "must be a UUID",
                )])
            })
    }
}
