//! JSON replies as a stream of records.
//!
//! A byte scanner finds the borders of the records (the objects of named lists); `serde_json` reads
//! each of them. So a reply of any length is never held whole, a record knows its place, and a
//! broken record does not take its neighbours with it.

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::formats::item::{Fact, Item, Node};
use crate::formats::{Flow, LONGEST_RECORD};
use crate::normalize::header::canonical;
use serde_json::value::RawValue;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;

/// How deep objects and lists may nest.
const DEEPEST: usize = 64;

/// Reads every document in `input` (one, or several after each other). The objects of a list whose
/// name is in `lists` are records; the empty name is the outermost list, or the outermost objects
/// where there is no list around them. Whatever else is an entry of such a list is handed out as
/// broken. Leaves elsewhere are facts.
///
/// # Errors
/// [`Code::BrokenJson`] with the place where the text stops being JSON; [`Code::ReadFailed`].
pub fn read(
    input: &mut dyn Read,
    lists: &[&str],
    each: &mut dyn FnMut(Node) -> Flow,
) -> Result<(), Box<Diagnostic>> {
    let mut scanner = Scanner {
        bytes: BufReader::with_capacity(256 * 1024, input),
        offset: 0,
        line: 1,
        line_start: 0,
        lists: lists.iter().map(|it| canonical(it)).collect(),
        stack: Vec::new(),
    };
    scanner.documents(each)
}

struct Frame {
    is_list: bool,
    name: String,
}

struct Scanner<'a> {
    bytes: BufReader<&'a mut dyn Read>,
    offset: u64,
    line: u64,
    line_start: u64,
    lists: Vec<String>,
    stack: Vec<Frame>,
}

type Outcome<T> = Result<T, Box<Diagnostic>>;

