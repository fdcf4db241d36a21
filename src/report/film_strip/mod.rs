//! A film strip of the walking robot, drawn without a graphics card.
//!
//! In: the ground, and for each frame the time in s, the base's pose, the joints and feet of the
//! legs in the world (m, z up) and which feet are on the ground. Out: frames side by
//! side, drawn back to front from a camera at the robot's left front quarter, 3 m away and
//! 16 degrees up from the ground; the camera follows the base and keeps its direction.

mod camera;
mod ground;
mod leg;
mod trunk;

use std::sync::Arc;

use nalgebra::{Isometry3, Quaternion, Translation3, UnitQuaternion, Vector3};

use super::figure::Figure;
use super::panel::{MARGIN, draw_message};
use super::svg::{AXIS, Anchor, BODY, Paint, Rect, Svg, TITLE};
use crate::robot::body::Body;
use crate::robot::{LEGS, LegArray};
use crate::style::palette;
use camera::Camera;
pub(crate) use ground::FilmGround;
#[cfg(test)]
pub(crate) use ground::Plane;
use leg::Leg;
use trunk::DrawnTrunk;

const FRAME_WIDTH: f32 = 236.0;
const FRAME_HEIGHT: f32 = 216.0;
const GAP: f32 = 6.0;
const HEADING: f32 = 36.0;
const FOOTER: f32 = 26.0;
const MIN_WIDTH: f32 = 480.0;
const EMPTY: &str = "no frames to show";

/// Frames of a walk.
#[derive(Clone, Debug)]
pub(crate) struct FilmStrip {
    /// Heads the figure.
    pub title: String,
    /// What is to be seen, beside the title.
    pub caption: String,
    /// What walks.
    pub body: Body,
    /// What it walks on.
    pub ground: Arc<dyn FilmGround>,
    /// From left to right.
    pub frames: Vec<FilmFrame>,
}

/// One moment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FilmFrame {
    /// In s.
    pub time: f64,
    /// The base's origin in the world, in m.
    pub base_position: [f32; 3],
    /// Turns base axes into world axes: `x, y, z, w`.
    pub world_from_base: [f32; 4],
    /// LF, LH, RF, RH.
    pub legs: LegArray<LegPoints>,
    /// Whether each foot is on the ground.
    pub contact: LegArray<bool>,
}

/// Points of a leg in the world, in m.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LegPoints {
    /// The HAA joint.
    pub hip: [f32; 3],
    /// The HFE joint, where the thigh begins.
    pub thigh: [f32; 3],
    /// The KFE joint.
    pub knee: [f32; 3],
    /// The centre of the foot.
    pub foot: [f32; 3],
}

impl FilmStrip {
    /// Draws the figure.
    pub(crate) fn draw(&self) -> Figure {
        let count = self.frames.len().max(1) as f32;
        let strip_width = count * (FRAME_WIDTH + GAP) - GAP;
        let width = strip_width.max(MIN_WIDTH) + 2.0 * MARGIN;
        let height = MARGIN + HEADING + FRAME_HEIGHT + FOOTER + MARGIN;
        let mut svg = Svg::new(width as u32, height as u32, &self.title);
        let headline = [(TITLE, self.title.as_str()), (AXIS, self.caption.as_str())];
        svg.text_runs([MARGIN + 2.0, MARGIN + 20.0], &headline);

        let top = MARGIN + HEADING;
        let Some(heading) = self.frames.iter().find_map(FilmFrame::heading) else {
            let area = Rect::new(MARGIN, top, width - 2.0 * MARGIN, FRAME_HEIGHT);
            draw_message(&mut svg, area, EMPTY);
            return svg.finish();
        };
        for (i, frame) in self.frames.iter().enumerate() {
            let left = MARGIN + i as f32 * (FRAME_WIDTH + GAP);
            let rect = Rect::new(left, top, FRAME_WIDTH, FRAME_HEIGHT);
            svg.clipped(rect, 5.0, |svg| {
                frame.draw(svg, rect, heading, &self.body, &*self.ground)
            });
            let time = format!("{:.2} s", frame.time);
            let at = [rect.center()[0], rect.bottom() + 18.0];
            svg.text(at, BODY.anchor(Anchor::Middle), &time);
        }
        svg.finish()
    }
}

