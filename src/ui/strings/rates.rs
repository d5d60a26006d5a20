//! The Rates page.

use super::{Locale, Strings};
use crate::diagnostics::{Code, Diagnostic};
use crate::domain::forms::RateForm;
use crate::ui::format;
use crate::ui::rate_text::{EXAMPLE_SECONDS, example};

/// The texts.
pub struct Rates {
    /// The page.
    pub title: &'static str,
    /// What it is for.
    pub lead: &'static str,
    /// No rates yet.
    pub empty_title: &'static str,
    /// What to do then.
    pub empty: &'static str,
    /// Add a row.
    pub add: &'static str,
    /// Add a row of blocks of 15 minutes, to begin with.
    pub add_blocks: &'static str,
    /// Delete a row: its number.
    pub delete: fn(usize) -> String,
    /// Paste rows.
    pub paste: &'static str,
    /// The dialog for that.
    pub paste_label: &'static str,
    /// Save as a file.
    pub download: &'static str,
    /// Names of the columns, in the order of `RATE_COLUMNS`.
    pub columns: [&'static str; 15],
    /// What stands in a cell, in the order of `RATE_COLUMNS`.
    pub hints: [&'static str; 15],
    /// Groups of columns with how many they span.
    pub groups: [(&'static str, u32); 4],
    /// Measures: duration, records, quantity.
    pub measures: [&'static str; 3],
    /// Roundings: of each record, of the sum.
    pub roundings: [&'static str; 2],
    /// A cell that may be anything.
    pub any: &'static str,
    /// A cell: row, column.
    pub cell: fn(usize, &str) -> String,
    /// How to read a row, with an example.
    pub help_title: &'static str,
    /// Lines of it: what is written, what it means.
    pub help: [(&'static str, &'static str); 4],
    /// Not all rows are shown: how many are, of.
    pub shown: fn(&str, &str) -> String,
    /// Show so many more.
    pub more: fn(&str) -> String,
    /// Rows that are being edited.
    pub unsaved: &'static str,
    /// Use rates that outlived their file no more.
    pub drop: &'static str,
    /// Put the edited rows back.
    pub revert: &'static str,
}

/// English.
pub static EN: Rates = Rates {
    title: "Rates",
    lead: "What was agreed. With rates, amounts are recomputed from usage; without, quantities are compared and prices are taken from the bill.",
    empty_title: "No rates yet",
    empty: "Add a row, paste a table, or drop a rate card anywhere on this page. A CSV or JSON file with these columns is recognised.",
    add: "Add a rate",
    add_blocks: "Start with 15-minute blocks",
    delete: |n| format!("Delete row {n}"),
    paste: "Paste a table",
    paste_label: "CSV with a header line: vendor, service, channel, measure, unit_size, price …",
    download: "Download CSV",
    columns: [
        "Vendor",
        "Service",
        "Account",
        "Channel",
        "Valid from",
        "Valid to",
        "Currency",
        "Measure",
        "Unit size",
        "Minimum",
        "Increment",
        "Free units",
        "From unit",
        "Price",
        "Rounding",
    ],
    hints: [
        "any", "any", "any", "any", "always", "always", "USD", "", "900", "none", "none", "none",
        "0", "0.0425", "",
    ],
    groups: [("For what", 4), ("When", 2), ("How it is measured", 6), ("Price", 3)],
    measures: ["Duration (s)", "Records", "Quantity"],
    roundings: ["each record", "the sum"],
    any: "not set",
    cell: |row, column| format!("{column}, row {row}"),
    help_title: "How a row is read",
    help: [
        (
            "duration, 900, 900, 900",
            "blocks of 15 minutes: each started block counts whole, and the price is per block",
        ),
        ("duration, 60, 60, 6", "per minute in steps of 6 seconds, one minute at least (60/6)"),
        ("records, 1", "a price per record: session, call, message"),
        ("quantity, 1000", "a price per 1,000 of what the usage counts itself"),
    ],
    shown: |shown, all| format!("{shown} of {all} rows are shown."),
    more: |n| format!("Show {n} more"),
    unsaved: "These rows are not in use yet.",
    drop: "Drop these rates",
    revert: "Discard changes",
};

/// Spanish.
pub static ES: Rates = Rates {
    title: "Tarifas",
    lead: "Lo que se acordó. Con tarifas, los importes se recalculan a partir del consumo; sin ellas se comparan las cantidades y los precios son los de la factura.",
    empty_title: "Aún no hay tarifas",
    empty: "Añada una fila, pegue una tabla o suelte una lista de tarifas en esta página. Se reconoce un CSV o JSON con estas columnas.",
    add: "Añadir una tarifa",
    add_blocks: "Empezar con bloques de 15 minutos",
    delete: |n| format!("Borrar la fila {n}"),
    paste: "Pegar una tabla",
    paste_label: "CSV con línea de encabezado: vendor, service, channel, measure, unit_size, price …",
    download: "Descargar CSV",
    columns: [
        "Proveedor",
        "Servicio",
        "Cuenta",
        "Canal",
        "Vigente desde",
        "Vigente hasta",
        "Moneda",
        "Medida",
        "Tamaño de unidad",
        "Mínimo",
        "Incremento",
        "Unidades gratis",
        "Desde unidad",
        "Precio",
        "Redondeo",
    ],
    hints: [
        "todos", "todos", "todas", "todos", "siempre", "siempre", "COP", "", "900", "ninguno",
        "ninguno", "ninguna", "0", "0,0425", "",
    ],
    groups: [("Para qué", 4), ("Cuándo", 2), ("Cómo se mide", 6), ("Precio", 3)],
    measures: ["Duración (s)", "Registros", "Cantidad"],
    roundings: ["cada registro", "la suma"],
    any: "sin definir",
    cell: |row, column| format!("{column}, fila {row}"),
    help_title: "Cómo se lee una fila",
    help: [
        (
            "duration, 900, 900, 900",
            "bloques de 15 minutos: cada bloque iniciado cuenta entero y el precio es por bloque",
        ),
        ("duration, 60, 60, 6", "por minuto en pasos de 6 segundos, un minuto como mínimo (60/6)"),
        ("records, 1", "un precio por registro: sesión, llamada, mensaje"),
        ("quantity, 1000", "un precio por cada 1.000 de lo que el propio consumo cuenta"),
    ],
    shown: |shown, all| format!("Se muestran {shown} de {all} filas."),
    more: |n| format!("Mostrar {n} más"),
    unsaved: "Estas filas aún no se usan.",
    drop: "Descartar estas tarifas",
    revert: "Descartar cambios",
};

/// Reasons of `bad_rate`: English, Spanish.
const REASONS: &[(&str, &str, &str)] = &[
    ("unknown_measure", "choose a measure", "elija una medida"),
    ("unknown_rounding", "the rounding is unknown", "el redondeo no se conoce"),
    ("negative", "it cannot be below zero", "no puede ser menor que cero"),
    ("zero", "it cannot be zero", "no puede ser cero"),
    ("ends_before_start", "it ends before it starts", "termina antes de empezar"),
    ("first_tier", "the lowest tier has to start at 0", "el primer tramo tiene que empezar en 0"),
    ("unknown_column", "there is no such column", "no existe esa columna"),
    ("more_than_18_digits", "it has more than 18 digits", "tiene más de 18 cifras"),
    ("not_a_cell", "it is neither text nor a number", "no es texto ni número"),
];

impl Strings {
    /// What is wrong with a row of the rate card.
    pub fn rate_problem(&self, diagnostic: &Diagnostic) -> String {
        let names = crate::domain::forms::RATE_COLUMNS.iter().zip(self.rates().columns);
        let field = names
            .filter(|(code, _)| **code == diagnostic.place.field)
            .map(|(_, name)| name)
            .next()
            .unwrap_or_default();
        let said = match (diagnostic.code, diagnostic.params.as_slice()) {
            (Code::BadRate, [_, reason, ..]) => [self.reason(reason).as_str(), "."].concat(),
            (Code::RateConflict, _) => {
                [self.says(diagnostic).as_str(), self.way_out(diagnostic.code)].join(" ")
            }
            _ => self.figure_problem(diagnostic),
        };
        if field.is_empty() { said } else { [field, ": ", &said].concat() }
    }

    /// What is wrong with a figure of a form, quoted as it was typed.
    pub fn figure_problem(&self, diagnostic: &Diagnostic) -> String {
        let mut diagnostic = diagnostic.clone();
        if diagnostic.code == Code::BadNumber {
            for text in &mut diagnostic.params {
                *text = format::written(self.locale, text);
            }
        }
        self.says(&diagnostic)
    }

    fn reason(&self, code: &str) -> String {
        match REASONS.iter().find(|(it, ..)| *it == code) {
            Some((_, en, _)) if self.locale == Locale::En => (*en).to_owned(),
            Some((_, _, es)) => (*es).to_owned(),
            None => code.replace('_', " "),
        }
    }

    /// What a row means: what the price is for, and what a session of 8:41 would cost.
    pub fn explain_rate(&self, form: &RateForm) -> String {
        if form.price.trim().is_empty() || form.measure.trim().is_empty() {
            return String::new();
        }
        let en = self.locale == Locale::En;
        let price = format::money(self.locale, form.currency.trim(), form.price.trim());
        let unit = self.unit(form);
        let mut parts =
            vec![if en { format!("{price} per {unit}") } else { format!("{price} por {unit}") }];
        let steps = |text: &str| text.trim().parse::<u64>().ok().filter(|it| *it > 1);
        if form.measure.trim() == "duration" {
            if let Some(step) = steps(&form.increment) {
                let step = format::seconds(step);
                parts.push(if en {
                    format!("in steps of {step}")
                } else {
                    format!("en pasos de {step}")
                });
            }
            if let Some(least) = steps(&form.minimum) {
                let least = format::seconds(least);
                parts.push(if en {
                    format!("{least} at least")
                } else {
                    format!("{least} como mínimo")
                });
            }
        }
        if !format::is_zero(&form.free_units) {
            let free = format::decimal(self.locale, form.free_units.trim(), 0);
            parts.push(if en {
                format!("the first {free} of a month free")
            } else {
                format!("las primeras {free} de cada mes gratis")
            });
        }
        if !format::is_zero(&form.tier_from) {
            let from = format::decimal(self.locale, form.tier_from.trim(), 0);
            parts.push(if en {
                format!("from unit {from} on")
            } else {
                format!("a partir de la unidad {from}")
            });
        }
        let mut out = parts.join(", ");
        out.push('.');
        if let Some(example) = example(form) {
            let length = format::length(i64::try_from(EXAMPLE_SECONDS * 1_000).unwrap_or(0));
            let billable = i64::try_from(example.billable.saturating_mul(1_000)).unwrap_or(0);
            let billable = format::length(billable);
            let units = format::decimal(self.locale, &example.units, 0);
            let amount = format::money(self.locale, form.currency.trim(), &example.amount);
            let sum = [units.as_str(), " × ", &price, " = ", &amount].concat();
            out.push(' ');
            let example = if en {
                format!("Example: {length} is billed as {billable}: {sum}.")
            } else {
                format!("Ejemplo: {length} se cobra como {billable}: {sum}.")
            };
            out.push_str(&example);
        }
        out
    }

    fn unit(&self, form: &RateForm) -> String {
        let en = self.locale == Locale::En;
        let size = form.unit_size.trim();
        let shown = |size| format::decimal(self.locale, size, 0);
        match (form.measure.trim(), size) {
            ("duration", size) => match size.parse::<u64>() {
                Ok(60) => if en { "minute" } else { "minuto" }.to_owned(),
                Ok(3600) => if en { "hour" } else { "hora" }.to_owned(),
                Ok(n) if n > 1 => {
                    let length = format::seconds(n);
                    if en { format!("block of {length}") } else { format!("bloque de {length}") }
                }
                _ => if en { "second" } else { "segundo" }.to_owned(),
            },
            ("records", "" | "1") => if en { "record" } else { "registro" }.to_owned(),
            ("records", n) => {
                let n = shown(n);
                if en { format!("{n} records") } else { format!("{n} registros") }
            }
            (_, "" | "1") => if en { "unit" } else { "unidad" }.to_owned(),
            (_, n) => {
                let n = shown(n);
                if en { format!("{n} units") } else { format!("{n} unidades") }
            }
        }
    }
}
