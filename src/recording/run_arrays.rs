//! A run as named arrays: one row a control step.
//!
//! Row k is the state at k x 0.02 s, before the decision, with that step's observation, taps,
//! action and targets, and the torques of the control step that follows (their mean). `docs/formats.md`
//! lists the arrays. Rows go to nameless files beside the recording as they come, so that a run of a day
//! takes no more memory than one of a minute.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::npz::{ElementKind, NpzError, NpzWriter};
use crate::files::{WriteError, check_room, temporary_file, write_file};
use crate::rollout::StepRecord;

/// Bytes of a column that are held in memory.
const HELD: usize = 1 << 20;

/// An array that grows by a row of `width` values a control step.
struct Column {
    name: String,
    width: usize,
    kind: ElementKind,
    /// What is not yet on the disk, little-endian.
    held: Vec<u8>,
    /// What was held before.
    spilt: Option<File>,
}

impl Column {
    fn new(name: &str, width: usize, kind: ElementKind) -> Self {
        Self {
            name: name.to_owned(),
            width,
            kind,
            held: Vec::new(),
            spilt: None,
        }
    }

    /// Moves what is held to the disk, once it is much.
    fn spill(&mut self, beside: &Path) -> Result<(), WriteError> {
        if self.held.len() < HELD {
            return Ok(());
        }
        let file = match &mut self.spilt {
            Some(file) => file,
            None => self.spilt.insert(temporary_file(beside)?),
        };
        file.write_all(&self.held).map_err(|source| WriteError {
            file: beside.to_owned(),
            source,
        })?;
        self.held.clear();
        Ok(())
    }

    fn into_reader(self) -> io::Result<impl Read> {
        let held = io::Cursor::new(self.held);
        let spilt: Box<dyn Read> = match self.spilt {
            Some(mut file) => {
                file.rewind()?;
                Box::new(file)
            }
            None => Box::new(io::empty()),
        };
        Ok(spilt.chain(held))
    }
}

/// The array of flags.
pub const CONTACT: &str = "contact";

/// A row of each array, but for the time.
type ArrayRows<'a> = Vec<(Cow<'a, str>, Cow<'a, [f32]>)>;

/// What a control step adds to each array, in the order of the file; flags are 0 or 1.
pub fn array_rows(record: &StepRecord) -> ArrayRows<'_> {
    let (state, decision) = (&record.state, &record.decision);
    let feet: Vec<f32> = state
        .foot_position
        .iter()
        .flat_map(|foot| foot.to_array())
        .collect();
    let flags = state.foot_contact.map(|flag| f32::from(u8::from(flag)));
    let owned = |values: &[f32]| Cow::Owned(values.to_vec());
    let fixed = [
        ("command", owned(&<[f32; 3]>::from(record.command))),
        ("base_position", owned(&state.base_position.to_array())),
        ("base_orientation", owned(&state.world_from_base.to_array())),
        (
            "base_velocity",
            owned(&state.linear_velocity_in_base.to_array()),
        ),
        (
            "base_angular_velocity",
            owned(&state.angular_velocity_in_base.to_array()),
        ),
        ("joint_position", Cow::Borrowed(&state.joint_position[..])),
        ("joint_velocity", Cow::Borrowed(&state.joint_velocity)),
        ("joint_target", Cow::Borrowed(&decision.targets)),
        ("joint_torque", Cow::Borrowed(&record.joint_torque)),
        ("foot_position", Cow::Owned(feet)),
        ("observation", Cow::Borrowed(&decision.observation)),
    ];
    let fixed = fixed.map(|(name, values)| (Cow::Borrowed(name), values));
    let taps = decision.taps.iter();
    let taps = taps.map(|(layer, values)| (layer.name(), Cow::Borrowed(values)));
    let contact = (Cow::Borrowed(CONTACT), owned(&flags));
    fixed.into_iter().chain(taps).chain([contact]).collect()
}

/// The arrays of a run, growing.
pub struct RunArrays {
    path: PathBuf,
    rows: usize,
    planned: u64,
    columns: Vec<Column>,
    /// JSON text.
    events: Option<String>,
}

impl RunArrays {
    /// To be written to `path`, with `planned` rows if nothing ends the run before.
    pub fn new(path: &Path, planned: u64) -> Self {
        Self {
            path: path.to_owned(),
            rows: 0,
            planned,
            columns: Vec::new(),
            events: None,
        }
    }

    /// What happened, as JSON text: the array `events`.
    pub fn set_events(&mut self, json: String) {
        self.events = Some(json);
    }

    /// Adds a row. With the first one it is known how much room all will take; fails if the disk has
    /// less.
    pub fn push(&mut self, frame: &StepRecord) -> Result<(), WriteError> {
        let floats = array_rows(frame);
        if self.columns.is_empty() {
            self.begin(&floats)?;
        }
        let (time, rest) = self.columns.split_at_mut(1);
        time[0].held.extend(frame.time.to_le_bytes());
        for (column, (_, values)) in rest.iter_mut().zip(&floats) {
            if column.kind == ElementKind::U8 {
                column.held.extend(values.iter().map(|value| *value as u8));
            } else {
                let bytes = values.iter().flat_map(|value| value.to_le_bytes());
                column.held.extend(bytes);
            }
        }
        self.rows += 1;
        let mut columns = self.columns.iter_mut();
        columns.try_for_each(|column| column.spill(&self.path))
    }

    /// The columns, in the order of the file: time, then all others.
    fn begin(&mut self, rows: &ArrayRows) -> Result<(), WriteError> {
        let time = Column::new("time", 1, ElementKind::F64);
        let columns = rows.iter().map(|(name, values)| {
            let is_flag = name == CONTACT;
            let kind = if is_flag {
                ElementKind::U8
            } else {
                ElementKind::F32
            };
            Column::new(name, values.len(), kind)
        });
        self.columns = [time].into_iter().chain(columns).collect();
        let row = |column: &Column| (column.width * column.kind.size()) as u64;
        let bytes = self.columns.iter().map(row).sum::<u64>() * self.planned;
        // at the end the arrays go into the zip one by one: for the largest there must be room twice
        let largest = self.columns.iter().map(row).max().unwrap_or(0) * self.planned;
        check_room(&self.path, bytes + largest)
    }

    /// Writes the NPZ, whole or not at all.
    pub fn write(self) -> Result<(), NpzError> {
        let path = self.path.clone();
        write_file(&path, |out| self.write_to(out))?;
        Ok(())
    }

    /// Writes the NPZ into memory.
    pub fn to_bytes(self) -> io::Result<Vec<u8>> {
        let mut out = io::Cursor::new(Vec::new());
        self.write_to(&mut out)?;
        Ok(out.into_inner())
    }

    fn write_to(self, out: impl Write + Seek) -> io::Result<()> {
        let mut npz = NpzWriter::new(out);
        for column in self.columns {
            let (name, kind) = (column.name.clone(), column.kind);
            let shape = [self.rows, column.width];
            let shape = if name == "time" { &shape[..1] } else { &shape };
            npz.add(&name, shape, kind, &mut column.into_reader()?)?;
        }
        if let Some(events) = &self.events {
            npz.add_text("events", events)?;
        }
        npz.finish()
    }
}
