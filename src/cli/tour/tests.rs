//! Tours of a few seconds.

use serde_json::{Value, json};

use super::*;
use crate::analysis::Population;
use crate::analysis::basis::{LayerBasis, Sweep};
use crate::script::Source;
use crate::style::numbers::DASH;

/// Walks for 3 s, then stands for 3 s.
fn scene() -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("short.json");
    let text = json!({
        "format_version": 1, "name": "short", "terrain": "flat",
        "robot": "built-in", "policy": "built-in",
        "camera": { "distance": 3, "azimuth_degrees": 55, "elevation_degrees": 16 },
        "commands": [
            { "at": 0, "command": [0.6, 0, 0], "caption": "ahead" },
            { "at": 3, "command": [0, 0, 0], "caption": "still" }
        ],
        "duration": 6
    });
    std::fs::write(&file, text.to_string()).unwrap();
    Scene::load(&file).unwrap()
}

fn tour<'a>(folder: &'a Path, stopped: &'a (dyn Fn() -> bool + Sync)) -> Tour<'a> {
    let robot = Arc::new(Robot::built_in().unwrap());
    let policy = Policy::built_in(&robot).unwrap();
    Tour {
        policies: Policies::of(Source::BuiltIn, Arc::new(policy.clone())),
        policy,
        robot,
        scene: scene(),
        basis: None,
        folder,
        reason: "there is no display",
        stopped,
    }
}

fn walk_of(tour: &Tour) -> Walk {
    walk::walk(&tour.robot, &tour.policies, &tour.scene, |_| true).unwrap()
}

/// A basis whose layers have three units.
fn foreign_basis() -> Basis {
    let sweep = Sweep {
        commands: vec![],
        seconds: 1.0,
        seeds: vec![],
    };
    let mut basis = Basis::new("0".repeat(64), sweep);
    let units = Population::new(4, 3, (0..12).map(|i| f64::from(i * i % 7)).collect()).unwrap();
    for layer in ["hidden", "action"] {
        basis.fit(layer, &units, 2).unwrap();
    }
    basis
}

/// The line of the text that begins with a word, cell by cell.
fn line<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
    let line = text.lines().find(|line| line.starts_with(start));
    line.unwrap_or_else(|| panic!("no line of {start}: {text}"))
        .split_whitespace()
        .collect()
}

