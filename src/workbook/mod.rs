//! Workbooks of spreadsheets (`.xlsx`, ECMA-376) as archives of text: each sheet becomes a table with
//! commas, line for row, so that everything behind it reads a workbook as it reads a zip of such tables.
//! Workbooks in a zip become tables among its other entries, each named after its workbook and its sheet.
//!
//! Dates become ISO 8601, lengths `h:mm:ss`, numbers plain decimals of at most 15 digits (which is what a
//! spreadsheet itself keeps and shows; whole ones that are written out keep all they have), formulas what they came to when the workbook was saved. What a
//! number format says of a currency stays beside the number. A name that was merged over several rows is said in
//! each of them. Hidden sheets are left out with a word.
//!
//! May import: `source`, `diagnostics`, `domain`, `normalize`, `formats` (for errors on their way through
//! readers), `intake` (whose limits hold for a workbook as for any archive).
//! Deliberately absent: what the tables mean; formulas, which are not worked out anew; `.xls`, `.xlsb` and
//! `.ods`; workbooks under a password.

mod cells;
mod merged;
mod parts;
mod strings;
mod styles;
mod values;

use crate::diagnostics::{Code, Diagnostic};
use crate::formats::read_error;
use crate::intake::{Blob, Entry, archive, limits, refusal};
use merged::Merged;
use parts::{Flow, Tag};
use rawzip::ZipArchiveWriter;
use std::io::{self, Read, Write};
use strings::Shared;
use values::Values;

/// Where the list of sheets stands in every workbook of this kind.
const LIST: &str = "xl/workbook.xml";

/// Where it is told which part is which.
const RELATIONS: &str = "xl/_rels/workbook.xml.rels";

/// So many rows are looked at to learn how wide a sheet is.
const LOOKED_AT: u32 = 1000;

/// Most bytes of a workbook inside a zip, which is held as a whole while its sheets are read.
const MOST_PACKED: u64 = 512 * 1024 * 1024;

type Outcome<T> = Result<T, Box<Diagnostic>>;

/// Writes the sheets of a workbook, or of those in a zip, as an archive of tables, each under its sheet's
/// name. Sheets without any text are left out, in the place of a hidden one stands that it is; other entries of a zip stay as they are, and for a workbook
/// in it that cannot be read stands why.
///
/// # Errors
/// [`Code::Spreadsheet`] for what is no workbook of this kind; a workbook or an entry that is broken or
/// beyond the limits; what `to` says.
pub fn as_archive(blob: &mut dyn Blob, to: &mut dyn Write) -> Outcome<()> {
    let mut zip = ZipArchiveWriter::new(Within { to, given: 0, packed: blob.size() });
    let entries = archive::entries(blob)?;
    let n_written = if is_workbook(&entries) || !entries.iter().any(archive::is_named_workbook) {
        Book::new(blob)?.add_to(&mut zip, "")?
    } else {
        let mut n_written = 0;
        for entry in &entries {
            // A zip's failures are those of an entry of it.
            n_written += add_entry(blob, entry, &mut zip).map_err(|it| it.with(&entry.name))?;
        }
        n_written
    };
    if n_written == 0 {
        return Err(Box::new(Diagnostic::new(Code::EmptyFile)));
    }
    zip.finish().map_err(|it| failed(&it))?;
    Ok(())
}

/// Whether a file is a workbook of this kind or a zip of such, by the names in it.
pub fn has_workbook(blob: &mut dyn Blob) -> bool {
    let entries = archive::entries(blob).unwrap_or_default();
    is_workbook(&entries) || entries.iter().any(archive::is_named_workbook)
}

fn is_workbook(entries: &[Entry]) -> bool {
    entries.iter().any(|it| it.name == LIST)
}

/// The archive of tables that is being written.
type Tables<'a> = ZipArchiveWriter<Within<'a>>;

