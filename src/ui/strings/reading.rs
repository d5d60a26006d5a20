//! How a file is read: names of encodings, marks, fields and layouts, and the dialog to set them.

use super::{Locale, Strings};
use crate::engine::protocol::ReadAs;

/// The texts.
pub struct Reading {
    /// The dialog: the file's name.
    pub title: fn(&str) -> String,
    /// What the file is for.
    pub role: &'static str,
    /// The three roles: usage, billed, rates.
    pub roles: [&'static str; 3],
    /// What the file is.
    pub layout: &'static str,
    /// Which of its sheets, or of the files in it, is read.
    pub part: &'static str,
    /// All of them.
    pub all_parts: &'static str,
    /// Bytes to letters.
    pub encoding: &'static str,
    /// What separates columns.
    pub delimiter: &'static str,
    /// Whether the first row is a header.
    pub header: &'static str,
    /// Yes and no.
    pub yes_no: [&'static str; 2],
    /// The decimal mark.
    pub decimal_mark: &'static str,
    /// The order of a date.
    pub date_order: &'static str,
    /// The zone.
    pub time_zone: &'static str,
    /// What may stand there.
    pub time_zone_hint: &'static str,
    /// The group of values for rows that state none.
    pub constants: &'static str,
    /// Why one would set them.
    pub constants_note: &'static str,
    /// A currency.
    pub currency: &'static str,
    /// An account.
    pub account: &'static str,
    /// A service.
    pub service: &'static str,
    /// A unit.
    pub unit: &'static str,
    /// What may stand there.
    pub unit_hint: &'static str,
    /// First day.
    pub period_from: &'static str,
    /// Last day.
    pub period_to: &'static str,
    /// The last day comes before the first.
    pub period_wrong: &'static str,
    /// Nothing set: what was found.
    pub detected: fn(&str) -> String,
    /// Nothing set, and nothing found.
    pub detect: &'static str,
    /// The table below.
    pub preview: &'static str,
    /// What one does with it.
    pub preview_note: &'static str,
    /// There are no rows to show.
    pub preview_none: &'static str,
    /// The select above a column: its position.
    pub meaning_of: fn(u32) -> String,
    /// A column that means nothing.
    pub unused: &'static str,
    /// How a row was read.
    pub read_as: &'static str,
    /// Read without trouble.
    pub row_reads: &'static str,
    /// How many rows of the head do not read.
    pub rows_fail: fn(usize, usize) -> String,
    /// Names of delimiters: `,` `;` tab `|`.
    pub delimiters: [&'static str; 4],
    /// Names of date orders: mdy, dmy, ymd.
    pub date_orders: [&'static str; 3],
    /// Names of decimal marks: `.` `,`.
    pub decimal_marks: [&'static str; 2],
    /// Put back to what is detected.
    pub reset: &'static str,
}

/// English.
pub static EN: Reading = Reading {
    title: |name| format!("How {name} is read"),
    role: "This file is",
    roles: ["Usage", "Bill", "Rate card"],
    layout: "Recognised as",
    part: "Sheet or file read",
    all_parts: "All that hold rows",
    encoding: "Encoding",
    delimiter: "Columns separated by",
    header: "First row is a header",
    yes_no: ["Yes", "No"],
    decimal_mark: "Decimal mark",
    date_order: "Order of dates",
    time_zone: "Time zone where none is stated",
    time_zone_hint: "Such as America/Bogota or UTC-05:00",
    constants: "For rows that state none",
    constants_note: "Leave empty what the file says itself.",
    currency: "Currency",
    account: "Account",
    service: "Service or report",
    unit: "Unit of quantities",
    unit_hint: "Such as minutes or calls",
    period_from: "First day covered",
    period_to: "Last day covered",
    period_wrong: "The last day comes before the first.",
    detected: |what| format!("Detected: {what}"),
    detect: "Detect",
    preview: "First rows",
    preview_note: "Say above each column what it means. The rows are read again as you change something.",
    preview_none: "There are no rows to show.",
    meaning_of: |position| format!("Meaning of column {position}"),
    unused: "not used",
    read_as: "Reads",
    row_reads: "all of these rows were read",
    rows_fail: |bad, of| format!("{bad} of {of} rows do not read"),
    delimiters: ["comma", "semicolon", "tab", "vertical bar"],
    date_orders: ["month, day, year", "day, month, year", "year, month, day"],
    decimal_marks: ["point (1,234.56)", "comma (1.234,56)"],
    reset: "Detect everything",
};

/// Spanish.
pub static ES: Reading = Reading {
    title: |name| format!("Cómo se lee {name}"),
    role: "Este archivo es",
    roles: ["Consumo", "Factura", "Tarifas"],
    layout: "Reconocido como",
    part: "Hoja o archivo que se lee",
    all_parts: "Todos los que tienen filas",
    encoding: "Codificación",
    delimiter: "Columnas separadas por",
    header: "La primera fila es el encabezado",
    yes_no: ["Sí", "No"],
    decimal_mark: "Separador decimal",
    date_order: "Orden de las fechas",
    time_zone: "Zona horaria si no consta",
    time_zone_hint: "Por ejemplo America/Bogota o UTC-05:00",
    constants: "Para las filas que no lo indican",
    constants_note: "Deje vacío lo que el propio archivo dice.",
    currency: "Moneda",
    account: "Cuenta",
    service: "Servicio o informe",
    unit: "Unidad de las cantidades",
    unit_hint: "Por ejemplo minutos o llamadas",
    period_from: "Primer día que abarca",
    period_to: "Último día que abarca",
    period_wrong: "El último día es anterior al primero.",
    detected: |what| format!("Detectado: {what}"),
    detect: "Detectar",
    preview: "Primeras filas",
    preview_note: "Diga sobre cada columna qué significa. Las filas se leen de nuevo con cada cambio.",
    preview_none: "No hay filas que mostrar.",
    meaning_of: |position| format!("Significado de la columna {position}"),
    unused: "no se usa",
    read_as: "Lectura",
    row_reads: "todas estas filas se leyeron",
    rows_fail: |bad, of| format!("{bad} de {of} filas no se leen"),
    delimiters: ["coma", "punto y coma", "tabulación", "barra vertical"],
    date_orders: ["mes, día, año", "día, mes, año", "año, mes, día"],
    decimal_marks: ["punto (1,234.56)", "coma (1.234,56)"],
    reset: "Detectar todo",
};

/// Encodings with their names, which are the same in every language.
pub const ENCODINGS: [(&str, &str); 4] = [
    ("utf-8", "UTF-8"),
    ("utf-16le", "UTF-16 LE"),
    ("utf-16be", "UTF-16 BE"),
    ("windows-1252", "Windows-1252"),
];

/// Delimiters in the order of their names.
pub const DELIMITERS: [&str; 4] = [",", ";", "\t", "|"];

/// Date orders in the order of their names.
pub const DATE_ORDERS: [&str; 3] = ["mdy", "dmy", "ymd"];

/// Decimal marks in the order of their names.
pub const DECIMAL_MARKS: [&str; 2] = [".", ","];

/// Roles in the order of their names.
pub const ROLES: [&str; 3] = ["usage", "billed", "rates"];

/// The name of a code in a list that runs beside the list of names; the code itself when it is not
/// there.
pub fn name_of<'a>(codes: &[&str], names: &[&'a str], code: &'a str) -> &'a str {
    codes.iter().zip(names).find(|(it, _)| **it == code).map_or(code, |(_, name)| name)
}

/// What a person may say that a file is: ids of layouts, in the order in which they are offered.
pub const LAYOUT_IDS: &[&str] = &[
    "usage-table",
    "bill-table",
    "rate-card",
    "kore-billing-sessions",
    "kore-billing-sessions-bare",
    "kore-billing-summary",
    "wolkvox-counters",
    "dma-calls",
    "dma-conferences",
    "dma-counts",
    "dma-status",
    "evo-ai-usage",
    "evo-ai-usage-jsv",
    "evo-billing",
    "evo-usage-records",
    "twilio-usage-records",
    "asterisk-cdr",
    "freeswitch-cdr",
    "threecx-cdr",
    "usage-json-lines",
];

/// Layouts by the beginning of their id, the longer ones first: English and Spanish name.
const LAYOUTS: &[(&str, &str, &str)] = &[
    (
        "kore-billing-sessions-bare",
        "Kore.ai billing sessions, without their reply",
        "Sesiones de facturación de Kore.ai, sin su respuesta",
    ),
    ("kore-billing-sessions", "Kore.ai billing sessions", "Sesiones de facturación de Kore.ai"),
    ("kore-", "Kore.ai session summary", "Resumen de sesiones de Kore.ai"),
    ("wolkvox-", "wolkvox counters", "Contadores de wolkvox"),
    ("dma-conf", "Poly DMA conference records", "Registros de conferencias de Poly DMA"),
    ("dma-count", "Poly DMA counts", "Conteos de Poly DMA"),
    ("dma-status", "Poly DMA generation status", "Estado de generación de Poly DMA"),
    ("dma-", "Poly DMA call records", "Registros de llamadas de Poly DMA"),
    (
        "evo-ai-usage-jsv",
        "Evo Voice AI usage, lists in cells",
        "Consumo de IA de Evo Voice, listas en celdas",
    ),
    ("evo-ai-usage", "Evo Voice AI usage", "Consumo de IA de Evo Voice"),
    ("evo-usage", "Evo Voice usage records", "Registros de consumo de Evo Voice"),
    ("evo-", "Evo Voice billing", "Facturación de Evo Voice"),
    ("twilio-", "Twilio usage records", "Registros de consumo de Twilio"),
    ("asterisk-", "Asterisk call records", "Registros de llamadas de Asterisk"),
    ("freeswitch-", "FreeSWITCH call records", "Registros de llamadas de FreeSWITCH"),
    ("threecx-", "3CX call records", "Registros de llamadas de 3CX"),
    ("usage-table", "Usage table", "Tabla de consumo"),
    ("usage-json", "Usage as JSON lines", "Consumo en líneas JSON"),
    ("bill-table", "Itemised bill", "Factura detallada"),
    ("rate-card", "Rate card", "Lista de tarifas"),
    ("case", "Saved case", "Caso guardado"),
];

/// Fields by name: English and Spanish name, in the order of `FIELD_NAMES`.
const FIELDS: &[(&str, &str, &str)] = &[
    ("usage_id", "Usage id", "Id. de consumo"),
    ("conversation_id", "Conversation id", "Id. de conversación"),
    ("start", "Start", "Inicio"),
    ("start_time", "Time of day of the start", "Hora del inicio"),
    ("end", "End", "Fin"),
    ("end_time", "Time of day of the end", "Hora del fin"),
    ("conversation_start", "Conversation start", "Inicio de la conversación"),
    ("conversation_end", "Conversation end", "Fin de la conversación"),
    ("duration", "Duration", "Duración"),
    ("quantity", "Quantity", "Cantidad"),
    ("unit", "Unit", "Unidad"),
    ("unit_price", "Unit price", "Precio unitario"),
    ("amount", "Amount", "Importe"),
    ("tax", "Taxes in the amount", "Impuestos del importe"),
    ("currency", "Currency", "Moneda"),
    ("account", "Account", "Cuenta"),
    ("service", "Service", "Servicio"),
    ("channel", "Channel", "Canal"),
    ("line_id", "Line id", "Id. de línea"),
    ("invoice_id", "Invoice id", "Id. de factura"),
    ("category", "Category", "Categoría"),
    ("period_start", "Period start", "Inicio del período"),
    ("period_end", "Period end", "Fin del período"),
    ("period", "Period", "Período"),
];

impl Strings {
    /// What a layout is called; its id in words when it has no name here.
    pub fn layout(&self, id: &str) -> String {
        named(self.locale, LAYOUTS.iter().find(|(it, ..)| id.starts_with(it)), id)
    }

    /// What a field is called.
    pub fn field(&self, name: &str) -> String {
        named(self.locale, FIELDS.iter().find(|(it, ..)| *it == name), name)
    }

    /// How a file was read, in a few words: `CSV, UTF-8, comma`.
    pub fn read_as(&self, read_as: &ReadAs) -> String {
        let mut parts = vec![read_as.syntax.to_ascii_uppercase()];
        let codes: Vec<&str> = ENCODINGS.iter().map(|it| it.0).collect();
        let names: Vec<&str> = ENCODINGS.iter().map(|it| it.1).collect();
        parts.push(name_of(&codes, &names, &read_as.encoding).to_owned());
        parts.push(name_of(&DELIMITERS, &self.reading().delimiters, &read_as.delimiter).to_owned());
        if read_as.decimal_mark == "," {
            parts.push(
                if self.locale == Locale::En { "decimal comma" } else { "coma decimal" }.to_owned(),
            );
        }
        parts.retain(|it| !it.is_empty());
        parts.join(", ")
    }
}

fn named(locale: Locale, found: Option<&(&str, &str, &str)>, id: &str) -> String {
    match found {
        Some((_, en, _)) if locale == Locale::En => (*en).to_owned(),
        Some((_, _, es)) => (*es).to_owned(),
        None => id.replace(['_', '-'], " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::forms::FIELD_NAMES;
    use crate::ui::strings::{EN, ES};

    #[test]
    fn every_field_has_a_name() {
        let named: Vec<&str> = FIELDS.iter().map(|it| it.0).collect();
        assert_eq!(named, FIELD_NAMES);
    }

    #[test]
    fn layouts_are_found_by_the_longest_beginning() {
        assert_eq!(EN.layout("dma-conferences"), "Poly DMA conference records");
        assert_eq!(ES.layout("dma-calls"), "Registros de llamadas de Poly DMA");
        assert_eq!(EN.layout("some-other"), "some other");
    }
}
