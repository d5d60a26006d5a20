//! What a browser tells of its own accord: console, errors, requests (`WebDriver BiDi`).

use serde_json::{Value, json};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use tungstenite::{Error, Message, WebSocket};

/// A line to the browser; it ends with this value.
#[derive(Debug)]
pub struct Line {
    asks: Option<SyncSender<(Value, SyncSender<Value>)>>,
    heard: Arc<Mutex<Vec<Value>>>,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// Opens it.
    pub fn open(url: &str) -> Self {
        let authority = url.trim_start_matches("ws://").split('/').next().unwrap();
        let stream = TcpStream::connect(authority).unwrap();
        stream.set_nodelay(true).unwrap();
        let (socket, _) = tungstenite::client(url, stream).unwrap();
        // Reading stops now and then to look whether something is to be asked.
        socket.get_ref().set_read_timeout(Some(Duration::from_millis(15))).unwrap();
        let (asks, asked) = sync_channel(1);
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        let thread = std::thread::spawn(move || attend(socket, &asked, &ears));
        Self { asks: Some(asks), heard, thread: Some(thread) }
    }

    /// Asks and waits for the answer. All that happened before it has been heard by then.
    #[track_caller]
    pub fn ask(&self, method: &str, params: Value) -> Value {
        let (answer, answered) = sync_channel(1);
        let command = json!({"method": method, "params": params});
        self.asks.as_ref().unwrap().send((command, answer)).unwrap();
        let reply = answered
            .recv_timeout(Duration::from_mins(1))
            .unwrap_or_else(|_| panic!("the browser did not answer {method}"));
        assert_eq!(reply["type"], "success", "{method}: {reply}");
        reply["result"].clone()
    }

    /// Everything it told so far.
    pub fn heard(&self) -> Vec<Value> {
        self.heard.lock().unwrap().clone()
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.asks.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn attend(
    mut socket: WebSocket<TcpStream>,
    asked: &Receiver<(Value, SyncSender<Value>)>,
    ears: &Mutex<Vec<Value>>,
) {
    let mut waiting: Vec<(u64, SyncSender<Value>)> = Vec::new();
    let mut id = 0u64;
    loop {
        match asked.try_recv() {
            Ok((mut command, answer)) => {
                id += 1;
                command["id"] = id.into();
                waiting.push((id, answer));
                if socket.send(Message::text(command.to_string())).is_err() {
                    return;
                }
            }
            Err(TryRecvError::Disconnected) => return,
            Err(TryRecvError::Empty) => {}
        }
        match socket.read() {
            Ok(Message::Text(text)) => {
                let message: Value = serde_json::from_str(&text).unwrap_or_default();
                let place = waiting.iter().position(|(id, _)| message["id"] == *id);
                match place {
                    Some(place) => {
                        let _ = waiting.remove(place).1.send(message);
                    }
                    None => ears.lock().unwrap().push(message),
                }
            }
            Ok(_) => {}
            Err(Error::Io(error)) if is_no_news(&error) => {}
            Err(_) => return,
        }
    }
}

/// Nothing came for now, or the system had something else to tell the process.
fn is_no_news(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), WouldBlock | TimedOut | Interrupted)
}
