//! A part of a workbook tag by tag. Names are local names: programs differ in their prefixes.

use super::Outcome;
use crate::diagnostics::{Code, Diagnostic, Place};
use crate::formats::{LONGEST_RECORD, Refused, read_error};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;

/// Whether to go on.
pub(super) type Flow = ControlFlow<()>;

/// What stands next in a part.
pub(super) enum Tag<'a> {
    /// An element begins; one that is empty ends right after.
    Start(&'a str, Given<'a>),
    /// An element ends.
    End(&'a str),
    /// Text, with its references resolved.
    Text(&'a str),
}

/// What an element says beside its name.
#[derive(Clone, Copy)]
pub(super) struct Given<'a>(&'a BytesStart<'a>);

impl Given<'_> {
    /// The value of an attribute, by its local name.
    pub(super) fn get(self, name: &str) -> Option<String> {
        let mut all = self.0.attributes().flatten();
        let found = all.find(|it| it.key.local_name().as_ref() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
    }
}

/// Goes through a part until it ends or `each` has seen enough.
///
/// # Errors
/// [`Code::BrokenXml`] with its byte; what the archive says.
pub(super) fn walk(input: &mut dyn Read, each: &mut dyn FnMut(Tag<'_>) -> Flow) -> Outcome<()> {
    let mut reader = Reader::from_reader(BufReader::new(Short { input, since: 0 }));
    let mut buffer = Vec::new();
    let mut depth = 0_u32;
    loop {
        let at = reader.buffer_position();
        let broken = |text: &str| {
            let place = Place { byte: at, ..Place::default() };
            Box::new(Diagnostic::new(Code::BrokenXml).at(place).with(text))
        };
        buffer.clear();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(Error::Io(error)) => return Err(Box::new(read_error(&error, 0))),
            Err(error) => return Err(broken(&error.to_string())),
        };
        let flow = match event {
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(broken("")),
            // Nothing is declared in a workbook, so nothing expands.
            Event::DocType(_) => return Err(broken("DOCTYPE")),
            Event::Start(start) => {
                depth += 1;
                each(Tag::Start(start.local_name().as_ref(), Given(&start)))
            }
            Event::Empty(start) => {
                let name = start.local_name();
                match each(Tag::Start(name.as_ref(), Given(&start))) {
                    Flow::Continue(()) => each(Tag::End(name.as_ref())),
                    Flow::Break(()) => Flow::Break(()),
                }
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                each(Tag::End(end.local_name().as_ref()))
            }
            Event::Text(text) => each(Tag::Text(&text)),
            Event::CData(text) => each(Tag::Text(&text)),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(letter)) => each(Tag::Text(letter.encode_utf8(&mut [0; 4]))),
                _ => match resolve_predefined_entity(&name) {
                    Some(text) => each(Tag::Text(text)),
                    None => return Err(broken(&name)),
                },
            },
            _ => Flow::Continue(()),
        };
        if flow.is_break() {
            return Ok(());
        }
    }
}

/// Refuses what has no tag for too long: an element or a text is held as a whole.
struct Short<'a> {
    input: &'a mut dyn Read,
    since: usize,
}

impl Read for Short<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(to)?;
        let given = to.get(..n).unwrap_or_default();
        self.since = match memchr::memrchr(b'<', given) {
            Some(at) => n - at,
            None => self.since.saturating_add(n),
        };
        if self.since > LONGEST_RECORD {
            let long = Diagnostic::new(Code::LineTooLong).with(self.since.to_string());
            return Err(Refused(long).into());
        }
        Ok(n)
    }
}
