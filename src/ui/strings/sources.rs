//! The Sources page.

use super::Locale;
use crate::engine::protocol::Completeness;
use crate::ui::format;

/// The texts.
pub struct Sources {
    /// First screen: the question the page answers.
    pub ask: &'static str,
    /// First screen: what the page does, in one sentence.
    pub does: &'static str,
    /// What to do.
    pub drop: &'static str,
    /// What can be dropped.
    pub drop_note: &'static str,
    /// While something is dragged over the page.
    pub drop_now: &'static str,
    /// Buttons.
    pub choose_files: &'static str,
    /// Buttons.
    pub choose_folder: &'static str,
    /// Buttons.
    pub paste: &'static str,
    /// Buttons.
    pub fetch: &'static str,
    /// The same button while a fetch runs.
    pub fetching: &'static str,
    /// Buttons.
    pub sample: &'static str,
    /// What the sample is.
    pub sample_note: &'static str,
    /// Before the names of vendors that have a sample too.
    pub sample_others: &'static str,
    /// The sample could not be had.
    pub sample_missing: &'static str,
    /// More files were given at once than are taken: how many are.
    pub too_many: fn(&str) -> String,
    /// The browser could not open so many of what was dropped.
    pub lost: fn(usize) -> String,
    /// First screen: heads and texts of what there can be.
    pub kinds: [(&'static str, &'static str); 3],
    /// First screen: what becomes of the data.
    pub private: &'static str,
    /// The paste dialog.
    pub paste_title: &'static str,
    /// The paste dialog.
    pub paste_label: &'static str,
    /// The paste dialog.
    pub paste_add: &'static str,
    /// The name pasted text gets.
    pub paste_name: &'static str,
    /// The column of usage, and what that is.
    pub usage: (&'static str, &'static str),
    /// The column of bills, and what that is.
    pub billed: (&'static str, &'static str),
    /// Rate cards, and what they are.
    pub rates: (&'static str, &'static str),
    /// Files that could not be read or were stopped, and what that means.
    pub unread: (&'static str, &'static str),
    /// Nothing on this side yet.
    pub no_usage: &'static str,
    /// Nothing on this side yet.
    pub no_billed: &'static str,
    /// Facts of a card.
    pub records: &'static str,
    /// Facts of a card.
    pub lines: &'static str,
    /// Facts of a card.
    pub rate_rows: &'static str,
    /// Facts of a card.
    pub period: &'static str,
    /// Facts of a card.
    pub net_amount: &'static str,
    /// Facts of a card.
    pub rejected: &'static str,
    /// Facts of a card: nothing to show.
    pub unknown: &'static str,
    /// In place of a fact that hangs on a question.
    pub open: &'static str,
    /// A measure's name: (kind, seconds of a block).
    pub measure: fn(&str, u32) -> String,
    /// While it waits for a free reader.
    pub waiting: &'static str,
    /// While it is read: done, of, rows.
    pub reading: fn(u64, u64, u64) -> String,
    /// It cannot be read.
    pub cannot_read: &'static str,
    /// It was stopped by the person.
    pub stopped: &'static str,
    /// Try it once more.
    pub read_again: &'static str,
    /// Open the settings.
    pub set_columns: &'static str,
    /// Open the settings.
    pub settings: &'static str,
    /// Remove this source: its name.
    pub remove: fn(&str) -> String,
    /// Stop reading: its name.
    pub stop: fn(&str) -> String,
    /// How many files were read of an archive, more than one.
    pub inside: fn(&str) -> String,
    /// How many sheets were read of a workbook, more than one.
    pub sheets: fn(&str) -> String,
    /// After the count of rows that could not be read.
    pub rejects: fn(u64) -> &'static str,
    /// After the count of rows that hold no data.
    pub set_aside: fn(u64) -> &'static str,
    /// Lines: the first of them.
    pub at_lines: fn(&[u64]) -> String,
    /// A source was removed: its name.
    pub removed: fn(&str) -> String,
    /// Rates in use are of a file that is not there any more.
    pub rates_left: &'static str,
    /// Puts it back.
    pub put_back: &'static str,
    /// The dialog of rejects: the file's name.
    pub rejects_title: fn(&str) -> String,
    /// What that means for the result.
    pub rejects_note: &'static str,
    /// Columns of that table.
    pub rejects_columns: [&'static str; 3],
    /// More of them: shown, of.
    pub rejects_more: fn(u64, u64) -> String,
    /// Where something stands: line and column.
    pub place: fn(u64, &str) -> String,
    /// Read out when a source is there: name, rows.
    pub was_read: fn(&str, u64) -> String,
    /// How it came in.
    pub provenance: Provenances,
    /// A saved case.
    pub case: Cases,
}

/// A saved case on the desk.
pub struct Cases {
    /// The column, and what that is.
    pub title: (&'static str, &'static str),
    /// When it was saved, and how many decisions it has.
    pub saved: fn(Option<&str>, u64) -> String,
    /// All of its files are there.
    pub whole: &'static str,
    /// Some are not.
    pub missing: &'static str,
    /// A file that is there.
    pub is_there: &'static str,
    /// A file that is not.
    pub is_missing: &'static str,
    /// The way on.
    pub open: &'static str,
    /// The way on with what is there.
    pub open_part: &'static str,
    /// It was opened: nothing of it is left to be opened.
    pub opened: &'static str,
}

/// How a source came in, where it is not an ordinary file.
pub struct Provenances {
    /// Pasted.
    pub pasted: &'static str,
    /// The example.
    pub sample: &'static str,
    /// Fetched: what came of what was asked for, from where, and when in words.
    pub fetched: fn(&Completeness, &str) -> String,
    /// When the vendor made it, in words.
    pub made: fn(&str) -> String,
}

/// English.
pub static EN: Sources = Sources {
    ask: "Is your vendor's bill right?",
    does: "Trueup recomputes from your usage what you should have been charged, and shows every difference to the bill with its evidence.",
    drop: "Drop usage and bills anywhere on this page",
    drop_note: "CSV, Excel (.xlsx), JSON and XML exports and replies, also inside .zip and .gz. Each file is read here, in your browser, and recognised by its contents.",
    drop_now: "Drop to read these files here",
    choose_files: "Choose files",
    choose_folder: "Choose a folder",
    paste: "Paste",
    fetch: "Fetch from vendor",
    fetching: "Fetching…",
    sample: "Try sample data",
    sample_note: "A month of sessions, the bill for it and its rates: one click to the result.",
    sample_others: "Or see one from",
    sample_missing: "The sample files could not be loaded. Reload the page and try again.",
    too_many: |most| {
        format!("Only the first {most} files were taken. Drop the others in a second go.")
    },
    lost: |n| match n {
        1 => "One of the dropped files or folders could not be opened and is left out.".to_owned(),
        n => format!("{n} of the dropped files or folders could not be opened and are left out."),
    },
    kinds: [
        (
            "What was used",
            "Call detail records, billing sessions or counters, as your vendor's interface or export gives them.",
        ),
        ("What was charged", "The itemised bill or invoice lines for the same time."),
        (
            "What was agreed",
            "A rate card, if you have one: then amounts are recomputed too, not quantities alone.",
        ),
    ],
    private: "Nothing leaves this machine. Files are read inside this tab, and forgotten when you close it.",
    paste_title: "Paste usage or a bill",
    paste_label: "Text with its header line: CSV, tab-separated, JSON or XML",
    paste_add: "Read it",
    paste_name: "pasted.txt",
    usage: ("Usage", "what was used"),
    billed: ("Billed", "what was charged"),
    rates: ("Rates", "what was agreed"),
    unread: ("Not read", "left out of the comparison"),
    no_usage: "No usage yet. Drop call detail records, sessions or counters.",
    no_billed: "No bill yet. Drop the vendor's itemised bill.",
    records: "Records",
    lines: "Lines",
    rate_rows: "Rates",
    period: "Period",
    net_amount: "Net amount",
    rejected: "Rejected",
    unknown: "not stated",
    open: "to be answered",
    measure: |kind, size| match kind {
        "blocks" if size >= 60 && size.is_multiple_of(60) => format!("Blocks of {} min", size / 60),
        "blocks" => format!("Blocks of {size} s"),
        "minutes" => "Minutes".to_owned(),
        "records" => "Records".to_owned(),
        "items" => "Items".to_owned(),
        "ai_minutes" => "AI minutes".to_owned(),
        other => other.to_owned(),
    },
    waiting: "waiting for its turn",
    reading: |done, total, rows| {
        let of = match total {
            0 if done == 0 => return "being opened".to_owned(),
            0 => format::bytes(Locale::En, done),
            _ => format!(
                "{} of {}",
                format::bytes(Locale::En, done),
                format::bytes(Locale::En, total)
            ),
        };
        format!("reading {of} · {} rows", format::count(Locale::En, rows))
    },
    cannot_read: "This file cannot be read.",
    stopped: "Reading was stopped; nothing of this file is used.",
    read_again: "Read again",
    set_columns: "Set columns",
    settings: "How this file is read",
    remove: |name| format!("Remove {name}"),
    stop: |name| format!("Stop reading {name}"),
    inside: |n| format!("{n} files inside"),
    sheets: |n| format!("{n} sheets"),
    rejects: |n| if n == 1 { "row could not be read" } else { "rows could not be read" },
    set_aside: |n| {
        if n == 1 {
            "row is a sum or a heading and is left out"
        } else {
            "rows are sums or headings and are left out"
        }
    },
    at_lines: |lines| {
        let shown: Vec<String> =
            lines.iter().map(|it| format!("line {}", format::count(Locale::En, *it))).collect();
        shown.join(", ")
    },
    removed: |name| format!("{name} was removed."),
    rates_left: "The edited rates of a file that was removed are still in use.",
    put_back: "Put back",
    rejects_title: |name| format!("Rows of {name} that could not be read"),
    rejects_note: "They are counted in the proof but not compared. Correct the file, or change how it is read.",
    rejects_columns: ["Line", "Why", "Text"],
    rejects_more: |shown, of| {
        format!(
            "Show more ({} of {})",
            format::count(Locale::En, shown),
            format::count(Locale::En, of)
        )
    },
    place: |line, field| match (line, field) {
        (0, "") => String::new(),
        (0, field) => format!("column “{field}”"),
        (line, "") => format!("line {}", format::count(Locale::En, line)),
        (line, field) => format!("line {}, column “{field}”", format::count(Locale::En, line)),
    },
    was_read: |name, rows| format!("{name} was read: {} rows", format::count(Locale::En, rows)),
    case: Cases {
        title: ("Saved case", "go on where you were"),
        saved: |at, decisions| {
            let made = at.map_or(String::new(), |at| format!("Saved on {at} UTC. "));
            match decisions {
                0 => format!("{made}Nothing was decided yet."),
                1 => format!("{made}One decision."),
                n => format!("{made}{n} decisions."),
            }
        },
        whole: "All of its files are here. Opening it sets policy, rates, how files are read and what \
                was decided, and reconciles.",
        missing: "A case holds no files. Drop those that are missing; they are known by their content.",
        is_there: "here",
        is_missing: "missing",
        open: "Open the case",
        open_part: "Open with the files that are here",
        opened: "This case is open.",
    },
    provenance: Provenances {
        pasted: "pasted",
        sample: "sample data",
        fetched: |it, when| {
            let from = &it.from;
            let received = format::count(Locale::En, it.received);
            match it.asked {
                _ if it.complete => format!("fetched in whole from {from}, {when}"),
                Some(asked) => {
                    let missing = format::count(Locale::En, asked.saturating_sub(it.received));
                    let asked = format::count(Locale::En, asked);
                    format!("{received} of {asked} fetched from {from}, {when}; {missing} missing")
                }
                None => format!("fetched in part from {from}, {when}"),
            }
        },
        made: |when| format!("made {when}"),
    },
};

/// Spanish.
pub static ES: Sources = Sources {
    ask: "¿Es correcta la factura de su proveedor?",
    does: "Trueup recalcula a partir de su consumo lo que le debieron cobrar y muestra cada diferencia con la factura, con su evidencia.",
    drop: "Suelte consumos y facturas en cualquier parte de esta página",
    drop_note: "Exportaciones y respuestas en CSV, Excel (.xlsx), JSON y XML, también dentro de .zip y .gz. Cada archivo se lee aquí, en su navegador, y se reconoce por su contenido.",
    drop_now: "Suelte para leer estos archivos aquí",
    choose_files: "Elegir archivos",
    choose_folder: "Elegir una carpeta",
    paste: "Pegar",
    fetch: "Consultar al proveedor",
    fetching: "Consultando…",
    sample: "Probar con datos de ejemplo",
    sample_note: "Un mes de sesiones, su factura y sus tarifas: el resultado con un clic.",
    sample_others: "O vea uno de",
    sample_missing: "No se pudieron cargar los archivos de ejemplo. Vuelva a cargar la página e inténtelo otra vez.",
    too_many: |most| {
        format!("Solo se tomaron los primeros {most} archivos. Suelte los demás aparte.")
    },
    lost: |n| match n {
        1 => "Uno de los archivos o carpetas no se pudo abrir y queda fuera.".to_owned(),
        n => format!("{n} de los archivos o carpetas no se pudieron abrir y quedan fuera."),
    },
    kinds: [
        (
            "Lo que se usó",
            "Registros de llamadas, sesiones de facturación o contadores, tal como los da la interfaz o la exportación de su proveedor.",
        ),
        ("Lo que se cobró", "El detalle de la factura del mismo período."),
        (
            "Lo que se acordó",
            "Una lista de tarifas, si la tiene: así se recalculan también los importes y no solo las cantidades.",
        ),
    ],
    private: "Nada sale de este equipo. Los archivos se leen dentro de esta pestaña y se olvidan al cerrarla.",
    paste_title: "Pegar consumos o una factura",
    paste_label: "Texto con su línea de encabezado: CSV, separado por tabulaciones, JSON o XML",
    paste_add: "Leerlo",
    paste_name: "pegado.txt",
    usage: ("Consumo", "lo que se usó"),
    billed: ("Facturado", "lo que se cobró"),
    rates: ("Tarifas", "lo que se acordó"),
    unread: ("Sin leer", "queda fuera de la comparación"),
    no_usage: "Aún no hay consumo. Suelte registros de llamadas, sesiones o contadores.",
    no_billed: "Aún no hay factura. Suelte el detalle de la factura del proveedor.",
    records: "Registros",
    lines: "Líneas",
    rate_rows: "Tarifas",
    period: "Período",
    net_amount: "Importe neto",
    rejected: "Rechazadas",
    unknown: "no consta",
    open: "por responder",
    measure: |kind, size| match kind {
        "blocks" if size >= 60 && size.is_multiple_of(60) => {
            format!("Bloques de {} min", size / 60)
        }
        "blocks" => format!("Bloques de {size} s"),
        "minutes" => "Minutos".to_owned(),
        "records" => "Registros".to_owned(),
        "items" => "Elementos".to_owned(),
        "ai_minutes" => "Minutos de IA".to_owned(),
        other => other.to_owned(),
    },
    waiting: "esperando su turno",
    reading: |done, total, rows| {
        let of = match total {
            0 if done == 0 => return "abriéndose".to_owned(),
            0 => format::bytes(Locale::Es, done),
            _ => format!(
                "{} de {}",
                format::bytes(Locale::Es, done),
                format::bytes(Locale::Es, total)
            ),
        };
        format!("leyendo {of} · {} filas", format::count(Locale::Es, rows))
    },
    cannot_read: "Este archivo no se puede leer.",
    stopped: "Se detuvo la lectura; no se usa nada de este archivo.",
    read_again: "Leer de nuevo",
    set_columns: "Definir columnas",
    settings: "Cómo se lee este archivo",
    remove: |name| format!("Quitar {name}"),
    stop: |name| format!("Dejar de leer {name}"),
    inside: |n| format!("{n} archivos dentro"),
    sheets: |n| format!("{n} hojas"),
    rejects: |n| if n == 1 { "fila no se pudo leer" } else { "filas no se pudieron leer" },
    set_aside: |n| {
        if n == 1 {
            "fila es un total o un título y se omite"
        } else {
            "filas son totales o títulos y se omiten"
        }
    },
    at_lines: |lines| {
        let shown: Vec<String> =
            lines.iter().map(|it| format!("línea {}", format::count(Locale::Es, *it))).collect();
        shown.join(", ")
    },
    removed: |name| format!("Se quitó {name}."),
    rates_left: "Siguen en uso las tarifas editadas de un archivo que se quitó.",
    put_back: "Volver a poner",
    rejects_title: |name| format!("Filas de {name} que no se pudieron leer"),
    rejects_note: "Se cuentan en la comprobación pero no se comparan. Corrija el archivo o cambie cómo se lee.",
    rejects_columns: ["Línea", "Motivo", "Texto"],
    rejects_more: |shown, of| {
        format!(
            "Ver más ({} de {})",
            format::count(Locale::Es, shown),
            format::count(Locale::Es, of)
        )
    },
    place: |line, field| match (line, field) {
        (0, "") => String::new(),
        (0, field) => format!("columna «{field}»"),
        (line, "") => format!("línea {}", format::count(Locale::Es, line)),
        (line, field) => format!("línea {}, columna «{field}»", format::count(Locale::Es, line)),
    },
    was_read: |name, rows| format!("Se leyó {name}: {} filas", format::count(Locale::Es, rows)),
    case: Cases {
        title: ("Caso guardado", "siga donde lo dejó"),
        saved: |at, decisions| {
            let made = at.map_or(String::new(), |at| format!("Guardado el {at} UTC. "));
            match decisions {
                0 => format!("{made}Aún no se decidió nada."),
                1 => format!("{made}Una decisión."),
                n => format!("{made}{n} decisiones."),
            }
        },
        whole: "Están todos sus archivos. Al abrirlo se aplican la política, las tarifas, la lectura de \
                los archivos y las decisiones, y se concilia.",
        missing: "Un caso no contiene archivos. Suelte los que faltan; se reconocen por su contenido.",
        is_there: "aquí",
        is_missing: "falta",
        open: "Abrir el caso",
        open_part: "Abrir con los archivos que están",
        opened: "Este caso está abierto.",
    },
    provenance: Provenances {
        pasted: "pegado",
        sample: "datos de ejemplo",
        fetched: |it, when| {
            let from = &it.from;
            let received = format::count(Locale::Es, it.received);
            match it.asked {
                _ if it.complete => format!("obtenido completo de {from}, {when}"),
                Some(asked) => {
                    let missing = format::count(Locale::Es, asked.saturating_sub(it.received));
                    let asked = format::count(Locale::Es, asked);
                    format!("{received} de {asked} obtenidos de {from}, {when}; faltan {missing}")
                }
                None => format!("obtenido en parte de {from}, {when}"),
            }
        },
        made: |when| format!("generado {when}"),
    },
};
