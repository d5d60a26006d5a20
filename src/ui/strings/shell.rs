//! Header, menus, messages and the words that are used everywhere.

/// The texts.
pub struct Shell {
    /// For the keyboard: past the header.
    pub skip: &'static str,
    /// What the navigation is.
    pub navigation: &'static str,
    /// The pages.
    pub sources: &'static str,
    /// The pages.
    pub rates: &'static str,
    /// The pages.
    pub policy: &'static str,
    /// The pages.
    pub result: &'static str,
    /// Beside the link to the result when it no longer fits its inputs.
    pub result_stale: &'static str,
    /// Before any vendor was called.
    pub nothing_left: &'static str,
    /// What that means.
    pub nothing_left_note: &'static str,
    /// After a vendor was called: how many hosts.
    pub hosts_called: fn(usize) -> String,
    /// Above the list of them.
    pub hosts_note: &'static str,
    /// Take the last step back.
    pub undo: &'static str,
    /// Do it again.
    pub redo: &'static str,
    /// The theme that would be switched to.
    pub to_dark: &'static str,
    /// The theme that would be switched to.
    pub to_light: &'static str,
    /// Name of the other language, in that language.
    pub other_language: &'static str,
    /// The menu of files that can be written.
    pub export: &'static str,
    /// Above the exports at the end of the result.
    pub export_title: &'static str,
    /// Exceptions as CSV.
    pub export_csv: &'static str,
    /// What is in it.
    pub export_csv_note: &'static str,
    /// The workbook.
    pub export_xlsx: &'static str,
    /// What is in it.
    pub export_xlsx_note: &'static str,
    /// The case file.
    pub export_case: &'static str,
    /// What is in it.
    pub export_case_note: &'static str,
    /// The printed report.
    pub export_report: &'static str,
    /// What is in it.
    pub export_report_note: &'static str,
    /// While there is no result.
    pub export_nothing: &'static str,
    /// What the result was made of has changed.
    pub export_outdated: &'static str,
    /// A file was written.
    pub export_done: fn(&str) -> String,
    /// Close a dialog, a message.
    pub close: &'static str,
    /// Leave things as they are.
    pub cancel: &'static str,
    /// Use what was set.
    pub apply: &'static str,
    /// See more.
    pub show: &'static str,
    /// See less.
    pub hide: &'static str,
    /// Go away for good.
    pub remove: &'static str,
    /// End a job.
    pub stop: &'static str,
    /// While something loads.
    pub loading: &'static str,
    /// The engine stopped.
    pub crashed: &'static str,
    /// What the page did about it.
    pub crashed_note: &'static str,
    /// While a new one reads the files once more.
    pub restoring: &'static str,
    /// The engine is of another build than the page.
    pub other_build: &'static str,
    /// Read everything again.
    pub restart: &'static str,
    /// The rates are in use.
    pub rates_applied: &'static str,
    /// The policy is in use.
    pub policy_applied: &'static str,
    /// A result is there.
    pub result_ready: &'static str,
    /// The comparison was stopped.
    pub stopped_comparing: &'static str,
    /// A part of the page could not be loaded.
    pub part_missing: &'static str,
    /// What to do about it.
    pub part_missing_note: &'static str,
    /// The Spanish texts could not be loaded; said in English.
    pub spanish_missing: &'static str,
    /// Load it again.
    pub load_again: &'static str,
    /// A request could not be fulfilled for a reason that has no sentence.
    pub failed: &'static str,
    /// Agrees.
    pub agrees: &'static str,
    /// Differs.
    pub differs: &'static str,
    /// Cannot tell.
    pub cannot_tell: &'static str,
}

