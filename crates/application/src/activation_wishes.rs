//! What is sent to activate beside the link or the code: read as a whole, with every rule that it breaks.

use enroll_domain::identifier::{EmailAddress, Username};
use enroll_domain::password::Password;
use enroll_domain::profile::Profile;
use enroll_domain::registration::{Policy, TermsVersion, examine_terms};
use enroll_domain::user::context_words;
use enroll_domain::{Gathered, Input, Rejection, Rejections, Rule};

use crate::{ActivationPassword, Enrollment};

/// What is sent beside the link or the code, as it came.
#[derive(Clone, Copy)]
pub(crate) struct Sent<'a> {
    pub(crate) password: ActivationPassword<'a>,
    pub(crate) username: Option<&'a str>,
    pub(crate) terms_version: Option<&'a str>,
}

/// What was sent with a link and breaks no rule.
pub(crate) struct Wishes {
    pub(crate) password: Password,
    pub(crate) username: Option<Username>,
    pub(crate) terms: Option<TermsVersion>,
}

impl Enrollment {
    /// Reads all that is sent with a link, and every rule that it breaks. `address` is the link's, once that is known.
    pub(crate) fn read_wishes(
        &self,
        policy: &Policy,
        sent: Sent<'_>,
        address: Option<&EmailAddress>,
    ) -> Result<Wishes, Rejections> {
        let mut gathered = Gathered::new();
        let given = sent.username.filter(|text| !text.trim().is_empty());
        let blank = matches!(sent.password, ActivationPassword::New(_));
        // Who brings an attempt along was asked for user name and terms then.
        if let Some(rule) = policy.username.presence.broken_by(given.is_some())
            && (blank || given.is_some())
        {
            gathered.reject(Input::Username, rule);
        }
        let username = given.and_then(|text| gathered.take(Input::Username, policy.username.read(text)));
        let accepted = sent.terms_version.filter(|text| !text.trim().is_empty());
        let terms = if blank || accepted.is_some() {
            examine_terms(&mut gathered, policy, accepted)
        } else {
            None
        };
        let (input, password) = match sent.password {
            ActivationPassword::Chosen(text) => {
                (Input::Password, gathered.take(Input::Password, Password::parse(text)))
            }
            ActivationPassword::New(text) => {
                let profile = Profile::new();
                let context = context_words(address, username.as_ref(), &profile);
                let chosen = self.examine_password(policy, Input::NewPassword, text, &context);
                let chosen = chosen.map_err(|rejections| gathered.add(Err(rejections))).ok();
                (Input::NewPassword, chosen)
            }
        };
        gathered.finish()?;
        Ok(Wishes {
            password: password.ok_or_else(|| Rejection::new(input, Rule::Required))?,
            username,
            terms,
        })
    }
}
