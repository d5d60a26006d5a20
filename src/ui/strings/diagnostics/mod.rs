//! What is said for each diagnostic: a sentence, what it is called when it is counted, and the way
//! out. A code without its words does not compile.

pub(super) mod en;
pub(super) mod es;

use super::{Locale, Strings};
use crate::diagnostics::{Code, Diagnostic};
use crate::ui::format;

/// The words for a code.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// A whole sentence; `{0}`, `{1}` stand for the diagnostic's parameters, `{0n}` for one that is
    /// a count, `{0b}` for one that is a size in bytes. A part in square brackets is left out when
    /// one of its parameters is missing.
    pub says: &'static str,
    /// What stands after a count: `2,020` + this. Empty where it is never counted.
    pub counted: &'static str,
    /// What the person can do; empty where nothing needs doing.
    pub way_out: &'static str,
}

impl Strings {
    /// The sentence for a diagnostic, without its place.
    pub fn says(&self, diagnostic: &Diagnostic) -> String {
        fill(self.locale, (self.words)(diagnostic.code).says, &diagnostic.params)
    }

    /// What the person can do about it.
    pub fn way_out(&self, code: Code) -> &'static str {
        (self.words)(code).way_out
    }

    /// What stands after the count of a finding; `None` where a sentence without a count says it
    /// better: for what is never counted, and for a single one.
    pub fn counted(&self, diagnostic: &Diagnostic, count: u64) -> Option<String> {
        let words = (self.words)(diagnostic.code);
        (count != 1 && !words.counted.is_empty())
            .then(|| fill(self.locale, words.counted, &diagnostic.params))
    }
}

/// How much of a parameter is shown.
const LONGEST: usize = 80;

fn fill(locale: Locale, template: &str, params: &[String]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(at) = rest.find(['{', '[']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (inside, after) =
            from.split_once(if from.starts_with('{') { '}' } else { ']' }).unwrap_or((from, ""));
        let inside = inside.get(1..).unwrap_or_default();
        if from.starts_with('{') {
            put(&mut out, &shown(locale, inside, params));
        } else if optional_holds(inside, params) {
            out.push_str(&fill(locale, inside, params));
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn optional_holds(part: &str, params: &[String]) -> bool {
    part.split('{').skip(1).all(|it| {
        let name = it.split('}').next().unwrap_or_default();
        !param(name, params).is_empty()
    })
}

/// A parameter as it is shown: as it stands, or as the count, size or amounts that it is.
fn shown(locale: Locale, name: &str, params: &[String]) -> String {
    let text = param(name, params);
    match (name.get(1..).unwrap_or_default(), text.parse::<u64>()) {
        ("a", _) => {
            let shown = text.split(" + ").map(|it| format::decimal(locale, it, 2));
            shown.collect::<Vec<_>>().join(" + ")
        }
        ("n", Ok(count)) => format::count(locale, count),
        ("b", Ok(size)) => format::bytes(locale, size),
        _ => text.to_owned(),
    }
}

fn param<'a>(name: &str, params: &'a [String]) -> &'a str {
    let name = name.trim_end_matches(['a', 'n', 'b']);
    name.parse::<usize>().ok().and_then(|at| params.get(at)).map_or("", String::as_str)
}

fn put(out: &mut String, text: &str) {
    for (at, letter) in text.chars().enumerate() {
        if at >= LONGEST {
            out.push('…');
            return;
        }
        out.push(if letter.is_control() { ' ' } else { letter });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::strings::{EN, ES};

    #[test]
    fn no_sentence_has_a_gap_without_parameters() {
        for strings in [&EN, &ES] {
            for code in Code::ALL {
                let said = strings.says(&Diagnostic::new(*code));
                for gap in ["“”", "«»", "  ", " .", " ,", "()", ": ."] {
                    assert!(!said.contains(gap), "{code:?}: {said}");
                }
            }
        }
    }

    #[test]
    fn every_code_has_words_in_every_language() {
        for strings in [&EN, &ES] {
            for code in Code::ALL {
                let words = (strings.words)(*code);
                assert!(words.says.ends_with(['.', '?']), "{code:?}: {}", words.says);
                assert_eq!(words.says.matches('{').count(), words.says.matches('}').count());
                assert!(words.way_out.is_empty() || words.way_out.ends_with('.'), "{code:?}");
                assert!(!words.counted.ends_with('.'), "{code:?}: {}", words.counted);
            }
        }
    }

    #[test]
    fn languages_use_the_same_parameters() {
        for code in Code::ALL {
            for at in 0..6 {
                let (en, es) = ((EN.words)(*code), (ES.words)(*code));
                for kind in ["", "a", "n", "b"] {
                    let mark = format!("{{{at}{kind}}}");
                    assert_eq!(en.says.contains(&mark), es.says.contains(&mark), "{code:?} {mark}");
                }
            }
        }
    }

    #[test]
    fn what_others_say_in_english_is_quoted_in_spanish() {
        for code in [Code::ReadFailed, Code::BrokenXml, Code::BrokenJson] {
            let said = ES.says(&Diagnostic::new(code).with("out of memory"));
            assert!(said.contains(": «out of memory»."), "{said}");
        }
        let method = Diagnostic::new(Code::ArchiveMethod).with("14");
        assert!(ES.says(&method).ends_with("método 14."), "{}", ES.says(&method));
    }

    #[test]
    fn parameters_are_filled_in_and_missing_parts_left_out() {
        let params = ["31/31/2026".to_owned(), "start".to_owned()];
        assert_eq!(fill(Locale::En, "“{0}” in {1}.", &params), "“31/31/2026” in start.");
        assert_eq!(fill(Locale::En, "Bad[: “{0}”][ ({5})].", &params), "Bad: “31/31/2026”.");
        assert_eq!(fill(Locale::En, "Bad[: “{0}”].", &[]), "Bad.");
        assert_eq!(fill(Locale::En, "{0}", &["a\u{0}b".to_owned()]), "a b");
        assert_eq!(fill(Locale::Es, "{0n}", &["1234567".to_owned()]), "1.234.567");
        let sums = ["1234.5 + 0.80".to_owned()];
        assert_eq!(fill(Locale::Es, "{0a}", &sums), "1.234,50 + 0,80");
        assert_eq!(fill(Locale::En, "{0b}", &["8000000000".to_owned()]), "8\u{a0}GB");
    }
}
