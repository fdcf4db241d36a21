//! Matrix products on slices: the only unsafe code of the library, around `gemm`.

use gemm::Parallelism;

/// Multiplications from which on a product is worth all of the pool's threads.
const PARALLEL: usize = 192 * 192 * 192;

/// A row-major matrix in a slice, perhaps to be read transposed.
#[derive(Clone, Copy)]
pub(super) struct Matrix<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    /// Distance of two rows as stored.
    stride: usize,
    is_transposed: bool,
}

impl<'a> Matrix<'a> {
    /// `[rows, columns]`, rows `stride` apart.
    pub(super) fn strided(values: &'a [f32], [rows, columns]: [usize; 2], stride: usize) -> Self {
        assert!(stride >= columns && values.len() >= stored(rows, columns, stride));
        Self {
            values,
            rows,
            columns,
            stride,
            is_transposed: false,
        }
    }

    /// `[rows, columns]` without gaps.
    pub(super) fn new(values: &'a [f32], size: [usize; 2]) -> Self {
        Self::strided(values, size, size[1])
    }

    /// The same values as `[columns, rows]`.
    pub(super) fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            is_transposed: !self.is_transposed,
            ..self
        }
    }

    /// Distance of neighbours along a row, and along a column.
    fn strides(&self) -> (isize, isize) {
        let stride = self.stride as isize;
        if self.is_transposed {
            (stride, 1)
        } else {
            (1, stride)
        }
    }
}

/// Values from the first to the last of a row-major matrix.
fn stored(rows: usize, columns: usize, stride: usize) -> usize {
    match rows {
        0 => 0,
        _ => (rows - 1) * stride + columns,
    }
}

/// `left x right`, row-major without gaps, on all of the pool's threads if it is large.
pub(super) fn product(left: Matrix, right: Matrix) -> Vec<f32> {
    let (rows, columns) = (left.rows, right.columns);
    let mut out = Vec::with_capacity(rows * columns);
    if left.columns == 0 {
        out.resize(rows * columns, 0.0);
        return out;
    }
    // SAFETY: `out` has room for rows x columns, which gemm fills without reading them first.
    unsafe {
        multiply(out.as_mut_ptr(), columns, false, left, right);
        out.set_len(rows * columns);
    }
    out
}

/// `out += left x right`; the rows of `out` are `stride` apart.
pub(super) fn add_product(out: &mut [f32], stride: usize, left: Matrix, right: Matrix) {
    assert!(stride >= right.columns && out.len() >= stored(left.rows, right.columns, stride));
    // SAFETY: `out` is borrowed exclusively and holds all rows, as asserted.
    unsafe { multiply(out.as_mut_ptr(), stride, true, left, right) }
}

/// `[columns, rows]` from `[rows, columns]`, without gaps, copied tile by tile.
///
/// gemm packs the right matrix anew for each product. Across its rows that takes 15 times as long as
/// along them, for 512 x 128 longer than a product with 32 rows.
pub(super) fn transpose(matrix: &[f32], columns: usize) -> Vec<f32> {
    const TILE: usize = 16;
    let rows = matrix.len() / columns;
    let mut out = vec![0.0; matrix.len()];
    for first in (0..rows).step_by(TILE) {
        for left in (0..columns).step_by(TILE) {
            for row in first..rows.min(first + TILE) {
                for column in left..columns.min(left + TILE) {
                    out[column * rows + row] = matrix[row * columns + column];
                }
            }
        }
    }
    out
}

/// # Safety
/// `out` must be valid for writes of `left.rows` rows of `right.columns` values, `stride` apart, and
/// hold numbers if `accumulate`.
unsafe fn multiply(out: *mut f32, stride: usize, accumulate: bool, left: Matrix, right: Matrix) {
    assert_eq!(left.columns, right.rows);
    let (m, n, k) = (left.rows, right.columns, left.columns);
    let parallelism = if m * n * k >= PARALLEL && rayon::current_num_threads() > 1 {
        Parallelism::Rayon(0)
    } else {
        Parallelism::None
    };
    let (left_columns, left_rows) = left.strides();
    let (right_columns, right_rows) = right.strides();
    // SAFETY: a `Matrix` holds every index that gemm forms from its sizes and strides, and so does
    // `out` by this function's contract.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            out,
            1,
            stride as isize,
            accumulate,
            left.values.as_ptr(),
            left_columns,
            left_rows,
            right.values.as_ptr(),
            right_columns,
            right_rows,
            if accumulate { 1.0 } else { 0.0 },
            1.0,
            false,
            false,
            false,
            parallelism,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: [f32; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    const RIGHT: [f32; 6] = [1.0, -1.0, 0.0, 2.0, 3.0, 0.0];

    #[test]
    fn plain_and_transposed() {
        let right = Matrix::new(&RIGHT, [3, 2]);
        let out = product(Matrix::new(&LEFT, [2, 3]), right);
        assert_eq!(out, [10.0, 3.0, 22.0, 6.0]);
        let out = product(right.transposed(), Matrix::new(&LEFT, [2, 3]).transposed());
        assert_eq!(out, [10.0, 22.0, 3.0, 6.0]);
    }

    #[test]
    fn rows_with_gaps_keep_what_lies_between() {
        let mut out = [1.0, 1.0, 9.0, 1.0, 1.0];
        let left = Matrix::strided(&LEFT, [2, 2], 3);
        add_product(&mut out, 3, left, Matrix::new(&RIGHT, [2, 2]));
        assert_eq!(out, [2.0, 4.0, 9.0, 5.0, 7.0]);
    }

    #[test]
    fn a_transpose_takes_every_value_to_its_place() {
        let matrix: Vec<f32> = (0..20 * 37).map(|k| k as f32).collect();
        let flipped = transpose(&matrix, 37);
        assert_eq!(flipped[36 * 20 + 19], matrix[19 * 37 + 36]);
        assert_eq!(flipped[3 * 20 + 17], matrix[17 * 37 + 3]);
        assert_eq!(transpose(&flipped, 20), matrix);
    }

    #[test]
    fn nothing_summed_is_zero() {
        let empty = Matrix::new(&[], [2, 0]);
        assert_eq!(product(empty, empty.transposed()), [0.0; 4]);
    }
}
