//! Waiting for something that can be seen, with a limit.

use std::fmt::Display;
use std::time::{Duration, Instant};

/// Two browsers and a build may share two cores: what takes longer than this does not happen.
pub const PATIENCE: Duration = Duration::from_secs(45);

/// The time between two looks.
pub(crate) const GLANCE: Duration = Duration::from_millis(40);

/// Looks until `look` sees it; panics with what was waited for when it never does.
#[track_caller]
pub fn until<T>(what: impl Display, look: impl FnMut() -> Option<T>) -> T {
    within(PATIENCE, what, look)
}

/// The same with a limit of its own.
#[track_caller]
pub fn within<T>(limit: Duration, what: impl Display, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < limit, "waited {} s in vain for {what}", limit.as_secs());
        std::thread::sleep(GLANCE);
    }
}
