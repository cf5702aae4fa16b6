//! What we keep in a realm: the attributes of our own, and whether the realm keeps them for us alone.

use keycloak::types::{UPAttribute, UPConfig, UnmanagedAttributePolicy};

use crate::failure::Keeping;

/// Our id of the user. Who does not bear it is never written to.
pub(crate) const ID: &str = "enroll_id";

/// The version that was ensured last; written when all of it is there.
pub(crate) const VERSION: &str = "enroll_version";

/// The names of the roles that we gave.
pub(crate) const ROLES: &str = "enroll_roles";

/// The names of the attributes that we wrote.
pub(crate) const ATTRIBUTES: &str = "enroll_attributes";

/// Which password hash was handed over last, as a digest of it.
pub(crate) const PASSWORD: &str = "enroll_password";

const OURS: &[&str] = &[ID, VERSION, ROLES, ATTRIBUTES, PASSWORD];

/// Those that hold as many values as there are.
const MANY: &[&str] = &[ROLES, ATTRIBUTES];

/// What Keycloak itself has among the attributes of a user.
const KEYCLOAKS: &[&str] = &["username", "email", "firstName", "lastName", "emailVerified", "enabled"];

/// Whether no user may have an attribute of this name.
pub(crate) fn is_reserved(name: &str) -> bool {
    OURS.iter()
        .chain(KEYCLOAKS)
        .any(|reserved| reserved.eq_ignore_ascii_case(name))
        || name.trim().is_empty()
}

/// Whether a realm with this user profile keeps our attributes for us alone.
pub(crate) fn keeps(profile: &UPConfig) -> Result<(), Keeping> {
    let kept: Vec<(&str, Kept)> = OURS.iter().map(|name| (*name, kept(profile, name))).collect();
    let those = |which: Kept| -> Option<String> {
        let names: Vec<&str> = kept
            .iter()
            .filter(|(_, kept)| *kept == which)
            .map(|(name, _)| *name)
            .collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    match (those(Kept::Not), those(Kept::ForAnybody), those(Kept::Single)) {
        (Some(names), _, _) => Err(Keeping::Drops(names)),
        (None, Some(names), _) => Err(Keeping::Opens(names)),
        (None, None, Some(names)) => Err(Keeping::Narrows(names)),
        (None, None, None) => Ok(()),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Well,
    Not,
    ForAnybody,
    Single,
}

fn kept(profile: &UPConfig, name: &str) -> Kept {
    let declared = profile
        .attributes
        .iter()
        .flatten()
        .find(|attribute| attribute.name.as_deref() == Some(name));
    match (declared, &profile.unmanaged_attribute_policy) {
        (Some(attribute), _) => kept_as_declared(attribute, name),
        (None, Some(UnmanagedAttributePolicy::AdminEdit)) => Kept::Well,
        (None, Some(UnmanagedAttributePolicy::Enabled)) => Kept::ForAnybody,
        (None, Some(UnmanagedAttributePolicy::AdminView) | None) => Kept::Not,
    }
}

fn kept_as_declared(attribute: &UPAttribute, name: &str) -> Kept {
    let editors = attribute
        .permissions
        .as_ref()
        .and_then(|permissions| permissions.edit.as_deref());
    let may_edit = |who: &str| editors.unwrap_or_default().iter().any(|editor| editor == who);
    if !may_edit("admin") {
        Kept::Not
    } else if may_edit("user") {
        Kept::ForAnybody
    } else if MANY.contains(&name) && attribute.multivalued != Some(true) {
        Kept::Single
    } else {
        Kept::Well
    }
}

#[cfg(test)]
mod tests {
    //! Profiles as realms have them.

    use serde_json::json;

    use super::*;

    fn keeping(profile: serde_json::Value) -> Result<(), Keeping> {
        keeps(&serde_json::from_value(profile).unwrap())
    }

    fn declared(editors: &[&str], multivalued: bool) -> Vec<serde_json::Value> {
        OURS.iter()
            .map(|name| json!({"name": name, "multivalued": multivalued, "permissions": {"view": ["admin"], "edit": editors}}))
            .collect()
    }

    #[test]
    fn a_realm_that_keeps_what_administrators_write_keeps_ours() {
        assert_eq!(keeping(json!({"unmanagedAttributePolicy": "ADMIN_EDIT"})), Ok(()));
        assert_eq!(keeping(json!({"attributes": declared(&["admin"], true)})), Ok(()));
    }

    #[test]
    fn a_realm_as_keycloak_makes_it_drops_them() {
        let all = OURS.join(", ");
        assert_eq!(keeping(json!({})), Err(Keeping::Drops(all.clone())));
        assert_eq!(
            keeping(json!({"unmanagedAttributePolicy": "ADMIN_VIEW"})),
            Err(Keeping::Drops(all.clone()))
        );
        assert_eq!(
            keeping(json!({"attributes": declared(&[], true)})),
            Err(Keeping::Drops(all))
        );
        let one = json!({"attributes": [{"name": "enroll_id", "permissions": {"edit": ["admin"]}}]});
        assert_eq!(
            keeping(one),
            Err(Keeping::Drops(
                "enroll_version, enroll_roles, enroll_attributes, enroll_password".to_owned()
            ))
        );
    }

    #[test]
    fn a_realm_in_which_people_write_their_own_attributes_is_no_place_for_ours() {
        let all = OURS.join(", ");
        assert_eq!(
            keeping(json!({"unmanagedAttributePolicy": "ENABLED"})),
            Err(Keeping::Opens(all.clone()))
        );
        assert_eq!(
            keeping(json!({"attributes": declared(&["admin", "user"], true)})),
            Err(Keeping::Opens(all))
        );
    }

    #[test]
    fn what_holds_many_values_is_declared_so() {
        let many = "enroll_roles, enroll_attributes".to_owned();
        assert_eq!(
            keeping(json!({"attributes": declared(&["admin"], false)})),
            Err(Keeping::Narrows(many))
        );
    }
}
