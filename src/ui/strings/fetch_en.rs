//! Fetching from vendors, in English.

use super::Locale;
use super::fetch::{FetchText, is_setup};
use crate::connect::{FailureKind, NetFailure, Note, Phase, Wait, Why};
use crate::ui::format;

fn n(value: u64) -> String {
    format::count(Locale::En, value)
}

/// English.
pub static EN: FetchText = FetchText {
    title: "Fetch from vendor",
    private: "The calls go out from this tab, and only when you press a button. Credentials stay in this tab’s memory: they are not stored, logged or exported, and closing the tab forgets them.",
    vendor: "Vendor",
    about: |vendor| match vendor {
        "kore" => {
            "Fetches every billing session of the range, page by page, and checks the count against the total Kore.ai states. Longer ranges than it allows are asked for in parts and become one source, without gap or double count."
        }
        "wolkvox" => {
            "wolkvox answers for the current month only, with counters up to now: last month cannot be asked for again. Save the snapshots, and drop the last one of a month here when its bill comes. Reports are fetched one after the other, each at most every five minutes. The vendor allows 60,000 records, 31 days, 256 MB and 60 seconds a call, two calls at once, and 1,000 calls a day for each licence."
        }
        "dma" => {
            "Has the DMA make the call records of the range, waits for it, and fetches the zip. The DMA selects calls and conferences that start in the range, and makes one set of records at a time."
        }
        "evo" => {
            "Fetches AI minutes by account and customer, or the usage with its prices. A reply does not say which days it is for; the days you ask for are kept with the figures. Save it if you may need it again."
        }
        _ => "",
    },
    field: |vendor, name| match (vendor, name) {
        ("kore", "base_url") => {
            ("Address", "Where you sign in to Kore.ai; your environment may have its own host.")
        }
        ("wolkvox", "base_url") => (
            "Server",
            "Needed directly and through the proxy: every customer is on one of many wolkvox servers. Type the number in the address of wolkvox Manager, 0042 for wv0042.wolkvox.com, or that whole address.",
        ),
        ("dma", "base_url") => (
            "Address",
            "The DMA’s management address; without a port, 8443 is used. Through the proxy it may stay empty: the proxy’s own profile names it.",
        ),
        ("evo", "base_url") => ("Address", "Where you sign in to Evo Voice."),
        (_, "connection") => (
            "Connection",
            "Browsers call a vendor directly only if the vendor allows this page, and none of the four is known to. The proxy that serves this page can pass the calls on.",
        ),
        (_, "scope") => (
            "Scope",
            "Which kind of app the credentials belong to: one bot’s (builder), or the whole account’s (admin console).",
        ),
        (_, "bot_id") => (
            "Bot ID",
            "General Settings of the bot, as Bot ID or Stream ID; it begins with st-. With the admin scope, empty means all bots.",
        ),
        ("kore", "token") => (
            "Token (JWT)",
            "A ready token of an app with the scope Billing Sessions. Or leave this empty and give client ID and secret.",
        ),
        ("kore", "client_id") => (
            "Client ID",
            "API Scopes (builder) or Security & Control (admin console); it begins with cs-.",
        ),
        ("kore", "client_secret") => (
            "Client secret",
            "Beside the client ID. The token is signed here, in this tab; the secret is not sent.",
        ),
        ("wolkvox", "token") => ("Token", "wolkvox Manager, under its API settings."),
        ("evo", "token") => (
            "API key or bearer token",
            "Instead of name and password. It needs the role SystemAdministrator.",
        ),
        ("dma", "user") => (
            "User name",
            "As you sign in to the DMA’s management pages; the account must be allowed to export call records.",
        ),
        (_, "user") => (
            "User name",
            "As you sign in to Evo Voice; the account needs the role SystemAdministrator.",
        ),
        (_, "password") => ("Password", "Of that account."),
        (_, "from") => ("From", "First day."),
        (_, "to") => ("To", "Last day, included."),
        (_, "channel") => ("Channel", "One channel code only, such as IVR. Empty: all."),
        (_, "totals") => (
            "Control totals",
            "Also asks for the vendor’s own count (billingsessionsummary) and compares. Needs leave for that service.",
        ),
        (_, "admin_path") => ("Path of the admin scope", "The document spells it in two ways."),
        (_, "date_format") => {
            ("Dates are sent", "With a time there is no doubt that the last day counts in full.")
        }
        (_, "months") => (
            "Longest range",
            "Six months by the document, three by newer ones. Longer ranges are cut without gap or overlap.",
        ),
        (_, "page_size") => (
            "Sessions per page",
            "How many sessions are asked for at once: fewer where replies time out.",
        ),
        (_, "reports") => ("Reports", "Names as in the vendor’s list, joined by commas."),
        (_, "zone") => (
            "Time zone",
            "Where the days begin and end: local (this computer’s), UTC, or an offset such as -05:00.",
        ),
        (_, "way") => ("Way", "The direct download is what older systems have; it is deprecated."),
        ("dma", "format") => {
            ("Status as", "Both say the same; change it if your DMA refuses one of them.")
        }
        (_, "format") => {
            ("Reply as", "Both say the same; change it if your server refuses one of them.")
        }
        (_, "format_by") => (
            "Ask for the format by",
            "How the address names the format; change it if it is not found.",
        ),
        (_, "service") => (
            "What",
            "AI usage has minutes without prices; the two others have prices or costs, of one account.",
        ),
        (_, "account_id") => {
            ("Account ID", "One account only. Empty: all accounts; prices need one.")
        }
        (_, "customer_id") => ("Customer ID", "One customer only. Empty: all."),
        (_, "token_as") => {
            ("Key is sent as", "As the one who issued the key says; most are bearer tokens.")
        }
        (_, "method") => (
            "Method",
            "GET puts the fields into the address, POST into the body; Evo Voice takes both.",
        ),
        _ => ("", ""),
    },
    option: |field, value| match (field, value) {
        ("connection", "proxy") => "Through the proxy",
        ("connection", _) => "Direct",
        ("scope", "builder") => "One bot (builder)",
        ("scope", _) => "Whole account (admin)",
        ("totals", "yes") => "Compare",
        ("totals", _) => "Leave out",
        ("admin_path", "bots") => "/api/public/bots/…",
        ("admin_path", _) => "/api/public/…",
        ("date_format", "instant") => "With a time",
        ("date_format", _) => "As days",
        ("months", "3") => "3 months",
        ("months", _) => "6 months",
        ("way", "generate") => "Generate, then download",
        ("way", _) => "Direct download (deprecated)",
        ("format", "xml") => "XML",
        ("format", _) => "JSON",
        ("format_by", "suffix") => "Ending (.json, .xml)",
        ("format_by", _) => "Query (?format=)",
        ("service", "ai_usage") => "AI usage",
        ("service", "billing_usage") => "Usage with prices",
        ("service", _) => "Billing by customer",
        ("token_as", "bearer") => "Bearer token",
        ("token_as", _) => "User name (Basic)",
        ("method", "get") => "GET",
        ("method", _) => "POST",
        _ => "",
    },
    problem: |why| match why {
        Why::Missing => "Fill this in.",
        Why::NoAddress => "This is no address of a server, such as https://vendor.example.",
        Why::NotEncrypted => {
            "Credentials are sent to encrypted addresses (https) only, or through the proxy."
        }
        Why::HostOnly => {
            "Through the proxy only the host counts; its configuration says the rest. Leave out http:// and the path."
        }
        Why::NoDate => "This is no day.",
        Why::EndsBeforeStart => "The range ends before it starts.",
        Why::NotSendable => "This has characters that cannot be sent. Was something else pasted?",
    },
    advanced: "More settings",
    known_names: "Known reports",
    test: "Test connection",
    start: "Fetch",
    cancel: "Cancel",
    save: |name| format!("Save {name}"),
    save_short: "Save",
    forget: "Forget credentials",
    progress: |progress| {
        let so_far = match (progress.done, progress.total) {
            (0, None) => String::new(),
            (done, None) => format!(" · {} so far", n(done)),
            (done, Some(total)) => format!(" · {} of {}", n(done), n(total)),
        };
        let left = match progress.seconds_left {
            None | Some(0) => String::new(),
            Some(seconds) => format!(" · about {} s left", n(seconds)),
        };
        let phase = match &progress.phase {
            Phase::Starting => "Starting".to_owned(),
            Phase::Page { page, windows: 1, .. } => format!("Page {page}"),
            Phase::Page { page, window, windows } => {
                format!("Part {window} of {windows}, page {page}")
            }
            Phase::Totals => "Control totals".to_owned(),
            Phase::Report { name, at, of } => format!("Report {name} ({at} of {of})"),
            Phase::Generating(word) if word.is_empty() => "The vendor makes the records".to_owned(),
            Phase::Generating(word) => format!("The vendor makes the records: {word}"),
            Phase::Downloading => "Downloading".to_owned(),
        };
        [phase, so_far, left].concat()
    },
    bytes: |bytes| format::bytes(Locale::En, bytes),
    waiting: |wait, seconds| match wait {
        Wait::RateLimit => {
            format!("The vendor takes no more calls at the moment; the next one in {seconds} s.")
        }
        Wait::Trouble(kind) => {
            format!("{} Trying again in {seconds} s.", (EN.failure)(kind, false))
        }
        Wait::Working => "The vendor is at work; looking again soon.".to_owned(),
        Wait::Busy => format!(
            "The DMA is making records for somebody else, and makes one set at a time. Trying again in {seconds} s."
        ),
        Wait::Floor(report) => format!(
            "{report} was asked for less than five minutes ago, and the vendor wants five minutes between two calls. It goes on by itself."
        ),
    },
    idle: "Nothing has been fetched yet.",
    tested: "The address answers and takes the credentials.",
    done: |files| {
        if files == 1 {
            "Everything came. It is among the sources.".to_owned()
        } else {
            format!("Everything came: {files} sources.")
        }
    },
    kept: |files| match files {
        0 => "Nothing was received.".to_owned(),
        1 => {
            "What had come is among the sources; where something is missing, it says so.".to_owned()
        }
        n => format!("{n} sources had come; where something is missing, they say so."),
    },
    failure,
    way_out,
    said: |status, words| match status {
        0 => format!("The reply says: {words}"),
        status => format!("Reply {status}: {words}"),
    },
    statement: |it| {
        let received = match (it.received, it.asked) {
            (Some(received), Some(asked)) => {
                format!("{} of {} received", n(received), n(asked))
            }
            (Some(received), None) => format!("{} received", n(received)),
            (None, _) => "received, not counted".to_owned(),
        };
        let whole = match (it.complete, it.received) {
            (false, _) => "incomplete",
            (true, Some(_)) => "complete",
            (true, None) => "the vendor does not say whether that is all",
        };
        let remark =
            if it.remark.is_empty() { String::new() } else { [" · ", &it.remark].concat() };
        let note = it.note.map_or_else(String::new, |it| [" · ", &note(it)].concat());
        format!("{received} · {whole}{note}{remark}")
    },
    keep_it: "This cannot be asked for again later: save it.",
    received: "Received",
    log: "Network log",
    log_empty: "No call was made.",
    log_note: "Every call of this tab. Headers, queries and bodies are not in it.",
    log_columns: ["Time", "Method", "Host", "Path", "Status", "Size", "Took"],
    no_reply: "no reply",
};

