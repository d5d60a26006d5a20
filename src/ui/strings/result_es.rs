//! The Result page in Spanish.

use super::outcomes;
use super::result::{ResultText, Steps};
use crate::domain::Outcome;
use crate::domain::forms::NameForm;
use crate::engine::protocol::{RuleKind, SortKey};
use crate::ui::format;
use crate::ui::strings::Locale::Es;

/// The texts.
pub static ES: ResultText = ResultText {
    empty_title: "Aún no hay resultado",
    empty_text: "Añada el consumo y una factura en Fuentes y pulse Conciliar. Aquí aparece la respuesta, \
                 con cada diferencia y su evidencia.",
    empty_action: "Ir a Fuentes",
    working: "Conciliando",
    working_rows: |n| format!("{n} filas comparadas"),
    stop: "Detener",
    stale: "Las fuentes, las tarifas o las reglas cambiaron después de este resultado.",
    aside: |n| match n {
        1 => "Una decisión es sobre una fila que no está tal como se lee ahora su archivo. \
              Vuelve cuando vuelva la fila."
            .to_owned(),
        n => format!(
            "{n} decisiones son sobre filas que no están tal como se leen ahora sus archivos. \
             Vuelven cuando vuelvan las filas."
        ),
    },
    again: "Conciliar de nuevo",

    policy: |name| format!("reglas «{name}»"),
    and: "y",
    answer_lead: "Le facturaron ",
    too_much: |amount| format!("{amount} de más"),
    too_little: |amount| format!("{amount} de menos"),
    right: "La factura es correcta",
    right_in_sum: "El total es correcto, pero no todas las líneas",
    right_as_far: "No hay diferencias, pero no todas las filas se pueden comparar",
    cannot_tell: "Aún no se puede saber si la factura es correcta",
    cannot_tell_rates: "No hay tarifas para este consumo: se comparan cantidades, no importes. Añada \
                        tarifas para obtener una respuesta en dinero.",
    cannot_tell_usage: "Hay una factura, pero no hay consumo con que compararla.",
    cannot_tell_bill: "Hay consumo, pero no hay factura con que compararlo.",
    part,
    all_agree: |n, count| match count {
        1 => "La única línea de consumo coincide con él.".to_owned(),
        _ => format!("Las {n} líneas de consumo coinciden con él."),
    },

    billed: "Facturado",
    expected: "Esperado",
    difference: "Diferencia",
    disputable: "Reclamable",
    disputed: |amount| format!("{amount} reclamado"),
    none_disputed: "nada reclamado aún",
    rows: |n, count| if count == 1 { format!("{n} fila") } else { format!("{n} filas") },
    rows_in_all: |n, count| {
        format!("{n} {} en todas las monedas", if count == 1 { "fila" } else { "filas" })
    },

    proof_holds: "Todo está contado",
    proof_fails: "Falta algo por contar",
    proof_fails_note: "Es un fallo de Trueup, no de sus archivos. No se fíe de este resultado.",
    records: |count| if count == 1 { "registro" } else { "registros" },
    lines: |count| if count == 1 { "línea" } else { "líneas" },
    records_rejected: |count| if count == 1 { "rechazado" } else { "rechazados" },
    lines_rejected: |count| if count == 1 { "rechazada" } else { "rechazadas" },
    unread: |n| match n {
        1 => "1 fila de consumo no se pudo leer. Una línea de ella puede parecer sin consumo."
            .to_owned(),
        n => format!(
            "{} filas de consumo no se pudieron leer. Las líneas de ellas pueden parecer sin consumo.",
            format::count(Es, n)
        ),
    },
    show_unread: |name| format!("Ver en {name}"),
    sum_ties: "la suma de todos los estados, al céntimo",
    sum_fails: |sum| format!("pero los estados suman {sum}"),

    why: "Por qué",
    why_note: |currency| format::in_currency("Lo que cada causa suma a la diferencia", currency),
    by_day: "Por día",
    by_channel: "Por canal",
    by_customer: "Por cliente",
    by_account: "Por cuenta",
    by_service: "Por servicio",
    by_group_note: |currency| format::in_currency("Diferencia", currency),
    channel: "Canal",
    customer: "Cliente",
    account: "Cuenta",
    service: "Servicio",
    unnamed: "(ninguno)",
    more_groups: |n| format!("y {n} más"),
    as_table: "Mostrar como tabla",
    as_chart: "Mostrar como gráfico",
    cause: "Causa",
    day: "Día",
    n_rows: "Filas",
    n_rows_once: "Filas, sin repetidas",
    bars_summary: |n, label, value| match n {
        1 => format!("Una barra, {label}: {value}."),
        n => format!("{n} barras. La mayor es {label}: {value}."),
    },
    days_summary: |n, day, billed, expected| match n {
        1 => format!("Un día, {day}: facturado {billed}, esperado {expected}."),
        n => format!(
            "{n} días. Lo facturado y lo esperado difieren más el {day}: {billed} contra {expected}."
        ),
    },
    days_keys: "Las flechas van de día en día; Intro muestra las filas del día.",
    nothing_to_draw: "No hay ninguna diferencia que mostrar.",
    no_days: "Ninguna línea es de un solo día.",
    differs_elsewhere: "Cada día coincide. Lo que difiere no es de un solo día.",
    unrated,
    alike_ids,
    same_times,
    zones,
    read_so: "Leerla así",
    match_alike: "Emparejarlas",
    roundings,
    round_so: "Redondear así",
    minutes,
    take_minutes: "Son minutos",
    period_rules,
    count_so: "Contar así",
    names_lead: "La factura tiene nombres que ningún consumo tiene. ¿Cómo se llaman en el consumo?",
    names_name: |of, name, lines| match lines {
        "1" => format!("{of} «{name}», 1 línea"),
        lines => format!("{of} «{name}», {lines} líneas"),
    },
    names_choose: "Elija…",
    names_any: "Cualquiera",
    names_apply: "Comparar de nuevo",
    name_taken: |NameForm { of, billed, usage }| {
        let [one, any] = match of.as_str() {
            "account" => ["la cuenta", "cualquier cuenta"],
            "service" => ["el servicio", "cualquier servicio"],
            _ => ["el canal", "cualquier canal"],
        };
        match usage.as_str() {
            "" => format!("«{billed}» en la factura vale para {any}."),
            usage => format!("«{billed}» en la factura es {one} «{usage}» en el consumo."),
        }
    },

    filters: "Filtros",
    done: "Listo",
    outcome: "Estado",
    decision: "Decisión",
    is_disputed: "Reclamado",
    is_accepted: "Aceptado",
    is_open: "Abierto",
    clear: "Quitar todos",
    remove_filter: |name| format!("Quitar el filtro {name}"),

    grid: "Registros y líneas",
    find: "Buscar id, cuenta, canal",
    column: |key| match key {
        SortKey::Difference => "Diferencia",
        SortKey::Start => "Inicio",
        SortKey::Expected => "Esperado",
        SortKey::Billed => "Facturado",
        SortKey::Channel => "Canal",
        SortKey::Account => "Cuenta",
        SortKey::Outcome => "Estado",
        SortKey::Source => "Fuente",
    },
    currency: "Moneda",
    no_currency: "moneda no indicada",
    zone: "Zona horaria",
    id: "Id",
    found: |n, count, money| {
        let rows = if count == 1 { "fila" } else { "filas" };
        if money.is_empty() { format!("{n} {rows}") } else { format!("{n} {rows} · {money}") }
    },
    selected: |n, count| {
        if count == 1 { format!("{n} seleccionada") } else { format!("{n} seleccionadas") }
    },
    none_found: "Ninguna fila cumple estos filtros.",
    rows_to_come: "Concilie de nuevo para ver las filas.",
    select_all: "Seleccionar todas las filas filtradas",
    select_row: |id| format!("Seleccionar {id}"),
    resize: |name| format!("Ancho de {name}"),
    dispute_all: |n, count| match count {
        1 => "Reclamar la cobrada de más".to_owned(),
        _ => format!("Reclamar las {n} cobradas de más"),
    },
    dispute_all_note: "Filas filtradas que se cobraron de más y siguen abiertas",
    dispute_selected: "Reclamar",
    accept_selected: "Aceptar",
    copied: |n, count| {
        if count == 1 { format!("{n} fila copiada") } else { format!("{n} filas copiadas") }
    },
    copied_part: |n, most| {
        format!(
            "Se copiaron las primeras {most} de {n} filas seleccionadas. La exportación las tiene todas."
        )
    },
    copy_refused: "El navegador no permitió copiar. Permita el portapapeles para esta página y repita.",
    now_disputed: |n, count| {
        if count == 1 {
            format!("{n} fila queda reclamada")
        } else {
            format!("{n} filas quedan reclamadas")
        }
    },
    now_accepted: |n, count| {
        if count == 1 {
            format!("{n} fila queda aceptada")
        } else {
            format!("{n} filas quedan aceptadas")
        }
    },
    unknown: "desconocido",
    has_note: "tiene una nota",

    evidence: "Evidencia",
    evidence_hint: "Abra una fila para ver el texto original de ambos lados, el cálculo y la regla.",
    keys: [
        ("↑ ↓", "de fila en fila"),
        ("Intro", "abrir la evidencia"),
        ("Espacio", "seleccionar"),
        ("Ctrl C", "copiar las filas seleccionadas"),
        ("Esc", "cerrar la evidencia"),
    ],
    line: |id| format!("Línea {id}"),
    record: |id| format!("Registro {id}"),
    row_without_id: "Línea sin id",
    lead_both: |billed, expected| format!("Facturado {billed}. Debía ser {expected}: "),
    lead_billed: |billed| format!("Facturado {billed}."),
    lead_expected: |expected| format!("No facturado. Debía ser {expected}."),
    arithmetic: "Cálculo",
    steps: Steps {
        length: "Duración",
        period: "Período",
        records: "Registros",
        at_once: "Máximo a la vez",
        usage: "El consumo dice",
        billable: "Facturable",
        units: "Unidades",
        rate: |row| format!("Precio, tarifa {row}"),
        free: "Unidades gratis",
        contract: "Esperado",
        bill: "La factura dice",
        rounded: |places| {
            if places == 1 {
                "Redondeado a 1 decimal".to_owned()
            } else {
                format!("Redondeado a {places} decimales")
            }
        },
        quantity_part: "Parte de cantidad",
        rate_part: "Parte de precio",
        other_part: "Redondeo y otros",
        unit: |code| match code {
            "s" | "sec" | "second" | "seconds" => "s".to_owned(),
            "records" => "registros".to_owned(),
            "minutes" | "min" => "min".to_owned(),
            "blocks" => "bloques".to_owned(),
            other => other.to_owned(),
        },
    },
    bill: "Factura",
    usage: "Consumo",
    place: |file, line| format!("{file}, línea {line}"),
    no_line: "Ninguna línea de la factura corresponde a este consumo.",
    no_usage: "Ningún consumo corresponde a esta línea.",
    text_gone: "El archivo se movió, cambió o borró después de añadirlo, y su texto no se puede leer; las cifras siguen siendo válidas. Vuelva a ponerlo y abra la fila de nuevo. O guarde el archivo del caso, vuelva a cargar esta página y añádalo con todos sus archivos.",
    repeats: "Repite",
    more_records: |n| match n {
        1 => "y 1 registro más en este grupo".to_owned(),
        n => format!("y {} registros más en este grupo", format::count(Es, n)),
    },
    loading: "Leyendo el texto original…",
    rule,
    dispute: "Reclamar",
    accept: "Aceptar",
    note: "Nota",
    note_hint: "Lo que el proveedor debe saber, o por qué lo acepta",
    save: "Guardar",
    cancel: "Cancelar",
    copy: "Copiar",
};

