//! A proxy under test: its own settings, resolver and log.

use std::{
    collections::BTreeMap,
    io,
    net::{IpAddr, SocketAddr},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{sync::oneshot, task::JoinHandle};
use trueup_proxy::{App, Log, Resolve, Resolving, Server, Settings};

/// Answers from a table; a name can have a different answer each time.
#[derive(Default)]
pub(crate) struct Table {
    answers: Mutex<BTreeMap<String, Vec<Vec<IpAddr>>>>,
    asked: AtomicUsize,
}

impl Table {
    /// The answers for a name, in turn; the last one stays.
    pub(crate) fn set(&self, host: &str, answers: &[&[&str]]) {
        let answers = answers
            .iter()
            .map(|answer| answer.iter().map(|text| text.parse().unwrap()).collect())
            .collect();
        self.answers.lock().unwrap().insert(host.to_owned(), answers);
    }

    pub(crate) fn n_asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Resolve for Table {
    fn resolve(&self, host: String) -> Resolving {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut table = self.answers.lock().unwrap();
        let answer = match table.get_mut(&host) {
            None => Err(io::ErrorKind::NotFound.into()),
            Some(answers) if answers.len() > 1 => Ok(answers.remove(0)),
            Some(answers) => Ok(answers[0].clone()),
        };
        Box::pin(async move { answer })
    }
}

/// A running proxy.
pub(crate) struct Desk {
    pub(crate) address: SocketAddr,
    pub(crate) names: Arc<Table>,
    lines: Arc<Mutex<Vec<String>>>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Desk {
    /// A proxy with these settings, and perhaps an app to serve.
    pub(crate) async fn start(settings: &str, dist: Option<&Path>) -> Self {
        let settings = Settings::parse(settings, Path::new("/")).unwrap();
        let names = Arc::new(Table::default());
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        let log = Log::new(Arc::new(move |line| sink.lock().unwrap().push(line.to_owned())));
        let resolver: Arc<dyn Resolve> = names.clone();
        let app = App::new(settings, dist, resolver, log).unwrap();
        let server = Server::bind(Arc::new(app), "127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = server.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        Self { address, names, lines, stop, task }
    }

    /// A proxy with one profile `p` for a vendor on loopback that speaks plain HTTP.
    pub(crate) async fn for_vendor(vendor: SocketAddr, more: &str) -> Self {
        Self::start(&vendor_profile("p", vendor, more), None).await
    }

    /// Tells it to stop and waits until it has.
    pub(crate) async fn stop(self) {
        let _ = self.stop.send(());
        self.task.await.unwrap();
    }

    /// Tells it to stop without waiting; the handle ends when it has.
    pub(crate) fn begin_stop(self) -> JoinHandle<()> {
        let _ = self.stop.send(());
        self.task
    }

    /// The log's lines once there are so many.
    pub(crate) async fn logged(&self, count: usize) -> Vec<serde_json::Value> {
        loop {
            let lines = self.lines.lock().unwrap().clone();
            if lines.len() >= count {
                return lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// A section for a vendor on loopback: everything admitted that a test may want to send.
pub(crate) fn vendor_profile(name: &str, vendor: SocketAddr, more: &str) -> String {
    format!(
        "[profiles.{name}]\nprivate = true\nscheme = \"http\"\nhost = \"{}\"\nport = {}\n\
         routes = [\"GET,POST /a ?*\", \"GET,POST /a/**\"]\n{more}\n",
        vendor.ip(),
        vendor.port()
    )
}
