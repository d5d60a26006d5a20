//! Column names, made comparable.

/// A header in one shape: letters and digits of ASCII in lower case, accents folded, everything
/// else gone. `Billing Session-ID`, `billingSessionId` and `billing_session_id` become the same.
pub fn canonical(header: &str) -> String {
    header.chars().filter_map(fold).collect()
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
