//! The Policy page, and what-if.

/// The texts.
pub struct Policy {
    /// The page.
    pub title: &'static str,
    /// What it is for.
    pub lead: &'static str,
    /// A name for the policy.
    pub name: &'static str,
    /// What it is for.
    pub name_hint: &'static str,
    /// The part about time.
    pub time: &'static str,
    /// First day.
    pub from: &'static str,
    /// Last day.
    pub until: &'static str,
    /// The last day comes before the first.
    pub period_wrong: &'static str,
    /// Both empty.
    pub period_hint: &'static str,
    /// Which instant decides.
    pub rule: &'static str,
    /// start, end, overlap.
    pub rules: [&'static str; 3],
    /// The zone.
    pub zone: &'static str,
    /// What may stand there.
    pub zone_hint: &'static str,
    /// The part about matching.
    pub matching: &'static str,
    /// What the order means.
    pub matching_note: &'static str,
    /// id, alike_id, time, aggregate: name and what it does.
    pub kinds: [(&'static str, &'static str); 4],
    /// How far starts and lengths may lie apart.
    pub window: &'static str,
    /// What may stand there.
    pub window_hint: &'static str,
    /// It is neither one number of seconds nor two.
    pub window_wrong: &'static str,
    /// What groups are made of.
    pub groups: &'static str,
    /// account, service, channel, period.
    pub dimensions: [&'static str; 4],
    /// Names that are taken for others.
    pub names: &'static str,
    /// What the policy calls account, service, channel, as people say it.
    pub name_of: fn(&str) -> &'static str,
    /// Takes one of them out.
    pub forget: fn(&str) -> String,
    /// The part about tolerances.
    pub tolerance: &'static str,
    /// What they do.
    pub tolerance_note: &'static str,
    /// On quantities, absolute.
    pub quantity_absolute: &'static str,
    /// On quantities, percent.
    pub quantity_percent: &'static str,
    /// On amounts, absolute.
    pub amount_absolute: &'static str,
    /// On amounts, percent.
    pub amount_percent: &'static str,
    /// Rounding.
    pub decimals: &'static str,
    /// What it does.
    pub decimals_hint: &'static str,
    /// How lengths without a rate are billed.
    pub lengths: &'static str,
    /// What may stand there.
    pub lengths_hint: &'static str,
    /// Something else does.
    pub lengths_wrong: &'static str,
    /// Nothing changed.
    pub unchanged: &'static str,
    /// Changed, not in use.
    pub changed: &'static str,
    /// Put it back.
    pub revert: &'static str,
    /// To what it is at first.
    pub defaults: &'static str,
    /// What-if.
    pub what_if: WhatIfText,
}

/// What would change.
pub struct WhatIfText {
    /// The panel.
    pub title: &'static str,
    /// Before it was asked.
    pub lead: &'static str,
    /// There is no result to compare with.
    pub no_result: &'static str,
    /// The button.
    pub ask: &'static str,
    /// While it is worked out.
    pub asking: &'static str,
    /// Nothing would change.
    pub nothing: &'static str,
    /// So many rows would change.
    pub rows: fn(&str, u64) -> String,
    /// So many files would be read again, which is not tried.
    pub again: fn(&str, u64) -> String,
    /// Columns: outcome, before, after.
    pub columns: [&'static str; 3],
    /// The difference, before and after.
    pub difference: &'static str,
}

/// English.
pub static EN: Policy = Policy {
    title: "Policy",
    lead: "How the two sides are compared. A change is tried out before it is used.",
    name: "Name",
    name_hint: "Shown above the result and in exports",
    time: "Period and zone",
    from: "First day",
    until: "Last day",
    period_wrong: "The last day comes before the first.",
    period_hint: "Leave both empty to compare everything that was read.",
    rule: "A session counts if",
    rules: ["it starts in the period", "it ends in the period", "any part lies in the period"],
    zone: "Time zone",
    zone_hint: "In which days are counted: such as America/Bogota or UTC-05:00",
    matching: "Matching",
    matching_note: "Rules are tried in this order, the surest first; what one has matched is not offered to the next.",
    kinds: [
        ("By id", "One line to one record with the same id."),
        (
            "By ids that are alike",
            "The same where ids differ only in capitals, in the braces and hyphens of UUIDs, or in zeros before numbers.",
        ),
        (
            "By start and length",
            "One line to one record that began at about the same time and lasted about as long. Nearest first; different accounts, services or channels are never matched.",
        ),
        ("By sum", "One line to the sum of a group of records."),
    ],
    window: "Starts and lengths may differ by",
    window_hint: "Seconds of both: 60/30, or 60",
    window_wrong: "Write whole seconds: two numbers with a slash between them, or one for both.",
    groups: "A group has the same",
    dimensions: ["account", "service", "channel", "period"],
    names: "Names",
    name_of: |of| match of {
        "account" => "Account",
        "service" => "Service",
        _ => "Channel",
    },
    forget: |name| format!("No longer take “{name}” for it"),
    tolerance: "Tolerance and rounding",
    tolerance_note: "A difference up to the larger of the two counts as agreement. It never makes one line match several records.",
    quantity_absolute: "Quantity, absolute",
    quantity_percent: "Quantity, percent",
    amount_absolute: "Amount, absolute",
    amount_percent: "Amount, percent",
    decimals: "Decimal places of amounts",
    decimals_hint: "Amounts are rounded to these places, halves up.",
    lengths: "Lengths without a rate",
    lengths_wrong: "Write whole seconds: the least, a slash and a step of at least 1, or one number for both.",
    lengths_hint: "Least and step in seconds: 60/6, or 60 for whole minutes. Empty: as measured",
    unchanged: "This policy is in use.",
    changed: "This policy is not in use yet.",
    revert: "Discard changes",
    defaults: "Back to the defaults",
    what_if: WhatIfText {
        title: "What would change",
        lead: "See what a change does to the result before you use it.",
        no_result: "There is no result yet to compare with. Reconcile first.",
        ask: "Try it out",
        asking: "Working it out…",
        nothing: "No outcome would change.",
        rows: |n, count| match count {
            1 => "1 row would have another outcome.".to_owned(),
            _ => format!("{n} rows would have another outcome."),
        },
        again: |n, count| {
            let files = match count {
                1 => "1 file".to_owned(),
                _ => format!("{n} files"),
            };
            format!(
                "Another time zone cannot be tried out: {files} would be read again. Apply \
                 the policy to see what it changes; Undo brings the one in use back."
            )
        },
        columns: ["Outcome", "Now", "Then"],
        difference: "Difference",
    },
};

/// Spanish.
pub static ES: Policy = Policy {
    title: "Reglas",
    lead: "Cómo se comparan los dos lados. Un cambio se prueba antes de usarlo.",
    name: "Nombre",
    name_hint: "Aparece sobre el resultado y en las exportaciones",
    time: "Período y zona horaria",
    from: "Primer día",
    until: "Último día",
    period_wrong: "El último día es anterior al primero.",
    period_hint: "Deje ambos vacíos para comparar todo lo que se leyó.",
    rule: "Una sesión cuenta si",
    rules: ["empieza en el período", "termina en el período", "alguna parte cae en el período"],
    zone: "Zona horaria",
    zone_hint: "En la que se cuentan los días: por ejemplo America/Bogota o UTC-05:00",
    matching: "Emparejamiento",
    matching_note: "Las reglas se prueban en este orden, de más a menos segura; lo que una empareja no se ofrece a la siguiente.",
    kinds: [
        ("Por identificador", "Una línea con un registro del mismo identificador."),
        (
            "Por identificadores parecidos",
            "Lo mismo si solo difieren en mayúsculas, en las llaves y guiones de un UUID o en ceros delante de un número.",
        ),
        (
            "Por inicio y duración",
            "Una línea con un registro que empezó casi a la misma hora y duró casi lo mismo. Primero los más cercanos; nunca de otra cuenta, servicio o canal.",
        ),
        ("Por suma", "Una línea con la suma de un grupo de registros."),
    ],
    window: "Inicios y duraciones pueden diferir en",
    window_hint: "Segundos de ambos: 60/30, o 60",
    window_wrong: "Escriba segundos enteros: dos números con una barra entre ellos, o uno para ambos.",
    groups: "Un grupo comparte",
    dimensions: ["la cuenta", "el servicio", "el canal", "el período"],
    names: "Nombres",
    name_of: |of| match of {
        "account" => "Cuenta",
        "service" => "Servicio",
        _ => "Canal",
    },
    forget: |name| format!("Dejar de tomar «{name}» por él"),
    tolerance: "Tolerancia y redondeo",
    tolerance_note: "Una diferencia de hasta el mayor de los dos valores cuenta como coincidencia. Nunca hace que una línea corresponda a varios registros.",
    quantity_absolute: "Cantidad, absoluta",
    quantity_percent: "Cantidad, porcentaje",
    amount_absolute: "Importe, absoluto",
    amount_percent: "Importe, porcentaje",
    decimals: "Decimales de los importes",
    decimals_hint: "Los importes se redondean a estos decimales, la mitad hacia arriba.",
    lengths: "Duraciones sin tarifa",
    lengths_wrong: "Escriba segundos enteros: el mínimo, una barra y un paso de al menos 1, o un número para ambos.",
    lengths_hint: "Mínimo y paso en segundos: 60/6, o 60 para minutos enteros. Vacío: lo medido",
    unchanged: "Estas reglas están en uso.",
    changed: "Estas reglas aún no se usan.",
    revert: "Descartar cambios",
    defaults: "Volver a los valores iniciales",
    what_if: WhatIfText {
        title: "Qué cambiaría",
        lead: "Vea qué hace un cambio con el resultado antes de usarlo.",
        no_result: "Aún no hay un resultado con que comparar. Concilie primero.",
        ask: "Probarlo",
        asking: "Calculando…",
        nothing: "Ninguna fila cambiaría de estado.",
        rows: |n, count| match count {
            1 => "1 fila tendría otro estado.".to_owned(),
            _ => format!("{n} filas tendrían otro estado."),
        },
        again: |n, count| {
            let files = match count {
                1 => "se volvería a leer 1 archivo".to_owned(),
                _ => format!("se volverían a leer {n} archivos"),
            };
            format!(
                "Otra zona horaria no se puede probar: {files}. Aplique las reglas para \
                 ver qué cambia; con Deshacer vuelven las que están en uso."
            )
        },
        columns: ["Estado", "Ahora", "Después"],
        difference: "Diferencia",
    },
};
