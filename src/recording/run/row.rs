//! A control step as a row of numbers, and back, to the last bit.

use super::layout::Layout;
use crate::physics::RobotState;
use crate::robot::JOINTS;
use crate::rollout::{Decision, StepRecord};

/// Shows every number of a record, in the order of [`Layout::parts`].
pub(super) fn visit(record: &StepRecord, see: &mut impl FnMut(f32)) {
    let decision = &record.decision;
    <[f32; 3]>::from(record.command)
        .into_iter()
        .for_each(&mut *see);
    record.state.visit(see);
    decision.observation.into_iter().for_each(&mut *see);
    decision.targets.into_iter().for_each(&mut *see);
    record.joint_torque.into_iter().for_each(&mut *see);
    for (_, values) in decision.taps.iter() {
        values.iter().copied().for_each(&mut *see);
    }
}

/// The record of a control step from its row, which has as many numbers as the layout says.
pub(super) fn read(row: &[u8], layout: &Layout, step: u64, rate: f64) -> StepRecord {
    let mut numbers = row.as_chunks::<4>().0.iter();
    let mut next = || {
        numbers
            .next()
            .map_or(0.0, |bytes| f32::from_le_bytes(*bytes))
    };
    let command: [f32; 3] = std::array::from_fn(|_| next());
    let state = RobotState::read(layout.links, &mut next);
    let observation = std::array::from_fn(|_| next());
    let targets = std::array::from_fn(|_| next());
    let joint_torque = std::array::from_fn(|_| next());
    let taps = layout.taps(&mut next);
    let mut action = [0.0; JOINTS];
    action.copy_from_slice(&taps.action);
    StepRecord {
        step,
        time: step as f64 * rate.recip(),
        command: command.into(),
        state,
        decision: Decision {
            observation,
            taps,
            action,
            targets,
        },
        joint_torque,
    }
}
