//! Whether a body can have an inertia: its principal moments A, B, C are integrals of squared
//! distances from axes, so that A + B >= C for each order of them.
//!
//! In: the six numbers of the tensor, kg m^2, and the mass, kg. Out: what is wrong, if anything.

use std::f64::consts::PI;

/// Share of the largest moment by which digits left out may break the rule.
const ROUNDING: f64 = 0.01;
/// Mass farther than this from its centre, as a root mean square, is not a link's, m.
const FARTHEST: f64 = 10.0;

/// What was found and the fix, for a tensor `[ixx, iyy, izz, ixy, ixz, iyz]` that no link has.
pub(super) fn fault(tensor: [f64; 6], mass: f64) -> Option<(String, &'static str)> {
    let [least, middle, most] = principal_moments(tensor);
    let found = |what: String| format!("{what} [{least:.4e}, {middle:.4e}, {most:.4e}] kg m^2");
    if least + middle < most * (1.0 - ROUNDING) {
        let what = "one of no body, with the principal moments".to_owned();
        let fix = "the two smaller ones must add up to the largest at least: look for a lost \
                   decimal point, or take it from the CAD program about the centre of mass, in kg m^2";
        return Some((found(what), fix));
    }
    // the sum of the moments is twice the integral of the squared distance from the centre
    let spread = ((least + middle + most) / 2.0 / mass).sqrt();
    if spread > FARTHEST {
        let what = format!(
            "that of {mass} kg some {spread:.0} m from the centre, with the principal moments"
        );
        return Some((found(what), "give kg m^2, not kg mm^2 or g mm^2"));
    }
    None
}

/// Eigenvalues of a symmetric tensor in rising order (Smith 1961).
fn principal_moments([xx, yy, zz, xy, xz, yz]: [f64; 6]) -> [f64; 3] {
    let mean = (xx + yy + zz) / 3.0;
    let (a, b, c) = (xx - mean, yy - mean, zz - mean);
    let size = ((a * a + b * b + c * c + 2.0 * (xy * xy + xz * xz + yz * yz)) / 6.0).sqrt();
    if size == 0.0 {
        return [mean; 3];
    }
    let determinant = a * (b * c - yz * yz) - xy * (xy * c - yz * xz) + xz * (xy * yz - b * xz);
    let angle = (determinant / (2.0 * size.powi(3))).clamp(-1.0, 1.0).acos() / 3.0;
    let most = mean + 2.0 * size * angle.cos();
    let least = mean + 2.0 * size * (angle + 2.0 * PI / 3.0).cos();
    [least, 3.0 * mean - least - most, most]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: [f64; 3], expected: [f64; 3]) {
        for (found, expected) in found.into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
        }
    }

    #[test]
    fn moments_are_those_of_matrices_known_by_hand() {
        close(
            principal_moments([3.0, 1.0, 2.0, 0.0, 0.0, 0.0]),
            [1.0, 2.0, 3.0],
        );
        close(principal_moments([2.0; 6].map(|_| 0.0)), [0.0; 3]);
        close(
            principal_moments([2.0, 2.0, 5.0, 1.0, 0.0, 0.0]),
            [1.0, 3.0, 5.0],
        );
        // the ones matrix plus 1
        close(
            principal_moments([2.0, 2.0, 2.0, 1.0, 1.0, 1.0]),
            [1.0, 1.0, 4.0],
        );
    }

    /// Of points of mass 1 anywhere: always possible, however few or flat.
    #[test]
    fn a_heap_of_points_always_has_a_possible_inertia() {
        let heaps: [&[[f64; 3]]; 4] = [
            &[[1.0, 0.0, 0.0], [-1.0, 0.1, 0.0]],
            &[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-1.0, -1.0, 0.0]],
            &[[0.3, 0.2, 0.1], [-0.4, 0.5, 0.7], [0.1, -0.7, -0.8]],
            &[[1e-3, 2e-3, 0.0], [-2e-3, 1e-3, 1e-3], [1e-3, -3e-3, -1e-3]],
        ];
        for points in heaps {
            let mut tensor = [0.0; 6];
            for [x, y, z] in points {
                let part = [
                    y * y + z * z,
                    x * x + z * z,
                    x * x + y * y,
                    -x * y,
                    -x * z,
                    -y * z,
                ];
                tensor = std::array::from_fn(|k| tensor[k] + part[k]);
            }
            assert_eq!(fault(tensor, points.len() as f64), None, "{points:?}");
            let flattened = {
                let mut wrong = tensor;
                wrong[2] = 3.0 * (tensor[0] + tensor[1]);
                wrong
            };
            assert!(fault(flattened, 1.0).is_some(), "{points:?}");
        }
    }

    #[test]
    fn rounding_is_allowed_and_other_units_are_not() {
        assert_eq!(fault([1.0, 1.0, 2.01, 0.0, 0.0, 0.0], 10.0), None);
        let (found, _) = fault([1.0, 1.0, 2.1, 0.0, 0.0, 0.0], 10.0).unwrap();
        assert!(found.contains("no body"), "{found}");
        let in_millimetres = [8.8e3, 10.2e3, 1.6e3, 0.0, 0.0, 0.0];
        let (found, fix) = fault(in_millimetres, 0.588).unwrap();
        assert!(found.contains("132 m") && fix.contains("mm^2"), "{found}");
    }
}
