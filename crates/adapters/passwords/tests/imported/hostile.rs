//! What somebody may write in the place of a hash: beyond all bounds, cut short, or anything at all.

use enroll_credentials::{HashError, PasswordHasher};
use enroll_domain::password::Password;
use proptest::prelude::*;

use crate::vectors::VECTORS;
use crate::{pool, stored};

/// Of `"0123456789"` eight times, of which bcrypt sees 72 bytes.
pub(crate) const OF_72_BYTES: &str = "$2b$04$0OzESli03vBV9O4G7DjSuuyH.oeoHVfUklEu.hC41Rb.beS0qlhHy";

const TAG: &str = "m/FSk6YjUwaLn7DN9bATINO+C0UaGEb3AdoTEA2ysK8";

#[tokio::test]
async fn what_asks_for_more_than_any_hash_is_given_is_refused_before_it_costs_anything() {
    let pool = pool();
    let bcrypt = OF_72_BYTES.split_at(7).1;
    for text in [
        format!("$2b$15${bcrypt}"),
        format!("$2b$31${bcrypt}"),
        format!("$2b$99${bcrypt}"),
        format!("bcrypt$$2b$31${bcrypt}"),
        format!("bcrypt_sha256$$2b$31${bcrypt}"),
        format!("$scrypt$ln=22,r=8,p=1$c2FsdA${TAG}"),
        format!("$scrypt$ln=17,r=8,p=9$c2FsdA${TAG}"),
        format!("$scrypt$ln=64,r=8,p=1$c2FsdA${TAG}"),
        format!("$scrypt$ln=10,r=65536,p=65536$c2FsdA${TAG}"),
        format!("$scrypt$ln=10,r=4294967295,p=1$c2FsdA${TAG}"),
        format!("$scrypt$ln=10,r=99999999999,p=1$c2FsdA${TAG}"),
        format!("scrypt$4194304$salt$8$1${TAG}="),
        format!("scrypt$1073741824$salt$8$1${TAG}="),
        format!("$pbkdf2-sha256$4000001$c2FsdA${TAG}"),
        format!("$pbkdf2-sha256$4294967296$c2FsdA${TAG}"),
        format!("$pbkdf2-sha256$i=4294967295,l=32$c2FsdA${TAG}"),
        format!("$pbkdf2$2000001$c2FsdA${TAG}"),
        format!("pbkdf2_sha256$4294967295$salt${TAG}="),
        format!("pbkdf2_sha256$1000${}${TAG}=", "s".repeat(129)),
        format!("$pbkdf2-sha256$1$c2FsdA${}", "A".repeat(88)),
        format!("argon2$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ${TAG}"),
        "$2b$04$".repeat(1 << 12),
    ] {
        assert!(!pool.takes(&stored(&text)), "{text:.90} is taken");
        let outcome = pool.verify(Password::parse("password").unwrap(), stored(&text)).await;
        assert!(
            matches!(outcome, Err(HashError::Broken(_))),
            "{text:.90} gave {outcome:?}"
        );
    }
    assert_eq!(pool.performed(), 0);
}

#[tokio::test]
async fn an_output_that_is_met_by_chance_is_no_hash() {
    let pool = pool();
    for text in [
        "$pbkdf2-sha256$1$c2FsdA$",
        "$pbkdf2-sha256$1$c2FsdA$AA",
        "$scrypt$ln=1,r=1,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAA",
        "pbkdf2_sha256$1$salt$AAAAAAAAAAAAAAAAAAAA",
        "scrypt$2$salt$1$1$AAAA",
    ] {
        assert!(!pool.takes(&stored(text)), "{text} is taken");
    }
}

#[test]
fn what_is_nearly_a_hash_is_none() {
    let pool = pool();
    let bcrypt = OF_72_BYTES.split_at(7).1;
    for text in [
        format!("$2x$04${bcrypt}"),
        format!("$2$04${bcrypt}"),
        format!("$2b$4${bcrypt}"),
        format!("$2b$00${bcrypt}"),
        format!("$2b$03${bcrypt}"),
        format!("$2b$+4${bcrypt}"),
        format!("$2b$04${bcrypt}$"),
        format!("{OF_72_BYTES}x"),
        OF_72_BYTES.replace('.', "!"),
        format!("bcrypt${OF_72_BYTES}").replacen('$', "", 1),
        "bcrypt$".to_owned(),
        format!("$scrypt$ln=10,r=8$c2FsdA${TAG}"),
        format!("$scrypt$ln=10,r=8,p=1,q=1$c2FsdA${TAG}"),
        format!("$scrypt$r=8,ln=10,p=1$c2FsdA${TAG}"),
        format!("$scrypt$ln=010,r=8,p=1$c2FsdA${TAG}"),
        format!("scrypt$1000$salt$8$1${TAG}="),
        format!("scrypt$0$salt$8$1${TAG}="),
        format!("scrypt$1$salt$8$1${TAG}="),
        format!("$pbkdf2-sha256$0$c2FsdA${TAG}"),
        format!("$pbkdf2-sha256$-1$c2FsdA${TAG}"),
        format!("$pbkdf2-sha256$1000$c2FsdA${TAG}="),
        format!("$pbkdf2-md5$1000$c2FsdA${TAG}"),
        format!("pbkdf2_sha256$1000$salt${TAG}"),
        format!("pbkdf2_sha256$1000$salt$more${TAG}="),
        "sha1$salt$da39a3ee5e6b4b0d3255bfef95601890afd80709".to_owned(),
        "md5$salt$d41d8cd98f00b204e9800998ecf8427e".to_owned(),
        "5f4dcc3b5aa765d61d8327deb882cf99".to_owned(),
        "argon2".to_owned(),
        "argon2$".to_owned(),
        "!".to_owned(),
    ] {
        assert!(!pool.takes(&stored(&text)), "{text} is taken");
    }
}

/// A hash that is good, or was until somebody cut, changed or doubled a part of it.
fn spoiled() -> impl Strategy<Value = String> {
    let places = (
        0..VECTORS.len(),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        ".{0,4}",
    );
    places.prop_map(|(which, from, to, put)| {
        let text: Vec<char> = VECTORS.get(which).map_or("", |(_, text)| *text).chars().collect();
        let (from, to) = (from.index(text.len()), to.index(text.len()));
        let (from, to) = (from.min(to), from.max(to));
        let (before, after) = (text.iter().take(from), text.iter().skip(to));
        before.copied().chain(put.chars()).chain(after.copied()).collect()
    })
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>(), spoiled in spoiled(), parts in "[$a-z0-9=,_./+-]{0,120}") {
        let pool = pool();
        for text in [&text, &spoiled, &parts, &format!("${parts}"), &format!("$2b$04${parts}"), &format!("scrypt${parts}")] {
            pool.takes(&stored(text));
        }
    }
}
