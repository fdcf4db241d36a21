//! The mean cycles behind the portraits: those near the command, and none while the robot is told to stand.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bevy::prelude::*;
use tanglewalk::analysis::atlas::{Atlas, Condition, FORMAT_VERSION, LAYERS, Layer, Scores, Suite};
use tanglewalk::analysis::basis::Basis;
use tanglewalk::lab::gallery::Gallery;
use tanglewalk::lab::mean_cycles::MeanCycles;
use tanglewalk::lab::notice::Notices;
use tanglewalk::lab::subject::Subject;
use tanglewalk::lab::views::status::data::Severity;
use tanglewalk::policy::{self, Family};
use tanglewalk::script::Event;
use tanglewalk::task::Command;

use crate::apps::{STEP, ask, bare_app, options, pass, walking, whole_app};
use crate::panel::labels;

/// Control steps in which cycles have come and gone.
const FADED: usize = 30;
/// What the made-up atlas holds.
const COMMANDS: [[f32; 3]; 3] = [[0.4, 0.0, 0.0], [0.5, 0.0, 0.0], [0.0, 0.3, 0.0]];

/// A circle whose size tells condition and layer apart.
fn circle(condition: usize, layer: usize) -> Vec<Scores> {
    let radius = 1.0 + condition as f32 + 0.25 * layer as f32;
    let point = |bin: usize| {
        let (sin, cos) = (bin as f32 * std::f32::consts::TAU / 20.0).sin_cos();
        [radius * cos, radius * sin, 0.0]
    };
    (0..20).map(point).collect()
}

fn shipped_basis() -> Basis {
    let family = Family::shipped().expect("an index");
    let basis = family.beside(family.main(), "basis.json");
    let (text, file) = basis.expect("the main policy's basis");
    Basis::from_json(&text, &file).expect("a basis")
}

/// Circles at [`COMMANDS`], on the shipped basis.
fn atlas(basis: &Basis) -> Atlas {
    let layer = |name: &str| {
        let layer = Layer::new(&basis.layers[name], Default::default());
        (name.to_owned(), layer.expect("three components"))
    };
    let condition = |(index, command): (usize, [f32; 3])| {
        let cycle = |(layer, name): (usize, &str)| (name.to_owned(), circle(index, layer));
        Condition {
            command,
            period: 0.5,
            strides: 54,
            cycles: LAYERS.into_iter().enumerate().map(cycle).collect(),
        }
    };
    Atlas {
        format_version: FORMAT_VERSION,
        policy_sha256: basis.policy_sha256.clone(),
        suite: Suite {
            name: "circles".to_owned(),
            seed: 0,
            bins: 20,
        },
        layers: LAYERS.map(layer).into(),
        conditions: COMMANDS.into_iter().enumerate().map(condition).collect(),
    }
}

/// The shipped policy with its basis and the circles.
fn subject(forward: f32) -> Subject {
    let mut subject = walking(forward, 0.0, 0.0);
    let basis = shipped_basis();
    let atlas = atlas(&basis);
    assert_eq!(subject.take_basis(Ok(basis)), None);
    assert_eq!(subject.take_atlas(Path::new("walk.json"), Ok(atlas)), None);
    subject
}

fn near(app: &App) -> &[usize] {
    app.world().resource::<MeanCycles>().near()
}

fn command(app: &mut App, command: Command) {
    ask(app, Event::command(command));
}

/// The cycles of a layer as they are drawn: scores and opacity.
fn drawn(app: &App, layer: policy::Layer) -> Vec<(Vec<Scores>, f32)> {
    let atlas = app.world().resource::<Subject>().atlas.clone();
    let atlas = atlas.expect("an atlas");
    let cycles = app.world().resource::<MeanCycles>().of_layer(&atlas, layer);
    let cycle = |cycle: &tanglewalk::lab::views::portraits::data::FaintCycle| {
        (cycle.scores.to_vec(), cycle.opacity)
    };
    cycles.iter().map(cycle).collect()
}

#[test]
fn they_follow_the_command_and_are_gone_while_standing() {
    let mut app = bare_app(&options(subject(0.45)));
    pass(&mut app, STEP, FADED);
    assert_eq!(near(&app), [0, 1]);
    for (layer, index) in [(policy::Layer::Hidden, 0), (policy::Layer::Action, 2)] {
        let expected = [0, 1].map(|condition| (circle(condition, index), 1.0));
        assert_eq!(drawn(&app, layer), expected, "{layer}");
    }
    command(&mut app, Command::new(0.0, 0.3, 0.0));
    pass(&mut app, STEP, 1);
    assert_eq!(near(&app), [2]);
    let both = drawn(&app, policy::Layer::Hidden);
    assert_eq!(both.len(), 3, "the old ones go while the new one comes");
    assert!(both.iter().all(|(_, opacity)| (0.0..1.0).contains(opacity)));
    pass(&mut app, STEP, FADED);
    assert_eq!(drawn(&app, policy::Layer::Hidden), [(circle(2, 0), 1.0)]);
    command(&mut app, Command::ZERO);
    pass(&mut app, STEP, FADED);
    assert!(near(&app).is_empty() && drawn(&app, policy::Layer::Hidden).is_empty());
    command(&mut app, Command::new(-0.5, 0.0, 0.0));
    pass(&mut app, STEP, FADED);
    assert!(near(&app).is_empty(), "no condition is near");
}

