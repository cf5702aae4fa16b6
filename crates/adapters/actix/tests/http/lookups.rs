//! The look-ups, as a form would ask for them.

use actix_web::test::TestRequest;
use enroll_domain::lookup::{country, industry, language, time_zone};
use serde_json::{Value, json};

use crate::world::{World, document};

const PATHS: [&str; 4] = [
    "/v1/lookups/languages",
    "/v1/lookups/time-zones",
    "/v1/lookups/countries",
    "/v1/lookups/industries",
];

async fn items(world: &World, path: &str) -> Vec<Value> {
    let reply = world.get(path).await;
    assert_eq!(
        (reply.status.as_u16(), reply.header("content-type")),
        (200, "application/json")
    );
    let list = reply.json();
    assert_eq!(list.as_object().unwrap().len(), 1);
    list["items"].as_array().unwrap().clone()
}

fn item<'a>(items: &'a [Value], code: &str) -> &'a Value {
    items.iter().find(|item| item["code"] == code).expect(code)
}

#[actix_web::test]
async fn anybody_gets_the_whole_of_every_list_in_the_order_of_its_codes() {
    let world = World::new().await;
    let lengths = [
        language::ALL.len(),
        time_zone::all().len(),
        country::all().len(),
        industry::ALL.len(),
    ];
    for (path, length) in PATHS.into_iter().zip(lengths) {
        let items = items(&world, path).await;
        assert_eq!(items.len(), length, "{path}");
        let codes: Vec<_> = items.iter().map(|item| item["code"].as_str().unwrap()).collect();
        assert!(codes.is_sorted(), "{path}");
        assert!(
            items.iter().all(|item| !item["name"].as_str().unwrap().is_empty()),
            "{path}"
        );
    }
}

#[actix_web::test]
async fn each_list_says_of_its_codes_what_a_form_needs() {
    let world = World::new().await;
    let languages = items(&world, PATHS[0]).await;
    assert_eq!(
        item(&languages, "en-US"),
        &json!({ "code": "en-US", "name": "English (United States)" })
    );
    let zones = items(&world, PATHS[1]).await;
    assert_eq!(
        item(&zones, "America/New_York"),
        &json!({ "code": "America/New_York", "name": "New_York, America", "windows": ["Eastern Standard Time"] })
    );
    assert_eq!(
        item(&zones, "America/Indiana/Indianapolis")["windows"],
        json!(["US Eastern Standard Time"])
    );
    assert_eq!(
        item(&zones, "Africa/Abidjan")["windows"],
        json!(["Greenwich Standard Time"])
    );
    let countries = items(&world, PATHS[2]).await;
    assert_eq!(
        item(&countries, "KE"),
        &json!({ "code": "KE", "alpha3": "KEN", "name": "Kenya", "dial_codes": ["254"] })
    );
    assert_eq!(item(&countries, "AQ")["dial_codes"], json!([]));
    let industries = items(&world, PATHS[3]).await;
    assert_eq!(
        item(&industries, "education"),
        &json!({ "code": "education", "name": "Education" })
    );
}

#[actix_web::test]
async fn every_item_has_just_the_members_that_are_described() {
    let world = World::new().await;
    let schemas = &document()["components"]["schemas"];
    for (path, schema) in PATHS.into_iter().zip(["Language", "TimeZone", "Country", "Industry"]) {
        let described: Vec<_> = schemas[schema]["properties"].as_object().unwrap().keys().collect();
        for item in items(&world, path).await {
            let members: Vec<_> = item.as_object().unwrap().keys().collect();
            assert_eq!(members, described, "{path}");
        }
    }
}

#[actix_web::test]
async fn a_list_may_be_kept_for_a_day_and_is_not_sent_twice() {
    let world = World::new().await;
    for path in PATHS {
        let first = world.get(path).await;
        assert_eq!(first.header("cache-control"), "public, max-age=86400");
        let tag = first.header("etag");
        assert!(tag.len() > 2 && tag.starts_with('"') && tag.ends_with('"'), "{tag}");
        for known in [
            tag.to_owned(),
            format!("W/{tag}"),
            format!("\"x\", {tag}"),
            "*".to_owned(),
        ] {
            let request = TestRequest::get()
                .uri(path)
                .insert_header(("if-none-match", known.clone()));
            let again = world.send(request).await;
            assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{known}");
            assert_eq!(
                (again.header("etag"), again.header("cache-control")),
                (tag, first.header("cache-control"))
            );
        }
        for other in ["\"x\"", "x", "", tag.trim_matches('"')] {
            let request = TestRequest::get().uri(path).insert_header(("if-none-match", other));
            let again = world.send(request).await;
            assert_eq!((again.status.as_u16(), &again.body), (200, &first.body), "{other}");
        }
    }
}

#[actix_web::test]
async fn the_tags_of_two_lists_differ() {
    let world = World::new().await;
    let mut tags = Vec::new();
    for path in PATHS {
        tags.push(world.get(path).await.header("etag").to_owned());
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), PATHS.len());
}

#[actix_web::test]
async fn a_list_that_is_not_there_is_not_found() {
    let world = World::new().await;
    for path in ["/v1/lookups", "/v1/lookups/", "/v1/lookups/cities"] {
        assert_eq!(world.get(path).await.status, 404, "{path}");
    }
}