impl Scanner<'_> {
    fn documents(&mut self, each: &mut dyn FnMut(Node) -> Flow) -> Outcome<()> {
        // The name under which the next value stands.
        let mut name = String::new();
        loop {
            let Some(byte) = self.peek()? else {
                return if self.stack.is_empty() { Ok(()) } else { Err(self.broken("")) };
            };
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b',' => self.advance(byte),
                0xef | 0xbb | 0xbf if self.offset < 3 => self.advance(byte),
                b'{' if self.is_record() => {
                    if self.record(each)?.is_break() {
                        return Ok(());
                    }
                }
                b'[' if self.is_entry() && !self.lists.iter().any(String::is_empty) => {
                    let item = self.item();
                    let text = self.object()?;
                    if self.refuse(item, &text, each).is_break() {
                        return Ok(());
                    }
                }
                b'{' | b'[' => {
                    self.advance(byte);
                    if self.stack.len() >= DEEPEST {
                        return Err(self.broken("nested too deep"));
                    }
                    let name = std::mem::take(&mut name);
                    self.stack.push(Frame { is_list: byte == b'[', name });
                }
                b'}' | b']' => {
                    self.advance(byte);
                    match self.stack.pop() {
                        Some(frame) if frame.is_list == (byte == b']') => {}
                        _ => return Err(self.broken(&char::from(byte).to_string())),
                    }
                }
                b'"' if self.is_entry() => {
                    let item = self.item();
                    let text = self.string()?;
                    if self.refuse(item, text.as_bytes(), each).is_break() {
                        return Ok(());
                    }
                }
                b'"' => {
                    let line = self.line;
                    let text = self.string()?;
                    self.blanks()?;
                    let in_object = self.stack.last().is_some_and(|it| !it.is_list);
                    if in_object && name.is_empty() {
                        if self.peek()? != Some(b':') {
                            return Err(self.broken(&text));
                        }
                        self.advance(b':');
                        name = text;
                    } else if self.fact(&mut name, text, line, each).is_break() {
                        return Ok(());
                    }
                }
                _ if self.is_entry() => {
                    let item = self.item();
                    let word = self.word()?;
                    if self.refuse(item, word.as_bytes(), each).is_break() {
                        return Ok(());
                    }
                }
                _ => {
                    let line = self.line;
                    let word = self.word()?;
                    if self.fact(&mut name, word, line, each).is_break() {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Whether an object that begins here is a record.
    fn is_record(&self) -> bool {
        let list = match self.stack.last() {
            None => return self.lists.iter().all(String::is_empty),
            Some(frame) if frame.is_list => canonical(&frame.name),
            Some(_) => return false,
        };
        self.lists.contains(&list)
    }

    /// Whether what begins here is an entry of a list of records.
    fn is_entry(&self) -> bool {
        let list = self.stack.last().filter(|it| it.is_list);
        list.is_some_and(|it| self.lists.contains(&canonical(&it.name)))
    }

    /// A record that begins here.
    #[inline(never)]
    fn item(&self) -> Item {
        let list = self.stack.last().map(|it| it.name.clone()).unwrap_or_default();
        let column = u32::try_from(self.offset - self.line_start + 1).unwrap_or(u32::MAX);
        Item { list, offset: self.offset, line: self.line, column, ..Item::default() }
    }

    fn record(&mut self, each: &mut dyn FnMut(Node) -> Flow) -> Outcome<Flow> {
        let mut item = self.item();
        let text = match self.object() {
            Ok(text) => text,
            // Of records one after the other only the one that does not end is known to be broken.
            Err(mut failure) if self.stack.is_empty() && failure.code == Code::BrokenJson => {
                failure.place.line = item.line;
                failure.place.column = item.column;
                failure.place.byte = item.offset;
                return Err(failure);
            }
            Err(failure) => return Err(failure),
        };
        let cells = std::str::from_utf8(&text).ok().and_then(flatten);
        Ok(match cells {
            Some(cells) => {
                item.size = self.offset - item.offset;
                item.cells = cells;
                each(Node::Item(item))
            }
            None => self.refuse(item, &text, each),
        })
    }

    /// Hands out as broken what ends here and is no record.
    #[cold]
    #[inline(never)]
    fn refuse(&self, mut item: Item, text: &[u8], each: &mut dyn FnMut(Node) -> Flow) -> Flow {
        item.size = self.offset - item.offset;
        let head = String::from_utf8_lossy(text.get(..text.len().min(500)).unwrap_or_default());
        each(Node::Broken(item, head.into_owned()))
    }

    /// Takes the bytes of an object or a list up to its closing brace.
    fn object(&mut self) -> Outcome<Vec<u8>> {
        let mut text = Vec::with_capacity(512);
        let (mut depth, mut in_string, mut escaped) = (0u32, false, false);
        loop {
            let Some(byte) = self.peek()? else {
                return Err(self.broken(""));
            };
            self.advance(byte);
            text.push(byte);
            if text.len() > LONGEST_RECORD {
                return Err(self.broken("record too long"));
            }
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' | b'[' if !in_string => depth += 1,
                b'}' | b']' if !in_string => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(text);
                    }
                }
                _ => {}
            }
        }
    }

    fn fact(
        &mut self,
        name: &mut String,
        value: String,
        line: u64,
        each: &mut dyn FnMut(Node) -> Flow,
    ) -> Flow {
        let name = std::mem::take(name);
        let names = self.stack.iter().skip(1).map(|it| it.name.as_str());
        let path: Vec<&str> = names.chain([name.as_str()]).filter(|it| !it.is_empty()).collect();
        if path.is_empty() {
            return ControlFlow::Continue(());
        }
        each(Node::Fact(Fact { name: path.join("."), value, line }))
    }

    fn string(&mut self) -> Outcome<String> {
        let mut text = vec![b'"'];
        self.advance(b'"');
        let mut escaped = false;
        loop {
            let Some(byte) = self.peek()? else { return Err(self.broken("")) };
            self.advance(byte);
            text.push(byte);
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => break,
                _ if text.len() > LONGEST_RECORD => return Err(self.broken("text too long")),
                _ => {}
            }
        }
        let read = str::from_utf8(&text).ok().and_then(|it| serde_json::from_str(it).ok());
        read.ok_or_else(|| self.broken(&String::from_utf8_lossy(&text)))
    }

    fn word(&mut self) -> Outcome<String> {
        let mut word = String::new();
        while let Some(byte) = self.peek()? {
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')) {
                break;
            }
            self.advance(byte);
            word.push(char::from(byte));
        }
        match word.as_str() {
            "true" | "false" | "null" => Ok(word),
            _ if serde_json::from_str::<serde_json::Number>(&word).is_ok() => Ok(word),
            _ => Err(self.broken(&word)),
        }
    }

    fn blanks(&mut self) -> Outcome<()> {
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek()? {
            self.advance(byte);
        }
        Ok(())
    }

    fn peek(&mut self) -> Outcome<Option<u8>> {
        match self.bytes.fill_buf() {
            Ok(bytes) => Ok(bytes.first().copied()),
            Err(error) => Err(Box::new(crate::formats::read_error(&error, self.line))),
        }
    }

    fn advance(&mut self, byte: u8) {
        self.bytes.consume(1);
        self.offset += 1;
        if byte == b'\n' {
            self.line += 1;
            self.line_start = self.offset;
        }
    }

    fn broken(&self, text: &str) -> Box<Diagnostic> {
        let column = u32::try_from(self.offset - self.line_start + 1).unwrap_or(u32::MAX);
        let place = Place { line: self.line, column, byte: self.offset, ..Place::default() };
        Box::new(Diagnostic::new(Code::BrokenJson).at(place).with(text))
    }
}

/// The leaves of an object; numbers as they are written, so that no digit is lost.
fn flatten(text: &str) -> Option<Vec<(String, String)>> {
    let mut cells = Vec::new();
    leaves(String::new(), text, 0, &mut |name, raw| {
        let value = match raw.as_bytes().first() {
            Some(b'"') => serde_json::from_str(raw).ok()?,
            Some(b'n') => String::new(),
            _ => raw.to_owned(),
        };
        cells.push((name, value));
        Some(())
    })?;
    Some(cells)
}

