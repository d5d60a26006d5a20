//! Writes usage.csv, usage.zip, invoice.csv, rates.csv and truth.json into a folder.
//!
//! `bench-generate ROWS FOLDER [SEED]`. The same rows and seed give the same bytes everywhere.

mod session;
mod write;

use session::{Dice, Plant, Session};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use write::Cents;

/// Raised whenever the same seed gives other files.
const VERSION: u32 = 1;

const SEED: u64 = 20_260_301;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let rows = args.next().and_then(|it| it.parse().ok());
    let (Some(rows), Some(folder)) = (rows, args.next().map(PathBuf::from)) else {
        eprintln!("bench-generate ROWS FOLDER [SEED]");
        return ExitCode::FAILURE;
    };
    let seed = args.next().and_then(|it| it.parse().ok()).unwrap_or(SEED);
    match generate(rows, &folder, seed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn generate(rows: u64, folder: &Path, seed: u64) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut truth = Truth::default();
    usage(rows, folder, seed, &mut truth)?;
    bill(rows, folder, seed, &mut truth)?;
    zip(folder)?;
    write::rates(&mut File::create(folder.join("rates.csv"))?)?;
    // Last, so that a folder with a truth is a whole one.
    truth.write(&mut File::create(folder.join("truth.json"))?, rows, seed)
}

/// Repeats of a session come some thousand rows after it.
fn usage(rows: u64, folder: &Path, seed: u64, truth: &mut Truth) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(folder.join("usage.csv"))?);
    file.write_all(write::USAGE_HEADER.as_bytes())?;
    let mut repeats: VecDeque<(u64, Session)> = VecDeque::new();
    for number in 0..rows {
        let session = Session::new(seed, number);
        if session.is_used() {
            write::usage(&mut file, &session)?;
            truth.used(&session);
            if session.is_repeated_in_usage {
                repeats.push_back((number + 3000, session));
            }
        }
        while let Some((_, repeat)) = repeats.pop_front_if(|(due, _)| *due <= number) {
            write::usage(&mut file, &repeat)?;
            truth.used_again();
        }
    }
    for (_, repeat) in repeats {
        write::usage(&mut file, &repeat)?;
        truth.used_again();
    }
    file.flush()
}

/// The bill lists sessions in an order of its own.
fn bill(rows: u64, folder: &Path, seed: u64, truth: &mut Truth) -> io::Result<()> {
    let mut order: Vec<u32> = Vec::new();
    for number in 0..rows {
        let session = Session::new(seed, number);
        let short = u32::try_from(number).map_err(io::Error::other)?;
        if session.is_billed() {
            order.push(short);
            truth.billed(&session);
            if session.is_repeated_in_bill {
                order.push(short);
                truth.billed_again(&session);
            }
        }
    }
    let mut dice = Dice(seed);
    for last in (1..order.len()).rev() {
        let other = dice.below(u64::try_from(last + 1).unwrap_or(1));
        order.swap(last, usize::try_from(other).unwrap_or(0));
    }
    let mut file = BufWriter::with_capacity(1 << 20, File::create(folder.join("invoice.csv"))?);
    file.write_all(write::BILL_HEADER.as_bytes())?;
    for (number, short) in (1..).zip(order) {
        write::line(&mut file, &Session::new(seed, u64::from(short)), number)?;
    }
    file.flush()
}

fn zip(folder: &Path) -> io::Result<()> {
    let mut zip = zip::ZipWriter::new(File::create(folder.join("usage.zip"))?);
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("usage.csv", options.compression_method(zip::CompressionMethod::Deflated))?;
    io::copy(
        &mut BufReader::with_capacity(1 << 20, File::open(folder.join("usage.csv"))?),
        &mut zip,
    )?;
    zip.finish()?;
    Ok(())
}

/// What a right reconciliation finds.
#[derive(Debug, Default)]
struct Truth {
    records: u64,
    lines: u64,
    matched: u64,
    quantity: u64,
    amount: u64,
    unbilled: u64,
    without_usage: u64,
    repeated_records: u64,
    repeated_lines: u64,
    /// Cents, repeats left out.
    expected: u64,
    /// Cents, repeats included.
    billed: u64,
}

impl Truth {
    fn used(&mut self, session: &Session) {
        self.records += 1;
        self.expected += session.expected();
        match session.plant {
            Plant::Exact => self.matched += 1,
            Plant::Quantity => self.quantity += 1,
            Plant::Amount => self.amount += 1,
            Plant::NotBilled => self.unbilled += 1,
            Plant::NotUsed => {}
        }
    }

    fn used_again(&mut self) {
        self.records += 1;
        self.repeated_records += 1;
    }

    fn billed(&mut self, session: &Session) {
        self.lines += 1;
        self.billed += session.billed();
        self.without_usage += u64::from(session.plant == Plant::NotUsed);
    }

    fn billed_again(&mut self, session: &Session) {
        self.lines += 1;
        self.billed += session.billed();
        self.repeated_lines += 1;
    }

    fn write(&self, to: &mut File, rows: u64, seed: u64) -> io::Result<()> {
        writeln!(to, "{{\"version\":{VERSION},\"rows\":{rows},\"seed\":{seed},")?;
        writeln!(to, "\"records\":{},\"lines\":{},", self.records, self.lines)?;
        let (expected, billed) = (Cents(self.expected), Cents(self.billed));
        writeln!(to, "\"expected\":\"{expected}\",\"billed\":\"{billed}\",\"outcomes\":{{")?;
        for (code, records, lines, comma) in [
            ("matched", self.matched, self.matched, ","),
            ("quantity_variance", self.quantity, self.quantity, ","),
            ("amount_variance", self.amount, self.amount, ","),
            ("unbilled_usage", self.unbilled, 0, ","),
            ("billed_without_usage", 0, self.without_usage, ","),
            ("duplicate_usage", self.repeated_records, 0, ","),
            ("duplicate_line", 0, self.repeated_lines, ""),
        ] {
            writeln!(to, "\"{code}\":{{\"records\":{records},\"lines\":{lines}}}{comma}")?;
        }
        writeln!(to, "}}}}")
    }
}
