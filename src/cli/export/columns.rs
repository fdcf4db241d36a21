//! The columns of a table of a run: `time`, then a column a number, such as `base_position_0`.

use std::borrow::Cow;

use crate::recording::{CONTACT, array_rows};
use crate::rollout::StepRecord;

/// The names of a record's numbers, without the time.
pub(super) fn names(record: &StepRecord) -> Vec<String> {
    let rows = array_rows(record);
    let numbered = |name: &Cow<str>, width: usize| -> Vec<String> {
        (0..width).map(|index| format!("{name}_{index}")).collect()
    };
    rows.iter()
        .flat_map(|(name, values)| numbered(name, values.len()))
        .collect()
}

/// Whether a column holds a flag, 0 or 1.
pub(super) fn is_flag(name: &str) -> bool {
    name.starts_with(CONTACT)
}

/// Its numbers, in the same order.
pub(super) fn values(record: &StepRecord) -> Vec<f32> {
    let rows = array_rows(record);
    rows.iter()
        .flat_map(|(_, values)| values.iter().copied())
        .collect()
}
