//! Numbers and dates as people read them; amounts stay exact.

use trueup::platform::intl;
use wasm_bindgen_test::wasm_bindgen_test;

/// `Intl` sets several kinds of spaces; a reader sees one.
fn plain(text: String) -> String {
    text.replace(['\u{a0}', '\u{202f}', '\u{2009}'], " ")
}

#[wasm_bindgen_test]
fn amounts_are_exact_beyond_doubles() {
    let text = plain(intl::money("en-US", "12345678901234567890.12", "USD"));
    assert_eq!(text, "USD 12,345,678,901,234,567,890.12");
    assert_eq!(intl::amount("en-US", "0.1", "USD"), "0.10");
    assert_eq!(intl::amount("en-US", "0.1234", "USD"), "0.1234");
    assert_eq!(intl::amount("en-US", "1200", "JPY"), "1,200");
    assert_eq!(intl::amount("en-US", "1200", ""), "1,200.00");
    assert_eq!(plain(intl::money("en-US", "-3.5", "EUR")), "-EUR 3.50");
}

#[wasm_bindgen_test]
fn differences_have_a_sign() {
    assert_eq!(intl::signed_amount("en-US", "12.5", "USD"), "+12.50");
    assert_eq!(intl::signed_amount("en-US", "-12.5", "USD"), "-12.50");
    assert_eq!(intl::signed_amount("en-US", "0.00", "USD"), "0.00");
}

#[wasm_bindgen_test]
fn the_locale_decides_the_marks() {
    assert_eq!(intl::count("es", 1_234_567), "1.234.567");
    assert_eq!(intl::decimal("es", "1234567.25", 0), "1.234.567,25");
    assert_eq!(plain(intl::share("es", 1, 8)), "12,5 %");
    assert_eq!(intl::share("en", 0, 0), "0%");
}

#[wasm_bindgen_test]
fn sizes_are_short() {
    assert_eq!(plain(intl::bytes("en", 0)), "0 bytes");
    assert_eq!(plain(intl::bytes("en", 1_500)), "1.5 kB");
    assert_eq!(plain(intl::bytes("en", 283_400_000)), "283 MB");
    assert_eq!(plain(intl::bytes("en", 999_900)), "1 MB");
}

#[wasm_bindgen_test]
fn dates_are_shown_at_their_own_offset() {
    // 2021-03-10T21:30:05Z
    let instant = 1_615_411_805_000;
    assert_eq!(intl::date("en-GB", instant, 0), "10 Mar 2021");
    assert_eq!(intl::date("en-GB", instant, 330), "11 Mar 2021");
    assert_eq!(intl::date_time("en-GB", instant, -300), "10 Mar 2021, 16:30:05");
    assert_eq!(intl::day("en-GB", 18_696), "10 Mar 2021");
    assert_eq!(intl::short_day("es", 18_696), "10 mar");
    assert_eq!(intl::zone(330), "UTC+05:30");
    assert_eq!(intl::zone(-300), "UTC−05:00");
    assert_eq!(intl::zone(0), "UTC");
}

#[wasm_bindgen_test]
fn letters_sort_as_people_sort_them() {
    assert!(intl::compare("es", "ñu", "o").is_lt());
    assert!(intl::compare("es", "árbol", "barco").is_lt());
}
