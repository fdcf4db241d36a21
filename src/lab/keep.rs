//! Keeping a run: recorded to a file while it goes, or its last minute after the fact; or as a command line.
//!
//! A recording that fails tells so and ends; what was written before stays, and the lab goes on.

use std::path::{Path, PathBuf};

use bevy::app::AppExit;
use bevy::prelude::*;

use super::notice::Notices;
use super::order::{FollowSystems, StepSystems};
use super::simulation::{Began, Followed, Happened, Simulation, Stepped};
use super::subject::Subject;
use super::timeline::{Opening, Timeline};
use crate::files::create_folder;
use crate::recording::run::{ENDING, Existing, RunError, RunHeader, RunWriter};
use crate::script::command_line;
use crate::script::event::Cue;

/// Most files of a folder that have a number.
const MOST_FILES: u32 = 9999;

/// What is kept, and what is to be.
#[derive(Resource, Debug)]
pub struct Keeper {
    /// Where files go.
    pub folder: PathBuf,
    /// A recording is to begin or to end.
    pub toggle: bool,
    /// The last minute is to be written.
    pub keep_last_minute: bool,
    /// A command line is to be copied.
    pub copy_command: bool,
    /// For the clipboard, until it is taken.
    pub copied: Option<String>,
    recording: Option<Recording>,
}

/// A recording under way.
#[derive(Debug)]
struct Recording {
    writer: RunWriter,
    /// The control step of the run that is the file's zero.
    begin: u64,
    next_event: usize,
    next_step: u64,
    /// The step of the last hash that was written.
    hashed: u64,
}

impl Keeper {
    /// Keeps files in a folder, which is made with the first of them.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            toggle: false,
            keep_last_minute: false,
            copy_command: false,
            copied: None,
            recording: None,
        }
    }

    /// s of the recording that is under way.
    pub fn recorded(&self, rate: f64) -> Option<f64> {
        let recording = self.recording.as_ref()?;
        Some(recording.writer.recorded() as f64 / rate)
    }

    /// The file of the recording that is under way.
    pub fn file(&self) -> Option<&Path> {
        self.recording
            .as_ref()
            .map(|recording| recording.writer.path())
    }
}

/// The run as it is to be kept.
#[derive(bevy::ecs::system::SystemParam)]
struct Kept<'w> {
    subject: Res<'w, Subject>,
    simulation: Res<'w, Simulation>,
    timeline: Res<'w, Timeline>,
}

impl Kept<'_> {
    /// A new file in the folder, with a part of the run up to its events.
    fn create(&self, folder: &Path, opening: &Opening) -> Result<RunWriter, RunError> {
        create_folder(folder)?;
        let header = RunHeader {
            scene: self.subject.scene.clone(),
            ..RunHeader::new(&self.subject.robot, opening.start.clone())
        };
        let policies = &self.simulation.policies;
        let mut writer = numbered(folder, |path| {
            RunWriter::create(path, Existing::Keep, &header, policies)
        })?;
        for Cue { step, event } in &opening.cues {
            if let Err(error) = writer.event(*step, event.clone(), policies) {
                let _ = std::fs::remove_file(writer.path());
                return Err(error);
            }
        }
        Ok(writer)
    }
}

/// The first file `run-0001.twrun`, .. that is not there yet.
fn numbered<T>(
    folder: &Path,
    create: impl Fn(&Path) -> Result<T, RunError>,
) -> Result<T, RunError> {
    let path = |number: u32| folder.join(format!("run-{number:04}.{ENDING}"));
    let free = (1..=MOST_FILES).find(|&number| !path(number).exists());
    create(&path(free.unwrap_or(MOST_FILES)))
}