fn part(outcome: Outcome, n: &str, count: u64) -> String {
    let one = count == 1;
    let pick = |single: &str, many: &str| format!("{n} {}", if one { single } else { many });
    match outcome {
        Outcome::QuantityVariance => {
            pick("línea tiene otra cantidad", "líneas tienen otra cantidad")
        }
        Outcome::RateVariance => pick("línea tiene otro precio", "líneas tienen otro precio"),
        Outcome::AmountVariance => pick("línea tiene otro importe", "líneas tienen otro importe"),
        Outcome::UnbilledUsage => {
            pick("registro nunca se facturó", "registros nunca se facturaron")
        }
        Outcome::BilledWithoutUsage => {
            pick("línea no tiene consumo detrás", "líneas no tienen consumo detrás")
        }
        Outcome::DuplicateUsage => pick("registro está repetido", "registros están repetidos"),
        Outcome::DuplicateLine => pick("se facturó dos veces", "se facturaron dos veces"),
        Outcome::OutOfPeriod => {
            pick("fila queda fuera del período", "filas quedan fuera del período")
        }
        Outcome::Ambiguous => pick("fila es ambigua", "filas son ambiguas"),
        Outcome::NotComparable => pick("fila no se puede comparar", "filas no se pueden comparar"),
        Outcome::Matched | Outcome::WithinTolerance | Outcome::NonUsage => {
            format!("{n} {}", (outcomes::ES.of)(outcome).term(count))
        }
    }
}

