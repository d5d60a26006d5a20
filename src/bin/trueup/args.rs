//! Arguments of the shell.

use crate::hints::{self, Hint};
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
  --time-zone ZONE         the zone of times without one (UTC-05:00, America/Bogota); said for
                           all files it is the policy's too, unless that states its own
  --encoding NAME          utf-8, utf-16le, utf-16be, windows-1252
  --delimiter CHAR         between fields; 'tab' for a tab
  --header yes|no          whether the first row names the columns
  --layout ID              read as this layout
  --part NAME              the only sheet of a workbook, or file of an archive, that is read
  --column N=FIELD         what column N holds (usage_id, start, quantity, amount, ...)
  --currency CODE          for rows that state none
  --account NAME           for rows that state none
  --service NAME           for rows that state none (the report of a counter)
  --unit UNIT              of quantities that state none (minutes, calls, ...)
  --covers FROM..TO        the period of figures that carry none
Dates are YYYY-MM-DD; the last day is part of a period.

  --json     the result as JSON     --out DIR   exceptions, dispute pack, case and report as files
  --help     this text              --version   the version

Exit: 0 nothing is in dispute; 1 differences were found, rows could not be read, a file shows that
figures are missing, or no given rate fits some usage (standard error says which); 2 bad input or arguments.
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
    /// How files are to be read, in order.
    hints: Vec<Hint>,
}

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
                hint if hints::OPTIONS.contains(&hint) => {
                    args.hints.push(Hint::read(hint, &value("a value")?)?);
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
        let lists = [&self.files, &self.usage, &self.billed, &self.rates];
        let is_given = |it: &Hint| lists.iter().any(|list| list.iter().any(|file| it.is_for(file)));
        if let Some(it) = self.hints.iter().find(|it| !it.is_for_all() && !is_given(it)) {
            return Err(format!(
                "trueup: {} is for '{}', but no such file was given",
                it.option, it.file
            ));
        }
        Ok(self)
    }

    /// What an option says of all files.
    pub(crate) fn for_all(&self, option: &str) -> Option<&str> {
        let is_it = |it: &&Hint| it.option == option && it.is_for_all();
        self.hints.iter().rev().find(is_it).map(|it| it.value.as_str())
    }

    /// Whether a part is said to be one of this file.
    pub(crate) fn names_part(&self, file: &str) -> bool {
        self.hints.iter().any(|it| it.option == "--part" && !it.is_for_all() && it.is_for(file))
    }

    /// How a file is to be read, as far as options say.
    pub(crate) fn settings(&self, file: &str, role: &str) -> Result<Settings, String> {
        let mut settings = Settings { role: role.to_owned(), ..Settings::default() };
        for hint in self.hints.iter().filter(|it| it.is_for(file)) {
            hint.set(&mut settings)?;
        }
        Ok(settings)
    }
}

/// The two sides of `FROM..TO`.
pub(crate) fn range(text: &str) -> Result<(String, String), String> {
    let (from, to) =
        text.split_once("..").ok_or_else(|| format!("trueup: '{text}' is no FROM..TO"))?;
    Ok((from.trim().to_owned(), to.trim().to_owned()))
}
