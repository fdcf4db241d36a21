//! `tanglewalk lab`, and the bare command: the window, or what can be had without one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bevy::math::UVec2;
use clap::builder::PossibleValuesParser;

use super::numbers::{explained, value};
use super::picture::Format;
use super::sources::{Sources, load_robot};
use super::{Failure, interrupt, tour};
use crate::lab::camera::HomeView;
use crate::lab::probe;
use crate::lab::replay::Recorded;
use crate::lab::session::{LabError, LabOptions, PicturePlan, draw_picture, run_window};
use crate::lab::subject::Subject;
use crate::lab::views::table::{VIEWS, Visibility};
use crate::rollout::start_of;
use crate::script::scene::Scene;
use crate::script::{Event, TimedEvent};
use crate::task::Command;

/// How to get the graphics that are missing.
const NO_ADAPTER: &str = "no Vulkan adapter was found; install a graphics driver \
     (in software: Debian's mesa-vulkan-drivers) and run again";

/// Size of the window and of pictures, unless another is asked for.
const SIZE: UVec2 = UVec2::new(1280, 720);
/// The smallest that may be asked for.
const LEAST_SIZE: UVec2 = UVec2::new(320, 240);

/// Arguments of `lab`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    tour: tour::Args,
    /// Command u,v,r instead of the scene's
    #[arg(long, value_name = "u,v,r", allow_hyphen_values = true, value_parser = value::<Command, 2>)]
    command: Option<Command>,
    /// Size of the window or picture in pixels [default: 1280x720, a window no larger than the screen]
    #[arg(long, value_name = "WxH", value_parser = parse_size)]
    size: Option<UVec2>,
    /// Show this view too, beside those of the start; repeatable
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(VIEWS.iter().map(|view| view.name)))]
    view: Vec<String>,
    /// Show a recorded run (.twrun) again; the hand may take over
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scene", "policy", "command"])]
    replay: Option<PathBuf>,
    /// Where recorded runs and kept minutes go
    #[arg(long, value_name = "FOLDER", default_value = "tanglewalk-runs")]
    runs: PathBuf,
    /// Save a picture of the lab (.png) and end; opens no window
    #[arg(long, value_name = "FILE")]
    screenshot: Option<PathBuf>,
    /// Simulated seconds before the picture
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 8.0,
        requires = "screenshot",
        value_parser = parse_seconds
    )]
    after: f64,
}

fn parse_size(text: &str) -> Result<UVec2, String> {
    let sides = text.split_once(['x', 'X']);
    let sides = sides.and_then(|(w, h)| Some(UVec2::new(w.parse().ok()?, h.parse().ok()?)));
    match sides {
        Some(size) if size.cmpge(LEAST_SIZE).all() && size.max_element() <= 7680 => Ok(size),
        Some(_) => Err("give a size from 320x240 to 7680x7680".to_owned()),
        None => Err("give WIDTHxHEIGHT, such as 1280x720".to_owned()),
    }
}

fn parse_seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse::<f64>().ok();
    seconds
        .filter(|seconds| (0.0..=3600.0).contains(seconds))
        .ok_or_else(|| explained(text, &"give a number of seconds from 0 to 3600", 0))
}

/// Opens the lab; without a display it takes the tour.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    if let Some(file) = &args.screenshot {
        Format::of("--screenshot", file, &[Format::Png])?;
    }
    let options = options(args)?;
    if let Some(file) = &args.screenshot {
        let plan = PicturePlan {
            file: file.clone(),
            after: args.after,
        };
        return take_picture(&options, &plan);
    }
    if !probe::has_display() {
        return take_tour(args, &options, "no display was found");
    }
    match run_window(&options) {
        Ok(exit) if exit.is_success() => Ok(()),
        Ok(_) => Err(Failure::Machine("the lab ended with an error".to_owned())),
        Err(LabError::Window(error)) => take_tour(args, &options, &error.reason),
        Err(error) => Err(Failure::Machine(error.to_string())),
    }
}

/// Everything that the lab shows, read and checked.
fn options(args: &Args) -> Result<LabOptions, Failure> {
    let given = &args.tour.sources;
    let (mut subject, home, replay) = match &args.replay {
        Some(file) => {
            let robot = Arc::new(load_robot(given.robot.as_deref())?);
            let recorded = Recorded::open(file, &robot)?;
            let subject = recorded.subject(robot, given.robot.clone());
            (subject, HomeView::default(), Some(recorded.file))
        }
        None => {
            let scene = scene(args)?;
            let home = HomeView::new(&scene.camera);
            (subject(args, &given.or_scene(&scene), scene)?, home, None)
        }
    };
    let policy = subject.start.policy.clone();
    let notice = subject.take_companions(&policy);
    Ok(LabOptions {
        subject,
        home,
        size: args.size.unwrap_or(SIZE),
        fits_screen: args.size.is_none(),
        notice,
        views: Visibility::with(|name| args.view.iter().any(|view| view == name)),
        runs: args.runs.clone(),
        replay,
    })
}

/// The scene to show.
fn scene(args: &Args) -> Result<Scene, Failure> {
    let mut scene = match &args.tour.scene {
        Some(path) => Scene::load(path)?,
        None => Scene::built_in_flat()?,
    };
    if let Some(command) = args.command {
        let is_command = |timed: &TimedEvent| matches!(timed.event, Event::Command { .. });
        scene.events.retain(|timed| !is_command(timed));
        scene.events.insert(0, Event::command(command).at(0.0));
    }
    Ok(scene)
}

/// Who walks a scene, without basis and atlas.
fn subject(args: &Args, sources: &Sources, scene: Scene) -> Result<Subject, Failure> {
    let (robot, policy) = sources.load()?;
    let file = args.tour.scene.as_deref();
    let (scene, policies) = sources.cast(scene, &policy, &robot, file)?;
    Ok(Subject {
        robot,
        robot_file: sources.robot.clone(),
        policy: policy.into(),
        basis: None,
        atlas: None,
        start: start_of(&scene),
        scene: scene.name,
        events: scene.events,
        policies,
        from: 0,
    })
}

fn take_picture(options: &LabOptions, plan: &PicturePlan) -> Result<(), Failure> {
    if probe::adapter().is_none() {
        return Err(Failure::Machine(NO_ADAPTER.to_owned()));
    }
    interrupt::end_at_once();
    draw_picture(options, plan).map_err(|error| Failure::Machine(error.to_string()))
}

fn take_tour(args: &Args, options: &LabOptions, reason: &str) -> Result<(), Failure> {
    let draw = |file: &Path| -> Result<(), String> {
        if probe::adapter().is_none() {
            return Err(NO_ADAPTER.to_owned());
        }
        let plan = PicturePlan {
            file: file.to_owned(),
            after: 8.0,
        };
        draw_picture(options, &plan).map_err(|error| error.to_string())
    };
    let basis = options.subject.basis.as_deref();
    tour::run(&args.tour, basis, reason, Some(&draw))
}
