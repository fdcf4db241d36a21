//! How long each foot's swings and strides take.

use crate::physics::RobotState;
use crate::robot::{LEGS, LegArray};

/// How far a swing or a stride moves the running mean of its foot: a memory of three.
const GAIN: f32 = 1.0 / 3.0;

/// A touch-down later than this after the last one begins a new walk, s.
const LONGEST_STRIDE: f32 = 1.0;

/// The footfalls of an episode, timed to a physics step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strides {
    /// Of the swing under way, s; in stance what of the last control step the foot was up.
    under_way: LegArray<f32>,
    /// Time since each foot last touched down, s.
    since_touch_down: LegArray<Option<f32>>,
    /// Running mean of each foot's swings, s.
    swing: LegArray<Option<f32>>,
    /// Running mean of each foot's strides from touch-down to touch-down, s.
    period: LegArray<Option<f32>>,
    in_air: LegArray<bool>,
}

/// What is wrong with the strides that end in a step, s.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StrideErrors {
    /// Sum over the feet that touch down of how far the running mean of their swings is from that
    /// of the foot on the other side: a limp.
    pub balance: f32,
    /// Sum over the feet that touch down of how far the stride's period was from the mean of those
    /// before.
    pub variation: f32,
}

impl Strides {
    /// Shows every number that it remembers; what is not known yet is shown as NaN.
    pub fn visit(&self, see: &mut impl FnMut(f32)) {
        let Self {
            under_way,
            since_touch_down,
            swing,
            period,
            in_air,
        } = self;
        let known = [since_touch_down, swing, period].into_iter().flatten();
        let flags = in_air.iter().map(|&flag| f32::from(u8::from(flag)));
        let known = known.map(|number| number.unwrap_or(f32::NAN));
        under_way
            .iter()
            .copied()
            .chain(known)
            .chain(flags)
            .for_each(see);
    }

    /// Takes in the state after a control step of `dt` seconds.
    pub fn sense(&mut self, state: &RobotState, dt: f32) {
        let landed = self.landed(state, dt);
        for (leg, landed) in landed.into_iter().enumerate() {
            let up = up(state, leg, dt);
            if let Some(swing) = landed {
                self.swing[leg] = Some(moved(self.swing[leg], swing));
                self.period[leg] = self
                    .stride(leg, up)
                    .map(|stride| moved(self.period[leg], stride));
                self.under_way[leg] = 0.0;
                self.since_touch_down[leg] = Some(dt - up);
            } else {
                self.under_way[leg] = if state.foot_contact[leg] {
                    up
                } else {
                    self.under_way[leg] + up
                };
                self.since_touch_down[leg] = self.since_touch_down[leg].map(|time| time + dt);
            }
            self.in_air[leg] = !state.foot_contact[leg];
        }
    }

    /// Of the step that led to `state`. Call it before [`Strides::sense`].
    pub fn errors(&self, state: &RobotState, dt: f32) -> StrideErrors {
        let landed = self.landed(state, dt);
        let mut errors = StrideErrors::default();
        for leg in 0..LEGS {
            let Some(swing) = landed[leg] else { continue };
            let stride = self.stride(leg, up(state, leg, dt));
            if let (Some(stride), Some(usual)) = (stride, self.period[leg]) {
                errors.variation += (stride - usual).abs();
            }
            let other = across(leg);
            let of_other = match landed[other] {
                Some(swing) => Some(moved(self.swing[other], swing)),
                None => self.swing[other],
            };
            if let Some(of_other) = of_other {
                errors.balance += (moved(self.swing[leg], swing) - of_other).abs();
            }
        }
        errors
    }

    /// Of the feet that touch down in the step that led to `state`: the swing's duration, s.
    fn landed(&self, state: &RobotState, dt: f32) -> LegArray<Option<f32>> {
        std::array::from_fn(|leg| {
            let lands = self.in_air[leg] && state.foot_contact[leg];
            lands.then(|| self.under_way[leg] + up(state, leg, dt))
        })
    }

    /// From a foot's last touch-down to one that comes `up` seconds into this step, s.
    fn stride(&self, leg: usize, up: f32) -> Option<f32> {
        let period = self.since_touch_down[leg]? + up;
        (period <= LONGEST_STRIDE).then_some(period)
    }
}

/// A running mean with one value more.
fn moved(mean: Option<f32>, value: f32) -> f32 {
    mean.map_or(value, |mean| mean + (value - mean) * GAIN)
}

/// Time of a control step in which a foot touched nothing, s.
fn up(state: &RobotState, leg: usize, dt: f32) -> f32 {
    (1.0 - state.foot_contact_share[leg]) * dt
}

