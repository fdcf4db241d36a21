//! A recorded run in the window: walked again, compared with what was recorded, until a hand takes over.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bevy::prelude::*;
use bevy::window::FileDragAndDrop;

use super::notice::Notices;
use super::order::{BetweenSteps, FollowSystems, StepSystems};
use super::playback::Playback;
use super::simulation::{Began, BeginRequest, Followed, Happened, Script, Simulation, Stepped};
use super::subject::Subject;
use crate::policy::Policy;
use crate::recording::run::{ENDING, Records, RunError, RunFile, compare};
use crate::robot::Robot;
use crate::rollout::{Policies, StepRecord};

/// Most control steps before the recorded part: two hours, walked in half a minute or less.
const LONGEST_LEAD: u64 = 360_000;

/// A recorded run that can begin.
pub struct Recorded {
    pub file: Arc<RunFile>,
    /// All policies that it names.
    policies: Policies,
    /// The one of its start.
    policy: Arc<Policy>,
}

impl Recorded {
    /// Reads a run of this robot. What comes before the recorded part is walked first, so that it must not be
    /// too long.
    pub fn open(path: &Path, robot: &Robot) -> Result<Self, RunError> {
        let file = RunFile::open(path)?;
        let wrong = |found: String, fix: &str| RunError::Wrong {
            file: path.to_owned(),
            found,
            fix: fix.to_owned(),
        };
        let begin = file.steps().map_or(0, |steps| steps.start);
        if begin > LONGEST_LEAD {
            let seconds = begin as f64 / f64::from(file.header().control_rate);
            let found = format!("its recorded part begins {seconds:.0} s after its start");
            let fix = "the window walks two hours to it at most; read it with `export`";
            return Err(wrong(found, fix));
        }
        let policies = file.policies(robot)?;
        let policy = policies.get(&file.header().start.policy).cloned();
        let policy = policy.ok_or_else(|| wrong("it has no policy".to_owned(), "record again"))?;
        Ok(Self {
            file: Arc::new(file),
            policies,
            policy,
        })
    }

    /// Its subject, without basis and atlas; `robot` is the one that it was opened for.
    pub fn subject(&self, robot: Arc<Robot>, robot_file: Option<PathBuf>) -> Subject {
        let start = self.file.header().start.clone();
        Subject {
            robot,
            robot_file,
            policy: self.policy.clone(),
            basis: None,
            atlas: None,
            scene: self.file.name(),
            start,
            events: self.file.events().to_vec(),
            policies: self.policies.clone(),
            from: self.file.steps().map_or(0, |steps| steps.start),
        }
    }
}

/// The recorded run that is walked again, if one is.
#[derive(Resource, Default)]
pub struct Replay(Option<Compared>);

/// What is still to be compared.
struct Compared {
    name: String,
    end: u64,
    records: Records,
    next: Option<StepRecord>,
}

impl Replay {
    /// Compares with this run, which begins.
    pub fn of(file: &RunFile) -> Result<Self, RunError> {
        Ok(Self(Some(Compared {
            name: file.name(),
            end: file.steps().map_or(0, |steps| steps.end),
            records: file.records()?,
            next: None,
        })))
    }
}

impl Compared {
    /// The difference of a step from what was recorded of it.
    fn differs(&mut self, step: &StepRecord) -> Result<Option<String>, RunError> {
        while self.next.as_ref().is_none_or(|next| next.step < step.step) {
            match self.records.next() {
                Some(record) => self.next = Some(record?),
                None => return Ok(None),
            }
        }
        let recorded = self.next.as_ref().filter(|next| next.step == step.step);
        let difference = recorded.and_then(|recorded| compare(recorded, step));
        Ok(difference.map(|difference| difference.to_string()))
    }
}

/// Opens runs that are dropped on the window, and watches one that is walked again.
pub fn plugin(app: &mut App) {
    app.init_resource::<Replay>()
        .add_message::<FileDragAndDrop>()
        .add_systems(
            PreUpdate,
            open_dropped
                .run_if(on_message::<FileDragAndDrop>)
                .in_set(BetweenSteps::Open),
        )
        .add_systems(
            Followed,
            (begin, hand_over).chain().in_set(FollowSystems::Show),
        )
        .add_systems(FixedUpdate, watch.in_set(StepSystems::Watch));
}

fn open_dropped(
    mut dropped: MessageReader<FileDragAndDrop>,
    mut subject: ResMut<Subject>,
    mut replay: ResMut<Replay>,
    mut request: ResMut<BeginRequest>,
    mut notices: ResMut<Notices>,
    mut playback: ResMut<Playback>,
) {
    for event in dropped.read() {
        let FileDragAndDrop::DroppedFile { path_buf, .. } = event else {
            continue;
        };
        if path_buf.extension().is_none_or(|ending| ending != ENDING) {
            notices.error(format!(
                "{} is no run: drop a .{ENDING} file to see it again.",
                path_buf.display()
            ));
            continue;
        }
        let recorded = Recorded::open(path_buf, &subject.robot);
        let opened = recorded.and_then(|recorded| Ok((Replay::of(&recorded.file)?, recorded)));
        match opened {
            Ok((compared, recorded)) => {
                *subject = recorded.subject(subject.robot.clone(), subject.robot_file.clone());
                *replay = compared;
                (request.0, playback.paused) = (true, false);
                let policy = subject.start.policy.clone();
                if let Some(unfit) = subject.take_companions(&policy) {
                    notices.error(unfit);
                }
            }
            Err(error) => notices.error(error.to_string()),
        }
    }
}

/// In a recorded run the robot lies where it fell until the recording says otherwise.
fn begin(mut begun: MessageReader<Began>, replay: Res<Replay>, mut simulation: ResMut<Simulation>) {
    if begun.read().count() > 0 {
        simulation.gets_up = replay.0.is_none();
    }
}

/// A hand that does something to the robot makes the rest of the run its own.
fn hand_over(
    mut happened: MessageReader<Happened>,
    mut replay: ResMut<Replay>,
    mut script: ResMut<Script>,
    mut simulation: ResMut<Simulation>,
    mut notices: ResMut<Notices>,
) {
    let takes = |told: &Happened| told.by_hand && told.event.is_felt();
    let taken = happened.read().filter(|told| takes(told)).count() > 0;
    if taken && replay.0.take().is_some() {
        script.0.end();
        simulation.gets_up = true;
        notices.info("From here on the run is yours, no longer the recorded one.");
    }
}

/// Compares each step, and stops time where the recording ends.
fn watch(
    mut steps: MessageReader<Stepped>,
    mut simulation: ResMut<Simulation>,
    mut replay: ResMut<Replay>,
    mut playback: ResMut<Playback>,
    mut notices: ResMut<Notices>,
) {
    let Some(compared) = &mut replay.bypass_change_detection().0 else {
        steps.clear();
        return;
    };
    let mut fault = None;
    for Stepped(step) in steps.read() {
        let found = match compared.differs(step) {
            Ok(difference) => difference.map(|what| {
                format!(
                    "From {:.2} s on this is not what {} recorded ({what}): another build or processor walks \
                     otherwise.",
                    step.time, compared.name
                )
            }),
            Err(error) => Some(format!("What was recorded can't be compared any more: {error}.")),
        };
        fault = fault.or(found);
    }
    if let Some(fault) = fault {
        notices.error(fault);
        replay.0 = None;
    } else if simulation.step() >= compared.end {
        notices.info(format!(
            "{} ends here. What you do now goes on from it.",
            compared.name
        ));
        playback.paused = true;
        simulation.gets_up = true;
        replay.0 = None;
    }
}
