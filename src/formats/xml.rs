//! XML replies as a stream of records. Names are local names: prefixes and namespaces are not
//! looked at. DTDs are refused, so nothing expands.

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::formats::item::{Fact, Item, Node};
use crate::formats::{Flow, LONGEST_RECORD, MOST_FIELDS};
use crate::normalize::header::canonical;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::VecDeque;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;

/// How deep elements may nest.
const DEEPEST: usize = 64;

/// Reads `input`. An element whose local name is in `records` is a record, and its leaves are its
/// cells; leaves elsewhere are facts. Attributes of a record count as leaves named `@name`. A record
/// with more cells than [`MOST_FIELDS`] or more bytes than [`LONGEST_RECORD`] is handed out as broken.
///
/// # Errors
/// [`Code::BrokenXml`] with the place; [`Code::ReadFailed`].
pub fn read(
    input: &mut dyn Read,
    records: &[&str],
    each: &mut dyn FnMut(Node) -> Flow,
) -> Result<(), Box<Diagnostic>> {
    let records: Vec<String> = records.iter().map(|it| canonical(it)).collect();
    let mut reader = reader_of(input);
    let mut path: Vec<String> = Vec::new();
    let mut item: Option<(Item, usize)> = None;
    let mut text = String::new();
    // Whether the element that was opened last has nothing inside so far.
    let mut is_leaf = false;
    let mut buffer = Vec::new();
    loop {
        let before = reader.buffer_position();
        let line = reader.get_mut().get_mut().line_at(before);
        buffer.clear();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => return Err(broken(line, before, &error.to_string())),
        };
        match event {
            Event::Eof if path.is_empty() => return Ok(()),
            Event::Eof => return Err(broken(line, before, &path.join("."))),
            Event::DocType(_) => return Err(broken(line, before, "DOCTYPE")),
            Event::Start(start) => {
                let name = local_name(&start);
                if item.is_none() && records.contains(&canonical(&name)) {
                    let list = path.last().cloned().unwrap_or_default();
                    let cells = attributes(&start);
                    item = Some((
                        Item { list, cells, offset: before, line, ..Item::default() },
                        path.len(),
                    ));
                }
                path.push(name);
                text.clear();
                is_leaf = true;
            }
            Event::Empty(start) => {
                is_leaf = false;
                let name = local_name(&start);
                if let Some((item, depth)) = &mut item {
                    let names = path.get(*depth + 1..).unwrap_or_default().iter();
                    let name: Vec<String> = names.cloned().chain([name]).collect();
                    add(item, name.join("."), String::new());
                } else if records.contains(&canonical(&name)) {
                    // All that it says are its attributes.
                    let list = path.last().cloned().unwrap_or_default();
                    let cells = attributes(&start);
                    let size = reader.buffer_position() - before;
                    let item = Item { list, cells, offset: before, size, line, ..Item::default() };
                    if each(Node::Item(item)).is_break() {
                        return Ok(());
                    }
                }
            }
            Event::Text(piece) => {
                text.push_str(&piece);
            }
            Event::CData(piece) => text.push_str(&piece),
            Event::GeneralRef(name) => text.push_str(&reference(&name)),
            Event::End(_) => {
                let leaf = path.pop().unwrap_or_default();
                let value = std::mem::take(&mut text).trim().to_owned();
                let ends = item.as_ref().is_some_and(|(_, depth)| *depth == path.len());
                let flow = if ends {
                    let Some((mut item, _)) = item.take() else { continue };
                    item.size = reader.buffer_position() - item.offset;
                    each(node_of(item))
                } else if let Some((item, depth)) = &mut item {
                    let names = path.get(*depth + 1..).unwrap_or_default().iter().cloned();
                    let name: Vec<String> = names.chain([leaf]).collect();
                    if is_leaf || !value.is_empty() {
                        add(item, name.join("."), value);
                    }
                    ControlFlow::Continue(())
                } else if value.is_empty() {
                    ControlFlow::Continue(())
                } else {
                    let names = path.iter().skip(1).cloned().chain([leaf]);
                    let name = names.collect::<Vec<_>>().join(".");
                    each(Node::Fact(Fact { name, value, line }))
                };
                is_leaf = false;
                if flow.is_break() {
                    return Ok(());
                }
            }
            _ => {}
        }
        if text.len() > LONGEST_RECORD || path.len() > DEEPEST {
            return Err(broken(line, before, "too long"));
        }
    }
}

