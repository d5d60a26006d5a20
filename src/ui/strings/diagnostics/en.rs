//! English.

use super::Words;
use crate::diagnostics::Code;

const fn w(says: &'static str, counted: &'static str, way_out: &'static str) -> Words {
    Words { says, counted, way_out }
}

pub(in crate::ui::strings) fn words(code: Code) -> Words {
    match code {
        Code::EmptyFile => w(
            "The file is empty[: {0}].",
            "",
            "Export it again from your vendor and drop the new file.",
        ),
        Code::NotText => w(
            "The file is neither text nor an archive that can be opened[ ({0})].",
            "",
            "Save it as CSV, Excel (.xlsx), JSON or XML, or drop the .zip or .gz it came in. What it shows can also be typed, or copied, into Paste.",
        ),
        Code::Spreadsheet => w(
            "This is a workbook under a password, or of an older or another kind.",
            "",
            "Open it, save it as Excel (.xlsx) without a password, or the sheet with the lines as CSV, and drop that file.",
        ),
        Code::UnknownFormat => w(
            "The text was read, but no known layout fits it[: {0}].",
            "",
            "Choose what it is and say which column is which.",
        ),
        Code::PassedOver => w(
            "A sheet holds no usage, charges or rates and was passed over[: {0}].",
            "sheets were passed over",
            "",
        ),
        Code::HiddenSheet => w(
            "A sheet is hidden and was left out[: {0}].",
            "hidden sheets were left out",
            "If it counts, unhide it in the workbook and save it.",
        ),
        Code::HeaderOnly => w(
            "There is a header and not one row below it[: {0}].",
            "",
            "Check the export's filter and period, and export it again.",
        ),
        Code::MissingColumn => w(
            "A column is missing that cannot be done without[: {0}].",
            "",
            "Set the columns by hand, or export the file with it.",
        ),
        Code::TruncatedArchive => w(
            "The end of the archive is missing[: {0}].",
            "",
            "It was probably cut off on its way here. Download it again.",
        ),
        Code::BrokenArchive => w(
            "The archive is damaged[: {0}].",
            "",
            "Download it again, or unpack it and drop the files inside.",
        ),
        Code::ArchiveRatio => w(
            "An entry of the archive unpacks to more than [{0n} times ]its packed size[: {1}].",
            "",
            "This protects the page from archive bombs. If you trust the file, unpack it and drop the files inside.",
        ),
        Code::ArchiveTooLarge => w(
            "The archive unpacks to more than the page takes[ ({0b})][: {1}].",
            "",
            "Unpack it and drop the files you need.",
        ),
        Code::ArchiveTooMany => w(
            "The archive has more entries than the page takes[ ({0n})].",
            "",
            "Unpack it and drop the files you need.",
        ),
        Code::ArchiveEncrypted => w(
            "The archive is locked with a password[: {0}].",
            "",
            "Unpack it with its password and drop the files inside.",
        ),
        Code::ArchiveNested => w(
            "There is an archive inside the archive[: {0}].",
            "",
            "Unpack the outer one and drop what is inside.",
        ),
        Code::ArchiveMethod => w(
            "The archive is packed in a way that is not supported[: method {0}][ (in {1})].",
            "",
            "Pack it again as an ordinary .zip, or drop the files inside.",
        ),
        Code::LineTooLong => w(
            "A line is longer than the page takes[ ({0b})][: {1}].",
            "",
            "Check that it is the file you meant, and that its line ends survived.",
        ),
        Code::TooManyColumns => w(
            "There are more rows or columns than the page takes[ ({0n})][: {1}].",
            "",
            "Check that it is the file you meant, and which character separates its columns.",
        ),
        Code::BrokenJson => w(
            "The JSON breaks off or is not valid[: {0}][ (in {1})].",
            "",
            "Save the vendor's whole reply again.",
        ),
        Code::BrokenXml => w(
            "The XML breaks off or is not valid[: {0}][ (in {1})].",
            "",
            "Save the vendor's whole reply again.",
        ),
        Code::VendorError => w(
            "The vendor answered with an error instead of data[: {0}].",
            "",
            "Put right what it says and ask again.",
        ),
        Code::ReadFailed => w(
            "The browser could not read the file[: “{0}”][ (in {1})].",
            "",
            "It may have been moved, changed or locked since you chose it. Choose it again.",
        ),
        Code::ReaderCrashed => w(
            "Reading stopped because of a fault of this page[: {0}].",
            "",
            "Read it again. If it happens once more, please report the file's kind.",
        ),
        Code::ReaderMissing => w(
            "The part of this page that opens workbooks did not load.",
            "",
            "Check the connection, then read it again. If it fails once more, load this page anew.",
        ),
        Code::BrokenCase => w(
            "The case is damaged or of a later version.",
            "",
            "Use the file as it was saved, and load this page anew.",
        ),
        Code::RateConflict => w(
            "Two rates fit equally well[: rows {0} and {1}].",
            "rates fit equally well as another",
            "Give one of them a narrower account, channel or period.",
        ),
        Code::Cancelled => w(
            "Reading was stopped; nothing of this file is used.",
            "",
            "Read it again when you want it.",
        ),

        Code::BrokenQuotes => w(
            "A quotation mark is never closed, or text follows it.",
            "rows have broken quotation marks",
            "Correct the quotation marks on this line.",
        ),
        Code::FieldCount => w(
            "The row has another number of fields than the header[: {0n} instead of {1n}].",
            "rows have another number of fields than the header",
            "Look for an unquoted separator or a line break inside a field.",
        ),
        Code::BadDate => w(
            "This is no date that can be read[: “{0}”].",
            "dates cannot be read",
            "Check the date order in this file's settings, and that years have four digits.",
        ),
        Code::BadZone => w(
            "There is no such time zone[: “{0}”].",
            "time zones are not known",
            "Write one such as America/Bogota or UTC-05:00.",
        ),
        Code::BadNumber => w(
            "This is no number that can be read[: “{0}”].",
            "numbers cannot be read",
            "Check the decimal mark in this file's settings.",
        ),
        Code::NumberTooLarge => w(
            "This number has more digits than can be held exactly[: “{0}”].",
            "numbers have more digits than can be held exactly",
            "Shorten it to 28 digits.",
        ),
        Code::BadDuration => w(
            "This is no duration that can be read[: “{0}”].",
            "durations cannot be read",
            "Durations are seconds, minutes with a unit, or h:mm:ss.",
        ),
        Code::BadCurrency => w(
            "This is no currency code of three letters[: “{0}”].",
            "currencies cannot be read",
            "Use a code such as USD.",
        ),
        Code::CurrencyContradicts => w(
            "This amount says another currency than its row[: “{0}”].",
            "amounts say another currency than their row",
            "Ask which of the two is right, and correct it in the file.",
        ),
        Code::MissingId => w(
            "The row has no id.",
            "rows have no id",
            "Without it the row cannot be matched one to one.",
        ),
        Code::MissingValue => w(
            "A value is empty that the row cannot do without.",
            "rows lack a value they cannot do without",
            "Fill it in, or set a constant in this file's settings.",
        ),
        Code::NulByte => w(
            "There is a NUL byte inside the row.",
            "rows have NUL bytes inside",
            "The file is damaged or not plain text. Export it again.",
        ),
        Code::InvalidText => w(
            "There are bytes that are not valid in the file's encoding.",
            "rows have bytes that are not valid in the encoding",
            "Choose another encoding in this file's settings.",
        ),
        Code::NonexistentTime => w(
            "This time does not exist in the zone, because clocks skipped it[: “{0}”].",
            "times do not exist in the zone",
            "Check the time zone in this file's settings.",
        ),
        Code::SummaryRow => w(
            "This row adds up other rows, so it is no line of its own[: “{0}”].",
            "rows add up other rows",
            "They are left out, so that nothing is billed twice.",
        ),
        Code::HeadingRow => w(
            "This row is a heading or a note, without data[: “{0}”].",
            "rows are headings or notes",
            "They are left out.",
        ),
        Code::BadRate => w(
            "This rate contradicts itself[: {0}].",
            "rates contradict themselves",
            "Correct the row on the Rates page.",
        ),

        Code::SameFileTwice => w(
            "These are the same bytes as another source[: {0}].",
            "",
            "Remove one of the two; its rows are taken for repeats.",
        ),
        Code::DuplicateRows => w(
            "Rows appear twice with the same id and content.",
            "rows appear twice with the same content",
            "They are counted once; the repeats are shown in the result.",
        ),
        Code::RowsElsewhere => w(
            "Rows without an id say the same as rows of another file[, “{0}”].",
            "rows without an id say the same as rows of “{0}”",
            "Both are counted. If the days of the two files overlap, export them again so that they do not, or with ids.",
        ),
        Code::ConflictingRows => w(
            "Rows share an id but say different things.",
            "rows share an id but say different things",
            "The result shows them; ask the vendor which is right.",
        ),
        Code::EndBeforeStart => w(
            "A session ends before it starts.",
            "sessions end before they start",
            "Check the date order and the time zone in this file's settings.",
        ),
        Code::OverlappingSessions => w(
            "Sessions of one conversation overlap.",
            "sessions overlap another of their conversation",
            "",
        ),
        Code::BlocksFewer => w(
            "A conversation has fewer blocks than its length needs.",
            "conversations have fewer blocks than their length",
            "",
        ),
        Code::BlocksMore => w(
            "A conversation has more blocks than its length needs.",
            "conversations have more blocks than their length",
            "They may be billed too often; see the result.",
        ),
        Code::TotalMismatch => w(
            "The vendor's total is not what the file holds[: {0n} against {1n}].",
            "",
            "Rows are missing. Fetch or export the whole period again.",
        ),
        Code::MoreAvailable => w(
            "The vendor says there is more than this file holds[ ({0n} rows)].",
            "",
            "Fetch the remaining pages and drop them too.",
        ),
        Code::CountsMismatch => w(
            "The vendor's counts are not what the files hold[ ({0}: {1n} against {2n})].",
            "",
            "Fetch or generate the records of that time again.",
        ),
        Code::PeakDiffers => w(
            "The DMA states[ {0}] calls at once in a conference; its call records show another number[: {1}].",
            "conferences had another number of calls at once than the DMA states",
            "Fewer: calls are missing, so export them anew. More: a call counts from its first ring.",
        ),
        Code::ClustersExcluded => w(
            "Clusters could not be reached and are missing[: {0}].",
            "",
            "Wait until they can be reached and generate the records again.",
        ),
        Code::ResultsTruncated => {
            w("The vendor cut the result short.", "", "Ask for a shorter period.")
        }
        Code::ResultsIncomplete => {
            w("The vendor says that the result is incomplete.", "", "Ask again later.")
        }
        Code::CounterFalls => w(
            "A month-to-date counter fell[ from {0} to {1}].",
            "",
            "It may have been reset, or the snapshots are of different months.",
        ),
        Code::SnapshotAltered => w(
            "The snapshot was changed after it was saved: its content does not have its hash.",
            "",
            "Use the file as it was saved, or bear in mind that it is not what the vendor sent.",
        ),
        Code::TotalsRepeated => w(
            "Another source has a total for the same account, service and time.",
            "totals that another source has too",
            "Only one of them is counted. Remove the source that is not to count.",
        ),
        Code::SnapshotsSuperseded => w("Only the latest snapshot of a month counts.", "", ""),
        Code::MonthUnfinished => w(
            "The month was not over[ on {0}]: what was used later is missing.",
            "",
            "Add a snapshot of the last day of the month.",
        ),
        Code::CustomersDiffer => w(
            "Customers do not add up to their account[: {0} against {1}].",
            "",
            "Check that every customer was fetched.",
        ),
        Code::LineArithmetic => w(
            "A line's amount is not its quantity times its price[: {0a} against {1a}].",
            "lines: amount is not quantity × price",
            "The result shows them; they can be disputed.",
        ),
        Code::InvoiceArithmetic => w(
            "The bill's own total[ of {0a}] is not the sum of its lines[, {1a}].",
            "",
            "A line may be missing from the file, or something (tax, a fee) is charged without one.",
        ),
        Code::SummaryBeside => w(
            "Two tables of bills come to one total[, {2a}: “{0}” and “{1}”]. One may sum up the other.",
            "",
            "Both are counted. If so, remove one file, or choose in its settings which sheet or file is read.",
        ),
        Code::MixedCurrencies => w(
            "There is more than one currency[: {0}].",
            "",
            "Each is reconciled for itself; nothing is converted.",
        ),
        Code::RowsAboveHeader => w(
            "A row stands above the header and was not read.",
            "rows above the header were not read",
            "Move the header to the top of the file.",
        ),
        Code::DuplicateHeader => w(
            "Two columns have the same name[: {0}].",
            "",
            "Check in the settings which of them is meant.",
        ),
        Code::NoIds => w(
            "No column holds an id, though the bill names the usage that its lines are for: they are only compared as sums.",
            "",
            "If a column is the id, choose it in the settings.",
        ),
        Code::IdsOfUsage => w(
            "Its column[ “{0}”] holds the ids of the usage, so lines are matched by them.",
            "",
            "If it only numbers the lines, set it to “not used” in the settings.",
        ),
        Code::IdsShortened => w(
            "A spreadsheet shortened the ids[, such as “{0}”]: different ones look the same, and none can be found on the other side.",
            "ids were shortened by a spreadsheet",
            "Take the file as it was exported, not as a spreadsheet saved it.",
        ),
        Code::OneDate => w(
            "All lines have one date[, {0}], which is taken for the day of their usage.",
            "",
            "If it is the date of the invoice, set its column to “not used” in the settings.",
        ),
        Code::DatesAmbiguous => w(
            "Day and month cannot be told apart[ in “{0}”].",
            "dates can be read both ways",
            "Say which comes first.",
        ),
        Code::NumbersAmbiguous => w(
            "The decimal mark cannot be told from the thousands mark[ in “{0}”].",
            "numbers can be read both ways",
            "Say which mark is the decimal mark.",
        ),
        Code::TimeZoneAssumed => w(
            "The file does not name its time zone[; {0} was assumed].",
            "",
            "Set the zone in this file's settings if it is another.",
        ),
        Code::AmbiguousTime => w(
            "A local time occurs twice when clocks go back.",
            "times occur twice, when clocks go back",
            "The earlier one was taken.",
        ),
        Code::EncodingGuessed => w(
            "The encoding was guessed[: {0}].",
            "",
            "Set it in this file's settings if letters look wrong.",
        ),
        Code::PeriodMissing => w(
            "The figures do not say which days they cover.",
            "",
            "Give the first and the last day.",
        ),
        Code::ReportUnnamed => w(
            "The file does not name the report it holds.",
            "",
            "Name it, so that it is compared with the right lines.",
        ),
        Code::NoUsage => w("The vendor says that there was no usage.", "", ""),
        Code::OutsideWindow => w(
            "Dates lie outside the time that was asked for.",
            "rows lie outside the time that was asked for",
            "Check the date order in this file's settings.",
        ),
        Code::FetchIncomplete => {
            w("A part of what was asked for was not received.", "", "Fetch it again.")
        }
        Code::UnratedUsage => w(
            "No rate of the rate card fits.",
            "records have no rate that fits",
            "Add a rate for them on the Rates page.",
        ),
        Code::NameUnknown => w("No usage has a name of the bill[: “{0}”].", "", ""),
        Code::IdsAlike => w("Ids differ only in how they are written.", "", ""),
        Code::TimesMatch => w("Lines and usage share no id, but began and lasted alike.", "", ""),
        Code::ZoneExplains => {
            w("Lines and usage would share their times in another time zone.", "", "")
        }
        Code::UnitExplains => w("Lines that state no unit would agree in another.", "", ""),
        Code::PeriodRuleExplains => {
            w("Lines and usage lie on two sides of the period’s border.", "", "")
        }
        Code::LengthsExplain => w("Lines would agree if lengths were rounded otherwise.", "", ""),
        Code::StillReading => w("A file is still being read.", "", "Wait until it was read."),
        Code::ResultOutdated => {
            w("What this result was made of has changed.", "", "Reconcile again first.")
        }
    }
}
