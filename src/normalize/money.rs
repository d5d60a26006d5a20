//! What an amount's own text says of its currency: `€5`, `EUR 3`, `$7`.

use crate::domain::Currency;
use crate::normalize::header::{is_among, words};

/// Signs that stand for a currency.
pub(super) const SIGNS: [char; 4] = ['$', '€', '£', '¥'];

/// Signs of one currency: dollars that say which they are, and others. Those that several countries have
/// say that it is money, and not which.
pub(super) const SIGNS_OF_ONE: [(&str, &str); 35] = [
    ("US$", "USD"),
    ("MX$", "MXN"),
    ("AR$", "ARS"),
    ("CO$", "COP"),
    ("CL$", "CLP"),
    ("CA$", "CAD"),
    ("AU$", "AUD"),
    ("NZ$", "NZD"),
    ("HK$", "HKD"),
    ("R$", "BRL"),
    ("C$", "CAD"),
    ("A$", "AUD"),
    ("S$", "SGD"),
    ("\u{20b9}", "INR"),
    ("\u{20a9}", "KRW"),
    ("\u{20aa}", "ILS"),
    ("\u{20ab}", "VND"),
    ("\u{20b1}", "PHP"),
    ("\u{20b4}", "UAH"),
    ("\u{20ba}", "TRY"),
    ("\u{e3f}", "THB"),
    ("z\u{142}", "PLN"),
    ("K\u{10d}", "CZK"),
    ("RD$", "DOP"),
    ("S/.", "PEN"),
    ("S/", "PEN"),
    ("B/.", "PAB"),
    ("\u{20a1}", "CRC"),
    ("\u{20b2}", "PYG"),
    ("Fr.", "CHF"),
    ("Bs.", ""),
    ("Rs.", ""),
    ("Rs", ""),
    ("kr.", ""),
    ("kr", ""),
];

/// Currencies that are written with `$`.
const DOLLARS: &str = "USD MXN COP CLP ARS CAD AUD NZD SGD HKD TWD UYU DOP BRL CUP JMD TTD BSD BBD BZD BMD KYD \
                       XCD GYD SRD FJD NAD LRD BND NIO MOP SBD TOP WST CVE SVC PAB";

/// Other currencies that a header may name.
const OTHER_CODES: &str = "EUR GBP CHF JPY CNY INR KRW SEK NOK DKK ISK PLN CZK HUF RON BGN TRY ILS ZAR AED SAR PEN BOB \
                           PYG CRC GTQ HNL VES THB MYR IDR PHP VND UAH";

/// Whether a word of a header is the code of a currency, in capitals as codes are written.
pub fn is_code(word: &str) -> bool {
    let mut codes = DOLLARS.split(' ').chain(OTHER_CODES.split(' '));
    word.len() == 3 && codes.any(|it| it == word)
}

/// Whether the header of amounts or prices says that they are in cents: `Rate (cents)`, `amount_cents`.
pub fn is_in_hundredths(header: &str) -> bool {
    const WORDS: &str = "cents cent ct cts pence eurocent eurocents rappen rp centavos centimos centimes \
                         centesimi";
    header.contains('\u{a2}') || words(header).iter().any(|it| is_among(WORDS, it))
}

/// The currency that the header of amounts names: `Amount (USD)`, `Betrag EUR`, `Total €`.
pub fn in_header(header: &str) -> Option<Currency> {
    let mut words = header.split(|it: char| !it.is_ascii_alphanumeric());
    let code = words.find(|it| is_code(it)).and_then(Currency::parse);
    let sign = header.chars().find(|it| SIGNS.contains(it));
    code.or_else(|| Money { code: None, sign }.currency())
}

/// What stands beside the digits of amounts: a code, a sign, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Money {
    code: Option<Currency>,
    sign: Option<char>,
}

