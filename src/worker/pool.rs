//! Which task runs on which reader. Pure book-keeping, so that it can be tested without workers.

use crate::engine::tasks::{Bulk, Task, Work};
use std::collections::VecDeque;

/// A reader's number, never reused.
pub type Key = u32;

/// What has to be done to the workers.
#[derive(Debug)]
pub enum Order {
    /// Start a reader of this number.
    Start(Key),
    /// Give it this task.
    Run(Key, Task),
    /// Give it this task, and let the other one unpack for it.
    RunWith(Key, Key, Task),
    /// End it at once.
    Kill(Key),
}

/// Readers and what waits for one.
#[derive(Debug)]
pub struct Pool {
    limit: usize,
    slots: Vec<Slot>,
    urgent: VecDeque<Task>,
    reads: VecDeque<Task>,
    /// What nobody waits for.
    hashes: VecDeque<Task>,
    next: Key,
    stillborn: u32,
    orders: Vec<Order>,
}

#[derive(Debug)]
struct Slot {
    key: Key,
    state: State,
    /// Parts of files that it has read.
    n_read: u32,
    /// The task for which it is to unpack once it is ready. Its reader waits for it.
    called_for: Option<Task>,
}

impl Slot {
    fn runs(&self, task: u32) -> bool {
        matches!(self.state, State::Running(its, _) if its == task)
    }

    fn unpacks(&self) -> Option<u32> {
        match self.state {
            State::Unpacking(task) => Some(task),
            _ => self.called_for.as_ref().map(|it| it.id),
        }
    }

    fn is_reading(&self) -> bool {
        matches!(self.state, State::Running(_, Kind::Reading))
    }

    fn is_opening(&self) -> bool {
        matches!(self.state, State::Running(_, Kind::Opening { .. }))
    }

    fn is_opening_packed(&self) -> bool {
        matches!(self.state, State::Running(_, Kind::Opening { is_packed: true }))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Starting,
    Idle,
    Running(u32, Kind),
    /// For the reader that runs this task. It is none of the limit.
    Unpacking(u32),
}

/// What a reader works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A part of a file, or all of it for its hash.
    Reading,
    /// The head of a file.
    Opening {
        /// Whether it is likely to be packed.
        is_packed: bool,
    },
    /// What a person looks at.
    Looking,
}

/// After so many readers that died before they were ready no more are started.
const MOST_STILLBORN: u32 = 3;

/// A reader that has read so many parts has taken memory that only its end gives back.
const MANY_PARTS: u32 = 3;

impl Pool {
    /// A pool of so many readers, none of them started yet.
    pub fn new(limit: usize) -> Self {
        Self {
            limit: limit.max(1),
            slots: Vec::new(),
            urgent: VecDeque::new(),
            reads: VecDeque::new(),
            hashes: VecDeque::new(),
            next: 0,
            stillborn: 0,
            orders: Vec::new(),
        }
    }

    /// Starts all readers before there is work for them, so that the first file need not wait.
    pub fn warm_up(&mut self) -> Vec<Order> {
        while self.slots.len() < self.limit && self.works() {
            self.start(None);
        }
        self.take()
    }

    /// Takes a task: what a person looks at goes before the reads that wait, and hashes go last. Of
    /// the reads those of a moment go first, then those that take two readers, as they take the
    /// longest.
    pub fn push(&mut self, task: Task) -> Vec<Order> {
        match task.work {
            Work::Read { bulk, .. } => {
                let goes_before = |it: &&Task| bulk_of(it).is_some_and(|its| its <= bulk);
                let at = self.reads.iter().take_while(goes_before).count();
                self.reads.insert(at, task);
            }
            Work::Hash => self.hashes.push_back(task),
            Work::Open(_) | Work::Preview(_) | Work::Texts(_) => self.urgent.push_back(task),
        }
        self.assign();
        self.take()
    }

    /// Ends a task, waiting or running. A reader cannot be interrupted, so it is ended with it.
    pub fn end(&mut self, task: u32) -> Vec<Order> {
        self.urgent.retain(|it| it.id != task);
        self.reads.retain(|it| it.id != task);
        self.hashes.retain(|it| it.id != task);
        self.kill_all_of(task);
        self.assign();
        self.take()
    }