#[test]
fn every_file_that_it_names_is_there_and_the_table_tells_what_happened() {
    let folder = tempfile::tempdir().unwrap();
    let out_folder = folder.path().join("new/tour");
    let basis = foreign_basis();
    let mut tour = tour(&out_folder, &|| false);
    tour.basis = Some(&basis);
    let mut out = Vec::new();
    let draw_lab = |path: &Path| std::fs::write(path, "lab").map_err(|error| error.to_string());
    tour.take(Some(&draw_lab), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();

    assert!(
        text.starts_with("No window: there is no display.\n"),
        "{text}"
    );
    for name in text::FILES
        .map(|(name, _)| name)
        .into_iter()
        .chain([text::LAB])
    {
        let path = out_folder.join(name);
        assert!(text.contains(&path.display().to_string()), "{name}: {text}");
        let bytes = std::fs::read(&path).unwrap();
        let is_figure = name.ends_with(".png") && name != text::LAB;
        assert!(!is_figure || bytes.starts_with(b"\x89PNG"), "{name}");
    }
    assert_eq!(
        std::fs::read_dir(&out_folder).unwrap().count(),
        text::FILES.len() + 1
    );

    let ahead = line(&text, "ahead");
    assert!(!ahead.contains(&DASH), "{ahead:?}");
    let achieved: f64 = ahead[4].parse().unwrap();
    assert!((0.3..0.9).contains(&achieved), "{ahead:?}");
    let still = line(&text, "still");
    assert_eq!(still[still.len() - 4..], [DASH; 4], "{still:?}");

    let json = std::fs::read(out_folder.join(text::NUMBERS)).unwrap();
    let json: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(
        json["basis"], "tour",
        "the basis of another policy is not used"
    );
    let [ahead, still] = [&json["commands"][0], &json["commands"][1]];
    assert!(ahead["measured"]["tangling"]["recurrent"].as_f64().unwrap() > 0.0);
    assert!(still["measured"]["tangling"].is_null());
}

#[test]
fn the_basis_of_the_policy_gives_the_axes() {
    let tour = tour(Path::new(""), &|| false);
    let walk = walk_of(&tour);
    let own = Layers::of(&walk, None).unwrap().unwrap();
    assert_eq!(own.origin, BasisOrigin::Tour);
    let mut basis = foreign_basis();
    let flipped = |layer: &LayerBasis| {
        let mut flipped = layer.clone();
        flipped.components[0]
            .iter_mut()
            .for_each(|weight| *weight *= -1.0);
        flipped
    };
    basis
        .layers
        .insert("hidden".to_owned(), flipped(&own.recurrent.basis));
    basis
        .layers
        .insert("action".to_owned(), own.actuation.basis.clone());
    let fixed = Layers::of(&walk, Some(&basis)).unwrap().unwrap();
    assert_eq!(fixed.origin, BasisOrigin::Policy);
    let [own, fixed] =
        [&own, &fixed].map(|layers| figures::portraits(&walk, Some(layers), true).unwrap());
    assert_ne!(own.caption, fixed.caption);
    let first = |pair: &crate::report::portrait::PortraitPair| pair.recurrent.scores[0];
    assert_eq!(first(&own)[0], -first(&fixed)[0]);
    assert_eq!(first(&own)[1], first(&fixed)[1]);
}

#[test]
fn after_a_fall_nothing_is_measured_and_the_text_says_so() {
    let tour = tour(Path::new(""), &|| false);
    for seconds in [0.0, 0.1, 2.0, 4.0] {
        let mut walk = walk_of(&tour);
        walk.frames.truncate((seconds / walk.dt).round() as usize);
        walk.fallen = Some(seconds);
        let layers = Layers::of(&walk, None).unwrap();
        let (rows, trace) = measure::measure(&walk, layers.as_ref()).unwrap();
        assert_eq!(rows[0].measured.is_some(), seconds > 3.0, "{seconds}");
        assert!(rows[1].measured.is_none());
        let silences = figures::tangling(&walk, &rows, &trace, true).silences;
        assert_eq!(silences.last().unwrap().caption, "fell: not measured");
        let text = text::numbers(&walk, &rows);
        let during = if seconds > 3.0 { "still" } else { "ahead" };
        let fall = format!("FELL after {seconds:.1} s ({during})");
        assert!(text.contains(&fall), "{text}");
        for figure in [
            figures::portraits(&walk, layers.as_ref(), true)
                .unwrap()
                .draw(),
            figures::tangling(&walk, &rows, &trace, true).draw(),
            figures::gait_diagram(&walk, &rows).draw(),
            figures::film_strip(&walk, &tour.robot).draw(),
        ] {
            assert!(!figure.svg.contains("NaN"), "{seconds}");
        }
    }
}

#[test]
fn the_film_shows_one_stride_of_the_left_front_foot() {
    let tour = tour(Path::new(""), &|| false);
    let walk = walk_of(&tour);
    let film = figures::film_strip(&walk, &tour.robot);
    assert_eq!(film.frames.len(), 7);
    let lands = |time: f64| {
        let frame = (time / walk.dt).round() as usize;
        let down = |frame: usize| walk.frames[frame].state.foot_contact[0];
        down(frame) && !down(frame - 1)
    };
    assert!(lands(film.frames[0].time) && lands(film.frames[6].time));
    for frame in &film.frames {
        for leg in &frame.legs {
            let length = |a: [f32; 3], b: [f32; 3]| -> f32 {
                a.iter()
                    .zip(b)
                    .map(|(a, b)| (a - b).powi(2))
                    .sum::<f32>()
                    .sqrt()
            };
            let thigh = length(leg.thigh, leg.knee);
            assert!((0.28..0.32).contains(&thigh), "thigh of {thigh} m");
        }
    }
}

#[test]
fn an_interrupted_tour_ends_with_its_own_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let error = tour(folder.path(), &|| true)
        .take(None, &mut Vec::new())
        .unwrap_err();
    assert_eq!(error.exit_code(), 130);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain");
    std::fs::write(&plain, "").unwrap();
    for out in [plain.clone(), plain.join("tour")] {
        let error = tour(&out, &|| false)
            .take(None, &mut Vec::new())
            .unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(
            error.to_string().contains(&out.display().to_string()),
            "{error}"
        );
    }
}

#[test]
fn a_lab_that_cannot_be_drawn_is_a_line_of_text() {
    let text = text::files(Path::new("tour"), Some(Err("no Vulkan device".to_owned())));
    assert!(
        text.contains("lab.png could not be drawn: no Vulkan device"),
        "{text}"
    );
    assert!(!text.contains("tour/lab.png"), "{text}");
}

#[test]
fn the_tour_of_a_scene_without_end_ends() {
    let mut scene = scene();
    scene.duration = None;
    assert_eq!(walk::duration(&scene), 9.0);
    scene.duration = Some(1e9);
    assert_eq!(walk::duration(&scene), walk::LONGEST);
    scene.events.truncate(3);
    scene.events[2].at = 1e8;
    let stretches = walk::Stretch::of_scene(&scene, walk::LONGEST);
    assert_eq!(stretches.len(), 1);
    assert_eq!(stretches[0].end, walk::LONGEST);
}
