//! The archive that a workbook is: what it holds, unpacked once and thrown away while its size is counted, before
//! anything is read from it. Reading the sheets is in `workbook`. Called by `child`.

use super::limits::{Limits, megabytes};
use remit_domain::upload::{Foreign, Kind, Refusal};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Which kind of workbook an archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packed {
    /// .xlsx.
    Workbook,
    /// .xlsb.
    Binary,
    /// .ods.
    OpenDocument,
}

/// Looks at everything in an archive.
pub fn look(file: &[u8], limits: &Limits) -> Result<Packed, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| Refusal::Broken)?;
    if archive.len() > limits.entries {
        return Err(Refusal::TooMuchInside(megabytes(limits.unpacked)));
    }
    let names: Result<Vec<String>, _> = archive.file_names().map(|name| name.map(|name| name.into_owned())).collect();
    let names = names.map_err(|_| Refusal::Broken)?;
    let packed = kind(&mut archive, &names)?;
    unpack(&mut archive, limits)?;
    Ok(packed)
}

fn kind(archive: &mut ZipArchive<Cursor<&[u8]>>, names: &[String]) -> Result<Packed, Refusal> {
    let has = |name: &str| names.iter().any(|other| other.eq_ignore_ascii_case(name));
    let under = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    let ends = |end: &str| names.iter().any(|name| name.to_ascii_lowercase().ends_with(end));
    if ends("vbaproject.bin") || under("xl/macrosheets/") || under("Basic/") {
        return Err(Refusal::Macros);
    }
    if has("xl/workbook.bin") {
        return Ok(Packed::Binary);
    }
    if has("[Content_Types].xml") {
        return match (under("word/"), under("ppt/"), under("xl/")) {
            (true, ..) => Err(Refusal::Foreign(Foreign::Document)),
            (_, true, _) => Err(Refusal::Foreign(Foreign::Slides)),
            (_, _, true) => Ok(Packed::Workbook),
            _ => Err(Refusal::Foreign(Foreign::Unknown)),
        };
    }
    let mut said = String::new();
    if let Ok(entry) = archive.by_name("mimetype") {
        entry.take(200).read_to_string(&mut said).map_err(|_| Refusal::Broken)?;
    }
    match said.trim().strip_prefix("application/vnd.oasis.opendocument.") {
        Some(kind) if kind.starts_with("spreadsheet") => Ok(Packed::OpenDocument),
        Some(kind) if kind.starts_with("presentation") => Err(Refusal::Foreign(Foreign::Slides)),
        Some(_) => Err(Refusal::Foreign(Foreign::Document)),
        None => Err(Refusal::Foreign(Foreign::Archive)),
    }
}

/// Unpacks every file in turn, keeping nothing: what an archive declares need not be what it holds.
fn unpack(archive: &mut ZipArchive<Cursor<&[u8]>>, limits: &Limits) -> Result<(), Refusal> {
    let too_much = Refusal::TooMuchInside(megabytes(limits.unpacked));
    let declared = archive.decompressed_size();
    if declared.is_some_and(|size| size > u128::from(limits.unpacked)) {
        return Err(too_much);
    }
    let mut left = limits.unpacked;
    let mut piece = vec![0_u8; 64 * 1024];
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => Refusal::Protected,
            _ => Refusal::Broken,
        })?;
        let mut first = true;
        loop {
            let count = entry.read(&mut piece).map_err(|_| Refusal::Broken)?;
            if count == 0 {
                break;
            }
            left = left.checked_sub(count as u64).ok_or_else(|| too_much.clone())?;
            if first && is_file(&piece[..count]) {
                let name = entry.name().map_err(|_| Refusal::Broken)?;
                return Err(Refusal::Nested(name.rsplit('/').next().unwrap_or_default().to_owned()));
            }
            first = false;
        }
    }
    Ok(())
}

/// Whether an entry is a whole file of its own that could hold anything.
fn is_file(begin: &[u8]) -> bool {
    matches!(
        Kind::of(begin),
        Kind::Zip
            | Kind::OldWorkbook
            | Kind::Protected
            | Kind::Macros
            | Kind::Other(
                Foreign::Pdf
                    | Foreign::Archive
                    | Foreign::Program
                    | Foreign::Document
                    | Foreign::Slides
                    | Foreign::Mail
            )
    ) || begin.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}
