//! Frames of a run as the film strip draws them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use super::numbers::explained;
use super::picture::Picture;
use crate::physics::Ground;
use crate::report::film_strip::{FilmFrame, FilmGround, FilmStrip, LegPoints};
use crate::robot::Robot;
use crate::robot::body::Body;
use crate::rollout::StepRecord;

/// Frames that a strip of a run shows.
const FRAMES: usize = 8;

/// Options of a film strip.
#[derive(Debug, clap::Args)]
pub(super) struct FilmArgs {
    /// Draw moments of the run to this picture (.png or .svg)
    #[arg(long, value_name = "FILE")]
    film_strip: Option<PathBuf>,
    /// What the film strip shows, s; otherwise the last second
    #[arg(long, value_name = "FROM:TO", requires = "film_strip")]
    film: Option<String>,
}

/// A film strip in the making: eight moments, evenly spaced.
pub(super) struct Film {
    picture: Picture,
    /// Control steps to show, in rising order.
    steps: Vec<u64>,
    strip: FilmStrip,
}

impl Film {
    /// Where it is written.
    pub(super) fn file(&self) -> &Path {
        self.picture.file()
    }

    /// Of a run of a robot over `steps` control steps; `caption` stands beside the time shown.
    pub(super) fn new(
        args: &FilmArgs,
        caption: String,
        ground: &Ground,
        steps: u64,
        robot: &Robot,
    ) -> Result<Option<Self>, Failure> {
        let Some(file) = &args.film_strip else {
            return Ok(None);
        };
        let rate = f64::from(robot.spec.control_rate);
        let seconds = steps as f64 / rate;
        let [from, to] = match &args.film {
            None => [(seconds - 1.0).max(0.0), seconds],
            Some(text) => range(text, seconds)?,
        };
        let last = steps.saturating_sub(1);
        let at = |k: usize| {
            let time = from + (to - from) * k as f64 / (FRAMES - 1) as f64;
            ((time * rate).round() as u64).min(last)
        };
        let mut shown: Vec<u64> = (0..FRAMES).map(at).collect();
        shown.dedup();
        Ok(Some(Self {
            picture: Picture::new("--film-strip", file)?,
            steps: shown,
            strip: FilmStrip {
                title: format!("{from:.2} to {to:.2} s"),
                caption,
                body: Body::of(robot),
                ground: Arc::new(ground.clone()),
                frames: Vec::with_capacity(FRAMES),
            },
        }))
    }

    /// Takes a frame if it is one of those shown. The first one's ground is drawn.
    pub(super) fn see(&mut self, frame: &StepRecord, robot: &Robot, ground: &Ground) {
        if self.steps.contains(&frame.step) {
            if self.strip.frames.is_empty() {
                self.strip.ground = Arc::new(ground.clone());
            }
            self.strip.frames.push(film_frame(frame, robot));
        }
    }

    /// Writes what was seen.
    pub(super) fn write(&self) -> Result<&Picture, Failure> {
        self.picture.write(&self.strip.draw())?;
        Ok(&self.picture)
    }
}

/// `FROM:TO` within a run of so many seconds.
fn range(text: &str, seconds: f64) -> Result<[f64; 2], Failure> {
    let numbers = text.split_once(':').and_then(|(from, to)| {
        let from: f64 = from.trim().parse().ok()?;
        let to: f64 = to.trim().parse().ok()?;
        (0.0 <= from && from < to && to <= seconds).then_some([from, to])
    });
    numbers.ok_or_else(|| {
        let error =
            format!("--film {text}: give FROM:TO in seconds, rising, within the run's {seconds} s");
        Failure::Input(explained(text, &error, 0))
    })
}

impl FilmGround for Ground {
    fn height(&self, x: f32, y: f32) -> f32 {
        Ground::height(self, x, y)
    }

    fn gradient(&self) -> Option<f32> {
        match self {
            Self::Level => Some(0.0),
            Self::Slope { gradient } => Some(*gradient),
            Self::Relief(_) => None,
        }
    }
}

/// A frame as the film draws it.
pub(super) fn film_frame(frame: &StepRecord, robot: &Robot) -> FilmFrame {
    let state = &frame.state;
    let origin = |link: usize| state.link_poses[link].translation.to_array();
    FilmFrame {
        time: frame.time,
        base_position: state.base_position.to_array(),
        world_from_base: state.world_from_base.to_array(),
        legs: std::array::from_fn(|leg| {
            let shank = robot.shank(leg);
            LegPoints {
                hip: origin(shank - 2),
                thigh: origin(shank - 1),
                knee: origin(shank),
                foot: state.foot_position[leg].to_array(),
            }
        }),
        contact: state.foot_contact,
    }
}
