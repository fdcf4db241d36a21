//! Where both portraits are drawn, at one scale. In: how far their layers' scores go, a width and a height
//! (points). Out: two widths and the scale.

use super::data::Portrait;

/// The least share of the width that a portrait has, and its least width, points: for its title.
const LEAST_SHARE: f32 = 0.34;
const LEAST_WIDTH: f32 = 120.0;
/// Room beyond the farthest scores: for the point that is now, and a little air.
const ROOM: f32 = 1.05;

/// Where both portraits are drawn: as wide as their layers' scores need, at one scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frames {
    /// One for each layer, points.
    pub widths: [f32; 2],
    /// Points for each unit of scores, in both.
    pub scale: f32,
}

/// Frames that share a width and have a height, points. Nothing within both layers' reach is cut.
#[must_use]
pub(super) fn frames(portraits: &[Portrait; 2], width: f32, height: f32) -> Frames {
    let least = f32::EPSILON;
    let reaches = portraits.map(|portrait| portrait.reach.map(|reach| (ROOM * reach).max(least)));
    let [first, second] = reaches.map(|[across, _]| across);
    let narrowest = (LEAST_WIDTH / width).clamp(LEAST_SHARE, 0.5);
    let share = (first / (first + second)).clamp(narrowest, 1.0 - narrowest);
    let widths = [share * width, width - share * width];
    let scales = reaches
        .iter()
        .zip(widths)
        .map(|([across, up], width)| (width / across).min(height / up) / 2.0);
    Frames {
        widths,
        scale: scales.fold(f32::INFINITY, f32::min),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::views::fixture;

    #[test]
    fn nothing_within_reach_is_cut_and_both_have_one_scale() {
        let reaches = [
            [[0.9, 0.9], [1.6, 1.3]],
            [[0.9, 2.5], [1.6, 1.3]],
            [[1.5, 1.3], [1.5, 1.1]],
            [[0.2, 0.2], [3.0, 0.5]],
            [[3.0, 0.5], [0.2, 0.2]],
        ];
        for [recurrent, actuation] in reaches {
            let mut portraits = fixture::portraits();
            portraits[0].reach = recurrent;
            portraits[1].reach = actuation;
            let frames = frames(&portraits, 392.0, 192.0);
            assert!((frames.widths[0] + frames.widths[1] - 392.0).abs() < 1e-3);
            for (width, [across, up]) in frames.widths.into_iter().zip([recurrent, actuation]) {
                assert!(width >= 0.33 * 392.0);
                assert!(2.0 * across * frames.scale <= width / 1.04);
                assert!(2.0 * up * frames.scale <= 192.0 / 1.04);
            }
        }
    }

    #[test]
    fn narrow_frames_keep_room_for_their_titles() {
        let mut portraits = fixture::portraits();
        portraits[0].reach = [0.5, 0.5];
        portraits[1].reach = [1.5, 0.6];
        for (width, narrowest) in [(392.0, 0.34 * 392.0), (248.0, 120.0), (100.0, 50.0)] {
            let [recurrent, actuation] = frames(&portraits, width, width / 2.0).widths;
            assert!((recurrent - narrowest).abs() < 0.01, "{recurrent}");
            assert!(
                (actuation - (width - narrowest)).abs() < 0.01,
                "{actuation}"
            );
        }
    }

    #[test]
    fn frames_are_as_wide_as_their_layers_need() {
        let mut portraits = fixture::portraits();
        portraits[0].reach = [0.9, 0.5];
        portraits[1].reach = [1.5, 0.6];
        let shown = frames(&portraits, 392.0, 192.0);
        assert!((shown.widths[0] / shown.widths[1] - 0.6).abs() < 1e-3);
        for reach in [[0.0; 2], [f32::NAN; 2]] {
            portraits[0].reach = reach;
            portraits[1].reach = reach;
            let nothing = frames(&portraits, 392.0, 192.0);
            assert_eq!(nothing.widths, [196.0; 2]);
            assert!(nothing.scale.is_finite());
        }
    }
}
