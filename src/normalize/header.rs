//! Column names, made comparable.

/// A header in one shape: letters and digits of ASCII in lower case, accents folded, everything
/// else gone. `Billing Session-ID`, `billingSessionId` and `billing_session_id` become the same.
pub fn canonical(header: &str) -> String {
    header.chars().filter_map(fold).collect()
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
