//! The catalogue of everything the readers and checks can say.

use serde::{Deserialize, Serialize};

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing; changes nothing.
    Note,
    /// The figures may be incomplete or not what they seem.
    Warning,
    /// Something could not be read, or contradicts itself.
    Error,
    /// The figures are known to be incomplete; a result would mislead.
    Blocking,
}

impl Severity {
    /// The stable code used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Blocking => "blocking",
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $severity:ident;)*) => {
        /// Everything that can be said about an input. Each has a fixture in the errors folder.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable name used in JSON, CSV and fixtures.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// How much it matters.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    // A whole source that cannot be read, or an entry of one. What could be read of a source with a
    // broken part is known to be incomplete.
    /// The file has no bytes.
    EmptyFile = "empty_file", Error;
    /// The bytes are not text and no known archive.
    NotText = "not_text", Error;
    /// A workbook of a spreadsheet. Whoever can makes tables of one that is an `.xlsx`; of any other, or one
    /// under a password, there are none.
    Spreadsheet = "spreadsheet", Error;
    /// Text, but no registered layout fits.
    UnknownFormat = "unknown_format", Error;
    /// A sheet beside tables of usage, charges or rates that holds none, such as a cover.
    PassedOver = "passed_over", Note;
    /// A sheet that a workbook does not show; nobody who looks at the bill sees what is on it.
    HiddenSheet = "hidden_sheet", Note;
    /// There is a header and nothing below it.
    HeaderOnly = "header_only", Error;
    /// A column that the layout cannot do without is missing.
    MissingColumn = "missing_column", Error;
    /// The end of the archive is missing.
    TruncatedArchive = "truncated_archive", Blocking;
    /// The archive's structure is broken.
    BrokenArchive = "broken_archive", Blocking;
    /// An entry unpacks to far more than its packed size.
    ArchiveRatio = "archive_ratio", Blocking;
    /// An archive unpacks to more bytes than allowed.
    ArchiveTooLarge = "archive_too_large", Blocking;
    /// An archive has more entries than allowed.
    ArchiveTooMany = "archive_too_many", Blocking;
    /// The archive needs a password.
    ArchiveEncrypted = "archive_encrypted", Blocking;
    /// An archive inside an archive.
    ArchiveNested = "archive_nested", Blocking;
    /// Packed with a method that is not supported.
    ArchiveMethod = "archive_method", Blocking;
    /// A line longer than allowed.
    LineTooLong = "line_too_long", Error;
    /// More columns than allowed, or more rows in a sheet.
    TooManyColumns = "too_many_columns", Error;
    /// JSON that does not parse; what stood before the place was read, the rest is missing.
    BrokenJson = "broken_json", Blocking;
    /// XML that does not parse; what stood before the place was read, the rest is missing.
    BrokenXml = "broken_xml", Blocking;
    /// The vendor answered with an error instead of data.
    VendorError = "vendor_error", Error;
    /// The browser or the system could not read the file.
    ReadFailed = "read_failed", Blocking;
    /// The reader stopped working.
    ReaderCrashed = "reader_crashed", Error;
    /// What reads workbooks could not be loaded.
    ReaderMissing = "reader_missing", Error;
    /// A saved case that cannot be opened.
    BrokenCase = "broken_case", Error;
    /// Two rates fit equally well.
    RateConflict = "rate_conflict", Error;
    /// The person stopped the reading.
    Cancelled = "cancelled", Error;

    // A row that cannot be read.
    /// A quote that is never closed or is followed by text.
    BrokenQuotes = "broken_quotes", Error;
    /// The row has another number of fields than the header.
    FieldCount = "field_count", Error;
    /// A date or time that cannot be read.
    BadDate = "bad_date", Error;
    /// A time zone that nobody knows.
    BadZone = "bad_zone", Error;
    /// A number that cannot be read.
    BadNumber = "bad_number", Error;
    /// A number with more digits than can be held exactly.
    NumberTooLarge = "number_too_large", Error;
    /// A duration that cannot be read.
    BadDuration = "bad_duration", Error;
    /// A currency that is not three letters.
    BadCurrency = "bad_currency", Error;
    /// An amount says another currency than its row, or two at once.
    CurrencyContradicts = "currency_contradicts", Error;
    /// The id is empty.
    MissingId = "missing_id", Error;
    /// A value that the row cannot do without is empty.
    MissingValue = "missing_value", Error;
    /// A NUL byte inside a row.
    NulByte = "nul_byte", Error;
    /// Bytes that are not valid in the file's encoding.
    InvalidText = "invalid_text", Error;
    /// A local time that the zone skips (spring).
    NonexistentTime = "nonexistent_time", Error;
    /// A row that adds up others, such as the last line of a bill.
    SummaryRow = "summary_row", Warning;
    /// A row without data: the header again, the name of a section, the foot of a page.
    HeadingRow = "heading_row", Warning;
    /// A rate card row that contradicts itself.
    BadRate = "bad_rate", Error;

    // Something noticed about a source that was read.
    /// The same bytes were given twice.
    SameFileTwice = "same_file_twice", Warning;
    /// Rows repeat another row, id and content.
    DuplicateRows = "duplicate_rows", Warning;
    /// Rows without an id stand in a file before this one too.
    RowsElsewhere = "rows_elsewhere", Warning;
    /// Rows share an id but differ in content.
    ConflictingRows = "conflicting_rows", Error;
    /// A session ends before it starts.
    EndBeforeStart = "end_before_start", Error;
    /// Sessions of one conversation overlap.
    OverlappingSessions = "overlapping_sessions", Warning;
    /// A conversation has fewer billing blocks than its length needs.
    BlocksFewer = "blocks_fewer", Note;
    /// A conversation has more billing blocks than its length needs.
    BlocksMore = "blocks_more", Warning;
    /// The number of rows is not the total the vendor states.
    TotalMismatch = "total_mismatch", Blocking;
    /// The vendor says there are more pages than were given.
    MoreAvailable = "more_available", Blocking;
    /// The counts file does not agree with the rows.
    CountsMismatch = "counts_mismatch", Blocking;
    /// A conference states another number of calls at once than its calls show.
    PeakDiffers = "peak_differs", Warning;
    /// Clusters could not be reached and are missing.
    ClustersExcluded = "clusters_excluded", Blocking;
    /// The vendor cut the result short.
    ResultsTruncated = "results_truncated", Blocking;
    /// The vendor says that the result is incomplete.
    ResultsIncomplete = "results_incomplete", Blocking;
    /// A month-to-date counter fell.
    CounterFalls = "counter_falls", Warning;
    /// A snapshot is not what was saved: its content does not have the hash it states.
    SnapshotAltered = "snapshot_altered", Warning;
    /// Snapshots of one counter: only the latest of a month counts.
    SnapshotsSuperseded = "snapshots_superseded", Note;
    /// The latest snapshot of a month was taken well before its end.
    MonthUnfinished = "month_unfinished", Warning;
    /// Another source has a total for the same account, service and time.
    TotalsRepeated = "totals_repeated", Warning;
    /// Customers add up to another figure than their account.
    CustomersDiffer = "customers_differ", Warning;
    /// An amount is not its quantity times its price.
    LineArithmetic = "line_arithmetic", Warning;
    /// The total that a bill states is not the sum of its lines.
    InvoiceArithmetic = "invoice_arithmetic", Warning;
    /// Another table of a bill, with more lines, comes to the same total.
    SummaryBeside = "summary_beside", Warning;
    /// More than one currency in one source.
    MixedCurrencies = "mixed_currencies", Warning;
    /// A row of data stands above the header, where nothing is read.
    RowsAboveHeader = "rows_above_header", Blocking;
    /// Two columns have the same name.
    DuplicateHeader = "duplicate_header", Warning;
    /// No column of the usage holds an id, and the bill names the usage that its lines are for.
    NoIds = "no_ids", Warning;
    /// A bill's column `id` holds the ids of the usage rather than numbers of its lines.
    IdsOfUsage = "ids_of_usage", Note;
    /// A spreadsheet shortened long numbers that are ids.
    IdsShortened = "ids_shortened", Error;
    /// All lines of a bill have one date, which may be that of the invoice.
    OneDate = "one_date", Note;
    /// Day and month cannot be told apart.
    DatesAmbiguous = "dates_ambiguous", Blocking;
    /// The decimal mark cannot be told from the thousands mark.
    NumbersAmbiguous = "numbers_ambiguous", Blocking;
    /// The source says nothing about its zone and one was assumed.
    TimeZoneAssumed = "time_zone_assumed", Note;
    /// A local time that occurs twice (autumn).
    AmbiguousTime = "ambiguous_time", Warning;
    /// The encoding was guessed, not stated.
    EncodingGuessed = "encoding_guessed", Note;
    /// The source carries no period; one must be given.
    PeriodMissing = "period_missing", Blocking;
    /// The source does not name the report it holds.
    ReportUnnamed = "report_unnamed", Warning;
    /// The vendor says there is no usage.
    NoUsage = "no_usage", Note;
    /// Dates lie outside the window that was asked for.
    OutsideWindow = "outside_window", Warning;
    /// A part of the asked data was not received.
    FetchIncomplete = "fetch_incomplete", Blocking;
    /// Usage that no rate of the rate card fits.
    UnratedUsage = "unrated_usage", Warning;
    /// Lines without usage have a name that no usage has.
    NameUnknown = "name_unknown", Warning;
    /// Ids that match no other differ from one another only in how they are written.
    IdsAlike = "ids_alike", Warning;
    /// Lines that differ would agree if lengths were rounded in another way.
    LengthsExplain = "lengths_explain", Warning;
    /// Lines and records without a common id that began and lasted alike.
    TimesMatch = "times_match", Warning;
    /// Lines and records without a common id would have begun and lasted alike in another time zone.
    ZoneExplains = "zone_explains", Warning;
    /// Lines that do not say what they count would agree in some unit.
    UnitExplains = "unit_explains", Warning;
    /// Lines and their usage lie on two sides of the period's border, and would not by another rule.
    PeriodRuleExplains = "period_rule_explains", Warning;

    // Why something that was asked for is not done.
    /// A source is still being read.
    StillReading = "still_reading", Error;
    /// What a result was made of has changed, so it is none any more.
    ResultOutdated = "result_outdated", Error;
}
