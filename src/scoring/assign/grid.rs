//! A table of equal rows, read without a panic: what lies outside reads as the value
//! that was named for it.

/// A rectangle of cells. Reading outside gives `outside`; writing outside does nothing.
#[derive(Clone, Debug)]
pub(super) struct Grid<T> {
    cells: Vec<T>,
    width: usize,
    outside: T,
}

impl<T: Copy> Grid<T> {
    /// All cells begin as `outside`.
    pub(super) fn new(height: usize, width: usize, outside: T) -> Self {
        Self { cells: vec![outside; height * width], width, outside }
    }

    pub(super) fn at(&self, row: usize, column: usize) -> T {
        if column >= self.width {
            return self.outside;
        }
        self.cells.get(row * self.width + column).copied().unwrap_or(self.outside)
    }

    pub(super) fn set(&mut self, row: usize, column: usize, value: T) {
        if column < self.width
            && let Some(cell) = self.cells.get_mut(row * self.width + column)
        {
            *cell = value;
        }
    }

    pub(super) fn row(&self, row: usize) -> &[T] {
        self.cells.get(row * self.width..(row + 1) * self.width).unwrap_or_default()
    }

    pub(super) fn row_mut(&mut self, row: usize) -> &mut [T] {
        self.cells.get_mut(row * self.width..(row + 1) * self.width).unwrap_or_default()
    }
}

/// The entry of a list, or the type's own zero outside it.
pub(super) fn at<T: Copy + Default>(list: &[T], index: usize) -> T {
    list.get(index).copied().unwrap_or_default()
}

/// The list at a place, or an empty one outside.
pub(super) fn list_at<T>(lists: &[Vec<T>], index: usize) -> &[T] {
    lists.get(index).map_or(&[], Vec::as_slice)
}
