//! Drives a session with the smallest client there is: blocking, without patience for waits, and
//! remembering everything that happened.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;
use trueup::connect::{
    self, Around, Asked, Failure, Form, HttpReply, HttpRequest, NetFailure, Problem, Received,
    Session, Step, Wait,
};
use trueup_simulator::Simulator;

/// The tests' now: within the simulator's own month.
pub(super) const NOW: i64 = 1_793_469_600_000;

/// What came of a session.
#[derive(Default)]
pub(super) struct Fetched {
    /// Files with what is said of them.
    pub(super) files: Vec<(Received, Vec<u8>)>,
    /// Why it ended before its time.
    pub(super) failure: Option<Failure>,
    /// Waits, in their order.
    pub(super) waits: Vec<(u64, Wait)>,
    /// Calls, in their order.
    pub(super) calls: Vec<HttpRequest>,
    /// What was to be noted as asked, in its order.
    pub(super) asked: Vec<String>,
}

impl Fetched {
    /// The one file.
    pub(super) fn file(&self) -> &(Received, Vec<u8>) {
        assert_eq!(self.files.len(), 1, "{:?}", self.failure);
        &self.files[0]
    }

    /// The code of the failure; empty for none.
    pub(super) fn code(&self) -> &'static str {
        self.failure.as_ref().map_or("", |it| it.kind.code())
    }
}

/// A vendor's form with these values.
pub(super) fn form(vendor: &str, values: &[(&'static str, &str)]) -> Form {
    let mut form = Form::of(connect::connector(vendor).unwrap().fields());
    for (name, value) in values {
        form.set(name, *value);
    }
    form
}

/// A form for a simulator, called directly.
pub(super) fn form_at(
    vendor: &str,
    simulator: &Simulator,
    values: &[(&'static str, &str)],
) -> Form {
    let mut form = form(vendor, values);
    form.set("base_url", simulator.base_url());
    form.set("connection", "direct");
    form
}

/// Begins a session somewhere two hours east.
pub(super) fn start(vendor: &str, form: &Form, asked: &Asked) -> Result<Box<dyn Session>, Problem> {
    let around = Around { now: NOW, local_offset: &|_| 120, asked };
    connect::connector(vendor).unwrap().start(form, &around)
}

/// Fetches over the network.
pub(super) fn fetch(vendor: &str, form: &Form) -> Fetched {
    drive(start(vendor, form, &Asked::new()).unwrap(), &mut call)
}

/// Tries the connection over the network.
pub(super) fn test(vendor: &str, form: &Form) -> Fetched {
    let around = Around { now: NOW, local_offset: &|_| 120, asked: &Asked::new() };
    drive(connect::connector(vendor).unwrap().test(form, &around).unwrap(), &mut call)
}

/// Drives a session to its end; `call` makes its calls.
pub(super) fn drive(
    mut session: Box<dyn Session>,
    call: &mut dyn FnMut(&HttpRequest) -> Result<HttpReply, NetFailure>,
) -> Fetched {
    drive_until(&mut *session, call, &mut |_| false)
}

/// The same, cancelled as soon as `stop` says so, which is asked before each step.
pub(super) fn drive_until(
    session: &mut dyn Session,
    call: &mut dyn FnMut(&HttpRequest) -> Result<HttpReply, NetFailure>,
    stop: &mut dyn FnMut(&Fetched) -> bool,
) -> Fetched {
    let mut fetched = Fetched::default();
    let mut file = Vec::new();
    let mut now = NOW;
    for _ in 0..10_000 {
        if stop(&fetched) {
            session.cancel();
        }
        match session.next(now) {
            Step::Call(request) => {
                if request.keep {
                    file.clear();
                }
                let mut answer = call(&request);
                if let Ok(reply) = &mut answer
                    && request.keep
                    && reply.status == 200
                {
                    file.extend_from_slice(&reply.body);
                    reply.body.truncate(64);
                }
                fetched.calls.push(request);
                session.answer(answer, now);
            }
            Step::Wait { milliseconds, reason } => {
                now += i64::try_from(milliseconds).unwrap();
                fetched.waits.push((milliseconds, reason));
            }
            Step::Asked(what) => fetched.asked.push(what),
            Step::Keep(bytes) => file.extend(bytes),
            Step::Received(received) => {
                fetched.files.push((*received, std::mem::take(&mut file)));
            }
            Step::Done => return fetched,
            Step::Failed(failure) => {
                assert!(matches!(session.next(now), Step::Done), "something after the end");
                fetched.failure = Some(failure);
                return fetched;
            }
        }
    }
    panic!("a session without end: {:?}", fetched.calls.len());
}

/// Makes a call as a browser would see it.
pub(super) fn call(request: &HttpRequest) -> Result<HttpReply, NetFailure> {
    let rest = request.url.strip_prefix("http://").expect("a loopback address");
    let (host, address) = rest.split_at(rest.find('/').unwrap());
    let address_of = host.to_socket_addrs().unwrap().next().unwrap();
    let Ok(mut stream) = TcpStream::connect(address_of) else {
        return Err(NetFailure::Unreachable);
    };
    stream.set_read_timeout(Some(Duration::from_millis(800))).unwrap();
    let body = request.body.as_deref().unwrap_or_default();
    let mut head = format!(
        "{} {address} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n",
        request.method.name(),
        body.len()
    );
    for (name, value) in &request.headers {
        head.extend([name, ": ", value.as_str(), "\r\n"]);
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).unwrap();
    let mut all = Vec::new();
    let mut block = vec![0; 1 << 16];
    loop {
        match stream.read(&mut block) {
            Ok(0) => break,
            Ok(n) => all.extend_from_slice(&block[..n]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                return Err(NetFailure::TimedOut);
            }
            Err(_) => break,
        }
    }
    let Some(end) = all.windows(4).position(|it| it == b"\r\n\r\n") else {
        return Err(NetFailure::Unreachable);
    };
    let head = String::from_utf8(all[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let find = |name: &str| headers.iter().find(|(it, _)| it == name).map(|(_, it)| it.clone());
    let rest = all.split_off(end + 4);
    let body = if find("transfer-encoding").is_some() {
        unchunk(&rest).ok_or(NetFailure::Cut)?
    } else {
        match find("content-length") {
            Some(length) if length.parse::<usize>().unwrap() != rest.len() => {
                return Err(NetFailure::Cut);
            }
            _ => rest,
        }
    };
    if body.len() as u64 > request.largest {
        return Err(NetFailure::TooLarge);
    }
    Ok(HttpReply { status, headers, size: body.len() as u64, body })
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|it| it == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}