fn note(note: Note) -> String {
    match note {
        Note::Limit(most) => {
            format!("the vendor gives at most {} records, so some may be missing", n(most))
        }
        Note::NoTotalsOfChannel => {
            "not compared with the control totals, which count all channels".to_owned()
        }
    }
}

fn failure(kind: &FailureKind, through_proxy: bool) -> &'static str {
    match kind {
        FailureKind::Credentials => "The vendor did not take the credentials (401).",
        FailureKind::Forbidden => "The credentials were taken, but do not allow this (403).",
        FailureKind::NotFound => "The vendor has nothing at this address (404).",
        FailureKind::Refused => "The vendor refused what was asked.",
        FailureKind::TooMany => "The vendor takes no more calls for now (429).",
        FailureKind::Quota => "The token’s calls for today are used up.",
        FailureKind::Server => "The vendor has trouble of its own (5xx).",
        FailureKind::Net(NetFailure::Offline) => "This computer is offline.",
        FailureKind::Net(NetFailure::Unreachable) if through_proxy => {
            "The proxy that serves this page cannot be reached."
        }
        FailureKind::Net(NetFailure::Unreachable) => {
            "The browser could not call the vendor, and does not say why."
        }
        FailureKind::Net(NetFailure::Policy) => {
            "This page’s own security policy does not admit that address."
        }
        FailureKind::Net(NetFailure::TimedOut) => "No answer came in time.",
        FailureKind::Net(NetFailure::Cut) => "The reply stopped before its end.",
        FailureKind::Net(NetFailure::TooLarge) => "The reply is larger than what is taken.",
        FailureKind::Broken => "The reply is broken: it is not what its format promises.",
        FailureKind::WebPage => "A web page came back, not an answer of the interface.",
        FailureKind::NoProxy => "There is no proxy behind this page.",
        FailureKind::Proxy(code) => match code.as_str() {
            "name_not_found" => "The proxy finds no server of this name.",
            "connect_failed" => "The proxy cannot connect to the vendor.",
            "certificate_refused" => "The proxy does not trust the vendor’s certificate.",
            "tls_failed" => "The proxy could not agree on encryption with the vendor.",
            "upstream_broken" => "The vendor’s reply broke off on its way to the proxy.",
            "redirect_refused" => "The vendor points to another address, which is not followed.",
            "address_refused" => "The name leads to an address that the proxy does not call.",
            code if is_setup(code) => "The proxy is not set up for this call.",
            _ => "The proxy refused the call.",
        },
        FailureKind::ProxyLimit => {
            "The proxy takes no more calls for now; the vendor was not asked."
        }
        FailureKind::Busy => "The DMA is making records for somebody else.",
        FailureKind::Generation(_) => "The vendor could not make the records.",
        FailureKind::Stuck => "The vendor gives the same page again and again.",
        FailureKind::NoSigning => "This browser cannot sign a token here.",
        FailureKind::Cancelled => "Stopped.",
    }
}

