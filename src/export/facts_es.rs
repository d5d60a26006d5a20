//! For every code what happened, in Spanish. A code without its words does not compile.

use crate::diagnostics::Code;

/// The template of a code, as [`super::phrases`] has it in English.
pub(super) fn fact(code: Code) -> &'static str {
    match code {
        Code::EmptyFile => "El archivo está vacío[: {0}].",
        Code::NotText => {
            "El archivo no es texto ni un archivo comprimido que se pueda abrir[ ({0})]."
        }
        Code::Spreadsheet => "Es un libro con contraseña, o de un tipo más antiguo o distinto.",
        Code::UnknownFormat => {
            "El texto se leyó, pero no corresponde a ningún formato conocido[: {0}]."
        }
        Code::PassedOver => "Una hoja sin consumo, cargos ni tarifas se pasó por alto[: {0}].",
        Code::HiddenSheet => "Una hoja está oculta y se dejó fuera[: {0}].",
        Code::HeaderOnly => "Hay un encabezado y ninguna fila debajo[: {0}].",
        Code::MissingColumn => "Falta una columna indispensable[: {0}].",
        Code::TruncatedArchive => "Falta el final del archivo comprimido[ (en {0})].",
        Code::BrokenArchive => "El archivo comprimido está dañado[: {0}].",
        Code::ArchiveRatio => {
            "Una parte del archivo comprimido ocupa al abrirse más de [{0} veces ]su tamaño[: {1}]."
        }
        Code::ArchiveTooLarge => {
            "El archivo comprimido ocupa al abrirse más de lo que se admite[ ({0} bytes)][: {1}]."
        }
        Code::ArchiveTooMany => {
            "El archivo comprimido contiene más archivos de los que se admiten[ ({0})]."
        }
        Code::ArchiveEncrypted => "El archivo comprimido está protegido con contraseña[: {0}].",
        Code::ArchiveNested => "Hay un archivo comprimido dentro de otro[: {0}].",
        Code::ArchiveMethod => {
            "El archivo está comprimido de un modo no admitido[: método {0}][ (en {1})]."
        }
        Code::LineTooLong => "Una línea es más larga de lo que se admite[ ({0})][: {1}].",
        Code::TooManyColumns => "Hay más filas o columnas de las que se admiten[ ({0})][: {1}].",
        Code::BrokenJson => "El JSON está cortado o no es válido[: «{0}»][ (en {1})].",
        Code::BrokenXml => "El XML está cortado o no es válido[: «{0}»][ (en {1})].",
        Code::VendorError => "El proveedor respondió con un error en lugar de datos[: {0}].",
        Code::ReadFailed => "No se pudo leer el archivo[: «{0}»][ (en {1})].",
        Code::ReaderCrashed => "La lectura se detuvo por un fallo de este programa[: {0}].",
        Code::ReaderMissing => "Lo que lee libros de Excel no se pudo cargar.",
        Code::BrokenCase => "El caso está dañado o es de una versión posterior.",
        Code::RateConflict => "Dos tarifas encajan por igual[: filas {0} y {1}].",
        Code::Cancelled => "Se detuvo la lectura; no se usa nada de este archivo.",
        Code::BrokenQuotes => "Unas comillas no se cierran, o les sigue texto.",
        Code::FieldCount => {
            "La fila tiene otro número de campos que el encabezado[: {0} en lugar de {1}]."
        }
        Code::BadDate => "No es una fecha que se pueda leer[: «{0}»].",
        Code::BadZone => "No existe esa zona horaria[: «{0}»].",
        Code::BadNumber => "No es un número que se pueda leer[: «{0}»].",
        Code::NumberTooLarge => {
            "Este número tiene más cifras de las que se pueden guardar con exactitud[: «{0}»]."
        }
        Code::BadDuration => "No es una duración que se pueda leer[: «{0}»].",
        Code::BadCurrency => "No es un código de moneda de tres letras[: «{0}»].",
        Code::CurrencyContradicts => "Este importe indica otra moneda que su fila[: «{0}»].",
        Code::MissingId => "La fila no tiene identificador.",
        Code::MissingValue => "Falta un valor indispensable en la fila[: {0}].",
        Code::NulByte => "Hay un byte NUL dentro de la fila.",
        Code::InvalidText => "Hay bytes que no son válidos en la codificación del archivo.",
        Code::NonexistentTime => {
            "Esta hora no existe en la zona horaria, porque los relojes se adelantaron[: «{0}»]."
        }
        Code::SummaryRow => "Una fila suma otras filas, así que no es una línea propia[: «{0}»].",
        Code::HeadingRow => "Una fila es un título o una nota, sin datos[: «{0}»].",
        Code::BadRate => "Una tarifa se contradice o no se puede usar[: «{0}»].",
        Code::SameFileTwice => "Son los mismos bytes que otra fuente[: {0}].",
        Code::DuplicateRows => "Hay filas repetidas con el mismo identificador y contenido.",
        Code::RowsElsewhere => {
            "Hay filas sin identificador que dicen lo mismo que filas de otro archivo[, «{0}»]."
        }
        Code::ConflictingRows => "Hay filas con el mismo identificador que dicen cosas distintas.",
        Code::EndBeforeStart => "Una sesión termina antes de empezar.",
        Code::OverlappingSessions => "Hay sesiones de una conversación que se solapan.",
        Code::BlocksFewer => "Una conversación tiene menos bloques de los que pide su duración.",
        Code::BlocksMore => "Una conversación tiene más bloques de los que pide su duración.",
        Code::TotalMismatch => {
            "El total del proveedor no es lo que contiene el archivo[: {0} frente a {1}]."
        }
        Code::MoreAvailable => {
            "El proveedor dice que hay más de lo que contiene este archivo[ ({0} filas)]."
        }
        Code::CountsMismatch => {
            "Los conteos del proveedor no son lo que contienen los archivos[ ({0}: {1} frente a {2})]."
        }
        Code::PeakDiffers => {
            "El DMA indica[ {0}] llamadas a la vez en una conferencia; sus registros muestran otra cantidad[: {1}]."
        }
        Code::ClustersExcluded => "No se pudo llegar a algunos clústeres y faltan[: {0}].",
        Code::ResultsTruncated => "El proveedor recortó el resultado.",
        Code::ResultsIncomplete => "El proveedor dice que el resultado está incompleto.",
        Code::CounterFalls => "Un contador del mes bajó[ de {0} a {1}].",
        Code::SnapshotAltered => {
            "La instantánea fue modificada después de guardarla: su contenido no coincide con su huella."
        }
        Code::TotalsRepeated => {
            "Otra fuente tiene un total de la misma cuenta, servicio y período."
        }
        Code::SnapshotsSuperseded => "Solo cuenta la última instantánea de cada mes.",
        Code::MonthUnfinished => "El mes no había terminado[ el {0}]: falta lo que se usó después.",
        Code::CustomersDiffer => "Los clientes no suman lo que dice su cuenta[: {0} frente a {1}].",
        Code::LineArithmetic => {
            "El importe de una línea no es su cantidad por su precio[: {0} frente a {1}]."
        }
        Code::InvoiceArithmetic => {
            "El total de la propia factura[, {0},] no es la suma de sus líneas[, {1}]."
        }
        Code::SummaryBeside => {
            "Dos tablas de facturas suman lo mismo[, {2}: «{0}» y «{1}»]. Una puede resumir a la otra."
        }
        Code::MixedCurrencies => "Hay más de una moneda[: {0}].",
        Code::RowsAboveHeader => "Una fila está encima del encabezado y no se leyó.",
        Code::DuplicateHeader => "Dos columnas tienen el mismo nombre[: {0}].",
        Code::NoIds => {
            "Ninguna columna tiene un id, pero la factura nombra el consumo de sus líneas: solo se comparan como sumas."
        }
        Code::IdsOfUsage => {
            "Su columna[ «{0}»] contiene los ids. del consumo; las líneas se concilian por ellos."
        }
        Code::IdsShortened => {
            "Una hoja de cálculo acortó los identificadores[, como «{0}»]: varios parecen iguales y ninguno se encuentra en el otro lado."
        }
        Code::OneDate => {
            "Todas las líneas llevan una misma fecha[, {0}], que se toma por el día de su consumo."
        }
        Code::DatesAmbiguous => "No se distinguen el día y el mes[ en «{0}»].",
        Code::NumbersAmbiguous => "No se distinguen el separador decimal y el de miles[ en «{0}»].",
        Code::TimeZoneAssumed => "El archivo no dice su zona horaria[; se supuso {0}].",
        Code::AmbiguousTime => "Una hora local ocurre dos veces al atrasar los relojes.",
        Code::EncodingGuessed => "La codificación se dedujo[: {0}].",
        Code::PeriodMissing => "Las cifras no dicen qué días abarcan.",
        Code::ReportUnnamed => "El archivo no dice qué informe contiene.",
        Code::NoUsage => "El proveedor dice que no hubo consumo.",
        Code::OutsideWindow => "Hay fechas fuera del tiempo que se pidió.",
        Code::FetchIncomplete => "No se recibió una parte de lo que se pidió.",
        Code::UnratedUsage => "Ninguna tarifa encaja con parte del consumo.",
        Code::NameUnknown => "Ningún consumo lleva el nombre de estas líneas[: {1} «{0}»].",
        Code::IdsAlike => {
            "Hay identificadores que solo difieren en cómo se escriben[: «{0}» y «{1}»]."
        }
        Code::TimesMatch => {
            "Hay líneas y consumos sin id común que empezaron y duraron lo mismo, con pocos segundos de diferencia[: {0}]."
        }
        Code::ZoneExplains => {
            "Las líneas habrían empezado y durado como el consumo si las horas de un lado fueran de otra zona horaria[: las de la factura, de {0}]."
        }
        Code::UnitExplains => "Hay líneas sin unidad que coincidirían con otra[: {0}].",
        Code::PeriodRuleExplains => {
            "Hay líneas y consumos a ambos lados del límite del período, y no con otra regla[: {0}]."
        }
        Code::LengthsExplain => {
            "Hay líneas que coincidirían con otro mínimo y otro paso de las duraciones, en segundos[: {0}]."
        }
        Code::StillReading => "Un archivo se está leyendo todavía.",
        Code::ResultOutdated => "Aquello de lo que se hizo este resultado ha cambiado.",
    }
}
