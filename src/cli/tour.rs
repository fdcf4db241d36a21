//! What the bare command does where no window can open: a walk through the tour's commands in a
//! bare world, its numbers as a table, its figures as files.
//!
//! In: robot, policy, scene, the policy's fixed basis if it has one, and a way to draw the lab to
//! a picture if there is one. Out: a folder with PNG figures and `tour.json`; text on standard
//! output, a bar on standard error.

mod figures;
mod layers;
mod measure;
mod text;
mod walk;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::{Failure, interrupt, output, progress::Progress, sources::Sources};
use crate::analysis::AnalysisError;
use crate::analysis::basis::Basis;
use crate::analysis::tangling::{Derivative, Form, UNIT};
use crate::files::{check_writable, create_folder};
use crate::policy::Policy;
use crate::report::{Figure, ReportError};
use crate::robot::Robot;
use crate::rollout::Policies;
use crate::script::scene::{Scene, SceneError};
use layers::{BasisOrigin, Layers};
use measure::Row;
use walk::{SEED, SETTLING, Walk};

/// Draws the lab to a PNG file; the error is a line that says why it can't.
pub type DrawLab<'a> = &'a dyn Fn(&Path) -> Result<(), String>;

/// Arguments of the tour.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub sources: Sources,
    /// Scene (JSON), instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub scene: Option<PathBuf>,
    /// Folder for the pictures that are drawn where no window can open
    #[arg(long, value_name = "FOLDER", default_value = "tanglewalk-tour")]
    pub out: PathBuf,
}

/// Takes the tour: `reason` says why no window opens; `draw_lab` draws `lab.png`, last of all.
///
/// A basis of another policy is not used.
pub fn run(
    args: &Args,
    basis: Option<&Basis>,
    reason: &str,
    draw_lab: Option<DrawLab>,
) -> Result<(), Failure> {
    output::check_folder_name("--out", &args.out)?;
    let scene = match &args.scene {
        Some(path) => Scene::load(path)?,
        None => Scene::built_in_tour()?,
    };
    let sources = args.sources.or_scene(&scene);
    let (robot, policy) = sources.load()?;
    let (scene, policies) = sources.cast(scene, &policy, &robot, args.scene.as_deref())?;
    interrupt::listen();
    let tour = Tour {
        robot,
        policy,
        policies,
        scene,
        basis,
        folder: &args.out,
        reason,
        stopped: &interrupt::requested,
    };
    tour.take(draw_lab, &mut io::stdout().lock())
}

/// A tour and all that it needs.
struct Tour<'a> {
    robot: Arc<Robot>,
    policy: Policy,
    /// All that the scene names.
    policies: Policies,
    scene: Scene,
    basis: Option<&'a Basis>,
    folder: &'a Path,
    reason: &'a str,
    stopped: &'a (dyn Fn() -> bool + Sync),
}

/// The contents of `tour.json`.
#[derive(Serialize)]
struct Record<'a> {
    policy: &'a str,
    policy_sha256: &'a str,
    policy_steps: u64,
    robot: &'a str,
    scene: &'a str,
    /// Draws the sensor noise.
    seed: u64,
    /// s
    control_step: f64,
    /// After a new command, what comes before this is not measured, s.
    settling: f64,
    /// When the robot fell, s.
    fallen: Option<f64>,
    basis: Option<BasisOrigin>,
    tangling_form: &'static str,
    tangling_derivative: Derivative,
    tangling_unit: &'static str,
    equal_dimensions: Option<usize>,
    commands: &'a [Row],
}

