//! Nonsense for both readers, runs and scenes: whatever comes, an answer and no panic.
//!
//! Mutations of files that are right: bytes changed, cut out, doubled, and lengths and numbers at their ends; of
//! runs in whole blocks with right checksums too, so that what is behind them is reached.

use std::path::Path;
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::block::{self, Kind, MARK, Next};
use super::tests::{walk, write};
use super::{Existing, RunFile, RunWriter};
use crate::robot::Robot;
use crate::script::Source;
use crate::script::scene::Scene;

/// Texts that mean something to a parser.
const WORDS: [&str; 16] = [
    "null",
    "-1",
    "1e999",
    "{}",
    "[]",
    "\"\"",
    "18446744073709551616",
    "NaN",
    "\"at\":",
    "\"reset\":{}",
    "[[[[[[",
    "\\ud800",
    "0.1e-400",
    "true",
    "\"policy\":\"../../../dev/null\"",
    "\"link\":\"base\"",
];

/// Changes bytes in a few places.
fn mutate(bytes: &mut Vec<u8>, rng: &mut ChaCha8Rng) {
    for _ in 0..rng.random_range(1..6) {
        let at = rng.random_range(0..=bytes.len());
        match rng.random_range(0..7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << rng.random_range(0..8),
            1 if at < bytes.len() => bytes[at] = [0, 1, 127, 128, 255][rng.random_range(0..5)],
            2 => bytes.truncate(at),
            3 => {
                let end = (at + rng.random_range(0..32)).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                let end = (at + rng.random_range(0..64)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            5 => {
                let word = WORDS[rng.random_range(0..WORDS.len())];
                bytes.splice(at..at, word.bytes());
            }
            _ => {
                let end = (at + 4).min(bytes.len());
                let value = [0_u32, 1, u32::MAX, 1 << 31, 1 << 28][rng.random_range(0..5)];
                bytes.splice(at..end, value.to_le_bytes());
            }
        }
    }
}

/// The blocks of a file.
fn blocks(bytes: &[u8]) -> Vec<(Kind, Vec<u8>)> {
    let mut rest = &bytes[MARK.len()..];
    let mut left = rest.len() as u64;
    let mut blocks = Vec::new();
    while let Ok(Next::Block(kind, content)) = block::read(&mut rest, &mut left) {
        blocks.push((kind, content));
    }
    blocks
}

/// A file with some of its blocks changed, doubled or away, its checksums right.
fn rebuilt(blocks: &[(Kind, Vec<u8>)], rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = MARK.to_vec();
    for (kind, content) in blocks {
        let mut content = content.clone();
        match rng.random_range(0..8) {
            0..3 => mutate(&mut content, rng),
            3 if *kind != Kind::Header => continue,
            4 => {
                block::push(&mut bytes, *kind, &content);
            }
            _ => {}
        }
        block::push(&mut bytes, *kind, &content);
    }
    bytes
}

/// Reads all that can be read.
fn read_run(path: &Path, robot: &Robot) -> u64 {
    let Ok(file) = RunFile::open(path) else {
        return 0;
    };
    let _ = (
        file.policies(robot),
        file.cues(),
        file.one_layout(),
        file.missing(),
    );
    let records = file.records().into_iter().flatten();
    records.filter(Result::is_ok).count() as u64
}

fn fuzz(duration: Duration, seed: u64) -> (u64, u64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.twrun");
    let walk = walk(60, Source::File("mine.json".into()));
    write(&walk, &path).finish().unwrap();
    let whole = std::fs::read(&path).unwrap();
    // a policy's weights are most of a file, and nothing of them is ours to read
    let small = folder.path().join("small.twrun");
    let header = &walk.header;
    let policies = &crate::rollout::Policies::default();
    let mut writer = RunWriter::create(&small, Existing::Keep, header, policies).unwrap();
    walk.records[..5]
        .iter()
        .for_each(|record| writer.record(record));
    writer
        .event(2, crate::script::Event::Reset, policies)
        .unwrap();
    writer.flush(5, 1).unwrap();
    writer.finish().unwrap();
    let small = std::fs::read(&small).unwrap();
    let (parts, small_parts) = (blocks(&whole), blocks(&small));
    let scene = include_str!("../../../scenes/tour.json");
    let events = crate::script::scene::tests::version_2().to_string();
    let robot = Robot::built_in().unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let begin = Instant::now();
    let (mut runs, mut read) = (0, 0);
    while begin.elapsed() < duration {
        let bytes = match rng.random_range(0..20) {
            0 => rebuilt(&parts, &mut rng),
            1..12 => rebuilt(&small_parts, &mut rng),
            _ => {
                let mut bytes = small.clone();
                mutate(&mut bytes, &mut rng);
                bytes
            }
        };
        std::fs::write(&path, bytes).unwrap();
        read += read_run(&path, &robot);
        for text in [scene, &events] {
            let mut bytes = text.as_bytes().to_vec();
            mutate(&mut bytes, &mut rng);
            let text = String::from_utf8_lossy(&bytes);
            if let Ok(scene) = Scene::from_json(&text, Path::new("scene.json")) {
                let _ = (scene.check_robot(&robot, "scene.json"), scene.segments());
            }
        }
        runs += 1;
    }
    (runs, read)
}

#[test]
fn nonsense_gets_an_answer() {
    let (runs, read) = fuzz(Duration::from_secs(2), 1);
    assert!(
        runs > 50 && read > 0,
        "{runs} files, {read} rows of them read"
    );
}

/// `cargo test --release --lib ten_minutes -- --ignored --nocapture`
#[test]
#[ignore = "takes ten minutes"]
fn nonsense_gets_an_answer_for_ten_minutes() {
    let (runs, read) = fuzz(Duration::from_secs(600), 2);
    println!(
        "{runs} runs and {} scenes, {read} rows of them read",
        2 * runs
    );
}
