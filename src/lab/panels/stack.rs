//! Views one above the other: how a height is shared out. In: what each wants, what there is, the gap between
//! two (points). Out: the height of each.

use crate::lab::views::view::Height;

/// The least height of views and the gaps between them.
#[must_use]
pub(super) fn least(wanted: &[Height], gap: f32) -> f32 {
    let gaps = wanted.len().saturating_sub(1) as f32 * gap;
    wanted.iter().map(|height| height.least).sum::<f32>() + gaps
}

/// The heights: none less than its least, together as much as there is if any may grow.
#[must_use]
pub(super) fn heights(wanted: &[Height], available: f32, gap: f32) -> Vec<f32> {
    let mut heights: Vec<f32> = wanted.iter().map(|height| height.least).collect();
    let mut room = (available - least(wanted, gap)).max(0.0);
    for (height, wants) in heights.iter_mut().zip(wanted) {
        if wants.weight == 0.0 {
            let more = (wants.most - wants.least).clamp(0.0, room);
            *height += more;
            room -= more;
        }
    }
    let growing: Vec<usize> = (0..wanted.len())
        .filter(|&index| wanted[index].weight > 0.0)
        .collect();
    let weights: f32 = growing.iter().map(|&index| wanted[index].weight).sum();
    let all = growing.iter().map(|&index| heights[index]).sum::<f32>() + room;
    let gaps = growing.len().saturating_sub(1) as f32 * gap;
    // shares of the height with the gaps in it, of which the last has what is left
    for &index in &growing {
        let is_last = Some(&index) == growing.last();
        let share = wanted[index].weight / weights * (all + gaps);
        let more = if is_last {
            room
        } else {
            (share - heights[index]).clamp(0.0, room)
        };
        heights[index] += more;
        room -= more;
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIXED: Height = Height::fixed(200.0);
    const SMALL: Height = Height::between(140.0, 228.0);

    #[test]
    fn what_is_without_weight_has_room_before_what_grows() {
        let wanted = [FIXED, Height::growing(178.0, 1.0), SMALL];
        assert_eq!(heights(&wanted, 538.0, 10.0), [200.0, 178.0, 140.0]);
        assert_eq!(heights(&wanted, 588.0, 10.0), [200.0, 178.0, 190.0]);
        assert_eq!(heights(&wanted, 700.0, 10.0), [200.0, 252.0, 228.0]);
        assert_eq!(heights(&wanted[..1], 700.0, 10.0), [200.0]);
    }

    #[test]
    fn nothing_falls_below_its_least() {
        let wanted = [FIXED, Height::growing(178.0, 1.0), SMALL];
        assert_eq!(heights(&wanted, 0.0, 10.0), [200.0, 178.0, 140.0]);
        assert_eq!(least(&wanted, 10.0), 538.0);
        assert!(heights(&[], 100.0, 10.0).is_empty());
        assert_eq!(least(&[], 10.0), 0.0);
    }

    #[test]
    fn what_grows_shares_by_weight_and_fills_what_there_is() {
        let wanted = [
            Height::growing(60.0, 1.0),
            Height::growing(50.0, 1.0),
            Height::growing(40.0, 2.0),
        ];
        for available in [170.0, 200.0, 400.0, 1000.0] {
            let heights = heights(&wanted, available, 10.0);
            let sum: f32 = heights.iter().sum();
            assert!((sum + 20.0 - available).abs() < 1e-3, "{heights:?}");
            let leasts = wanted.iter().map(|height| height.least);
            assert!(
                heights
                    .iter()
                    .zip(leasts)
                    .all(|(height, least)| *height >= least)
            );
        }
        let shared = heights(&wanted, 1000.0, 10.0);
        assert_eq!(shared[..2], [250.0, 250.0]);
    }
}
