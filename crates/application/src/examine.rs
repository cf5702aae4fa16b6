//! Examine: what a request breaks, without any effect. For drivers that find violations of their own, such as a number where a
//! text belongs, and want to tell a person of all of them at once. Every use case examines for itself again.

use enroll_domain::id::TenantId;
use enroll_domain::profile::Field;
use enroll_domain::registration::{Policy, RegistrationForm, examine};
use enroll_domain::{Gathered, Input, Rejections, Rule};

use crate::enrollment::read_email;
use crate::sign_in::both;
use crate::{
    Activate, ActivateByCode, AddressForm, AskAddressChangeError, Caller, CodeForm, Enrollment, FirstCredential,
    NewUserForm,
};

impl Enrollment {
    /// What a registration breaks.
    ///
    /// # Errors
    /// Every rule that the form breaks.
    pub fn examine_registration(&self, tenant: TenantId, form: &RegistrationForm) -> Result<(), Rejections> {
        let policy = self.policy_for_examining(tenant);
        examine(form, &policy, |password, context| self.rate(password, context)).map(|_request| ())
    }

    /// What an address breaks, where an address is all that is sent.
    ///
    /// # Errors
    /// The rule that the text breaks.
    pub fn examine_email(&self, text: Option<&str>) -> Result<(), Rejections> {
        read_email(text).map(|_email| ())
    }

    /// What a password breaks that somebody chooses. The use case itself knows the person, and may refuse more.
    ///
    /// # Errors
    /// Every rule that the text breaks.
    pub fn examine_new_password(&self, tenant: TenantId, input: Input, text: &str) -> Result<(), Rejections> {
        let policy = self.policy_for_examining(tenant);
        self.examine_password(&policy, input, text, &[]).map(|_password| ())
    }

    /// What an activation breaks. The use case itself knows the address, and may refuse more.
    ///
    /// # Errors
    /// Every rule that it breaks.
    pub fn examine_activation(&self, tenant: TenantId, activate: &Activate<'_>) -> Result<(), Rejections> {
        let policy = self.policy_for_examining(tenant);
        self.read_wishes(&policy, activate.sent(), None).map(|_wishes| ())
    }

    /// What is missing of a name and a password, without which nothing is compared.
    ///
    /// # Errors
    /// Each that is missing.
    pub fn examine_sign_in(name: Option<&str>, password: Option<&str>) -> Result<(), Rejections> {
        both(name, password).map(|_both| ())
    }

    /// What an address breaks, and where its owner would go with the link.
    ///
    /// # Errors
    /// Every rule that the form breaks.
    pub fn examine_address(&self, tenant: TenantId, form: &AddressForm<'_>) -> Result<(), Rejections> {
        form.examine(&self.policy_for_examining(tenant)).map(|_read| ())
    }

    /// What a typed code and the address that comes with it break.
    ///
    /// # Errors
    /// Every rule that the two texts break.
    pub fn examine_code(&self, form: CodeForm<'_>) -> Result<(), Rejections> {
        form.read().map(|_read| ())
    }

    /// As [`Enrollment::examine_activation`], for an activation by a typed code.
    ///
    /// # Errors
    /// Every rule that it breaks.
    pub fn examine_activation_by_code(
        &self,
        tenant: TenantId,
        activate: &ActivateByCode<'_>,
    ) -> Result<(), Rejections> {
        let policy = self.policy_for_examining(tenant);
        let mut gathered = Gathered::new();
        gathered.add(self.examine_code(activate.code));
        gathered.add(self.read_wishes(&policy, activate.sent(), None).map(|_wishes| ()));
        gathered.finish()
    }

    /// What a change of one's own password breaks.
    ///
    /// # Errors
    /// Every rule that the two texts break.
    pub fn examine_password_change(&self, tenant: TenantId, current: &str, new: &str) -> Result<(), Rejections> {
        let mut gathered = Gathered::new();
        if current.is_empty() {
            gathered.reject(Input::CurrentPassword, Rule::Required);
        }
        gathered.add(self.examine_new_password(tenant, Input::NewPassword, new));
        gathered.finish()
    }

    /// What another address, and the present password, break before the password is looked at.
    ///
    /// # Errors
    /// Every rule that they break.
    pub fn examine_address_change(&self, tenant: TenantId, email: &str, password: &str) -> Result<(), Rejections> {
        match self.read_address_change(tenant, Some(email), Some(password)) {
            Err(AskAddressChangeError::Rejected(rejections)) => Err(rejections),
            // The use case says that it cannot be served.
            Ok(_) | Err(AskAddressChangeError::Refused | AskAddressChangeError::Unavailable(_)) => Ok(()),
        }
    }

    /// What the description of a user whom `caller` would make breaks.
    ///
    /// # Errors
    /// Every rule that the form breaks.
    pub fn examine_new_user(&self, caller: &Caller, form: &NewUserForm) -> Result<(), Rejections> {
        match self.tenant(caller.tenant()) {
            Ok(tenant) => self
                .describe(&tenant, caller, form, FirstCredential::Mail)
                .map(|_described| ()),
            // The use case says that it cannot be served.
            Err(_unavailable) => Ok(()),
        }
    }

    /// What changes of a profile break.
    ///
    /// # Errors
    /// Every rule that the changes break.
    pub fn examine_profile_changes(
        &self,
        tenant: TenantId,
        changes: &[(Field, Option<String>)],
    ) -> Result<(), Rejections> {
        let policy = self.policy_for_examining(tenant);
        Self::read_changes(&policy, changes).map(|_changes| ())
    }

    /// The policy of a tenant. Of one that this process does not know, the use case itself says that it cannot be served.
    fn policy_for_examining(&self, tenant: TenantId) -> Policy {
        self.tenant(tenant)
            .map_or_else(|_unavailable| Policy::private(), |tenant| tenant.policy.clone())
    }
}
