//! A recorded run in the window: walked again, compared with what was recorded, until a hand takes over.

use std::path::Path;

use bevy::prelude::*;
use bevy::window::FileDragAndDrop;

use super::gallery::Gallery;
use super::notice::Notices;
use super::order::{BetweenSteps, FollowSystems, StepSystems};
use super::playback::Playback;
use super::simulation::{Began, BeginRequest, Followed, Happened, Script, Simulation, Stepped};
use super::subject::Subject;
use crate::recording::run::{ENDING, Records, RunError, RunFile, compare};
use crate::robot::Robot;
use crate::rollout::{Policies, StepRecord};
use crate::script::{RunStart, TimedEvent};

/// Most control steps before the recorded part: two hours, walked in half a minute or less.
const LONGEST_LEAD: u64 = 360_000;

/// A recorded run that can begin.
pub struct Recorded {
    /// Its file's name.
    pub name: String,
    pub start: RunStart,
    pub events: Vec<TimedEvent>,
    pub policies: Policies,
    /// The first control step that was recorded, and the first that was not any more.
    pub steps: std::ops::Range<u64>,
    records: Records,
}

impl Recorded {
    /// Reads a run of this robot. What comes before the recorded part is walked first, so that it must not be
    /// too long.
    pub fn open(path: &Path, robot: &Robot) -> Result<Self, RunError> {
        let file = RunFile::open(path)?;
        let begin = file.steps().map_or(0, |steps| steps.start);
        if begin > LONGEST_LEAD {
            let seconds = begin as f64 / f64::from(file.header().control_rate);
            return Err(RunError::Wrong {
                file: path.to_owned(),
                found: format!("its recorded part begins {seconds:.0} s after its start"),
                fix: "the window walks two hours to it at most; read it with `export`".to_owned(),
            });
        }
        let name = path.file_name().unwrap_or(path.as_os_str());
        Ok(Self {
            name: name.to_string_lossy().into_owned(),
            start: file.header().start.clone(),
            events: file.events().to_vec(),
            policies: file.policies(robot)?,
            steps: file.steps().unwrap_or_default(),
            records: file.records()?,
        })
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
    pub fn of(recorded: Recorded) -> Self {
        Self(Some(Compared {
            name: recorded.name,
            end: recorded.steps.end,
            records: recorded.records,
            next: None,
        }))
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
    gallery: Res<Gallery>,
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
        match Recorded::open(path_buf, &subject.robot) {
            Ok(recorded) => {
                let unfit = subject.take_run(&recorded, &gallery);
                *replay = Replay::of(recorded);
                (request.0, playback.paused) = (true, false);
                if let Some(unfit) = unfit {
                    notices.error(unfit);
                }
            }
            Err(error) => notices.error(error.to_string()),
        }
    }
}

impl Subject {
    /// Becomes the subject of a recorded run; the text says which of its policy's files can't serve.
    fn take_run(&mut self, recorded: &Recorded, gallery: &Gallery) -> Option<String> {
        let source = &recorded.start.policy;
        if let Some(policy) = recorded.policies.get(source) {
            self.policy = policy.clone();
        }
        self.scene.clone_from(&recorded.name);
        self.start = recorded.start.clone();
        self.events.clone_from(&recorded.events);
        self.policies = recorded.policies.clone();
        self.from = recorded.steps.start;
        (self.basis, self.atlas) = (None, None);
        gallery.companions(source, self)
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
