//! The server alone, over real connections.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use enroll_actix::{Options, Server};

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