    /// A reader is ready for its first task.
    pub fn ready(&mut self, key: Key) -> Vec<Order> {
        self.stillborn = 0;
        self.set(key, State::Idle);
        if let Some(task) = self.called_for(key) {
            self.let_unpack(key, task);
        }
        self.assign();
        self.take()
    }

    /// A reader is done with a task.
    pub fn idle(&mut self, key: Key, task: u32) -> Vec<Order> {
        if let Some(slot) = self.slots.iter_mut().find(|it| it.key == key && it.runs(task)) {
            slot.n_read += u32::from(slot.is_reading());
            slot.state = State::Idle;
            // What is still unpacked for it is of no use.
            self.kill_all_of(task);
        } else if self.slots.iter().any(|it| it.key == key && it.unpacks() == Some(task)) {
            self.set(key, State::Idle);
        }
        self.assign();
        self.take()
    }

    /// A reader died; yields the task it had, or unpacked for.
    pub fn died(&mut self, key: Key) -> (Option<u32>, Vec<Order>) {
        let state = self.slots.iter().find(|it| it.key == key).map(|it| it.state);
        if state == Some(State::Starting) {
            self.stillborn += 1;
        }
        let alone = self.called_for(key);
        self.kill(key);
        let task = match state {
            Some(State::Running(task, _) | State::Unpacking(task)) => Some(task),
            _ => None,
        };
        if let Some(task) = task {
            self.kill_all_of(task);
        }
        // Where none can be started to unpack, the reader does it.
        if let Some(task) = alone
            && let Some(reader) = self.runner_of(task.id)
        {
            self.orders.push(Order::Run(reader, task));
        }
        self.assign();
        (task, self.take())
    }

    /// Whether there is such a reader, ready or not.
    pub fn has(&self, key: Key) -> bool {
        self.slots.iter().any(|it| it.key == key)
    }

    /// Whether this reader works on this task; anything else it says is stale.
    pub fn runs(&self, key: Key, task: u32) -> bool {
        self.runner_of(task) == Some(key)
    }

    /// Any reader that works, rather one that unpacks.
    pub fn any_running(&self) -> Option<Key> {
        let is_running = |it: &&Slot| !matches!(it.state, State::Starting | State::Idle);
        let unpacks = |it: &&Slot| matches!(it.state, State::Unpacking(_));
        self.slots.iter().filter(is_running).max_by_key(unpacks).map(|it| it.key)
    }

    /// Whether readers can be started here at all.
    pub fn works(&self) -> bool {
        self.stillborn < MOST_STILLBORN
    }

    /// The next waiting task, where there are no readers.
    pub fn next_task(&mut self) -> Option<Task> {
        let waiting = [&mut self.urgent, &mut self.reads, &mut self.hashes];
        waiting.into_iter().find_map(VecDeque::pop_front)
    }

    /// Whether something waits.
    pub fn has_waiting(&self) -> bool {
        self.n_waiting() > 0
    }

    fn assign(&mut self) {
        while let Some(key) = self.idle_one() {
            let reading = self.slots.iter().filter(|it| it.is_reading()).count();
            // The one over the limit is for what is urgent only.
            let all = reading < self.limit && !self.awaits_open();
            let task = if all { self.next_task() } else { self.urgent.pop_front() };
            let Some(task) = task else { break };
            self.set(key, State::Running(task.id, kind_of(&task)));
            if !self.takes_two(&task) {
                self.orders.push(Order::Run(key, task));
            } else if let Some(other) = self.idle_one() {
                self.let_unpack(other, task);
            } else {
                self.start(Some(task));
            }
        }
        self.grow();
        self.shrink();
    }

    /// Whether reads wait for a moment until a head was looked at: that of a packed file, which may
    /// take both readers and the longest; and any other where the next read takes two, since one of
    /// these is started later than a head is done with.
    fn awaits_open(&self) -> bool {
        let next_takes_two = self.reads.front().is_some_and(|it| self.takes_two(it));
        let is_awaited = |it: &Slot| it.is_opening_packed() || (next_takes_two && it.is_opening());
        self.urgent.is_empty() && self.slots.iter().any(is_awaited)
    }

