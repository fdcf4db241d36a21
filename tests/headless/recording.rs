//! A recording, row by row.

use std::collections::BTreeMap;
use std::path::Path;

use tanglewalk::physics::{Quat, Vec3};
use tanglewalk::recording::npz::{NpzArray, read_all};

use crate::program::tanglewalk;

/// Control step, s.
pub(crate) const DT: f64 = 0.02;

/// Runs `rollout` with the given options and reads what it wrote.
pub(crate) fn rollout(options: &str) -> Recording {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.npz");
    tanglewalk(&format!("rollout {options} --out"))
        .with(&file)
        .done();
    Recording::read(&file)
}

/// Its arrays and their common length.
pub(crate) struct Recording {
    pub rows: usize,
    pub arrays: BTreeMap<String, NpzArray>,
}

impl Recording {
    pub(crate) fn read(file: &Path) -> Self {
        let arrays = read_all(file).unwrap();
        let rows = arrays["time"].shape[0];
        Self { rows, arrays }
    }

    pub(crate) fn width(&self, name: &str) -> usize {
        self.arrays[name].shape[1]
    }

    pub(crate) fn row(&self, name: &str, row: usize) -> &[f64] {
        let width = self.width(name);
        &self.arrays[name].data[row * width..][..width]
    }

    pub(crate) fn vector(&self, name: &str, row: usize) -> Vec3 {
        let values: Vec<f32> = self.row(name, row).iter().map(|&x| x as f32).collect();
        Vec3::from_slice(&values)
    }

    pub(crate) fn world_from_base(&self, row: usize) -> Quat {
        let q = self.row("base_orientation", row);
        Quat::from_xyzw(q[0] as f32, q[1] as f32, q[2] as f32, q[3] as f32)
    }
}