/// Adds an entry of a zip, and says how many entries came of it. What is named as a workbook and is none,
/// such as one under a password, stays what it is for the reader to refuse.
fn add_entry(
    blob: &mut dyn Blob,
    entry: &Entry,
    zip: &mut Tables<'_>,
) -> Result<usize, Diagnostic> {
    let mut input = archive::open(blob, entry, 0).map_err(|it| *it)?;
    let wrong = |it: io::Error| read_error(&it, 0);
    let head = archive::read(&mut *input, 4).map_err(wrong)?;
    let mut input = head.as_slice().chain(input);
    if archive::is_named_workbook(entry) && archive::is_archive(&head) {
        let bytes = archive::read(&mut input, MOST_PACKED).map_err(wrong)?;
        if input.read(&mut [0]).map_err(wrong)? > 0 {
            return Err(Diagnostic::new(Code::ArchiveTooLarge).with(MOST_PACKED.to_string()));
        }
        let prefix = [&entry.name, " › "].concat();
        let tables = |zip: &mut Tables<'_>| {
            Book::new(&mut bytes.as_slice()).and_then(|it| it.add_to(zip, &prefix))
        };
        // What was written cannot be taken back, so it is tried first. A workbook that breaks off gives
        // no table, and keeps none of the others from being read.
        let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let mut nowhere = io::sink();
        let tried =
            tables(&mut ZipArchiveWriter::new(Within { to: &mut nowhere, given: 0, packed }));
        return match tried {
            Ok(_) => tables(zip).map_err(|it| *it),
            Err(why) => add_bytes(zip, &entry.name, &mut refusal::write(&why).as_slice()),
        };
    }
    add_bytes(zip, &entry.name, &mut input)
}

/// Adds an entry as it stands.
fn add_bytes(zip: &mut Tables<'_>, name: &str, input: &mut dyn Read) -> Result<usize, Diagnostic> {
    let (mut to, config) = zip.new_file(name).start().map_err(|it| *failed(&it))?;
    let mut whole = config.wrap(&mut to);
    io::copy(input, &mut whole).map_err(|it| read_error(&it, 0))?;
    let (_, sum) = whole.finish().map_err(|it| *failed(&it))?;
    to.finish(sum).map_err(|it| *failed(&it))?;
    Ok(1)
}

/// A workbook that is being read.
struct Book<'a> {
    blob: &'a mut dyn Blob,
    entries: Vec<Entry>,
}

/// What the list of relations says of a part.
struct Relation {
    id: String,
    /// The last word of its type, such as `worksheet`.
    kind: String,
    /// Its name in the archive.
    path: String,
}

struct Sheet {
    name: String,
    /// That of its relation.
    id: String,
    is_hidden: bool,
}

impl<'a> Book<'a> {
    fn new(blob: &'a mut dyn Blob) -> Outcome<Self> {
        let entries = archive::entries(blob)?;
        if !is_workbook(&entries) {
            return Err(Box::new(Diagnostic::new(Code::Spreadsheet)));
        }
        Ok(Self { blob, entries })
    }

    /// Adds the sheets as tables, this text before each name, and says how many there are.
    fn add_to(mut self, zip: &mut Tables<'_>, prefix: &str) -> Outcome<usize> {
        let told = self.relations()?;
        let (sheets, counts_from_1904) = self.sheets()?;
        let part = |kind: &str| told.iter().find(|it| it.kind == kind);
        let mut values = Values { counts_from_1904, ..Values::default() };
        if let Some(it) = part("styles") {
            values.forms = styles::read(&mut *self.open(&it.path)?)?;
        }
        if let Some(it) = part("sharedStrings") {
            values.shared = Shared::read(&mut *self.open(&it.path)?)?;
        }
        let (mut named, mut hidden): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for sheet in sheets {
            let path = told.iter().find(|it| it.id == sheet.id && it.kind == "worksheet");
            // A sheet that is a chart has no cells.
            let Some(path) = path.map(|it| &it.path) else { continue };
            let Some(width) = cells::width(&mut *self.open(path)?, &values, LOOKED_AT)? else {
                continue;
            };
            let name = entry_name(&sheet.name, &named);
            if sheet.is_hidden {
                named.push(name.clone());
                hidden.push(name);
                continue;
            }
            let merged = merged::read(&mut *self.open(path)?, width);
            let of_zip = [prefix, &name].concat();
            let (mut entry, config) = zip.new_file(&*of_zip).start().map_err(|it| failed(&it))?;
            let table = Table::new(config.wrap(&mut entry), width);
            let whole = self.write(path, &values, merged, table)?;
            let (_, sum) = whole.finish().map_err(|it| failed(&it))?;
            entry.finish(sum).map_err(|it| failed(&it))?;
            named.push(name);
        }
        for name in hidden {
            let why = refusal::write(&Diagnostic::new(Code::HiddenSheet));
            add_bytes(zip, &[prefix, &name].concat(), &mut why.as_slice())?;
        }
        Ok(named.len())
    }

