//! What a rollout is to be, from its options: a scene or none, and what is changed and added.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::Failure;
use crate::cli::numbers::{explained, value};
use crate::cli::output;
use crate::cli::sources::Sources;
use crate::files::{read_bytes, sha256};
use crate::physics::Terrain;
use crate::policy::Lesion;
use crate::robot::Robot;
use crate::rollout::{Policies, Run, start_of};
use crate::script::event::{
    Cues, EventFault, MOST_LATENCY, check_friction, check_payload, from_text, step_of,
};
use crate::script::scene::{Scene, SceneError};
use crate::script::{CommandSchedule, Event, Posture, RunStart, TimedEvent, TimedPush};

/// Longest run, s.
const LONGEST: f64 = 24.0 * 3600.0;
/// Of a run for which no duration is given, s.
const SECONDS: f64 = 20.0;
/// The command of a run for which none is given.
const COMMAND: &str = "0.6,0,0";

/// Start, events and duration of a run.
#[derive(Debug, clap::Args)]
pub(super) struct ScriptArgs {
    /// Scene (JSON) to run; the options replace its start, commands, pushes and events are added
    #[arg(long, value_name = "FILE")]
    scene: Option<PathBuf>,
    /// Command u,v,r (m/s, m/s, rad/s); repeated as TIME:u,v,r it makes a schedule [default: 0.6,0,0]
    #[arg(long, value_name = "[TIME:]u,v,r", allow_hyphen_values = true)]
    command: Vec<String>,
    /// Push the robot: at TIME, s, its velocity changes by x,y (m/s, forward and left); repeatable
    #[arg(long, value_name = "TIME:x,y", allow_hyphen_values = true, value_parser = value::<TimedPush, 1>)]
    push: Vec<TimedPush>,
    /// Let something happen at TIME, s (the kinds: docs/formats.md); repeatable
    #[arg(long, value_name = "TIME:JSON", value_parser = event)]
    event: Vec<TimedEvent>,
    /// Duration, s; at most 24 h [default: the scene's, or 20]
    #[arg(long, allow_negative_numbers = true, value_parser = value::<f64, 0>)]
    seconds: Option<f64>,
    /// How the robot starts: in the default pose, or as the seed draws it [default: the scene's, or drawn]
    #[arg(long, value_enum)]
    start: Option<StartArg>,
    /// Draws start pose, friction and sensor noise [default: the scene's, or 0]
    #[arg(long)]
    seed: Option<u64>,
    /// With sensor noise (a run without a scene has it)
    #[arg(long, conflicts_with = "no_noise")]
    noise: bool,
    /// Without sensor noise
    #[arg(long)]
    no_noise: bool,
    /// Ground: flat, slope:DEGREES, steps:METRES or rough[:METRES] [default: the scene's, or flat]
    #[arg(long, value_name = "KIND", value_parser = value::<Terrain, 0>)]
    terrain: Option<Terrain>,
    /// Friction of the feet, instead of what is drawn
    #[arg(long, value_name = "F", allow_negative_numbers = true, value_parser = value::<f32, 0>)]
    friction: Option<f32>,
    /// Mass added to the base, kg (negative: taken away)
    #[arg(long, value_name = "KG", allow_negative_numbers = true, value_parser = value::<f32, 0>)]
    payload: Option<f32>,
    /// Control steps between a decision and the drives
    #[arg(long, value_name = "STEPS", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(0..=MOST_LATENCY as i64))]
    latency: Option<u32>,
}

/// Postures by name.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum StartArg {
    Standing,
    Drawn,
}

/// An event of the command line.
pub(in crate::cli) fn event(text: &str) -> Result<TimedEvent, String> {
    from_text(text).map_err(|error| error.to_string())
}

/// A run that can begin.
pub(super) struct Plan {
    pub robot: Arc<Robot>,
    pub policies: Policies,
    pub start: RunStart,
    pub cues: Cues,
    pub steps: u64,
    /// What stands beside the film strip.
    pub caption: String,
    /// Name of the scene, and the SHA-256 of its file; both empty without one.
    pub scene: (String, String),
    ends_with_a_fall: bool,
}

impl Plan {
    /// The run at its start.
    pub(super) fn run(&self) -> Result<Run, Failure> {
        let policies = self.policies.clone();
        let run = Run::begin(&self.robot, policies, &self.start, self.cues.clone());
        let mut run = run.ok_or_else(|| Failure::Machine("no policy to begin with".to_owned()))?;
        if self.ends_with_a_fall {
            run.end_with_a_fall();
        }
        Ok(run)
    }
}

