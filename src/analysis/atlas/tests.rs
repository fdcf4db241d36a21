//! An atlas against the scores it stands for, and against other bases.

use std::f64::consts::TAU;

use super::*;

/// Six units that turn at three speeds.
pub(crate) fn cycle(bins: usize, size: f64) -> Population {
    let row = |bin: usize| {
        let phase = TAU * bin as f64 / bins as f64;
        let wave = |k: f64| size * (k * phase).cos() + (2.0 * phase + k).sin();
        [1.0, 2.0, 3.0, 0.5, 1.5, 2.5].map(wave)
    };
    Population::new(bins, 6, (0..bins).flat_map(row).collect()).unwrap()
}

fn basis() -> LayerBasis {
    LayerBasis::fit(&cycle(40, 1.3), 5).unwrap()
}

#[test]
fn scores_are_those_of_the_basis() {
    let (basis, cycle) = (basis(), cycle(20, 0.8));
    let scores = project(&basis, &cycle).unwrap();
    assert_eq!(scores.len(), 20);
    let z = basis.z_scores(cycle).unwrap();
    let exact = basis.scores(&z, COMPONENTS).unwrap();
    for (exact, scores) in exact.rows().zip(&scores) {
        for (score, exact) in scores.iter().zip(exact) {
            assert!((f64::from(*score) - exact).abs() < 6e-4, "{score} {exact}");
        }
    }
}

#[test]
fn a_basis_of_two_components_makes_no_atlas() {
    let mut basis = basis();
    basis.components.truncate(2);
    let error = Layer::new(&basis, BTreeMap::new()).unwrap_err();
    assert!(
        error.to_string().contains("2 components of the basis"),
        "{error}"
    );
}

#[test]
fn axes_are_those_of_their_own_basis_alone() {
    let basis = basis();
    let layer = Layer::new(&basis, BTreeMap::new()).unwrap();
    assert!(layer.is_of(&basis));
    type Change = fn(&mut LayerBasis);
    let changes: [Change; 4] = [
        |basis| {
            basis.components[1]
                .iter_mut()
                .for_each(|entry| *entry *= -1.0)
        },
        |basis| basis.mean[0] += 1e-6,
        |basis| basis.std[5] *= 1.001,
        |basis| basis.components.truncate(2),
    ];
    for change in changes {
        let mut other = basis.clone();
        change(&mut other);
        assert!(!layer.is_of(&other));
    }
}