fn way_out(kind: &FailureKind, through_proxy: bool) -> &'static str {
    match kind {
        FailureKind::Credentials => {
            "Check that the token or password is whole, still valid, and for this very address."
        }
        FailureKind::Forbidden => {
            "Ask an administrator of the vendor’s console to give the app or user the right named beside its field. Some vendors answer so during a backup, too: try again later."
        }
        FailureKind::NotFound => {
            "Check the address and the ids. The account may use another spelling of the path: see More settings."
        }
        FailureKind::Refused => {
            "What the vendor says names the reason; a range that is too long can be cut shorter under More settings."
        }
        FailureKind::TooMany => "Wait some minutes, then fetch again.",
        FailureKind::Quota => {
            "Wait until tomorrow; wolkvox allows 1,000 calls a day for each licence."
        }
        FailureKind::Server | FailureKind::Stuck => {
            "Try again later. If it stays so, the vendor’s support needs the time and path from the log."
        }
        FailureKind::Net(NetFailure::Offline) => "Connect to the network and fetch again.",
        FailureKind::Net(NetFailure::Unreachable) if through_proxy => {
            "Is it still running? Reload the page."
        }
        FailureKind::Net(NetFailure::Unreachable) => {
            "Either the vendor does not allow this page (CORS), or its certificate is not trusted, or the name is wrong, or the host is down, or this computer is offline; browsers do not tell these apart. Choose the connection through the proxy, or open the address in a tab of its own to see whether it answers."
        }
        FailureKind::Net(NetFailure::Policy) => {
            "Choose the connection through the proxy, or add the address to connect-src where the page is served (file _headers)."
        }
        FailureKind::Net(NetFailure::TimedOut | NetFailure::Cut) => {
            "Fetch again; a shorter range makes a shorter reply."
        }
        FailureKind::Net(NetFailure::TooLarge) => "Fetch a shorter range.",
        FailureKind::Broken => "Fetch again. If it stays so, tell the vendor’s support.",
        FailureKind::WebPage => {
            "Check the address: it may be that of the sign-in page, or something between here and the vendor asks you to sign in."
        }
        FailureKind::NoProxy => {
            "Serve the page with trueup-proxy (see the README), or choose the direct connection."
        }
        FailureKind::Proxy(code) => match code.as_str() {
            "name_not_found" | "connect_failed" => {
                "Check the address, and that the host can be reached from where the proxy runs."
            }
            "certificate_refused" => {
                "Put the certificate of the authority that signed it beside the proxy’s configuration (ca_file)."
            }
            code if is_setup(code) => {
                "Whoever runs the proxy has to name this host in its configuration (proxy.toml)."
            }
            _ => "Whoever runs the proxy finds the call in its log.",
        },
        FailureKind::ProxyLimit => {
            "Wait a minute, then fetch again. Whoever runs the proxy can allow more calls in its configuration (proxy.toml)."
        }
        FailureKind::Busy => "Fetch again when the other one has finished.",
        FailureKind::Generation(_) => {
            "Fetch again, with a shorter range if it was a long one. The DMA’s own log says more."
        }
        FailureKind::NoSigning => {
            "Open the page by https or on this computer (localhost), or paste a ready token."
        }
        FailureKind::Cancelled => "",
    }
}