/// Keeps the timeline and what is asked for.
pub fn plugin(app: &mut App) {
    let timeline = Timeline::new(app.world().resource::<Subject>().start.clone());
    app.insert_resource(timeline)
        .add_systems(
            Followed,
            (end_before_another, begin, follow)
                .chain()
                .in_set(FollowSystems::Show),
        )
        .add_systems(FixedUpdate, note_step.in_set(StepSystems::Record))
        .add_systems(
            PostUpdate,
            (keep_last_minute, copy, toggle, write_on).chain(),
        )
        .add_systems(Last, end.run_if(on_message::<AppExit>));
}

/// Ends a recording when another run begins.
fn end_before_another(
    mut begun: MessageReader<Began>,
    mut keeper: ResMut<Keeper>,
    mut notices: ResMut<Notices>,
    kept: Kept,
) {
    if begun.read().count() > 0
        && let Some(recording) = keeper.recording.take()
    {
        finish(recording, &kept, &mut notices);
    }
}

fn begin(mut begun: MessageReader<Began>, subject: Res<Subject>, mut timeline: ResMut<Timeline>) {
    if begun.read().count() > 0 {
        *timeline = Timeline::new(subject.start.clone());
    }
}

fn follow(
    mut happened: MessageReader<Happened>,
    simulation: Res<Simulation>,
    mut timeline: ResMut<Timeline>,
) {
    for told in happened.read() {
        timeline.happened(told.step, &told.event, simulation.noise_words());
    }
}

fn note_step(mut steps: MessageReader<Stepped>, mut timeline: ResMut<Timeline>) {
    for Stepped(record) in steps.read() {
        timeline.stepped(record.clone());
    }
}

fn keep_last_minute(mut keeper: ResMut<Keeper>, mut notices: ResMut<Notices>, kept: Kept) {
    if !keeper.keep_last_minute {
        return;
    }
    keeper.keep_last_minute = false;
    let Some(first) = kept.timeline.first_step() else {
        notices.info("There is nothing to keep yet.");
        return;
    };
    match write_last_minute(&keeper.folder, first, &kept) {
        Ok((path, steps)) => {
            let (path, seconds) = (path.display(), steps as f64 / rate(&kept));
            notices.info(format!("The last {seconds:.0} s are in {path}."));
        }
        Err(error) => notices.error(format!("The last minute could not be kept: {error}.")),
    }
}

fn rate(kept: &Kept) -> f64 {
    kept.subject.robot.spec.control_rate.into()
}

fn write_last_minute(folder: &Path, first: u64, kept: &Kept) -> Result<(PathBuf, u64), RunError> {
    let Some(opening) = kept.timeline.opening(first) else {
        return Ok((folder.to_owned(), 0));
    };
    let writer = kept.create(folder, &opening)?;
    let path = writer.path().to_owned();
    let written = fill(writer, first, &opening, kept);
    if written.is_err() {
        // it holds nothing that the lab has not
        let _ = std::fs::remove_file(&path);
    }
    Ok((path, written?))
}

/// Writes the steps from one on; returns how many.
fn fill(
    mut writer: RunWriter,
    first: u64,
    opening: &Opening,
    kept: &Kept,
) -> Result<u64, RunError> {
    for record in kept.timeline.steps_from(first) {
        writer.record_from(record, opening.step);
    }
    let steps = writer.recorded();
    if let Some((step, hash)) = kept.simulation.hash()
        && step > first.max(opening.step)
    {
        writer.flush(step - opening.step, hash)?;
    }
    writer.finish()?;
    Ok(steps)
}

fn copy(mut keeper: ResMut<Keeper>, mut notices: ResMut<Notices>, kept: Kept) {
    if !keeper.copy_command {
        return;
    }
    keeper.copy_command = false;
    let now = kept.simulation.step();
    let Some(opening) = kept
        .timeline
        .opening(now)
        .filter(|opening| opening.step < now)
    else {
        notices.info("There is nothing to copy yet.");
        return;
    };
    let seconds = (now - opening.step) as f64 / rate(&kept);
    let robot = kept.subject.robot_file.as_deref();
    // what acts before a step that is still to come is not of the run yet
    let mut cues = opening.cues;
    cues.retain(|cue| cue.step < now - opening.step);
    match command_line::of_run(robot, &opening.start, &cues, seconds, rate(&kept)) {
        Ok(line) => {
            notices.info("The command that walks this run again, from its last start on, is on the clipboard.");
            keeper.copied = Some(line);
        }
        Err(reason) => notices.info(format!("{reason}; keep the last minute (M) instead.")),
    }
}

