//! A browser that ends at its start is started again; nothing else is tried twice.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use trueup_e2e::Session;

/// A driver that gives these answers in turn, the last one for good; where it listens, and how often
/// it was asked.
fn driver(answers: Vec<Value>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let n = count.fetch_add(1, Ordering::SeqCst);
            let mut question = BufReader::new(stream.try_clone().unwrap());
            let mut length = 0;
            for line in question.by_ref().lines().map_while(Result::ok) {
                let line = line.to_ascii_lowercase();
                if let Some(digits) = line.strip_prefix("content-length:") {
                    length = digits.trim().parse().unwrap();
                }
                if line.is_empty() {
                    break;
                }
            }
            question.read_exact(&mut vec![0; length]).unwrap();
            let body = json!({"value": answers[n.min(answers.len() - 1)]}).to_string();
            let length = body.len();
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
            write!(stream, "{head}\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
        }
    });
    (url, asked)
}

fn refusal(code: &str) -> Value {
    json!({"error": code, "message": "the browser ended", "stacktrace": ""})
}

#[test]
fn a_browser_that_ends_at_its_start_is_started_again() {
    let window = json!({"sessionId": "1", "capabilities": {"webSocketUrl": "ws://there"}});
    let (url, asked) = driver(vec![refusal("session not created"), window]);
    assert_eq!(Session::open(&url, &json!({})).socket(), "ws://there");
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[test]
fn a_browser_that_never_starts_fails_its_story() {
    let (url, asked) = driver(vec![refusal("session not created")]);
    assert!(catch_unwind(|| Session::open(&url, &json!({}))).is_err());
    assert_eq!(asked.load(Ordering::SeqCst), 4);
}

#[test]
fn what_a_driver_does_not_understand_is_not_asked_again() {
    let (url, asked) = driver(vec![refusal("invalid argument")]);
    assert!(catch_unwind(|| Session::open(&url, &json!({}))).is_err());
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}