/// English.
pub static EN: Shell = Shell {
    skip: "Skip to the page",
    navigation: "Pages",
    sources: "Sources",
    rates: "Rates",
    policy: "Policy",
    result: "Result",
    result_stale: "out of date",
    nothing_left: "Nothing has left this computer",
    nothing_left_note: "Files are read inside this tab. The page makes no request but the calls to vendors that you start.",
    hosts_called: |n| {
        if n == 1 { "1 host was called".to_owned() } else { format!("{n} hosts were called") }
    },
    hosts_note: "Called since this page was opened, at your request. Your files were not sent.",
    undo: "Undo",
    redo: "Redo",
    to_dark: "Use the dark theme",
    to_light: "Use the light theme",
    other_language: "Español",
    export: "Export",
    export_title: "Take it to your vendor",
    export_csv: "Exceptions, CSV",
    export_csv_note: "Every row that differs, with both sides and the arithmetic",
    export_xlsx: "Dispute pack, workbook",
    export_xlsx_note: "Summary, exceptions, evidence and policy for your vendor",
    export_case: "Case file",
    export_case_note: "Hashes, settings, rates, policy, decisions and results in one file",
    export_report: "Report to print",
    export_report_note: "For paper or PDF: the answer and the largest exceptions",
    export_nothing: "There is nothing to export before something was reconciled.",
    export_outdated: "What this result was made of has changed. Reconcile again first.",
    export_done: |name| format!("{name} was saved."),
    close: "Close",
    cancel: "Cancel",
    apply: "Apply",
    show: "Show",
    hide: "Hide",
    remove: "Remove",
    stop: "Stop",
    loading: "Loading…",
    crashed: "The part that reads files has stopped.",
    crashed_note: "Your files are unchanged, and your settings and decisions are kept. Start it again to read the files once more.",
    restoring: "Started again: your files are being read once more.",
    other_build: "A newer version of this page is out. Reload the page to go on.",
    restart: "Start again",
    rates_applied: "The rates are in use. Reconcile again to see their effect.",
    policy_applied: "The policy is in use. Reconcile again to see its effect.",
    result_ready: "The result is ready.",
    stopped_comparing: "The comparison was stopped. Nothing else changed.",
    part_missing: "This part of the page did not load",
    part_missing_note: "Your data is still here. Check the connection, then try again.",
    spanish_missing: "The Spanish texts did not load. Check the connection, then try again.",
    load_again: "Try again",
    failed: "That did not work.",
    agrees: "Agrees",
    differs: "Differs",
    cannot_tell: "Cannot tell",
};

/// Spanish.
pub static ES: Shell = Shell {
    skip: "Saltar a la página",
    navigation: "Páginas",
    sources: "Fuentes",
    rates: "Tarifas",
    policy: "Reglas",
    result: "Resultado",
    result_stale: "desactualizado",
    nothing_left: "Nada ha salido de este equipo",
    nothing_left_note: "Los archivos se leen dentro de esta pestaña. La página no hace más peticiones que las llamadas a proveedores que usted inicia.",
    hosts_called: |n| {
        if n == 1 {
            "Se llamó a 1 servidor".to_owned()
        } else {
            format!("Se llamó a {n} servidores")
        }
    },
    hosts_note: "Llamados desde que se abrió esta página, a petición suya. Sus archivos no se enviaron.",
    undo: "Deshacer",
    redo: "Rehacer",
    to_dark: "Usar el tema oscuro",
    to_light: "Usar el tema claro",
    other_language: "English",
    export: "Exportar",
    export_title: "Para llevar a su proveedor",
    export_csv: "Excepciones, CSV",
    export_csv_note: "Cada fila que difiere, con ambos lados y el cálculo",
    export_xlsx: "Expediente de reclamo, libro de Excel",
    export_xlsx_note: "Resumen, excepciones, evidencia y reglas para su proveedor",
    export_case: "Archivo del caso",
    export_case_note: "Huellas, ajustes, tarifas, reglas, decisiones y resultados en un archivo",
    export_report: "Informe para imprimir",
    export_report_note: "Para papel o PDF: la respuesta y las excepciones mayores",
    export_nothing: "No hay nada que exportar antes de conciliar.",
    export_outdated: "Aquello de lo que se hizo este resultado ha cambiado. Concilie de nuevo primero.",
    export_done: |name| format!("Se guardó {name}."),
    close: "Cerrar",
    cancel: "Cancelar",
    apply: "Aplicar",
    show: "Ver",
    hide: "Ocultar",
    remove: "Quitar",
    stop: "Detener",
    loading: "Cargando…",
    crashed: "La parte que lee los archivos se detuvo.",
    crashed_note: "Sus archivos no cambiaron, y sus ajustes y decisiones se conservan. Vuelva a iniciarla para leer los archivos otra vez.",
    restoring: "Iniciada de nuevo: sus archivos se están leyendo otra vez.",
    other_build: "Hay una versión más nueva de esta página. Vuelva a cargarla para continuar.",
    restart: "Iniciar de nuevo",
    rates_applied: "Las tarifas están en uso. Concilie de nuevo para ver su efecto.",
    policy_applied: "Las reglas están en uso. Concilie de nuevo para ver su efecto.",
    result_ready: "El resultado está listo.",
    stopped_comparing: "Se detuvo la comparación. Nada más cambió.",
    part_missing: "Esta parte de la página no se cargó",
    part_missing_note: "Sus datos siguen aquí. Compruebe la conexión e inténtelo de nuevo.",
    spanish_missing: "Los textos en español no se cargaron. Compruebe la conexión e inténtelo de nuevo.",
    load_again: "Intentar de nuevo",
    failed: "No fue posible.",
    agrees: "Coincide",
    differs: "Difiere",
    cannot_tell: "No se puede saber",
};
