//! Trials already walked, on disk, so that an interrupted experiment goes on where it was.
//!
//! One NPZ a condition in `OUT/.partial/HASH/`: `observation` (T, 48), `body` (T, 33), `torque`
//! (T, 12) float32 and `contact` (T, 4) uint8, the trials one after the other; `rows` (trials) and
//! `fallen` (trials). HASH covers all that decides the trials: policy, robot, lesion and suite. A
//! file that cannot be read or does not fit is walked anew.

use std::path::{Path, PathBuf};

use super::ExperimentError;
use super::suite::Suite;
use super::trial::{Rows, Trial};
use crate::files::{create_folder, sha256};
use crate::policy::{Lesion, Policy};
use crate::recording::npz::{self, Entry, Values};
use crate::robot::Robot;

/// Name of the folder within the experiment's.
pub(super) const FOLDER: &str = ".partial";

/// Where the trials of one policy are kept.
pub(super) struct Partial {
    folder: PathBuf,
}

impl Partial {
    /// Makes the folder for one policy's trials below `out`.
    pub(super) fn open(
        out: &Path,
        robot: &Robot,
        (policy, lesion): (&Policy, Lesion),
        suite: &Suite,
    ) -> Result<Self, ExperimentError> {
        let decides = serde_json::json!({
            "program": env!("CARGO_PKG_VERSION"),
            "robot": robot.sha256,
            "policy": policy.manifest,
            "lesion": format!("{lesion:?}"),
            "suite": suite,
        });
        let hash = sha256(decides.to_string().as_bytes());
        let folder = out.join(FOLDER).join(&hash[..16]);
        create_folder(&folder)?;
        Ok(Self { folder })
    }

    fn file(&self, condition: usize) -> PathBuf {
        self.folder.join(format!("condition_{condition:03}.npz"))
    }

    /// The trials of a condition, if all `count` are there.
    pub(super) fn load(&self, condition: usize, count: usize) -> Option<Vec<Trial>> {
        read(&self.file(condition)).filter(|trials| trials.len() == count)
    }

    /// Keeps the trials of a condition.
    pub(super) fn save(&self, condition: usize, trials: &[Trial]) -> Result<(), ExperimentError> {
        let joined = |part: fn(&Trial) -> &Rows| -> (usize, Vec<f32>) {
            let all = trials.iter().flat_map(|trial| part(trial).values.iter());
            (
                trials.first().map_or(1, |trial| part(trial).width),
                all.copied().collect(),
            )
        };
        let floats = [
            ("observation", joined(|trial| &trial.observation)),
            ("body", joined(|trial| &trial.body)),
            ("torque", joined(|trial| &trial.torque)),
        ];
        let contact: Vec<u8> = trials
            .iter()
            .flat_map(|trial| trial.contact.iter().flatten())
            .map(|&down| u8::from(down))
            .collect();
        let rows: Vec<f64> = trials.iter().map(|trial| trial.rows() as f64).collect();
        let fallen: Vec<u8> = trials.iter().map(|trial| u8::from(trial.fallen)).collect();
        let total = contact.len() / 4;
        let shapes: Vec<[usize; 2]> = floats
            .iter()
            .map(|(_, (width, _))| [total, *width])
            .collect();
        let mut entries: Vec<Entry> = floats
            .iter()
            .zip(&shapes)
            .map(|((name, (_, values)), shape)| Entry {
                name,
                shape,
                values: Values::F32(values),
            })
            .collect();
        let (contact_shape, trial_shape) = ([total, 4], [trials.len()]);
        entries.push(Entry {
            name: "contact",
            shape: &contact_shape,
            values: Values::U8(&contact),
        });
        entries.push(Entry {
            name: "rows",
            shape: &trial_shape,
            values: Values::F64(&rows),
        });
        entries.push(Entry {
            name: "fallen",
            shape: &trial_shape,
            values: Values::U8(&fallen),
        });
        Ok(npz::write(&self.file(condition), &entries)?)
    }
}

/// The trials in a file; `None` unless every array is there and fits.
fn read(file: &Path) -> Option<Vec<Trial>> {
    let arrays = npz::read_all(file).ok()?;
    let array = |name: &str| arrays.get(name).map(|array| &array.data);
    let (rows, fallen) = (array("rows")?, array("fallen")?);
    let mut begin = 0;
    let mut trials = Vec::new();
    for (&rows, &fallen) in rows.iter().zip(fallen) {
        let mut trial = Trial::new();
        let range = begin..begin + rows as usize;
        for (name, part) in [
            ("observation", &mut trial.observation),
            ("body", &mut trial.body),
            ("torque", &mut trial.torque),
        ] {
            let cells = range.start * part.width..range.end * part.width;
            let values = array(name)?.get(cells)?.iter();
            part.values = values.map(|&value| value as f32).collect();
        }
        let contact = array("contact")?.get(range.start * 4..range.end * 4)?;
        let feet = contact.as_chunks::<4>().0.iter();
        trial.contact = feet.map(|feet| feet.map(|down| down != 0.0)).collect();
        trial.fallen = fallen != 0.0;
        begin = range.end;
        trials.push(trial);
    }
    Some(trials)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trials_come_back_as_they_were_and_spoiled_ones_do_not() {
        let robot = Robot::built_in().unwrap();
        let policy = Policy::built_in(&robot).unwrap();
        let suite = Suite::built_in().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let open =
            |lesion| Partial::open(folder.path(), &robot, (&policy, lesion), &suite).unwrap();
        let partial = open(Lesion::None);
        let trial = |rows: usize, fallen| {
            let mut trial = Trial::new();
            for part in [&mut trial.observation, &mut trial.body, &mut trial.torque] {
                part.values = (0..rows * part.width).map(|k| (k as f32).sin()).collect();
            }
            trial.contact = (0..rows).map(|row| [row % 2 == 0; 4]).collect();
            Trial { fallen, ..trial }
        };
        let trials = [trial(3, false), trial(5, true)];
        partial.save(7, &trials).unwrap();
        assert_eq!(partial.load(7, 2).unwrap(), trials);
        assert!(partial.load(7, 3).is_none() && partial.load(8, 2).is_none());
        assert!(open(Lesion::Recurrence).load(7, 2).is_none());
        std::fs::write(partial.file(7), b"PK").unwrap();
        assert!(partial.load(7, 2).is_none());
    }
}
