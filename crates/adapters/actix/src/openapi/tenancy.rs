//! The objects of the administration that are not about who somebody is: invitations, tenants, provisioning.

use enroll_application::{InvitationLifetime, InvitationUses};
use serde_json::{Value, json};

use super::administration::{moment, nullable, number, page_of, text, texts, uuid};
use super::objects::SUB;
use super::schemas::{Member, may, must, seldom, with};

fn new_invitation() -> Vec<Member> {
    let (uses, seconds) = (InvitationUses::RANGE, InvitationLifetime::SECONDS);
    let email = nullable(
        "The only address that may use it; whoever holds the code may, without.",
        "ada@example.org",
    );
    let uses = json!({
        "type": "integer", "minimum": uses.start(), "maximum": uses.end(), "default": 1,
        "description": "How many may register with it.", "examples": [1],
    });
    let seconds = json!({
        "type": "integer", "minimum": seconds.start(), "maximum": seconds.end(), "default": 604_800,
        "description": "How long it is good, in seconds; 7 days without.", "examples": [604_800],
    });
    vec![
        may("email", with(email, "format", json!("email"))),
        may(
            "roles",
            texts("Roles that it gives, beside the tenant's default ones.", "member"),
        ),
        may("uses", uses),
        may("expires_in_seconds", seconds),
    ]
}

fn invitation() -> Vec<Member> {
    vec![
        must("id", uuid("Its id.")),
        may(
            "email",
            with(
                text("The only address that may use it.", "ada@example.org"),
                "format",
                json!("email"),
            ),
        ),
        must(
            "roles",
            texts("Roles that it gives, beside the tenant's default ones.", "member"),
        ),
        must("uses", number("How many may register with it.", 1)),
        must("used", number("How many have.", 0)),
        may("made_by", uuid("The user who made it, if one did.")),
        must("made_at", moment("When it was made.")),
        must("expires_at", moment("When it is no longer good.")),
        seldom("revoked_at", moment("When it was taken back, if it was.")),
    ]
}

fn invited() -> Vec<Member> {
    let mut members = invitation();
    members.push(must(
        "code",
        text(
            "The code that people register with. A secret, shown this once.",
            "b64url-of-tenant-invitation-key-and-mac",
        ),
    ));
    let link = text(
        "A page on which people register with the code, for whoever is invited. As secret as the code.",
        "https://id.example.org/register?invitation=b64url-of-tenant-invitation-key-and-mac",
    );
    members.push(must("link", with(link, "format", json!("uri"))));
    members
}

fn policy() -> Value {
    json!({
        "type": "object",
        "description": "What holds in the tenant, with the names of the settings.",
        "examples": [{ "preset": "private", "admission": "invited" }],
    })
}

fn tenant_name() -> Member {
    must("name", text("The name by which requests choose it.", "north"))
}

fn tenant_listed() -> Vec<Member> {
    vec![
        tenant_name(),
        must("id", uuid("Its id, as tokens name it.")),
        must("hosts", texts("The hosts that stand for it.", "north.example.org")),
        must(
            "changed_at",
            moment("When its policy was last written, or the tenant made."),
        ),
    ]
}

fn tenant() -> Vec<Member> {
    let mut members = tenant_listed();
    members.push(must("policy", policy()));
    members
}

fn new_tenant() -> Vec<Member> {
    let email = nullable(
        "The address of its first administrator, who is mailed a link.",
        "root@north.example.org",
    );
    vec![
        tenant_name(),
        must("policy", policy()),
        seldom("administrator_email", with(email, "format", json!("email"))),
    ]
}

fn provisioning() -> Vec<Member> {
    vec![
        must("sub", uuid("The user's id.")),
        must("target", text("The identity provider.", "keycloak")),
        must(
            "state",
            json!({
                "type": "string", "enum": ["pending", "created", "done", "failed"],
                "description": "`created` is pending while the provider has the user already.", "examples": ["done"],
            }),
        ),
        seldom("why", text("Why it failed.", "taken")),
        must("wanted_version", number("It rises with every change of the user.", 2)),
        must(
            "settled_version",
            number("The last one that is there; 0 if none is.", 2),
        ),
        may("provider_id", text("The provider's own id of the user.", SUB)),
    ]
}

/// Every object, by the name of its schema.
pub(super) fn table() -> Vec<(&'static str, Vec<Member>)> {
    vec![
        ("Invitation", invitation()),
        ("InvitationPage", page_of("Invitation")),
        ("NewInvitation", new_invitation()),
        ("Invited", invited()),
        ("Tenant", tenant()),
        ("TenantListed", tenant_listed()),
        ("TenantPage", page_of("TenantListed")),
        ("NewTenant", new_tenant()),
        ("TenantPolicy", vec![must("policy", policy())]),
        ("Provisioning", provisioning()),
        ("ProvisioningPage", page_of("Provisioning")),
    ]
}