impl ScriptArgs {
    /// Everything read and checked.
    pub(super) fn plan(&self, sources: &Sources, lesion: Lesion) -> Result<Plan, Failure> {
        let added = self.added()?;
        let mut scene = match &self.scene {
            Some(file) => Scene::load(file)?,
            None => Scene {
                start: Posture::Drawn,
                noise: true,
                ..Scene::empty("")
            },
        };
        let sha256 = match &self.scene {
            Some(file) => {
                let bytes = read_bytes("scene file", file).map_err(SceneError::from)?;
                sha256(&bytes)
            }
            None => String::new(),
        };
        self.replace(&mut scene);
        scene.events.extend(added.iter().cloned());
        let sources = sources.or_scene(&scene);
        let (robot, policy) = sources.load()?;
        self.check_added(&added, &robot)?;
        let file = self.scene.as_deref();
        let (scene, policies) = sources.cast(scene, &policy, &robot, file)?;
        let rate = f64::from(robot.spec.control_rate);
        let steps = self.steps(&added, scene.duration, rate)?;
        let late = |timed: &&TimedEvent| step_of(timed.at, rate) >= steps;
        match scene.events.iter().filter(late).count() {
            0 => {}
            count => output::note(format_args!(
                "{count} of the scene's {} events come after the end of the run and do not act",
                scene.events.len()
            )),
        }
        let start = RunStart {
            lesion,
            ..start_of(&scene)
        };
        Ok(Plan {
            caption: self.caption(&scene),
            ends_with_a_fall: self.scene.is_none()
                && !added.iter().any(|timed| timed.event == Event::Reset),
            cues: Cues::new(scene.events, rate),
            scene: (scene.name, sha256),
            robot,
            policies,
            start,
            steps,
        })
    }

    /// Commands, pushes and events, in this order.
    fn added(&self) -> Result<Vec<TimedEvent>, Failure> {
        let mut commands = self.command.clone();
        if commands.is_empty() && self.scene.is_none() {
            commands.push(COMMAND.to_owned());
        }
        let given = CommandSchedule::parse_given(&commands).map_err(|error| {
            let (text, commas) = (commands.join(" "), 2 * commands.len());
            Failure::Input(explained(&text, &format!("--command: {error}"), commas))
        })?;
        let commands = given.into_iter();
        let commands = commands.map(|(time, command)| Event::command(command).at(time));
        let pushes = self.push.iter().map(TimedPush::event);
        Ok(commands
            .chain(pushes)
            .chain(self.event.iter().cloned())
            .collect())
    }

    /// What depends on the robot, and on where the option stands.
    fn check_added(&self, added: &[TimedEvent], robot: &Robot) -> Result<(), Failure> {
        for timed in added {
            fault("--event: ", timed.check_robot(robot))?;
        }
        if let Some(payload) = self.payload {
            fault("", check_payload("--payload", payload, robot))?;
        }
        match self.friction {
            Some(friction) => fault("", check_friction("--friction", friction)),
            None => Ok(()),
        }
    }

    /// Options that are given replace what the scene says of its start.
    fn replace(&self, scene: &mut Scene) {
        if let Some(start) = self.start {
            scene.start = match start {
                StartArg::Standing => Posture::Standing,
                StartArg::Drawn => Posture::Drawn,
            };
        }
        scene.seed = self.seed.unwrap_or(scene.seed);
        scene.noise = (scene.noise || self.noise) && !self.no_noise;
        if let Some(terrain) = self.terrain {
            scene.terrain = terrain.into();
        }
        scene.friction = self.friction.or(scene.friction);
        scene.payload = self.payload.or(scene.payload);
        scene.latency = self.latency.or(scene.latency);
    }

    /// What stands beside the film strip: the scene, or the commands, and the ground if it is not level.
    fn caption(&self, scene: &Scene) -> String {
        let mut parts = vec![match (&self.scene, self.command.as_slice()) {
            (Some(_), _) => scene.name.clone(),
            (None, []) => COMMAND.to_owned(),
            (None, commands) => commands.join(" "),
        }];
        if scene.terrain.terrain != Terrain::Flat {
            parts.push(scene.terrain.terrain.to_string());
        }
        parts.join(" · ")
    }

    /// Control steps at `rate` a second. What the command line adds must come within them.
    fn steps(&self, added: &[TimedEvent], scene: Option<f64>, rate: f64) -> Result<u64, Failure> {
        let seconds = self.seconds.or(scene).unwrap_or(SECONDS);
        let option = if self.seconds.is_none() && scene.is_some() {
            "the scene's duration"
        } else {
            "--seconds"
        };
        if !(seconds > 0.0 && seconds <= LONGEST) {
            return Err(Failure::Input(format!(
                "{option} is {seconds}; give a number above 0 and at most {LONGEST} (24 h)"
            )));
        }
        let steps = (seconds * rate).round() as u64;
        if steps == 0 {
            let step = rate.recip();
            return Err(Failure::Input(format!(
                "{option} is {seconds}, less than one control step of {step} s; record longer"
            )));
        }
        match added
            .iter()
            .find(|timed| (timed.at * rate).round() >= steps as f64)
        {
            Some(late) => {
                let (time, option) = (late.at, self.option_of(late));
                Err(Failure::Input(format!(
                    "{option} at {time} s comes at or after the end of the rollout at {seconds} s; let it come \
                     before, or give more --seconds"
                )))
            }
            None => Ok(steps),
        }
    }

    /// The option that an event was given by.
    fn option_of(&self, timed: &TimedEvent) -> &'static str {
        if self.event.contains(timed) {
            "--event"
        } else if matches!(timed.event, Event::Push(_)) {
            "--push"
        } else {
            "--command"
        }
    }
}

/// What is wrong with an option.
fn fault(begin: &str, checked: Result<(), EventFault>) -> Result<(), Failure> {
    checked.map_err(|fault| Failure::Input(format!("{begin}{fault}")))
}
