//! Callback URLs: a browser and our reader must never see two places in one text.

use enroll_domain::registration::CallbackUrl;

#[test]
fn what_could_be_read_as_another_place_is_refused() {
    for text in [
        "https://good.example@evil.example/",
        "https://user:secret@good.example/",
        "https:evil.example",
        "https:///evil.example",
        "//evil.example",
        "/\\evil.example",
        "https://good.example\\@evil.example/",
        "https://good.example/\tpath",
        "https://good.example/#fragment",
        "http://good.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://good.example/",
        "HTTPS://good.example/",
        "",
    ] {
        let read = CallbackUrl::parse(text);
        assert!(read.is_err(), "{text} was read as {read:?}");
    }
}

#[test]
fn two_spellings_of_one_place_are_equal_and_two_places_are_not() {
    let read = |text| CallbackUrl::parse(text).unwrap();
    assert_eq!(read("https://App.example:443/done"), read("https://app.example/done"));
    for other in [
        "https://app.example/done/",
        "https://app.example/done?x=1",
        "https://app.example:8443/done",
        "https://app.example%2eevil.example/done",
    ] {
        assert_ne!(
            CallbackUrl::parse(other),
            Ok(read("https://app.example/done")),
            "{other}"
        );
    }
}

#[test]
fn plain_http_is_for_the_loopback_alone() {
    for text in [
        "http://localhost:3000/done",
        "http://127.0.0.1/done",
        "http://[::1]:8080/",
    ] {
        assert!(CallbackUrl::parse(text).is_ok(), "{text}");
    }
    for text in ["http://localhost.evil.example/", "http://127.0.0.1.evil.example/"] {
        assert!(CallbackUrl::parse(text).is_err(), "{text}");
    }
}
