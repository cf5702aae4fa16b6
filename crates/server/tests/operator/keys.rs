//! Keys: another takes the place of the present one, and what got out is left behind.

use crate::place::Place;

#[test]
fn keys_rotate_names_both_keys_and_says_how_the_new_one_signs() {
    let place = Place::ready();
    assert_eq!(place.run(&["user", "list"]).code, 0);
    let first = place.run(&["keys", "rotate"]);
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(
        first.out.contains("(EdDSA)") && first.out.contains("stays in the key set for 70 minutes"),
        "{}",
        first.out
    );
    let second = place.run(&["keys", "rotate", "--algorithm", "es256"]);
    assert!(second.out.contains("(ES256)"), "{}", second.out);
    let key = first.out.split_whitespace().nth(3).unwrap();
    assert!(second.out.contains(&format!("{key} stays")), "{}", second.out);
    assert_eq!(place.run(&["keys", "rotate", "--algorithm", "RS256"]).code, 2);
    let place = place.with("ENROLL_TOKENS__ALGORITHM", "ES256");
    let last = place.run(&["keys", "rotate"]);
    assert!(last.out.contains("(ES256)"));
    let dropped = place.run(&["keys", "rotate", "--drop-old"]);
    let key = last.out.split_whitespace().nth(3).unwrap();
    assert!(
        dropped.out.contains(&format!("{key} and all before it are gone")) && !dropped.out.contains("stays"),
        "{}",
        dropped.out
    );
    let place = place.with("ENROLL_TOKENS__ALGORITHM", "none");
    assert_eq!(place.run(&["keys", "rotate"]).code, 78);
}

#[test]
fn a_root_secret_that_got_out_is_replaced_without_leaving_anything_of_it() {
    let place = Place::ready();
    assert_eq!(place.run(&["user", "list"]).code, 0);
    std::fs::rename(place.path().join("enroll.secret"), place.path().join("old.secret")).unwrap();
    assert_eq!(place.run(&["keys", "init"]).code, 0);
    assert_eq!(
        place.run(&["user", "list"]).code,
        78,
        "the old key is sealed with the old secret"
    );
    let place = place.with("ENROLL_PREVIOUS_SECRET_FILE", "old.secret");
    let rotated = place.run(&["keys", "rotate", "--drop-old"]);
    assert_eq!(rotated.code, 0, "{}", rotated.err);
    let place = place.without("ENROLL_PREVIOUS_SECRET_FILE");
    let alone = place.run(&["user", "list"]);
    assert_eq!(alone.code, 0, "{}", alone.err);
}
