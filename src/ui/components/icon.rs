//! Icons: one line drawing each, on a grid of 16, in the colour of the text beside them.

use crate::domain::outcome::Standing;
use crate::ui::prelude::*;

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glyph {
    /// Agrees, done.
    Check,
    /// Differs.
    NotEqual,
    /// Cannot tell.
    Question,
    /// Not there yet.
    Circle,
    /// Look here before you go on.
    Warning,
    /// Worth knowing.
    Info,
    /// Close, remove.
    Cross,
    /// A file.
    File,
    /// A folder.
    Folder,
    /// Paste.
    Clipboard,
    /// A vendor's interface.
    Plug,
    /// The built-in example.
    Flask,
    /// Save a file.
    Download,
    /// Take a file in.
    Upload,
    /// Take back.
    Undo,
    /// Do again.
    Redo,
    /// Dark.
    Moon,
    /// Light.
    Sun,
    /// Nothing leaves.
    Shield,
    /// Data goes out, at the person's request.
    Out,
    /// More below.
    Down,
    /// Add.
    Plus,
    /// Delete.
    Bin,
    /// Find.
    Search,
    /// Settings.
    Sliders,
    /// A table.
    Table,
    /// A chart.
    Chart,
    /// Paper.
    Print,
    /// A case.
    Case,
    /// Move up.
    Up,
    /// A note.
    Note,
    /// Filter.
    Filter,
    /// Disputed.
    Flag,
}

impl Glyph {
    /// The sign of a state; each has its own shape, so that colour is never alone.
    pub(crate) fn of(standing: Standing) -> Self {
        match standing {
            Standing::Agrees => Self::Check,
            Standing::Differs => Self::NotEqual,
            Standing::CannotTell => Self::Question,
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Check => "M3 8.5l3.2 3.2L13 4.8",
            Self::NotEqual => "M2.5 6h11M2.5 10h11M10.5 2.5l-5 11",
            Self::Question => "M5.6 5.8a2.5 2.5 0 1 1 3.7 2.2c-.9.5-1.3 1-1.3 1.9M8 12.6v.1",
            Self::Circle => "M8 3.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6z",
            Self::Warning => "M8 2.2l6.3 11.1H1.7zM8 6.4v3.2M8 11.5v.1",
            Self::Info => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.4v3.6M8 5v.1",
            Self::Cross => "M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4",
            Self::File => "M9 1.8H4.2v12.4h7.6V4.6zM9 1.8v2.8h2.8",
            Self::Folder => "M1.8 12.8V3.6h4l1.6 1.8h6.8v7.4z",
            Self::Clipboard => "M6 2.8H3.6v11.4h8.8V2.8H10M6 1.8h4v2.4H6z",
            Self::Plug => {
                "M5.6 1.8v3.4M10.4 1.8v3.4M3.8 5.2h8.4v2.2a4.2 4.2 0 0 1-8.4 0zM8 11.6v2.6"
            }
            Self::Flask => {
                "M6 1.8h4M6.8 1.8v4.4L2.9 13a.9.9 0 0 0 .8 1.2h8.6a.9.9 0 0 0 .8-1.2L9.2 6.2V1.8M4.8 10h6.4"
            }
            Self::Download => "M8 2v8.2M4.6 7L8 10.4 11.4 7M2.6 13.6h10.8",
            Self::Upload => "M8 10.4V2.2M4.6 5.6L8 2.2l3.4 3.4M2.6 13.6h10.8",
            Self::Undo => "M5.4 2.6L2.4 5.6l3 3M2.4 5.6h7a4 4 0 0 1 0 8H6",
            Self::Redo => "M10.6 2.6l3 3-3 3M13.6 5.6h-7a4 4 0 0 0 0 8H10",
            Self::Moon => "M13.4 9.6A5.8 5.8 0 0 1 6.4 2.6a5.8 5.8 0 1 0 7 7z",
            Self::Sun => {
                "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.2v1.4M8 13.4v1.4M1.2 8h1.4M13.4 8h1.4M3.2 3.2l1 1M11.8 11.8l1 1M3.2 12.8l1-1M11.8 4.2l1-1"
            }
            Self::Shield => {
                "M8 1.6l5.2 1.9v3.8c0 3.3-2.1 5.8-5.2 7.1-3.1-1.3-5.2-3.8-5.2-7.1V3.5zM5.6 7.9l1.7 1.7 3.1-3.3"
            }
            Self::Out => "M8.8 2.4h4.8v4.8M13.6 2.4L7.4 8.6M11.4 9.4v4.2H2.4V4.6h4.2",
            Self::Down => "M3.6 6l4.4 4.4L12.4 6",
            Self::Up => "M3.6 10L8 5.6l4.4 4.4",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Bin => {
                "M2.6 4.2h10.8M6 4.2V2.4h4v1.8M4 4.2l.7 9.6h6.6l.7-9.6M6.8 7v4.2M9.2 7v4.2"
            }
            Self::Search => "M7 2.4a4.6 4.6 0 1 0 0 9.2 4.6 4.6 0 0 0 0-9.2zM10.4 10.4l3.4 3.4",
            Self::Sliders => {
                "M2 4.4h6M11.6 4.4H14M8 4.4a1.8 1.8 0 1 0 3.6 0 1.8 1.8 0 0 0-3.6 0M2 11.6h2.4M8 11.6h6M4.4 11.6a1.8 1.8 0 1 0 3.6 0 1.8 1.8 0 0 0-3.6 0"
            }
            Self::Table => "M2 3h12v10H2zM2 6.4h12M2 9.7h12M6.4 6.4V13",
            Self::Chart => "M2.4 2.4v11.2h11.2M5.4 10.6V7.4M8.4 10.6V4.6M11.4 10.6V6",
            Self::Print => "M4.4 5.4V1.8h7.2v3.6M4.4 11.4H2.2v-6h11.6v6h-2.2M4.4 9.4h7.2v4.8H4.4z",
            Self::Case => "M2 4.8h12v8.6H2zM5.8 4.8V2.6h4.4v2.2M2 8.6h12",
            Self::Note => "M2.4 2.4h11.2v7.8l-3.4 3.4H2.4zM13.6 10.2h-3.4v3.4M5 5.6h6M5 8.4h3.4",
            Self::Flag => "M3.4 14.2V2.2M3.4 2.8h9l-2.2 3.1 2.2 3.1h-9",
            Self::Filter => "M2 3h12L9.4 8.4v4l-2.8 1.4V8.4z",
        }
    }
}

/// An icon. It says nothing to readers of the screen: the text or label beside it does.
pub(crate) fn icon(glyph: Glyph) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=glyph.path()></path>
        </svg>
    }
}