fn unrated(records: u64) -> String {
    if records == 1 {
        return "1 registro no tiene tarifa: no se puede saber su cargo.".to_owned();
    }
    let records = format::count(Es, records);
    format!("{records} registros no tienen tarifa: no se puede saber su cargo.")
}

fn alike_ids(count: u64, billed: &str, usage: &str) -> String {
    let lines = match count {
        1 => "1 línea sin consumo lleva el identificador".to_owned(),
        n => format!("{} líneas sin consumo llevan los identificadores", format::count(Es, n)),
    };
    format!(
        "{lines} de un consumo nunca facturado, pero escrito de otro modo: «{billed}» en la factura, «{usage}» en el consumo."
    )
}

fn same_times(lines: u64, start: u64, length: u64) -> String {
    let [start, length] = [start, length].map(format::seconds);
    let (lines, each) = match lines {
        1 => ("1 línea no comparte".to_owned(), "ella"),
        n => (format!("{} líneas no comparten", format::count(Es, n)), "cada una"),
    };
    format!(
        "{lines} identificador con el consumo, pero un registro empezó a {start} o menos de {each} y duró lo mismo, con {length} de margen."
    )
}

fn zones(lines: u64, billed: &str, usage: &str) -> String {
    let condition = match (billed, usage) {
        ("", "") => "si las horas de un lado fueran de otra zona horaria".to_owned(),
        ("", usage) => format!("si las horas del consumo fueran de {usage}"),
        (billed, _) => format!("si las horas de la factura fueran de {billed}"),
    };
    let lines = format::count(Es, lines);
    format!(
        "Unas {lines} líneas no comparten identificador con el consumo, pero habrían empezado y durado lo mismo {condition}."
    )
}

