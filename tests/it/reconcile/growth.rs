//! Large cases of shapes whose work once grew as a product. What is held here is that their answers are
//! right; in the days when they grew so, some of these took minutes.

use super::{Inputs, check};
use std::fmt::Write as _;

fn at(minute: u32) -> String {
    let (day, hour) = (minute / 1440 + 1, minute / 60 % 24);
    format!("2026-03-{day:02} {hour:02}:{:02}:00", minute % 60)
}

#[test]
fn thousands_of_lines_for_any_account_beside_lines_for_thousands_of_accounts() {
    let mut usage = "id,account,start,seconds\n".to_owned();
    let mut bill = "account,start,end,quantity,unit,unit_price,amount\n".to_owned();
    // One line for each five minutes, and one for a day that each account has a line of its own for.
    for n in 0..8000 {
        writeln!(bill, ",{},{},1,MIN,1,1", at(n * 5), at(n * 5 + 5)).unwrap();
    }
    bill += ",2026-04-02,2026-04-03,1,MIN,1,1\n";
    for n in 0..1000 {
        writeln!(usage, "a{n},{n},{},60\nb{n},{n},2026-04-02 10:00:00,60", at(n * 40)).unwrap();
        writeln!(bill, "{n},2026-04-02,2026-04-03,1,MIN,1,1").unwrap();
    }
    let inputs = Inputs { usage: vec![usage], billed: vec![bill], ..Inputs::default() };
    let expected = ["matched 2000 2000 2000 2000 0", "billed_without_usage 0 7001 7001 0 7001"];
    check(&inputs, &expected);
}
