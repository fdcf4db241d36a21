//! The robot on screen: from [`Robot`] and [`RobotPose`] to entities that follow the links.
//!
//! No physics components here; the simulation writes [`RobotPose`], this room copies it.

mod assembly;
mod finish;
mod leg;
mod parts;
mod pose;
mod trunk;

use bevy::prelude::*;

pub use pose::{RobotPose, interpolate};

use super::order::DrawSystems;
use crate::robot::{LEGS, LegArray, Robot};
use assembly::parts;
use finish::{Finish, ring_light};

/// How fast a foot's ring brightens and dims, 1/s.
const RING_RATE: f32 = 18.0;
/// The robot that is drawn; insert before `Startup`.
#[derive(Resource, Clone, Debug, Deref)]
pub struct ShownRobot(pub Robot);

/// An entity that follows a link (index into [`Robot::links`]).
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkView(pub usize);

/// The material and present brightness (0 to 1) of each foot's ring.
#[derive(Resource, Clone, Debug)]
struct FootRings {
    materials: LegArray<Handle<StandardMaterial>>,
    brightness: LegArray<f32>,
}

/// Spawns the robot and keeps it at [`RobotPose`]. Needs [`ShownRobot`] and [`RobotPose`].
pub fn plugin(app: &mut App) {
    app.add_systems(Startup, spawn_robot).add_systems(
        PostUpdate,
        (copy_pose, light_foot_rings)
            .chain()
            .in_set(DrawSystems::Pose),
    );
}

fn spawn_robot(
    mut commands: Commands,
    robot: Res<ShownRobot>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let links: Vec<Entity> = (0..robot.links.len())
        .map(|link| {
            let name = Name::new(robot.links[link].name.clone());
            let bundle = (
                LinkView(link),
                name,
                Transform::default(),
                Visibility::default(),
            );
            commands.spawn(bundle).id()
        })
        .collect();
    let rings: LegArray<_> =
        std::array::from_fn(|leg| materials.add(Finish::FootRing(leg).material()));
    let mut made: Vec<(Finish, Handle<StandardMaterial>)> = (0..LEGS)
        .map(|leg| (Finish::FootRing(leg), rings[leg].clone()))
        .collect();
    for part in parts(&robot) {
        let known = made.iter().find(|(finish, _)| *finish == part.finish);
        let material = known.map_or_else(
            || materials.add(part.finish.material()),
            |(_, handle)| handle.clone(),
        );
        made.push((part.finish, material.clone()));
        let mesh = Mesh3d(meshes.add(part.solid.into_mesh()));
        commands.spawn((mesh, MeshMaterial3d(material), ChildOf(links[part.link])));
    }
    commands.insert_resource(FootRings {
        materials: rings,
        brightness: [0.0; LEGS],
    });
}

fn copy_pose(pose: Res<RobotPose>, mut links: Query<(&LinkView, &mut Transform)>) {
    for (link, mut transform) in &mut links {
        if let Some(pose) = pose.link(link.0) {
            transform.translation = pose.translation;
            transform.rotation = pose.rotation;
        }
    }
}

fn light_foot_rings(
    time: Res<Time<Real>>,
    pose: Res<RobotPose>,
    rings: Option<ResMut<FootRings>>,
    mut materials: ResMut<Assets<StandardMaterial>>,
) {
    let Some(mut rings) = rings else { return };
    let share = 1.0 - (-RING_RATE * time.delta_secs()).exp();
    for leg in 0..LEGS {
        let target = f32::from(u8::from(pose.foot_contact[leg]));
        let step = share * (target - rings.brightness[leg]);
        if step.abs() < 1e-3 {
            continue;
        }
        rings.brightness[leg] += step;
        if let Some(mut material) = materials.get_mut(&rings.materials[leg]) {
            material.emissive = ring_light(leg, rings.brightness[leg]);
        }
    }
}

#[cfg(test)]
mod tests {
    use rapier3d::glamx::Pose3;

    use super::*;

    fn app() -> App {
        let robot = Robot::built_in().expect("the built-in robot is valid");
        let base = Pose3::from_translation(Vec3::Z * robot.spec.start_height);
        let poses = robot.link_poses(base, &robot.spec.default_joint_position);
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, AssetPlugin::default()))
            .init_asset::<Mesh>()
            .init_asset::<StandardMaterial>()
            .insert_resource(RobotPose::new(poses))
            .insert_resource(ShownRobot(robot))
            .add_plugins(plugin);
        app
    }

    fn translation(app: &mut App, link: usize) -> Vec3 {
        let mut query = app.world_mut().query::<(&LinkView, &Transform)>();
        let mut found = query.iter(app.world()).filter(|(view, _)| view.0 == link);
        let (_, transform) = found.next().expect("every link has a view");
        transform.translation
    }

    #[test]
    fn robot_pose_moves_the_link_entities() {
        let mut app = app();
        app.update();
        assert!((translation(&mut app, 0).z - 0.56).abs() < 1e-6);
        let moved: Vec<Pose3> = (0..13)
            .map(|link| Pose3::from_translation(Vec3::X * link as f32))
            .collect();
        app.world_mut()
            .resource_mut::<RobotPose>()
            .jump(moved, [true; LEGS]);
        app.update();
        for link in 0..13 {
            assert_eq!(translation(&mut app, link), Vec3::X * link as f32);
        }
    }

    #[test]
    fn a_ring_brightens_in_contact_without_a_jump() {
        let mut app = app();
        let step =
            bevy::time::TimeUpdateStrategy::ManualDuration(std::time::Duration::from_millis(20));
        app.insert_resource(step);
        app.update();
        app.world_mut().resource_mut::<RobotPose>().foot_contact = [true, false, false, false];
        app.update();
        let first = app.world().resource::<FootRings>().brightness;
        assert!(first[0] > 0.1 && first[0] < 0.6, "{first:?}");
        assert_eq!(first[1], 0.0);
        for _ in 0..30 {
            app.update();
        }
        assert!(app.world().resource::<FootRings>().brightness[0] > 0.95);
    }
}
