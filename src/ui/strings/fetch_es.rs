//! Fetching from vendors, in Spanish.

use super::Locale;
use super::fetch::{FetchText, is_setup};
use crate::connect::{FailureKind, NetFailure, Note, Phase, Wait, Why};
use crate::ui::format;

fn n(value: u64) -> String {
    format::count(Locale::Es, value)
}

/// Spanish.
pub static ES: FetchText = FetchText {
    title: "Consultar al proveedor",
    private: "Las llamadas salen de esta pestaña, y solo cuando usted pulsa un botón. Las credenciales quedan en la memoria de la pestaña: no se guardan, registran ni exportan, y al cerrarla se olvidan.",
    vendor: "Proveedor",
    about: |vendor| match vendor {
        "kore" => {
            "Trae todas las sesiones de facturación del rango, página por página, y compara su número con el total que indica Kore.ai. Los rangos más largos de lo que admite se consultan por partes y forman una sola fuente, sin huecos ni repeticiones."
        }
        "wolkvox" => {
            "wolkvox responde solo por el mes en curso, con contadores hasta este momento: el mes pasado ya no se puede consultar. Guarde las consultas y suelte aquí la última del mes cuando llegue la factura. Los reportes se piden uno tras otro, cada uno como mucho cada cinco minutos. El proveedor permite 60.000 registros, 31 días, 256 MB y 60 segundos por llamada, dos llamadas a la vez y 1.000 llamadas al día por licencia."
        }
        "dma" => {
            "Pide al DMA que genere los registros de llamadas del rango, espera y descarga el zip. El DMA elige las llamadas y conferencias que empiezan en el rango, y genera un solo conjunto a la vez."
        }
        "evo" => {
            "Trae los minutos de IA por cuenta y cliente, o el consumo con sus precios. La respuesta no dice de qué días es; los días consultados quedan junto a las cifras. Guárdela si puede volver a necesitarla."
        }
        _ => "",
    },
    field: |vendor, name| match (vendor, name) {
        ("kore", "base_url") => (
            "Dirección",
            "Donde inicia sesión en Kore.ai; su entorno puede tener un servidor propio.",
        ),
        ("wolkvox", "base_url") => (
            "Servidor",
            "Hace falta con y sin proxy: cada cliente está en uno de los muchos servidores de wolkvox. Escriba el número de la dirección de wolkvox Manager, 0042 para wv0042.wolkvox.com, o esa dirección entera.",
        ),
        ("dma", "base_url") => (
            "Dirección",
            "La dirección de administración del DMA; sin puerto se usa 8443. A través del proxy puede quedar vacía: la indica el perfil del propio proxy.",
        ),
        ("evo", "base_url") => ("Dirección", "Donde inicia sesión en Evo Voice."),
        (_, "connection") => (
            "Conexión",
            "El navegador llama directamente a un proveedor solo si este admite esta página, y de ninguno de los cuatro se sabe que lo haga. El proxy que sirve esta página puede pasar las llamadas.",
        ),
        (_, "scope") => (
            "Alcance",
            "De qué tipo de aplicación son las credenciales: de un bot (builder) o de toda la cuenta (consola de administración).",
        ),
        (_, "bot_id") => (
            "ID del bot",
            "En General Settings del bot, como Bot ID o Stream ID; empieza por st-. Con alcance de cuenta, vacío significa todos los bots.",
        ),
        ("kore", "token") => (
            "Token (JWT)",
            "Un token ya hecho de una aplicación con el alcance Billing Sessions. O déjelo vacío e indique ID y secreto de cliente.",
        ),
        ("kore", "client_id") => (
            "ID de cliente",
            "En API Scopes (builder) o Security & Control (consola de administración); empieza por cs-.",
        ),
        ("kore", "client_secret") => (
            "Secreto de cliente",
            "Junto al ID de cliente. El token se firma aquí, en esta pestaña; el secreto no se envía.",
        ),
        ("wolkvox", "token") => ("Token", "wolkvox Manager, en la configuración de la API."),
        ("evo", "token") => (
            "Clave de API o token bearer",
            "En lugar de usuario y contraseña. Requiere el rol SystemAdministrator.",
        ),
        ("dma", "user") => (
            "Usuario",
            "El mismo con que entra a la administración del DMA; la cuenta debe poder exportar registros de llamadas.",
        ),
        (_, "user") => (
            "Usuario",
            "El mismo con que entra a Evo Voice; la cuenta necesita el rol SystemAdministrator.",
        ),
        (_, "password") => ("Contraseña", "La de esa cuenta."),
        (_, "from") => ("Desde", "Primer día."),
        (_, "to") => ("Hasta", "Último día, incluido."),
        (_, "channel") => ("Canal", "Un solo código de canal, como IVR. Vacío: todos."),
        (_, "totals") => (
            "Totales de control",
            "Pide además el recuento del propio proveedor (billingsessionsummary) y compara. Requiere permiso para ese servicio.",
        ),
        (_, "admin_path") => {
            ("Ruta del alcance de cuenta", "El documento la escribe de dos maneras.")
        }
        (_, "date_format") => {
            ("Las fechas se envían", "Con hora no queda duda de que el último día cuenta completo.")
        }
        (_, "months") => (
            "Rango máximo",
            "Seis meses según el documento, tres según los más nuevos. Los rangos más largos se cortan sin huecos ni repeticiones.",
        ),
        (_, "page_size") => (
            "Sesiones por página",
            "Cuántas sesiones se piden a la vez: menos, si las respuestas tardan demasiado.",
        ),
        (_, "reports") => {
            ("Reportes", "Nombres como en la lista del proveedor, separados por comas.")
        }
        (_, "zone") => (
            "Zona horaria",
            "Dónde empiezan y terminan los días: local (la de este equipo), UTC, o un desfase como -05:00.",
        ),
        (_, "way") => {
            ("Modo", "La descarga directa es la que tienen los sistemas antiguos; está en desuso.")
        }
        ("dma", "format") => {
            ("Estado en", "Ambos dicen lo mismo; cámbielo si su DMA rechaza uno de ellos.")
        }
        (_, "format") => {
            ("Respuesta en", "Ambas dicen lo mismo; cámbielo si su servidor rechaza una de ellas.")
        }
        (_, "format_by") => (
            "El formato se pide por",
            "Cómo nombra la dirección el formato; cámbielo si no se encuentra.",
        ),
        (_, "service") => (
            "Qué",
            "El uso de IA trae minutos sin precios; los otros dos traen precios o costos, de una cuenta.",
        ),
        (_, "account_id") => {
            ("ID de cuenta", "Una sola cuenta. Vacío: todas; los precios requieren una.")
        }
        (_, "customer_id") => ("ID de cliente", "Un solo cliente. Vacío: todos."),
        (_, "token_as") => (
            "La clave se envía como",
            "Como diga quien emitió la clave; casi siempre es un token bearer.",
        ),
        (_, "method") => (
            "Método",
            "GET pone los campos en la dirección, POST en el cuerpo; Evo Voice acepta ambos.",
        ),
        _ => ("", ""),
    },
    option: |field, value| match (field, value) {
        ("connection", "proxy") => "A través del proxy",
        ("connection", _) => "Directa",
        ("scope", "builder") => "Un bot (builder)",
        ("scope", _) => "Toda la cuenta (admin)",
        ("totals", "yes") => "Comparar",
        ("totals", _) => "Omitir",
        ("admin_path", "bots") => "/api/public/bots/…",
        ("admin_path", _) => "/api/public/…",
        ("date_format", "instant") => "Con hora",
        ("date_format", _) => "Como días",
        ("months", "3") => "3 meses",
        ("months", _) => "6 meses",
        ("way", "generate") => "Generar y luego descargar",
        ("way", _) => "Descarga directa (en desuso)",
        ("format", "xml") => "XML",
        ("format", _) => "JSON",
        ("format_by", "suffix") => "Terminación (.json, .xml)",
        ("format_by", _) => "Parámetro (?format=)",
        ("service", "ai_usage") => "Uso de IA",
        ("service", "billing_usage") => "Consumo con precios",
        ("service", _) => "Facturación por cliente",
        ("token_as", "bearer") => "Token bearer",
        ("token_as", _) => "Usuario (Basic)",
        ("method", "get") => "GET",
        ("method", _) => "POST",
        _ => "",
    },
    problem: |why| match why {
        Why::Missing => "Complete este campo.",
        Why::NoAddress => "No es la dirección de un servidor, como https://proveedor.example.",
        Why::NotEncrypted => {
            "Las credenciales se envían solo a direcciones cifradas (https) o a través del proxy."
        }
        Why::HostOnly => {
            "A través del proxy solo cuenta el servidor; lo demás lo dice su configuración. Quite http:// y la ruta."
        }
        Why::NoDate => "No es un día.",
        Why::EndsBeforeStart => "El rango termina antes de empezar.",
        Why::NotSendable => "Tiene caracteres que no se pueden enviar. ¿Se pegó otra cosa?",
    },
    advanced: "Más ajustes",
    known_names: "Reportes conocidos",
    test: "Probar conexión",
    start: "Consultar",
    cancel: "Cancelar",
    save: |name| format!("Guardar {name}"),
    save_short: "Guardar",
    forget: "Olvidar credenciales",
    progress: |progress| {
        let so_far = match (progress.done, progress.total) {
            (0, None) => String::new(),
            (done, None) => format!(" · {} hasta ahora", n(done)),
            (done, Some(total)) => format!(" · {} de {}", n(done), n(total)),
        };
        let left = match progress.seconds_left {
            None | Some(0) => String::new(),
            Some(seconds) => format!(" · faltan unos {} s", n(seconds)),
        };
        let phase = match &progress.phase {
            Phase::Starting => "Empezando".to_owned(),
            Phase::Page { page, windows: 1, .. } => format!("Página {page}"),
            Phase::Page { page, window, windows } => {
                format!("Parte {window} de {windows}, página {page}")
            }
            Phase::Totals => "Totales de control".to_owned(),
            Phase::Report { name, at, of } => format!("Reporte {name} ({at} de {of})"),
            Phase::Generating(word) if word.is_empty() => {
                "El proveedor genera los registros".to_owned()
            }
            Phase::Generating(word) => format!("El proveedor genera los registros: {word}"),
            Phase::Downloading => "Descargando".to_owned(),
        };
        [phase, so_far, left].concat()
    },
    bytes: |bytes| format::bytes(Locale::Es, bytes),
    waiting: |wait, seconds| match wait {
        Wait::RateLimit => {
            format!("El proveedor no acepta más llamadas por ahora; la próxima en {seconds} s.")
        }
        Wait::Trouble(kind) => {
            format!("{} Nuevo intento en {seconds} s.", (ES.failure)(kind, false))
        }
        Wait::Working => "El proveedor está trabajando; se vuelve a mirar en breve.".to_owned(),
        Wait::Busy => format!(
            "El DMA está generando registros para otra persona, y genera un solo conjunto a la vez. Nuevo intento en {seconds} s."
        ),
        Wait::Floor(report) => format!(
            "{report} se pidió hace menos de cinco minutos, y el proveedor quiere cinco minutos entre dos llamadas. Continúa por sí solo."
        ),
    },
    idle: "Aún no se ha consultado nada.",
    tested: "La dirección responde y acepta las credenciales.",
    done: |files| {
        if files == 1 {
            "Llegó todo. Está entre las fuentes.".to_owned()
        } else {
            format!("Llegó todo: {files} fuentes.")
        }
    },
    kept: |files| match files {
        0 => "No se recibió nada.".to_owned(),
        1 => "Lo que había llegado está entre las fuentes; si falta algo, lo indica.".to_owned(),
        n => format!("Habían llegado {n} fuentes; si falta algo, lo indican."),
    },
    failure,
    way_out,
    said: |status, words| match status {
        0 => format!("La respuesta dice: {words}"),
        status => format!("Respuesta {status}: {words}"),
    },
    statement: |it| {
        let received = match (it.received, it.asked) {
            (Some(received), Some(asked)) => {
                format!("{} de {} recibidos", n(received), n(asked))
            }
            (Some(received), None) => format!("{} recibidos", n(received)),
            (None, _) => "recibido, sin contar".to_owned(),
        };
        let whole = match (it.complete, it.received) {
            (false, _) => "incompleto",
            (true, Some(_)) => "completo",
            (true, None) => "el proveedor no dice si eso es todo",
        };
        let remark =
            if it.remark.is_empty() { String::new() } else { [" · ", &it.remark].concat() };
        let note = it.note.map_or_else(String::new, |it| [" · ", &note(it)].concat());
        format!("{received} · {whole}{note}{remark}")
    },
    keep_it: "Esto no se puede volver a consultar más tarde: guárdelo.",
    received: "Recibido",
    log: "Registro de red",
    log_empty: "No se hizo ninguna llamada.",
    log_note: "Todas las llamadas de esta pestaña. No contiene encabezados, parámetros ni cuerpos.",
    log_columns: ["Hora", "Método", "Servidor", "Ruta", "Estado", "Tamaño", "Duración"],
    no_reply: "sin respuesta",
};