impl Money {
    /// What the text of a number says; nothing but digits says nothing. `None` where it contradicts
    /// itself (`$5 EUR`).
    #[cold]
    #[inline(never)]
    pub fn of(text: &[u8]) -> Option<Self> {
        let may_say = |it: &u8| it.is_ascii_alphabetic() || *it == b'$' || !it.is_ascii();
        if !text.iter().any(may_say) {
            return Some(Self::default());
        }
        let text = String::from_utf8_lossy(text);
        let of_one = |(sign, code): &(&str, &str)| {
            let (before, after) = text.split_once(sign)?;
            // Letters before it would make it another sign.
            let is_whole = !before.ends_with(|it: char| it.is_ascii_alphabetic());
            is_whole.then(|| [before, code, " ", after].concat())
        };
        let text = SIGNS_OF_ONE.iter().find_map(of_one).map_or(text, Into::into);
        let mut said = Self::default();
        for sign in text.chars().filter(|it| SIGNS.contains(it)) {
            said = said.and(Self { sign: Some(sign), code: None })?;
        }
        for word in text.split(|it: char| !it.is_ascii_alphabetic()) {
            // A single letter is that of an exponent, and a credit or a debit is no currency.
            if word.len() > 1 && !is_among("CR Cr DR Dr", word) {
                said = said.and(Self { code: Some(Currency::parse(word)?), sign: None })?;
            }
        }
        Some(said)
    }

    /// What both say together; `None` where they contradict each other.
    #[cold]
    #[inline(never)]
    pub fn and(self, other: Self) -> Option<Self> {
        let is_one = |it: bool| it.then_some(());
        is_one(self.code.is_none() || other.code.is_none() || self.code == other.code)?;
        is_one(self.sign.is_none() || other.sign.is_none() || self.sign == other.sign)?;
        let both = Self { code: self.code.or(other.code), sign: self.sign.or(other.sign) };
        is_one(both.code.is_none_or(|it| both.fits(it.as_str())))?;
        Some(both)
    }

    /// Whether a stated currency agrees with what is said.
    #[cold]
    #[inline(never)]
    pub fn fits(self, stated: &str) -> bool {
        let by_sign = match self.sign {
            None => true,
            Some('$') => DOLLARS.contains(stated),
            Some('¥') => matches!(stated, "JPY" | "CNY"),
            // Pounds of other places than these are written so by nobody.
            Some('£') => matches!(stated, "GBP" | "EGP" | "FKP" | "GIP" | "LBP" | "SHP" | "SYP"),
            Some(_) => stated == "EUR",
        };
        by_sign && self.code.is_none_or(|it| it.as_str() == stated)
    }

    /// The currency, where what is said leaves no other.
    #[cold]
    #[inline(never)]
    pub fn currency(self) -> Option<Currency> {
        self.code.or_else(|| match self.sign {
            Some('€') => Currency::parse("EUR"),
            Some('£') => Currency::parse("GBP"),
            _ => None,
        })
    }

    /// The sign, where it alone does not say which currency it is.
    pub fn open_sign(self) -> Option<char> {
        self.sign.filter(|_| self.currency().is_none())
    }

    /// Whether nothing is said.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// The same without a code, which beside a quantity may be a unit (`10 SMS`).
    #[must_use]
    pub fn sign_only(self) -> Self {
        Self { code: None, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_an_amount_says_of_its_currency() {
        for (text, expected) in [
            ("5", Some("")),
            ("-1.5e-7", Some("")),
            ("€5", Some("EUR")),
            ("(5.00 EUR)", Some("EUR")),
            ("£-5", Some("GBP")),
            ("$5", Some("$")),
            ("¥5", Some("¥")),
            ("$5 USD", Some("USD")),
            ("R$ 5,00", Some("BRL")),
            ("-US$5", Some("USD")),
            ("\u{20b9}5", Some("INR")),
            ("5 z\u{142}", Some("PLN")),
            ("S/. 5", Some("PEN")),
            ("RD$5", Some("DOP")),
            ("Rs. 5", Some("")),
            ("5 kr.", Some("")),
            ("EUR 5 CR", Some("EUR")),
            ("5 CREUR", None),
            ("US$ 5 EUR", None),
            ("$5 EUR", None),
            ("€5 $", None),
            ("USD 5 EUR", None),
            ("USDEUR 5", None),
        ] {
            let said = Money::of(text.as_bytes()).map(|it| match it.currency() {
                Some(code) => code.to_string(),
                None => it.open_sign().map(String::from).unwrap_or_default(),
            });
            assert_eq!(said.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_stated_currency_agrees_or_does_not() {
        let fits = |text: &str, stated: &str| Money::of(text.as_bytes()).unwrap().fits(stated);
        assert!(fits("$5", "USD") && fits("$5", "COP") && !fits("$5", "EUR"));
        assert!(fits("5", "EUR") && !fits("EUR 3", "USD") && !fits("€5", "USD"));
    }
}