#[test]
fn the_command_is_followed_while_time_stands_still() {
    let mut app = bare_app(&options(subject(0.5)));
    pass(&mut app, STEP, 1);
    assert_eq!(near(&app), [1]);
    command(&mut app, Command::new(0.0, 0.3, 0.0));
    pass(&mut app, Duration::ZERO, 1);
    assert_eq!(near(&app), [2]);
}

#[test]
fn the_legend_is_read_at_both_portraits_and_not_while_standing() {
    // "mean cycle at", too, where there is room for it
    let legend = "0.4 & 0.5 m/s";
    let mut app = whole_app(&options(subject(0.45)));
    pass(&mut app, STEP, 2);
    let said = |app: &mut App| {
        labels(app)
            .iter()
            .filter(|text| text.ends_with(legend))
            .count()
    };
    assert!(said(&mut app) >= 2, "{:?}", labels(&mut app));
    command(&mut app, Command::ZERO);
    assert_eq!(said(&mut app), 0);
}

#[test]
fn where_there_is_none_both_portraits_say_why() {
    let mut app = whole_app(&options(subject(0.45)));
    pass(&mut app, STEP, 2);
    for (told, note) in [
        (Command::ZERO, "standing: no mean cycle"),
        (Command::new(1.5, 0.0, 0.0), "no mean cycle near"),
        (Command::new(0.4, 0.4, 0.8), "no mean cycle near"),
    ] {
        command(&mut app, told);
        pass(&mut app, STEP, 2);
        let texts = labels(&mut app);
        let said = texts.iter().filter(|text| text.starts_with(note)).count();
        assert!(said >= 2, "{note}: {texts:?}");
    }
    let cycles = app.world().resource::<MeanCycles>();
    assert!(
        cycles
            .note()
            .detail
            .contains("the closest is at 0.3 m/s left")
    );
    command(&mut app, Command::new(0.5, 0.0, 0.0));
    pass(&mut app, STEP, 2);
    let texts = labels(&mut app);
    assert!(
        !texts.iter().any(|text| text.contains("no mean cycle")),
        "{texts:?}"
    );
    let mut without = subject(0.45);
    without.atlas = None;
    let mut app = whole_app(&options(without));
    pass(&mut app, STEP, 2);
    let texts = labels(&mut app);
    assert!(
        texts
            .iter()
            .any(|text| text.starts_with("no mean cycle · no atlas")),
        "{texts:?}"
    );
}

#[test]
fn an_atlas_that_does_not_fit_is_told_and_the_lab_goes_on_without() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("walk.atlas.json");
    let basis = shipped_basis();
    let mut foreign = atlas(&basis);
    foreign.policy_sha256 = "0".repeat(64);
    let mut turned = atlas(&basis);
    let hidden = turned.layers.get_mut("hidden").expect("a layer");
    hidden.components.swap(0, 1);
    let text = |atlas: &Atlas| atlas.to_json().expect("JSON");
    let cases = [
        (
            "{\"format_version\": 1,".to_owned(),
            "not an atlas file: line 1, column 21: EOF",
        ),
        (
            "{\"format_version\": 9}".to_owned(),
            "field format_version: 9",
        ),
        (text(&foreign), "field policy_sha256: 0000"),
        (text(&turned), "field layers.hidden: not the axes"),
    ];
    for (content, quote) in cases {
        std::fs::write(&file, content).expect("written");
        let mut subject = subject(0.45);
        let fault = subject.take_atlas(&file, Atlas::load(&file));
        let fault = fault.expect("it does not fit");
        for quote in [
            quote,
            "walk.atlas.json: ",
            "make it anew with `tanglewalk atlas`",
        ] {
            assert!(fault.contains(quote), "{fault}");
        }
        let mut options = options(subject);
        options.notice = Some(fault.clone());
        let mut app = bare_app(&options);
        let notice = app.world().resource::<Notices>().shown();
        let notice = notice.map(|notice| (notice.text.to_owned(), notice.severity));
        assert_eq!(notice, Some((fault, Severity::Error)));
        pass(&mut app, STEP, FADED);
        assert!(near(&app).is_empty());
    }
}

#[test]
fn without_a_basis_there_are_no_axes_for_an_atlas() {
    let mut subject = walking(0.45, 0.0, 0.0);
    let atlas = atlas(&shipped_basis());
    assert_eq!(subject.take_atlas(Path::new("walk.json"), Ok(atlas)), None);
    assert!(subject.atlas.is_none());
}

#[test]
fn every_policy_of_the_gallery_comes_with_its_own_atlas_or_none() {
    let family = Family::shipped().expect("an index");
    let mut app = bare_app(&options(subject(0.45)));
    pass(&mut app, STEP, 2);
    for (index, member) in family.members.iter().enumerate() {
        app.world_mut().resource_mut::<Gallery>().chosen = Some(index);
        pass(&mut app, STEP, 2);
        let subject = app.world().resource::<Subject>();
        let atlas: Option<&Arc<Atlas>> = subject.atlas.as_ref();
        assert_eq!(
            atlas.is_some(),
            family.atlas(member).is_some(),
            "{}",
            member.file
        );
        let hash = &subject.policy.manifest.sha256;
        assert!(atlas.is_none_or(|atlas| atlas.policy_sha256 == *hash));
        assert!(atlas.is_some() || near(&app).is_empty());
    }
}
