//! What usage files there are. One file per layout (or family of layouts) and one line here.
//!
//! May import: `layout` and what it may import. Deliberately absent: bills, and other vendors: a
//! layout never looks at another.

pub mod dma;
pub mod dma_status;
pub mod evo;
pub mod generic;
pub mod kore;
pub mod kore_summary;
pub mod pbx;
pub mod usage_records;
pub mod wolkvox;

use crate::layout::Layout;

/// Every usage layout, in the order in which they are offered.
pub static LAYOUTS: &[&dyn Layout] = &[
    &kore::BillingSessions,
    &kore::BareSessions,
    &kore_summary::Summary,
    &wolkvox::Counters,
    &dma::Calls,
    &dma::Conferences,
    &dma_status::Counts,
    &dma_status::Status,
    &evo::AiUsage,
    &evo::AiUsageJsv,
    &evo::Billing,
    &usage_records::EvoVoice,
    &usage_records::Twilio,
    &pbx::Asterisk,
    &pbx::FreeSwitch,
    &pbx::ThreeCx,
    &generic::Usage,
    &generic::UsageLines,
];