fn note(note: Note) -> String {
    match note {
        Note::Limit(most) => format!(
            "el proveedor da como máximo {} registros, así que pueden faltar algunos",
            n(most)
        ),
        Note::NoTotalsOfChannel => {
            "sin comparar con los totales de control, que cuentan todos los canales".to_owned()
        }
    }
}

fn failure(kind: &FailureKind, through_proxy: bool) -> &'static str {
    match kind {
        FailureKind::Credentials => "El proveedor no aceptó las credenciales (401).",
        FailureKind::Forbidden => "Las credenciales se aceptaron, pero no permiten esto (403).",
        FailureKind::NotFound => "El proveedor no tiene nada en esta dirección (404).",
        FailureKind::Refused => "El proveedor rechazó lo que se pidió.",
        FailureKind::TooMany => "El proveedor no acepta más llamadas por ahora (429).",
        FailureKind::Quota => "Se agotaron las llamadas de hoy de este token.",
        FailureKind::Server => "El proveedor tiene un problema propio (5xx).",
        FailureKind::Net(NetFailure::Offline) => "Este equipo no tiene conexión.",
        FailureKind::Net(NetFailure::Unreachable) if through_proxy => {
            "No se puede alcanzar el proxy que sirve esta página."
        }
        FailureKind::Net(NetFailure::Unreachable) => {
            "El navegador no pudo llamar al proveedor, y no dice por qué."
        }
        FailureKind::Net(NetFailure::Policy) => {
            "La política de seguridad de esta página no admite esa dirección."
        }
        FailureKind::Net(NetFailure::TimedOut) => "La respuesta no llegó a tiempo.",
        FailureKind::Net(NetFailure::Cut) => "La respuesta se cortó antes de terminar.",
        FailureKind::Net(NetFailure::TooLarge) => "La respuesta es mayor de lo que se acepta.",
        FailureKind::Broken => "La respuesta está dañada: no es lo que su formato promete.",
        FailureKind::WebPage => "Llegó una página web, no una respuesta de la interfaz.",
        FailureKind::NoProxy => "Detrás de esta página no hay ningún proxy.",
        FailureKind::Proxy(code) => match code.as_str() {
            "name_not_found" => "El proxy no encuentra ningún servidor con ese nombre.",
            "connect_failed" => "El proxy no puede conectar con el proveedor.",
            "certificate_refused" => "El proxy no confía en el certificado del proveedor.",
            "tls_failed" => "El proxy no pudo acordar el cifrado con el proveedor.",
            "upstream_broken" => "La respuesta del proveedor se cortó camino del proxy.",
            "redirect_refused" => "El proveedor remite a otra dirección, que no se sigue.",
            "address_refused" => "El nombre lleva a una dirección a la que el proxy no llama.",
            code if is_setup(code) => "El proxy no está configurado para esta llamada.",
            _ => "El proxy rechazó la llamada.",
        },
        FailureKind::ProxyLimit => {
            "El proxy no acepta más llamadas por ahora; al proveedor no se le preguntó."
        }
        FailureKind::Busy => "El DMA está generando registros para otra persona.",
        FailureKind::Generation(_) => "El proveedor no pudo generar los registros.",
        FailureKind::Stuck => "El proveedor da una y otra vez la misma página.",
        FailureKind::NoSigning => "Este navegador no puede firmar un token aquí.",
        FailureKind::Cancelled => "Detenido.",
    }
}

