//! Bodies, held against what FastAPI 0.116 and pydantic 2.11 answered.

use super::*;

fn faults(json: &str) -> usize {
    match registration(Body::Value(Json::parse(json.as_bytes()).unwrap())) {
        Ok(_) => 0,
        Err(Unreadable::Faults(faults)) => faults.len(),
        Err(Unreadable::Undecodable) => panic!("it was read"),
    }
}

fn with(member: &str) -> String {
    format!(r#"{{"email":"jane@example.com","password":"x",{member}}}"#)
}

#[test]
fn flags_are_read_as_pydantic_reads_them() {
    for taken in [
        "true", "false", "null", "1", "0", "1.0", "-0.0", r#""yes""#, r#""ON""#, r#""t""#, r#""N""#, r#""0""#,
    ] {
        assert_eq!(faults(&with(&format!(r#""is_active":{taken}"#))), 0, "{taken}");
    }
    for refused in ["2", "1.5", r#""maybe""#, r#""""#, r#"" true""#, "[]", "{}"] {
        assert_eq!(faults(&with(&format!(r#""is_verified":{refused}"#))), 1, "{refused}");
    }
}

#[test]
fn every_fault_is_found_at_once() {
    assert_eq!(faults("{}"), 2);
    assert_eq!(
        faults(r#"{"email":5,"password":null,"is_active":[],"role":null,"tenant_id":5}"#),
        5
    );
    assert_eq!(
        faults(&with(r#""tenant_id":null,"role":"curator","referral_source":{}"#)),
        0
    );
}

#[test]
fn json_has_more_than_one_name() {
    assert!(is_json("application/json") && is_json("application/vnd.api+json"));
    assert!(!is_json("text/json") && !is_json("application/x-www-form-urlencoded"));
}
