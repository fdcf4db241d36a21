//! Which conditions of an atlas lie near a command. Distance is Euclidean, each axis a share of its range's
//! width (`ranges`, lower and upper end).

use super::Condition;

/// Farther away than this share of the command range nothing is near.
const REACH: f32 = 0.08;
/// A second condition counts only if it is at most this many times as far as the nearest: between two
/// speeds both are near, at one of them the other is not.
const NEXT: f32 = 2.0;

/// The condition closest to a command (m/s, m/s, rad/s), however far; none without conditions.
pub fn closest(
    conditions: &[Condition],
    command: [f32; 3],
    ranges: [[f32; 2]; 3],
) -> Option<&Condition> {
    let (_, index) = *by_distance(conditions, command, ranges).first()?;
    conditions.get(index)
}

/// Distance and index of each condition, the closest first.
fn by_distance(
    conditions: &[Condition],
    command: [f32; 3],
    ranges: [[f32; 2]; 3],
) -> Vec<(f32, usize)> {
    let far = |condition: &Condition| {
        let square = |axis: usize| {
            let [lower, upper] = ranges[axis];
            let apart = condition.command[axis] - command[axis];
            (apart / (upper - lower).max(f32::MIN_POSITIVE)).powi(2)
        };
        (0..3).map(square).sum::<f32>().sqrt()
    };
    let mut by_distance: Vec<(f32, usize)> = conditions
        .iter()
        .enumerate()
        .map(|(index, condition)| (far(condition), index))
        .collect();
    by_distance.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    by_distance
}

/// Indices of the condition nearest to a command (m/s, m/s, rad/s), and of the next one if it differs from
/// the nearest along one axis alone, on the other side of the command; none if all are far.
pub fn nearest(conditions: &[Condition], command: [f32; 3], ranges: [[f32; 2]; 3]) -> Vec<usize> {
    let mut by_distance = by_distance(conditions, command, ranges);
    by_distance.retain(|(distance, _)| *distance <= REACH);
    let Some(&(closest, nearest)) = by_distance.first() else {
        return Vec::new();
    };
    let is_across = |condition: &Condition| {
        let ends = conditions[nearest]
            .command
            .into_iter()
            .zip(condition.command);
        let mut apart = ends.zip(command).filter(|((a, b), _)| a != b);
        let between = |((a, b), own): ((f32, f32), f32)| (a - own) * (b - own) < 0.0;
        apart.next().is_some_and(between) && apart.next().is_none()
    };
    let next = by_distance[1..]
        .iter()
        .take_while(|(distance, _)| *distance <= NEXT * closest)
        .find(|(_, index)| is_across(&conditions[*index]));
    [Some(nearest), next.map(|&(_, index)| index)]
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const RANGES: [[f32; 2]; 3] = [[-1.0, 1.0], [-0.5, 0.5], [-1.0, 1.0]];

    fn conditions() -> Vec<Condition> {
        let commands = [
            [0.4, 0.0, 0.0],
            [0.5, 0.0, 0.0],
            [0.6, 0.0, 0.0],
            [0.0, 0.2, 0.0],
            [0.5, 0.0, 0.5],
        ];
        let condition = |command| Condition {
            command,
            period: 0.5,
            strides: 50,
            cycles: BTreeMap::new(),
        };
        commands.map(condition).into()
    }

    fn near(command: [f32; 3]) -> Vec<usize> {
        nearest(&conditions(), command, RANGES)
    }

    #[test]
    fn between_two_speeds_both_are_near_and_at_a_speed_it_alone() {
        assert_eq!(near([0.46, 0.0, 0.0]), [1, 0]);
        assert_eq!(near([0.54, 0.0, 0.0]), [1, 2]);
        assert_eq!(near([0.5, 0.0, 0.0]), [1]);
        assert_eq!(near([0.42, 0.0, 0.0]), [0], "0.5 is four times as far");
    }

    #[test]
    fn every_axis_counts_by_its_range() {
        assert_eq!(near([0.0, 0.25, 0.0]), [3]);
        assert_eq!(
            near([0.0, 0.29, 0.0]),
            [] as [usize; 0],
            "0.09 of the width"
        );
        assert_eq!(near([0.5, 0.0, 0.4]), [4]);
    }

    #[test]
    fn the_second_lies_across_the_command_along_one_axis() {
        let mut conditions = conditions();
        let between = [0.5, 0.04, 0.0];
        assert_eq!(nearest(&conditions, between, RANGES), [1]);
        conditions[0].command = [0.5, 0.1, 0.1];
        assert_eq!(nearest(&conditions, between, RANGES), [1]);
        conditions[0].command = [0.5, 0.1, 0.0];
        assert_eq!(nearest(&conditions, between, RANGES), [1, 0]);
    }

    #[test]
    fn far_from_all_or_without_any_nothing_is_near() {
        assert!(near([-0.5, 0.0, 0.0]).is_empty());
        assert!(near([0.0; 3]).is_empty());
        assert!(nearest(&[], [0.5, 0.0, 0.0], RANGES).is_empty());
        assert!(near([f32::NAN, 0.0, 0.0]).is_empty());
    }

    #[test]
    fn the_closest_is_told_however_far_it_is() {
        let conditions = conditions();
        let command = |command| closest(&conditions, command, RANGES).map(|one| one.command);
        assert_eq!(command([-0.5, 0.0, 0.0]), Some([0.0, 0.2, 0.0]));
        assert_eq!(command([1.0, 0.0, 0.1]), Some([0.6, 0.0, 0.0]));
        assert_eq!(command([0.9, 0.0, 0.6]), Some([0.5, 0.0, 0.5]));
        assert!(closest(&[], [0.5, 0.0, 0.0], RANGES).is_none());
    }

    #[test]
    fn an_axis_without_width_admits_its_own_value_alone() {
        let ranges = [[-1.0, 1.0], [0.0, 0.0], [-1.0, 1.0]];
        assert_eq!(nearest(&conditions(), [0.5, 0.0, 0.0], ranges), [1]);
        assert!(nearest(&conditions(), [0.5, 0.1, 0.0], ranges).is_empty());
    }
}