fn way_out(kind: &FailureKind, through_proxy: bool) -> &'static str {
    match kind {
        FailureKind::Credentials => {
            "Compruebe que el token o la contraseña estén completos, sigan vigentes y sean de esta misma dirección."
        }
        FailureKind::Forbidden => {
            "Pida a un administrador de la consola del proveedor que dé a la aplicación o al usuario el permiso indicado junto a su campo. Algunos proveedores responden así también durante un respaldo: inténtelo más tarde."
        }
        FailureKind::NotFound => {
            "Compruebe la dirección y los ID. La cuenta puede usar otra forma de la ruta: vea Más ajustes."
        }
        FailureKind::Refused => {
            "Lo que dice el proveedor indica el motivo; un rango demasiado largo se puede acortar en Más ajustes."
        }
        FailureKind::TooMany => "Espere unos minutos y consulte de nuevo.",
        FailureKind::Quota => {
            "Espere hasta mañana; wolkvox permite 1.000 llamadas al día por licencia."
        }
        FailureKind::Server | FailureKind::Stuck => {
            "Inténtelo más tarde. Si continúa, el soporte del proveedor necesita la hora y la ruta del registro."
        }
        FailureKind::Net(NetFailure::Offline) => "Conéctese a la red y consulte de nuevo.",
        FailureKind::Net(NetFailure::Unreachable) if through_proxy => {
            "¿Sigue en marcha? Vuelva a cargar la página."
        }
        FailureKind::Net(NetFailure::Unreachable) => {
            "O el proveedor no admite esta página (CORS), o no se confía en su certificado, o el nombre está mal, o el servidor no funciona, o este equipo está sin conexión; los navegadores no lo distinguen. Elija la conexión a través del proxy, o abra la dirección en otra pestaña para ver si responde."
        }
        FailureKind::Net(NetFailure::Policy) => {
            "Elija la conexión a través del proxy, o añada la dirección a connect-src donde se sirve la página (archivo _headers)."
        }
        FailureKind::Net(NetFailure::TimedOut | NetFailure::Cut) => {
            "Consulte de nuevo; un rango más corto da una respuesta más corta."
        }
        FailureKind::Net(NetFailure::TooLarge) => "Consulte un rango más corto.",
        FailureKind::Broken => "Consulte de nuevo. Si continúa, avise al soporte del proveedor.",
        FailureKind::WebPage => {
            "Compruebe la dirección: puede ser la de la página de inicio de sesión, o algo en el camino pide iniciar sesión."
        }
        FailureKind::NoProxy => {
            "Sirva la página con trueup-proxy (vea el README) o elija la conexión directa."
        }
        FailureKind::Proxy(code) => match code.as_str() {
            "name_not_found" | "connect_failed" => {
                "Compruebe la dirección, y que el servidor se pueda alcanzar desde donde está el proxy."
            }
            "certificate_refused" => {
                "Ponga el certificado de la autoridad que lo firmó junto a la configuración del proxy (ca_file)."
            }
            code if is_setup(code) => {
                "Quien administra el proxy tiene que nombrar este servidor en su configuración (proxy.toml)."
            }
            _ => "Quien administra el proxy encuentra la llamada en su registro.",
        },
        FailureKind::ProxyLimit => {
            "Espere un minuto y consulte de nuevo. Quien administra el proxy puede permitir más llamadas en su configuración (proxy.toml)."
        }
        FailureKind::Busy => "Consulte de nuevo cuando el otro haya terminado.",
        FailureKind::Generation(_) => {
            "Consulte de nuevo, con un rango más corto si era largo. El registro del propio DMA dice más."
        }
        FailureKind::NoSigning => {
            "Abra la página por https o en este equipo (localhost), o pegue un token ya hecho."
        }
        FailureKind::Cancelled => "",
    }
}