    fn open(&mut self, path: &str) -> Outcome<Box<dyn Read + '_>> {
        // Programs differ in how they write a name's letters; the standard takes them for the same.
        let is_it = |it: &&Entry| {
            // A second of one name has a number in front.
            it.name.strip_prefix("(2)/").unwrap_or(&it.name).eq_ignore_ascii_case(path)
        };
        let mut named = self.entries.iter().filter(is_it);
        // Of two sheets in one place neither is the right one.
        let (Some(entry), None) = (named.next(), named.next()) else {
            return Err(Box::new(Diagnostic::new(Code::BrokenArchive).with(path)));
        };
        archive::open(self.blob, entry, 0)
    }

    /// Writes the rows of the sheet at `path`.
    fn write<W: Write>(
        &mut self,
        path: &str,
        values: &Values,
        merged: Vec<Merged>,
        mut table: Table<W>,
    ) -> Outcome<W> {
        let mut wrong = None;
        cells::rows(&mut *self.open(path)?, values, merged, &mut |number, row| match table
            .add(number, row)
        {
            Ok(()) => Flow::Continue(()),
            Err(error) => {
                wrong = Some(error);
                Flow::Break(())
            }
        })?;
        let ended = match wrong {
            Some(error) => Err(error),
            None => table.finish(),
        };
        ended.map_err(|it| Box::new(read_error(&it, 0)))
    }

    fn relations(&mut self) -> Outcome<Vec<Relation>> {
        let mut found = Vec::new();
        parts::walk(&mut *self.open(RELATIONS)?, &mut |tag| {
            if let Tag::Start("Relationship", given) = tag {
                let said = |name| given.get(name).unwrap_or_default();
                let target = said("Target");
                found.push(Relation {
                    id: said("Id"),
                    kind: said("Type").rsplit('/').next().unwrap_or_default().to_owned(),
                    path: match target.strip_prefix('/') {
                        Some(whole) => whole.to_owned(),
                        None => ["xl/", &target].concat(),
                    },
                });
            }
            Flow::Continue(())
        })?;
        Ok(found)
    }

    /// The sheets in their order, and whether days are counted from 1904.
    fn sheets(&mut self) -> Outcome<(Vec<Sheet>, bool)> {
        let (mut found, mut counts_from_1904) = (Vec::new(), false);
        parts::walk(&mut *self.open(LIST)?, &mut |tag| {
            match tag {
                Tag::Start("workbookPr", given) => {
                    let said = given.get("date1904");
                    counts_from_1904 = said.is_some_and(|it| it == "1" || it == "true");
                }
                Tag::Start("sheet", given) => found.push(Sheet {
                    name: given.get("name").unwrap_or_default(),
                    id: given.get("id").unwrap_or_default(),
                    is_hidden: given.get("state").is_some_and(|it| it != "visible"),
                }),
                _ => {}
            }
            Flow::Continue(())
        })?;
        Ok((found, counts_from_1904))
    }
}

/// The name of a sheet as that of an entry: no folder, nothing hidden, none twice.
fn entry_name(name: &str, others: &[String]) -> String {
    let plain: String = name
        .chars()
        .map(|it| if "/\\:".contains(it) || it.is_control() { '-' } else { it })
        .collect();
    let plain = match plain.trim() {
        "" => "-".to_owned(),
        it if it.starts_with('.') => ["-", it].concat(),
        it => it.to_owned(),
    };
    let mut free = plain.clone();
    let mut n = 1;
    while others.contains(&free) {
        n += 1;
        free = format!("{plain} ({n})");
    }
    free
}

/// A sheet as text. A row stands on the line of its number, so a place in the text is one in the sheet.
struct Table<W: Write> {
    to: csv::Writer<W>,
    width: usize,
    next: u32,
}

impl<W: Write> Table<W> {
    fn new(to: W, width: usize) -> Self {
        Self { to: csv::WriterBuilder::new().flexible(true).from_writer(to), width, next: 1 }
    }

    fn add(&mut self, number: u32, row: &[String]) -> io::Result<()> {
        let blank = || std::iter::repeat_n("", self.width);
        while self.next < number {
            self.to.write_record(blank()).map_err(why)?;
            self.next += 1;
        }
        let n_missing = self.width.saturating_sub(row.len());
        let whole = row.iter().map(String::as_str).chain(blank().take(n_missing));
        self.to.write_record(whole).map_err(why)?;
        self.next = number.saturating_add(1);
        Ok(())
    }

    fn finish(self) -> io::Result<W> {
        self.to.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// Why a row was not written; a refusal stays what it is.
fn why(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A writer that keeps to what so many packed bytes may unpack to.
struct Within<'a> {
    to: &'a mut dyn Write,
    given: u64,
    packed: u64,
}

impl Write for Within<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.to.write(bytes)?;
        self.given += u64::try_from(n).unwrap_or(0);
        limits::check(self.given, self.packed)?;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn failed(error: &rawzip::Error) -> Box<Diagnostic> {
    match error.kind() {
        rawzip::ErrorKind::IO(it) => Box::new(read_error(it, 0)),
        _ => Box::new(Diagnostic::new(Code::ReadFailed).with(error.to_string())),
    }
}
