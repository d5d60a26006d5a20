//! Promises that hold for any input.

use super::reference::{RATES, bill_csv, lines, sessions, usage_csv};
use super::{Inputs, outcomes};
use proptest::prelude::*;

/// Any rows at all, also such that cannot be read.
fn wild_rows() -> impl Strategy<Value = Vec<String>> {
    let cell = prop_oneof![
        "[a-c][0-9]",
        Just(String::new()),
        "[0-9]{1,3}(\\.[0-9]{1,3})?",
        Just("2026-03-01 10:00:00".to_owned()),
        Just("\"quoted, text\"".to_owned()),
        Just("\"broken".to_owned()),
        "[a-z\"']{0,4}",
    ];
    proptest::collection::vec(proptest::collection::vec(cell, 1..6), 0..12)
        .prop_map(|rows| rows.into_iter().map(|it| it.join(",")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn nothing_vanishes_whatever_is_in_the_files(usage in wild_rows(), billed in wild_rows()) {
        let inputs = Inputs {
            usage: vec![format!("session_id,start,duration,channel\n{}\n", usage.join("\n"))],
            billed: vec![format!("line_id,session_id,quantity,unit_price,amount\n{}\n", billed.join("\n"))],
            rates: vec![RATES.to_owned()],
            ..Inputs::default()
        };
        // A question or an unusable file is a fine answer; a result whose proof fails is not.
        if let Ok(result) = inputs.run() {
            prop_assert_eq!(&result["proof"]["holds"], true, "{:#}", result);
        }
    }

    #[test]
    fn neither_the_order_of_rows_nor_of_files_matters(
        sessions in sessions(), lines in lines(), seed in any::<u64>(), cut in 0usize..30,
    ) {
        prop_assume!(sessions.len() > 1);
        let whole = Inputs {
            usage: vec![usage_csv(&sessions)],
            billed: vec![bill_csv(&lines)],
            rates: vec![RATES.to_owned()],
            ..Inputs::default()
        };
        let mut shuffled = sessions.clone();
        let mut state = seed | 1;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        let cut = cut.clamp(1, shuffled.len() - 1);
        let mut reversed = lines.clone();
        reversed.reverse();
        let parts = Inputs {
            usage: vec![usage_csv(&shuffled[cut..]), usage_csv(&shuffled[..cut])],
            billed: vec![bill_csv(&reversed)],
            ..whole.clone()
        };
        // Two equal halves would be one file given twice, which is another matter.
        prop_assume!(parts.usage[0] != parts.usage[1]);
        let (one, other) = (whole.run().unwrap(), parts.run().unwrap());
        prop_assert_eq!(outcomes(&one), outcomes(&other));
    }
}
