//! How well feet and drives do their work. In: contacts and quantities of each leg `[T, 4]`, legs
//! LF, LH, RF, RH, or series `[T]`; SI units. Out: one number; none where it does not exist.

use super::gait::LEGS;

/// Standard gravity [m/s^2].
const GRAVITY: f64 = 9.81;
/// Below this speed [m/s] the cost of transport says nothing: its denominator vanishes.
pub const LEAST_TRANSPORT: f64 = 0.1;

/// Mean over a leg's whole swings of the sole's greatest height [m]; `None` without a whole swing.
pub fn clearance(contact: &[[bool; LEGS]], sole_height: &[[f64; LEGS]], leg: usize) -> Option<f64> {
    let mut peaks = Vec::new();
    let mut peak = None;
    for k in 1..contact.len() {
        match (contact[k - 1][leg], contact[k][leg]) {
            (true, false) => peak = Some(sole_height[k][leg]),
            (false, false) => peak = peak.map(|peak: f64| peak.max(sole_height[k][leg])),
            (_, true) => peaks.extend(peak.take()),
        }
    }
    mean(&peaks)
}

/// Mean horizontal speed of the soles of feet on the ground [m/s]: of feet down in the step before
/// and in the step after a sample, so that neither landing nor lifting feet count. `None` if no
/// foot is.
pub fn slip(contact: &[[bool; LEGS]], sole_speed: &[[f64; LEGS]]) -> Option<f64> {
    let mut speeds = Vec::new();
    for (pair, speed) in contact.windows(2).zip(sole_speed) {
        let held = (0..LEGS).filter(|&leg| pair[0][leg] && pair[1][leg]);
        speeds.extend(held.map(|leg| speed[leg]));
    }
    mean(&speeds)
}

/// Mechanical cost of transport: mean power [W], each joint's taken positive, over weight times
/// speed [m/s]; `None` below [`LEAST_TRANSPORT`].
pub fn cost_of_transport(power: &[f64], mass: f64, speed: f64) -> Option<f64> {
    let power = mean(power)?;
    (speed >= LEAST_TRANSPORT).then(|| power / (mass * GRAVITY * speed))
}

/// Difference of left and right duty factor over their mean, of the pair (front or hind) where it
/// is larger; `None` if a pair never touches.
pub fn asymmetry(duty: &[f64; LEGS]) -> Option<f64> {
    let [lf, lh, rf, rh] = *duty;
    let of_pair = |left: f64, right: f64| (left - right).abs() / ((left + right) / 2.0);
    let larger = of_pair(lf, rf).max(of_pair(lh, rh));
    (lf + rf > 0.0 && lh + rh > 0.0).then_some(larger)
}

/// Mean of numbers; `None` for none.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Root of the mean square; `None` for none.
pub fn rms(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let squares: Vec<f64> = values.into_iter().map(|value| value * value).collect();
    mean(&squares).map(f64::sqrt)
}

/// Root mean square of the change from one row to the next, over all entries; `None` for fewer
/// than two rows.
pub fn rms_change<const N: usize>(rows: &[[f64; N]]) -> Option<f64> {
    rms(rows
        .windows(2)
        .flat_map(|pair| (0..N).map(move |entry| pair[1][entry] - pair[0][entry])))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contacts of LF from a text of `#` (down) and `.` (up); the other legs are always down.
    fn feet(text: &str) -> Vec<[bool; LEGS]> {
        text.chars().map(|c| [c == '#', true, true, true]).collect()
    }

    fn of_first(values: &[f64]) -> Vec<[f64; LEGS]> {
        values.iter().map(|&value| [value, 0.0, 0.0, 0.0]).collect()
    }

    #[test]
    fn clearance_is_the_mean_of_the_peaks_of_whole_swings() {
        let contact = feet("..##...##..##.");
        let height = [
            9.0, 9.0, 0.0, 0.0, 0.02, 0.06, 0.03, 0.0, 0.0, 0.04, 0.01, 0.0, 0.0, 9.0,
        ];
        let found = clearance(&contact, &of_first(&height), 0).unwrap();
        assert!(
            (found - 0.05).abs() < 1e-12,
            "{found}: swings of 6 cm and 4 cm"
        );
        assert_eq!(clearance(&contact, &of_first(&height), 1), None);
        assert_eq!(clearance(&[], &[], 0), None);
    }

    #[test]
    fn slip_is_of_feet_that_stay_on_the_ground() {
        // LF lands at sample 1 and lifts after sample 3; the three others slide at 0.1 m/s.
        let contact = feet(".###..");
        let speed: Vec<[f64; LEGS]> = [2.0, 0.4, 0.4, 3.0, 2.0, 2.0]
            .iter()
            .map(|&lf| [lf, 0.1, 0.1, 0.1])
            .collect();
        let found = slip(&contact, &speed).unwrap();
        let expected = (2.0 * 0.4 + 15.0 * 0.1) / 17.0;
        assert!((found - expected).abs() < 1e-12, "{found}");
        assert_eq!(slip(&[[false; LEGS]; 3], &[[1.0; LEGS]; 3]), None);
    }

    #[test]
    fn cost_of_transport_is_power_over_weight_times_speed() {
        let found = cost_of_transport(&[100.0, 300.0], 40.0, 0.5).unwrap();
        assert!((found - 200.0 / (40.0 * 9.81 * 0.5)).abs() < 1e-12);
        assert_eq!(cost_of_transport(&[100.0], 40.0, 0.05), None);
        assert_eq!(cost_of_transport(&[], 40.0, 1.0), None);
    }

    #[test]
    fn asymmetry_is_of_the_worse_pair() {
        let found = asymmetry(&[0.5, 0.55, 0.5, 0.45]).unwrap();
        assert!((found - 0.2).abs() < 1e-12, "{found}");
        assert_eq!(asymmetry(&[0.6; LEGS]), Some(0.0));
        assert_eq!(asymmetry(&[0.0, 0.5, 0.0, 0.5]), None);
    }

    #[test]
    fn changes_are_from_row_to_row() {
        let rows = [[0.0, 1.0], [3.0, 1.0], [3.0, 5.0]];
        let found = rms_change(&rows).unwrap();
        assert!((found - 2.5).abs() < 1e-12, "{found}: changes 3, 0, 0, 4");
        assert_eq!(rms_change(&rows[..1]), None);
        assert_eq!(rms([]), None);
    }
}
