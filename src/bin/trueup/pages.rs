//! Large pages of memory for large files.
//!
//! Columns of a hundred megabytes are touched for the first time page by page, and each page of four
//! kilobytes interrupts the program once: a ninth of the time of a million sessions and their bill. Linux
//! has pages of two megabytes for who asks, and its usual C library asks for all that it hands out if
//! the environment said so when the program started. There is no other way to tell it. So with large
//! files the program starts itself once more, in the same process, which takes a millisecond.

use crate::args::Args;

/// Files of fewer bytes need too little memory to gain from it.
const LARGE: u64 = 16 * 1024 * 1024;

/// Goes on with large pages where that gains something. Comes back where it does not, or where it cannot
/// be done: the answers are the same.
pub(crate) fn ask(args: &Args) {
    let named = [&args.files, &args.usage, &args.billed, &args.rates];
    let size = |it: &String| std::fs::metadata(it).map_or(0, |it| it.len());
    if named.into_iter().flatten().map(size).fold(0, u64::saturating_add) >= LARGE {
        start_again();
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn start_again() {
    use std::os::unix::process::CommandExt as _;
    /// The variable that the C library reads. Whoever set it knows what for.
    const TUNABLES: &str = "GLIBC_TUNABLES";
    /// Says in brackets who gets large pages.
    const WHO: &str = "/sys/kernel/mm/transparent_hugepage/enabled";
    let have_to_ask = std::fs::read_to_string(WHO).is_ok_and(|it| it.contains("[madvise]"));
    if !have_to_ask || std::env::var_os(TUNABLES).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut again = std::process::Command::new(program);
    again.args(std::env::args_os().skip(1)).env(TUNABLES, "glibc.malloc.hugetlb=1");
    if let Some(name) = std::env::args_os().next() {
        again.arg0(name);
    }
    // What comes back is why it could not be started, and then this one goes on.
    drop(again.exec());
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn start_again() {}
