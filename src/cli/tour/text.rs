//! What the tour says. In: why there is no window, the numbers, the files. Out: text of at most
//! about 80 columns.

use std::path::Path;

use super::measure::Row;
use super::walk::{LONGEST, SETTLING, Walk};
use crate::policy::Manifest;
use crate::report::table::{Column, Table};
use crate::script::scene::Scene;
use crate::style::numbers::{DASH, significant};

pub(super) const PORTRAITS: &str = "portraits.png";
pub(super) const TANGLING: &str = "tangling.png";
pub(super) const GAIT: &str = "gait.png";
pub(super) const FILM_STRIP: &str = "film-strip.png";
pub(super) const NUMBERS: &str = "tour.json";
pub(super) const LAB: &str = "lab.png";

/// The files that are always written, and what each shows.
pub(super) const FILES: [(&str, &str); 5] = [
    (
        PORTRAITS,
        "both layers in the plane of their first two principal components",
    ),
    (
        TANGLING,
        "how tangled their trajectories are at each moment",
    ),
    (GAIT, "which feet are on the ground, and the speed"),
    (FILM_STRIP, "the robot over one stride"),
    (NUMBERS, "the numbers above, and more"),
];

const LAB_SHOWS: &str = "the lab as its window would show it";

/// What this build lacks.
const BUILD: &str = if cfg!(feature = "lab") {
    ""
} else {
    "This program was built without its window: build it with the default features.\n"
};
const WINDOW: &str = "\
The window needs a display (X11 or Wayland) and a Vulkan driver. Without a graphics card
one in software will do; on Debian and Ubuntu: apt install mesa-vulkan-drivers
";

/// Why there is no window, and what is done instead.
pub(super) fn opening(reason: &str, policy: &Manifest, scene: &Scene) -> String {
    let mut text = format!(
        "No window: {reason}.\nInstead, policy {} ({} steps) walks the scene \"{}\", and pictures \
         are drawn of it.\n",
        policy.name, policy.steps, scene.name
    );
    if scene.duration.unwrap_or(scene.last_event()) > LONGEST {
        text.push_str(&format!("Only its first {LONGEST} s are walked.\n"));
    }
    text
}

/// The table, what it means, and a fall.
pub(super) fn numbers(walk: &Walk, rows: &[Row]) -> String {
    let mut table = Table::new(vec![
        Column::words("walk"),
        Column::words("u* v* r*"),
        Column::words("achieved"),
        Column::numbers("strides", ""),
        Column::numbers("Q rec", ""),
        Column::numbers("Q act", ""),
        Column::numbers("ratio", ""),
        Column::numbers("PCs", ""),
    ]);
    for row in rows {
        table.push(cells(row));
    }
    let mut text = format!("\n{}", table.to_text());
    text.push_str(&format!(
        "forward and left in m/s, yaw in rad/s; strides/s; from {SETTLING} s after each command \
         on.\nQ: median tangling (1/s²) of the recurrent and the actuation layer; z-score, open \
         derivative.\nratio: recurrent over actuation. Layers of unequal size are softened \
         unequally:\nPCs is the ratio on equally many principal components. No Q while standing.\n"
    ));
    if let Some(time) = walk.fallen {
        let during = walk.stretches.iter().find(|stretch| time <= stretch.end);
        let during = during.map_or(String::new(), |stretch| format!(" ({})", stretch.caption));
        text.push_str(&format!(
            "The robot FELL after {time:.1} s{during}: from there on nothing was measured.\n"
        ));
    }
    text
}

fn cells(row: &Row) -> [String; 8] {
    let dash = || DASH.to_owned();
    let [u, v, r] = row.command;
    let measured = row.measured.as_ref();
    let tangling = measured.and_then(|measured| measured.tangling);
    let number = |value: Option<f64>| value.map_or_else(dash, significant);
    [
        row.caption.clone(),
        format!("{u} {v} {r}"),
        measured.map_or_else(dash, |measured| {
            let [u, v, r] = measured.achieved;
            format!("{u:>5.2} {v:>5.2} {r:>5.2}")
        }),
        number(measured.and_then(|measured| measured.stride_frequency)),
        number(tangling.map(|medians| medians.recurrent)),
        number(tangling.map(|medians| medians.actuation)),
        number(tangling.map(|medians| medians.ratio)),
        number(tangling.and_then(|medians| medians.ratio_at_equal_dimensions)),
    ]
}

/// Each file and what it shows, and what the window needs. `lab`: how its picture came out.
pub(super) fn files(folder: &Path, lab: Option<Result<(), String>>) -> String {
    let mut table = Table::new(vec![Column::words("file"), Column::words("shows")]);
    for (name, shows) in FILES {
        table.push([folder.join(name).display().to_string(), shows.to_owned()]);
    }
    let mut note = String::new();
    match lab {
        Some(Ok(())) => table.push([folder.join(LAB).display().to_string(), LAB_SHOWS.to_owned()]),
        Some(Err(reason)) => note = format!("{LAB} could not be drawn: {reason}\n"),
        None => {}
    }
    format!("\n{}{note}\n{BUILD}{WINDOW}", table.to_text())
}
