//! A straight line through pairs of numbers, and their rank correlation.

/// `y = intercept + slope x`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Change of y for one of x.
    pub slope: f64,
    /// y at x = 0.
    pub intercept: f64,
    /// Share of the variance of y that the line explains; below 0 if a constant were better.
    pub r2: f64,
}

impl Line {
    /// Least squares; `None` if either x or y is constant.
    pub fn fit(x: &[f64], y: &[f64]) -> Option<Self> {
        let [xx, xy, yy] = moments(x, y)?;
        (xx > 0.0 && yy > 0.0).then(|| Self::through_means(x, y, xy / xx))
    }

    /// The line of the given slope through the means of at least one pair; y not constant.
    pub fn through_means(x: &[f64], y: &[f64], slope: f64) -> Self {
        let intercept = mean(y) - slope * mean(x);
        let residual = |(x, y): (&f64, &f64)| (y - intercept - slope * x).powi(2);
        let residuals: f64 = x.iter().zip(y).map(residual).sum();
        let total: f64 = y.iter().map(|value| (value - mean(y)).powi(2)).sum();
        Self {
            slope,
            intercept,
            r2: 1.0 - residuals / total,
        }
    }

    /// y at x.
    pub fn at(&self, x: f64) -> f64 {
        self.intercept + self.slope * x
    }
}

/// Spearman's rank correlation, equal values sharing the mean of their ranks; `None` if x or y is
/// constant.
pub(super) fn rank_correlation(x: &[f64], y: &[f64]) -> Option<f64> {
    let [xx, xy, yy] = moments(&ranks(x), &ranks(y))?;
    (xx > 0.0 && yy > 0.0).then(|| xy / (xx * yy).sqrt())
}

/// Sums of squares and products round the means: xx, xy, yy; `None` without pairs.
fn moments(x: &[f64], y: &[f64]) -> Option<[f64; 3]> {
    if x.is_empty() || x.len() != y.len() {
        return None;
    }
    let (mean_x, mean_y) = (mean(x), mean(y));
    let mut sums = [0.0; 3];
    for (x, y) in x.iter().zip(y) {
        let (x, y) = (x - mean_x, y - mean_y);
        sums[0] += x * x;
        sums[1] += x * y;
        sums[2] += y * y;
    }
    Some(sums)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Rank of each value from 1, equal values sharing the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 1;
    for run in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let shared = first as f64 + 0.5 * (run.len() - 1) as f64;
        run.iter().for_each(|&index| ranks[index] = shared);
        first += run.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_again() {
        let line = Line::fit(&[0.0, 1.0, 2.0], &[1.0, 3.0, 5.0]).unwrap();
        assert_eq!((line.slope, line.intercept, line.r2), (2.0, 1.0, 1.0));
        assert_eq!(line.at(10.0), 21.0);
        let bent = Line::fit(&[0.0, 1.0, 2.0], &[0.0, 0.0, 3.0]).unwrap();
        assert!((bent.slope - 1.5).abs() < 1e-15 && (bent.r2 - 0.75).abs() < 1e-15);
        assert_eq!(Line::fit(&[1.0, 1.0], &[1.0, 2.0]), None);
        assert_eq!(Line::fit(&[], &[]), None);
    }

    #[test]
    fn ranks_see_order_only() {
        let up = rank_correlation(&[1.0, 2.0, 30.0], &[0.1, 0.2, 0.21]);
        assert_eq!(up, Some(1.0));
        assert_eq!(ranks(&[5.0, 1.0, 5.0, 7.0]), [2.5, 1.0, 2.5, 4.0]);
        assert_eq!(rank_correlation(&[1.0, 1.0], &[1.0, 2.0]), None);
    }
}
