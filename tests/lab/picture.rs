//! The lab drawn to a picture without a display. Needs a graphics adapter, in software or not:
//! without one the test says that it is skipped, unless TANGLEWALK_REQUIRE_GPU is set.

use std::process::Command;

use resvg::tiny_skia::Pixmap;
use tanglewalk::lab::probe;
use tanglewalk::report::palette;

/// Pixels within `tolerance` of a colour, each channel.
fn count_near(picture: &Pixmap, [r, g, b]: [u8; 3], tolerance: u8) -> usize {
    let near = |found: u8, wanted: u8| found.abs_diff(wanted) <= tolerance;
    picture
        .pixels()
        .iter()
        .filter(|p| near(p.red(), r) && near(p.green(), g) && near(p.blue(), b))
        .count()
}

#[test]
fn the_lab_is_drawn_without_a_display() {
    if probe::adapter().is_none() {
        let required = std::env::var_os("TANGLEWALK_REQUIRE_GPU").is_some();
        assert!(!required, "no graphics adapter, but one is required here");
        eprintln!("skipped: no graphics adapter to draw with");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lab.png");
    let output = Command::new(env!("CARGO_BIN_EXE_tanglewalk"))
        .args(["lab", "--after", "2", "--size", "1280x720", "--screenshot"])
        .arg(&file)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .expect("the program runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(!told.contains("panicked"), "{told}");
    let picture = Pixmap::decode_png(&std::fs::read(&file).expect("a file")).expect("a PNG");
    assert_eq!((picture.width(), picture.height()), (1280, 720));
    // panels, the drawn portrait, gait bars: each in its own colour of the palette
    assert!(count_near(&picture, palette::PANEL, 2) > 20_000);
    assert!(count_near(&picture, palette::RECURRENT, 40) > 100);
    assert!(count_near(&picture, palette::ACTUATION, 40) > 100);
    for leg in palette::LEGS {
        assert!(count_near(&picture, leg, 12) > 50, "{leg:?}");
    }
}