/// Says where each leaf of a record stands in its text: its path, where its value begins and where it
/// ends, without the quotes around a text. `None` where the text is no object.
pub fn places(text: &str, each: &mut dyn FnMut(&str, usize, usize)) -> Option<()> {
    if !text.starts_with('{') {
        return None;
    }
    let start = text.as_ptr().addr();
    leaves(String::new(), text, 0, &mut |name, raw| {
        let quote = usize::from(raw.starts_with('"'));
        let from = raw.as_ptr().addr() - start;
        each(&name, from + quote, from + raw.len() - quote);
        Some(())
    })
}

/// Hands out the leaves below a value, each with its path and as it is written there.
fn leaves(
    name: String,
    raw: &str,
    depth: usize,
    each: &mut dyn FnMut(String, &str) -> Option<()>,
) -> Option<()> {
    if !raw.starts_with('{') || depth > DEEPEST {
        return each(name, raw);
    }
    let map: Ordered<'_> = serde_json::from_str(raw).ok()?;
    for (key, value) in map.0 {
        let path = if depth == 0 { key } else { format!("{name}.{key}") };
        leaves(path, value.get(), depth + 1, each)?;
    }
    Some(())
}

/// An object's members in their order, repeated names kept.
struct Ordered<'a>(Vec<(String, &'a RawValue)>);

impl<'de> serde::Deserialize<'de> for Ordered<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> serde::de::Visitor<'de> for Members {
            type Value = Ordered<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Ordered<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry::<String, &RawValue>()? {
                    members.push(member);
                }
                Ok(Ordered(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, lists: &[&str], expected: &[&str]) {
        let mut found = Vec::new();
        let end = read(&mut text.as_bytes(), lists, &mut |node| {
            found.push(match node {
                Node::Item(it) => {
                    let cells: Vec<String> =
                        it.cells.iter().map(|(k, v)| format!("{k}={v}")).collect();
                    let slice = &text[it.offset as usize..(it.offset + it.size) as usize];
                    assert!(slice.starts_with('{') && slice.ends_with('}'), "{slice}");
                    format!("{}:{} {}", it.list, it.line, cells.join(" "))
                }
                Node::Fact(it) => format!("{} is {}", it.name, it.value),
                Node::Broken(it, _) => format!("broken at {}", it.line),
            });
            ControlFlow::Continue(())
        });
        if let Err(error) = end {
            found.push(format!(
                "{} at {}:{}",
                error.code.code(),
                error.place.line,
                error.place.column
            ));
        }
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn reads_records_and_facts() {
        check(
            "{\"total\": 2, \"more\": true,\n \"sessions\": [{\"id\": \"a\", \"n\": 0.10},\n {\"id\": null, \"o\": {\"x\": 1}}]}",
            &["sessions"],
            &["total is 2", "more is true", "sessions:2 id=a n=0.10", "sessions:3 id= o.x=1"],
        );
        check("[{\"a\":1},{\"a\":2}]", &[""], &[":1 a=1", ":1 a=2"]);
        // Members stay in their order at any depth, and one that is there twice is not lost.
        check(r#"[{"o": {"z": 1, "a": 2, "z": 3}}]"#, &[""], &[":1 o.z=1 o.a=2 o.z=3"]);
        check("{\"a\":1}\n{\"a\":2}\n", &[""], &[":1 a=1", ":2 a=2"]);
        check(
            "[{\"sessions\":[{\"a\":1}]},{\"sessions\":[{\"a\":2}]}]",
            &["Sessions"],
            &["sessions:1 a=1", "sessions:1 a=2"],
        );
    }

    #[test]
    fn entries_that_are_no_records_are_told() {
        check(
            "{\"sessions\": [{\"a\": 1}, null,\n 5, \"x\", [1, {\"a\": 2}], {\"a\": 3}]}",
            &["sessions"],
            &[
                "sessions:1 a=1",
                "broken at 1",
                "broken at 2",
                "broken at 2",
                "broken at 2",
                "sessions:2 a=3",
            ],
        );
        check("[{\"a\":1}, null, [{\"a\":2}]]", &[""], &[":1 a=1", "broken at 1", ":1 a=2"]);
    }

    #[test]
    fn tells_where_it_breaks() {
        check(
            "{\"sessions\": [{\"a\": }, {\"a\": 1}]}",
            &["sessions"],
            &["broken at 1", "sessions:1 a=1"],
        );
        check(
            "{\"total\": 5,\n \"sessions\": [{\"a\": 1",
            &["sessions"],
            &["total is 5", "broken_json at 2:22"],
        );
        check("{\"total\": nope}", &["sessions"], &["broken_json at 1:15"]);
        check("{\"a\":1}\n{broken\n{\"a\":2}\n", &[""], &[":1 a=1", "broken_json at 2:1"]);
    }
}
