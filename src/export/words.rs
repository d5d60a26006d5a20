//! What packs and reports say, in the languages of the page: words, also where the CSV has codes, and the
//! decimal mark of what is printed. Times are the same in all of them. A word that a language lacks does not compile.

use crate::diagnostics::Code;
use crate::domain::verdict::Verdict;
use crate::domain::{Decision, Role};
use crate::export::answers::{self, Amounts};
use crate::export::{facts_es, phrases};
use crate::names::{self, Names};
use serde::{Deserialize, Serialize};

/// A language that packs are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

impl Language {
    /// Its words.
    pub fn words(self) -> &'static Words {
        match self {
            Self::En => &EN,
            Self::Es => &ES,
        }
    }
}

/// The words of a language. A title that begins with `#` stands over numbers, one with `%` over quantities,
/// with `$` over amounts, with `=` over ids.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// Its code, as a page names it.
    pub lang: &'static str,
    /// The decimal mark of a report.
    pub mark: &'static str,
    /// The workbook and the report.
    pub names: [&'static str; 2],
    /// Sheets: summary, exceptions, evidence, policy and rates, sources, rejects.
    pub sheets: [&'static str; 6],
    /// What stands before a value: vendors, period, when it was written.
    pub heads: [&'static str; 3],
    /// Without a period: in the workbook, in the report.
    pub no_period: [&'static str; 2],
    /// When the report was written, and by which version.
    pub written: fn(&str, &str) -> String,
    /// What the result says about the bill.
    pub answer: fn(Verdict, &Amounts) -> String,
    /// Sections of the report.
    pub sections: Sections,
    /// Totals: the first column, the others, and the first cell.
    pub totals: [&'static str; 8],
    /// Outcomes.
    pub outcomes: [&'static str; 7],
    /// What outcomes and flags are called.
    pub called: &'static Names,
    /// The part of a source, and the side of a row.
    pub role: fn(Role) -> &'static str,
    /// A code of the policy, of a finding's weight or of a rate's rounding in words; what is none stays as it is.
    pub code: for<'a> fn(&'a str) -> &'a str,
    /// What was decided.
    pub decision: fn(Decision) -> &'static str,
    /// The proof: its name, in, out, ties.
    pub proof: [&'static str; 4],
    /// Rows of the proof: records, lines, all of it.
    pub proof_rows: [&'static str; 3],
    /// Billed in a currency.
    pub billed_in: fn(&str) -> String,
    /// Ties, does not tie.
    pub ties: [&'static str; 2],
    /// Whether all of the proof holds.
    pub proof_says: [&'static str; 2],
    /// Columns of the exceptions in the workbook, in the order of `columns::COLUMNS`.
    pub exceptions: [&'static str; 25],
    /// The same in the report.
    pub printed: [&'static str; 12],
    /// Columns of the evidence.
    pub evidence: [&'static str; 5],
    /// Columns of the rejects in the workbook.
    pub rejects: [&'static str; 7],
    /// The same in the report.
    pub printed_rejects: [&'static str; 5],
    /// Names of what a policy says, and the titles above them.
    pub policy: [&'static str; 15],
    /// Titles above a policy in the report.
    pub policy_titles: [&'static str; 2],
    /// Columns of the rates in the report.
    pub rates: [&'static str; 13],
    /// Columns of the sources in the workbook.
    pub sources: [&'static str; 9],
    /// The same in the report.
    pub printed_sources: [&'static str; 6],
    /// Columns of the findings in the workbook.
    pub findings: [&'static str; 8],
    /// The same in the report.
    pub printed_findings: [&'static str; 4],
    /// A file's line.
    pub line: fn(&str, u64) -> String,
    /// Some exceptions of all are in the workbook, in the report.
    pub first_exceptions: [fn(usize, u64) -> String; 2],
    /// Some rejects of all are in the workbook, in the report.
    pub first_rejects: [fn(usize, u64) -> String; 2],
    /// Exceptions with their source text, of all.
    pub first_texts: fn(u64, u64) -> String,
    /// A file was gone, no rates were given.
    pub gaps: [&'static str; 2],
    /// What happened; `{0}` stands for a parameter, a part in square brackets is left out without it.
    pub fact: fn(Code) -> &'static str,
}

/// Titles of the report's sections.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "each is named by what it stands over")]
pub struct Sections {
    pub totals: &'static str,
    pub outcomes: &'static str,
    pub proof: &'static str,
    pub exceptions: &'static str,
    pub rejects: &'static str,
    pub policy: &'static str,
    pub rates: &'static str,
    pub sources: &'static str,
    pub findings: &'static str,
}

static EN: Words = Words {
    lang: "en",
    mark: ".",
    names: ["Dispute pack", "Dispute report"],
    sheets: ["Summary", "Exceptions", "Evidence", "Policy and rates", "Sources", "Rejects"],
    heads: ["Vendors", "Period", "Written"],
    no_period: ["all", "all periods"],
    written: |at, version| format!("written {at} by Trueup {version}"),
    answer: answers::en,
    sections: Sections {
        totals: "Totals",
        outcomes: "Outcomes",
        proof: "Proof",
        exceptions: "Exceptions",
        rejects: "Rows that could not be read",
        policy: "Policy",
        rates: "Rates",
        sources: "Sources",
        findings: "Findings",
    },
    totals: [
        "Total",
        "Currency",
        "$Billed",
        "$Expected",
        "$Difference",
        "$Disputable",
        "$Disputed",
        "All",
    ],
    outcomes: ["Outcome", "Currency", "#Records", "#Lines", "$Billed", "$Expected", "$Difference"],
    called: &names::EN,
    role: |role| match role {
        Role::Billed => "bill",
        other => other.code(),
    },
    code: |code| match code {
        "id" => "by id",
        "alike_id" => "by ids written in different ways",
        "time" => "by start and length",
        "aggregate" => "by sum",
        "start" => "it starts in the period",
        "end" => "it ends in the period",
        "overlap" => "any part lies in the period",
        "blocking" => "in the way of a result",
        "record" => "of each record",
        "sum" => "of the sum",
        it => it,
    },
    decision: Decision::code,
    proof: ["Proof", "#In", "#Out", "Ties"],
    proof_rows: ["Records, rejects included", "Lines, rejects included", "All of it"],
    billed_in: |currency| format!("Billed {currency}").trim_end().to_owned(),
    ties: ["yes", "NO"],
    proof_says: [
        "Everything that was read is accounted for.",
        "THE PROOF DOES NOT HOLD: do not rely on this result.",
    ],
    exceptions: [
        "Outcome",
        "Id",
        "Account",
        "Service",
        "Channel",
        "Start",
        "Currency",
        "Expected quantity",
        "Billed quantity",
        "Contract price",
        "Billed price",
        "Expected amount",
        "Billed amount",
        "Difference",
        "Due to quantity",
        "Due to price",
        "Due to neither",
        "Decision",
        "Note",
        "Flags",
        "Usage file",
        "Usage line",
        "Bill file",
        "Bill line",
        "Side",
    ],
    printed: [
        "Outcome",
        "=Id",
        "=Account",
        "Channel",
        "Start",
        "%Used",
        "%Billed",
        "$Expected",
        "$Charged",
        "$Difference",
        "Decision",
        "Found in",
    ],
    evidence: ["Id", "Side", "File", "Line", "Source text"],
    rejects: ["File", "Line", "Column", "Field", "Code", "Reason", "Row"],
    printed_rejects: ["File", "#Line", "#Column", "Reason", "=Row"],
    policy: [
        "Name",
        "Rules",
        "Groups by",
        "Names on the bill",
        "Quantity tolerance",
        "Quantity tolerance, %",
        "Amount tolerance",
        "Amount tolerance, %",
        "Period from",
        "Period to",
        "Period rule",
        "Time zone",
        "Decimal places",
        "Starts and lengths may differ by, seconds",
        "Lengths without a rate, least/step in seconds",
    ],
    policy_titles: ["Rule", "Value"],
    rates: [
        "Service",
        "Account",
        "Channel",
        "Valid",
        "Measure",
        "#Unit",
        "#Minimum",
        "#Increment",
        "#Free units",
        "#From unit",
        "$Price",
        "Currency",
        "Rounding",
    ],
    sources: [
        "File", "Role", "Vendor", "Layout", "Rows", "Rejected", "Bytes", "SHA-256", "Read as",
    ],
    printed_sources: ["File", "Role", "#Rows", "#Rejected", "#Bytes", "SHA-256"],
    findings: ["File", "Finding", "Severity", "", "Times", "First line", "", "What it means"],
    printed_findings: ["File", "#Times", "#First line", "Finding"],
    line: |file, line| format!("{file}, line {line}"),
    first_exceptions: [
        |given, total| {
            format!(
                "This workbook has the first {given} of {total} exceptions; the CSV has all of them."
            )
        },
        |given, total| format!("The first {given} of {total}; the CSV has all of them."),
    ],
    first_rejects: [
        |given, total| {
            format!("Rows that could not be read: {total}; the sheet Rejects has {given} of them.")
        },
        |given, total| format!("The first {given} of {total}."),
    ],
    first_texts: |given, total| {
        format!(
            "The sheet Evidence of the workbook has the source text of the first {given} of {total} \
             exceptions, those with most money."
        )
    },
    gaps: answers::GAPS_EN,
    fact: |code| phrases::phrase(code).what,
};

static ES: Words = Words {
    lang: "es",
    mark: ",",
    names: ["Expediente de reclamación", "Informe de reclamación"],
    sheets: ["Resumen", "Excepciones", "Evidencia", "Reglas y tarifas", "Fuentes", "Rechazos"],
    heads: ["Proveedores", "Período", "Escrito"],
    no_period: ["todos", "todos los períodos"],
    written: |at, version| format!("escrito {at} por Trueup {version}"),
    answer: answers::es,
    sections: Sections {
        totals: "Totales",
        outcomes: "Estados",
        proof: "Comprobación",
        exceptions: "Excepciones",
        rejects: "Filas que no se pudieron leer",
        policy: "Reglas",
        rates: "Tarifas",
        sources: "Fuentes",
        findings: "Observaciones",
    },
    totals: [
        "Total",
        "Moneda",
        "$Facturado",
        "$Esperado",
        "$Diferencia",
        "$Reclamable",
        "$Reclamado",
        "Todo",
    ],
    outcomes: [
        "Estado",
        "Moneda",
        "#Registros",
        "#Líneas",
        "$Facturado",
        "$Esperado",
        "$Diferencia",
    ],
    called: &names::ES,
    role: |role| match role {
        Role::Usage => "consumo",
        Role::Billed => "factura",
        Role::Rates => "tarifas",
        Role::Case => "caso",
    },
    code: |code| match code {
        "id" => "por id",
        "alike_id" => "por ids escritos de otra forma",
        "time" => "por inicio y duración",
        "aggregate" => "por suma",
        "account" => "cuenta",
        "service" => "servicio",
        "channel" => "canal",
        "period" => "período",
        "start" => "empieza en el período",
        "end" => "termina en el período",
        "overlap" => "alguna parte cae en el período",
        "note" => "nota",
        "warning" => "aviso",
        "blocking" => "impide un resultado",
        "record" => "de cada registro",
        "sum" => "de la suma",
        it => it,
    },
    decision: |decision| match decision {
        Decision::Dispute => "reclamar",
        Decision::Accept => "aceptar",
    },
    proof: ["Comprobación", "#Entran", "#Salen", "Cuadra"],
    proof_rows: ["Registros, con rechazos", "Líneas, con rechazos", "Todo"],
    billed_in: |currency| format!("Facturado {currency}").trim_end().to_owned(),
    ties: ["sí", "NO"],
    proof_says: [
        "Todo lo que se leyó está contado.",
        "LA COMPROBACIÓN NO CUADRA: no use este resultado.",
    ],
    exceptions: [
        "Estado",
        "Id",
        "Cuenta",
        "Servicio",
        "Canal",
        "Inicio",
        "Moneda",
        "Cantidad esperada",
        "Cantidad facturada",
        "Precio contratado",
        "Precio facturado",
        "Importe esperado",
        "Importe facturado",
        "Diferencia",
        "Por cantidad",
        "Por precio",
        "Por ninguno",
        "Decisión",
        "Nota",
        "Indicaciones",
        "Archivo de consumo",
        "Línea de consumo",
        "Archivo de factura",
        "Línea de factura",
        "Lado",
    ],
    printed: [
        "Estado",
        "=Id",
        "=Cuenta",
        "Canal",
        "Inicio",
        "%Consumido",
        "%Facturado",
        "$Esperado",
        "$Cobrado",
        "$Diferencia",
        "Decisión",
        "Está en",
    ],
    evidence: ["Id", "Lado", "Archivo", "Línea", "Texto de la fuente"],
    rejects: ["Archivo", "Línea", "Columna", "Campo", "Código", "Motivo", "Fila"],
    printed_rejects: ["Archivo", "#Línea", "#Columna", "Motivo", "=Fila"],
    policy: [
        "Nombre",
        "Reglas",
        "Agrupa por",
        "Nombres en la factura",
        "Tolerancia de cantidad",
        "Tolerancia de cantidad, %",
        "Tolerancia de importe",
        "Tolerancia de importe, %",
        "Período desde",
        "Período hasta",
        "Regla del período",
        "Zona horaria",
        "Decimales",
        "Inicios y duraciones pueden diferir en, segundos",
        "Duraciones sin tarifa, mínimo/paso en segundos",
    ],
    policy_titles: ["Regla", "Valor"],
    rates: [
        "Servicio",
        "Cuenta",
        "Canal",
        "Vigencia",
        "Medida",
        "#Unidad",
        "#Mínimo",
        "#Incremento",
        "#Unidades gratis",
        "#Desde unidad",
        "$Precio",
        "Moneda",
        "Redondeo",
    ],
    sources: [
        "Archivo",
        "Papel",
        "Proveedor",
        "Formato",
        "Filas",
        "Rechazadas",
        "Bytes",
        "SHA-256",
        "Leído como",
    ],
    printed_sources: ["Archivo", "Papel", "#Filas", "#Rechazadas", "#Bytes", "SHA-256"],
    findings: [
        "Archivo",
        "Observación",
        "Gravedad",
        "",
        "Veces",
        "Primera línea",
        "",
        "Qué significa",
    ],
    printed_findings: ["Archivo", "#Veces", "#Primera línea", "Observación"],
    line: |file, line| format!("{file}, línea {line}"),
    first_exceptions: [
        |given, total| {
            format!(
                "Este libro tiene las primeras {given} de {total} excepciones; el CSV las tiene todas."
            )
        },
        |given, total| format!("Las primeras {given} de {total}; el CSV las tiene todas."),
    ],
    first_rejects: [
        |given, total| {
            format!(
                "Filas que no se pudieron leer: {total}; la hoja Rechazos tiene {given} de ellas."
            )
        },
        |given, total| format!("Las primeras {given} de {total}."),
    ],
    first_texts: |given, total| {
        format!(
            "La hoja Evidencia del libro tiene el texto de la fuente de las primeras {given} de \
             {total} excepciones, las de más dinero."
        )
    },
    gaps: answers::GAPS_ES,
    fact: facts_es::fact,
};
