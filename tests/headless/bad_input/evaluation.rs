//! Evaluations that cannot be run.

use crate::program::tanglewalk;

#[test]
fn pushes_that_are_none() {
    for text in ["hard", "-1", "11", "NaN", "1:0", "1:2000", "1:"] {
        tanglewalk("evaluate --push").with(text).refused(&[
            &format!("invalid value '{text}' for '--push <SPEED[:MS]>'"),
            "give SPEED or SPEED:MS such as 1.0 or 1.0:100",
        ]);
    }
    for text in ["540", "540x", "x0.1", "-540x0.1", "540x0", "540x9"] {
        tanglewalk("evaluate --push-force").with(text).refused(&[
            &format!("invalid value '{text}' for '--push-force <FORCExSECONDS>'"),
            "give FORCExSECONDS such as 540x0.1",
        ]);
    }
    tanglewalk("evaluate --push 1 --push-force 540x0.1").refused(&["cannot be used with"]);
}

#[test]
fn conditions_that_cannot_be() {
    for payload in ["-19.2", "1000", "NaN", "inf"] {
        tanglewalk("evaluate --payload").with(payload).refused(&[
            &format!("--payload is {payload}"),
            "give -18.2 to 100 kg",
            "the base must keep 1 kg",
        ]);
    }
    for friction in ["-0.1", "3.5", "NaN"] {
        tanglewalk("evaluate --friction")
            .with(friction)
            .refused(&[&format!("--friction is {friction}"), "give 0 to 3"]);
    }
    for latency in ["6", "-1"] {
        tanglewalk("evaluate --latency").with(latency).refused(&[
            &format!("invalid value '{latency}' for '--latency <STEPS>'"),
            "0..=5",
        ]);
    }
    tanglewalk("evaluate --latency 0.5").refused(&["invalid value '0.5' for '--latency <STEPS>'"]);
}

#[test]
fn random_commands_that_make_no_sense() {
    tanglewalk("evaluate --random 0").refused(&["invalid value '0' for '--random <N>'", "1..="]);
    tanglewalk("evaluate --random 2 --command 1,0,0").refused(&["cannot be used with"]);
    tanglewalk("evaluate --random 10000 --seeds 10000").refused(&[
        "100000000 runs are more than 500000",
        "ask for fewer seeds or commands",
    ]);
    tanglewalk("evaluate --range full").refused(&["required arguments", "--random <N>"]);
    tanglewalk("evaluate --change-every 5").refused(&["required arguments", "--random <N>"]);
    tanglewalk("evaluate --random 2 --range wide")
        .refused(&["invalid value 'wide' for '--range <RANGE>'", "policy, full"]);
    for seconds in ["2", "0", "-5", "NaN", "21"] {
        tanglewalk("evaluate --random 2 --change-every")
            .with(seconds)
            .refused(&[
                &format!("--change-every is {seconds} s"),
                "give more than 2 s",
                "at most 20 s",
            ]);
    }
}

#[test]
fn a_shuffle_of_one() {
    tanglewalk("rollout --out never.npz --lesion shuffle")
        .refused(&["--lesion shuffle", "tanglewalk evaluate --lesion shuffle"]);
    tanglewalk("evaluate --lesion shuffle --command 1,0,0 --seeds 1")
        .refused(&["takes two runs at least", "ask for more seeds or commands"]);
}

#[test]
fn pictures_that_cannot_be_drawn() {
    let one = "evaluate --seeds 1 --command 0,0,0 --gait-diagram";
    for file in ["gait", "gait.pdf", "png"] {
        tanglewalk(one)
            .with(file)
            .refused(&[file, "the name must end in .png or .svg"]);
    }
    tanglewalk(one)
        .with("no/such/folder/gait.png")
        .refused(&["cannot be written", "make its folder first"]);
    tanglewalk("evaluate --gait-diagram gait.png").refused(&[
        "shows at most 8 commands, and there are 45",
        "choose some with --command",
    ]);
}
