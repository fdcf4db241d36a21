//! The film's camera: a pinhole that stands at the left front quarter of the robot.
//!
//! In: points of the world in m (z up). Out: pixels, and how many pixels a metre is there.

use nalgebra::{Rotation3, Vector3};

use crate::report::svg::{Point, Rect};

/// Distance to the robot in m.
const DISTANCE: f32 = 3.0;
/// Height of the camera over the robot, as an angle from the ground.
const ELEVATION: f32 = 16.0 * std::f32::consts::PI / 180.0;
/// From the robot's heading to the left.
const AZIMUTH: f32 = 52.0 * std::f32::consts::PI / 180.0;
/// Height that the camera looks at in m: the middle of a standing robot.
const AIM_HEIGHT: f32 = 0.31;
/// Where in the picture that point lies, from the upper edge.
const AIM_PLACE: f32 = 0.525;
/// Focal length in heights of the picture: the robot fills about half of it.
const FOCAL_LENGTH: f32 = 2.05;
/// Nothing nearer than this is drawn, in m.
const NEAR: f32 = 0.2;

/// A camera with a place, a direction and a picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Camera {
    position: Vector3<f32>,
    forward: Vector3<f32>,
    right: Vector3<f32>,
    up: Vector3<f32>,
    focal_length: f32,
    center: Point,
}

impl Camera {
    /// The camera that looks at a robot over `target`, a place on the ground, from the left front
    /// quarter of `heading` (rad from the world's x axis), into the picture `frame`. Its elevation is
    /// that over the ground, which rises by `gradient` m a metre along x.
    pub(super) fn at_left_front(
        target: Vector3<f32>,
        gradient: f32,
        heading: f32,
        frame: Rect,
    ) -> Self {
        let azimuth = heading + AZIMUTH;
        let turn = Rotation3::from_axis_angle(&Vector3::z_axis(), azimuth);
        let elevation = ELEVATION + (gradient * azimuth.cos()).atan();
        let outward = turn * Vector3::new(elevation.cos(), 0.0, elevation.sin());
        let forward = -outward;
        let right = forward.cross(&Vector3::z()).normalize();
        Self {
            position: target + Vector3::z() * AIM_HEIGHT + outward * DISTANCE,
            forward,
            right,
            up: right.cross(&forward),
            focal_length: FOCAL_LENGTH * frame.height,
            center: [frame.center()[0], frame.y + AIM_PLACE * frame.height],
        }
    }

    /// Where a point appears; `None` behind the camera.
    pub(super) fn project(&self, point: Vector3<f32>) -> Option<Point> {
        let scale = self.pixels_per_metre(point)?;
        let offset = point - self.position;
        let [x, y] = self.center;
        Some([
            x + offset.dot(&self.right) * scale,
            y - offset.dot(&self.up) * scale,
        ])
    }

    /// How long a metre across the view appears at a point; `None` behind the camera.
    pub(super) fn pixels_per_metre(&self, point: Vector3<f32>) -> Option<f32> {
        let depth = self.depth(point);
        (depth > NEAR).then(|| self.focal_length / depth)
    }

    /// Distance along the view in m.
    pub(super) fn depth(&self, point: Vector3<f32>) -> f32 {
        (point - self.position).dot(&self.forward)
    }

    /// Whether a surface at a point, with this outward normal, is turned to the camera.
    pub(super) fn sees(&self, point: Vector3<f32>, normal: Vector3<f32>) -> bool {
        (self.position - point).dot(&normal) > 0.0
    }

    /// The part of a segment that lies before the camera, as pixels.
    pub(super) fn project_segment(
        &self,
        from: Vector3<f32>,
        to: Vector3<f32>,
    ) -> Option<[Point; 2]> {
        let (near, far) = if self.depth(from) < self.depth(to) {
            (from, to)
        } else {
            (to, from)
        };
        let (near_depth, far_depth) = (self.depth(near), self.depth(far));
        let limit = NEAR * 1.01;
        if far_depth <= limit {
            return None;
        }
        let part = ((limit - near_depth) / (far_depth - near_depth).max(1e-6)).max(0.0);
        Some([
            self.project(near + (far - near) * part)?,
            self.project(far)?,
        ])
    }

    /// The height in the picture at which the ground ends.
    pub(super) fn horizon(&self) -> f32 {
        self.center[1] - self.focal_length * ELEVATION.tan()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Rect = Rect::new(100.0, 50.0, 240.0, 200.0);

    fn camera() -> Camera {
        Camera::at_left_front(Vector3::new(2.0, 1.0, 0.0), 0.0, 0.0, FRAME)
    }

    #[test]
    fn the_robot_stands_in_the_middle_at_the_right_size() {
        let target = Vector3::new(2.0, 1.0, AIM_HEIGHT);
        let [x, y] = camera().project(target).unwrap();
        assert!(
            (x - 220.0).abs() < 1e-2 && (y - 50.0 - 200.0 * AIM_PLACE).abs() < 1e-2,
            "{x} {y}"
        );
        let scale = camera().pixels_per_metre(target).unwrap();
        assert!((scale - FOCAL_LENGTH * 200.0 / 3.0).abs() < 1e-2);
    }

    #[test]
    fn from_the_left_front_the_nose_is_near_and_at_the_left() {
        let nose = Vector3::new(2.5, 1.0, 0.5);
        let tail = Vector3::new(1.5, 1.0, 0.5);
        let camera = camera();
        assert!(camera.depth(nose) < camera.depth(tail));
        assert!(camera.project(nose).unwrap()[0] < camera.project(tail).unwrap()[0]);
        assert!(camera.sees(nose, Vector3::x()) && camera.sees(nose, Vector3::y()));
        assert!(!camera.sees(tail, -Vector3::x()));
    }

    #[test]
    fn up_is_up_and_the_horizon_is_where_far_ground_ends() {
        let camera = camera();
        let low = camera.project(Vector3::new(2.0, 1.0, 0.0)).unwrap();
        let high = camera.project(Vector3::new(2.0, 1.0, 1.0)).unwrap();
        assert!(high[1] < low[1] && (high[0] - low[0]).abs() < 0.1);
        let away = camera.forward * 1e5;
        let far = camera.project(Vector3::new(away.x, away.y, 0.0)).unwrap();
        assert!(
            (far[1] - camera.horizon()).abs() < 0.1,
            "{far:?} {}",
            camera.horizon()
        );
    }

    #[test]
    fn on_a_slope_it_stays_above_the_ground_and_sees_it_end_at_the_same_height() {
        let gradient = 30_f32.to_radians().tan();
        let target = Vector3::new(1.0, 2.0, gradient);
        for turn in 0..12 {
            let heading = turn as f32 * std::f32::consts::FRAC_PI_6;
            let camera = Camera::at_left_front(target, gradient, heading, FRAME);
            let above = camera.position.z - gradient * camera.position.x;
            assert!(above > 0.9, "{above} m, heading {heading}");
            let away = camera.forward.xy().normalize() * 1e5;
            let far = Vector3::new(away.x, away.y, gradient * away.x);
            let far = camera.project(far).unwrap();
            assert!((far[1] - camera.horizon()).abs() < 0.1, "{far:?}");
        }
    }

    #[test]
    fn what_lies_behind_is_not_drawn() {
        let camera = camera();
        let behind = camera.position - camera.forward;
        assert_eq!(camera.project(behind), None);
        let before = camera.position + camera.forward;
        assert!(camera.project_segment(behind, before).is_some());
        assert!(
            camera
                .project_segment(behind, behind - camera.right)
                .is_none()
        );
    }
}
