//! Reading: the contract's serializers, and what the core is told of what they read.

use enroll_application::{AssignmentForm, NewUserForm};
use enroll_domain::lookup::{country, dial_code};
use enroll_domain::profile::Field;
use enroll_domain::registration::RegistrationForm;

use crate::dialects::drf::{CharField, Detail, Faults, Key, Nulls, Reader, choice, key, list};
use crate::dialects::json::Members;

/// The name space of employee numbers.
const EMPLOYEES: &str = "employee_number";

/// The fields of `register`, in the order in which they are declared.
pub(super) const STAFF_FIELDS: &[&str] = &[
    "email",
    "first_name",
    "last_name",
    "country_code",
    "phone_number",
    "employee_number",
    "gender",
    "department",
    "section",
    "roles",
    "realm",
];

/// The fields of `register-consumer`, in the order in which they are declared.
pub(super) const CONSUMER_FIELDS: &[&str] = &["email", "first_name", "last_name", "password", "confirm_password"];

/// Somebody whom an administrator describes, as far as it could be read.
#[derive(Default)]
pub(super) struct Staff {
    pub(super) email: Option<String>,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) country_code: Option<String>,
    pub(super) phone_number: Option<String>,
    pub(super) employee_number: Option<String>,
    pub(super) gender: Option<&'static str>,
    pub(super) department: Option<Key>,
    pub(super) section: Option<Key>,
    pub(super) roles: Vec<String>,
    pub(super) realm: Option<String>,
}

impl Staff {
    pub(super) fn read(members: &Members) -> (Self, Faults) {
        let mut reader = Reader::of(members);
        let staff = Self {
            email: reader.required("email", |value| CharField::EMAIL.read(value)),
            first_name: reader.required("first_name", |value| CharField::within(150).read(value)),
            last_name: reader.required("last_name", |value| CharField::within(150).read(value)),
            country_code: reader.required("country_code", |value| CharField::within(3).read(value)),
            phone_number: reader.required("phone_number", |value| CharField::within(50).read(value)),
            employee_number: reader.required("employee_number", |value| CharField::within(100).read(value)),
            gender: reader.required("gender", |value| choice(value, &["MALE", "FEMALE"])),
            department: reader.optional("department", Nulls::Allowed, key).flatten(),
            section: reader.optional("section", Nulls::Allowed, key).flatten(),
            roles: reader
                .optional("roles", Nulls::Refused, |value| {
                    list(value, |item| CharField::TEXT.read(item))
                })
                .unwrap_or_default(),
            realm: reader.optional("realm", Nulls::Refused, |value| CharField::TEXT.read(value)),
        };
        (staff, reader.finish())
    }

    /// What was sent for a field, for texts that repeat it.
    pub(super) fn sent(&self, field: &str) -> String {
        let key = |key: &Option<Key>| key.as_ref().map(|key| key.sent.clone());
        let sent = match field {
            "department" => key(&self.department),
            "section" => key(&self.section),
            "realm" => self.realm.clone(),
            _ => None,
        };
        sent.unwrap_or_default()
    }

    /// What the core is told. `realm` is one of the tenant's, or none.
    pub(super) fn form(&self, realm: Option<String>) -> NewUserForm {
        let country = self.country_code.as_deref();
        let parts = [
            self.first_name.clone().map(|name| (Field::GivenName, name)),
            self.last_name.clone().map(|name| (Field::FamilyName, name)),
            self.gender.map(|gender| (Field::Gender, gender.to_lowercase())),
            self.phone_number.clone().map(|number| (Field::ContactPhone, number)),
            country.map(|text| (country_field(text), text.to_owned())),
        ];
        let id = |key: &Option<Key>| key.as_ref().map(|key| key.uuid.to_string());
        let number = self.employee_number.iter();
        NewUserForm {
            email: self.email.clone(),
            profile: parts.into_iter().flatten().collect(),
            external_ids: number.map(|number| (EMPLOYEES.to_owned(), number.clone())).collect(),
            roles: self.roles.clone(),
            assignment: AssignmentForm {
                department: id(&self.department),
                section: id(&self.section),
                tags: Vec::new(),
            },
            realm,
            ..NewUserForm::default()
        }
    }
}

/// What a country code is: the contract leaves it open, and both kinds are in use.
fn country_field(text: &str) -> Field {
    if country::find(text).is_some() {
        Field::Country
    } else if dial_code::find(text).is_some() {
        Field::DialCode
    } else {
        Field::CountryText
    }
}

/// Somebody who registers by themselves, as far as it could be read.
#[derive(Default)]
pub(super) struct Consumer {
    pub(super) email: Option<String>,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    password: Option<String>,
}

impl Consumer {
    pub(super) fn read(members: &Members) -> (Self, Faults) {
        let mut reader = Reader::of(members);
        let consumer = Self {
            email: reader.required("email", |value| CharField::EMAIL.read(value)),
            first_name: reader.required("first_name", |value| CharField::within(150).read(value)),
            last_name: reader.required("last_name", |value| CharField::within(150).read(value)),
            password: reader.required("password", |value| CharField::PASSWORD.at_least(8).read(value)),
        };
        let again = reader.required("confirm_password", |value| CharField::PASSWORD.read(value));
        let mut faults = reader.finish();
        // The serializer compares them once every field is well.
        if faults.is_empty() && again != consumer.password {
            faults.add("confirm_password", Detail::new("invalid", "Passwords do not match."));
        }
        (consumer, faults)
    }

    /// What the core is told.
    pub(super) fn form(&self) -> RegistrationForm {
        let parts = [
            self.first_name.clone().map(|name| (Field::GivenName, name)),
            self.last_name.clone().map(|name| (Field::FamilyName, name)),
        ];
        RegistrationForm {
            email: self.email.clone(),
            password: self.password.clone(),
            profile: parts.into_iter().flatten().collect(),
            ..RegistrationForm::default()
        }
    }
}
