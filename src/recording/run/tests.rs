//! Run files whole, cut, broken and made up.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::block::{self, Kind, MARK};
use super::*;
use crate::policy::Policy;
use crate::robot::Robot;
use crate::rollout::{Policies, Run, StepRecord, start_of};
use crate::script::event::Cues;
use crate::script::scene::Scene;
use crate::script::{Event, RunStart, Source};

pub(super) struct Walk {
    robot: Arc<Robot>,
    policies: Policies,
    pub(super) header: RunHeader,
    pub(super) records: Vec<StepRecord>,
}

/// A walk of so many steps with a push and a caption, its policy under the name `source`.
pub(super) fn walk(steps: usize, source: Source) -> Walk {
    let robot = Arc::new(Robot::built_in().unwrap());
    let policy = Arc::new(Policy::built_in(&robot).unwrap());
    let policies = Policies::of(source.clone(), policy);
    let start = RunStart {
        policy: source,
        noise: true,
        ..start_of(&Scene::empty("test"))
    };
    let mut run = Run::begin(&robot, policies.clone(), &start, Cues::default()).unwrap();
    let records = (0..steps).filter_map(|_| run.advance()).collect();
    Walk {
        header: RunHeader::new(&robot, start),
        robot,
        policies,
        records,
    }
}

/// Writes a walk with a hash each 50 steps.
pub(super) fn write(walk: &Walk, path: &Path) -> RunWriter {
    let mut writer = RunWriter::create(path, Existing::Keep, &walk.header, &walk.policies).unwrap();
    for record in &walk.records {
        if record.step == 10 {
            let caption = Event::Caption("slippery".to_owned());
            for event in [Event::Friction(0.5), caption] {
                writer.event(10, event, &walk.policies).unwrap();
            }
        }
        writer.record(record);
        if (record.step + 1).is_multiple_of(50) {
            writer.flush(record.step + 1, record.step).unwrap();
        }
    }
    writer
}

fn records(file: &RunFile) -> Vec<StepRecord> {
    file.records()
        .unwrap()
        .map(|record| record.unwrap())
        .collect()
}

#[test]
fn what_is_written_is_read_to_the_last_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.twrun");
    let walk = walk(120, Source::BuiltIn);
    write(&walk, &path).finish().unwrap();
    let file = RunFile::open(&path).unwrap();
    assert_eq!(file.header(), &walk.header);
    assert_eq!(file.steps(), Some(0..120));
    assert_eq!(file.missing(), None);
    assert_eq!(file.hashes(), [(50, 49), (100, 99)]);
    let events: Vec<f64> = file.events().iter().map(|timed| timed.at).collect();
    assert_eq!(events, [0.2, 0.2]);
    let found = records(&file);
    assert_eq!(found, walk.records);
    for (a, b) in found.iter().zip(&walk.records) {
        assert_eq!(compare(a, b), None);
    }
    assert!(file.policies(&walk.robot).is_ok());
}

#[test]
fn a_difference_is_named() {
    let walk = walk(2, Source::BuiltIn);
    let one = &walk.records[1];
    let mut other = one.clone();
    other.decision.taps.hidden[3] = f32::from_bits(other.decision.taps.hidden[3].to_bits() ^ 1);
    let difference = compare(one, &other).unwrap();
    assert_eq!(difference.what, "hidden[3]");
    let mut other = one.clone();
    other.decision.targets[11] += 1.0;
    assert_eq!(compare(one, &other).unwrap().what, "joint_target[11]");
    let mut other = one.clone();
    other.command.yaw = -0.0;
    assert_eq!(
        compare(one, &other).unwrap().what,
        "command[2]",
        "a sign is a bit"
    );
}

#[test]
fn a_file_that_is_there_stays_unless_it_may_go() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.twrun");
    std::fs::write(&path, "mine").unwrap();
    let walk = walk(1, Source::BuiltIn);
    let create = |existing| RunWriter::create(&path, existing, &walk.header, &walk.policies);
    let error = create(Existing::Keep).unwrap_err();
    assert!(
        error.is_user_error() && error.to_string().contains("run.twrun"),
        "{error}"
    );
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    create(Existing::Overwrite).unwrap();
    assert!(RunFile::open(&path).is_ok());
}

