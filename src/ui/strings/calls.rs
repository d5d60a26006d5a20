//! Words for the totals of calls and conferences.

/// The words.
#[derive(Debug, Clone, Copy)]
pub struct CallWords {
    /// Above the table.
    pub title: &'static str,
    /// Column: of what.
    pub of: &'static str,
    /// Column.
    pub calls: &'static str,
    /// Column.
    pub call_minutes: &'static str,
    /// Column.
    pub conferences: &'static str,
    /// Column.
    pub conference_minutes: &'static str,
    /// Column: the most calls at one instant.
    pub peak: &'static str,
    /// What a bill has to say to be held against these.
    pub note: &'static str,
    /// A row's name: kind of group (empty for the whole), its own name.
    pub name: fn(&str, &str) -> String,
    /// In a line: calls, their minutes, the peak.
    pub line: fn(&str, &str, &str) -> String,
}

pub(super) const EN: CallWords = CallWords {
    title: "Calls by room, user and cluster",
    of: "Of",
    calls: "Calls",
    call_minutes: "Call minutes",
    conferences: "Conferences",
    conference_minutes: "Conference minutes",
    peak: "Most calls at once",
    note: "A bill’s line is held against a figure when its service names the column (calls, call minutes, conferences, conference minutes, peak concurrency) and its account or channel names the row.",
    name: |by, of| match by {
        "" => "All".to_owned(),
        "room" => format!("Room {of}"),
        "user" => format!("User {of}"),
        "cluster" => format!("Cluster {of}"),
        _ => of.to_owned(),
    },
    line: |calls, minutes, peak| format!("{calls} calls, {minutes} min, at most {peak} at once"),
};

pub(super) const ES: CallWords = CallWords {
    title: "Llamadas por sala, usuario y clúster",
    of: "De",
    calls: "Llamadas",
    call_minutes: "Minutos de llamada",
    conferences: "Conferencias",
    conference_minutes: "Minutos de conferencia",
    peak: "Máximo de llamadas a la vez",
    note: "Una línea de factura se compara con una cifra cuando su servicio nombra la columna (llamadas, minutos de llamada, conferencias, minutos de conferencia, concurrencia máxima) y su cuenta o canal nombra la fila.",
    name: |by, of| match by {
        "" => "Todo".to_owned(),
        "room" => format!("Sala {of}"),
        "user" => format!("Usuario {of}"),
        "cluster" => format!("Clúster {of}"),
        _ => of.to_owned(),
    },
    line: |calls, minutes, peak| {
        format!("{calls} llamadas, {minutes} min, como máximo {peak} a la vez")
    },
};
