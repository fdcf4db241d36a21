//! A recorded run in the window: walked again, compared with what was recorded, until a hand takes over.

use std::path::Path;

use bevy::prelude::*;
use bevy::window::FileDragAndDrop;

use super::gallery::Gallery;
use super::notice::Notices;
use super::order::{BetweenSteps, FollowSystems, StepSystems};
use super::playback::Playback;
use super::simulation::{BeginRequest, Followed, Happened, Script, Simulation, Stepped};
use super::subject::Subject;
use crate::recording::run::{ENDING, Records, RunError, RunFile, compare};
use crate::robot::Robot;
use crate::rollout::{Policies, StepRecord};
use crate::script::{RunStart, TimedEvent};

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
    /// Reads a run of this robot.
    pub fn open(path: &Path, robot: &Robot) -> Result<Self, RunError> {
        let file = RunFile::open(path)?;
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
    fn differs(&mut self, step: &StepRecord) -> Option<String> {
        while self.next.as_ref().is_none_or(|next| next.step < step.step) {
            self.next = Some(self.records.next()?.ok()?);
        }
        let recorded = self.next.as_ref().filter(|next| next.step == step.step)?;
        compare(recorded, step).map(|difference| difference.to_string())
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
        .add_systems(Followed, hand_over.in_set(FollowSystems::Show))
        .add_systems(FixedUpdate, watch.in_set(StepSystems::Record));
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

/// A hand that does something to the robot makes the rest of the run its own.
fn hand_over(
    mut happened: MessageReader<Happened>,
    mut replay: ResMut<Replay>,
    mut script: ResMut<Script>,
    mut notices: ResMut<Notices>,
) {
    let takes = |told: &Happened| told.by_hand && told.event.is_felt();
    let taken = happened.read().filter(|told| takes(told)).count() > 0;
    if taken && replay.0.take().is_some() {
        script.0.end();
        notices.info("From here on the run is yours, no longer the recorded one.");
    }
}

/// Compares each step, and stops time where the recording ends.
fn watch(
    mut steps: MessageReader<Stepped>,
    simulation: Res<Simulation>,
    mut replay: ResMut<Replay>,
    mut playback: ResMut<Playback>,
    mut notices: ResMut<Notices>,
) {
    let Some(compared) = &mut replay.bypass_change_detection().0 else {
        steps.clear();
        return;
    };
    let mut difference = None;
    for Stepped(step) in steps.read() {
        let found = compared.differs(step);
        difference = difference.or(found.map(|what| (step.time, what)));
    }
    if let Some((time, what)) = difference {
        notices.error(format!(
            "From {time:.2} s on this is not what {} recorded ({what}): another build or processor walks \
             otherwise.",
            compared.name
        ));
        replay.0 = None;
    } else if simulation.step() >= compared.end {
        notices.info(format!(
            "{} ends here. What you do now goes on from it.",
            compared.name
        ));
        playback.paused = true;
        replay.0 = None;
    }
}
