//! Units of measure, by UN/ECE Recommendation 20 code and by the words that bills use.

use crate::domain::letters::small;
use rust_decimal::Decimal;

/// What a unit measures; quantities compare only within one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// Time; the base is the second.
    Time,
    /// Things counted; the base is one.
    Count,
    /// Data volume; the base is the byte.
    Data,
}

/// A unit with its size in the base unit of its dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// What it measures.
    pub dimension: Dimension,
    /// How many base units one of it holds, as a fraction `numerator / denominator`.
    pub numerator: u64,
    /// See `numerator`.
    pub denominator: u64,
}

/// Names in lower case with their unit. UN/ECE Rec 20 codes first, then words seen on bills
/// in English, German, French, Italian, Portuguese and Spanish.
const UNITS: &[(&str, Dimension, u64, u64)] = &[
    ("c26 ms millisecond milliseconds", Dimension::Time, 1, 1000),
    (
        "sec s second seconds secs sek sekunde sekunden seconde secondes secondo secondi \
      segundo segundos",
        Dimension::Time,
        1,
        1,
    ),
    ("min minute minutes mins minuten minuto minuti minutos", Dimension::Time, 60, 1),
    (
        "hur h hr hrs hour hours std stunde stunden heure heures ora ore hora horas",
        Dimension::Time,
        3600,
        1,
    ),
    ("day days tag tage jour jours giorno giorni dia día dias días", Dimension::Time, 86_400, 1),
    (
        "wee week weeks wk wks woche wochen semaine semaines settimana settimane semana semanas",
        Dimension::Time,
        604_800,
        1,
    ),
    (
        "c62 ea h87 nar one each piece pieces unit units record records session sessions \
      block blocks call calls message messages item items conversation conversations \
      stück stk einheit einheiten anruf anrufe gespräch gespräche sitzung sitzungen \
      nachricht nachrichten pièce pièces unité unités appel appels pezzo pezzi pz \
      unità chiamata chiamate sessione sessioni messaggio messaggi unidade chamada \
      chamadas sessão sessões mensagem mensagens unidad unidades llamada llamadas \
      sesión sesiones mensaje mensajes",
        Dimension::Count,
        1,
        1,
    ),
    ("byte bytes ad", Dimension::Data, 1, 1),
    ("2p kb kilobyte kilobytes kbyte kbytes", Dimension::Data, 1_000, 1),
    ("4l mb megabyte megabytes mbyte mbytes", Dimension::Data, 1_000_000, 1),
    ("e34 gb gigabyte gigabytes gbyte gbytes", Dimension::Data, 1_000_000_000, 1),
    ("e35 tb terabyte terabytes tbyte tbytes", Dimension::Data, 1_000_000_000_000, 1),
    ("e64 kib kibibyte kibibytes", Dimension::Data, 1 << 10, 1),
    ("e63 mib mebibyte mebibytes", Dimension::Data, 1 << 20, 1),
    ("e62 gib gibibyte gibibytes", Dimension::Data, 1 << 30, 1),
    ("e61 tib tebibyte tebibytes", Dimension::Data, 1 << 40, 1),
];

impl Unit {
    /// One second.
    pub const SECOND: Self = Self { dimension: Dimension::Time, numerator: 1, denominator: 1 };
    /// One thing.
    pub const ONE: Self = Self { dimension: Dimension::Count, numerator: 1, denominator: 1 };

    /// Finds the unit a code or word names, ignoring case and the dot of what is shortened (`Min.`);
    /// `None` for a word that is not known, which the caller treats as a count of that thing.
    pub fn parse(text: &str) -> Option<Self> {
        let wanted = small(text.trim().trim_end_matches('.'));
        // Most lines name no unit, and there are many names to look through.
        if wanted.is_empty() {
            return None;
        }
        UNITS.iter().find(|(names, ..)| names.split(' ').any(|it| it == wanted)).map(
            |&(_, dimension, numerator, denominator)| Self { dimension, numerator, denominator },
        )
    }

    /// A quantity of this unit in base units; `None` on overflow.
    pub fn to_base(self, quantity: Decimal) -> Option<Decimal> {
        quantity.checked_mul(Decimal::from(self.numerator))?.checked_div(self.denominator.into())
    }

    /// A quantity of base units in this unit; `None` on overflow.
    pub fn from_base(self, quantity: Decimal) -> Option<Decimal> {
        quantity.checked_mul(Decimal::from(self.denominator))?.checked_div(self.numerator.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_have_their_size() {
        for (names, dimension, size) in [
            (&["MIN", "Min.", " min ", "Minuten"][..], Dimension::Time, 60_u64),
            (&["HUR", "Std.", "hrs."], Dimension::Time, 3600),
            (&["WEE", "week", "Wochen", "semanas"], Dimension::Time, 604_800),
            (&["Stk.", "C62", "ea."], Dimension::Count, 1),
            (&["2P", "kB", "KB", "kilobytes"], Dimension::Data, 1_000),
            (&["4L", "MB", "Megabyte"], Dimension::Data, 1_000_000),
            (&["E34", "GB"], Dimension::Data, 1_000_000_000),
            (&["E35", "TB", "terabytes"], Dimension::Data, 1_000_000_000_000),
            (&["E64", "KiB"], Dimension::Data, 1_024),
            (&["E63", "MiB"], Dimension::Data, 1_048_576),
            (&["E62", "GiB", "gibibytes"], Dimension::Data, 1_073_741_824),
            (&["E61", "TiB"], Dimension::Data, 1_099_511_627_776),
        ] {
            for name in names {
                let unit = Unit::parse(name);
                let base = unit.and_then(|it| it.to_base(Decimal::ONE));
                assert_eq!(unit.map(|it| it.dimension), Some(dimension), "{name}");
                assert_eq!(base, Some(Decimal::from(size)), "{name}");
            }
        }
        assert_eq!(Unit::parse("."), None);
        assert_eq!(Unit::parse("licences"), None);
    }

    #[test]
    fn the_largest_unit_counts_without_overflow() {
        let unit = Unit::parse("TiB").unwrap();
        let base = unit.to_base(Decimal::new(15, 1)).unwrap();
        assert_eq!(base, Decimal::from(1_649_267_441_664_u64));
        assert_eq!(unit.from_base(base), Some(Decimal::new(15, 1)));
        assert_eq!(unit.to_base(Decimal::MAX), None);
    }
}
