//! Values on the command line that mean nothing.

use crate::program::tanglewalk;

#[test]
fn a_command_that_is_not_three_numbers() {
    for text in ["a,b", "1,2", "1,2,3,4", "0.5"] {
        tanglewalk("rollout --out never.npz --command")
            .with(text)
            .refused(&[
                "--command",
                &format!("`{text}` is not a command: it has not three parts"),
                "give three numbers u,v,r such as 0.8,0,0",
            ]);
    }
    let a_part = |text: &str, problem: &str| {
        tanglewalk("rollout --out never.npz --command")
            .with(text)
            .refused(&[&format!("`{text}` is not a command: {problem}")]);
    };
    a_part("1,2,x", "a part is not a number");
    a_part("NaN,0,0", "a part is not within 10 m/s or rad/s of zero");
    a_part("0,-20,0", "a part is not within 10 m/s or rad/s of zero");
    tanglewalk("evaluate --command 1,2").refused(&[
        "invalid value '1,2' for '--command <u,v,r>'",
        "give three numbers u,v,r such as 0.8,0,0",
    ]);
}

#[test]
fn a_schedule_that_cannot_be_followed() {
    let schedule = |words: &str, quotes: &[&str]| {
        tanglewalk("rollout --out never.npz")
            .with("--command")
            .with(words.split(' ').next().unwrap_or_default())
            .with("--command")
            .with(words.split(' ').nth(1).unwrap_or_default())
            .refused(&[&["--command"], quotes].concat());
    };
    schedule("x:1,0,0 2:0,0,0", &["`x:1,0,0`", "number of seconds"]);
    schedule("-1:1,0,0 2:0,0,0", &["`-1:1,0,0`", "number of seconds"]);
    schedule("1,0,0 2:0,0,0", &["write `0:1,0,0` and `TIME:u,v,r`"]);
    schedule("2:1,0,0 2:0,0,0", &["at 2 s", "its own time"]);
}

#[test]
fn what_would_have_no_effect() {
    for (option, quote) in [
        ("--push 2:1,0", "--push at 2 s comes at or after the end"),
        ("--push 9:1,0", "--push at 9 s"),
        (
            "--command 0:1,0,0 --command 5:0,0,0",
            "--command at 5 s comes",
        ),
    ] {
        tanglewalk(&format!("rollout --seconds 2 --out never.npz {option}")).refused(&[
            quote,
            "the end of the rollout at 2 s",
            "give more --seconds",
        ]);
    }
    for option in ["--range full", "--change-every 5"] {
        tanglewalk(&format!("evaluate --command 0.5,0,0 {option}"))
            .refused(&["--command", "cannot be used with"]);
    }
}

#[test]
fn a_terrain_that_cannot_be_built() {
    for command in ["rollout --out never.npz", "evaluate"] {
        for (text, problem) in [
            ("hills", "there is no such kind"),
            ("slope", "it has no number after a colon"),
            ("slope:45", "its number is out of range"),
            ("steps:high", "what follows the colon is not a number"),
        ] {
            tanglewalk(command).with("--terrain").with(text).refused(&[
                "--terrain <KIND>",
                &format!("`{text}` is not a terrain: {problem}"),
                "give `flat`, `slope:DEGREES` (-30 to 30)",
            ]);
        }
    }
}

#[test]
fn a_duration_that_is_none() {
    for seconds in ["0", "-1", "NaN", "inf", "1e9"] {
        tanglewalk("rollout --out never.npz --seconds")
            .with(seconds)
            .refused(&["--seconds is", "give a number above 0 and at most 86400"]);
    }
    tanglewalk("rollout --out never.npz --seconds 0.001")
        .refused(&["--seconds is 0.001", "less than one control step of 0.02 s"]);
    tanglewalk("rollout --out never.npz --seconds soon")
        .refused(&["invalid value 'soon' for '--seconds <SECONDS>'"]);
}

#[test]
fn names_that_the_program_does_not_know() {
    for command in ["rollout --out never.npz", "evaluate"] {
        tanglewalk(command).with("--lesion").with("x").refused(&[
            "invalid value 'x' for '--lesion <LESION>'",
            "possible values: recurrence",
        ]);
    }
    tanglewalk("analyze run.npz --form x").refused(&[
        "invalid value 'x' for '--form <FORM>'",
        "zscore, range, soft-range, none, pcs, russo",
    ]);
    tanglewalk("dance").refused(&["unrecognized subcommand 'dance'"]);
    tanglewalk("evaluate --sedes 3").refused(&["unexpected argument '--sedes'", "'--seeds'"]);
}

#[test]
fn counts_and_files_that_are_missing() {
    tanglewalk("evaluate --seeds 0").refused(&["invalid value '0' for '--seeds <N>'", "1..=10000"]);
    tanglewalk("rollout --seconds 1").refused(&["required arguments", "--out <FILE>"]);
    tanglewalk("train").refused(&["--config <FILE>", "--out <FOLDER>"]);
    tanglewalk("basis").refused(&["name a policy's file with --policy, or a file with --out"]);
}

#[cfg(feature = "lab")]
#[test]
fn a_window_that_has_no_size() {
    tanglewalk("lab --size 10x").refused(&[
        "invalid value '10x' for '--size <WxH>'",
        "give WIDTHxHEIGHT, such as 1280x720",
    ]);
    tanglewalk("lab --size 10x10").refused(&["give a size from 320x240 to 7680x7680"]);
}

#[test]
fn pushes_and_films_of_a_rollout() {
    let rollout = || tanglewalk("rollout --out never.npz --seconds 2");
    rollout()
        .with("--push")
        .with("1:hard")
        .refused(&["`1:hard` is not a push", "TIME:x,y"]);
    rollout()
        .with("--film-strip")
        .with("film.gif")
        .refused(&["--film-strip film.gif", ".png or .svg"]);
    rollout()
        .with("--film-strip")
        .with("film.png")
        .with("--film")
        .with("1:3")
        .refused(&["--film 1:3", "within the run's 2 s"]);
}