fn toggle(mut keeper: ResMut<Keeper>, mut notices: ResMut<Notices>, kept: Kept) {
    if !keeper.toggle {
        return;
    }
    keeper.toggle = false;
    if let Some(recording) = keeper.recording.take() {
        finish(recording, &kept, &mut notices);
        return;
    }
    match record(&keeper.folder, &kept) {
        Ok(recording) => keeper.recording = recording,
        Err(error) => notices.error(format!("The run can't be recorded: {error}.")),
    }
}

/// A recording from the next step on.
fn record(folder: &Path, kept: &Kept) -> Result<Option<Recording>, RunError> {
    let now = kept.simulation.step();
    let Some(opening) = kept.timeline.opening(now) else {
        return Ok(None);
    };
    Ok(Some(Recording {
        writer: kept.create(folder, &opening)?,
        begin: opening.step,
        next_event: opening.next_event,
        next_step: now,
        hashed: kept.simulation.hash().map_or(0, |(step, _)| step),
    }))
}

impl Recording {
    /// Takes in what came since.
    fn gather(&mut self, kept: &Kept) -> Result<(), RunError> {
        let (events, next_event) = kept.timeline.events_from(self.next_event);
        for Cue { step, event } in events {
            let policies = &kept.simulation.policies;
            self.writer
                .event(step - self.begin, event.clone(), policies)?;
        }
        self.next_event = next_event;
        for record in kept.timeline.steps_from(self.next_step) {
            self.writer.record_from(record, self.begin);
            self.next_step = record.step + 1;
        }
        Ok(())
    }

    /// Hands a second's worth over to the disk, if a second has passed.
    fn write_on(&mut self, kept: &Kept) -> Result<(), RunError> {
        self.gather(kept)?;
        match kept.simulation.hash() {
            Some((step, hash)) if step > self.hashed => {
                self.hashed = step;
                self.writer.flush(step - self.begin, hash)
            }
            _ => Ok(()),
        }
    }

    /// Ends the file.
    fn finish(mut self, kept: &Kept) -> Result<PathBuf, RunError> {
        self.gather(kept)?;
        self.writer.finish()
    }
}

fn write_on(mut keeper: ResMut<Keeper>, mut notices: ResMut<Notices>, kept: Kept) {
    let Some(recording) = &mut keeper.bypass_change_detection().recording else {
        return;
    };
    if let Err(error) = recording.write_on(&kept) {
        let seconds = recording.writer.written() as f64 / rate(&kept);
        notices.error(format!(
            "The recording stopped: {error}. Its first {seconds:.0} s are in the file as long as that is there; \
             M keeps the last minute."
        ));
        keeper.recording = None;
    }
}

/// Ends a recording and says where it is.
fn finish(recording: Recording, kept: &Kept, notices: &mut Notices) {
    let path = recording.writer.path().display().to_string();
    let steps = kept.simulation.step().saturating_sub(recording.next_step);
    let seconds = (recording.writer.recorded() + steps) as f64 / rate(kept);
    match recording.finish(kept) {
        Ok(_) => notices.info(format!("{seconds:.1} s are in {path}.")),
        Err(error) => notices.error(format!("The end of the recording is missing: {error}.")),
    }
}

/// Ends a recording with the lab.
fn end(mut keeper: ResMut<Keeper>, mut notices: ResMut<Notices>, kept: Kept) {
    if let Some(recording) = keeper.recording.take() {
        finish(recording, &kept, &mut notices);
    }
}
