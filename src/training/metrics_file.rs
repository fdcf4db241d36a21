//! `metrics.jsonl`: a line an iteration, appended while the run goes on.
//!
//! A run that was killed may leave half a line, or lines that no saved state covers. Whoever goes on
//! from a step drops both, so that each line is whole and the steps rise.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{IterationMetrics, TrainingError};
use crate::files::{ReadError, WriteError, is_stream, read_bytes, write_bytes};

/// The file's name in a run's folder.
pub(super) const NAME: &str = "metrics.jsonl";

/// The file of a run that goes on.
pub(super) struct MetricsFile {
    file: PathBuf,
    log: File,
}

impl MetricsFile {
    /// That of the run in `out`, of which `step` is what is done: later lines are dropped.
    pub(super) fn open(out: &Path, step: u64) -> Result<Self, TrainingError> {
        let file = out.join(NAME);
        if file.exists() && !is_stream(&file) {
            let before = read_bytes("metrics", &file)?;
            let text = String::from_utf8_lossy(&before);
            let kept = covered(&text, step);
            if kept.as_bytes() != before {
                write_bytes(&file, kept.as_bytes())?;
            }
        }
        let log = File::options().create(true).append(true).open(&file);
        match log {
            Ok(log) => Ok(Self { file, log }),
            Err(source) => Err(WriteError { file, source }.into()),
        }
    }

    /// Adds an iteration.
    pub(super) fn append(&mut self, metrics: &IterationMetrics) -> Result<(), TrainingError> {
        let written = serde_json::to_string(metrics)
            .map_err(std::io::Error::from)
            .and_then(|line| self.log.write_all(format!("{line}\n").as_bytes()));
        written.map_err(|source| {
            let file = self.file.clone();
            WriteError { file, source }.into()
        })
    }
}

/// The iterations of the run in `out`, without lines that are not whole.
pub fn read_metrics(out: &Path) -> Result<Vec<IterationMetrics>, ReadError> {
    let bytes = read_bytes("metrics", &out.join(NAME))?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines();
    Ok(lines
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect())
}

/// What a line must have.
#[derive(Deserialize)]
struct Line {
    step: u64,
}

/// The whole lines up to `step`, each with a step above that of the line before. Of two that
/// overlap, the later one was written by the run that went on.
fn covered(text: &str, step: u64) -> String {
    let mut kept: Vec<(u64, &str)> = Vec::new();
    for line in text.lines() {
        if let Ok(Line { step: done }) = serde_json::from_str(line)
            && done <= step
        {
            while kept.last().is_some_and(|(earlier, _)| *earlier >= done) {
                kept.pop();
            }
            kept.push((done, line));
        }
    }
    kept.iter().map(|(_, line)| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "{\"step\":10,\"a\":1}\n{\"step\":20}\n{\"step\":30}\n";

    #[test]
    fn whole_lines_that_are_covered_stay_as_they_are() {
        assert_eq!(covered(WHOLE, 30), WHOLE);
        assert_eq!(covered(WHOLE, 29), "{\"step\":10,\"a\":1}\n{\"step\":20}\n");
        assert_eq!(covered(WHOLE, 0), "");
        assert_eq!(covered("", 30), "");
    }

    #[test]
    fn torn_and_overtaken_lines_are_dropped() {
        for cut in 1..12 {
            let torn = &WHOLE[..WHOLE.len() - cut];
            let expected = if cut == 1 { 3 } else { 2 };
            assert_eq!(covered(torn, 30).lines().count(), expected, "{torn}");
            // what an earlier program appended to the torn line is lost with it
            let swallowed = format!("{torn}{{\"step\":40}}\n{{\"step\":50}}\n");
            let steps = covered(&swallowed, 60);
            assert!(steps.ends_with("{\"step\":50}\n"), "{steps}");
            assert!(
                steps
                    .lines()
                    .all(|line| serde_json::from_str::<Line>(line).is_ok())
            );
        }
        let twice =
            "{\"step\":10}\n{\"step\":20,\"a\":1}\n{\"step\":30}\n{\"step\":20}\n{\"step\":25}\n";
        let expected = "{\"step\":10}\n{\"step\":20}\n{\"step\":25}\n";
        assert_eq!(covered(twice, 60), expected);
        assert_eq!(covered("null\n[]\n{}\n{\"step\":-1}\n\n", 60), "");
    }

    #[test]
    fn bytes_that_are_no_text_cost_their_line_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(NAME);
        std::fs::write(&file, b"{\"step\":1}\n\0\0\xff\0\n{\"step\":3}\n").unwrap();
        drop(MetricsFile::open(folder.path(), 9).unwrap());
        let kept = std::fs::read_to_string(&file).unwrap();
        assert_eq!(kept, "{\"step\":1}\n{\"step\":3}\n");
    }
}