    /// Whether another one should unpack for the reader of a task. Half of the processors may do
    /// that; one alone would only change between the two.
    fn takes_two(&self, task: &Task) -> bool {
        let unpacking = self.slots.iter().filter(|it| it.unpacks().is_some()).count();
        bulk_of(task) == Some(Bulk::ForTwo) && self.works() && unpacking < self.limit / 2
    }

    fn let_unpack(&mut self, key: Key, task: Task) {
        if let Some(reader) = self.runner_of(task.id) {
            self.set(key, State::Unpacking(task.id));
            self.orders.push(Order::RunWith(reader, key, task));
        }
    }

    fn called_for(&mut self, key: Key) -> Option<Task> {
        self.slots.iter_mut().find(|it| it.key == key)?.called_for.take()
    }

    /// Starts readers for what waits. What a person looks at does not wait for files to be read:
    /// for it one reader more than the limit is started when all are reading.
    fn grow(&mut self) {
        while self.works() {
            let starting = self.readers().filter(|it| it.state == State::Starting).count();
            let n_readers = self.readers().count();
            let spare = n_readers == self.limit && self.readers().all(Slot::is_reading);
            let wanted = n_readers < self.limit && starting < self.n_waiting();
            if !wanted && (!spare || self.urgent.is_empty()) {
                return;
            }
            self.start(None);
        }
    }

    /// Ends readers over the limit once they have nothing to do, and those that have read much once
    /// nothing is left to read, but for one that texts are asked of.
    fn shrink(&mut self) {
        while self.readers().count() > self.limit
            && self.urgent.is_empty()
            && let Some(key) = self.idle_one()
        {
            self.kill(key);
        }
        while self.slots.len() > 1
            && self.slots.iter().all(|it| it.state == State::Idle)
            && let Some(key) = self.slots.iter().find(|it| it.n_read >= MANY_PARTS).map(|it| it.key)
        {
            self.kill(key);
        }
    }

    fn n_waiting(&self) -> usize {
        self.urgent.len() + self.reads.len() + self.hashes.len()
    }

    fn idle_one(&self) -> Option<Key> {
        self.slots.iter().find(|it| it.state == State::Idle).map(|it| it.key)
    }

    /// Those that read or will.
    fn readers(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|it| it.unpacks().is_none())
    }

    fn start(&mut self, called_for: Option<Task>) {
        self.next += 1;
        let key = self.next;
        self.slots.push(Slot { key, state: State::Starting, n_read: 0, called_for });
        self.orders.push(Order::Start(key));
    }

    /// Ends whoever runs a task, or unpacks for it.
    fn kill_all_of(&mut self, task: u32) {
        let is_its = |it: &&Slot| it.runs(task) || it.unpacks() == Some(task);
        while let Some(key) = self.slots.iter().find(is_its).map(|it| it.key) {
            self.kill(key);
        }
    }

    fn kill(&mut self, key: Key) {
        self.slots.retain(|it| it.key != key);
        self.orders.push(Order::Kill(key));
    }

    fn set(&mut self, key: Key, state: State) {
        if let Some(slot) = self.slots.iter_mut().find(|it| it.key == key) {
            slot.state = state;
        }
    }

    fn runner_of(&self, task: u32) -> Option<Key> {
        self.slots.iter().find(|it| it.runs(task)).map(|it| it.key)
    }

    fn take(&mut self) -> Vec<Order> {
        std::mem::take(&mut self.orders)
    }
}

fn bulk_of(task: &Task) -> Option<Bulk> {
    match task.work {
        Work::Read { bulk, .. } => Some(bulk),
        _ => None,
    }
}

fn kind_of(task: &Task) -> Kind {
    match task.work {
        Work::Read { .. } | Work::Hash => Kind::Reading,
        Work::Open(_) => Kind::Opening { is_packed: is_packed(&task.name) },
        Work::Preview(_) | Work::Texts(_) => Kind::Looking,
    }
}

/// Whether a file is likely to be packed; its name is a hint, no more.
fn is_packed(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    ["zip", "gz"].iter().any(|it| ending.eq_ignore_ascii_case(it))
}
