//! Files as the engine reads them.

use crate::args::Args;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use trueup::engine::driver::Driver;
use trueup::engine::protocol::{SourceState, SourceView};
use trueup::export::text::located;
use trueup::intake::Blob;
use trueup::source::SourceId;

/// An open file. Reading on from where the last read ended costs no seek.
pub(crate) struct OnDisk {
    file: File,
    size: u64,
    at: u64,
}

impl OnDisk {
    pub(crate) fn open(path: &str) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok(Self { file, size, at: 0 })
    }
}

impl Blob for OnDisk {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if offset != self.at {
            self.file.seek(SeekFrom::Start(offset))?;
        }
        let mut filled = 0;
        while let Some(room) = buffer.get_mut(filled..).filter(|it| !it.is_empty()) {
            match self.file.read(room)? {
                0 => break,
                n => filled += n,
            }
        }
        self.at = offset + u64::try_from(filled).unwrap_or(0);
        Ok(filled)
    }
}

/// Reads a file into the engine.
///
/// # Errors
/// A sentence when the file cannot be opened or an option is no good.
pub(crate) fn import(
    driver: &mut Driver,
    args: &Args,
    path: &str,
    role: &str,
) -> Result<SourceId, String> {
    let settings = args.settings(path, role)?;
    let blob =
        OnDisk::open(path).map_err(|error| format!("trueup: {path} cannot be opened: {error}"))?;
    Ok(driver.import(path, Box::new(blob), settings))
}

/// Tells what is wrong with a source; says whether it can be used.
pub(crate) fn is_usable(view: &SourceView) -> Result<(), String> {
    match &view.state {
        SourceState::Failed(why) => Err(located(&view.name, why)),
        _ => Ok(()),
    }
}
