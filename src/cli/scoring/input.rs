//! Files that these commands read: from a path or standard input, and not more of them than is taken.

use anyhow::{Context, Result, bail};
use std::io::Read;
use std::path::Path;

/// The bytes of a file, or of standard input where it is `-`. One that is longer than `most` is refused before it fills the memory.
pub(super) fn read(file: &Path, most: usize) -> Result<Vec<u8>> {
    let name = file.display();
    let mut input: Box<dyn Read> = match file.as_os_str() {
        name if name == "-" => Box::new(std::io::stdin()),
        _ => Box::new(std::fs::File::open(file).with_context(|| format!("{name} cannot be read"))?),
    };
    let mut bytes = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    input.by_ref().take(limit.saturating_add(1)).read_to_end(&mut bytes).with_context(|| format!("{name} cannot be read"))?;
    if bytes.len() > most {
        bail!("{name} has more than {} MB, which is more than is read.", most / 1024 / 1024);
    }
    Ok(bytes)
}
