//! Dense square matrices and the Cholesky factor of a symmetric positive definite one. Sums
//! run in one fixed order, in eight lanes.

/// A square matrix, row by row.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    size: usize,
    values: Vec<f64>,
}

/// The sum of products.
pub(crate) fn dot(left: &[f64], right: &[f64]) -> f64 {
    let (left, right) = (left.chunks_exact(8), right.chunks_exact(8));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(a, b)| a * b).sum();
    let mut lanes = [0.0; 8];
    for (a, b) in left.zip(right) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h)) + rest
}

/// Adds `factor` times `from` to `to`.
pub(crate) fn add(to: &mut [f64], factor: f64, from: &[f64]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * from;
    }
}

/// The value at a place, 0 outside.
pub(crate) fn at(values: &[f64], place: usize) -> f64 {
    values.get(place).copied().unwrap_or(0.0)
}

impl Matrix {
    /// All zero.
    pub(crate) fn zero(size: usize) -> Self {
        Self { size, values: vec![0.0; size * size] }
    }

    /// How many rows.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// The rows in order.
    pub(crate) fn rows(&self) -> impl DoubleEndedIterator<Item = &[f64]> + ExactSizeIterator {
        self.values.chunks_exact(self.size.max(1))
    }

    /// The rows in order, to change.
    pub(crate) fn rows_mut(&mut self) -> impl Iterator<Item = &mut [f64]> {
        self.values.chunks_exact_mut(self.size.max(1))
    }

    /// One row; empty outside.
    pub(crate) fn row(&self, place: usize) -> &[f64] {
        self.values.get(place * self.size..(place + 1) * self.size).unwrap_or(&[])
    }

    /// One row, to change; empty outside.
    pub(crate) fn row_mut(&mut self, place: usize) -> &mut [f64] {
        self.values.get_mut(place * self.size..(place + 1) * self.size).unwrap_or(&mut [])
    }

    /// The values on the diagonal.
    pub(crate) fn diagonal(&self) -> Vec<f64> {
        self.rows().enumerate().map(|(place, row)| at(row, place)).collect()
    }

    /// Copies what stands below the diagonal to above it.
    pub(crate) fn mirror(&mut self) {
        for place in 1..self.size {
            let (above, below) = self.values.split_at_mut(place * self.size);
            for (row, value) in above.chunks_exact_mut(self.size).zip(below.iter()) {
                if let Some(cell) = row.get_mut(place) {
                    *cell = *value;
                }
            }
        }
    }

    /// The matrix times a vector.
    pub(crate) fn times(&self, vector: &[f64]) -> Vec<f64> {
        self.rows().map(|row| dot(row, vector)).collect()
    }

    /// The product of two matrices.
    pub(crate) fn product(&self, right: &Self) -> Self {
        let mut product = Self::zero(self.size);
        for (to, row) in product.rows_mut().zip(self.rows()) {
            for (factor, from) in row.iter().zip(right.rows()) {
                if *factor != 0.0 {
                    add(to, *factor, from);
                }
            }
        }
        product
    }

    /// The sum over all places of the products of both values.
    pub(crate) fn inner(&self, other: &Self) -> f64 {
        self.rows().zip(other.rows()).map(|(a, b)| dot(a, b)).sum()
    }

    /// The trace of the matrix times itself.
    pub(crate) fn trace_of_square(&self) -> f64 {
        let mut sum = 0.0;
        for (place, row) in self.rows().enumerate() {
            sum += row.iter().zip(self.rows()).map(|(value, across)| value * at(across, place)).sum::<f64>();
        }
        sum
    }
}

/// The lower factor L of L Lᵀ; what stands above its diagonal is not used.
#[derive(Clone, Debug)]
pub(crate) struct Lower(Matrix);

impl Lower {
    /// The factor of a matrix of which the lower half is read; `None` unless it is positive definite.
    pub(crate) fn of(matrix: Matrix) -> Option<Self> {
        let size = matrix.size;
        let mut lower = matrix;
        for place in 0..size {
            let (above, rest) = lower.values.split_at_mut(place * size);
            let row = rest.get_mut(..size)?;
            for (across, other) in above.chunks_exact(size).enumerate() {
                let sum = dot(row.get(..across)?, other.get(..across)?);
                let pivot = at(other, across);
                let cell = row.get_mut(across)?;
                *cell = (*cell - sum) / pivot;
            }
            let (left, right) = row.split_at_mut(place);
            let pivot = right.first_mut()?;
            let square = *pivot - dot(left, left);
            if square.is_nan() || square <= 0.0 {
                return None;
            }
            *pivot = square.sqrt();
        }
        Some(Self(lower))
    }

    /// The logarithm of the determinant of L Lᵀ.
    pub(crate) fn log_determinant(&self) -> f64 {
        2.0 * self.0.diagonal().into_iter().map(libm::log).sum::<f64>()
    }

    /// x of L x = b.
    fn forward(&self, b: &[f64]) -> Vec<f64> {
        let mut x: Vec<f64> = Vec::with_capacity(b.len());
        for (row, b) in self.0.rows().zip(b) {
            let sum = dot(row.get(..x.len()).unwrap_or(&[]), &x);
            x.push((b - sum) / at(row, x.len()));
        }
        x
    }

    /// x of Lᵀ x = b, in place.
    pub(crate) fn backward(&self, x: &mut [f64]) {
        for (place, row) in self.0.rows().enumerate().rev() {
            let (left, right) = x.split_at_mut(place.min(x.len()));
            if let Some(value) = right.first_mut() {
                *value /= at(row, place);
                add(left, -*value, row);
            }
        }
    }

    /// x of L Lᵀ x = b.
    pub(crate) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x = self.forward(b);
        self.backward(&mut x);
        x
    }

    /// The inverse of L Lᵀ, both halves.
    pub(crate) fn inverse(&self) -> Matrix {
        let size = self.0.size;
        let mut root = Matrix::zero(size); // the inverse of L
        for (place, row) in self.0.rows().enumerate() {
            let (above, rest) = root.values.split_at_mut(place * size);
            let Some(to) = rest.get_mut(..=place) else { break };
            let pivot = at(row, place);
            for (factor, from) in row.iter().zip(above.chunks_exact(size)) {
                add(to, -*factor / pivot, from);
            }
            if let Some(last) = to.last_mut() {
                *last = 1.0 / pivot;
            }
        }
        let mut inverse = Matrix::zero(size);
        for from in root.rows().enumerate().map(|(place, row)| row.get(..=place).unwrap_or(row)) {
            for (place, (factor, to)) in from.iter().zip(inverse.rows_mut()).enumerate() {
                add(to.get_mut(..=place).unwrap_or(&mut []), *factor, from);
            }
        }
        inverse.mirror();
        inverse
    }
}
