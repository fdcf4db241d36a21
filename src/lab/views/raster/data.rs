//! What the raster draws. In: the history, a layer and its basis. Out: z-scored activity, a column each control
//! step and a row each unit, sorted by where in the plane of PC1 and PC2 a unit points: units that rise one after
//! another through the stride then stand one below another.

use crate::analysis::basis::LayerBasis;
use crate::lab::clock::CONTROL_STEP;
use crate::lab::history::History;
use crate::lab::views::SHOWN_SECONDS;
use crate::policy::Layer;

/// Columns of a raster: control steps in the shown seconds.
pub const COLUMNS: usize = (SHOWN_SECONDS / CONTROL_STEP) as usize;

/// A layer's activity over the last seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// Rows.
    pub units: usize,
    /// Z-scores, row by row, oldest column first; NaN where nothing was recorded `[units][COLUMNS]`.
    pub z: Vec<f32>,
}

/// The raster of a layer; empty without a basis.
#[must_use]
pub fn raster(history: &History, layer: Layer, basis: Option<&LayerBasis>) -> Raster {
    let (Some(basis), Some(now)) = (basis, history.now()) else {
        let z = Vec::new();
        return Raster { units: 0, z };
    };
    let order = order(basis);
    let mut z = vec![f32::NAN; order.len() * COLUMNS];
    for step in history.last(SHOWN_SECONDS) {
        let age = ((now - step.time) / CONTROL_STEP).round() as usize;
        let column = (COLUMNS - 1).checked_sub(age);
        let row = step.decision.taps.get(layer);
        let (Some(column), Some(row)) = (column, row) else {
            continue;
        };
        for (place, &unit) in order.iter().enumerate() {
            if let Some(&activity) = row.get(unit) {
                let z_score = basis.z_score(unit, f64::from(activity));
                z[place * COLUMNS + column] = z_score as f32;
            }
        }
    }
    Raster {
        units: order.len(),
        z,
    }
}

/// The units by their angle in the plane of PC1 and PC2.
fn order(basis: &LayerBasis) -> Vec<usize> {
    let [first, second, ..] = basis.components.as_slice() else {
        return (0..basis.units()).collect();
    };
    let angles = first.iter().zip(second).map(|(x, y)| y.atan2(*x));
    let mut units: Vec<(f64, usize)> = angles.zip(0..).collect();
    units.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    units.into_iter().map(|(_, unit)| unit).collect()
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;
    use crate::lab::views::fixture;

    /// Units that turn in the plane, each a sixth of a turn after one of the others.
    fn basis() -> LayerBasis {
        let angles = [0, 3, 1, 4, 2, 5].map(|sixth| TAU * f64::from(sixth) / 6.0 - 2.9);
        LayerBasis {
            mean: vec![0.5; 6],
            std: vec![2.0, 2.0, 2.0, 2.0, 2.0, 0.0],
            components: vec![angles.map(f64::cos).to_vec(), angles.map(f64::sin).to_vec()],
            variance_ratio: vec![0.5, 0.5],
            bounds: vec![[-1.0, 1.0]; 2],
        }
    }

    fn history(steps: usize) -> History {
        let mut history = History::new(60.0);
        for number in 0..steps {
            let mut step = fixture::step(number as f64 * CONTROL_STEP);
            let activity = |unit: usize| (10 * number + unit) as f32;
            step.decision.taps.hidden = (0..6).map(activity).collect();
            history.push(step);
        }
        history
    }

    #[test]
    fn units_stand_by_the_phase_at_which_they_rise() {
        assert_eq!(order(&basis()), [0, 2, 4, 1, 3, 5]);
    }

    #[test]
    fn a_value_stands_at_its_unit_and_its_age() {
        let raster = raster(&history(3), Layer::Hidden, Some(&basis()));
        assert_eq!((raster.units, raster.z.len()), (6, 6 * COLUMNS));
        let row = |place: usize| &raster.z[place * COLUMNS..][..COLUMNS];
        // place 1 is unit 2
        let z = |number: f32| (10.0 * number + 2.0 - 0.5) / 2.0;
        assert_eq!(row(1)[COLUMNS - 3..], [z(0.0), z(1.0), z(2.0)]);
        assert!(row(1)[..COLUMNS - 3].iter().all(|z| z.is_nan()));
        assert_eq!(row(5)[COLUMNS - 3..], [0.0; 3], "it never varies");
    }

    #[test]
    fn only_the_last_seconds_are_shown() {
        let raster = raster(&history(2 * COLUMNS), Layer::Hidden, Some(&basis()));
        assert!(raster.z.iter().all(|z| z.is_finite()));
    }

    #[test]
    fn without_basis_or_steps_there_is_nothing() {
        assert_eq!(raster(&history(3), Layer::Hidden, None).units, 0);
        let nothing = raster(&History::new(1.0), Layer::Hidden, Some(&basis()));
        assert_eq!(nothing.units, 0);
    }
}
