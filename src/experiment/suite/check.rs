//! Whether the values of a suite make sense. In: a suite as read, the name of its file. Out: the
//! first fault, with its field.

use std::fmt::Display;
use std::path::Path;

use super::Suite;
use crate::files::Fields;
use crate::script::scene::SceneError;
use crate::task::Command;

/// Version of the file format that this program reads.
const FORMAT_VERSION: u32 = 1;
/// Largest speed that can be asked for, m/s and rad/s.
const LARGEST_COMMAND: f32 = 10.0;
/// Longest trial, s.
const LONGEST_TRIAL: f64 = 600.0;
/// Most trials, and most conditions: seeds are made of both.
const MOST: usize = 1000;
/// Most strides of a condition and most bins of a stride.
const MOST_STRIDES: usize = 10_000;
/// Fewest bins: three points have a derivative that differs between two of them.
const LEAST_BINS: usize = 8;

/// The file at fault.
struct Check<'a> {
    file: &'a Path,
}

impl Suite {
    /// Checks every field that the types don't.
    pub(super) fn check(&self, file: &Path) -> Result<(), SceneError> {
        let check = Check { file };
        if self.format_version != FORMAT_VERSION {
            let fix = format!("this program reads version {FORMAT_VERSION}");
            return check.fault("format_version", self.format_version, &fix);
        }
        if self.name.trim().is_empty() {
            return check.fault("name", "empty", "give the suite a name");
        }
        check.times(self)?;
        check.counts(self)?;
        check.sweeps(self)?;
        for (index, &command) in self.mixed.iter().enumerate() {
            check.command(&format!("mixed[{index}]"), command)?;
        }
        let conditions = self.conditions().len();
        if conditions == 0 || conditions > MOST {
            let found = format!("{conditions} commands with those of mixed");
            return check.fault("sweeps", found, &format!("give 1 to {MOST} commands"));
        }
        Ok(())
    }
}

impl Check<'_> {
    fn fault(&self, field: &str, found: impl Display, fix: &str) -> Result<(), SceneError> {
        let file = self.file.display().to_string();
        Ok(Fields::of(&file).wrong(field, found, fix)?)
    }

    fn times(&self, suite: &Suite) -> Result<(), SceneError> {
        let (settle, longest) = (suite.settle_seconds, suite.longest_trial_seconds);
        if !(longest > 0.0 && longest <= LONGEST_TRIAL) {
            let fix = format!("give a number of seconds above 0 and at most {LONGEST_TRIAL}");
            return self.fault("longest_trial_seconds", longest, &fix);
        }
        if !(settle >= 0.0 && settle < longest) {
            let fix = format!("give 0 or more, and less than longest_trial_seconds ({longest})");
            return self.fault("settle_seconds", settle, &fix);
        }
        Ok(())
    }

    fn counts(&self, suite: &Suite) -> Result<(), SceneError> {
        for (field, count, least, most) in [
            ("trials", suite.trials, 1, MOST),
            ("strides", suite.strides, 1, MOST_STRIDES),
            ("bins", suite.bins, LEAST_BINS, MOST_STRIDES),
        ] {
            if !(least..=most).contains(&count) {
                return self.fault(field, count, &format!("give {least} to {most}"));
            }
        }
        if suite.seed > u64::from(u32::MAX) {
            return self.fault("seed", suite.seed, "give a number below 2^32");
        }
        Ok(())
    }

    fn sweeps(&self, suite: &Suite) -> Result<(), SceneError> {
        for (index, sweep) in suite.sweeps.iter().enumerate() {
            let field = |name: &str| format!("sweeps[{index}].{name}");
            for (name, text) in [("name", &sweep.name), ("speed_axis", &sweep.speed_axis)] {
                if text.is_empty() || !text.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
                    let fix = "give small letters and underscores: it becomes part of array names";
                    return self.fault(&field(name), format!("\"{text}\""), fix);
                }
            }
            let earlier = &suite.sweeps[..index];
            if earlier.iter().any(|other| other.name == sweep.name) {
                let fix = "give each sweep its own name";
                return self.fault(&field("name"), format!("\"{}\" again", sweep.name), fix);
            }
            let same_axis = earlier
                .iter()
                .find(|other| other.speed_axis == sweep.speed_axis);
            if same_axis.is_some_and(|other| {
                other.varies != sweep.varies || other.command(0.0) != sweep.command(0.0)
            }) {
                let fix = "sweeps of one speed axis vary one axis about one base; name another";
                return self.fault(
                    &field("speed_axis"),
                    format!("\"{}\"", sweep.speed_axis),
                    fix,
                );
            }
            if sweep.speeds.is_empty() {
                return self.fault(&field("speeds"), "empty", "give at least one speed");
            }
            self.command(&field("base"), sweep.base)?;
            for (at, &speed) in sweep.speeds.iter().enumerate() {
                self.speed(&format!("sweeps[{index}].speeds[{at}]"), speed)?;
            }
        }
        Ok(())
    }

    fn command(&self, field: &str, command: Command) -> Result<(), SceneError> {
        let speeds = <[f32; 3]>::from(command);
        let mut all = speeds.into_iter().enumerate();
        all.try_for_each(|(axis, speed)| self.speed(&format!("{field}[{axis}]"), speed))
    }

    fn speed(&self, field: &str, speed: f32) -> Result<(), SceneError> {
        if speed.abs() <= LARGEST_COMMAND {
            return Ok(());
        }
        let fix = format!("give -{LARGEST_COMMAND} to {LARGEST_COMMAND} m/s or rad/s");
        self.fault(field, speed, &fix)
    }
}
