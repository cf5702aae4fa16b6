//! What `[[tenants]]`, `[[providers]]` and `[[dialects]]` may say, and what is told of what they may not.

use enroll::domain::registration::Preset;

use super::*;

fn written(text: &str) -> Place {
    Place::whole().with_file("here.toml", text)
}

#[test]
fn a_tenant_begins_from_a_preset_and_says_what_differs() {
    let settings = written(
        "[[tenants]]\nname = 'default'\ncallback_urls = ['https://app.example.org/']\nterms_version = '2026-11'\n\
         [[tenants]]\nname = 'acme'\npreset = 'onyx'\nfirst_user_roles = ['admin']\n[tenants.password]\nmin = 12",
    )
    .read();
    let [default, acme] = settings.tenants.as_slice() else {
        panic!("two tenants");
    };
    assert_eq!(default.policy.callbacks[0].as_str(), "https://app.example.org/");
    assert_eq!(default.policy.terms.as_ref().unwrap().as_str(), "2026-11");
    assert_eq!(acme.policy.password.min_chars, 12);
    assert_eq!(acme.policy.password.max_chars, 64);
    assert_eq!(acme.policy.admission, Preset::Onyx.policy().admission);
}

#[test]
fn what_is_wrong_with_a_tenant_is_told_with_its_name_and_place() {
    for (text, told) in [
        ("[[tenants]]", "name"),
        ("[tenants]\nname = 'default'", "[[tenants]]"),
        (
            "[[tenants]]\nname = 'default'\ncallback_url = []",
            "default: callback_url",
        ),
        (
            "[[tenants]]\nname = 'default'\ncallback_urls = ['http://app.example.org/']",
            "default: callback_urls.0",
        ),
        (
            "[[tenants]]\nname = 'acme'\n[[tenants]]\nname = 'acme'",
            "acme is there twice",
        ),
        ("[[tenants]]\nname = 'acme'\npreset = 'ours'", "acme: preset"),
        (
            "[[tenants]]\nname = 'acme'\ndefault_roles = ['nobody']",
            "acme: default_roles",
        ),
        (
            "[[tenants]]\nname = 'acme'\n[tenants.password]\nmin = 9\nmax = 8",
            "acme: password.min",
        ),
    ] {
        let lines = written(text).refused();
        assert!(
            lines[0].starts_with("tenants (") && lines[0].contains("here.toml") && lines[0].contains(told),
            "{told}: {lines:?}"
        );
    }
}

#[test]
fn a_provider_is_read_whole_and_its_secret_is_never_told() {
    let whole = "[[providers]]\nname = 'staff'\nurl = 'https://id.example.org'\nrealm = 'staff'\nclient_id = 'enroll'\n\
                 client_secret = 'hunter2'";
    assert_eq!(written(whole).read().providers[0].target.as_str(), "staff");
    let lines = written(&whole.replace("https:", "http:")).refused();
    assert!(
        lines[0].contains("staff: url") && !lines.concat().contains("hunter2"),
        "{lines:?}"
    );
    let lines = written("[[providers]]\nname = 'staff'").refused();
    for key in ["url", "realm", "client_id", "client_secret"] {
        assert!(
            lines.iter().any(|line| line.contains(&format!("staff: {key}"))),
            "{key}: {lines:?}"
        );
    }
    let shown = show(&written(whole).sources, Mode::Production).unwrap();
    assert!(shown.contains("[[providers]]") && !shown.contains("hunter2"), "{shown}");
}

#[test]
fn a_dialect_is_bound_to_a_tenant_below_a_prefix() {
    let settings = written("[[dialects]]\nname = 'onyx'\ntenant = 'acme'\nprefix = '/api'").read();
    let [binding] = settings.dialects.as_slice() else {
        panic!("one binding");
    };
    assert_eq!((binding.dialect().name(), binding.tenant().as_str()), ("onyx", "acme"));
    assert_eq!(binding.prefix(), "/api");
    for (text, told) in [
        ("[[dialects]]\ntenant = 'acme'", "name"),
        (
            "[[dialects]]\nname = 'esperanto'\ntenant = 'acme'",
            "esperanto: name: takes one of",
        ),
        ("[[dialects]]\nname = 'onyx'", "onyx: tenant"),
        (
            "[[dialects]]\nname = 'onyx'\ntenant = 'acme'\nprefix = 'api/'",
            "onyx: prefix",
        ),
        (
            "[[dialects]]\nname = 'onyx'\ntenant = 'acme'\nfix = 'api/'",
            "onyx: fix",
        ),
        (
            "[[dialects]]\nname = 'jframework'\ntenant = 'acme'\nany_brand = 'True'",
            "any_brand: takes true or false",
        ),
        (
            "[[dialects]]\nname = 'onyx'\ntenant = 'acme'\ninvite_refusal = 'forbiden'",
            "invite_refusal: takes one of: error, forbidden",
        ),
        (
            "[[dialects]]\nname = 'cape-digital'\ntenant = 'acme'\nconsumer_tenant = 'No Name'",
            "consumer_tenant: takes the name of a tenant",
        ),
        (
            "[[dialects]]\nname = 'self-community'\ntenant = 'acme'\ncommunity_secret = 'hunter2'",
            "community_secret: takes at least 32 bytes",
        ),
    ] {
        let lines = written(text).refused();
        assert!(
            lines[0].starts_with("dialects (") && lines[0].contains(told),
            "{told}: {lines:?}"
        );
    }
}

#[test]
fn two_dialects_that_claim_a_path_are_told_apart_by_a_prefix() {
    let twice = |prefix| {
        written(&format!(
            "[[dialects]]\nname = 'onyx'\ntenant = 'acme'\n[[dialects]]\nname = 'onyx'\ntenant = 'other'\nprefix = '{prefix}'"
        ))
    };
    let lines = twice("").refused();
    assert!(lines[0].contains("onyx and onyx claim the same paths"), "{lines:?}");
    assert_eq!(twice("/other").read().dialects.len(), 2);
}

#[test]
fn trying_out_serves_every_contract_unless_one_is_chosen() {
    let all = Place::whole().try_read(Mode::Development).unwrap();
    // One for each contract, and Cape Digital's consumers.
    assert_eq!(all.tenants.len(), 6);
    assert_eq!(all.dialects.len(), 6);
    let chosen = written("[[tenants]]\nname = 'acme'\n[[dialects]]\nname = 'onyx'\ntenant = 'acme'");
    let chosen = chosen.try_read(Mode::Development).unwrap();
    assert_eq!((chosen.tenants.len(), chosen.dialects.len()), (1, 1));
    assert!(Place::whole().read().dialects.is_empty());
}
