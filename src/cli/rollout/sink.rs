//! Where the steps of a rollout go: arrays that are written at the end, or a run file that grows.

use std::path::Path;

use super::script::Plan;
use crate::cli::Failure;
use crate::cli::output::{self, Content, ending_of};
use crate::files::{check_writable, is_stream};
use crate::recording::RunArrays;
use crate::recording::run::{ENDING, Existing, RunHeader, RunWriter};
use crate::rollout::{Policies, Run, StepRecord};
use crate::script::event::Cues;

/// A recording in the making.
pub(super) enum Sink {
    Arrays(RunArrays),
    Run {
        writer: RunWriter,
        cues: Cues,
        policies: Policies,
        /// Control steps a second.
        rate: u64,
    },
}

fn is_run(path: &Path) -> bool {
    !is_stream(path) && ending_of(path).is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
}

/// Whether `--out` can be written.
pub(super) fn check(path: &Path, overwrite: bool) -> Result<(), Failure> {
    if !is_run(path) {
        return output::check("--out", path, Content::Npz);
    }
    if path.exists() && !overwrite {
        return Err(Failure::Input(format!(
            "--out {}: there is such a file already; give --overwrite to replace it, or another name",
            path.display()
        )));
    }
    Ok(check_writable(path)?)
}

impl Sink {
    pub(super) fn new(path: &Path, overwrite: bool, plan: &Plan) -> Result<Self, Failure> {
        if !is_run(path) {
            return Ok(Self::Arrays(RunArrays::new(path, plan.steps)));
        }
        let existing = if overwrite {
            Existing::Overwrite
        } else {
            Existing::Keep
        };
        let (scene, scene_sha256) = plan.scene.clone();
        let header = RunHeader {
            scene,
            scene_sha256,
            ..RunHeader::new(&plan.robot, plan.start.clone())
        };
        let writer = RunWriter::create(path, existing, &header, &plan.policies)?;
        Ok(Self::Run {
            writer,
            cues: plan.cues.clone(),
            policies: plan.policies.clone(),
            rate: plan.robot.spec.control_rate.into(),
        })
    }

    /// Takes in the control step that `run` has just done.
    pub(super) fn push(&mut self, run: &Run, frame: &StepRecord) -> Result<(), Failure> {
        match self {
            Self::Arrays(arrays) => {
                if !arrays.fits(frame) {
                    return Err(Failure::Input(format!(
                        "at {} s another policy takes over whose layers have other sizes, which one array \
                         cannot hold; record to a .{ENDING} file",
                        frame.time
                    )));
                }
                arrays.push(frame)?;
            }
            Self::Run {
                writer,
                cues,
                policies,
                rate,
            } => {
                while let Some(event) = cues.due(frame.step) {
                    writer.event(frame.step, event, policies)?;
                }
                writer.record(frame);
                if run.steps().is_multiple_of(*rate) {
                    writer.flush(run.steps(), run.hash()).inspect_err(|_| {
                        let (steps, file) = (writer.written(), writer.path().display());
                        output::note(format_args!("the first {steps} steps are in {file}"));
                    })?;
                }
            }
        }
        Ok(())
    }

    /// Ends the recording.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Arrays(arrays) => Ok(arrays.write()?),
            Self::Run { writer, .. } => {
                writer.finish()?;
                Ok(())
            }
        }
    }
}