fn reader_of(input: &mut dyn Read) -> Reader<BufReader<LineCounter<'_>>> {
    let lines = LineCounter { input, handed: 0, ends: VecDeque::new(), passed: 0 };
    Reader::from_reader(BufReader::new(lines))
}

/// Says where the values in a record stand in its text: the path of each element and attribute inside of
/// it, where its value begins and where it ends. An element's value is all that it holds, and is told
/// after those inside of it. `None` where the text is no element.
pub fn places(text: &str, each: &mut dyn FnMut(&str, usize, usize)) -> Option<()> {
    let mut input = text.as_bytes();
    let mut reader = reader_of(&mut input);
    // Elements that are open: their path and where what they hold begins.
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut buffer = Vec::new();
    loop {
        let before = usize::try_from(reader.buffer_position()).ok()?;
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).ok()?;
        let opens = matches!(event, Event::Start(_));
        match event {
            Event::Eof => return open.is_empty().then_some(()),
            Event::Start(start) | Event::Empty(start) => {
                let name = local_name(&start);
                let path = match open.last() {
                    None => String::new(),
                    Some((above, _)) if above.is_empty() => name,
                    Some((above, _)) => format!("{above}.{name}"),
                };
                for attribute in start.attributes() {
                    let attribute = attribute.ok()?;
                    let std::borrow::Cow::Borrowed(value) = attribute.value else { return None };
                    let from = before + 1 + (value.as_ptr().addr() - start.as_ptr().addr());
                    let name = format!("{path}@{}", attribute.key.local_name().as_ref());
                    each(&name, from, from + value.len());
                }
                if open.len() > DEEPEST {
                    return None;
                }
                if opens {
                    open.push((path, usize::try_from(reader.buffer_position()).ok()?));
                }
            }
            Event::End(_) => {
                let (path, from) = open.pop()?;
                if !path.is_empty() {
                    each(&path, from, before);
                }
            }
            _ => {}
        }
    }
}

/// Adds a cell to a record; of cells beyond those that are read one is kept, as a mark.
#[inline(never)]
fn add(item: &mut Item, name: String, value: String) {
    if item.cells.len() <= MOST_FIELDS {
        item.cells.push((name, value));
    }
}

/// A record that ended. One that is too long or has too many cells is broken.
#[inline(never)]
fn node_of(mut item: Item) -> Node {
    let is_long = usize::try_from(item.size).map_or(true, |it| it > LONGEST_RECORD);
    if !is_long && item.cells.len() <= MOST_FIELDS {
        return Node::Item(item);
    }
    let first = item.cells.drain(..).take(3).map(|(name, value)| format!("{name}: {value}"));
    let first: Vec<String> = first.collect();
    Node::Broken(item, first.join(", "))
}

fn local_name(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_owned()
}

fn attributes(start: &BytesStart<'_>) -> Vec<(String, String)> {
    let pair = |it: quick_xml::events::attributes::Attribute<'_>| {
        (format!("@{}", it.key.local_name().as_ref()), unescaped(&it.value))
    };
    start.attributes().flatten().map(pair).collect()
}

/// An attribute's text with its references resolved.
#[inline(never)]
fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, from)) = rest.split_once('&') {
        text.push_str(before);
        let Some((name, after)) = from.split_once(';') else {
            text.push('&');
            rest = from;
            continue;
        };
        text.push_str(&reference(name));
        rest = after;
    }
    text + rest
}

