//! The languages, and how each writes figures and dates.

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locale {
    /// English.
    En,
    /// Spanish.
    Es,
}

const MONTHS_EN: [(&str, &str); 12] = [
    ("Jan", "January"),
    ("Feb", "February"),
    ("Mar", "March"),
    ("Apr", "April"),
    ("May", "May"),
    ("Jun", "June"),
    ("Jul", "July"),
    ("Aug", "August"),
    ("Sep", "September"),
    ("Oct", "October"),
    ("Nov", "November"),
    ("Dec", "December"),
];

const MONTHS_ES: [(&str, &str); 12] = [
    ("ene", "enero"),
    ("feb", "febrero"),
    ("mar", "marzo"),
    ("abr", "abril"),
    ("may", "mayo"),
    ("jun", "junio"),
    ("jul", "julio"),
    ("ago", "agosto"),
    ("sep", "septiembre"),
    ("oct", "octubre"),
    ("nov", "noviembre"),
    ("dic", "diciembre"),
];

impl Locale {
    /// The code of `lang` and of the storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// The language a code such as `es-CO` names; English for all that are not here.
    pub fn from_code(code: &str) -> Self {
        if code.get(..2).is_some_and(|it| it.eq_ignore_ascii_case("es")) {
            Self::Es
        } else {
            Self::En
        }
    }

    /// The other one, which the header offers.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::En => Self::Es,
            Self::Es => Self::En,
        }
    }

    /// Stands before the decimals.
    pub fn decimal_mark(self) -> char {
        match self {
            Self::En => '.',
            Self::Es => ',',
        }
    }

    /// Stands between thousands.
    pub fn group_mark(self) -> char {
        match self {
            Self::En => ',',
            Self::Es => '.',
        }
    }

    /// A month's name; `long` for the whole name.
    pub fn month(self, month: u8, long: bool) -> &'static str {
        let names = match self {
            Self::En => &MONTHS_EN,
            Self::Es => &MONTHS_ES,
        };
        let (short_name, long_name) =
            names.get(usize::from(month).saturating_sub(1)).copied().unwrap_or_default();
        if long { long_name } else { short_name }
    }

    /// Stands between day, month and year of a long date.
    pub fn date_joint(self) -> &'static str {
        match self {
            Self::En => " ",
            Self::Es => " de ",
        }
    }

    /// Stands between the ends of a span.
    pub fn to(self) -> &'static str {
        match self {
            Self::En => "to",
            Self::Es => "al",
        }
    }
}
