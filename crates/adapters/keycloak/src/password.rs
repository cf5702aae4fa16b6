//! Handing a password hash over to Keycloak, so that people sign in there with the password that they chose here. What is
//! read here is shown nowhere.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use enroll_domain::password::PasswordHash;
use keycloak::types::CredentialRepresentation;
use serde_json::json;

/// Keycloak's name for a password, among credentials.
pub(crate) const PASSWORD_TYPE: &str = "password";

/// A hash that Keycloak can check passwords against.
pub(crate) struct Handover<'a> {
    hash: &'a PasswordHash,
    salt: Vec<u8>,
    value: Vec<u8>,
    memory: u32,
    turns: u32,
    lanes: u32,
    version: &'static str,
}

impl<'a> Handover<'a> {
    /// Reads a PHC string. `None` if it is not argon2id, or uses what Keycloak does not know (a key id, associated data).
    pub(crate) fn read(hash: &'a PasswordHash) -> Option<Self> {
        let mut parts = hash.as_phc().strip_prefix("$argon2id$")?.split('$');
        // PHC leaves the version out where it is the older one.
        let (version, parameters) = match parts.next()? {
            "v=19" => ("1.3", parts.next()?),
            "v=16" => ("1.0", parts.next()?),
            parameters => ("1.0", parameters),
        };
        let (salt, value) = (parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let (mut memory, mut turns, mut lanes) = (None, None, None);
        for parameter in parameters.split(',') {
            let (name, value) = parameter.split_once('=')?;
            let slot = match name {
                "m" => &mut memory,
                "t" => &mut turns,
                "p" => &mut lanes,
                _ => return None,
            };
            *slot = Some(value.parse().ok()?);
        }
        Some(Self {
            hash,
            salt: STANDARD_NO_PAD.decode(salt).ok()?,
            value: STANDARD_NO_PAD.decode(value).ok()?,
            memory: memory?,
            turns: turns?,
            lanes: lanes?,
            version,
        })
    }

    /// Tells one hash from another. Nothing can be guessed by it: the hash's salt is as random as a key.
    pub(crate) fn fingerprint(&self) -> String {
        let digest = digest(&SHA256, self.hash.as_phc().as_bytes());
        URL_SAFE_NO_PAD.encode(digest.as_ref())
    }

    /// The hash as Keycloak stores it.
    pub(crate) fn credential(&self) -> CredentialRepresentation {
        let secret = json!({
            "value": STANDARD.encode(&self.value),
            "salt": STANDARD.encode(&self.salt),
            "additionalParameters": {},
        });
        let data = json!({
            "algorithm": "argon2",
            "hashIterations": self.turns,
            "additionalParameters": {
                "type": ["id"],
                "version": [self.version],
                "memory": [self.memory.to_string()],
                "parallelism": [self.lanes.to_string()],
                "hashLength": [self.value.len().to_string()],
            },
        });
        CredentialRepresentation {
            type_: Some(PASSWORD_TYPE.to_owned()),
            secret_data: Some(secret.to_string()),
            credential_data: Some(data.to_string()),
            ..CredentialRepresentation::default()
        }
    }
}

#[cfg(test)]
mod tests {
    //! PHC strings, and what Keycloak gets of them.

    use serde_json::Value;

    use super::*;

    fn hash(phc: &str) -> PasswordHash {
        PasswordHash::from_phc(phc.to_owned())
    }

    #[test]
    fn an_argon2id_hash_is_handed_over_with_all_its_parameters() {
        let hash = hash("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$AAECAwQF");
        let credential = Handover::read(&hash).unwrap().credential();
        let data: Value = serde_json::from_str(&credential.credential_data.unwrap()).unwrap();
        let parameters = json!({
            "type": ["id"], "version": ["1.3"], "memory": ["19456"], "parallelism": ["1"], "hashLength": ["6"],
        });
        assert_eq!(
            data,
            json!({"algorithm": "argon2", "hashIterations": 2, "additionalParameters": parameters})
        );
        let secret: Value = serde_json::from_str(&credential.secret_data.unwrap()).unwrap();
        assert_eq!(
            (&secret["salt"], &secret["value"]),
            (&json!("c29tZXNhbHQ="), &json!("AAECAwQF"))
        );
        assert_eq!(credential.value, None, "no password in clear");
    }

    #[test]
    fn what_is_not_argon2id_is_not_handed_over() {
        for phc in [
            "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$AAECAwQF",
            "$argon2id$v=18$m=19456,t=2,p=1$c29tZXNhbHQ$AAECAwQF",
            "$argon2id$v=19$m=19456,t=2,p=1,keyid=abc$c29tZXNhbHQ$AAECAwQF",
            "$argon2id$v=19$m=19456,t=2$c29tZXNhbHQ$AAECAwQF",
            "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ",
            "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$AAECAwQF$more",
            "$2b$12$abcdefghijklmnopqrstuu5Q1k5x1Z2x3c4v5b6n7m8a9s0d1f2g",
            "memory$of$ours",
            "",
        ] {
            assert!(Handover::read(&hash(phc)).is_none(), "{phc}");
        }
    }

    #[test]
    fn the_older_version_is_told_by_its_name_or_by_none() {
        for phc in [
            "$argon2id$v=16$m=8,t=1,p=1$c29tZXNhbHQ$AAEC",
            "$argon2id$m=8,t=1,p=1$c29tZXNhbHQ$AAEC",
        ] {
            assert_eq!(Handover::read(&hash(phc)).unwrap().version, "1.0");
        }
    }

    #[test]
    fn a_fingerprint_tells_hashes_apart_and_shows_none() {
        let (one, other) = (
            hash("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAECAwQF"),
            hash("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHU$AAECAwQF"),
        );
        let print = |hash: &PasswordHash| Handover::read(hash).unwrap().fingerprint();
        assert_eq!(print(&one), print(&one));
        assert_ne!(print(&one), print(&other));
        assert!(!print(&one).contains("AAECAwQF") && !print(&one).contains("c29tZXNhbHQ"));
    }
}
