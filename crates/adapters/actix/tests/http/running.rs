//! The server alone, over real connections.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use enroll_actix::{Connections, Options, Server, TrustedProxies};

use crate::world::World;

fn exchange(addr: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn get(addr: SocketAddr, path: &str) -> String {
    exchange(
        addr,
        &format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"),
    )
}

#[actix_web::test]
async fn a_server_serves_until_it_is_stopped_and_then_returns() {
    let world = World::new().await;
    let server = Server::bind("127.0.0.1:0", world.enrollment.clone(), Options::new()).unwrap();
    let (addr, handle) = (server.addr(), server.handle());
    let running = actix_web::rt::spawn(server.run());
    let asking = actix_web::rt::task::spawn_blocking(move || {
        let head = exchange(
            addr,
            "HEAD /reset HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
        );
        (get(addr, "/livez"), get(addr, "/nowhere?token=x"), head)
    });
    let (alive, nowhere, head) = asking.await.unwrap();
    assert!(
        alive.starts_with("HTTP/1.1 200") && alive.ends_with("{\"status\":\"alive\"}"),
        "{alive}"
    );
    assert!(
        nowhere.starts_with("HTTP/1.1 404") && nowhere.contains("urn:enroll:problem:not_found"),
        "{nowhere}"
    );
    assert!(nowhere.contains("application/problem+json") && nowhere.contains("x-content-type-options: nosniff"));
    assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    handle.stop();
    running.await.unwrap().unwrap();
    assert!(TcpStream::connect(addr).is_err());
}

#[actix_web::test]
async fn a_port_that_is_taken_is_said_at_once() {
    let world = World::new().await;
    let server = Server::bind("127.0.0.1:0", world.enrollment.clone(), Options::new()).unwrap();
    let again = Server::bind(server.addr(), world.enrollment.clone(), Options::new());
    assert_eq!(again.map(drop).unwrap_err().kind(), std::io::ErrorKind::AddrInUse);
}

/// Every connection of these options, as far as it is answered before it says anything.
async fn connected(options: Options, count: usize) -> Vec<String> {
    let world = World::new().await;
    let server = Server::bind("127.0.0.1:0", world.enrollment.clone(), options).unwrap();
    let (addr, handle) = (server.addr(), server.handle());
    let running = actix_web::rt::spawn(server.run());
    let answers = actix_web::rt::task::spawn_blocking(move || {
        let held: Vec<_> = (0..count).map(|_| TcpStream::connect(addr).unwrap()).collect();
        // What is refused is so before it asks; the rest waits to be asked.
        let ask = |mut stream: TcpStream| {
            let mut answer = String::new();
            stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
            if stream.read_to_string(&mut answer).is_ok_and(|count| count > 0) {
                return answer;
            }
            stream.set_read_timeout(None).unwrap();
            let _refused = stream.write_all(b"GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
            let _cut = stream.read_to_string(&mut answer);
            answer
        };
        // Side by side, for one that says nothing for five seconds is cut.
        let asked: Vec<_> = held
            .into_iter()
            .map(|stream| std::thread::spawn(move || ask(stream)))
            .collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let answers = answers.await.unwrap();
    handle.stop();
    running.await.unwrap().unwrap();
    answers
}

fn served(answers: &[String]) -> usize {
    answers
        .iter()
        .filter(|answer| answer.starts_with("HTTP/1.1 200"))
        .count()
}

#[actix_web::test]
async fn connections_beyond_the_limit_are_told_so_and_closed() {
    let few = Connections {
        total: 100,
        per_client: 4,
    };
    let answers = connected(Options::new().with_connections(few), 10).await;
    assert_eq!(served(&answers), 4, "{answers:?}");
    // A client whose request crosses the refusal may lose it to the reset; no other answer is given.
    let told: Vec<_> = answers
        .iter()
        .filter(|answer| answer.starts_with("HTTP/1.1 503"))
        .collect();
    assert!(
        !told.is_empty() && told.iter().all(|answer| answer.contains("retry-after: 1\r\n")),
        "{answers:?}"
    );
    assert!(
        told.iter().all(|answer| answer.contains("urn:enroll:problem:busy")),
        "{answers:?}"
    );
}

#[actix_web::test]
async fn a_trusted_proxy_may_bring_as_many_connections_as_there_are() {
    let few = Connections {
        total: 8,
        per_client: 2,
    };
    let proxies = TrustedProxies::parse(["127.0.0.0/8"]).unwrap();
    let options = Options::new().with_connections(few).with_trusted_proxies(proxies);
    assert_eq!(served(&connected(options, 10).await), 8);
}
