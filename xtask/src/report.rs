//! Counting what passed and failed.

use std::time::Duration;

/// How one step ended.
#[derive(Debug, Clone)]
pub(crate) struct StepResult {
    pub(crate) name: &'static str,
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) took: Duration,
    /// Why it failed, or what was left out.
    pub(crate) note: String,
}

/// Sums the `test result:` lines of the test harness, and the counts of Node's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Tally {
    /// Reads one line of output; other lines count nothing.
    pub(crate) fn see(&mut self, line: &str) {
        // Node's own test runner ends with one line for each count.
        for (start, count) in [("# pass ", &mut self.passed), ("# fail ", &mut self.failed)] {
            *count += line.strip_prefix(start).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
        }
        let Some((_, counts)) = line.split_once("test result: ") else { return };
        for part in counts.split([';', '.']) {
            let mut words = part.split_whitespace();
            let (count, what) = (words.next().and_then(|n| n.parse::<u64>().ok()), words.next());
            match (count, what) {
                (Some(count), Some("passed")) => self.passed += count,
                (Some(count), Some("failed")) => self.failed += count,
                _ => {}
            }
        }
    }
}

/// The summary, then the closing line alone.
pub(crate) fn print(steps: &[StepResult]) -> Tally {
    println!("\n---- summary ----");
    for step in steps {
        let state = if step.failed == 0 { "ok    " } else { "FAILED" };
        println!(
            "{state} {:<11} {:>5} passed {:>4} failed {:>6.0} s  {}",
            step.name,
            step.passed,
            step.failed,
            step.took.as_secs_f64(),
            step.note
        );
    }
    let total = Tally {
        passed: steps.iter().map(|step| step.passed).sum(),
        failed: steps.iter().map(|step| step.failed).sum(),
    };
    println!("\n{} passed, {} failed", total.passed, total.failed);
    total
}

#[cfg(test)]
mod tests {
    use super::Tally;

    fn check(lines: &[&str], passed: u64, failed: u64) {
        let mut tally = Tally::default();
        for line in lines {
            tally.see(line);
        }
        assert_eq!(tally, Tally { passed, failed });
    }

    #[test]
    fn results_of_several_binaries_are_summed() {
        check(
            &[
                "test it ... ok",
                "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; \
                 finished in 0.10s",
                "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
                "\u{1b}[32mtest result: ok. 5 passed; 0 failed; 0 ignored; 0 filtered out",
            ],
            20,
            2,
        );
    }

    #[test]
    fn nodes_counts_are_read() {
        check(&["ok 1 - a", "# tests 12", "# pass 11", "# fail 1", "# skipped 0"], 11, 1);
    }

    #[test]
    fn other_lines_count_nothing() {
        check(&["running 5 tests", "5 passed", "test result: "], 0, 0);
    }
}
