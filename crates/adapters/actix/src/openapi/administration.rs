//! The objects of the administration: roles, departments, tags, packages, memberships. The others stand in `tenancy.rs`.

use serde_json::{Value, json};

use super::objects::SUB;
use super::schemas::{Member, may, must, reference, seldom, with};

pub(super) fn text(description: &str, example: &str) -> Value {
    json!({ "type": "string", "description": description, "examples": [example] })
}

/// A text of a request, where null stands for an absent one.
pub(super) fn nullable(description: &str, example: &str) -> Value {
    json!({ "type": ["string", "null"], "description": description, "examples": [example] })
}

pub(super) fn uuid(description: &str) -> Value {
    with(text(description, SUB), "format", json!("uuid"))
}

pub(super) fn moment(description: &str) -> Value {
    with(
        text(description, "2026-01-02T03:04:05.678901Z"),
        "format",
        json!("date-time"),
    )
}

pub(super) fn number(description: &str, example: u64) -> Value {
    json!({ "type": "integer", "minimum": 0, "description": description, "examples": [example] })
}

fn flag(description: &str) -> Value {
    json!({ "type": "boolean", "description": description, "examples": [false] })
}

pub(super) fn texts(description: &str, example: &str) -> Value {
    json!({ "type": "array", "items": { "type": "string" }, "description": description, "examples": [[example]] })
}

fn numbers(description: &str, example: u64) -> Value {
    json!({ "type": "array", "items": { "type": "integer", "minimum": 1 }, "description": description, "examples": [[example]] })
}

pub(super) fn page_of(schema: &str) -> Vec<Member> {
    vec![
        must("items", json!({ "type": "array", "items": reference(schema) })),
        must("next", json!({ "type": ["string", "null"], "examples": [null] })),
    ]
}

const TITLE: &str = "What people call it: 1 to 100 characters on one line.";
const DESCRIPTION: &str = "What it is for: at most 500 characters.";

fn role_content() -> Vec<Member> {
    vec![
        may(
            "permissions",
            texts("What it allows, each as `resource.action`.", "user.read"),
        ),
        may("title", nullable(TITLE, "Support")),
        may("description", nullable(DESCRIPTION, "Looks at accounts.")),
    ]
}

fn role_name() -> Member {
    must(
        "name",
        text("Its name: lower-case letters, digits, `_` and `-`.", "support"),
    )
}

fn new_role() -> Vec<Member> {
    let mut members = vec![role_name()];
    members.extend(role_content());
    members
}

fn role() -> Vec<Member> {
    vec![
        role_name(),
        must(
            "origin",
            json!({
                "type": "string", "enum": ["built_in", "policy", "made"],
                "description": "Where it comes from.", "examples": ["made"],
            }),
        ),
        must(
            "everything",
            flag("Whether it allows everything, also what is thought of later."),
        ),
        must(
            "permissions",
            texts("What it allows, each as `resource.action`.", "user.read"),
        ),
        may("title", text(TITLE, "Support")),
        may("description", text(DESCRIPTION, "Looks at accounts.")),
    ]
}

fn department() -> Vec<Member> {
    vec![
        must("id", uuid("Its id.")),
        must("title", text(TITLE, "Research")),
        seldom("within", uuid("The department that it is a section of.")),
    ]
}

fn tag_content() -> Vec<Member> {
    let standing = json!({
        "type": ["string", "null"], "enum": ["active", "retired", null], "default": "active",
        "description": "Whether users may be given it.", "examples": ["active"],
    });
    vec![
        must("title", text(TITLE, "Beta testers")),
        may("description", nullable(DESCRIPTION, "See new things first.")),
        may("standing", standing),
    ]
}

fn tag() -> Vec<Member> {
    vec![
        must("number", number("Its number, counted within the tenant from 1.", 1)),
        must("title", text(TITLE, "Beta testers")),
        may("description", text(DESCRIPTION, "See new things first.")),
        must(
            "standing",
            json!({
                "type": "string", "enum": ["active", "retired"],
                "description": "Whether users may be given it.", "examples": ["active"],
            }),
        ),
    ]
}

fn details() -> Value {
    json!({
        "type": "object",
        "description": "What else belongs to it: texts, whole numbers, booleans, and lists and objects of such. At most 16 KiB, and 8 \
                        levels deep.",
        "examples": [{ "seats": 5 }],
    })
}

fn package_content() -> Vec<Member> {
    vec![
        must("title", text(TITLE, "Professional")),
        may("usual", flag("Whether everybody begins with it.")),
        may("details", details()),
    ]
}

fn package_code() -> Member {
    must(
        "code",
        text("Its code: letters, digits, `_`, `.` and `-`; it never changes.", "pro"),
    )
}

fn new_package() -> Vec<Member> {
    let mut members = vec![package_code()];
    members.extend(package_content());
    members
}

fn package() -> Vec<Member> {
    vec![
        package_code(),
        must("title", text(TITLE, "Professional")),
        must("usual", flag("Whether everybody begins with it.")),
        must("details", details()),
    ]
}

fn membership() -> Vec<Member> {
    vec![
        may(
            "department",
            with(nullable("The department's id.", SUB), "format", json!("uuid")),
        ),
        seldom(
            "section",
            with(nullable("The id of a section of it.", SUB), "format", json!("uuid")),
        ),
        may("tags", numbers("The tags, by their numbers.", 1)),
        may("package", nullable("The package, by its code.", "pro")),
    ]
}

/// Where a user stands, as it is shown beside everything else of them.
pub(super) fn membership_shown() -> Vec<Member> {
    vec![
        seldom(
            "number",
            number("The user's number, counted within the tenant from 1.", 1),
        ),
        seldom("department", uuid("The department's id.")),
        seldom("section", uuid("The id of the section of it.")),
        must("tags", numbers("The tags, by their numbers.", 1)),
        seldom("package", text("The package, by its code.", "pro")),
        seldom(
            "referral_code",
            text("The code with which the user invites others.", "QWERTZUI"),
        ),
        seldom("inviter", uuid("Who invited the user.")),
    ]
}

/// Every object, by the name of its schema.
pub(super) fn table() -> Vec<(&'static str, Vec<Member>)> {
    let title = || must("title", text(TITLE, "Research"));
    let within = with(
        nullable("The department that it is to be a section of.", SUB),
        "format",
        json!("uuid"),
    );
    vec![
        ("Role", role()),
        ("RolePage", page_of("Role")),
        ("NewRole", new_role()),
        ("RoleContent", role_content()),
        ("Department", department()),
        ("DepartmentPage", page_of("Department")),
        ("NewDepartment", vec![title(), seldom("within", within)]),
        ("DepartmentTitle", vec![title()]),
        ("Tag", tag()),
        ("TagPage", page_of("Tag")),
        ("TagContent", tag_content()),
        ("Package", package()),
        ("PackagePage", page_of("Package")),
        ("NewPackage", new_package()),
        ("PackageContent", package_content()),
        ("Membership", membership()),
    ]
}
