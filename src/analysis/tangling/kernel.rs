//! The largest ratio of squared distances over all pairs of samples, in O(T^2 N).
//!
//! In: states and derivatives, both row-major `[T, N]`. Out: for each t the largest
//! `|x'(t) - x'(t')|^2 / (|x(t) - x(t')|^2 + epsilon)` over t' `[T]`, apart for t' of the same group
//! of samples (a condition) and for t' of all others. Squared distances are
//! `|a|^2 + |b|^2 - 2 a b` of data that was centred first, so that an offset costs no digits;
//! products are made block by block, so that no `[T, T]` array is ever held. Each pair is visited
//! once and serves both of its samples; blocks of rows run in parallel, and since a maximum does
//! not depend on order, the result does not depend on the number of threads.

use nalgebra::{DMatrix, DMatrixView};
use rayon::prelude::*;

/// Most samples in a block: the products of two blocks stay in a core's cache.
const BLOCK: usize = 128;

/// Rows of samples with their squared lengths.
struct Rows {
    data: Vec<f64>,
    units: usize,
    squares: Vec<f64>,
}

impl Rows {
    /// Centres the data, which leaves all distances as they are.
    fn centred(mut data: Vec<f64>, units: usize) -> Self {
        let samples = (data.len() / units) as f64;
        let mut means = vec![0.0; units];
        for row in data.chunks_exact(units) {
            means
                .iter_mut()
                .zip(row)
                .for_each(|(mean, value)| *mean += value / samples);
        }
        for row in data.chunks_exact_mut(units) {
            row.iter_mut()
                .zip(&means)
                .for_each(|(value, mean)| *value -= mean);
        }
        let square = |row: &[f64]| row.iter().map(|value| value * value).sum();
        let squares = data.chunks_exact(units).map(square).collect();
        Self {
            data,
            units,
            squares,
        }
    }

    fn block(&self, block: &Block) -> &[f64] {
        &self.data[block.start * self.units..block.end * self.units]
    }

    /// A copy of a block with a sample in each row, `[len, N]` in columns.
    ///
    /// A strided view would save the copy, but nalgebra 0.34 and 0.35 write out of bounds for a
    /// left factor with strided columns (dimforge/nalgebra issue 1616).
    fn left_factor(&self, block: &Block) -> DMatrix<f64> {
        DMatrix::from_row_slice(block.len(), self.units, self.block(block))
    }

    /// Writes `-2 a b` of each sample of `left` with each of block `b`: `[len a, len b]`.
    fn products(&self, left: &DMatrix<f64>, b: &Block, out: &mut DMatrix<f64>) {
        let right = DMatrixView::from_slice(self.block(b), self.units, b.len());
        out.view_mut((0, 0), (left.nrows(), b.len()))
            .gemm(-2.0, left, &right, 0.0);
    }
}

/// Samples `start..end`, all of one group.
struct Block {
    start: usize,
    end: usize,
    group: usize,
}

impl Block {
    fn len(&self) -> usize {
        self.end - self.start
    }
}

/// The blocks of groups of the given sizes, in order of samples.
fn blocks(groups: &[usize]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut first = 0;
    for (group, &samples) in groups.iter().enumerate() {
        let end = first + samples;
        blocks.extend((first..end).step_by(BLOCK).map(|start| Block {
            start,
            end: end.min(start + BLOCK),
            group,
        }));
        first = end;
    }
    blocks
}

/// For each sample the largest ratio over samples of its own group `[T]` and over all others
/// `[T]`, zeros if there is one group.
pub(super) struct Largest {
    pub(super) within: Vec<f64>,
    pub(super) between: Vec<f64>,
}

impl Largest {
    fn zero(samples: usize) -> Self {
        Self {
            within: vec![0.0; samples],
            between: vec![0.0; samples],
        }
    }

    fn larger(mut self, other: Self) -> Self {
        raise(&mut self.within, &other.within);
        raise(&mut self.between, &other.between);
        self
    }
}