impl FilmFrame {
    fn is_finite(&self) -> bool {
        let points = self
            .legs
            .iter()
            .flat_map(|leg| [leg.hip, leg.thigh, leg.knee, leg.foot]);
        points
            .chain([self.base_position])
            .flatten()
            .chain(self.world_from_base)
            .all(f32::is_finite)
    }

    /// The base's pose; `None` if a number is missing or the quaternion has no direction.
    fn pose(&self) -> Option<Isometry3<f32>> {
        let [x, y, z, w] = self.world_from_base;
        let rotation = UnitQuaternion::try_new(Quaternion::new(w, x, y, z), 1e-6)?;
        let translation = Translation3::from(Vector3::from(self.base_position));
        self.is_finite()
            .then(|| Isometry3::from_parts(translation, rotation))
    }

    /// The direction that the base faces, in rad from the world's x axis.
    fn heading(&self) -> Option<f32> {
        let forward = self.pose()?.rotation * Vector3::x();
        Some(forward.y.atan2(forward.x))
    }

    fn draw(&self, svg: &mut Svg, rect: Rect, heading: f32, body: &Body, ground: &dyn FilmGround) {
        let Some(pose) = self.pose() else {
            svg.rect(rect, 5.0, Paint::fill(palette::PANEL));
            return draw_message(svg, rect, "not recorded");
        };
        let [x, y, _] = self.base_position;
        let (under, gradient) = (ground::on_ground(ground, [x, y]), ground.gradient());
        let camera = Camera::at_left_front(under, gradient.unwrap_or(0.0), heading, rect);
        let turn = UnitQuaternion::from_axis_angle(&Vector3::z_axis(), heading);
        let sun = turn * Vector3::from(ground::SUNLIGHT).normalize();
        ground::draw_ground(svg, &camera, ground, [x, y], rect);
        let shadow = ground::BodyShadow::on(ground, [x, y], sun);
        let trunk = DrawnTrunk::new(body.trunk);
        shadow.draw(svg, &camera, &trunk.corners(&pose));
        for (points, leg) in self.legs.iter().zip(&body.legs) {
            ground::draw_foot_shadow(svg, &camera, ground, points.foot.into(), leg.foot);
        }
        self.draw_robot(svg, &camera, sun, &pose, body);
    }

    /// Draws back to front: legs and drives behind the trunk, the trunk, those before it.
    fn draw_robot(
        &self,
        svg: &mut Svg,
        camera: &Camera,
        sun: Vector3<f32>,
        pose: &Isometry3<f32>,
        body: &Body,
    ) {
        let mut legs: Vec<Leg> = (0..LEGS)
            .map(|leg| self.leg(leg, camera, pose, body))
            .collect();
        legs.sort_by(|a, b| b.depth().total_cmp(&a.depth()));
        let (before, behind): (Vec<&Leg>, Vec<&Leg>) = legs.iter().partition(|leg| leg.is_near());
        legs.iter()
            .filter(|leg| !leg.hip_is_near())
            .for_each(|leg| leg.draw_abduction_drive(svg));
        behind.iter().for_each(|leg| leg.draw(svg));
        DrawnTrunk::new(body.trunk).draw(svg, camera, sun, pose);
        legs.iter()
            .filter(|leg| leg.hip_is_near())
            .for_each(|leg| leg.draw_abduction_drive(svg));
        before.iter().for_each(|leg| leg.draw(svg));
    }

