//! Arguments of the shell.

use trueup::engine::forms::Settings;

/// What `--help` prints.
pub(crate) const HELP: &str = "\
trueup: hold a vendor's bill against the usage behind it

  trueup inspect FILE... [--json]
  trueup reconcile --usage FILE... --billed FILE... [--rates FILE] [--policy FILE]
                   [--period FROM..TO] [--json] [--out DIR]

What a file does not settle by itself is never guessed; say it for all files, or for one
as FILE=VALUE (FILE is the name as given or its last part):
  --date-order mdy|dmy     day and month in dates that read both ways
  --decimal-mark .|,       the mark in numbers that read both ways
  --time-zone ZONE         the zone of times without one (UTC-05:00, America/Bogota)
  --encoding NAME          utf-8, utf-16le, utf-16be, windows-1252
  --delimiter CHAR         between fields; 'tab' for a tab
  --header yes|no          whether the first row names the columns
  --layout ID              read as this layout
  --column N=FIELD         what column N holds (usage_id, start, quantity, amount, ...)
  --currency CODE          for rows that state none
  --account NAME           for rows that state none
  --service NAME           for rows that state none (the report of a counter)
  --covers FROM..TO        the period of figures that carry none
Dates are YYYY-MM-DD; the last day is part of a period.

  --json     the result as JSON     --out DIR   exceptions, dispute pack, case and report as files
  --help     this text              --version   the version

Exit: 0 nothing is in dispute, 1 differences were found, 2 bad input or arguments.
";

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Version,
    Inspect,
    Reconcile,
}

/// The arguments, understood.
#[derive(Debug)]
pub(crate) struct Args {
    pub(crate) command: Command,
    pub(crate) files: Vec<String>,
    pub(crate) usage: Vec<String>,
    pub(crate) billed: Vec<String>,
    pub(crate) rates: Vec<String>,
    pub(crate) policy: Option<String>,
    pub(crate) period: Option<(String, String)>,
    pub(crate) json: bool,
    pub(crate) out: Option<String>,
    /// (option, file or empty for all, value), in order.
    hints: Vec<(String, String, String)>,
}

/// Options that say how files are read.
const HINTS: [&str; 12] = [
    "--date-order",
    "--decimal-mark",
    "--time-zone",
    "--encoding",
    "--delimiter",
    "--header",
    "--layout",
    "--column",
    "--currency",
    "--account",
    "--service",
    "--covers",
];

