//! Every route of our own API that asks for a permission, taken from its description: tried with the example that stands there, by
//! everybody, in their own tenant and in another.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::world::{PEOPLE, PLAIN, World, permissions};

/// A route that asks for a permission.
struct Door {
    method: String,
    path: String,
    needs: Vec<String>,
    /// Whether it is for people of the default tenant alone.
    above_tenants: bool,
    body: Option<Value>,
}

pub(crate) async fn every_route_opens_to_those_alone_whose_permissions_it_asks_for(world: World) {
    let doors = doors(&world).await;
    assert!(doors.len() >= 20, "only {} routes ask for a permission", doors.len());
    let mut table: BTreeMap<String, String> = BTreeMap::new();
    for door in &doors {
        for tenant in world.tenants() {
            for person in PEOPLE {
                let (own, abroad) = try_door(&world, door, &tenant, person).await;
                let may = door.opens_to(&tenant, person);
                let place = format!("{} {} as {person} of {tenant}", door.method, door.path);
                assert_eq!(own != 401 && own != 403, may, "{place}: {own}");
                assert_eq!(abroad, 400, "{place}, in another tenant");
                let line = table.entry(format!("{:<6} {}", door.method, door.path)).or_default();
                line.push(if may { '+' } else { '-' });
            }
            let stranger = call(&world, door, None, &tenant).await;
            assert_eq!(stranger, 401, "{} {} as a stranger", door.method, door.path);
        }
    }
    println!("\nwho opens what: {PEOPLE:?}, for each of {:?}", world.tenants());
    for (door, line) in table {
        println!("{line}  {door}");
    }
}

impl Door {
    fn opens_to(&self, tenant: &str, person: &str) -> bool {
        let holds = match permissions(person) {
            None => true,
            Some(held) => self.needs.iter().all(|needed| held.contains(needed.as_str())),
        };
        holds && (!self.above_tenants || tenant == "default")
    }
}

/// The answers in the person's own tenant, and where the call names another one.
async fn try_door(world: &World, door: &Door, tenant: &str, person: &str) -> (u16, u16) {
    let token = world.token(tenant, person);
    let elsewhere = if tenant == PLAIN { "default" } else { PLAIN };
    (
        call(world, door, Some(token), tenant).await,
        call(world, door, Some(token), elsewhere).await,
    )
}

async fn call(world: &World, door: &Door, token: Option<&str>, tenant: &str) -> u16 {
    // Somebody who is nobody: what is asked is whether the door opens, not what lies behind it.
    const NOBODY: &str = "0190c2a4-6f1e-7cc3-9d0a-5f0b5f4a9e11";
    let path: Vec<_> = door
        .path
        .split('/')
        .map(|part| match part {
            "{number}" => "999",
            "{role}" => "editor",
            "{tenant}" => "nowhere",
            "{code}" => "none",
            part if part.starts_with('{') => NOBODY,
            part => part,
        })
        .collect();
    let mut call = world
        .api
        .call(&door.method, &path.join("/"))
        .header("enroll-tenant", tenant);
    if let Some(token) = token {
        call = call.bearer(token);
    }
    if let Some(body) = &door.body {
        call = call.json(body);
    }
    call.send().await.status
}

async fn doors(world: &World) -> Vec<Door> {
    let document = world.api.get("/openapi.json").await.expect(200).json();
    let mut doors = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let about = operation["description"].as_str().unwrap_or_default();
            let needs = needs(about);
            if path.starts_with("/v1/admin/") {
                assert!(!needs.is_empty(), "{method} {path} asks for no permission");
                doors.push(Door {
                    method: method.to_ascii_uppercase(),
                    path: path.clone(),
                    above_tenants: about.contains("in the default tenant"),
                    needs,
                    body: example(operation),
                });
            }
        }
    }
    doors
}

/// The permissions that stand in the sentence that begins with "Needs", up to what else a role in the body needs.
fn needs(about: &str) -> Vec<String> {
    let Some((_, sentence)) = about.split_once("Needs ") else {
        return Vec::new();
    };
    let sentence = sentence.split(['.', ',']).collect::<Vec<_>>();
    // A permission holds a full stop itself, so the first two pieces belong together.
    let first = sentence.iter().take(2).copied().collect::<Vec<_>>().join(".");
    let quoted = first.split('`').skip(1).step_by(2);
    quoted
        .filter(|text| text.split('.').count() == 2)
        .map(str::to_owned)
        .collect()
}

/// The example of a body, without roles: giving them has a test of its own.
fn example(operation: &Value) -> Option<Value> {
    let json = &operation["requestBody"]["content"]["application/json"];
    let mut example = json.get("example").cloned()?;
    if let Some(members) = example.as_object_mut() {
        members.remove("roles");
        members.remove("permissions");
    }
    Some(example)
}
