//! What one column holds, and how values of the domain become it and come back. Impossible values come back as a
//! broken store that names table and column, never the value.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Binary;
use enroll_domain::Timestamp;
use enroll_domain::identifier::ExternalId;
use enroll_domain::profile::{Field, Profile};
use enroll_domain::role::RoleName;
use enroll_repository::StoreError;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::connection::{MultiBackend, MultiRawValue};

/// An id of any kind, as 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub(crate) struct Id([u8; 16]);

impl Id {
    /// The column value of an id.
    pub(crate) fn of(id: impl Into<Uuid>) -> Self {
        Self(id.into().into_bytes())
    }

    /// The id again, as the kind that the column holds.
    pub(crate) fn to<T: From<Uuid>>(self) -> T {
        T::from(Uuid::from_bytes(self.0))
    }
}

impl ToSql<Binary, MultiBackend> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((Binary, self.0.as_slice()));
        Ok(IsNull::No)
    }
}

impl FromSql<Binary, MultiBackend> for Id {
    fn from_sql(raw: MultiRawValue<'_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<Binary, MultiBackend>>::from_sql(raw)?;
        <[u8; 16]>::try_from(bytes)
            .map(Self)
            .map_err(|bytes| format!("an id of {} bytes", bytes.len()).into())
    }
}

/// A column whose value cannot be.
pub(crate) fn impossible(column: &'static str) -> StoreError {
    StoreError::broken(format!("{column} holds what it must not hold"))
}

/// The times of a column that may be empty.
pub(crate) fn time(micros: Option<i64>) -> Option<Timestamp> {
    micros.map(Timestamp::from_micros)
}

/// A count, which no store holds below 0.
pub(crate) fn count<T: TryFrom<i64>>(value: i64, column: &'static str) -> Result<T, StoreError> {
    T::try_from(value).ok().ok_or_else(|| impossible(column))
}

/// A count, as a column holds it.
pub(crate) fn whole(count: u64) -> Result<i64, StoreError> {
    i64::try_from(count).map_err(StoreError::broken)
}

/// A number of rows, for `LIMIT`.
pub(crate) fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// Text that came from outside, without what PostgreSQL cannot keep.
pub(crate) fn storable(text: &str) -> String {
    text.replace('\0', "")
}

/// A profile as one JSON object.
pub(crate) fn profile_json(profile: &Profile) -> String {
    let fields = profile
        .iter()
        .map(|(field, value)| (field.name().to_owned(), Value::from(value)));
    Value::Object(fields.collect::<Map<_, _>>()).to_string()
}

/// The profile again.
pub(crate) fn profile(json: &str, column: &'static str) -> Result<Profile, StoreError> {
    let fields: Map<String, Value> = serde_json::from_str(json).ok().ok_or_else(|| impossible(column))?;
    let fields = fields
        .into_iter()
        .map(|(name, value)| match (Field::from_name(&name), value) {
            (Some(field), Value::String(value)) => Ok((field, value)),
            _ => Err(impossible(column)),
        });
    Ok(Profile::from_stored(fields.collect::<Result<Vec<_>, _>>()?))
}

/// Codes as one JSON list.
pub(crate) fn codes_json<T: Into<Value>>(codes: impl IntoIterator<Item = T>) -> String {
    codes.into_iter().collect::<Value>().to_string()
}

/// The codes again.
pub(crate) fn codes(json: &str, column: &'static str) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(json).ok().ok_or_else(|| impossible(column))
}

/// External ids as one JSON list of pairs: name space and value.
pub(crate) fn external_json(ids: &[ExternalId]) -> String {
    let pairs = ids
        .iter()
        .map(|id| Value::from([id.namespace(), id.value()].as_slice()));
    pairs.collect::<Value>().to_string()
}

/// The external ids again.
pub(crate) fn external(json: &str, column: &'static str) -> Result<Vec<ExternalId>, StoreError> {
    let pairs: Vec<(String, String)> = serde_json::from_str(json).ok().ok_or_else(|| impossible(column))?;
    let ids = pairs
        .into_iter()
        .map(|(namespace, value)| ExternalId::from_stored(namespace, value));
    Ok(ids.collect())
}

/// Names of roles as one JSON list.
pub(crate) fn roles_json(roles: &[RoleName]) -> String {
    codes_json(roles.iter().map(RoleName::as_str))
}

/// The names of roles again.
pub(crate) fn roles(json: &str, column: &'static str) -> Result<Vec<RoleName>, StoreError> {
    let names = codes(json, column)?;
    let names = names
        .iter()
        .map(|name| RoleName::parse(name).map_err(|_rule| impossible(column)));
    names.collect()
}
