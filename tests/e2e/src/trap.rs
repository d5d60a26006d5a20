//! Where calls that leave the machine end: a web proxy that notes the host and refuses.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Vendors' names that the page's content policy lets through. Every other host is refused by the
/// browser itself, which reports it; these would be seen here. (A browser has calls of its own to
/// make, to its maker; those are none of the page's.)
const ADMITTED: [&str; 3] = ["kore.ai", "wolkvox.com", "evovoice.io"];

/// The trap; it listens as long as the process lives.
#[derive(Debug, Clone)]
pub struct Trap {
    address: SocketAddr,
    caught: Arc<Mutex<Vec<String>>>,
}

impl Trap {
    /// Sets one up.
    pub fn set() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let caught = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&caught);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let notes = Arc::clone(&notes);
                std::thread::spawn(move || refuse(stream, &notes));
            }
        });
        Self { address, caught }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// First lines of calls to hosts that only the page would call.
    pub fn caught(&self) -> Vec<String> {
        let caught = self.caught.lock().unwrap();
        caught
            .iter()
            .filter(|line| ADMITTED.iter().any(|host| line.contains(host)))
            .cloned()
            .collect()
    }
}

fn refuse(mut stream: TcpStream, notes: &Mutex<Vec<String>>) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let mut head = [0u8; 2048];
    let n = stream.read(&mut head).unwrap_or(0);
    let text = String::from_utf8_lossy(&head[..n]).into_owned();
    notes.lock().unwrap().push(text.lines().next().unwrap_or_default().to_owned());
    let _ = stream.write_all(
        b"HTTP/1.1 502 Nothing leaves\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    );
}
