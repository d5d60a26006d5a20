//! For every code what happened and what to do. A code without its phrase does not compile.
//!
//! `{0}`, `{1}` stand for the diagnostic's parameters; a part in square brackets is left out when
//! one of its parameters is missing.

use crate::diagnostics::Code;
use crate::rating::row::reason;

/// What is said about a code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase {
    /// A whole sentence.
    pub(super) what: &'static str,
    /// What to do; empty where nothing needs doing.
    pub(super) advice: &'static str,
}

const fn say(what: &'static str, advice: &'static str) -> Phrase {
    Phrase { what, advice }
}

pub(super) fn phrase(code: Code) -> Phrase {
    match code {
        Code::EmptyFile => say("The file is empty[: {0}].", "Export it again from the vendor."),
        Code::NotText => say(
            "The file is neither text nor an archive that can be opened[ ({0})].",
            "Save it as CSV, Excel (.xlsx), JSON or XML, or give the .zip or .gz it came in.",
        ),
        Code::Spreadsheet => say(
            "This is a workbook under a password, or of an older or another kind.",
            "Save it as Excel (.xlsx) without a password, or the sheet with the lines as CSV, and give that file.",
        ),
        Code::UnknownFormat => say(
            "The text was read, but no known layout fits it[: {0}].",
            "Check that it is the right file; a CSV needs a header that names its columns.",
        ),
        Code::PassedOver => {
            say("A sheet holds no usage, charges or rates and was passed over[: {0}].", "")
        }
        Code::HiddenSheet => say(
            "A sheet is hidden and was left out[: {0}].",
            "If it counts, unhide it in the workbook and save it.",
        ),
        Code::HeaderOnly => say(
            "There is a header and not one row below it[: {0}].",
            "Check the export's filter and period, and export it again.",
        ),
        Code::MissingColumn => say(
            "A column is missing that cannot be done without[: {0}].",
            "Export the file with it, or name the column in its header.",
        ),
        Code::TruncatedArchive => say(
            "The end of the archive is missing[ (in {0})].",
            "It was probably cut off on its way. Download it again.",
        ),
        Code::BrokenArchive => say(
            "The archive is damaged[: {0}].",
            "Download it again, or unpack it and give the files inside.",
        ),
        Code::ArchiveRatio => say(
            "An entry of the archive unpacks to more than [{0} times ]its packed size[: {1}].",
            "If you trust the file, unpack it and give the files inside.",
        ),
        Code::ArchiveTooLarge => say(
            "The archive unpacks to more than is taken[ ({0} bytes)][: {1}].",
            "Unpack it and give the files you need.",
        ),
        Code::ArchiveTooMany => say(
            "The archive has more entries than are taken[ ({0})].",
            "Unpack it and give the files you need.",
        ),
        Code::ArchiveEncrypted => say(
            "The archive is locked with a password[: {0}].",
            "Unpack it with its password and give the files inside.",
        ),
        Code::ArchiveNested => say(
            "There is an archive inside the archive[: {0}].",
            "Unpack the outer one and give what is inside.",
        ),
        Code::ArchiveMethod => say(
            "The archive is packed in a way that is not supported[: method {0}][ (in {1})].",
            "Pack it again as an ordinary .zip, or give the files inside.",
        ),
        Code::LineTooLong => say(
            "A line is longer than is taken[ ({0})][: {1}].",
            "Check that it is the right file, and that its line ends survived.",
        ),
        Code::TooManyColumns => say(
            "There are more rows or columns than are taken[ ({0})][: {1}].",
            "Check that it is the right file, and which character separates its columns.",
        ),
        Code::BrokenJson => say(
            "The JSON breaks off or is not valid[: {0}][ (in {1})].",
            "Save the vendor's whole reply again.",
        ),
        Code::BrokenXml => say(
            "The XML breaks off or is not valid[: {0}][ (in {1})].",
            "Save the vendor's whole reply again.",
        ),
        Code::VendorError => say(
            "The vendor answered with an error instead of data[: {0}].",
            "Put right what it says and ask again.",
        ),
        Code::ReadFailed => say(
            "The file could not be read[: {0}][ (in {1})].",
            "Check that it exists and may be read.",
        ),
        Code::ReaderCrashed => say(
            "Reading stopped because of a fault of this program[: {0}].",
            "Please report it with the kind of file.",
        ),
        Code::ReaderMissing => {
            say("What reads workbooks could not be loaded.", "Check the connection and try again.")
        }
        Code::BrokenCase => say(
            "The saved case is damaged or of a later version[: {0}].",
            "Use the file as it was saved; cases are opened on the page.",
        ),
        Code::RateConflict => say(
            "Two rates fit equally well[: rows {0} and {1}].",
            "Give one of them a narrower account, service, channel or period.",
        ),
        Code::Cancelled => say("Reading was stopped; nothing of this file is used.", ""),

        Code::BrokenQuotes => say(
            "A quotation mark is never closed, or text follows it.",
            "Correct the quotation marks on this line.",
        ),
        Code::FieldCount => say(
            "The row has another number of fields than the header[: {0} instead of {1}].",
            "Look for an unquoted separator or a line break inside a field.",
        ),
        Code::BadDate => say(
            "A date cannot be read[: “{0}”].",
            "If day and month are the other way round, say so with --date-order. Write years in full.",
        ),
        Code::BadZone => say(
            "There is no such time zone[: “{0}”].",
            "Write one such as America/Bogota or UTC-05:00.",
        ),
        Code::BadNumber => say(
            "A number cannot be read[: “{0}”].",
            "If its decimal mark is the other one, say so with --decimal-mark.",
        ),
        Code::NumberTooLarge => say(
            "A number has more digits than can be held exactly[: “{0}”].",
            "Shorten it to 28 digits.",
        ),
        Code::BadDuration => say(
            "A duration cannot be read[: “{0}”].",
            "Durations are seconds, or a number with its unit, or h:mm:ss.",
        ),
        Code::BadCurrency => {
            say("A currency is not a code of three letters[: “{0}”].", "Use a code such as USD.")
        }
        Code::CurrencyContradicts => say(
            "An amount says another currency than its row[: “{0}”].",
            "Ask which of the two is right, and correct it in the file.",
        ),
        Code::MissingId => say("The row has no id.", "Without it the row cannot be told apart."),
        Code::MissingValue => {
            say("A value is empty that the row cannot do without[: {0}].", "Fill it in.")
        }
        Code::NulByte => say(
            "There is a NUL byte inside the row.",
            "The file is damaged or not plain text. Export it again.",
        ),
        Code::InvalidText => say(
            "There are bytes that are not valid in the file's encoding.",
            "If it has another encoding, say so with --encoding.",
        ),
        Code::NonexistentTime => say(
            "A local time does not exist, because clocks skipped it[: “{0}”].",
            "If times are of another zone, say so with --time-zone.",
        ),
        Code::SummaryRow => say(
            "A row adds up other rows, so it is no line of its own[: “{0}”].",
            "It is left out, so that nothing is billed twice.",
        ),
        Code::HeadingRow => {
            say("A row is a heading or a note, without data[: “{0}”].", "It is left out.")
        }
        Code::BadRate => say(
            "A rate contradicts itself or cannot be used[: “{0}”][: {1}].",
            "Correct it in the rate card.",
        ),

        Code::SameFileTwice => say(
            "These are the same bytes as another file[: {0}].",
            "Leave one of the two out; its rows are taken for repeats.",
        ),
        Code::DuplicateRows => say(
            "Rows appear twice with the same id and content.",
            "They are counted once; the repeats are in the result.",
        ),
        Code::RowsElsewhere => say(
            "Rows without an id say the same as rows of another file[, “{0}”].",
            "Both are counted. If their days overlap, export them again so that they do not, or with ids.",
        ),
        Code::ConflictingRows => say(
            "Rows share an id but say different things.",
            "The result shows them; ask the vendor which is right.",
        ),
        Code::EndBeforeStart => {
            say("A session ends before it starts.", "Check the date order and the time zone.")
        }
        Code::OverlappingSessions => say("Sessions of one conversation overlap.", ""),
        Code::BlocksFewer => say("A conversation has fewer blocks than its length needs.", ""),
        Code::BlocksMore => say(
            "A conversation has more blocks than its length needs.",
            "They may be billed too often; see the result.",
        ),
        Code::TotalMismatch => say(
            "The rows are not as many as the vendor says[: it says {0}, the file has {1}].",
            "Rows are missing or repeated. Export the whole period again.",
        ),
        Code::MoreAvailable => say(
            "The vendor says there is more than this file holds.",
            "Get the remaining pages and give them too.",
        ),
        Code::CountsMismatch => say(
            "The vendor's counts do not agree with the rows[ ({0}: it counts {1}, the rows are {2})].",
            "Fetch or generate the records of that time again.",
        ),
        Code::PeakDiffers => say(
            "The DMA states[ {0}] calls at once in a conference; its call records show another number[: {1}].",
            "Fewer: calls are missing, so export them anew. More: a call counts from its first ring.",
        ),
        Code::ClustersExcluded => say(
            "Clusters could not be reached and are missing[: {0}].",
            "Wait until they can be reached and generate the records again.",
        ),
        Code::ResultsTruncated => {
            say("The vendor cut the result short.", "Ask for a shorter period.")
        }
        Code::ResultsIncomplete => {
            say("The vendor says that the result is incomplete.", "Ask again later.")
        }
        Code::CounterFalls => say(
            "A month-to-date counter fell[ from {0} to {1}].",
            "It may have been reset, or the snapshots are of different months.",
        ),
        Code::SnapshotAltered => say(
            "The snapshot was changed after it was saved: its content does not have its hash.",
            "Use the file as it was saved.",
        ),
        Code::TotalsRepeated => say(
            "Another file has a total for the same account, service and time.",
            "Only one of them is counted. Leave out the file that is not to count.",
        ),
        Code::SnapshotsSuperseded => say("Only the latest snapshot of a month counts.", ""),
        Code::MonthUnfinished => say(
            "The month was not over[ on {0}]: what was used later is missing.",
            "Give a snapshot of the last day of the month too.",
        ),
        Code::CustomersDiffer => say(
            "Customers add up to another figure than their account[: {0}, the account says {1}].",
            "Check that every customer was exported.",
        ),
        Code::LineArithmetic => say(
            "A line's amount is not its quantity times its price.",
            "The result shows such lines; they can be disputed.",
        ),
        Code::InvoiceArithmetic => say(
            "The bill's own total[ of {0}] is not the sum of its lines[, {1}].",
            "A line may be missing from the file, or something (tax, a fee) is charged without one.",
        ),
        Code::SummaryBeside => say(
            "Two tables of bills come to one total[, {2}: “{0}” and “{1}”]. One may sum up the other.",
            "Both are counted. If so, leave out one file, or read one part of it with --part NAME.",
        ),
        Code::MixedCurrencies => say(
            "There is more than one currency[: {0}].",
            "Each is reconciled for itself; nothing is converted.",
        ),
        Code::RowsAboveHeader => say(
            "Rows stand above the header and were not read.",
            "Move the header to the top of the file.",
        ),
        Code::DuplicateHeader => {
            say("Two columns have the same name[: {0}].", "Check which of them is meant.")
        }
        Code::NoIds => say(
            "No column holds an id, though the bill names the usage that its lines are for: they are only compared as sums.",
            "If a column is the id, say so with --column N=usage_id.",
        ),
        Code::IdsOfUsage => say(
            "Its column[ “{0}”] holds the ids of the usage, so lines are matched by them.",
            "If it only numbers the lines, say so with --column N=line_id.",
        ),
        Code::IdsShortened => say(
            "A spreadsheet shortened the ids[, such as “{0}”]: different ones look the same, and none can be found on the other side.",
            "Take the file as it was exported, not as a spreadsheet saved it.",
        ),
        Code::OneDate => say(
            "All lines have one date[, {0}], which is taken for the day of their usage.",
            "If it is the date of the invoice, leave its column N out with --column N= and nothing behind it.",
        ),
        Code::DatesAmbiguous => say(
            "Day and month cannot be told apart[ in “{0}”].",
            "Say which comes first with --date-order dmy or --date-order mdy.",
        ),
        Code::NumbersAmbiguous => say(
            "The decimal mark cannot be told from the thousands mark[ in “{0}”].",
            "Say which it is with --decimal-mark . or --decimal-mark ,",
        ),
        Code::TimeZoneAssumed => say(
            "The file does not name its time zone[; {0} was assumed].",
            "If it is another, say so with --time-zone.",
        ),
        Code::AmbiguousTime => {
            say("A local time occurs twice, when clocks go back.", "The earlier one was taken.")
        }
        Code::EncodingGuessed => say(
            "The encoding was guessed[: {0}].",
            "If letters look wrong, say which it is with --encoding.",
        ),
        Code::PeriodMissing => say(
            "The figures do not say which days they cover.",
            "Give the first and the last day with --covers.",
        ),
        Code::ReportUnnamed => say(
            "The file does not name the report it holds.",
            "Name it with --service, so that it is compared with the right lines.",
        ),
        Code::NoUsage => say("The vendor says that there was no usage.", ""),
        Code::OutsideWindow => say(
            "Dates lie outside the time that was asked for.",
            "Check the date order with --date-order.",
        ),
        Code::FetchIncomplete => {
            say("A part of what was asked for was not received.", "Fetch it again.")
        }
        Code::UnratedUsage => say(
            "No rate of the rate card fits some usage.",
            "Check the days, the service, the account and the channel of the rates, or add one for it.",
        ),
        Code::NameUnknown => say(
            "No usage has the name of these lines[: {1} “{0}”].",
            "Say what it is called there under “names” in the policy file.",
        ),
        Code::IdsAlike => say(
            "Ids of lines without usage and of usage never billed differ only in how they are written[: “{0}” and “{1}”].",
            "To match them, name the rule “alike_id” in the policy beside “id”.",
        ),
        Code::TimesMatch => say(
            "Lines and usage share no id, but began and lasted alike, within so many seconds[: {0}].",
            "To match them by that, name the rule “time” in the policy.",
        ),
        Code::ZoneExplains => say(
            "Lines would have begun and lasted as usage did if one side’s times were of another time zone[: the bill’s of {0}].",
            "Say the zone of one file with --time-zone FILE=ZONE.",
        ),
        Code::UnitExplains => say(
            "Lines that state no unit would agree in another[: {0}].",
            "If that is it, say so with --unit.",
        ),
        Code::PeriodRuleExplains => say(
            "Lines and usage lie on two sides of the period's border, and would not by another period_rule[: {0}].",
            "Try it in the policy.",
        ),
        Code::LengthsExplain => say(
            "Lines that differ would agree with lengths raised to another least and step, in seconds[: {0}].",
            "If that was agreed, say so in the rate card, or without one as “length_rounding” in the policy.",
        ),
        Code::StillReading => say("A file is still being read.", "Wait until it was read."),
        Code::ResultOutdated => {
            say("What the result was made of has changed.", "Reconcile again first.")
        }
    }
}

/// What is wrong with a rate (`rating::row::reason`), with what would be right where that is not plain.
pub(super) fn rate_reason(code: &str) -> &str {
    match code {
        reason::UNKNOWN_MEASURE => {
            "a measure is duration (sizes and steps in seconds), records or quantity"
        }
        reason::UNKNOWN_ROUNDING => "a rounding is record, sum or blank",
        reason::NEGATIVE => "it cannot be below zero",
        reason::ZERO => "it cannot be zero",
        reason::ENDS_BEFORE_START => "it ends before it begins",
        reason::FIRST_TIER => "the lowest tier has to begin at 0",
        reason::UNKNOWN_COLUMN => "a rate card has no such column",
        reason::TOO_LONG => "it has more than 18 digits",
        reason::NOT_A_CELL => "it is neither text nor a number",
        other => other,
    }
}
