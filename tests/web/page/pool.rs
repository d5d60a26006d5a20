//! Which reader gets which task.

use trueup::domain::forms::Settings;
use trueup::engine::tasks::{Bulk, Task, Work};
use trueup::source::SourceId;
use trueup::worker::pool::{Order, Pool};
use wasm_bindgen_test::wasm_bindgen_test;

fn read(id: u32) -> Task {
    reading(id, Bulk::Usual)
}

/// So much packed text that another one should unpack it.
fn packed(id: u32) -> Task {
    reading(id, Bulk::ForTwo)
}

fn reading(id: u32, bulk: Bulk) -> Task {
    let (from, until) = (0, u64::MAX);
    let work = Work::Read { plan: Vec::new(), entry: 0, from, until, exact: true, bulk };
    Task { id, source: SourceId(0), name: "usage.csv".to_owned(), work }
}

fn look(id: u32) -> Task {
    Task { work: Work::Texts(Vec::new()), ..read(id) }
}

fn shown(orders: Vec<Order>) -> String {
    let one = |order: &Order| match order {
        Order::Start(key) => format!("start {key}"),
        Order::Run(key, task) => format!("run {key} {}", task.id),
        Order::RunWith(key, other, task) => format!("run {key} with {other} {}", task.id),
        Order::Kill(key) => format!("kill {key}"),
    };
    orders.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn warm(limit: usize) -> Pool {
    let mut pool = Pool::new(limit);
    pool.warm_up();
    for key in 1..=u32::try_from(limit).unwrap() {
        pool.ready(key);
    }
    pool
}

#[wasm_bindgen_test]
fn readers_are_started_once_and_used_in_turn() {
    let mut pool = Pool::new(2);
    assert_eq!(shown(pool.push(read(1))), "start 1");
    assert_eq!(shown(pool.warm_up()), "start 2");
    assert_eq!(shown(pool.push(read(2))), "");
    assert_eq!(shown(pool.ready(2)), "run 2 1");
    assert_eq!(shown(pool.ready(1)), "run 1 2");
    assert_eq!(shown(pool.push(read(3))), "");
    assert_eq!(shown(pool.idle(2, 1)), "run 2 3");
}

#[wasm_bindgen_test]
fn a_look_goes_before_waiting_reads() {
    let mut pool = warm(1);
    assert_eq!(shown(pool.push(look(1))), "run 1 1");
    assert_eq!(shown(pool.push(read(2))), "");
    assert_eq!(shown(pool.push(look(3))), "");
    assert_eq!(shown(pool.idle(1, 1)), "run 1 3");
    assert_eq!(shown(pool.idle(1, 3)), "run 1 2");
}

#[wasm_bindgen_test]
fn a_hash_waits_for_everything_else() {
    let mut pool = warm(1);
    pool.push(look(1));
    pool.push(Task { work: Work::Hash, ..read(2) });
    pool.push(read(3));
    assert_eq!(shown(pool.idle(1, 1)), "run 1 3");
    assert_eq!(shown(pool.idle(1, 3)), "run 1 2");
}

#[wasm_bindgen_test]
fn a_look_does_not_wait_for_reads_that_run() {
    let mut pool = warm(2);
    pool.push(read(1));
    pool.push(read(2));
    pool.push(read(3));
    assert_eq!(shown(pool.push(look(4))), "start 3");
    assert_eq!(shown(pool.ready(3)), "run 3 4");
    // It is no third reader for reads, and goes when it is not needed.
    assert_eq!(shown(pool.idle(3, 4)), "kill 3");
    assert_eq!(shown(pool.idle(1, 1)), "run 1 3");
}

#[wasm_bindgen_test]
fn a_reader_that_has_read_much_goes_when_nothing_is_left_to_read() {
    let mut pool = warm(2);
    (1..=6).for_each(|id| drop(pool.push(read(id))));
    for id in 1..=4 {
        let key = 2 - id % 2;
        assert_eq!(shown(pool.idle(key, id)), format!("run {key} {}", id + 2));
    }
    // The other one still reads.
    assert_eq!(shown(pool.idle(1, 5)), "");
    assert_eq!(shown(pool.idle(2, 6)), "kill 1");
    // What stays does what is asked; what is read next gets a second reader again.
    assert_eq!(shown(pool.push(look(7))), "run 2 7");
    assert_eq!(shown(pool.idle(2, 7)), "");
    assert_eq!(shown(pool.push(read(8))), "run 2 8");
    assert_eq!(shown(pool.push(read(9))), "start 3");
}

#[wasm_bindgen_test]
fn ending_a_running_task_ends_its_reader() {
    let mut pool = warm(1);
    pool.push(read(1));
    pool.push(read(2));
    pool.push(read(3));
    assert_eq!(shown(pool.end(2)), "");
    assert_eq!(shown(pool.end(1)), "kill 1, start 2");
    assert!(!pool.runs(1, 1) && !pool.has(1) && pool.has(2));
    assert_eq!(shown(pool.ready(2)), "run 2 3");
}

#[wasm_bindgen_test]
fn a_death_is_told_with_its_task_and_replaced() {
    let mut pool = warm(2);
    pool.push(read(1));
    pool.push(read(2));
    pool.push(read(3));
    let (task, orders) = pool.died(1);
    assert_eq!(task, Some(1));
    assert_eq!(shown(orders), "kill 1, start 3");
    assert_eq!(shown(pool.ready(3)), "run 3 3");
    // What the dead one still had to say counts for nothing.
    assert_eq!(shown(pool.idle(1, 1)), "");
}

#[wasm_bindgen_test]
fn readers_that_cannot_start_are_given_up() {
    let mut pool = Pool::new(1);
    pool.push(read(1));
    for key in 1..=3 {
        assert!(pool.works());
        assert_eq!(pool.died(key).0, None);
    }
    assert!(!pool.works());
    assert_eq!(pool.next_task().map(|it| it.id), Some(1));
    assert!(!pool.has_waiting());
}

#[wasm_bindgen_test]
fn what_is_packed_is_unpacked_by_another_one() {
    let mut pool = warm(2);
    assert_eq!(shown(pool.push(packed(1))), "run 1 with 2 1");
    // It is none of the limit.
    assert_eq!(shown(pool.push(read(2))), "start 3");
    assert_eq!(shown(pool.ready(3)), "run 3 2");
    // Done, it is one too many.
    assert_eq!(shown(pool.idle(2, 1)), "kill 2");
    assert_eq!(shown(pool.idle(1, 1)), "");
    assert!(pool.runs(3, 2));
}

#[wasm_bindgen_test]
fn one_that_unpacks_is_started_where_all_have_work() {
    let mut pool = warm(2);
    pool.push(read(1));
    assert_eq!(shown(pool.push(packed(2))), "start 3");
    assert_eq!(shown(pool.push(read(3))), "");
    assert_eq!(shown(pool.ready(3)), "run 2 with 3 2");
    // It reads nothing once it is done.
    assert_eq!(shown(pool.idle(3, 2)), "kill 3");
    assert_eq!(shown(pool.idle(1, 1)), "run 1 3");
}

#[wasm_bindgen_test]
fn a_packed_file_is_read_before_others_by_readers_that_are_there() {
    let open = |id, name: &str| {
        let work = Work::Open(Settings::default());
        Task { name: name.to_owned(), work, ..read(id) }
    };
    let mut pool = warm(2);
    assert_eq!(shown(pool.push(open(1, "usage.ZIP"))), "run 1 1");
    assert_eq!(shown(pool.push(open(2, "bill.csv"))), "run 2 2");
    assert_eq!(shown(pool.push(open(3, "rates.csv"))), "");
    assert_eq!(shown(pool.idle(2, 2)), "run 2 3");
    // The bill could be read, but the archive may take both.
    assert_eq!(shown(pool.push(read(4))), "");
    assert_eq!(shown(pool.push(packed(5))), "");
    assert_eq!(shown(pool.idle(1, 1)), "");
    assert_eq!(shown(pool.idle(2, 3)), "run 1 with 2 5, start 3");
    assert_eq!(shown(pool.ready(3)), "run 3 4");
    // Without an archive nothing waits.
    let mut pool = warm(2);
    assert_eq!(shown(pool.push(open(1, "usage.csv"))), "run 1 1");
    assert_eq!(shown(pool.push(read(2))), "run 2 2");
}

#[wasm_bindgen_test]
fn a_small_file_does_not_wait_for_large_ones() {
    let small = |id| reading(id, Bulk::Little);
    let mut pool = warm(1);
    assert_eq!(shown(pool.push(read(1))), "run 1 1");
    pool.push(read(2));
    pool.push(packed(3));
    pool.push(small(4));
    pool.push(small(5));
    assert_eq!(shown(pool.idle(1, 1)), "run 1 4");
    assert_eq!(shown(pool.idle(1, 4)), "run 1 5");
    assert_eq!(shown(pool.idle(1, 5)), "run 1 3");
    assert_eq!(shown(pool.idle(1, 3)), "run 1 2");
}

#[wasm_bindgen_test]
fn half_of_the_processors_may_unpack() {
    let mut pool = warm(1);
    assert_eq!(shown(pool.push(packed(1))), "run 1 1");
    let mut pool = warm(2);
    assert_eq!(shown(pool.push(packed(1))), "run 1 with 2 1");
    assert_eq!(shown(pool.push(packed(2))), "start 3");
    assert_eq!(shown(pool.ready(3)), "run 3 2");
}

#[wasm_bindgen_test]
fn a_reader_unpacks_itself_where_none_can_be_started_for_it() {
    let mut pool = warm(2);
    pool.push(read(1));
    assert_eq!(shown(pool.push(packed(2))), "start 3");
    let (task, orders) = pool.died(3);
    assert_eq!(task, None);
    assert_eq!(shown(orders), "kill 3, run 2 2");
    // Its reader may end or die before.
    for is_ended in [true, false] {
        let mut pool = warm(2);
        pool.push(read(1));
        pool.push(packed(2));
        let orders = if is_ended { pool.end(2) } else { pool.died(2).1 };
        assert_eq!(shown(orders), "kill 2, kill 3");
    }
}

#[wasm_bindgen_test]
fn whoever_unpacks_ends_and_dies_with_its_reader() {
    let mut pool = warm(2);
    pool.push(packed(1));
    assert_eq!(shown(pool.end(1)), "kill 1, kill 2");
    for (dead, orders) in [(1, "kill 1, kill 2"), (2, "kill 2, kill 1")] {
        let mut pool = warm(2);
        pool.push(packed(1));
        assert_eq!(pool.any_running(), Some(2), "a test kills rather this one");
        let (task, told) = pool.died(dead);
        assert_eq!(task, Some(1));
        assert_eq!(shown(told), orders);
        assert_eq!(shown(pool.push(packed(2))), "start 3");
    }
    // A reader that needs no more lets nobody unpack for nothing.
    let mut pool = warm(2);
    pool.push(packed(1));
    assert_eq!(shown(pool.idle(1, 1)), "kill 2");
}