impl Args {
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut args = Self {
            command: Command::Help,
            files: Vec::new(),
            usage: Vec::new(),
            billed: Vec::new(),
            rates: Vec::new(),
            policy: None,
            period: None,
            json: false,
            out: None,
            hints: Vec::new(),
        };
        let mut rest = arguments.iter().map(String::as_str).peekable();
        args.command = match rest.next() {
            None => return Err("trueup: say what to do: inspect or reconcile".to_owned()),
            Some("--help" | "-h" | "help") => return Ok(args),
            Some("--version" | "-V") => Command::Version,
            Some("inspect") => Command::Inspect,
            Some("reconcile") => Command::Reconcile,
            Some(other) => return Err(format!("trueup: there is no command '{other}'")),
        };
        let mut list = "";
        while let Some(argument) = rest.next() {
            let (option, inline) = match argument.split_once('=') {
                Some((option, value)) if argument.starts_with("--") => {
                    (option, Some(value.to_owned()))
                }
                _ => (argument, None),
            };
            let mut value = |what: &str| {
                let next = inline.clone().or_else(|| rest.next().map(str::to_owned));
                next.ok_or_else(|| format!("trueup: {option} needs {what}"))
            };
            match option {
                "--help" | "-h" => {
                    args.command = Command::Help;
                    return Ok(args);
                }
                "--json" => args.json = true,
                "--usage" | "--billed" | "--rates" => {
                    list = option;
                    if let Some(file) = inline {
                        args.put(list, file)?;
                    }
                }
                "--policy" => args.policy = Some(value("a file")?),
                "--out" => args.out = Some(value("a folder")?),
                "--period" => args.period = Some(range(&value("FROM..TO")?)?),
                hint if HINTS.contains(&hint) => {
                    let value = value("a value")?;
                    let (file, value) = of_file(hint, &value);
                    args.hints.push((hint.to_owned(), file, value));
                }
                unknown if unknown.starts_with("--") => {
                    return Err(format!("trueup: there is no option '{unknown}'"));
                }
                file => args.put(list, file.to_owned())?,
            }
        }
        args.complete()
    }

    fn put(&mut self, list: &str, file: String) -> Result<(), String> {
        match (self.command, list) {
            (Command::Inspect, _) => self.files.push(file),
            (_, "--usage") => self.usage.push(file),
            (_, "--billed") => self.billed.push(file),
            (_, "--rates") => self.rates.push(file),
            _ => return Err(format!("trueup: say what '{file}' is: --usage, --billed or --rates")),
        }
        Ok(())
    }

    fn complete(self) -> Result<Self, String> {
        if self.command == Command::Inspect && self.files.is_empty() {
            return Err("trueup: inspect needs a file".to_owned());
        }
        if self.command == Command::Reconcile && (self.usage.is_empty() || self.billed.is_empty()) {
            return Err("trueup: reconcile needs --usage FILE and --billed FILE".to_owned());
        }
        Ok(self)
    }

    /// How a file is to be read, as far as options say.
    pub(crate) fn settings(&self, file: &str, role: &str) -> Result<Settings, String> {
        let mut settings = Settings { role: role.to_owned(), ..Settings::default() };
        let last = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let for_file = |of: &String| of.is_empty() || of == file || of == last;
        for (option, _, value) in self.hints.iter().filter(|(_, of, _)| for_file(of)) {
            match option.as_str() {
                "--date-order" => {
                    settings.date_order = one_of(option, value, &["mdy", "dmy", "ymd"])?;
                }
                "--decimal-mark" => {
                    settings.decimal_mark = one_of(option, value, &[".", ",", "dot", "comma"])?;
                }
                "--time-zone" => settings.time_zone.clone_from(value),
                "--encoding" => settings.encoding.clone_from(value),
                "--delimiter" => settings.delimiter.clone_from(value),
                "--header" => settings.header = one_of(option, value, &["yes", "no"])?,
                "--layout" => settings.layout.clone_from(value),
                "--currency" => settings.currency.clone_from(value),
                "--account" => settings.account.clone_from(value),
                "--service" => settings.service.clone_from(value),
                "--covers" => {
                    (settings.period_from, settings.period_to) = range(value)?;
                }
                _ => {
                    let column =
                        value.split_once('=').and_then(|(n, field)| Some((n.parse().ok()?, field)));
                    let Some((number, field)) = column else {
                        return Err("trueup: --column needs N=FIELD, such as 3=usage_id".to_owned());
                    };
                    settings.columns.push((number, field.to_owned()));
                }
            }
        }
        Ok(settings)
    }
}

/// Splits `FILE=VALUE`; a column's own `=` is part of its value.
fn of_file(option: &str, value: &str) -> (String, String) {
    let parts: Vec<&str> = value.splitn(3, '=').collect();
    match (option, parts.as_slice()) {
        ("--column", [file, number, field]) => ((*file).to_owned(), format!("{number}={field}")),
        ("--column", _) => (String::new(), value.to_owned()),
        (_, [file, value]) => ((*file).to_owned(), (*value).to_owned()),
        _ => (String::new(), value.to_owned()),
    }
}

fn one_of(option: &str, value: &str, allowed: &[&str]) -> Result<String, String> {
    if allowed.contains(&value) {
        return Ok(value.to_owned());
    }
    Err(format!("trueup: {option} is one of {}, not '{value}'", allowed.join(" ")))
}

fn range(text: &str) -> Result<(String, String), String> {
    let (from, to) =
        text.split_once("..").ok_or_else(|| format!("trueup: '{text}' is no FROM..TO"))?;
    Ok((from.trim().to_owned(), to.trim().to_owned()))
}
