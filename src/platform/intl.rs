//! Numbers, money and dates as the person's locale writes them, by the browser's `Intl`.
//!
//! Amounts go in as decimal text and are never turned into doubles: `Intl.NumberFormat` takes
//! decimal text exactly. For the screen only; what is exported is written in ISO forms elsewhere.

use super::number::{to_double, to_signed_double};
use js_sys::{Array, Function, Object, Reflect};
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::JsValue;

/// Making a formatter costs far more than using it, and a grid formats hundreds of cells a frame.
type Cache = RefCell<BTreeMap<String, Function>>;

thread_local! {
    static FORMATTERS: Cache = const { RefCell::new(BTreeMap::new()) };
}

/// The locale in which to show things: the most wanted of the person's locales in the language of
/// the page, so that a reader of English in Ireland gets Irish dates; else the bare language.
pub fn locale_for(language: &str) -> String {
    let fits = |it: &String| {
        it == language || it.strip_prefix(language).is_some_and(|rest| rest.starts_with('-'))
    };
    super::screen::languages().into_iter().find(fits).unwrap_or_else(|| language.to_owned())
}

/// A whole number, grouped: `1,234,567`.
pub fn count(locale: &str, value: u64) -> String {
    let format = number_format(locale, "count", &[]);
    apply(&format, &JsValue::from(value), || value.to_string())
}

/// A decimal number with so many decimal places as the text has, but at least `least`.
pub fn decimal(locale: &str, value: &str, least: u32) -> String {
    let places = value.split_once('.').map_or(0, |(_, it)| it.len());
    let places = u32::try_from(places).unwrap_or(0).clamp(least, 20);
    let format = number_format(
        locale,
        &format!("decimal {least} {places}"),
        &[("minimumFractionDigits", least.into()), ("maximumFractionDigits", places.into())],
    );
    apply(&format, &value.into(), || value.to_owned())
}

/// An amount without its currency, with the usual decimal places of that currency (or more, where
/// the amount has more): for columns whose head names the currency.
pub fn amount(locale: &str, value: &str, currency: &str) -> String {
    decimal(locale, value, currency_places(currency))
}

/// An amount with its currency's code: `USD 1,234.50`. Codes, since `$` is many currencies.
pub fn money(locale: &str, value: &str, currency: &str) -> String {
    if currency.is_empty() {
        return amount(locale, value, currency);
    }
    let places = value.split_once('.').map_or(0, |(_, it)| it.len());
    let least = currency_places(currency);
    let places = u32::try_from(places).unwrap_or(0).clamp(least, 20);
    let format = number_format(
        locale,
        &format!("money {currency} {places}"),
        &[
            ("style", "currency".into()),
            ("currency", currency.into()),
            ("currencyDisplay", "code".into()),
            ("minimumFractionDigits", least.into()),
            ("maximumFractionDigits", places.into()),
        ],
    );
    apply(&format, &value.into(), || format!("{currency} {value}"))
}

/// The same with a sign in any case (`+12.50`), zero excepted: for differences.
pub fn signed_money(locale: &str, value: &str, currency: &str) -> String {
    signed(value, money(locale, value, currency))
}

/// An amount without its currency, with a sign in any case, zero excepted.
pub fn signed_amount(locale: &str, value: &str, currency: &str) -> String {
    signed(value, amount(locale, value, currency))
}

/// A large amount for axes and tiles: `1.2M`.
pub fn compact(locale: &str, value: &str) -> String {
    let format = number_format(
        locale,
        "compact",
        &[("notation", "compact".into()), ("maximumFractionDigits", 1.into())],
    );
    apply(&format, &value.into(), || value.to_owned())
}

/// A share of a whole: `12.5 %`. Nothing of nothing is nothing.
#[expect(clippy::float_arithmetic, reason = "a share of counts for the eye, never money")]
pub fn share(locale: &str, part: u64, whole: u64) -> String {
    let ratio = if whole == 0 { 0.0 } else { to_double(part) / to_double(whole) };
    let format = number_format(
        locale,
        "share",
        &[("style", "percent".into()), ("maximumFractionDigits", 1.into())],
    );
    apply(&format, &ratio.into(), || format!("{part}/{whole}"))
}