fn minutes(lines: u64) -> String {
    match lines {
        1 => "1 línea no dice qué cuenta, y coincidiría si fueran minutos.".to_owned(),
        n => format!(
            "{} líneas no dicen qué cuentan, y coincidirían si fueran minutos.",
            format::count(Es, n)
        ),
    }
}

fn period_rules(pairs: u64, rule: &str) -> String {
    let pairs = match pairs {
        1 => "1 línea y su consumo están a ambos lados del límite del período, y no lo estarían"
            .to_owned(),
        n => format!(
            "{} líneas y su consumo están a ambos lados del límite del período, y no lo estarían",
            format::count(Es, n)
        ),
    };
    let counts = match rule {
        "start" => "empieza en el período",
        "end" => "termina en el período",
        _ => "alguna parte está en el período",
    };
    format!("{pairs} si una sesión contara cuando {counts}.")
}

fn roundings(lines: u64, least: u64, step: u64, is_rated: bool) -> String {
    let lines = match lines {
        1 => "1 línea que difiere coincidiría".to_owned(),
        n => format!("{} líneas que difieren coincidirían", format::count(Es, n)),
    };
    let at_least = match least {
        _ if least == step => String::new(),
        least => format!(" a {} como mínimo,", format::seconds(least)),
    };
    let step = format::seconds(step);
    let asks = if is_rated { " La tarifa en uso dice otra cosa: ¿es la acordada?" } else { "" };
    format!(
        "{lines} si las duraciones se redondearan hacia arriba{at_least} en pasos de {step}.{asks}"
    )
}

fn rule(number: u32, kind: RuleKind) -> String {
    match kind {
        RuleKind::None => "Ninguna regla encontró contraparte.".to_owned(),
        RuleKind::SameId => format!("Encontrado por la regla {number}, mismo id."),
        RuleKind::AlikeId => {
            format!("Encontrado por la regla {number}, identificadores parecidos.")
        }
        RuleKind::Time => format!(
            "Encontrado por la regla {number}: ningún registro está más cerca por inicio y duración."
        ),
        RuleKind::FixedCharge => {
            "Comparado con el precio que le da la lista de tarifas.".to_owned()
        }
        RuleKind::Several => "Varias contrapartes son igual de buenas.".to_owned(),
        RuleKind::GroupSum => {
            format!("Encontrado por la regla {number}, una línea con la suma de un grupo.")
        }
        RuleKind::NotCompared => "No comparado: ninguna regla se le aplica.".to_owned(),
    }
}