#[test]
fn a_file_that_is_cut_anywhere_reads_up_to_its_last_whole_second() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.twrun");
    let walk = walk(150, Source::BuiltIn);
    write(&walk, &path).finish().unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let header = MARK.len() + 13 + serde_json::to_vec(&walk.header).unwrap().len();
    let cut = folder.path().join("cut.twrun");
    let mut before = 0;
    for length in (header..bytes.len()).step_by(bytes.len() / 200) {
        std::fs::write(&cut, &bytes[..length]).unwrap();
        let file = RunFile::open(&cut).unwrap();
        assert!(matches!(file.missing(), Some(Missing::Cut { .. })));
        let rows = file.row_count();
        assert!(
            rows >= before && rows.is_multiple_of(50),
            "{rows} rows of {length} bytes"
        );
        assert_eq!(records(&file), walk.records[..rows as usize]);
        before = rows;
    }
    assert!(before >= 100, "{before}");
}

#[test]
fn a_policy_that_does_not_ship_lies_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.twrun");
    let source = Source::File("gone/mine.json".into());
    let walk = walk(3, source.clone());
    write(&walk, &path).finish().unwrap();
    let file = RunFile::open(&path).unwrap();
    assert!(file.policy_entries().all(|entry| entry.embedded));
    let policies = file.policies(&walk.robot).unwrap();
    let cues = Cues::default();
    let mut run = Run::begin(&walk.robot, policies, &file.header().start, cues).unwrap();
    for recorded in records(&file) {
        assert_eq!(compare(&recorded, &run.advance().unwrap()), None);
    }
}

#[test]
fn a_folder_that_goes_and_a_file_that_is_moved_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("runs");
    std::fs::create_dir(&inner).unwrap();
    let path = inner.join("run.twrun");
    let walk = walk(60, Source::BuiltIn);
    let mut writer = write(&walk, &path);
    std::fs::remove_dir_all(&inner).unwrap();
    let error = writer.flush(60, 0).unwrap_err();
    assert!(
        error.to_string().contains("run.twrun: cannot be written"),
        "{error}"
    );
}

/// A block's kind and content.
type Content = (Kind, Vec<u8>);

/// A file of blocks with whatever is in them.
fn made_up(path: &Path, blocks: &[Content]) {
    let mut bytes = MARK.to_vec();
    for (kind, content) in blocks {
        assert!(block::push(&mut bytes, *kind, content));
    }
    std::fs::write(path, bytes).unwrap();
}

/// Blocks after a right header.
fn after_a_header(blocks: Vec<Content>) -> Vec<Content> {
    let header = walk(1, Source::BuiltIn).header;
    let header = (Kind::Header, serde_json::to_vec(&header).unwrap());
    [header].into_iter().chain(blocks).collect()
}

/// What is said of a file of such blocks.
fn fault_of(blocks: &[Content]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.twrun");
    made_up(&path, blocks);
    let error = RunFile::open(&path).err().expect("a fault").to_string();
    assert!(error.contains("run.twrun: "), "{error}");
    error
}

#[test]
fn headers_that_make_no_sense_are_told() {
    let header = serde_json::to_value(walk(1, Source::BuiltIn).header).unwrap();
    for (pointer, value, expected) in [
        ("/format_version", json!(9), "format_version is 9"),
        ("/start/friction", json!(-1), "start.friction is -1"),
        ("/start/latency", json!(99), "start.latency is 99"),
        ("/start/payload", json!(1e30), "start.payload is"),
        ("/start/ground", json!("hills"), "there is no such kind"),
        (
            "/start/command",
            json!([99, 0, 0]),
            "start.command[0] is 99",
        ),
        ("/start/policy", json!(""), "start.policy is empty"),
        ("/control_rate", json!(0), "of no robot"),
        ("/robot/links", json!(0), "of no robot"),
        ("/robot/links", json!(u64::MAX), "of no robot"),
    ] {
        let mut header = header.clone();
        *header.pointer_mut(pointer).unwrap() = value;
        let block = (Kind::Header, serde_json::to_vec(&header).unwrap());
        let error = fault_of(&[block]);
        assert!(error.contains(expected), "{expected}: {error}");
    }
    for blocks in [vec![], vec![(Kind::End, vec![])]] {
        assert!(fault_of(&blocks).contains("its header is not whole"));
    }
    let empty = fault_of(&[(Kind::Header, b"{}".to_vec())]);
    assert!(empty.contains("missing field `format_version`"), "{empty}");
}

