//! Axes stay: over a minute of changing commands no portrait flips or changes its scale.

use std::sync::Arc;

use bevy::prelude::*;
use tanglewalk::analysis::Population;
use tanglewalk::analysis::basis::{Basis, LayerBasis};
use tanglewalk::lab::live::LiveLayer;
use tanglewalk::lab::record::Record;
use tanglewalk::lab::subject::Subject;
use tanglewalk::policy::Family;
use tanglewalk::script::CommandSchedule;
use tanglewalk::task::Command;

use crate::apps::{STEP, bare_app, options, pass, subject};
use crate::plots::small_basis;

/// Control steps: 60 s.
const STEPS: usize = 3000;

/// A command every 5 s, standing among them.
fn wanderer() -> Subject {
    let commands = [
        "0.6,0,0",
        "0,0.3,0",
        "0.3,0,0.5",
        "0,0,0",
        "-0.4,0,0",
        "0.5,0.2,-0.4",
    ];
    let timed = commands.iter().cycle().take(12).enumerate();
    let texts: Vec<String> = timed
        .map(|(k, command)| format!("{}:{command}", 5 * k))
        .collect();
    subject(CommandSchedule::parse(&texts).expect("a schedule"))
}

fn layers(app: &App) -> [&LiveLayer; 2] {
    app.world().resource::<Record>().layers.each_ref()
}

#[test]
fn a_fixed_basis_never_moves() {
    let mut subject = wanderer();
    let basis = small_basis(&subject);
    let fixed = ["hidden", "action"].map(|name| basis.layers[name].clone());
    subject.basis = Some(Arc::new(basis));
    let mut app = bare_app(&options(subject));
    let mut checked = 0;
    for _ in 0..STEPS {
        pass(&mut app, STEP, 1);
        for (layer, fixed) in layers(&app).into_iter().zip(&fixed) {
            assert_eq!(layer.basis(), Some(fixed), "components, scale and bounds");
        }
        let record = app.world().resource::<Record>();
        let newest = record.history.latest().expect("a record");
        for (layer, fixed) in layers(&app).into_iter().zip(&fixed) {
            // while the robot stands the window is empty
            let Some(row) = layer.rows().last() else {
                assert!(record.standing);
                continue;
            };
            assert_eq!(newest.decision.taps.get(layer.layer()), Some(row));
            assert_eq!(layer.scores(row), scores(fixed, row));
            checked += 1;
        }
    }
    assert!(checked > STEPS, "{checked}");
}

/// The main policy with its own basis, told to change between the ends of its command range.
fn restless() -> Subject {
    let mut subject = subject(CommandSchedule::constant(Command::ZERO));
    let family = Family::shipped().expect("an index");
    let (text, file) = family.beside(family.main(), "basis.json").expect("a basis");
    assert_eq!(subject.take_basis(Basis::from_json(&text, &file)), None);
    let range = subject.policy.manifest.command_range;
    let ends = [range.forward, range.lateral, range.yaw].map(|[low, high]| [low, 0.0, high]);
    // an order that the basis was not made with
    let command = |k: usize| {
        let corner = 13 * k % 27;
        let [u, v, r] = [corner / 9, corner / 3 % 3, corner % 3];
        Command::new(ends[0][u], ends[1][v], ends[2][r])
    };
    let commands: Vec<Command> = (0..54).map(command).collect();
    let schedule = CommandSchedule::in_turn(&commands, 1.2);
    subject.events = schedule.events().collect();
    subject
}

#[test]
fn no_trail_leaves_its_frame_within_the_sliders_range() {
    let subject = restless();
    let bounds = subject.basis.clone().expect("a basis");
    let mut app = bare_app(&options(subject));
    let (mut shown, mut cut) = ([0.0_f64; 2], 0);
    for _ in 0..54 * 60 {
        pass(&mut app, STEP, 1);
        let record = app.world().resource::<Record>();
        let Some(step) = record.history.latest() else {
            continue;
        };
        for (layer, seen) in record.layers.iter().enumerate() {
            let row = step.decision.taps.get(seen.layer()).expect("a row");
            let scores = seen.scores(row);
            let bounds = &bounds.layers[&*seen.layer().name()].bounds;
            // frames are as wide and as high as the farther end, and a twentieth more
            let share = |axis: usize| {
                let farthest = bounds[axis][0].abs().max(bounds[axis][1].abs());
                f64::from(scores[axis]).abs() / (1.05 * farthest)
            };
            let farthest = share(0).max(share(1));
            shown[layer] = shown[layer].max(farthest);
            cut += usize::from(farthest > 1.0);
        }
    }
    assert!(cut <= 3, "{cut} points cut, {shown:?}");
    assert!(
        shown.iter().all(|share| *share > 0.85),
        "frames are used: {shown:?}"
    );
}

fn scores(basis: &LayerBasis, row: &[f32]) -> [f32; 2] {
    let row = Population::from_rows(row.len(), [row]).expect("a row");
    let z = basis.z_scores(row).expect("the layer's row");
    let scores = basis.scores(&z, 2).expect("two components");
    std::array::from_fn(|axis| scores.row(0)[axis] as f32)
}

#[test]
fn a_rolling_basis_does_not_flip() {
    let mut app = bare_app(&options(wanderer()));
    let mut last: [Option<LayerBasis>; 2] = [None, None];
    let mut fits = 0;
    for _ in 0..STEPS {
        pass(&mut app, STEP, 1);
        for (layer, last) in layers(&app).into_iter().zip(&mut last) {
            assert!(!layer.is_fixed());
            let now = layer.basis();
            if now == last.as_ref() {
                continue;
            }
            fits += 1;
            if let (Some(now), Some(last)) = (now, last.as_ref()) {
                for (component, before) in now.components.iter().zip(&last.components) {
                    let agreement: f64 = component.iter().zip(before).map(|(a, b)| a * b).sum();
                    assert!(agreement >= 0.0, "a component turned over: {agreement}");
                }
            }
            *last = now.cloned();
        }
    }
    assert!(fits > 60, "the bases follow the window: {fits} fits");
}
