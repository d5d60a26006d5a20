//! The fields a column can stand for.

use crate::normalize::header::canonical;
use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// What a column stands for. Words of FOCUS and EN 16931 where they have one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Field { $($(#[$doc])* $name,)* }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its name in settings.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

fields! {
    /// The id of the session, call or record.
    UsageId = "usage_id",
    /// The conversation or call that several records belong to.
    ConversationId = "conversation_id",
    /// When it started.
    Start = "start",
    /// The time of day of a start, where another column has its day.
    StartTime = "start_time",
    /// When it ended.
    End = "end",
    /// The time of day of an end, where another column has its day or it is that of the start.
    EndTime = "end_time",
    /// When the conversation started.
    ConversationStart = "conversation_start",
    /// When the conversation ended.
    ConversationEnd = "conversation_end",
    /// How long it took.
    Duration = "duration",
    /// How much.
    Quantity = "quantity",
    /// Of what.
    Unit = "unit",
    /// Price of one unit.
    UnitPrice = "unit_price",
    /// Net amount.
    Amount = "amount",
    /// The taxes that are in the amount.
    Tax = "tax",
    /// ISO 4217.
    Currency = "currency",
    /// The billing account.
    Account = "account",
    /// The service or product.
    Service = "service",
    /// The channel.
    Channel = "channel",
    /// The line's number.
    LineId = "line_id",
    /// The invoice's number.
    InvoiceId = "invoice_id",
    /// What kind of charge.
    Category = "category",
    /// First day or instant of the line's period.
    PeriodStart = "period_start",
    /// Last day (inclusive) or instant (exclusive) of the line's period.
    PeriodEnd = "period_end",
    /// Both ends of the line's period, or its month, in one cell.
    Period = "period",
    /// Last instant of a period that is exclusive even when it is a day (FOCUS).
    PeriodEndExclusive = "period_end_exclusive",
    /// A secret: never kept, shown or exported.
    Secret = "secret",
}

impl Field {
    /// Reads a name of settings.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.code() == code)
    }

    /// Whether the column holds dates.
    pub fn is_date(self) -> bool {
        matches!(
            self,
            Self::Start
                | Self::End
                | Self::ConversationStart
                | Self::ConversationEnd
                | Self::PeriodStart
                | Self::PeriodEnd
                | Self::PeriodEndExclusive
                | Self::Period
        )
    }

    /// Whether the column says how much it was, or what one of it costs.
    pub fn is_measure(self) -> bool {
        matches!(self, Self::Duration | Self::Quantity | Self::UnitPrice)
    }

    /// Whether the column holds numbers.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Quantity | Self::UnitPrice | Self::Amount | Self::Tax)
    }
}

/// Whether a column of this name holds a secret, whatever layout it stands in. Nobody can map such
/// a column to a field.
pub fn names_secret(header: &str) -> bool {
    const SECRETS: &[&str] =
        &["passcode", "password", "passwd", "contrasena", "apikey", "accesstoken", "clientsecret"];
    let name = canonical(header);
    SECRETS.iter().any(|it| name.contains(it))
}