#[test]
fn whole_blocks_with_nonsense_in_them_are_told() {
    let events = |text: &str| (Kind::Events, text.as_bytes().to_vec());
    let rows = |first: u64, count: u32, rest: &[u8]| {
        let mut content = first.to_le_bytes().to_vec();
        content.extend(count.to_le_bytes());
        content.extend(rest);
        (Kind::Records, content)
    };
    for (block, expected) in [
        (after_a_header(vec![]).remove(0), "it has two headers"),
        (events("[1]"), "its events: "),
        (events("{"), "its events: "),
        (events(r#"[{"at":1,"pace":9}]"#), "its events[0].pace is 9"),
        (
            events(r#"[{"at":1,"reset":{}},{"at":0,"reset":{}}]"#),
            "its events[1] comes before the one before",
        ),
        (rows(0, 1, &[]), "its rows are not of the length they say"),
        (
            rows(0, u32::MAX, &[0]),
            "its rows are not of the length they say",
        ),
        (
            rows(u64::MAX, 1, &[255; 40]),
            "its rows are not of the length they say",
        ),
        (
            (Kind::Records, vec![1]),
            "its rows are not of the length they say",
        ),
        ((Kind::Hash, vec![1, 2, 3]), "a hash in it is not whole"),
        ((Kind::Policy, vec![255; 20]), "a policy in it is not whole"),
        ((Kind::Policy, vec![]), "a policy in it is not whole"),
    ] {
        let error = fault_of(&after_a_header(vec![block]));
        assert!(error.contains(expected), "{expected}: {error}");
    }
}

#[test]
fn what_is_no_run_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.twrun");
    for bytes in [&b""[..], b"PK\x03\x04 an npz", b"twrun\r\n\x02"] {
        std::fs::write(&path, bytes).unwrap();
        let error = RunFile::open(&path).err().unwrap().to_string();
        assert!(error.contains("it is not a run file"), "{error}");
    }
    assert!(RunFile::open(folder.path()).is_err(), "a folder");
    assert!(RunFile::open(&folder.path().join("none")).is_err());
}

#[test]
fn a_run_of_another_robot_or_policy_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.twrun");
    let walk = walk(1, Source::BuiltIn);
    let message = |change: &dyn Fn(&mut RunHeader)| {
        let mut header = walk.header.clone();
        change(&mut header);
        let existing = Existing::Overwrite;
        let writer = RunWriter::create(&path, existing, &header, &walk.policies).unwrap();
        writer.finish().unwrap();
        let file = RunFile::open(&path).unwrap();
        file.policies(&walk.robot).err().unwrap().to_string()
    };
    let robot = message(&|header| header.robot.sha256 = "0".repeat(64));
    assert!(robot.contains("name that robot with --robot"), "{robot}");
    let missing = message(&|header| header.start.policy = Source::File("x.json".into()));
    assert!(
        missing.contains("names the policy x.json and has none"),
        "{missing}"
    );
    let part = |sha256: &str, embedded: bool| {
        let entry = PolicyEntry {
            source: Source::BuiltIn,
            sha256: sha256.to_owned(),
            embedded,
        };
        let json = serde_json::to_vec(&entry).unwrap();
        let mut content = (json.len() as u32).to_le_bytes().to_vec();
        content.extend(json);
        content.extend([0; 4]);
        let header = serde_json::to_vec(&walk.header).unwrap();
        made_up(&path, &[(Kind::Header, header), (Kind::Policy, content)]);
        let file = RunFile::open(&path).unwrap();
        file.policies(&walk.robot).err().unwrap().to_string()
    };
    let changed = part(&"0".repeat(64), false);
    assert!(
        changed.contains("policy built-in is 000000000000"),
        "{changed}"
    );
    assert!(
        changed.contains("version of the program that recorded it"),
        "{changed}"
    );
    let empty = part(&"0".repeat(64), true);
    assert!(empty.contains("run.twrun: "), "{empty}");
}

#[test]
fn a_byte_changed_anywhere_never_panics_and_loses_no_more_than_what_follows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.twrun");
    let walk = walk(50, Source::BuiltIn);
    write(&walk, &path).finish().unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let broken = folder.path().join("broken.twrun");
    for at in (0..bytes.len()).step_by(bytes.len() / 300) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x41;
        std::fs::write(&broken, changed).unwrap();
        if let Ok(file) = RunFile::open(&broken) {
            assert!(file.missing().is_some(), "byte {at}");
            assert!(records(&file).len() <= 50);
        }
    }
}
