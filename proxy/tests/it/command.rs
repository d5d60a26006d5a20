//! The command itself.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trueup-proxy")).args(arguments).output().unwrap()
}

fn check_file(name: &str, text: &str) -> Output {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    run(&["--config", path.to_str().unwrap(), "--check"])
}

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("proxy.toml")
}

#[test]
fn the_shipped_file_passes_its_check_and_names_the_four_vendors() {
    let output = run(&["--config", shipped().to_str().unwrap(), "--check"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    for name in
        ["kore: public https://bots.kore.ai", "wolkvox: public", "evo: public", "dma: private"]
    {
        assert!(text.lines().any(|line| line.starts_with(name)), "{name} in {text}");
    }
}

#[test]
fn a_wrong_file_ends_with_2_and_says_where() {
    for (name, text, place) in [
        ("syntax.toml", "origins = [", "line 1"),
        ("key.toml", "orignis = []", "orignis"),
        ("host.toml", "[profiles.p]\nhost = \"*\"\nroutes = [\"GET /a\"]", "profiles.p.hosts"),
        ("origin.toml", "origins = [\"https://a.example.com/\"]", "origins"),
        ("tls.toml", "[server]\ntls_cert_file = \"a\"", "server.tls_cert_file"),
        ("zero.toml", "[server]\nconnections = 0", "server.connections"),
        (
            "ca.toml",
            "[profiles.p]\nprivate = true\nhost = \"a.example.internal\"\nca_file = \"none.pem\"\nroutes = [\"GET /a\"]",
            "none.pem",
        ),
    ] {
        let output = check_file(name, text);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {message}");
        assert!(message.contains(place), "{name}: {message}");
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(folder.join("no-cert.pem"), "not a certificate").unwrap();
    let key = rcgen::KeyPair::generate().unwrap();
    std::fs::write(folder.join("good-key.pem"), key.serialize_pem()).unwrap();
    for (name, cert, key) in [
        ("tls-cert.toml", "no-cert.pem", "good-key.pem"),
        ("tls-key.toml", "no-cert.pem", "none.pem"),
    ] {
        let text = format!("[server]\ntls_cert_file = {cert:?}\ntls_key_file = {key:?}");
        let output = check_file(name, &text);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {message}");
        let place = if key == "none.pem" { key } else { cert };
        assert!(message.contains(place), "{name}: {message}");
    }
    for arguments in [&["--check"][..], &["--config", "none.toml"], &["--listen"], &["--what"]] {
        assert_eq!(run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_server_that_goes_by_any_name_is_told_of() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    for (hosts, listen, is_told) in [
        ("", "127.0.0.1:0", false),
        ("", "0.0.0.0:0", true),
        ("[server]\nhosts = [\"trueup.example.com\"]", "0.0.0.0:0", false),
    ] {
        let path = folder.join("names.toml");
        std::fs::write(&path, hosts).unwrap();
        let output = run(&["--config", path.to_str().unwrap(), "--listen", listen, "--check"]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.contains("server.hosts"), is_told, "{hosts} {listen}: {text}");
        assert_eq!(
            events_at_start(&path, listen).contains("any_name"),
            is_told,
            "{hosts} {listen}"
        );
    }
}

/// What it notes until it has no more to say about its start.
fn events_at_start(config: &Path, listen: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_trueup-proxy"))
        .args(["--config", config.to_str().unwrap(), "--listen", listen])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut reader = BufReader::new(child.stderr.take().unwrap());
    let mut log = String::new();
    reader.read_line(&mut log).unwrap();
    let line: serde_json::Value = serde_json::from_str(&log).unwrap();
    let (_, port) = line["detail"].as_str().unwrap().rsplit_once(':').unwrap();
    is_healthy(&format!("127.0.0.1:{port}"));
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    child.wait().unwrap();
    reader.read_to_string(&mut log).unwrap();
    log
}

#[test]
fn it_says_where_it_listens_serves_and_ends_with_0_when_told_to() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_trueup-proxy"))
        .args(["--config", shipped().to_str().unwrap(), "--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let line: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(line["event"], "listening");
    is_healthy(line["detail"].as_str().unwrap());
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

fn is_healthy(address: &str) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("{\"status\":\"ok\"}"),
        "{answer}"
    );
}
