//! A basis against the scores it stands for.

use super::*;

/// Two components of size 2 and 1 in four units; unit 3 is constant.
fn activity() -> Population {
    let row = |k: usize| {
        let (slow, fast) = ((k as f64 * 0.1).sin(), (k as f64 * 0.37).cos());
        [2.0 * slow, 1.0 + slow + fast, 3.0 - 0.5 * fast, 4.0]
    };
    Population::new(400, 4, (0..400).flat_map(row).collect()).unwrap()
}

fn example() -> Basis {
    let sweep = Sweep {
        commands: vec![[0.5, 0.0, 0.0]],
        seconds: 8.0,
        seeds: vec![1, 2],
    };
    let mut basis = Basis::new("0123456789abcdef".repeat(4), sweep);
    basis.fit("hidden", &activity(), 3).unwrap();
    basis
}

#[test]
fn the_sweep_has_uncorrelated_scores_within_the_bounds() {
    let layer = &example().layers["hidden"];
    assert_eq!(
        layer.components.len(),
        2,
        "the rank, though three were asked for"
    );
    assert_eq!(layer.std[3], 0.0);
    let z = layer.z_scores(activity()).unwrap();
    let scores = layer.scores(&z, 8).unwrap();
    let variances = scores.variances();
    let total: f64 = z.variances().iter().sum();
    for (variance, ratio) in variances.iter().zip(&layer.variance_ratio) {
        assert!((variance / total - ratio).abs() < 1e-12);
    }
    let covariance: f64 = scores.rows().map(|row| row[0] * row[1]).sum();
    assert!(covariance.abs() < 1e-9);
    assert_eq!(layer.bounds, scores.extents());
    let row: Vec<f32> = activity().row(7).iter().map(|&x| x as f32).collect();
    let plane = layer.plane(&row).unwrap();
    for (one, all) in plane.iter().zip(scores.row(7)) {
        assert!((one - all).abs() < 1e-5, "{one} {all}");
    }
}

#[test]
fn what_is_walked_farther_widens_the_bounds_and_nothing_else() {
    let fitted = example();
    let mut basis = fitted.clone();
    basis.reach("hidden", activity()).unwrap();
    assert_eq!(basis, fitted, "the sweep itself is within");
    let layer = &fitted.layers["hidden"];
    // beyond the upper bound of the first component alone, and within the others
    let beyond: Vec<f64> = (0..4)
        .map(|unit| {
            let along = 1.5 * layer.bounds[0][1] * layer.components[0][unit];
            layer.mean[unit] + layer.std[unit] * along
        })
        .collect();
    basis
        .reach("hidden", Population::new(1, 4, beyond).unwrap())
        .unwrap();
    let reached = &basis.layers["hidden"];
    assert!((reached.bounds[0][1] - 1.5 * layer.bounds[0][1]).abs() < 1e-9);
    assert_eq!(reached.bounds[0][0], layer.bounds[0][0]);
    assert_eq!(reached.bounds[1], layer.bounds[1]);
    let unreached = LayerBasis {
        bounds: layer.bounds.clone(),
        ..reached.clone()
    };
    assert_eq!(&unreached, layer);
    assert!(
        basis
            .reach("hidden", Population::new(1, 3, vec![0.0; 3]).unwrap())
            .is_err()
    );
}

#[test]
fn another_number_of_units_is_refused() {
    let layer = &example().layers["hidden"];
    let error = layer
        .z_scores(Population::new(1, 3, vec![0.0; 3]).unwrap())
        .unwrap_err();
    assert_eq!(layer.plane(&[0.0; 3]), None);
    assert!(
        matches!(
            error,
            AnalysisError::Units {
                expected: 4,
                found: 3,
                ..
            }
        ),
        "{error}"
    );
}
