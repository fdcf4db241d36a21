//! What goes to standard error: no escape codes in a log, a word on how far the work is, and no
//! harm where nobody reads it.

use crate::policy_files::in_package;
use crate::program::tanglewalk;
use crate::training::train;

const ESCAPE: char = '\u{1b}';

#[test]
fn a_log_of_a_training_has_no_escape_codes_and_says_how_far_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let ended = train(folder.path()).run();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(
        !ended.err.contains(ESCAPE) && !ended.out.contains(ESCAPE),
        "{}",
        ended.err
    );
    let told: Vec<&str> = ended
        .err
        .lines()
        .filter(|line| line.contains("checkpoint"))
        .collect();
    assert_eq!(told.len(), 2, "{}", ended.err);
    for (line, step) in told.iter().zip(["step=128", "step=256"]) {
        assert!(line.contains(step) && line.contains(".json"), "{line}");
    }
}

#[test]
fn other_work_leaves_no_escape_codes_in_a_log() {
    let folder = tempfile::tempdir().unwrap();
    for words in [
        "rollout --seconds 0.2 --out run.npz",
        "evaluate --seeds 1 --command 0,0,0",
        "analyze run.npz",
        "analyze none.npz",
        "rollout --seconds 0 --out run.npz",
        "rollout --seconds soon --out run.npz",
    ] {
        let ended = tanglewalk(words).within(folder.path()).run();
        assert!(ended.code == Some(0) || !ended.err.is_empty());
        assert!(
            !ended.err.contains(ESCAPE) && !ended.out.contains(ESCAPE),
            "{words}: {}",
            ended.err
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_error_that_nobody_reads_keeps_its_exit_code() {
    let gone = |script: &str| {
        let call = tanglewalk("analyze /no/such/run.npz").in_script(script);
        call.run().code
    };
    assert_eq!(gone("\"$@\" 2>/dev/full"), Some(2));
    assert_eq!(gone("\"$@\" 2>&-"), Some(2));
    assert_eq!(gone("\"$@\" >&- 2>&-"), Some(2));
    let pipe = "{ { sleep 0.2; \"$@\"; echo $? >&3; } 2>&1 | true; } 3>&1";
    let ended = tanglewalk("analyze /no/such/run.npz").in_script(pipe).run();
    assert_eq!(ended.out.trim(), "2", "{}", ended.err);
    let folder = tempfile::tempdir().unwrap();
    let call = train(folder.path()).errors_into("/dev/full").run();
    assert_eq!(call.code, Some(0), "a log that is full stops no training");
}

#[cfg(target_os = "linux")]
#[test]
fn results_come_although_warnings_go_nowhere() {
    let run = in_package("tests/golden/synthetic.npz");
    let told = tanglewalk("analyze").with(&run).done();
    for script in ["\"$@\" 2>/dev/full", "\"$@\" 2>&-"] {
        let call = tanglewalk("analyze").with(&run).in_script(script);
        assert_eq!(call.done(), told, "{script}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_has_seen_enough_is_no_fault() {
    let pipe = "{ { \"$@\"; echo $? >&3; } | true; } 3>&1";
    for words in [
        "policies",
        "rollout --seconds 0.1 --out -",
        "evaluate --seeds 1 --command 0,0,0 --json -",
    ] {
        let ended = tanglewalk(words).in_script(pipe).run();
        assert_eq!(ended.out.trim(), "0", "{words}: {}", ended.err);
    }
}
