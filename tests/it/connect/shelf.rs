//! What stays in the list of received files, and for how long.

use trueup::connect::{Received, Statement};
use trueup::domain::forms::Settings;
use trueup::ui::shelf::Shelf;

/// A file; one that cannot be asked for again, or one that can.
fn file(name: &str, keep_it: bool) -> Received {
    Received {
        name: name.to_owned(),
        media_type: "application/json",
        settings: Settings::default(),
        statement: Statement::default(),
        keep_it,
    }
}

fn names(shelf: &Shelf<()>) -> Vec<&str> {
    shelf.files().iter().map(|it| it.received.name.as_str()).collect()
}

fn filled() -> Shelf<()> {
    let mut shelf = Shelf::default();
    shelf.begin(false);
    shelf.put(file("snapshot", true), ());
    shelf.put(file("pages", false), ());
    shelf
}

#[test]
fn a_test_takes_no_file_away_and_counts_none() {
    let mut shelf = filled();
    assert_eq!(shelf.n_new(), 2);
    shelf.begin(true);
    assert_eq!(names(&shelf), ["snapshot", "pages"]);
    assert_eq!(shelf.n_new(), 0);
}

#[test]
fn what_cannot_be_asked_for_again_stays_until_it_is_saved() {
    let mut shelf = filled();
    shelf.begin(false);
    shelf.put(file("snapshot", true), ());
    assert_eq!(names(&shelf), ["snapshot", "snapshot"]);
    assert_eq!(shelf.n_new(), 1, "of this fetch");
    let first = shelf.files()[0].id;
    shelf.saved(first);
    assert_eq!(shelf.files().len(), 2, "it stays in sight until the next fetch");
    shelf.begin(false);
    assert_eq!(names(&shelf), ["snapshot"]);
    assert_ne!(shelf.files()[0].id, first, "the other one, although of the same name");
}
