//! Who is connected, and who has to go when too many are.
//!
//! A client that connects and sends nothing (or its request a byte at a time) costs a
//! place. When places run out, the idle connection that has waited longest goes, from
//! the address that holds most: so slow clients only ever push out each other.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Notify;

use crate::limits::subscriber;

#[derive(Debug)]
struct Entry {
    address: IpAddr,
    /// When it last began to wait, in order of events; `None` while a request is under way.
    idle_since: Option<u64>,
    leave: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Table {
    entries: BTreeMap<u64, Entry>,
    clock: u64,
}

/// All connections.
#[derive(Debug)]
pub(crate) struct Connections {
    table: Mutex<Table>,
    most: usize,
    most_per_address: usize,
}

/// A place among them.
#[derive(Debug)]
pub(crate) struct Place {
    connections: Arc<Connections>,
    id: u64,
    /// Told when the place is needed for someone else.
    pub(crate) leave: Arc<Notify>,
}

/// A request under way on a connection; dropping it makes the connection idle.
#[derive(Debug)]
pub(crate) struct Busy {
    connections: Arc<Connections>,
    id: u64,
}

impl Connections {
    pub(crate) fn new(most: usize, most_per_address: usize) -> Arc<Self> {
        Arc::new(Self { table: Mutex::default(), most, most_per_address })
    }

    /// A place, taken from an idle connection if need be; `None` when all are busy.
    pub(crate) fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let address = subscriber(address);
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let mut held: BTreeMap<IpAddr, usize> = BTreeMap::new();
        for entry in table.entries.values() {
            *held.entry(entry.address).or_default() += 1;
        }
        if held.get(&address).is_some_and(|count| *count >= self.most_per_address) {
            table.evict(|entry| entry.address == address)?;
        } else if table.entries.len() >= self.most {
            let mut holders: Vec<(usize, IpAddr)> =
                held.into_iter().map(|(address, count)| (count, address)).collect();
            holders.sort_unstable_by(|one, other| other.cmp(one));
            holders.iter().find_map(|(_, holder)| table.evict(|entry| entry.address == *holder))?;
        }
        let id = table.tick();
        let leave = Arc::new(Notify::new());
        let entry = Entry { address, idle_since: Some(id), leave: Arc::clone(&leave) };
        table.entries.insert(id, entry);
        Some(Place { connections: Arc::clone(self), id, leave })
    }

    fn set_idle(&self, id: u64, is_idle: bool) {
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let now = table.tick();
        if let Some(entry) = table.entries.get_mut(&id) {
            entry.idle_since = is_idle.then_some(now);
        }
    }
}

impl Table {
    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    fn evict(&mut self, is_candidate: impl Fn(&Entry) -> bool) -> Option<()> {
        let id = self
            .entries
            .iter()
            .filter(|(_, entry)| is_candidate(entry))
            .filter_map(|(id, entry)| entry.idle_since.map(|since| (since, *id)))
            .min()
            .map(|(_, id)| id)?;
        self.entries.remove(&id)?.leave.notify_one();
        Some(())
    }
}

impl Place {
    /// Marks the connection busy until the result is dropped.
    pub(crate) fn busy(&self) -> Busy {
        self.connections.set_idle(self.id, false);
        Busy { connections: Arc::clone(&self.connections), id: self.id }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut table = self.connections.table.lock().unwrap_or_else(PoisonError::into_inner);
        table.entries.remove(&self.id);
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.connections.set_idle(self.id, true);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test should stop at the place")]

    use super::*;

    fn is_told(place: &Place) -> bool {
        let mut leave = std::pin::pin!(place.leave.notified());
        leave.as_mut().enable()
    }

    #[test]
    fn the_longest_idle_of_the_greediest_goes() {
        let connections = Connections::new(4, 3);
        let (greedy, modest) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let working = connections.enter(greedy).unwrap();
        let request = working.busy();
        let waiting = connections.enter(greedy).unwrap();
        let _third = connections.enter(greedy).unwrap();
        let friend = connections.enter(modest).unwrap();
        let newcomer = connections.enter(modest).unwrap();
        assert!(is_told(&waiting), "the oldest idle connection makes room");
        assert!(!is_told(&working) && !is_told(&friend) && !is_told(&newcomer));
        drop(request);
    }

    #[test]
    fn an_address_at_its_cap_only_harms_itself() {
        let connections = Connections::new(10, 2);
        let (greedy, modest) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let friend = connections.enter(modest).unwrap();
        let first = connections.enter(greedy).unwrap();
        let second = connections.enter(greedy).unwrap();
        let third = connections.enter(greedy).unwrap();
        assert!(is_told(&first) && !is_told(&friend));
        let (_one, _two) = (second.busy(), third.busy());
        assert!(connections.enter(greedy).is_none(), "both of its places are busy");
    }
}
