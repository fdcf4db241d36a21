//! `tanglewalk lab`, and the bare command: the window, or what can be had without one.

use std::path::PathBuf;

use bevy::math::UVec2;

use super::Failure;
use super::sources::Sources;
use crate::lab::probe;
use crate::lab::session::{LabError, LabOptions, PicturePlan, draw_picture, run_window};
use crate::lab::subject::Subject;
use crate::rollout::CommandSchedule;
use crate::task::Command;

/// Arguments of `lab`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    sources: Sources,
    /// Command u,v,r instead of the scene's
    #[arg(long, value_name = "u,v,r", allow_hyphen_values = true)]
    command: Option<Command>,
    /// Size of the window or picture in pixels
    #[arg(long, value_name = "WxH", default_value = "1280x720", value_parser = parse_size)]
    size: UVec2,
    /// Save a picture of the lab and end; works without a display too
    #[arg(long, value_name = "FILE")]
    screenshot: Option<PathBuf>,
    /// Simulated seconds before the picture
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 8.0,
        requires = "screenshot"
    )]
    after: f64,
}

fn parse_size(text: &str) -> Result<UVec2, String> {
    let sides = text.split_once(['x', 'X']);
    let sides = sides.and_then(|(w, h)| Some(UVec2::new(w.parse().ok()?, h.parse().ok()?)));
    match sides {
        Some(size) if size.min_element() >= 320 && size.max_element() <= 7680 => Ok(size),
        Some(_) => Err("give a size from 320x320 to 7680x7680".to_owned()),
        None => Err("give WIDTHxHEIGHT, such as 1280x720".to_owned()),
    }
}

/// Opens the lab.
pub fn run(args: Args) -> Result<(), Failure> {
    let (robot, policy) = args.sources.load()?;
    let options = LabOptions {
        subject: Subject {
            robot,
            policy: policy.into(),
            basis: None,
            scene: "flat".to_owned(),
            schedule: CommandSchedule::constant(Command::new(0.6, 0.0, 0.0)),
        },
        size: args.size,
        command: args.command,
        notice: None,
    };
    let plan = args.screenshot.map(|file| PicturePlan {
        file,
        after: args.after,
    });
    if probe::has_display() {
        let exit = run_window(&options, plan).map_err(failure)?;
        return if exit.is_success() {
            Ok(())
        } else {
            Err(Failure::Machine("the lab ended with an error".to_owned()))
        };
    }
    match plan {
        Some(plan) => draw_picture(&options, &plan).map_err(failure),
        None => Ok(()),
    }
}

fn failure(error: LabError) -> Failure {
    Failure::Machine(error.to_string())
}
