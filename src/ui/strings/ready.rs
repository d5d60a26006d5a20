//! The panel that says what is there and what is still to be answered.

use super::Locale;
use crate::ui::format;

/// The texts.
pub struct Ready {
    /// The panel's heading.
    pub title: &'static str,
    /// The same while something is missing.
    pub title_not_yet: &'static str,
    /// The same while files are being read.
    pub title_reading: &'static str,
    /// Usage: records, sources.
    pub usage: fn(u64, usize) -> String,
    /// Billed: lines, money.
    pub billed: fn(u64, &str) -> String,
    /// No usage.
    pub no_usage: &'static str,
    /// No bill.
    pub no_billed: &'static str,
    /// What is not there because it is still read.
    pub being_read: &'static str,
    /// The period of the policy: first day, last day, zone.
    pub period: fn(&str, &str, &str) -> String,
    /// No period is set.
    pub whole_period: &'static str,
    /// How many rates.
    pub rates: fn(usize) -> String,
    /// How much is wrong with them.
    pub rates_wrong: fn(usize) -> String,
    /// No rates.
    pub no_rates: &'static str,
    /// Something is still read.
    pub reading: fn(usize) -> String,
    /// Something could not be read.
    pub failed: fn(usize) -> String,
    /// Open questions.
    pub questions: fn(usize) -> String,
    /// What is noticed that makes the result mislead.
    pub incomplete: fn(usize) -> String,
    /// A saved case is there and was not opened.
    pub case_waits: &'static str,
    /// Names of the lines.
    pub heads: Heads,
    /// The button.
    pub reconcile: &'static str,
    /// The button, when figures are known to be incomplete.
    pub anyway: &'static str,
    /// The button, when there is a result already.
    pub again: &'static str,
    /// Under the button.
    pub note: &'static str,
    /// Under the button, when it cannot be used.
    pub not_yet: &'static str,
    /// Under the button, when only the rates keep it from being used; a link to them follows.
    pub rates_first: &'static str,
    /// Under the button, when it cannot be used because files are being read.
    pub once_read: &'static str,
    /// While it runs.
    pub running: &'static str,
    /// While it runs: rows done, of.
    pub rows: fn(u64) -> String,
    /// The button that ends it.
    pub cancel: &'static str,
    /// Questions: their texts.
    pub ask: Ask,
}

/// Names of the lines of the checklist.
pub struct Heads {
    /// Usage.
    pub usage: &'static str,
    /// Billed.
    pub billed: &'static str,
    /// Period.
    pub period: &'static str,
    /// Rates.
    pub rates: &'static str,
}

/// Questions only the person can answer.
pub struct Ask {
    /// Day or month first: the file's name.
    pub dates: fn(&str) -> String,
    /// How many rows would lie in the period: inside, of.
    pub inside: fn(u64, u64) -> String,
    /// The example: what stands in the file.
    pub example: fn(&str) -> String,
    /// Decimal mark: the file's name.
    pub decimals: fn(&str) -> String,
    /// A decimal mark: `.` or `,`.
    pub mark: fn(&str) -> String,
    /// Columns: the file's name, the fields.
    pub columns: fn(&str, &str) -> String,
    /// Period: the file's name.
    pub period: fn(&str) -> String,
    /// First day.
    pub from: &'static str,
    /// Last day.
    pub until: &'static str,
    /// Report: the file's name.
    pub report: fn(&str) -> String,
    /// The field for it.
    pub report_label: &'static str,
    /// Layout: the file's name.
    pub layout: fn(&str) -> String,
    /// Which file is the bill, where all were taken for usage.
    pub bill: &'static str,
    /// Why it is asked.
    pub bill_lead: &'static str,
    /// The button.
    pub use_it: &'static str,
}

/// A number with its word.
fn counted(locale: Locale, n: u64, one: &str, many: &str) -> String {
    [format::count(locale, n).as_str(), if n == 1 { one } else { many }].join(" ")
}

fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// English.
pub static EN: Ready = Ready {
    title: "Ready to reconcile",
    title_not_yet: "Before reconciling",
    title_reading: "Still reading",
    usage: |records, sources| {
        let records = counted(Locale::En, records, "record", "records");
        [records, counted(Locale::En, wide(sources), "source", "sources")].join(", ")
    },
    billed: |lines, money| {
        let lines = counted(Locale::En, lines, "line", "lines");
        if money.is_empty() { lines } else { [lines.as_str(), money].join(", ") }
    },
    no_usage: "not there yet",
    no_billed: "not there yet",
    being_read: "being read",
    period: |from, until, zone| match (from, until) {
        (from, "") => format!("from {from}, {zone}"),
        ("", until) => format!("until {until}, {zone}"),
        (from, until) => format!("{from} to {until}, {zone}"),
    },
    whole_period: "everything that was read",
    rates: |n| counted(Locale::En, wide(n), "rate", "rates"),
    rates_wrong: |n| {
        counted(Locale::En, wide(n), "thing to be put right", "things to be put right")
    },
    no_rates: "none: quantities are compared, amounts only with the bill's own prices",
    reading: |n| {
        counted(Locale::En, wide(n), "file is still being read", "files are still being read")
    },
    failed: |n| {
        counted(
            Locale::En,
            wide(n),
            "file could not be read and is left out",
            "files could not be read and are left out",
        )
    },
    questions: |n| counted(Locale::En, wide(n), "question", "questions"),
    incomplete: |n| {
        counted(
            Locale::En,
            wide(n),
            "source is known to be incomplete",
            "sources are known to be incomplete",
        )
    },
    case_waits: "The saved case is not open: its policy and decisions are not in use",
    heads: Heads { usage: "Usage", billed: "Billed", period: "Period", rates: "Rates" },
    reconcile: "Reconcile",
    anyway: "Reconcile anyway",
    again: "Reconcile again",
    note: "You can stop it at any time.",
    not_yet: "It takes usage, a bill and an answer to each question.",
    rates_first: "First the rates have to be put right:",
    once_read: "As soon as everything is read.",
    running: "Comparing both sides",
    rows: |rows| format!("{} rows", format::count(Locale::En, rows)),
    cancel: "Stop",
    ask: Ask {
        dates: |name| format!("In {name}, dates read both ways"),
        inside: |inside, of| {
            let of = counted(Locale::En, of, "row", "rows");
            format!("{} of {of} inside the period", format::count(Locale::En, inside))
        },
        example: |text| format!("It says {text}. Which is it?"),
        decimals: |name| format!("In {name}, numbers read both ways"),
        mark: |mark| {
            if mark == "." {
                "the point marks decimals".to_owned()
            } else {
                "the comma marks decimals".to_owned()
            }
        },
        columns: |name, fields| format!("In {name}, no column was found for: {fields}"),
        period: |name| format!("{name} does not say which days it covers"),
        from: "First day",
        until: "Last day",
        report: |name| format!("{name} does not say which report it is"),
        report_label: "Report or service",
        layout: |name| format!("{name} could be one of these"),
        bill: "Which file is the bill?",
        bill_lead: "A list of calls with charges can be your own records or an itemised bill.",
        use_it: "Use this",
    },
};

/// Spanish.
pub static ES: Ready = Ready {
    title: "Listo para conciliar",
    title_not_yet: "Antes de conciliar",
    title_reading: "Todavía leyendo",
    usage: |records, sources| {
        let records = counted(Locale::Es, records, "registro", "registros");
        [records, counted(Locale::Es, wide(sources), "fuente", "fuentes")].join(", ")
    },
    billed: |lines, money| {
        let lines = counted(Locale::Es, lines, "línea", "líneas");
        if money.is_empty() { lines } else { [lines.as_str(), money].join(", ") }
    },
    no_usage: "todavía falta",
    no_billed: "todavía falta",
    being_read: "se está leyendo",
    period: |from, until, zone| match (from, until) {
        (from, "") => format!("desde el {from}, {zone}"),
        ("", until) => format!("hasta el {until}, {zone}"),
        (from, until) => format!("del {from} al {until}, {zone}"),
    },
    whole_period: "todo lo que se leyó",
    rates: |n| counted(Locale::Es, wide(n), "tarifa", "tarifas"),
    rates_wrong: |n| counted(Locale::Es, wide(n), "cosa que corregir", "cosas que corregir"),
    no_rates: "ninguna: se comparan cantidades, y los importes solo con los precios de la propia factura",
    reading: |n| {
        counted(Locale::Es, wide(n), "archivo se está leyendo", "archivos se están leyendo")
    },
    failed: |n| {
        counted(
            Locale::Es,
            wide(n),
            "archivo no se pudo leer y queda fuera",
            "archivos no se pudieron leer y quedan fuera",
        )
    },
    questions: |n| counted(Locale::Es, wide(n), "pregunta", "preguntas"),
    incomplete: |n| {
        counted(Locale::Es, wide(n), "fuente está incompleta", "fuentes están incompletas")
    },
    case_waits: "El caso guardado no está abierto: sus reglas y decisiones no se usan",
    heads: Heads { usage: "Consumo", billed: "Facturado", period: "Período", rates: "Tarifas" },
    reconcile: "Conciliar",
    anyway: "Conciliar de todos modos",
    again: "Conciliar de nuevo",
    note: "Puede detenerlo en cualquier momento.",
    not_yet: "Hacen falta consumo, una factura y una respuesta a cada pregunta.",
    rates_first: "Primero hay que corregir las tarifas:",
    once_read: "En cuanto todo esté leído.",
    running: "Comparando ambos lados",
    rows: |rows| format!("{} filas", format::count(Locale::Es, rows)),
    cancel: "Detener",
    ask: Ask {
        dates: |name| format!("En {name}, las fechas se leen de dos maneras"),
        inside: |inside, of| {
            let of = counted(Locale::Es, of, "fila", "filas");
            format!("{} de {of} dentro del período", format::count(Locale::Es, inside))
        },
        example: |text| format!("Dice {text}. ¿Cuál es?"),
        decimals: |name| format!("En {name}, los números se leen de dos maneras"),
        mark: |mark| {
            if mark == "." {
                "el punto marca los decimales".to_owned()
            } else {
                "la coma marca los decimales".to_owned()
            }
        },
        columns: |name, fields| format!("En {name} no se encontró columna para: {fields}"),
        period: |name| format!("{name} no dice qué días abarca"),
        from: "Primer día",
        until: "Último día",
        report: |name| format!("{name} no dice qué informe es"),
        report_label: "Informe o servicio",
        layout: |name| format!("{name} podría ser uno de estos"),
        bill: "¿Qué archivo es la factura?",
        bill_lead: "Una lista de llamadas con importes puede ser su propio registro o una factura detallada.",
        use_it: "Usar este",
    },
};