impl Tour<'_> {
    fn take(&self, draw_lab: Option<DrawLab>, out: &mut dyn Write) -> Result<(), Failure> {
        create_folder(self.folder).map_err(|error| {
            let (folder, source) = (self.folder.display(), &error.source);
            let text =
                format!("cannot make the folder {folder}: {source}; name another with --out");
            Failure::sort(&text, error.is_user_error())
        })?;
        let lab = draw_lab.map(|_| text::LAB);
        for name in text::FILES.map(|(name, _)| name).into_iter().chain(lab) {
            check_writable(&self.folder.join(name))?;
        }
        say(
            out,
            &text::opening(self.reason, &self.policy.manifest, &self.scene),
        )?;
        let walk = self.walk()?;
        let basis = self
            .basis
            .filter(|basis| basis.policy_sha256 == self.policy.manifest.sha256);
        let layers = Layers::of(&walk, basis).map_err(|error| self.unmeasurable(&error))?;
        let measured = measure::measure(&walk, layers.as_ref());
        let (rows, trace) = measured.map_err(|error| self.unmeasurable(&error))?;
        say(out, &text::numbers(&walk, &rows))?;

        let memory = self.policy.manifest.network.memory;
        let portraits = figures::portraits(&walk, layers.as_ref(), memory);
        let portraits = portraits.map_err(|error| self.unmeasurable(&error))?;
        self.draw(&[
            (text::PORTRAITS, portraits.draw()),
            (
                text::TANGLING,
                figures::tangling(&walk, &rows, &trace, memory).draw(),
            ),
            (text::GAIT, figures::gait_diagram(&walk, &rows).draw()),
            (
                text::FILM_STRIP,
                figures::film_strip(&walk, &self.robot).draw(),
            ),
        ])?;
        let record = self.record(&walk, layers.as_ref(), &rows);
        output::write_json(&self.folder.join(text::NUMBERS), &record)?;
        let lab = draw_lab.map(|draw| draw(&self.folder.join(text::LAB)));
        self.check_stopped()?;
        say(out, &text::files(self.folder, lab))
    }

    fn walk(&self) -> Result<Walk, Failure> {
        let seconds = walk::duration(&self.scene);
        let template = "walking {bar:30} {pos} of {len} s";
        let bar = Progress::new("walking", seconds.round() as u64, template);
        let walk = walk::walk(&self.robot, &self.policies, &self.scene, |time| {
            bar.set_position(time as u64);
            !(self.stopped)()
        });
        bar.clear();
        walk.ok_or_else(|| Failure::Interrupted("no picture was drawn yet".to_owned()))
    }

    /// Draws and writes the figures, as many at a time as there are processors.
    fn draw(&self, figures: &[(&str, Figure)]) -> Result<(), Failure> {
        let template = "drawing {bar:30} {pos} of {len} pictures";
        let bar = Progress::new("drawing", figures.len() as u64, template);
        let drawn = figures.par_iter().try_for_each(|(name, figure)| {
            self.check_stopped()?;
            figure.save_png(self.folder.join(name))?;
            bar.inc(1);
            Ok(())
        });
        bar.clear();
        drawn
    }

    fn check_stopped(&self) -> Result<(), Failure> {
        if (self.stopped)() {
            let folder = self.folder.display();
            return Err(Failure::Interrupted(format!(
                "what was drawn so far is in {folder}"
            )));
        }
        Ok(())
    }

    fn unmeasurable(&self, error: &AnalysisError) -> Failure {
        let name = &self.policy.manifest.name;
        Failure::Input(format!(
            "the layers of policy {name} can't be measured: {error}"
        ))
    }

    fn record<'a>(
        &'a self,
        walk: &Walk,
        layers: Option<&Layers>,
        commands: &'a [Row],
    ) -> Record<'a> {
        let manifest = &self.policy.manifest;
        Record {
            policy: &manifest.name,
            policy_sha256: &manifest.sha256,
            policy_steps: manifest.steps,
            robot: &self.robot.name,
            scene: &self.scene.name,
            seed: SEED,
            control_step: walk.dt,
            settling: SETTLING,
            fallen: walk.fallen,
            basis: layers.map(|layers| layers.origin),
            tangling_form: Form::ZScore.name(),
            tangling_derivative: Derivative::Open,
            tangling_unit: UNIT,
            equal_dimensions: layers.map(Layers::common_dimensions),
            commands,
        }
    }
}

/// Prints; a reader of a pipe that has seen enough is no reason to stop drawing.
fn say(out: &mut dyn Write, text: &str) -> Result<(), Failure> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Machine(format!(
            "cannot write to standard output: {error}"
        ))),
        _ => Ok(()),
    }
}

impl From<SceneError> for Failure {
    fn from(error: SceneError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Write(error) => error.into(),
            ReportError::Rasterise { .. } => Self::Machine(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests;
