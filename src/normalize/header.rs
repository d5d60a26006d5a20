//! Column names, made comparable.

use crate::normalize::money;

/// A header in one shape: letters and digits of ASCII in lower case, accents folded, everything
/// else gone. `Billing Session-ID`, `billingSessionId` and `billing_session_id` become the same.
pub fn canonical(header: &str) -> String {
    header.chars().filter_map(fold).collect()
}

/// Whether a word is one of a list of words with blanks between them.
pub fn is_among(list: &str, word: &str) -> bool {
    list.split(' ').any(|it| it == word)
}

/// A header in that shape without what stands in brackets, mostly a unit or a zone, without currencies,
/// and without the small words that other languages than English put between others: `ID da chamada`,
/// `Date et heure`, `Total EUR`. A header of such words alone keeps them.
pub fn brief(header: &str) -> String {
    const SMALL: &str = "de da do das dos del della dello di du des d la le l el il der e et y und";
    let (before, rest) = header.split_once(['(', '[']).unwrap_or((header, ""));
    let after = rest.split_once([')', ']']).map_or("", |(_, after)| after);
    let (mut large, mut all) = (String::new(), String::new());
    for part in [before, after] {
        for word in part.split(|it: char| !it.is_alphanumeric()) {
            let name = canonical(word);
            all.push_str(&name);
            if !is_among(SMALL, &name) && !money::is_code(word) {
                large.push_str(&name);
            }
        }
    }
    if large.is_empty() { all } else { large }
}

/// The words of a text, each in that shape; those without a letter are left out. `recurringCharge`
/// and `Recurring charge` have the same.
pub fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in text.chars() {
        if !c.is_alphanumeric() || (was_small && c.is_uppercase()) {
            words.push(String::new());
        }
        was_small = c.is_lowercase();
        if let Some(word) = words.last_mut() {
            word.extend(fold(c));
        }
    }
    words.retain(|it| it.contains(|c: char| c.is_ascii_alphabetic()));
    words
}

fn fold(c: char) -> Option<char> {
    let folded = match c {
        'á' | 'à' | 'ä' | 'â' | 'ã' | 'Á' | 'À' | 'Ä' | 'Â' | 'Ã' => 'a',
        'é' | 'è' | 'ë' | 'ê' | 'É' | 'È' | 'Ë' | 'Ê' => 'e',
        'í' | 'ì' | 'ï' | 'î' | 'Í' | 'Ì' | 'Ï' | 'Î' => 'i',
        'ó' | 'ò' | 'ö' | 'ô' | 'õ' | 'Ó' | 'Ò' | 'Ö' | 'Ô' | 'Õ' => 'o',
        'ú' | 'ù' | 'ü' | 'û' | 'Ú' | 'Ù' | 'Ü' | 'Û' => 'u',
        'ñ' | 'Ñ' => 'n',
        'ç' | 'Ç' => 'c',
        other => other.to_ascii_lowercase(),
    };
    folded.is_ascii_alphanumeric().then_some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_and_brackets_are_left_out() {
        for (header, name) in [
            ("ID da chamada", "idchamada"),
            ("Date et heure", "dateheure"),
            ("Numéro de l’appel", "numeroappel"),
            ("Duration (sec)", "duration"),
            ("Fecha y hora [UTC]", "fechahora"),
            ("De", "de"),
            ("Betrag EUR", "betrag"),
            ("Amount (USD)", "amount"),
            ("EUR", "eur"),
            ("Id 1", "id1"),
            ("billing_session_id", "billingsessionid"),
            ("(s)", ""),
        ] {
            assert_eq!(brief(header), name, "{header}");
        }
    }
}
