//! A run as named arrays: one row a control step.
//!
//! Row k is the state at k x 0.02 s, before the decision, with that step's observation, taps,
//! action and targets, and the torques of the control step that follows (their mean). `docs/formats.md`
//! lists the arrays.

use std::path::Path;

use super::npz::{self, Entry, NpzError, Values};
use crate::rollout::Frame;

/// A float array that grows by a row of `width` values a control step.
struct Column {
    name: String,
    width: usize,
    values: Vec<f32>,
}

/// The arrays of a run, growing.
#[derive(Default)]
pub struct RunFile {
    time: Vec<f64>,
    contact: Vec<u8>,
    columns: Vec<Column>,
}

impl RunFile {
    /// Rows so far.
    pub fn rows(&self) -> usize {
        self.time.len()
    }

    /// Adds a row.
    pub fn push(&mut self, frame: &Frame) {
        let (state, decision) = (&frame.state, &frame.decision);
        self.time.push(frame.time);
        self.contact.extend(state.foot_contact.map(u8::from));
        let feet: Vec<f32> = state
            .foot_position
            .iter()
            .flat_map(|foot| foot.to_array())
            .collect();
        let fixed: [(&str, &[f32]); 11] = [
            ("command", &<[f32; 3]>::from(frame.command)),
            ("base_position", &state.base_position.to_array()),
            ("base_orientation", &state.world_from_base.to_array()),
            ("base_velocity", &state.linear_velocity_in_base.to_array()),
            (
                "base_angular_velocity",
                &state.angular_velocity_in_base.to_array(),
            ),
            ("joint_position", &state.joint_position),
            ("joint_velocity", &state.joint_velocity),
            ("joint_target", &decision.targets),
            ("joint_torque", &frame.joint_torque),
            ("foot_position", &feet),
            ("observation", &decision.observation),
        ];
        let taps = decision
            .taps
            .layers
            .iter()
            .map(|layer| (layer.name.as_str(), layer.values.as_slice()));
        for (index, (name, values)) in fixed.into_iter().chain(taps).enumerate() {
            if index == self.columns.len() {
                self.columns.push(Column {
                    name: name.to_owned(),
                    width: values.len(),
                    values: Vec::new(),
                });
            }
            self.columns[index].values.extend_from_slice(values);
        }
    }

    /// Writes the NPZ, whole or not at all.
    pub fn write(&self, path: &Path) -> Result<(), NpzError> {
        let rows = self.rows();
        let shapes: Vec<[usize; 2]> = self
            .columns
            .iter()
            .map(|column| [rows, column.width])
            .collect();
        let (time_shape, contact_shape) = ([rows], [rows, 4]);
        let mut entries = vec![Entry {
            name: "time",
            shape: &time_shape,
            values: Values::F64(&self.time),
        }];
        for (column, shape) in self.columns.iter().zip(&shapes) {
            entries.push(Entry {
                name: &column.name,
                shape,
                values: Values::F32(&column.values),
            });
        }
        entries.push(Entry {
            name: "contact",
            shape: &contact_shape,
            values: Values::U8(&self.contact),
        });
        npz::write(path, &entries)
    }
}
