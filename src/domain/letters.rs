//! Texts in small letters, by which names are known again however they are written.

/// A text in small letters: those of Latin with its marks, Greek and Cyrillic, and wide ones. The library's
/// table of all scripts weighs a hundredth of the engine as it is sent, for scripts in which no vendor
/// writes bills; there letters stay as they are. A Greek word may end in either small sigma.
pub fn small(text: &str) -> String {
    // Nearly all ids and names are plain, and a search goes through all of them.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().map(small_letter).collect()
}

fn small_letter(letter: char) -> char {
    let code = u32::from(letter);
    let small = match code {
        0x41..=0x5A
        | 0xC0..=0xD6
        | 0xD8..=0xDE
        | 0x391..=0x3A1
        | 0x3A3..=0x3AB
        | 0x410..=0x42F
        | 0xFF21..=0xFF3A => code + 32,
        0x386 => code + 38,
        0x388..=0x38A => code + 37,
        0x38C => code + 64,
        0x38E | 0x38F => code + 63,
        0x400..=0x40F => code + 80,
        // A dot above, which small ones have anyway, a diaeresis, a sharp s, a last sigma.
        0x130 => 0x69,
        0x178 => 0xFF,
        0x1E9E => 0xDF,
        0x3C2 => 0x3C3,
        0x4C0 => 0x4CF,
        // Pairs of which the large one is even.
        0x100..=0x137
        | 0x14A..=0x177
        | 0x1DE..=0x1EF
        | 0x1F8..=0x21F
        | 0x222..=0x233
        | 0x460..=0x481
        | 0x48A..=0x4BF
        | 0x4D0..=0x52F
        | 0x1E00..=0x1E95
        | 0x1EA0..=0x1EFF => code | 1,
        // Pairs of which the large one is odd.
        0x139..=0x148 | 0x179..=0x17E | 0x1CD..=0x1DC | 0x4C1..=0x4CE => code + code % 2,
        _ => code,
    };
    char::from_u32(small).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What has to be a letter as it is in the library, but for the letters that are told apart on purpose.
    #[test]
    fn letters_are_those_of_the_library() {
        let blocks = [0..=0x17F, 0x1CD..=0x1DC, 0x1DE..=0x1EF, 0x1F8..=0x21F, 0x222..=0x233];
        let more = [0x386..=0x3CE, 0x400..=0x52F, 0x1E00..=0x1EFF, 0xFF21..=0xFF5A];
        for code in blocks.into_iter().chain(more).flatten() {
            let Some(letter) = char::from_u32(code) else { continue };
            let by_library: String = letter.to_lowercase().collect();
            match letter {
                'İ' => assert_eq!(small_letter(letter), 'i'),
                'ς' => assert_eq!(small_letter(letter), 'σ'),
                // A sign of its own in Cyrillic, which no pair has.
                '\u{482}'..='\u{489}' => assert_eq!(small_letter(letter), letter),
                _ => assert_eq!(small_letter(letter).to_string(), by_library, "{code:x}"),
            }
            assert_eq!(small(&letter.to_string()), small_letter(letter).to_string());
        }
    }

    #[test]
    fn texts_are_known_again() {
        for (text, expected) in [
            ("MÜNCHEN Straße", "münchen straße"),
            ("ÓRGÃO Ñandú", "órgão ñandú"),
            ("ŁÓDŹ Žižkov", "łódź žižkov"),
            ("ΟΔΟΣ Οδός", "οδοσ οδόσ"),
            ("КИЇВ", "київ"),
            ("株式会社ＡＢＣ", "株式会社ａｂｃ"),
        ] {
            assert_eq!(small(text), expected);
        }
    }
}