    fn leg<'a>(
        &self,
        leg: usize,
        camera: &'a Camera,
        pose: &Isometry3<f32>,
        body: &Body,
    ) -> Leg<'a> {
        let size = body.legs[leg];
        Leg {
            camera,
            size,
            points: self.legs[leg].vectors(),
            forward: pose.rotation * Vector3::x(),
            side: pose.rotation * Vector3::y() * size.outward,
            color: palette::LEGS[leg],
            on_ground: self.contact[leg],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    fn count(figure: &Figure, class: &str) -> usize {
        figure.svg.matches(&format!("class=\"{class}\"")).count()
    }

    #[test]
    fn every_frame_shows_four_feet_as_they_stand() {
        let film = samples::film_strip();
        let figure = film.draw();
        let on_ground = film
            .frames
            .iter()
            .flat_map(|frame| frame.contact)
            .filter(|&on| on)
            .count();
        assert_eq!(count(&figure, "foot on-ground"), on_ground);
        assert_eq!(
            count(&figure, "foot in-air"),
            4 * film.frames.len() - on_ground
        );
        assert_eq!(count(&figure, "foot-shadow"), 4 * film.frames.len());
        assert_eq!(count(&figure, "limb"), 8 * film.frames.len());
        for frame in &film.frames {
            assert!(figure.svg.contains(&format!(">{:.2} s<", frame.time)));
        }
    }

    #[test]
    fn near_legs_are_drawn_over_the_trunk_and_far_legs_under_it() {
        let mut film = samples::film_strip();
        film.frames.truncate(1);
        let svg = film.draw().svg;
        let disc = |leg: usize| {
            let color = palette::LEGS[leg]
                .map(|part| format!("{part:02x}"))
                .concat();
            svg.rfind(&format!("class=\"disc\" fill=\"#{color}\""))
                .unwrap()
        };
        let (first, last) = (
            svg.find("class=\"shell\"").unwrap(),
            svg.rfind("class=\"shell\"").unwrap(),
        );
        assert!(disc(0) > last && disc(1) > last, "left legs");
        assert!(svg[..first].contains("class=\"limb\""), "right legs");
        assert!(disc(3) < first, "right hind leg");
    }

    #[test]
    fn the_picture_follows_the_robot() {
        let mut film = samples::film_strip();
        film.frames.truncate(1);
        let feet = |film: &FilmStrip| -> Vec<String> {
            let svg = film.draw().svg;
            svg.lines()
                .filter(|line| line.contains("\"foot "))
                .map(str::to_owned)
                .collect()
        };
        let here = feet(&film);
        for leg in &mut film.frames[0].legs {
            for point in [&mut leg.hip, &mut leg.thigh, &mut leg.knee, &mut leg.foot] {
                point[0] += 4.0;
            }
        }
        film.frames[0].base_position[0] += 4.0;
        assert_eq!(feet(&film).len(), here.len());
        assert_eq!(feet(&film), here);
    }

    #[test]
    fn on_a_slope_it_looks_the_same_all_the_way_up() {
        let gradient = 0.25;
        let mut film = samples::film_strip();
        film.frames.truncate(1);
        film.ground = Arc::new(Plane { gradient });
        // the numbers in the pictures of feet and of the spots under them
        let shapes = |film: &FilmStrip| -> Vec<f32> {
            let svg = film.draw().svg;
            svg.lines()
                .filter(|line| line.contains("foot"))
                .flat_map(|line| line.split(|c: char| !c.is_ascii_digit() && c != '.'))
                .filter_map(|number| number.parse().ok())
                .collect()
        };
        let below = shapes(&film);
        let climb = |point: &mut [f32; 3]| {
            point[0] += 4.0;
            point[2] += 4.0 * gradient;
        };
        for leg in &mut film.frames[0].legs {
            for point in [&mut leg.hip, &mut leg.thigh, &mut leg.knee, &mut leg.foot] {
                climb(point);
            }
        }
        climb(&mut film.frames[0].base_position);
        let apart = |film: &FilmStrip| {
            let above = shapes(film);
            assert_eq!(above.len(), below.len());
            let pairs = above.iter().zip(&below);
            pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
        };
        assert!(apart(&film) < 0.05, "{} pixels", apart(&film));
        film.ground = Arc::new(Plane::default());
        assert!(apart(&film) > 5.0, "{} pixels", apart(&film));
    }

    #[test]
    fn a_frame_with_missing_numbers_says_so() {
        let mut film = samples::film_strip();
        film.frames[1].legs[2].knee[0] = f32::NAN;
        film.frames[2].world_from_base = [0.0; 4];
        let figure = film.draw();
        assert_eq!(figure.svg.matches("not recorded").count(), 2);
        assert!(!figure.svg.contains("NaN"));
    }

    #[test]
    fn nothing_to_show_says_so() {
        let film = FilmStrip {
            frames: vec![],
            ..samples::film_strip()
        };
        assert!(film.draw().svg.contains(EMPTY));
    }
}
