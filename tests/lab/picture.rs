//! The lab drawn to a picture without a display. Needs a graphics adapter, in software or not:
//! without one the test says that it is skipped, unless TANGLEWALK_REQUIRE_GPU is set.

use std::process::Command;

use resvg::tiny_skia::Pixmap;
use tanglewalk::lab::probe;
use tanglewalk::style::palette;

/// Pixels within `tolerance` of a colour, each channel.
fn count_near(picture: &Pixmap, [r, g, b]: [u8; 3], tolerance: u8) -> usize {
    let near = |found: u8, wanted: u8| found.abs_diff(wanted) <= tolerance;
    picture
        .pixels()
        .iter()
        .filter(|p| near(p.red(), r) && near(p.green(), g) && near(p.blue(), b))
        .count()
}

/// Whether there is anything to draw with here; says so where there is not.
fn can_draw() -> bool {
    if probe::adapter().is_some() {
        return true;
    }
    let required = std::env::var_os("TANGLEWALK_REQUIRE_GPU").is_some();
    assert!(!required, "no graphics adapter, but one is required here");
    eprintln!("skipped: no graphics adapter to draw with");
    false
}

/// The lab after so many seconds, drawn by the program, with these variables naming a display.
fn drawn(after: &str, size: &str, display: &[(&str, &str)]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lab.png");
    let output = Command::new(env!("CARGO_BIN_EXE_tanglewalk"))
        .args(["lab", "--after", after, "--size", size, "--screenshot"])
        .arg(&file)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .env_remove("XDG_RUNTIME_DIR")
        .env_remove("TANGLEWALK_LOG")
        .envs(display.iter().copied())
        .output()
        .expect("the program runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert_eq!(told, "", "what the libraries log is not shown");
    std::fs::read(&file).expect("a file")
}

#[test]
fn the_lab_is_drawn_without_a_display() {
    if !can_draw() {
        return;
    }
    let picture = Pixmap::decode_png(&drawn("2", "1280x720", &[])).expect("a PNG");
    assert_eq!((picture.width(), picture.height()), (1280, 720));
    // panels, the drawn portrait, gait bars: each in its own colour of the palette
    assert!(count_near(&picture, palette::PANEL, 2) > 20_000);
    assert!(count_near(&picture, palette::RECURRENT, 40) > 100);
    assert!(count_near(&picture, palette::ACTUATION, 40) > 100);
    for leg in palette::LEGS {
        assert!(count_near(&picture, leg, 12) > 50, "{leg:?}");
    }
}

#[test]
fn a_picture_of_the_first_moments_is_whole() {
    if !can_draw() {
        return;
    }
    for after in ["0", "0.02", "0.2"] {
        let picture = Pixmap::decode_png(&drawn(after, "640x400", &[])).expect("a PNG");
        let pixels = picture.pixels().len();
        assert!(count_near(&picture, [0; 3], 4) < pixels / 50, "{after}");
        assert!(count_near(&picture, palette::PANEL, 2) > 5_000, "{after}");
        // thighs and drives of the near legs, though no foot has left a print yet
        for leg in &palette::LEGS[..2] {
            assert!(count_near(&picture, *leg, 60) > 10, "{after}: {leg:?}");
        }
    }
}

#[test]
fn a_display_changes_nothing_of_a_picture() {
    if !can_draw() {
        return;
    }
    // dead displays: a window would fail to open
    let dead = [
        ("DISPLAY", ":7919"),
        ("WAYLAND_DISPLAY", "tanglewalk-no-such-display"),
    ];
    let without = drawn("0.1", "400x300", &[]);
    assert!(
        without == drawn("0.1", "400x300", &dead),
        "not to the pixel"
    );
}