/// Raises each entry to the other's where that is larger.
fn raise(largest: &mut [f64], other: &[f64]) {
    let pairs = largest.iter_mut().zip(other);
    pairs.for_each(|(max, &value)| *max = max.max(value));
}

/// One thread's maxima so far, and its room for products.
struct Maxima {
    largest: Largest,
    states: DMatrix<f64>,
    derivatives: DMatrix<f64>,
}

impl Maxima {
    fn new(samples: usize) -> Self {
        let side = BLOCK.min(samples);
        Self {
            largest: Largest::zero(samples),
            states: DMatrix::zeros(side, side),
            derivatives: DMatrix::zeros(side, side),
        }
    }

    /// Takes in all pairs of a sample of the first block with one of that or a later block.
    fn visit_from(&mut self, blocks: &[Block], states: &Rows, derivatives: &Rows, epsilon: f64) {
        let Some(a) = blocks.first() else { return };
        let left = states.left_factor(a);
        let derivative_left = derivatives.left_factor(a);
        for b in blocks {
            states.products(&left, b, &mut self.states);
            derivatives.products(&derivative_left, b, &mut self.derivatives);
            self.visit(states, derivatives, epsilon, [a, b]);
        }
    }

    /// Takes in the pairs of blocks `a` and `b`, whose products are made.
    fn visit(&mut self, states: &Rows, derivatives: &Rows, epsilon: f64, [a, b]: [&Block; 2]) {
        let largest = if a.group == b.group {
            &mut self.largest.within
        } else {
            &mut self.largest.between
        };
        let mut of_block = [0.0_f64; BLOCK];
        let mut ratios = [0.0_f64; BLOCK];
        for column in 0..b.len() {
            let t = b.start + column;
            let products = self.states.column(column);
            let derivative_products = self.derivatives.column(column);
            let pairs = Pairs {
                products: products.as_slice(),
                derivative_products: derivative_products.as_slice(),
                squares: &states.squares[a.start..a.end],
                derivative_squares: &derivatives.squares[a.start..a.end],
            };
            pairs.ratios(
                states.squares[t] + epsilon,
                derivatives.squares[t],
                epsilon,
                &mut ratios,
            );
            let ratios = &ratios[..a.len()];
            raise(&mut of_block, ratios);
            let of_column = ratios.iter().copied().fold(0.0, f64::max);
            largest[t] = largest[t].max(of_column);
        }
        raise(&mut largest[a.start..a.end], &of_block);
    }
}

/// A block of samples against one sample.
struct Pairs<'a> {
    products: &'a [f64],
    derivative_products: &'a [f64],
    squares: &'a [f64],
    derivative_squares: &'a [f64],
}

impl Pairs<'_> {
    /// The ratio of each pair; what rounding made negative is 0, below the line `epsilon`.
    fn ratios(&self, softened: f64, derivative_square: f64, epsilon: f64, out: &mut [f64; BLOCK]) {
        let distances = self.squares.iter().zip(self.products);
        let derivative_distances = self.derivative_squares.iter().zip(self.derivative_products);
        for ((out, (s, p)), (ds, dp)) in out.iter_mut().zip(distances).zip(derivative_distances) {
            let above = (ds + derivative_square + dp).max(0.0);
            let below = (s + softened + p).max(epsilon);
            *out = above / below;
        }
    }
}

/// The largest ratios of samples that come in groups of the given sizes; see the head of this file.
pub(super) fn largest_ratios(
    states: Vec<f64>,
    derivatives: Vec<f64>,
    units: usize,
    groups: &[usize],
    epsilon: f64,
) -> Largest {
    let states = Rows::centred(states, units);
    let derivatives = Rows::centred(derivatives, units);
    let samples = states.squares.len();
    let blocks = blocks(groups);
    (0..blocks.len())
        .into_par_iter()
        .fold(
            || Maxima::new(samples),
            |mut maxima, index| {
                maxima.visit_from(&blocks[index..], &states, &derivatives, epsilon);
                maxima
            },
        )
        .map(|maxima| maxima.largest)
        .reduce(|| Largest::zero(samples), Largest::larger)
}
