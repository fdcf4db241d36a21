//! What goes wrong in the lab is told in its window and mended where it can be; nothing panics.

use std::sync::Arc;

use bevy::prelude::*;
use bevy_rapier3d::plugin::context::RapierRigidBodySet;
use tanglewalk::analysis::basis::Basis;
use tanglewalk::lab::notice::Notices;
use tanglewalk::lab::record::Record;
use tanglewalk::lab::views::status::data::Severity;

use crate::apps::{STEP, bare_app, options, pass, told, walking, whole_app};
use crate::panel::labels;
use crate::plots::small_basis;

/// The message in the window.
fn notice(app: &App) -> Option<(String, Severity)> {
    let notice = app.world().resource::<Notices>().shown()?;
    Some((notice.text.to_owned(), notice.severity))
}

/// Does something to every body of the robot.
fn on_bodies(app: &mut App, change: impl Fn(&mut bevy_rapier3d::rapier::dynamics::RigidBody)) {
    let mut sets = app.world_mut().query::<&mut RapierRigidBodySet>();
    let mut set = sets.single_mut(app.world_mut()).expect("one physics");
    for (_, body) in set.bodies.iter_mut() {
        if body.is_dynamic() {
            change(body);
        }
    }
}

#[test]
fn a_simulation_that_is_not_finite_is_reset_and_told() {
    for axis in 0..2 {
        let mut app = bare_app(&options(walking(0.6, 0.0, 0.0)));
        pass(&mut app, STEP, 50);
        on_bodies(&mut app, |body| match axis {
            0 => body.set_linvel(Vec3::splat(f32::NAN).to_array().into(), true),
            _ => body.set_angvel(Vec3::splat(f32::INFINITY).to_array().into(), true),
        });
        told(&mut app);
        pass(&mut app, STEP, 2);
        let (text, severity) = notice(&app).expect("a notice");
        assert_eq!(
            text,
            "The simulation was no longer finite: the robot is back at its start."
        );
        assert_eq!(severity, Severity::Error);
        pass(&mut app, STEP, 100);
        let told = told(&mut app);
        assert_eq!(told.resets, 1);
        assert!(
            told.steps.iter().all(|step| step.state.is_finite()),
            "nothing of it is shown"
        );
        let position = told.steps.last().expect("it walks on").state.base_position;
        assert!(
            position.z > 0.3 && position.x > 0.1,
            "it walks again: {position}"
        );
    }
}

#[test]
fn a_position_that_is_not_finite_is_reset_too() {
    let mut app = bare_app(&options(walking(0.6, 0.0, 0.0)));
    pass(&mut app, STEP, 50);
    on_bodies(&mut app, |body| {
        body.set_translation(Vec3::NAN.to_array().into(), true);
    });
    pass(&mut app, STEP, 2);
    assert!(
        notice(&app)
            .expect("a notice")
            .0
            .contains("no longer finite")
    );
    assert_eq!(told(&mut app).resets, 1);
}

#[test]
fn a_network_that_overflows_is_told_and_never_panics() {
    let mut subject = walking(0.6, 0.0, 0.0);
    let mut policy = (*subject.policy).clone();
    // every observation becomes an infinity, and the gates infinity minus infinity
    policy.manifest.normaliser.mean.fill(0.0);
    policy.manifest.normaliser.variance.fill(f64::NAN);
    subject.policy = Arc::new(policy);
    let mut app = bare_app(&options(subject));
    pass(&mut app, STEP, 50);
    let (text, severity) = notice(&app).expect("a notice");
    assert!(text.contains("no longer finite"), "{text}");
    assert_eq!(severity, Severity::Error);
    assert!(told(&mut app).steps.is_empty(), "nothing of it is shown");
    assert!(app.world().resource::<Record>().history.is_empty());
}

#[test]
fn a_fallen_robot_gets_up_and_says_so() {
    let mut app = bare_app(&options(walking(0.6, 0.0, 0.0)));
    pass(&mut app, STEP, 20);
    on_bodies(&mut app, |body| {
        body.set_linvel([0.0, 6.0, 3.0].into(), true);
        body.set_angvel([-12.0, 0.0, 0.0].into(), true);
    });
    pass(&mut app, STEP, 75);
    let (text, severity) = notice(&app).expect("a notice");
    assert_eq!(text, "The robot fell. It gets up in 2 s (R: at once).");
    assert_eq!(severity, Severity::Info);
    assert_eq!(told(&mut app).resets, 0, "it lies for a while");
    pass(&mut app, STEP, 100);
    assert_eq!(told(&mut app).resets, 1);
}

#[test]
fn bases_that_do_not_fit_leave_the_rolling_axes_and_say_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("walk.basis.json");
    let fitting = small_basis(&walking(0.6, 0.0, 0.0));
    let mut foreign = fitting.clone();
    foreign.policy_sha256 = "0".repeat(64);
    let mut poor = fitting.clone();
    poor.layers.remove("action");
    let mut narrow = fitting.clone();
    let action = narrow.layers["action"].clone();
    narrow.layers.insert("hidden".to_owned(), action);
    let text = |basis: &Basis| basis.to_json().expect("JSON");
    let cases = [
        (
            "{\"format_version\": 1,".to_owned(),
            "walk.basis.json: not a basis file: line 1, column 21: EOF",
        ),
        (
            "{\"format_version\": 9}".to_owned(),
            "field format_version: 9, but this program reads",
        ),
        (text(&foreign), "field policy_sha256 is 0000"),
        (text(&poor), "field layers: no action"),
        (
            text(&narrow),
            "field layers.hidden has 12 units, the policy 128",
        ),
    ];
    for (content, quote) in cases {
        std::fs::write(&file, content).expect("written");
        let mut subject = walking(0.6, 0.0, 0.0);
        let fault = subject
            .take_basis(Basis::load(&file))
            .expect("it does not fit");
        assert!(fault.contains(quote), "{fault}");
        assert!(
            fault.contains("Make it anew with `tanglewalk basis`"),
            "{fault}"
        );
        let mut options = options(subject);
        options.notice = Some(fault.clone());
        let mut app = bare_app(&options);
        assert_eq!(notice(&app), Some((fault, Severity::Error)));
        pass(&mut app, STEP, 120);
        let record = app.world().resource::<Record>();
        let [recurrent, _] = &record.layers;
        assert!(!recurrent.is_fixed() && recurrent.basis().is_some());
    }
    let mut subject = walking(0.6, 0.0, 0.0);
    assert_eq!(subject.take_basis(Ok(fitting)), None);
    assert!(subject.basis.is_some());
}

#[test]
fn a_notice_stands_in_the_window_until_it_is_dismissed() {
    let mut options = options(walking(0.6, 0.0, 0.0));
    options.notice = Some("walk.json: a fault; a fix".to_owned());
    let mut app = whole_app(&options);
    assert!(labels(&mut app).contains(&"walk.json: a fault; a fix".to_owned()));
    app.world_mut().resource_mut::<Notices>().dismiss();
    assert!(!labels(&mut app).contains(&"walk.json: a fault; a fix".to_owned()));
}
