//! The limits of the program as it is shipped: whoever a trusted proxy names has a budget, and whoever names themselves has not.

use enroll_tests::api::{Answer, Api};
use enroll_tests::program::{Program, Running};
use enroll_tests::smtp_catcher::SmtpCatcher;
use serde_json::json;

use crate::person::somebody;
use crate::world::{SERVE, set_up};

/// How often a client may sign in; it comes back so slowly that nothing does within a journey.
const BUDGET: usize = 2;
/// The origin whose scripts read answers.
const ORIGIN: &str = "https://app.example.org";
const CLIENTS: [&str; 3] = ["192.0.2.1", "192.0.2.2", "198.51.100.3"];

/// A program with limits, as `serve` sets it up from the environment.
async fn limited(program: Program, database_url: &str, proxies: Option<&str>) -> (Program, Running, SmtpCatcher) {
    let mails = SmtpCatcher::start().await.unwrap();
    let program = set_up(program, database_url, &mails)
        .with("ENROLL_LIMITS__ENABLED", "true")
        .with("ENROLL_LIMITS__CLIENT_PER_MINUTE", &BUDGET.to_string())
        .with("ENROLL_CORS_ORIGINS", ORIGIN);
    let program = match proxies {
        Some(networks) => program.with("ENROLL_TRUSTED_PROXIES", networks),
        None => program,
    };
    let running = program.serve(SERVE).await;
    (program, running, mails)
}

/// Tries a password, each time of another account, as a proxy says for this client.
async fn tries(api: &Api, client: &str) -> Answer {
    let form = json!({ "identifier": somebody("limited"), "password": "something else entirely" });
    let call = api.call("POST", "/v1/sessions").json(&form);
    call.header("x-forwarded-for", client).send().await
}

/// Sees that somebody is told when to come again.
fn is_limited(answer: &Answer) {
    assert_eq!(answer.problem(429), "rate_limited");
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
}

/// A client that the proxy names is limited after its budget, another is not, and what stands further left names nobody.
pub(crate) async fn whom_a_trusted_proxy_names_has_a_budget(program: Program, database_url: String) {
    let (_program, running, _mails) = limited(program, &database_url, Some("127.0.0.0/8")).await;
    let [one, other, third] = CLIENTS;
    for _ in 0..BUDGET {
        tries(&running.api, one).await.problem(401);
    }
    is_limited(&tries(&running.api, one).await);
    is_limited(&tries(&running.api, &format!("{third}, {one}")).await);
    tries(&running.api, other).await.problem(401);
    let counted = running.api.get("/metrics").await.expect(200).text;
    let line = "enroll_http_limited_total{cost=\"sign_in\",by=\"client\"} 2";
    assert!(counted.contains(line), "{counted}");
    preflights(&running.api).await;
}

/// Where no proxy is trusted, a client is the other end of its connection, whatever it says.
pub(crate) async fn without_a_trusted_proxy_nobody_is_named(program: Program, database_url: String) {
    let (_program, running, _mails) = limited(program, &database_url, None).await;
    for client in &CLIENTS[..BUDGET] {
        tries(&running.api, client).await.problem(401);
    }
    is_limited(&tries(&running.api, CLIENTS[BUDGET]).await);
}

/// Browsers are told of the listed origin, and of no other.
async fn preflights(api: &Api) {
    for (origin, allowed) in [(ORIGIN, ORIGIN), ("https://other.example.org", "")] {
        let asked = api.call("OPTIONS", "/v1/sessions").header("origin", origin);
        let asked = asked
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type");
        let answer = asked.send().await;
        assert_eq!(answer.header("access-control-allow-origin"), allowed, "{answer:?}");
        if allowed == origin {
            assert!((200..300).contains(&answer.status), "{answer:?}");
            assert!(
                answer.header("access-control-allow-methods").contains("POST"),
                "{answer:?}"
            );
        }
    }
}
