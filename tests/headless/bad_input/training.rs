//! Training runs that cannot start or go on.

use std::path::Path;

use serde_json::{Value, json};

use crate::policy_files::in_package;
use crate::program::{Call, tanglewalk};
use crate::training::tiny;

/// `train` with a configuration, into `out`.
fn train(folder: &Path, config: &Value) -> Call {
    let file = folder.join("config.json");
    std::fs::write(&file, config.to_string()).unwrap();
    tanglewalk("train --config")
        .with(file)
        .with("--out")
        .with(folder.join("run"))
}

#[track_caller]
fn refused(change: impl FnOnce(&mut Value), quotes: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let mut config = tiny();
    change(&mut config);
    let mut all = vec!["config.json"];
    all.extend(quotes);
    train(folder.path(), &config).refused(&all);
    assert!(!folder.path().join("run").exists(), "nothing is begun");
}

#[test]
fn configurations_that_are_not_json() {
    tanglewalk("train --out never --config /no/such/config.json").refused(&[
        "cannot read configuration /no/such/config.json",
        "check the path",
    ]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.json");
    std::fs::write(&file, "{\n  \"format_version\": 1,\n  \"name\" \"walk\"\n}").unwrap();
    tanglewalk("train --out never --config")
        .with(&file)
        .refused(&["config.json, line 3, column 10: expected `:`"]);
}

#[test]
fn fields_that_are_unknown_missing_or_of_another_kind() {
    refused(
        |c| c["sed"] = 3.into(),
        &["unknown field `sed`; did you mean `seed`?"],
    );
    refused(
        |c| {
            c.as_object_mut().unwrap().remove("horizon");
        },
        &["missing field `horizon`; add it"],
    );
    refused(
        |c| c["environments"] = "many".into(),
        &["environments is \"many\"; give a whole number from zero on"],
    );
    refused(
        |c| c["stages"][0]["reward"]["dance"] = 1.into(),
        &["unknown field `stages[0].reward.dance`; leave it out, or give one of `track_velocity`,"],
    );
    refused(
        |c| c["stages"][0]["reward"]["stand_foot"] = 1.into(),
        &["unknown field `stages[0].reward.stand_foot`; did you mean `stand_feet`?"],
    );
    refused(
        |c| {
            let reward = c["stages"][0]["reward"].as_object_mut().unwrap();
            reward.remove("trot");
        },
        &["missing field `stages[0].reward.trot`; add it"],
    );
    refused(
        |c| c["stages"][0]["noise"] = json!({ "gyroscope": 1 }),
        &["unknown field `stages[0].noise.gyroscope`; leave it out, or give one of"],
    );
    refused(
        |c| c["format_version"] = 2.into(),
        &["format_version is 2; this program reads"],
    );
}

#[test]
fn sizes_that_cannot_be() {
    let whole = "give a whole number above zero";
    refused(
        |c| c["environments"] = 0.into(),
        &["environments is 0", whole],
    );
    refused(|c| c["horizon"] = 0.into(), &["horizon is 0", whole]);
    refused(
        |c| c["ppo"]["minibatches"] = 3.into(),
        &[
            "ppo.minibatches is 8 into 3",
            "the environments must divide evenly into minibatches",
        ],
    );
    refused(
        |c| c["network"]["encoder"] = json!([0]),
        &["network.encoder[0] is 0", "give layer sizes from 1 to 8192"],
    );
    refused(
        |c| c["network"]["recurrent"] = 10_000.into(),
        &[
            "network.recurrent is 10000",
            "give layer sizes from 1 to 8192",
        ],
    );
}

#[test]
fn numbers_that_would_lead_nowhere() {
    refused(
        |c| c["episode_seconds"] = 0.into(),
        &["episode_seconds is 0"],
    );
    refused(
        |c| c["commands"]["range"]["yaw"] = json!([1, -1]),
        &["commands.range.yaw is [1, -1]", "give [lowest, highest]"],
    );
    refused(
        |c| c["ppo"]["learning_rate_range"] = json!([1e-3, 1e-5]),
        &[
            "ppo.learning_rate_range is [0.001, 0.00001]",
            "give [lowest, highest] above zero",
        ],
    );
    for from in [0, 1_000_000_000] {
        refused(
            |c| c["average_from_step"] = from.into(),
            &[
                &format!("average_from_step is {from}"),
                "give a step from 1 to total_steps",
            ],
        );
    }
}

#[test]
fn numbers_of_the_stages_and_of_what_they_share_that_would_lead_nowhere() {
    let above = "give a number above zero";
    refused(
        |c| c["ppo"]["kl_target"] = 0.into(),
        &["ppo.kl_target is 0", above],
    );
    refused(
        |c| c["stages"][0]["kl_target"] = json!(-1.5),
        &["stages[0].kl_target is -1.5", above],
    );
    refused(
        |c| c["stages"][0]["horizon"] = 0.into(),
        &["stages[0].horizon is 0", "above zero"],
    );
    refused(
        |c| c["randomisation"]["payload"] = json!([-30, 0]),
        &[": randomisation.payload is [-30, 0]", "base"],
    );
    refused(
        |c| {
            c["stages"][0]["randomisation"] = c["randomisation"].clone();
            c["stages"][0]["randomisation"]["payload"] = json!([-30, 0]);
        },
        &["stages[0].randomisation.payload is [-30, 0]", "base"],
    );
    refused(
        |c| c["noise"]["gravity"] = json!(-0.05),
        &[": noise.gravity is -0.05", "give a number from zero on"],
    );
    refused(
        |c| {
            c["stages"][0]["noise"] = c["noise"].clone();
            c["stages"][0]["noise"]["joint_velocity"] = json!(-3);
        },
        &[
            "stages[0].noise.joint_velocity is -3",
            "give a number from zero on",
        ],
    );
    refused(
        |c| {
            c["stages"][0]["randomisation"] = c["randomisation"].clone();
            c["stages"][0]["randomisation"]["friction"] = json!([1, 0.5]);
        },
        &[
            "stages[0].randomisation.friction is [1, 0.5]",
            "give [lowest, highest]",
        ],
    );
    refused(
        |c| c["stages"][0]["noise_loss"] = json!(-1),
        &["stages[0].noise_loss is -1", "give a number from zero on"],
    );
    refused(
        |c| c["stages"][0]["mirror_loss"] = json!(-0.5),
        &[
            "stages[0].mirror_loss is -0.5",
            "give a number from zero on",
        ],
    );
    refused(
        |c| c["stages"][0]["reward"]["stance_seconds"] = 0.into(),
        &[
            "stages[0].reward.stance_seconds is 0",
            "give a number above zero",
        ],
    );
    refused(
        |c| c["stages"][0]["reward"]["stance_seconds"] = json!(0.01),
        &[
            "stages[0].reward.stance_seconds is 0.01",
            "give at least one control step of the robot",
        ],
    );
    refused(
        |c| c["randomisation"]["friction"] = json!([-1, 1]),
        &[
            "randomisation.friction is [-1, 1]",
            "give [lowest, highest] from zero on",
        ],
    );
}

/// A configuration with another value at a JSON pointer.
#[track_caller]
fn refused_with(pointer: &str, value: Value, says: &str) {
    let change = |config: &mut Value| {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        match config.pointer_mut(parent).unwrap() {
            Value::Array(list) => list[name.parse::<usize>().unwrap()] = value,
            object => object[name] = value,
        }
    };
    refused(change, &[says]);
}

#[test]
fn numbers_out_of_their_range_wherever_they_stand() {
    for (pointer, value, says) in [
        (
            "/ppo/gamma",
            json!(1.5),
            "ppo.gamma is 1.5; give a number from 0 to 1",
        ),
        (
            "/ppo/lambda",
            json!(-0.1),
            "ppo.lambda is -0.1; give a number from 0 to 1",
        ),
        (
            "/ppo/learning_rate",
            json!(0),
            "ppo.learning_rate is 0; give a number above",
        ),
        (
            "/ppo/value_coefficient",
            json!(-1),
            "ppo.value_coefficient is -1; give",
        ),
        (
            "/ppo/clip",
            json!(1e39),
            "ppo.clip is inf; give a number above zero",
        ),
        (
            "/commands/standing",
            json!(1.2),
            "commands.standing is 1.2; give a share",
        ),
        (
            "/commands/slow",
            json!(-1),
            "commands.slow is -1; give a share from 0 to 1",
        ),
        (
            "/curriculum/initial",
            json!(2),
            "curriculum.initial is 2; give a share",
        ),
        (
            "/exploration/1/1",
            json!(0),
            "exploration[1][1] is 0; give a number above zero",
        ),
        (
            "/exploration/1/0",
            json!(0),
            "exploration[1][0] is 0; give a step above 0",
        ),
        ("/exploration/0/0", json!(3), "the first at step 0"),
        (
            "/randomisation/tilt",
            json!(-1),
            "randomisation.tilt is -1; give a number from",
        ),
    ] {
        refused_with(pointer, value, says);
    }
}

#[test]
fn numbers_of_a_stage_out_of_their_range() {
    for (pointer, value, says) in [
        (
            "/stages/0/standing",
            json!(7),
            "stages[0].standing is 7; give a share",
        ),
        (
            "/stages/0/push",
            json!({ "every_seconds": 0, "speed": 1 }),
            "stages[0].push.every_seconds is 0; give a number above zero",
        ),
        (
            "/stages/0/reward/trot",
            json!(1e39),
            "stages[0].reward.trot is inf; give a finite number",
        ),
        (
            "/stages/0/reward/tracking_width",
            json!(0),
            "stages[0].reward.tracking_width is 0; give a number above zero",
        ),
    ] {
        refused_with(pointer, value, says);
    }
}

#[test]
fn stages_that_do_not_begin() {
    let fix = "give at least one stage, the first from step 0, in rising order";
    refused(|c| c["stages"] = json!([]), &["stages is []", fix]);
    refused(
        |c| c["stages"][0]["from_step"] = 5.into(),
        &["stages is [5]", fix],
    );
}

#[test]
fn ground_that_cannot_be_built() {
    refused(
        |c| c["terrain"] = json!({ "shares": { "flat": 0 } }),
        &[
            "terrain.shares is [0.0, 0.0, 0.0, 0.0]",
            "one of them above zero",
        ],
    );
    refused(
        |c| c["terrain"] = json!({ "shares": { "slope": 1 }, "slope_degrees": 40 }),
        &["terrain.slope_degrees is 40", "at most 30 degrees"],
    );
    refused(
        |c| c["terrain"] = json!({ "shares": { "flat": 1, "steps": 1 } }),
        &["terrain.step_height is 0", "or no share of steps"],
    );
    refused(
        |c| c["terrain"] = json!({ "shares": { "hills": 1 } }),
        &["unknown field `terrain.shares.hills`", "`rough`"],
    );
}

#[test]
fn folders_that_cannot_take_a_run() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("run"), "a file").unwrap();
    train(folder.path(), &tiny()).refused(&["run/checkpoints: cannot be written", "choose"]);
    let folder = tempfile::tempdir().unwrap();
    train(folder.path(), &tiny()).with("--resume").refused(&[
        "run holds no run to resume (no resume/state.json in it)",
        "leave --resume away to start one",
    ]);
    assert!(!folder.path().join("run").exists());
}

#[test]
fn a_run_that_is_there_is_neither_overwritten_nor_continued_as_another() {
    let folder = tempfile::tempdir().unwrap();
    train(folder.path(), &tiny()).done();
    train(folder.path(), &tiny()).refused(&[
        "run already holds a run",
        "add --resume to continue it, or name another folder",
    ]);
    let mut larger = tiny();
    larger["network"]["recurrent"] = 24.into();
    train(folder.path(), &larger).with("--resume").refused(&[
        "run holds a run whose network.recurrent is 16, not 24",
        "run/config.json and no --seed, or train anew in another folder",
    ]);
    let other_seed = train(folder.path(), &tiny()).words("--resume --seed 77");
    other_seed.refused(&["run holds a run whose seed is ", ", not 77; resume it with"]);
    let robot = in_package("assets/robots/anymal_c.urdf");
    tanglewalk("train --config")
        .with(folder.path().join("config.json"))
        .with("--out")
        .with(folder.path().join("other"))
        .with("--robot")
        .with(robot)
        .refused(&["anymal_c.urdf, line 1, column 1"]);
}
