//! What somebody who registers asks for beside an account, as JSON text.

use enroll_domain::document::{Document, TableReader};
use enroll_domain::id::InvitationId;
use enroll_domain::referral::ReferralCode;
use enroll_domain::registration::{ProvisioningTarget, Wishes};
use enroll_domain::role::RoleName;
use enroll_repository::StoreError;
use uuid::Uuid;

use crate::columns::impossible;
use crate::document;

/// The wishes as JSON text.
pub(crate) fn json(wishes: &Wishes) -> String {
    let names = |roles: &[RoleName]| Document::texts(roles.iter().map(RoleName::as_str));
    let lists = [
        ("roles", names(&wishes.roles)),
        ("roles_left_out", names(&wishes.roles_left_out)),
    ];
    let invitation = wishes.invitation.map(|id| id.to_string());
    let texts = [
        ("referral", wishes.referral.as_ref().map(ReferralCode::as_str)),
        ("invitation", invitation.as_deref()),
        ("realm", wishes.realm.as_ref().map(ProvisioningTarget::as_str)),
    ];
    let texts = texts
        .into_iter()
        .filter_map(|(name, text)| Some((name, Document::Text(text?.to_owned()))));
    document::json(Document::table(lists.into_iter().chain(texts)))
}

/// The wishes again.
pub(crate) fn wishes(json: &str, column: &'static str) -> Result<Wishes, StoreError> {
    let mut flaws = Vec::new();
    let mut reader = TableReader::new(document::document(json, column)?, &mut flaws);
    let role = |text: &str| RoleName::parse(text).map_err(|rule| format!("{rule:?}"));
    let wishes = Wishes {
        roles: reader.list("roles", role).unwrap_or_default(),
        roles_left_out: reader.list("roles_left_out", role).unwrap_or_default(),
        referral: reader.parsed("referral", |text| {
            ReferralCode::parse(text).map_err(|rule| format!("{rule:?}"))
        }),
        invitation: reader.parsed("invitation", |text| {
            Uuid::parse_str(text)
                .map(InvitationId::from_uuid)
                .map_err(|error| error.to_string())
        }),
        realm: reader.parsed("realm", |text| {
            ProvisioningTarget::parse(text).map_err(|rule| format!("{rule:?}"))
        }),
    };
    reader.finish();
    if flaws.is_empty() {
        Ok(wishes)
    } else {
        Err(impossible(column))
    }
}