/// A size: `284 MB`.
#[expect(clippy::float_arithmetic, reason = "a size for the eye, never money")]
pub fn bytes(locale: &str, size: u64) -> String {
    const UNITS: [&str; 4] = ["byte", "kilobyte", "megabyte", "gigabyte"];
    let (mut value, mut unit) = (to_double(size), 0);
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or("byte");
    let places = u32::from(unit > 0 && value < 9.95);
    let format = number_format(
        locale,
        &format!("bytes {name} {places}"),
        &[
            ("style", "unit".into()),
            ("unit", name.into()),
            ("unitDisplay", (if unit == 0 { "long" } else { "short" }).into()),
            ("maximumFractionDigits", places.into()),
        ],
    );
    apply(&format, &value.into(), || size.to_string())
}

/// A day: `10 Mar 2021`. Counted from 1970-01-01.
pub fn day(locale: &str, days: i64) -> String {
    dated(locale, days.saturating_mul(86_400_000), 0, "day", &DAY)
}

/// A day without its year, for axes: `10 Mar`.
pub fn short_day(locale: &str, days: i64) -> String {
    let options = [("day", "numeric"), ("month", "short")];
    dated(locale, days.saturating_mul(86_400_000), 0, "short day", &options)
}

/// The day of an instant, so many minutes east of UTC.
pub fn date(locale: &str, instant: i64, offset: i16) -> String {
    dated(locale, instant, offset, "day", &DAY)
}

/// An instant to the second, so many minutes east of UTC.
pub fn date_time(locale: &str, instant: i64, offset: i16) -> String {
    let mut options = DAY.to_vec();
    options.extend([
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("second", "2-digit"),
        ("hourCycle", "h23"),
    ]);
    dated(locale, instant, offset, "date time", &options)
}

/// Minutes east of UTC as people write them: `UTC+05:30`.
pub fn zone(offset: i16) -> String {
    if offset == 0 {
        return "UTC".to_owned();
    }
    let sign = if offset < 0 { '−' } else { '+' };
    let minutes = offset.unsigned_abs();
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Sorts by the locale's order of letters: −1, 0 or 1 as `a` comes before, with or after `b`.
pub fn compare(locale: &str, a: &str, b: &str) -> std::cmp::Ordering {
    js_sys::JsString::from(a).locale_compare(b, &Array::of1(&locale.into()), &Object::new()).cmp(&0)
}

const DAY: [(&str, &str); 3] = [("day", "numeric"), ("month", "short"), ("year", "numeric")];

fn signed(value: &str, text: String) -> String {
    let zero = value.bytes().all(|it| !it.is_ascii_digit() || it == b'0');
    if zero || value.starts_with('-') { text } else { format!("+{text}") }
}

/// Decimal places by ISO 4217 where they are not two.
fn currency_places(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// Dates are shifted by hand and shown in UTC: a source states an offset, which not every browser
/// takes as a zone.
fn dated(locale: &str, instant: i64, offset: i16, name: &str, options: &[(&str, &str)]) -> String {
    let format = formatter(locale, name, || {
        let object = Object::new();
        for (key, value) in options.iter().chain(&[("timeZone", "UTC")]) {
            let _ = Reflect::set(&object, &(*key).into(), &(*value).into());
        }
        let locales = Array::of1(&locale.into());
        js_sys::Intl::DateTimeFormat::new(&locales, &object).format()
    });
    let shifted = instant.saturating_add(i64::from(offset) * 60_000);
    let date = js_sys::Date::new(&to_signed_double(shifted).into());
    apply(&format, &date, || shifted.to_string())
}

fn number_format(locale: &str, name: &str, options: &[(&str, JsValue)]) -> Function {
    formatter(locale, name, || {
        let object = Object::new();
        for (key, value) in options {
            let _ = Reflect::set(&object, &(*key).into(), value);
        }
        let locales = Array::of1(&locale.into());
        js_sys::Intl::NumberFormat::new(&locales, &object).format()
    })
}

fn formatter(locale: &str, name: &str, make: impl FnOnce() -> Function) -> Function {
    FORMATTERS.with(|cache| {
        let key = format!("{locale} {name}");
        if let Some(format) = cache.borrow().get(&key) {
            return format.clone();
        }
        let format = make();
        cache.borrow_mut().insert(key, format.clone());
        format
    })
}

/// Formats, or falls back to the plain text: a cell is never empty because a formatter refused.
fn apply(format: &Function, value: &JsValue, plain: impl FnOnce() -> String) -> String {
    let text = format.call1(&JsValue::UNDEFINED, value).ok().and_then(|it| it.as_string());
    text.unwrap_or_else(plain)
}