/// The text of a character or general reference; unknown ones stay as written.
fn reference(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|it| match it.strip_prefix('x') {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => it.parse().ok(),
    });
    match (number.and_then(char::from_u32), name) {
        (Some(it), _) => it.to_string(),
        (None, "amp") => "&".to_owned(),
        (None, "lt") => "<".to_owned(),
        (None, "gt") => ">".to_owned(),
        (None, "quot") => "\"".to_owned(),
        (None, "apos") => "'".to_owned(),
        _ => format!("&{name};"),
    }
}

fn broken(line: u64, byte: u64, text: &str) -> Box<Diagnostic> {
    let place = Place { line, byte, ..Place::default() };
    Box::new(Diagnostic::new(Code::BrokenXml).at(place).with(text))
}

/// Notes where lines end, so that a position can be told as a line although the buffer behind it
/// reads ahead.
struct LineCounter<'a> {
    input: &'a mut dyn Read,
    handed: u64,
    ends: VecDeque<u64>,
    passed: u64,
}

impl LineCounter<'_> {
    /// The line of a position. Positions are asked in order.
    fn line_at(&mut self, position: u64) -> u64 {
        while self.ends.front().is_some_and(|it| *it < position) {
            self.ends.pop_front();
            self.passed += 1;
        }
        self.passed + 1
    }
}

impl Read for LineCounter<'_> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let n = self.input.read(to)?;
        for at in memchr::memchr_iter(b'\n', to.get(..n).unwrap_or_default()) {
            self.ends.push_back(self.handed + u64::try_from(at).unwrap_or(0));
        }
        self.handed += u64::try_from(n).unwrap_or(0);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_records_by_local_name() {
        let text =
            "<A xmlns='x'>\n<F>1</F><U>\n<p:R k='v'><M>3</M><N>a &amp; b</N></p:R>\n</U></A>";
        let mut found = Vec::new();
        read(&mut text.as_bytes(), &["r"], &mut |node| {
            found.push(match node {
                Node::Item(it) => format!("{} {:?}", it.line, it.cells),
                Node::Fact(it) => format!("{}={}", it.name, it.value),
                Node::Broken(..) => "broken".to_owned(),
            });
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(found, ["F=1", "3 [(\"@k\", \"v\"), (\"M\", \"3\"), (\"N\", \"a & b\")]"]);
    }

    fn check(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        let end = read(&mut text.as_bytes(), &["r"], &mut |node| {
            found.push(match node {
                Node::Item(it) => {
                    let cells: Vec<String> =
                        it.cells.iter().map(|(k, v)| format!("{k}={v}")).collect();
                    let slice = &text[it.offset as usize..(it.offset + it.size) as usize];
                    assert!(slice.starts_with("<r") && slice.ends_with('>'), "{slice}");
                    cells.join(" ")
                }
                Node::Fact(it) => format!("{} is {}", it.name, it.value),
                Node::Broken(it, text) => format!("broken at {}: {text}", it.line),
            });
            ControlFlow::Continue(())
        });
        end.unwrap();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_record_may_be_attributes_alone() {
        check("<a><r k='1'/><r k='2'></r>\n<r/></a>", &["@k=1", "@k=2", ""]);
        check("<r k='1 &amp; 2&#33;'/>", &["@k=1 & 2!"]);
    }

    #[test]
    fn leaves_are_cells_and_branches_are_not() {
        check("<a><r><b><c>1</c><d/></b><e></e></r></a>", &["b.c=1 b.d= e="]);
        check("<a><r><bc>1</bc><b></b>x</r></a>", &["bc=1 b="]);
    }

    #[test]
    fn a_record_has_a_limited_number_of_cells() {
        let cells = "<c>1</c>".repeat(300_000);
        let text = format!("<a>\n<r>{cells}</r><r><c>2</c></r></a>");
        check(&text, &["broken at 2: c: 1, c: 1, c: 1", "c=2"]);
    }

    #[test]
    fn refuses_what_is_no_xml() {
        for text in ["<a><b></a>", "<a>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"] {
            let error = read(&mut text.as_bytes(), &["r"], &mut |_| ControlFlow::Continue(()));
            assert_eq!(error.unwrap_err().code, Code::BrokenXml, "{text}");
        }
    }
}
