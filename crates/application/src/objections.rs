//! Objections: everything that speaks against a user who is to be made, at once: what breaks a rule, and what only the store knows.

use enroll_domain::identifier::{EmailAddress, ExternalId};
use enroll_domain::membership::Membership;
use enroll_domain::referral::ReferralCode;
use enroll_domain::tenant::Tenant;
use enroll_domain::{Gathered, Input, Rejection, Rule};
use enroll_repository::{Queries, StoreError};

use crate::{Caller, CreateUserError, Enrollment, FirstCredential, NewUserForm, Unavailable};

impl Enrollment {
    /// Everything that speaks against a form as of now. [`Enrollment::create_user`] looks into the store only once the form breaks no
    /// rule, and stops at the first thing that somebody has; this is for contracts that tell everything at once, and for drivers
    /// whose own reader found faults too. Needs `user.create`, because it says who is known.
    ///
    /// # Errors
    /// [`CreateUserError::Forbidden`] or [`CreateUserError::Unavailable`].
    pub async fn objections(
        &self,
        caller: &Caller,
        form: &NewUserForm,
        credential: FirstCredential<'_>,
    ) -> Result<Vec<Rejection>, CreateUserError> {
        self.may_create_users(caller)?;
        let tenant = self.tenant(caller.tenant())?;
        let mut against = match self.describe(&tenant, caller, form, credential) {
            Ok(_described) => Vec::new(),
            Err(rejections) => rejections.as_slice().to_vec(),
        };
        for rejection in self.known_against(&tenant, form).await? {
            if !against.contains(&rejection) {
                against.push(rejection);
            }
        }
        Ok(against)
    }

    async fn known_against(&self, tenant: &Tenant, form: &NewUserForm) -> Result<Vec<Rejection>, Unavailable> {
        let (tenant, form) = (tenant.clone(), form.clone());
        let found = self.ports.store.view(move |queries| {
            let mut gathered = Gathered::new();
            taken(queries, &tenant, &form, &mut gathered)?;
            let assigned = form.assignment.find(queries, tenant.id, &Membership::default())?;
            gathered.add(assigned.map(|_found| ()));
            if let Some(Ok(code)) = form.referral_code.as_deref().map(ReferralCode::parse)
                && queries.user_by_referral_code(tenant.id, &code)?.is_none()
            {
                gathered.reject(Input::ReferralCode, Rule::Unknown);
            }
            Ok(match gathered.finish() {
                Ok(()) => Vec::new(),
                Err(rejections) => rejections.as_slice().to_vec(),
            })
        });
        Ok(found.await?)
    }
}

/// Notes what of a form somebody has. What cannot be read, nobody has.
fn taken(
    queries: &mut dyn Queries,
    tenant: &Tenant,
    form: &NewUserForm,
    gathered: &mut Gathered,
) -> Result<(), StoreError> {
    let id = tenant.id;
    if let Some(Ok(email)) = form.email.as_deref().map(EmailAddress::parse)
        && queries.user_by_email(id, email.key())?.is_some()
    {
        gathered.reject(Input::Email, Rule::Taken);
    }
    if let Some(Ok(name)) = form.username.as_deref().map(|text| tenant.policy.username.read(text))
        && queries.user_by_username(id, name.key())?.is_some()
    {
        gathered.reject(Input::Username, Rule::Taken);
    }
    for (namespace, value) in &form.external_ids {
        if let Ok(external) = ExternalId::parse(namespace, value)
            && queries.user_by_external(id, &external)?.is_some()
        {
            gathered.reject(Input::ExternalId, Rule::Taken);
        }
    }
    Ok(())
}
