//! The bodies of the contract: which members each has, and what a registration means to us. Rules are the tenant's policy's.

use enroll_domain::lookup::{country, industry, language, time_zone};
use enroll_domain::profile::Field;
use enroll_domain::proof::LandsWhen;
use enroll_domain::registration::{RegistrationForm, TermsVersion, WishesForm};

use super::message::Id;
use super::read::{Fault, Member, Model, Sort};

const fn member(name: &'static str, sort: Sort, about: &'static str, example: &'static str) -> Member {
    Member {
        name,
        sort,
        about,
        example,
    }
}

pub(super) const EMAIL: Member = member(
    "Email",
    Sort::Required(Some(256)),
    "A valid address, with which the user signs in. More than 254 characters can receive no mail (RFC 5321).",
    "user@company.com",
);

const CALLBACK: Member = member(
    "ConfirmationCallbackUrl",
    Sort::Optional(Some(250)),
    "Where to go after activation: one of the tenant's own places.",
    "",
);

const VIA_CALLBACK: Member = member(
    "ActivateViaCallbackUrl",
    Sort::Flag,
    "true: the mail links to the callback URL, with the token in its fragment.",
    "",
);

/// Accepted, and not looked at.
const IGNORED: &str = "Accepted, and ignored.";

/// The members of a registration, in the contract's order.
pub(super) const REGISTER: &[Member] = &[
    EMAIL,
    member(
        "Password",
        Sort::Required(None),
        "As the tenant's policy asks.",
        "Secret007",
    ),
    member("ConfirmPassword", Sort::Optional(None), "The same again.", "Secret007"),
    member("FirstName", Sort::Required(Some(255)), "The given name.", "John"),
    member("LastName", Sort::Required(Some(255)), "The family name.", "Smith"),
    member(
        "PhoneNumber",
        Sort::Optional(Some(100)),
        "As the user writes it.",
        "3102100990",
    ),
    member(
        "AlternateEmail",
        Sort::Optional(Some(256)),
        "Another valid address.",
        "",
    ),
    CALLBACK,
    member(
        "RegistrationApp",
        Sort::Required(Some(30)),
        "The application from which the user registers.",
        "Zimlet",
    ),
    member(
        "Language",
        Sort::Required(Some(10)),
        "A code of Lookup/Language; mails are in it.",
        "en-us",
    ),
    member(
        "TimeZone",
        Sort::Optional(Some(100)),
        "A code of Lookup/TimeZone.",
        "US Eastern Standard Time",
    ),
    member(
        "NotificationEmail",
        Sort::Optional(Some(255)),
        "A valid address that the application notifies.",
        "",
    ),
    member(
        "Country",
        Sort::Optional(Some(5)),
        "Two or three letters of ISO 3166-1.",
        "",
    ),
    member("CompanyName", Sort::Optional(Some(250)), "The company.", ""),
    member(
        "Industry",
        Sort::Optional(Some(50)),
        "A code of /v1/lookups/industries.",
        "",
    ),
    member(
        "RPostTermCondition",
        Sort::Flag,
        "true: the user accepts the tenant's terms, where it has any.",
        "",
    ),
    member("ClientId", Sort::Optional(None), IGNORED, ""),
    member(
        "CustomerCode",
        Sort::Optional(None),
        "The code under which the company knows its customer. It gives no right.",
        "",
    ),
    member("IsAdminUser", Sort::Flag, IGNORED, ""),
    VIA_CALLBACK,
    member("IPAddress", Sort::Optional(None), IGNORED, ""),
    member("OriginatingURL", Sort::Optional(None), IGNORED, ""),
    member(
        "RegistrationAppSite",
        Sort::Optional(None),
        "The site from which the user registers.",
        "",
    ),
];

/// The members of a confirmation.
pub(super) const CONFIRM: &[Member] = &[
    EMAIL,
    member(
        "Code",
        Sort::Required(None),
        "The token of the link in the mail.",
        "the token of the link",
    ),
];

/// The members of a request for another link.
pub(super) const RESEND: &[Member] = &[
    EMAIL,
    CALLBACK,
    VIA_CALLBACK,
    member("RegistrationApp", Sort::Optional(Some(30)), IGNORED, ""),
];

/// The fields of the profile, and the members that they come from.
pub(super) const FIELDS: &[(Field, &str)] = &[
    (Field::GivenName, "FirstName"),
    (Field::FamilyName, "LastName"),
    (Field::ContactPhone, "PhoneNumber"),
    (Field::AlternateEmail, "AlternateEmail"),
    (Field::RegistrationApp, "RegistrationApp"),
    (Field::Locale, "Language"),
    (Field::Zoneinfo, "TimeZone"),
    (Field::NotificationEmail, "NotificationEmail"),
    (Field::Country, "Country"),
    (Field::CompanyName, "CompanyName"),
    (Field::Industry, "Industry"),
    (Field::CustomerCode, "CustomerCode"),
    (Field::RegistrationSite, "RegistrationAppSite"),
];

/// A code that a member must hold, as the look-ups know it: the member, where the list is, and how it is looked up.
type Coded = (&'static str, &'static str, fn(&str) -> bool);

const CODED: &[Coded] = &[
    ("Language", "api/v1/Lookup/Language", |code| {
        language::find(code).is_some()
    }),
    ("TimeZone", "api/v1/Lookup/TimeZone", |code| {
        time_zone::find_windows(code).is_some()
    }),
    ("Country", "ISO 3166-1", |code| country::find(code).is_some()),
    ("Industry", "v1/lookups/industries", |code| {
        industry::find(code).is_some()
    }),
];

/// Notes what the model's members say against each other and against the look-ups.
pub(super) fn compare(model: &mut Model) {
    let repeated = model.given("ConfirmPassword");
    if repeated.is_some() && repeated != model.text("Password") {
        let text = "'ConfirmPassword' and 'Password' do not match.";
        model
            .faults
            .push(Fault::new("ConfirmPassword", Id::PasswordsDiffer, text));
    }
    for &(name, list, knows) in CODED {
        if model.given(name).is_some_and(|code| !knows(code.trim())) {
            let text = format!("The {name} field is not a code of {list}.");
            model.faults.push(Fault::new(name, Id::NotInLookup, text));
        }
    }
}

/// When somebody goes to the callback URL.
pub(super) fn lands(model: &Model) -> LandsWhen {
    if model.is_set(VIA_CALLBACK.name) {
        LandsWhen::AtOnce
    } else {
        LandsWhen::Afterwards
    }
}

/// The registration, without what is faulty by itself. `terms` are the tenant's.
pub(super) fn registration(model: &Model, terms: Option<&TermsVersion>) -> RegistrationForm {
    let text = |name: &str| model.text(name).map(str::to_owned);
    let profile = FIELDS.iter().filter(|(_, name)| !model.is_faulty(name));
    RegistrationForm {
        email: text(EMAIL.name),
        password: text("Password"),
        username: None,
        profile: profile
            .filter_map(|(field, name)| Some((*field, text(name)?)))
            .collect(),
        callback_url: text(CALLBACK.name),
        lands: Some(lands(model)),
        terms_version: terms
            .filter(|_| model.is_set("RPostTermCondition"))
            .map(|terms| terms.as_str().to_owned()),
        external_ids: Vec::new(),
        wishes: WishesForm::default(),
    }
}
