//! Which vendor a path belongs to.

use serde::{Deserialize, Serialize};

/// One of the four vendors played here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vendor {
    /// Kore.ai.
    Kore,
    /// wolkvox.
    Wolkvox,
    /// Poly DMA.
    Dma,
    /// Evo Voice.
    Evo,
}

impl Vendor {
    /// The vendors' own paths do not meet, so one server plays all of them.
    pub fn of_path(path: &str) -> Option<Self> {
        let starts = |prefix: &str| path.starts_with(prefix);
        if starts("/api/public/") {
            Some(Self::Kore)
        } else if starts("/api/v2/") {
            Some(Self::Wolkvox)
        } else if starts("/api/rest/") {
            Some(Self::Dma)
        } else if starts("/ai/usage")
            || starts("/billing")
            || starts("/json/reply/")
            || starts("/xml/reply/")
        {
            Some(Self::Evo)
        } else {
            None
        }
    }
}
