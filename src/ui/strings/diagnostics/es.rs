//! Spanish.

use super::Words;
use crate::diagnostics::Code;

const fn w(says: &'static str, counted: &'static str, way_out: &'static str) -> Words {
    Words { says, counted, way_out }
}

pub(in crate::ui::strings) fn words(code: Code) -> Words {
    match code {
        Code::EmptyFile => w(
            "El archivo está vacío[: {0}].",
            "",
            "Expórtelo de nuevo desde su proveedor y suelte el archivo nuevo.",
        ),
        Code::NotText => w(
            "El archivo no es texto ni un archivo comprimido que se pueda abrir[ ({0})].",
            "",
            "Guárdelo como CSV, Excel (.xlsx), JSON o XML, o suelte el .zip o .gz en que venía. Lo que muestra también se puede escribir, o copiar, en Pegar.",
        ),
        Code::Spreadsheet => w(
            "Es un libro con contraseña, o de un tipo más antiguo o distinto.",
            "",
            "Ábralo, guárdelo como Excel (.xlsx) sin contraseña, o la hoja con las líneas como CSV, y suelte ese archivo.",
        ),
        Code::UnknownFormat => w(
            "El texto se leyó, pero no corresponde a ningún formato conocido[: {0}].",
            "",
            "Elija qué es y diga qué contiene cada columna.",
        ),
        Code::PassedOver => w(
            "Una hoja sin consumo, cargos ni tarifas se pasó por alto[: {0}].",
            "hojas se pasaron por alto",
            "",
        ),
        Code::HiddenSheet => w(
            "Una hoja está oculta y se dejó fuera[: {0}].",
            "hojas ocultas se dejaron fuera",
            "Si cuenta, muéstrela en el libro y guárdelo.",
        ),
        Code::HeaderOnly => w(
            "Hay un encabezado y ninguna fila debajo[: {0}].",
            "",
            "Revise el filtro y el período de la exportación y expórtelo de nuevo.",
        ),
        Code::MissingColumn => w(
            "Falta una columna indispensable[: {0}].",
            "",
            "Defina las columnas a mano o exporte el archivo con ella.",
        ),
        Code::TruncatedArchive => w(
            "Falta el final del archivo comprimido[: {0}].",
            "",
            "Probablemente se cortó por el camino. Descárguelo de nuevo.",
        ),
        Code::BrokenArchive => w(
            "El archivo comprimido está dañado[: {0}].",
            "",
            "Descárguelo de nuevo, o descomprímalo y suelte los archivos que contiene.",
        ),
        Code::ArchiveRatio => w(
            "Una parte del archivo comprimido ocupa al abrirse más de [{0n} veces ]su tamaño[: {1}].",
            "",
            "Esto protege la página de archivos maliciosos. Si confía en él, descomprímalo y suelte los archivos que contiene.",
        ),
        Code::ArchiveTooLarge => w(
            "El archivo comprimido ocupa al abrirse más de lo que admite la página[ ({0b})][: {1}].",
            "",
            "Descomprímalo y suelte los archivos que necesita.",
        ),
        Code::ArchiveTooMany => w(
            "El archivo comprimido contiene más archivos de los que admite la página[ ({0n})].",
            "",
            "Descomprímalo y suelte los archivos que necesita.",
        ),
        Code::ArchiveEncrypted => w(
            "El archivo comprimido está protegido con contraseña[: {0}].",
            "",
            "Descomprímalo con su contraseña y suelte los archivos que contiene.",
        ),
        Code::ArchiveNested => w(
            "Hay un archivo comprimido dentro de otro[: {0}].",
            "",
            "Descomprima el de fuera y suelte lo que contiene.",
        ),
        Code::ArchiveMethod => w(
            "El archivo está comprimido de un modo no admitido[: método {0}][ (en {1})].",
            "",
            "Comprímalo de nuevo como .zip normal, o suelte los archivos que contiene.",
        ),
        Code::LineTooLong => w(
            "Una línea es más larga de lo que admite la página[ ({0b})][: {1}].",
            "",
            "Compruebe que es el archivo correcto y que conserva sus saltos de línea.",
        ),
        Code::TooManyColumns => w(
            "Hay más filas o columnas de las que admite la página[ ({0n})][: {1}].",
            "",
            "Compruebe que es el archivo correcto y qué carácter separa sus columnas.",
        ),
        Code::BrokenJson => w(
            "El JSON está cortado o no es válido[: «{0}»][ (en {1})].",
            "",
            "Guarde de nuevo la respuesta completa del proveedor.",
        ),
        Code::BrokenXml => w(
            "El XML está cortado o no es válido[: «{0}»][ (en {1})].",
            "",
            "Guarde de nuevo la respuesta completa del proveedor.",
        ),
        Code::VendorError => w(
            "El proveedor respondió con un error en lugar de datos[: {0}].",
            "",
            "Corrija lo que indica y pregunte de nuevo.",
        ),
        Code::ReadFailed => w(
            "El navegador no pudo leer el archivo[: «{0}»][ (en {1})].",
            "",
            "Quizá se movió, cambió o bloqueó después de elegirlo. Elíjalo de nuevo.",
        ),
        Code::ReaderCrashed => w(
            "La lectura se detuvo por un fallo de esta página[: {0}].",
            "",
            "Léalo de nuevo. Si vuelve a ocurrir, informe de qué clase de archivo es.",
        ),
        Code::ReaderMissing => w(
            "La parte de esta página que abre libros de Excel no se cargó.",
            "",
            "Compruebe la conexión y léalo de nuevo. Si falla otra vez, vuelva a cargar esta página.",
        ),
        Code::BrokenCase => w(
            "El caso está dañado o es de una versión posterior.",
            "",
            "Use el archivo tal como se guardó y cargue esta página de nuevo.",
        ),
        Code::RateConflict => w(
            "Dos tarifas encajan por igual[: filas {0} y {1}].",
            "tarifas encajan igual que otra",
            "Dé a una de ellas una cuenta, un canal o un período más preciso.",
        ),
        Code::Cancelled => w(
            "Se detuvo la lectura; no se usa nada de este archivo.",
            "",
            "Léalo de nuevo cuando lo necesite.",
        ),

        Code::BrokenQuotes => w(
            "Unas comillas no se cierran, o les sigue texto.",
            "filas tienen comillas sin cerrar",
            "Corrija las comillas de esta línea.",
        ),
        Code::FieldCount => w(
            "La fila tiene otro número de campos que el encabezado[: {0n} en lugar de {1n}].",
            "filas tienen otro número de campos que el encabezado",
            "Busque un separador sin comillas o un salto de línea dentro de un campo.",
        ),
        Code::BadDate => w(
            "No es una fecha que se pueda leer[: «{0}»].",
            "fechas no se pueden leer",
            "Revise el orden de la fecha en los ajustes de este archivo, y que los años tengan cuatro cifras.",
        ),
        Code::BadZone => w(
            "No existe esa zona horaria[: «{0}»].",
            "zonas horarias no se conocen",
            "Escriba una como America/Bogota o UTC-05:00.",
        ),
        Code::BadNumber => w(
            "No es un número que se pueda leer[: «{0}»].",
            "números no se pueden leer",
            "Revise el separador decimal en los ajustes de este archivo.",
        ),
        Code::NumberTooLarge => w(
            "Este número tiene más cifras de las que se pueden guardar con exactitud[: «{0}»].",
            "números tienen más cifras de las que se pueden guardar con exactitud",
            "Redúzcalo a 28 cifras.",
        ),
        Code::BadDuration => w(
            "No es una duración que se pueda leer[: «{0}»].",
            "duraciones no se pueden leer",
            "Las duraciones son segundos, minutos con su unidad, o h:mm:ss.",
        ),
        Code::BadCurrency => w(
            "No es un código de moneda de tres letras[: «{0}»].",
            "monedas no se pueden leer",
            "Use un código como COP.",
        ),
        Code::CurrencyContradicts => w(
            "Este importe indica otra moneda que su fila[: «{0}»].",
            "importes indican otra moneda que su fila",
            "Pregunte cuál de las dos es la correcta y corríjala en el archivo.",
        ),
        Code::MissingId => w(
            "La fila no tiene identificador.",
            "filas no tienen identificador",
            "Sin él la fila no se puede emparejar una a una.",
        ),
        Code::MissingValue => w(
            "Falta un valor indispensable en la fila.",
            "filas carecen de un valor indispensable",
            "Complételo, o fije una constante en los ajustes de este archivo.",
        ),
        Code::NulByte => w(
            "Hay un byte NUL dentro de la fila.",
            "filas contienen bytes NUL",
            "El archivo está dañado o no es texto. Expórtelo de nuevo.",
        ),
        Code::InvalidText => w(
            "Hay bytes que no son válidos en la codificación del archivo.",
            "filas tienen bytes no válidos en la codificación",
            "Elija otra codificación en los ajustes de este archivo.",
        ),
        Code::NonexistentTime => w(
            "Esta hora no existe en la zona horaria, porque los relojes se adelantaron[: «{0}»].",
            "horas no existen en la zona horaria",
            "Revise la zona horaria en los ajustes de este archivo.",
        ),
        Code::SummaryRow => w(
            "Esta fila suma otras filas, así que no es una línea propia[: «{0}»].",
            "filas suman otras filas",
            "Se dejan fuera para que nada se cobre dos veces.",
        ),
        Code::HeadingRow => w(
            "Esta fila es un título o una nota, sin datos[: «{0}»].",
            "filas son títulos o notas",
            "Se dejan fuera.",
        ),
        Code::BadRate => w(
            "Esta tarifa se contradice[: {0}].",
            "tarifas se contradicen",
            "Corrija la fila en la página Tarifas.",
        ),

        Code::SameFileTwice => w(
            "Son los mismos bytes que otra fuente[: {0}].",
            "",
            "Quite una de las dos; sus filas se toman por repetidas.",
        ),
        Code::DuplicateRows => w(
            "Hay filas repetidas con el mismo identificador y contenido.",
            "filas aparecen dos veces con el mismo contenido",
            "Se cuentan una vez; las repetidas se muestran en el resultado.",
        ),
        Code::RowsElsewhere => w(
            "Hay filas sin identificador que dicen lo mismo que filas de otro archivo[, «{0}»].",
            "filas sin identificador dicen lo mismo que filas de «{0}»",
            "Cuentan las dos. Si los días de los dos archivos se solapan, expórtelos de nuevo sin que lo hagan, o con identificadores.",
        ),
        Code::ConflictingRows => w(
            "Hay filas con el mismo identificador que dicen cosas distintas.",
            "filas comparten identificador pero dicen cosas distintas",
            "El resultado las muestra; pregunte al proveedor cuál vale.",
        ),
        Code::EndBeforeStart => w(
            "Una sesión termina antes de empezar.",
            "sesiones terminan antes de empezar",
            "Revise el orden de la fecha y la zona horaria en los ajustes de este archivo.",
        ),
        Code::OverlappingSessions => w(
            "Hay sesiones de una conversación que se solapan.",
            "sesiones se solapan con otra de su conversación",
            "",
        ),
        Code::BlocksFewer => w(
            "Una conversación tiene menos bloques de los que pide su duración.",
            "conversaciones tienen menos bloques que su duración",
            "",
        ),
        Code::BlocksMore => w(
            "Una conversación tiene más bloques de los que pide su duración.",
            "conversaciones tienen más bloques que su duración",
            "Quizá se cobren de más; vea el resultado.",
        ),
        Code::TotalMismatch => w(
            "El total del proveedor no es lo que contiene el archivo[: {0n} frente a {1n}].",
            "",
            "Faltan filas. Consulte o exporte de nuevo todo el período.",
        ),
        Code::MoreAvailable => w(
            "El proveedor dice que hay más de lo que contiene este archivo[ ({0n} filas)].",
            "",
            "Consulte las páginas que faltan y suéltelas también.",
        ),
        Code::CountsMismatch => w(
            "Los conteos del proveedor no son lo que contienen los archivos[ ({0}: {1n} frente a {2n})].",
            "",
            "Consulte o genere de nuevo los registros de ese tiempo.",
        ),
        Code::PeakDiffers => w(
            "El DMA indica[ {0}] llamadas a la vez en una conferencia; sus registros muestran otra cantidad[: {1}].",
            "conferencias tuvieron otra cantidad de llamadas a la vez que la que indica el DMA",
            "Menos: faltan llamadas; expórtelas de nuevo. Más: una llamada cuenta desde que suena.",
        ),
        Code::ClustersExcluded => w(
            "No se pudo llegar a algunos clústeres y faltan[: {0}].",
            "",
            "Espere a que respondan y genere los registros de nuevo.",
        ),
        Code::ResultsTruncated => {
            w("El proveedor recortó el resultado.", "", "Pida un período más corto.")
        }
        Code::ResultsIncomplete => w(
            "El proveedor dice que el resultado está incompleto.",
            "",
            "Pregunte de nuevo más tarde.",
        ),
        Code::CounterFalls => w(
            "Un contador del mes bajó[ de {0} a {1}].",
            "",
            "Quizá se reinició, o las instantáneas son de meses distintos.",
        ),
        Code::SnapshotAltered => w(
            "La instantánea fue modificada después de guardarla: su contenido no coincide con su huella.",
            "",
            "Use el archivo tal como se guardó, o tenga presente que ya no es lo que envió el proveedor.",
        ),
        Code::TotalsRepeated => w(
            "Otra fuente tiene un total de la misma cuenta, servicio y período.",
            "totales que otra fuente también tiene",
            "Solo cuenta uno de ellos. Quite la fuente que no deba contar.",
        ),
        Code::SnapshotsSuperseded => w("Solo cuenta la última instantánea de cada mes.", "", ""),
        Code::MonthUnfinished => w(
            "El mes no había terminado[ el {0}]: falta lo que se usó después.",
            "",
            "Añada una instantánea del último día del mes.",
        ),
        Code::CustomersDiffer => w(
            "Los clientes no suman lo que dice su cuenta[: {0} frente a {1}].",
            "",
            "Compruebe que se consultaron todos los clientes.",
        ),
        Code::LineArithmetic => w(
            "El importe de una línea no es su cantidad por su precio[: {0a} frente a {1a}].",
            "líneas: el importe no es cantidad × precio",
            "El resultado las muestra; se pueden reclamar.",
        ),
        Code::InvoiceArithmetic => w(
            "El total de la propia factura[, {0a},] no es la suma de sus líneas[, {1a}].",
            "",
            "Puede faltar una línea en el archivo, o algo (impuesto, cargo) se cobra sin línea.",
        ),
        Code::SummaryBeside => w(
            "Dos tablas de facturas suman lo mismo[, {2a}: «{0}» y «{1}»]. Una puede resumir a la otra.",
            "",
            "Cuentan las dos. Si es así, quite un archivo, o elija en sus ajustes qué hoja o archivo se lee.",
        ),
        Code::MixedCurrencies => w(
            "Hay más de una moneda[: {0}].",
            "",
            "Cada una se concilia por separado; nada se convierte.",
        ),
        Code::RowsAboveHeader => w(
            "Una fila está encima del encabezado y no se leyó.",
            "filas encima del encabezado no se leyeron",
            "Mueva el encabezado al principio del archivo.",
        ),
        Code::DuplicateHeader => w(
            "Dos columnas tienen el mismo nombre[: {0}].",
            "",
            "Compruebe en los ajustes cuál de ellas es la buena.",
        ),
        Code::NoIds => w(
            "Ninguna columna tiene un id, pero la factura nombra el consumo de sus líneas: solo se comparan como sumas.",
            "",
            "Si una columna es el id, elíjala en los ajustes.",
        ),
        Code::IdsOfUsage => w(
            "Su columna[ «{0}»] contiene los ids. del consumo; las líneas se concilian por ellos.",
            "",
            "Si solo numera las líneas, márquela como «no se usa» en los ajustes.",
        ),
        Code::IdsShortened => w(
            "Una hoja de cálculo acortó los identificadores[, como «{0}»]: varios parecen iguales y ninguno se encuentra en el otro lado.",
            "identificadores fueron acortados por una hoja de cálculo",
            "Use el archivo tal como se exportó, no como lo guardó una hoja de cálculo.",
        ),
        Code::OneDate => w(
            "Todas las líneas llevan una misma fecha[, {0}], que se toma por el día de su consumo.",
            "",
            "Si es la fecha de la factura, marque su columna como «no se usa» en los ajustes.",
        ),
        Code::DatesAmbiguous => w(
            "No se distinguen el día y el mes[ en «{0}»].",
            "fechas se leen de dos maneras",
            "Diga cuál va primero.",
        ),
        Code::NumbersAmbiguous => w(
            "No se distinguen el separador decimal y el de miles[ en «{0}»].",
            "números se leen de dos maneras",
            "Diga cuál separa los decimales.",
        ),
        Code::TimeZoneAssumed => w(
            "El archivo no dice su zona horaria[; se supuso {0}].",
            "",
            "Si es otra, fíjela en los ajustes de este archivo.",
        ),
        Code::AmbiguousTime => w(
            "Una hora local ocurre dos veces al atrasar los relojes.",
            "horas ocurren dos veces, al atrasar los relojes",
            "Se tomó la primera.",
        ),
        Code::EncodingGuessed => w(
            "La codificación se dedujo[: {0}].",
            "",
            "Si las letras se ven mal, fíjela en los ajustes de este archivo.",
        ),
        Code::PeriodMissing => {
            w("Las cifras no dicen qué días abarcan.", "", "Indique el primer y el último día.")
        }
        Code::ReportUnnamed => w(
            "El archivo no dice qué informe contiene.",
            "",
            "Nómbrelo, para compararlo con las líneas correctas.",
        ),
        Code::NoUsage => w("El proveedor dice que no hubo consumo.", "", ""),
        Code::OutsideWindow => w(
            "Hay fechas fuera del tiempo que se pidió.",
            "filas están fuera del tiempo que se pidió",
            "Revise el orden de la fecha en los ajustes de este archivo.",
        ),
        Code::FetchIncomplete => {
            w("No se recibió una parte de lo que se pidió.", "", "Consúltelo de nuevo.")
        }
        Code::UnratedUsage => w(
            "Ninguna tarifa encaja.",
            "registros no tienen tarifa que encaje",
            "Añada una tarifa para ellos en la página Tarifas.",
        ),
        Code::NameUnknown => w("Ningún consumo lleva un nombre de la factura[: «{0}»].", "", ""),
        Code::TimesMatch => {
            w("Hay líneas y consumos sin id común que empezaron y duraron lo mismo.", "", "")
        }
        Code::ZoneExplains => {
            w("Las líneas y el consumo tendrían las mismas horas en otra zona horaria.", "", "")
        }
        Code::UnitExplains => w("Hay líneas sin unidad que coincidirían con otra.", "", ""),
        Code::PeriodRuleExplains => {
            w("Hay líneas y consumos a ambos lados del límite del período.", "", "")
        }
        Code::LengthsExplain => {
            w("Hay líneas que coincidirían si las duraciones se redondearan de otro modo.", "", "")
        }
        Code::IdsAlike => w("Hay identificadores que solo difieren en cómo se escriben.", "", ""),
        Code::StillReading => {
            w("Un archivo se está leyendo todavía.", "", "Espere a que se haya leído.")
        }
        Code::ResultOutdated => w(
            "Aquello de lo que se hizo este resultado ha cambiado.",
            "",
            "Concilie de nuevo primero.",
        ),
    }
}
