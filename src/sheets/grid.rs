//! A file as a grid of texts: CSV with commas, semicolons or tabs, or the first fitting sheet of a workbook. Everything is
//! bounded, and whatever the bytes are, nothing panics: files come from strangers.

use super::fault::FileFault;
use super::sheet::SHEET;
use crate::files::{self, FileKind, clean_name};
use crate::reporting::unguarded;
use calamine::{DataRef, Reader, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use zip::ZipArchive;

/// The largest file, in bytes.
pub const MOST_BYTES: usize = 2_000_000;
/// The most rows below the headings.
pub(super) const MOST_ROWS: u32 = 2_000;
/// The most columns.
const MOST_COLUMNS: u32 = 300;
/// The most bytes that a workbook unpacks to.
const MOST_UNPACKED: u64 = 20_000_000;

/// What stands in a cell; one without anything is not in the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// A text or a number.
    Text(String),
    /// Something that is neither, in words.
    Odd(&'static str),
}

/// Cells by row and column, from 0 on. The first row holds the headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Grid {
    cells: BTreeMap<(u32, u32), Cell>,
}

impl Grid {
    /// The headings with their columns.
    pub(super) fn headings(&self) -> impl Iterator<Item = (u32, &str)> {
        self.cells.range(..(1_u32, 0_u32)).filter_map(|((_, column), cell)| match cell {
            Cell::Text(text) => Some((*column, text.as_str())),
            Cell::Odd(_) => None,
        })
    }

    /// The rows below the headings that hold anything.
    pub(super) fn rows(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = self.cells.range((1_u32, 0_u32)..).map(|((row, _), _)| *row).collect();
        rows.dedup();
        rows
    }

    /// The columns of a row that hold anything.
    pub(super) fn columns(&self, row: u32) -> impl Iterator<Item = u32> {
        self.cells.range((row, 0)..=(row, MOST_COLUMNS)).map(|((_, column), _)| *column)
    }

    /// What stands in a cell, if anything does.
    pub(super) fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        self.cells.get(&(row, column))
    }

    /// The text of a cell; empty where there is none.
    pub(super) fn text(&self, row: u32, column: u32) -> &str {
        match self.cell(row, column) {
            Some(Cell::Text(text)) => text,
            Some(Cell::Odd(_)) | None => "",
        }
    }

    fn put(&mut self, (row, column): (u32, u32), cell: Cell) -> Result<(), FileFault> {
        if row > MOST_ROWS || column >= MOST_COLUMNS {
            return Err(FileFault::TooMany);
        }
        self.cells.insert((row, column), cell);
        Ok(())
    }
}

/// Reads a file by its name and its bytes.
pub(super) fn grid(name: &str, bytes: &[u8]) -> Result<Grid, FileFault> {
    let kind = FileKind::of_name(&clean_name(name)).filter(|kind| matches!(kind, FileKind::Csv | FileKind::Xlsx)).ok_or(FileFault::Kind)?;
    if bytes.is_empty() {
        return Err(FileFault::Empty);
    }
    if bytes.len() > MOST_BYTES {
        return Err(FileFault::TooLarge);
    }
    files::check(kind, &mut Cursor::new(bytes), bytes.len() as u64).map_err(|flaw| FileFault::Inside(kind, flaw))?;
    let grid = if kind == FileKind::Csv { of_csv(bytes)? } else { of_workbook(bytes)? };
    if grid.cells.is_empty() { Err(FileFault::Empty) } else { Ok(grid) }
}

fn of_csv(bytes: &[u8]) -> Result<Grid, FileFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| FileFault::Unreadable("CSV"))?.trim_start_matches('\u{feff}');
    let mut options = csv::ReaderBuilder::new();
    let mut reader = options.has_headers(false).flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes());
    let mut grid = Grid::default();
    for (row, record) in (0_u32..).zip(reader.records()) {
        let record = record.map_err(|_| FileFault::Unreadable("CSV"))?;
        for (column, cell) in (0_u32..).zip(&record) {
            let text = clean(unguarded(cell));
            if !text.is_empty() {
                grid.put((row, column), Cell::Text(text))?;
            }
        }
    }
    Ok(grid)
}

/// What parts the headings: spreadsheets of some countries write semicolons, and a pasted table has tabs.
fn delimiter(text: &str) -> u8 {
    // What stands between quotation marks belongs to a heading.
    let outside: String = text.lines().next().unwrap_or_default().split('"').step_by(2).collect();
    let count = |delimiter: u8| outside.bytes().filter(|byte| *byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

fn of_workbook(bytes: &[u8]) -> Result<Grid, FileFault> {
    if unpacked(bytes)? > MOST_UNPACKED {
        return Err(FileFault::TooMany);
    }
    // A panic of the reader must stay one file's.
    catch_unwind(AssertUnwindSafe(|| cells(bytes))).unwrap_or_else(|_| Err(unreadable()))
}

fn unreadable() -> FileFault {
    FileFault::Unreadable("XLSX")
}

/// How many bytes are inside, as the archive says; that it says the truth was checked before.
fn unpacked(bytes: &[u8]) -> Result<u64, FileFault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let mut sum = 0_u64;
    for at in 0..archive.len() {
        sum = sum.saturating_add(archive.by_index_raw(at).map_err(|_| unreadable())?.size());
    }
    Ok(sum)
}

/// The cells of the sheet with our name, or of the first one. They are read one by one: a grid as large as a cell far
/// away would make it is never built.
fn cells(bytes: &[u8]) -> Result<Grid, FileFault> {
    let mut book: Xlsx<Cursor<&[u8]>> = Xlsx::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let names = book.sheet_names();
    let name = names.iter().find(|name| *name == SHEET).or_else(|| names.first()).ok_or(FileFault::Empty)?;
    let mut reader = book.worksheet_cells_reader(name).map_err(|_| unreadable())?;
    let mut grid = Grid::default();
    // One shared text can stand in any number of cells: what they come to is counted before it is copied.
    let mut sum = 0_u64;
    while let Some(cell) = reader.next_cell().map_err(|_| unreadable())? {
        let length = match cell.get_value() {
            DataRef::String(text) => text.len(),
            DataRef::SharedString(text) => text.len(),
            _ => 0,
        };
        sum = sum.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        if sum > MOST_UNPACKED {
            return Err(FileFault::TooLarge);
        }
        if let Some(held) = held(cell.get_value()) {
            grid.put(cell.get_position(), held)?;
        }
    }
    Ok(grid)
}

fn held(value: &DataRef<'_>) -> Option<Cell> {
    let text = match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => clean(text),
        DataRef::SharedString(text) => clean(text),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => return Some(Cell::Odd("a day or a time")),
        DataRef::Error(_) => return Some(Cell::Odd("an error of the spreadsheet")),
    };
    (!text.is_empty()).then_some(Cell::Text(text))
}

/// A text as forms send it: line ends as `\n`, without what no page shows and no database keeps, trimmed.
pub(super) fn clean(text: &str) -> String {
    let ends = text.replace("\r\n", "\n").replace('\r', "\n");
    let seen: String = ends.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    seen.trim().to_owned()
}
