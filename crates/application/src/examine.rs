//! Examine: what a request breaks, without any effect. For drivers that find violations of their own, such as a number where a
//! text belongs, and want to tell a person of all of them at once. Every use case examines for itself again.

use enroll_domain::profile::Field;
use enroll_domain::registration::{RegistrationForm, examine};
use enroll_domain::{Gathered, Input, Rejections, Rule};

use crate::enrollment::read_email;
use crate::{Activate, Caller, Enrollment, FirstCredential, NewUserForm};

impl Enrollment {
    /// What a registration breaks.
    ///
    /// # Errors
    /// Every rule that the form breaks.
    pub fn examine_registration(&self, form: &RegistrationForm) -> Result<(), Rejections> {
        let policy = &self.tenant().policy;
        examine(form, policy, |password, context| self.rate(password, context)).map(|_request| ())
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
    pub fn examine_new_password(&self, input: Input, text: &str) -> Result<(), Rejections> {
        self.examine_password(input, text, &[]).map(|_password| ())
    }

    /// What an activation breaks. The use case itself knows the address, and may refuse more.
    ///
    /// # Errors
    /// Every rule that it breaks.
    pub fn examine_activation(&self, activate: &Activate<'_>) -> Result<(), Rejections> {
        self.read_wishes(activate, None).map(|_wishes| ())
    }

    /// What a change of one's own password breaks.
    ///
    /// # Errors
    /// Every rule that the two texts break.
    pub fn examine_password_change(&self, current: &str, new: &str) -> Result<(), Rejections> {
        let mut gathered = Gathered::new();
        if current.is_empty() {
            gathered.reject(Input::CurrentPassword, Rule::Required);
        }
        gathered.add(self.examine_new_password(Input::NewPassword, new));
        gathered.finish()
    }

    /// What the description of a user whom `caller` would make breaks.
    ///
    /// # Errors
    /// Every rule that the form breaks.
    pub fn examine_new_user(&self, caller: &Caller, form: &NewUserForm) -> Result<(), Rejections> {
        self.describe(caller, form, FirstCredential::Mail).map(|_described| ())
    }

    /// What changes of a profile break.
    ///
    /// # Errors
    /// Every rule that the changes break.
    pub fn examine_profile_changes(&self, changes: &[(Field, Option<String>)]) -> Result<(), Rejections> {
        self.read_changes(changes).map(|_changes| ())
    }
}
