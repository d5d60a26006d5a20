//! A comparison that is made before somebody asks is the one that is made when somebody asks.

use crate::reconcile::Text;
use proptest::prelude::*;
use serde_json::Value;
use trueup::engine::driver::Driver;
use trueup::engine::forms::{PolicyForm, Settings};
use trueup::engine::protocol::{Rates, Reply, Request};
use trueup::source::SourceId;

const USAGE: &str = "session id,start,seconds\na,2026-03-01T10:00:00Z,60\n\
                     b,2026-03-02T10:00:00Z,120\nc,2026-04-02T10:00:00Z,120\n";
const BILL: &str = "line id,session id,quantity,unit,amount,currency\n1,a,1,MIN,0.10,EUR\n\
                    2,b,3,MIN,0.30,EUR\n3,d,1,MIN,0.10,EUR\n";
const CARD: &str = "measure,unit_size,increment,price,currency\nduration,60,60,0.10,EUR\n";

fn import(driver: &mut Driver, role: &str, text: &str) -> SourceId {
    let settings = Settings { role: role.to_owned(), ..Settings::default() };
    driver.import(&format!("{role}.csv"), Box::new(Text(text.as_bytes().to_vec())), settings)
}

/// What a person does between two looks at the result.
#[derive(Debug, Clone, Copy)]
enum Act {
    Tolerate(&'static str),
    Period(bool),
    EmptyRates,
    SameRates,
    ReadAgain,
    OtherBill,
    Stop,
    Compare,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        prop_oneof![Just("0"), Just("0.05"), Just("1")].prop_map(Act::Tolerate),
        any::<bool>().prop_map(Act::Period),
        Just(Act::EmptyRates),
        Just(Act::SameRates),
        Just(Act::ReadAgain),
        Just(Act::OtherBill),
        Just(Act::Stop),
        Just(Act::Compare),
        Just(Act::Compare),
    ]
}

/// A person at a desk.
struct Desk {
    driver: Driver,
    policy: PolicyForm,
    bill: SourceId,
}

impl Desk {
    fn new() -> Self {
        let mut driver = Driver::default();
        import(&mut driver, "usage", USAGE);
        let bill = import(&mut driver, "billed", BILL);
        import(&mut driver, "rates", CARD);
        Self { driver, policy: PolicyForm::default(), bill }
    }

    /// Does it; a comparison gives its result.
    fn act(&mut self, act: Act) -> Option<Value> {
        let request = match act {
            Act::Tolerate(amount) => {
                amount.clone_into(&mut self.policy.amount_absolute);
                Request::SetPolicy(self.policy.clone())
            }
            Act::Period(is_march) => {
                let days = if is_march { ["2026-03-01", "2026-03-31"] } else { ["", ""] };
                [self.policy.period_from, self.policy.period_to] = days.map(str::to_owned);
                Request::SetPolicy(self.policy.clone())
            }
            Act::EmptyRates => Request::SetRates(Rates::default()),
            Act::SameRates => {
                let Reply::Rates(rates) = self.driver.ask(Request::GetRates).0 else { return None };
                Request::SetRates(rates)
            }
            Act::ReadAgain => {
                let settings = Settings { role: "usage".to_owned(), ..Settings::default() };
                Request::Configure { source: SourceId(0), settings }
            }
            Act::OtherBill => {
                self.driver.ask(Request::Remove(self.bill));
                self.bill = import(&mut self.driver, "billed", &BILL.replace("0.30", "0.20"));
                return None;
            }
            Act::Stop => Request::CancelReconcile,
            Act::Compare => {
                let (reply, _) = self.driver.ask(Request::Reconcile);
                let Reply::Result(_) = reply else { panic!("{reply:?}") };
                return Some(serde_json::to_value(self.driver.engine.reconciled()).unwrap());
            }
        };
        self.driver.ask(request);
        None
    }

    /// Compares ahead for at most so many slices; says how many it took.
    fn prepare(&mut self, n_slices: usize) -> usize {
        let engine = &mut self.driver.engine;
        (0..n_slices)
            .take_while(|_| engine.may_prepare().then(|| engine.prepare()).is_some())
            .count()
    }
}

proptest! {
    #[test]
    fn what_is_compared_ahead_is_what_is_compared_when_asked_for(
        acts in prop::collection::vec((0usize..30, act()), 1..12),
    ) {
        let (mut ahead, mut when_asked) = (Desk::new(), Desk::new());
        for (n_slices, act) in acts.into_iter().chain([(30, Act::Compare)]) {
            ahead.prepare(n_slices);
            prop_assert_eq!(ahead.act(act), when_asked.act(act), "{:?}", act);
        }
    }
}

#[test]
fn what_was_compared_ahead_is_not_compared_again_until_something_changes() {
    let mut desk = Desk::new();
    let n_slices = desk.prepare(100);
    assert!((3..100).contains(&n_slices), "{n_slices} slices");
    assert_eq!(desk.prepare(100), 0, "it is made");
    desk.act(Act::Compare);
    assert_eq!(desk.prepare(100), 0, "there is a result");
    desk.act(Act::Tolerate("1"));
    assert_eq!(desk.prepare(2), 2);
    desk.act(Act::Period(true));
    assert_eq!(desk.prepare(100), n_slices, "it begins anew");
}

#[test]
fn nothing_is_compared_ahead_without_both_sides_or_after_a_stop() {
    let mut driver = Driver::default();
    import(&mut driver, "usage", USAGE);
    assert!(!driver.engine.may_prepare(), "there is no bill");
    let bill = import(&mut driver, "billed", BILL);
    assert!(driver.engine.may_prepare());
    driver.ask(Request::Remove(bill));
    assert!(!driver.engine.may_prepare(), "it is gone");
    let mut desk = Desk::new();
    desk.prepare(1);
    desk.driver.ask(Request::Reconcile);
    desk.act(Act::Stop);
    assert_eq!(desk.prepare(100), 0);
}
