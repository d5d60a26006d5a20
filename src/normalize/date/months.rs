//! Names of months in German, French, Italian, Portuguese and Spanish.

use crate::normalize::header::{canonical, is_among};

/// Each month with its English abbreviation, names in full and as they are shortened, without accents. No
/// name means one month here and another one there.
const MONTHS: [(&str, &str); 12] = [
    ("Jan", "januar janner janvier janv gennaio gen janeiro enero ene"),
    ("Feb", "februar fevrier fevr fev febbraio febb fevereiro febrero"),
    ("Mar", "marz maerz mrz mars marzo marco"),
    ("Apr", "avril avr aprile abril abr"),
    ("May", "mai maggio mag magg maio mayo"),
    ("Jun", "juni juin giugno giu junho junio"),
    ("Jul", "juli juillet juil luglio lug julho julio"),
    ("Aug", "aout agosto ago"),
    ("Sep", "sept septembre settembre sett set setembro septiembre setiembre"),
    ("Oct", "oktober okt octobre ottobre ott outubro out octubre"),
    ("Nov", "novembre novembro noviembre"),
    ("Dec", "dezember dez decembre dicembre dic dezembro diciembre"),
];

/// A date with its month in English, without the small words and marks of other languages: `3. März
/// 2026`, `14 de março de 2026`, `1er avril 2026`. None where no word is a month of theirs.
pub(super) fn in_english(text: &str) -> Option<String> {
    let mut has_month = false;
    let mut words: Vec<&str> = Vec::new();
    for word in text.split([' ', '-', '\u{a0}']).filter(|it| !it.is_empty()) {
        let bare = word.trim_end_matches(['.', ',']);
        let name = canonical(bare);
        if is_among("de del di", &name) {
            continue;
        }
        if let Some((month, _)) = MONTHS.iter().find(|(_, it)| is_among(it, &name)) {
            has_month = true;
            words.push(month);
            continue;
        }
        // `1er`, `1º` and `3.` are numbers of days; what has a colon is a time.
        let digits = bare.trim_end_matches(|it: char| !it.is_ascii_digit());
        let is_day = (1..=2).contains(&digits.len())
            && digits.bytes().all(|it| it.is_ascii_digit())
            && ["", "er", "º", "°", "ª"].contains(&bare.get(digits.len()..).unwrap_or_default());
        words.push(if is_day { digits } else { bare });
    }
    has_month.then(|| words.join(" "))
}