/// The leg on the other side of the trunk, in the order LF, LH, RF, RH.
fn across(leg: usize) -> usize {
    (leg + 2) % LEGS
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::physics::{Conditions, Start, World};
    use crate::robot::Robot;

    const DT: f32 = 0.02;

    /// Control steps of which each foot spends such a share on the ground; what is wrong in each.
    fn errors(shares: &[[f32; LEGS]]) -> Vec<StrideErrors> {
        let robot = Arc::new(Robot::built_in().unwrap());
        let world = World::new(
            robot.clone(),
            &Start::standing(&robot),
            &Conditions::default(),
        );
        let mut state = world.initial_state();
        let mut strides = Strides::default();
        let step = |share: &[f32; LEGS]| {
            state.foot_contact_share = *share;
            state.foot_contact = share.map(|share| share > 0.0);
            let errors = strides.errors(&state, DT);
            strides.sense(&state, DT);
            errors
        };
        shares.iter().map(step).collect()
    }

    #[track_caller]
    fn assert_near(found: impl Iterator<Item = f32>, expected: &[f32]) {
        let found: Vec<f32> = found.collect();
        let near = |(a, b): (&f32, &f32)| (a - b).abs() < 1e-6;
        assert_eq!(found.len(), expected.len());
        assert!(found.iter().zip(expected).all(near), "{found:?}");
    }

    /// Strides in which one diagonal pair of feet swings for so many control steps, then the other.
    fn trot(strides: &[(usize, usize)]) -> Vec<StrideErrors> {
        let mut steps = Vec::new();
        for &(left, right) in strides {
            steps.extend(vec![[0.0, 1.0, 1.0, 0.0]; left]);
            steps.push([1.0; LEGS]);
            steps.extend(vec![[1.0, 0.0, 0.0, 1.0]; right]);
            steps.push([1.0; LEGS]);
        }
        errors(&steps)
    }

    fn sums(errors: &[StrideErrors]) -> [f32; 2] {
        [
            errors.iter().map(|errors| errors.balance).sum(),
            errors.iter().map(|errors| errors.variation).sum(),
        ]
    }

    #[test]
    fn a_swing_counts_to_the_physics_step_and_pays_where_it_ends() {
        // LF: a quarter of a step, two steps, half a step; RF then: one step and a quarter
        let (down, left, right) = ([1.0; LEGS], [0.0, 1.0, 1.0, 1.0], [1.0, 1.0, 0.0, 1.0]);
        let steps = [
            down,
            [0.75, 1.0, 1.0, 1.0],
            left,
            left,
            [0.5, 1.0, 1.0, 1.0],
            down,
            right,
            [1.0, 1.0, 0.75, 1.0],
            down,
        ];
        let errors = errors(&steps);
        // nothing to compare the first swing with
        let balance = errors.iter().map(|errors| errors.balance);
        assert_near(balance, &[0., 0., 0., 0., 0., 0., 0., 0.03, 0.]);
        assert_near(errors.iter().map(|errors| errors.variation), &[0.0; 9]);
    }

    #[test]
    fn an_even_trot_pays_nothing_a_limp_for_every_touch_down() {
        assert_near(sums(&trot(&[(6, 6); 4])).into_iter(), &[0.0; 2]);
        // seven pairs of feet land after a swing of the other side
        let limp = 7.0 * 2.0 * 3.0 * DT;
        assert_near(sums(&trot(&[(6, 9); 4])).into_iter(), &[limp, 0.0]);
    }

    #[test]
    fn a_swing_out_of_the_rhythm_moves_the_mean_by_a_third() {
        let errors = trot(&[(6, 6), (6, 6), (6, 9)]);
        let last = errors.iter().rfind(|errors| errors.balance > 0.0);
        // of both feet that end the long swing
        assert_near([last.unwrap().balance].into_iter(), &[2.0 * DT]);
        let late = errors.iter().rfind(|errors| errors.variation > 0.0);
        assert_near([late.unwrap().variation].into_iter(), &[2.0 * 3.0 * DT]);
    }

    #[test]
    fn a_period_counts_to_the_physics_step() {
        // LF touches down three quarters, a quarter and a half into its step
        let stride = |share: f32| {
            let up = [0.0, 1.0, 1.0, 1.0];
            [up, up, [share, 1.0, 1.0, 1.0], [1.0; LEGS], [1.0; LEGS]]
        };
        let errors = errors(&[stride(0.25), stride(0.75), stride(0.5)].concat());
        // periods of 4.5 and 5.25 steps
        let [_, variation] = sums(&errors);
        assert_near([variation].into_iter(), &[0.75 * DT]);
    }

    #[test]
    fn a_stride_missed_varies_a_pause_begins_anew() {
        let variation = |pause: usize, later: usize| {
            let mut all = Vec::new();
            for stance in [6, 6, pause, later, later, later] {
                all.extend(vec![[0.0, 1.0, 1.0, 1.0]; 6]);
                all.extend(vec![[1.0; LEGS]; stance]);
            }
            sums(&errors(&all))[1]
        };
        assert_near([variation(6, 6)].into_iter(), &[0.0]);
        // the mean moves by a third of 12 steps, and back
        let missed = 12.0 + 4.0 + 4.0 * 2.0 / 3.0;
        assert_near([variation(18, 6)].into_iter(), &[missed * DT]);
        assert_near([variation(60, 6), variation(60, 4)].into_iter(), &[0.0; 2]);
    }

    #[test]
    fn standing_on_a_foot_that_loses_touch_within_steps_pays_nothing() {
        let swing = vec![[0.0, 1.0, 1.0, 1.0]; 6];
        let stance = vec![[0.5, 0.75, 1.0, 0.25]; 6];
        let errors = errors(&[stance.clone(), swing, stance].concat());
        assert_near(sums(&errors).into_iter(), &[0.0; 2]);
    }
}
