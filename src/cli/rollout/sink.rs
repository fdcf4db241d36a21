//! Where the steps of a rollout go: arrays that are written at the end, or a run file that grows.

use std::path::Path;

use super::script::Plan;
use crate::cli::Failure;
use crate::cli::output::{self, Content, ending_of};
use crate::files::{check_writable, is_stream};
use crate::policy::Layer;
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
        let ending = ending_of(path).filter(|_| !is_stream(path));
        if ending.is_some_and(|ending| !ending.eq_ignore_ascii_case("npz")) {
            return Err(Failure::Input(format!(
                "--out {}: what is written are arrays, or a run; let the name end in .npz or in nothing, or in \
                 .{ENDING} for a run, which `export` turns into other formats",
                path.display()
            )));
        }
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

/// The layers of all policies of a run must have the same sizes if arrays are to hold them.
fn check_layers(policies: &Policies) -> Result<(), Failure> {
    let mut sizes = policies.iter().map(|(source, policy)| {
        let layers: Vec<(Layer, usize)> = policy.layers().collect();
        (source, layers)
    });
    let first = sizes.next();
    match sizes.find(|(_, layers)| first.as_ref().is_some_and(|(_, first)| first != layers)) {
        Some((source, _)) => Err(Failure::Input(format!(
            "the layers of policy {source} have other sizes than those of the others, which one array cannot hold; \
             record to a .{ENDING} file"
        ))),
        None => Ok(()),
    }
}

impl Sink {
    pub(super) fn new(path: &Path, overwrite: bool, plan: &Plan) -> Result<Self, Failure> {
        if !is_run(path) {
            check_layers(&plan.policies)?;
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
            Self::Arrays(arrays) => arrays.push(frame)?,
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
