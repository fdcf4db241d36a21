//! Writing a run as it goes.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::block::{self, Kind, MARK};
use super::error::RunError;
use super::header::{PolicyEntry, RunHeader};
use super::layout::Layout;
use super::row;
use crate::files::WriteError;
use crate::policy::Policy;
use crate::rollout::{Policies, StepRecord};
use crate::script::{Event, Source, TimedEvent};

/// Bytes of rows after which another block begins: far from the longest that there may be.
const FULL: usize = 1 << 26;

/// What happens to a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Keep,
    /// It goes.
    Overwrite,
}

/// A run file that grows.
#[derive(Debug)]
pub struct RunWriter {
    path: PathBuf,
    file: File,
    /// Bytes of whole blocks in the file.
    whole: u64,
    rate: f64,
    events: Vec<TimedEvent>,
    rows: Rows,
    /// Those that are in the file.
    policies: BTreeSet<Source>,
    /// Steps of all rows so far, and those of them that the system has.
    recorded: u64,
    written: u64,
}

/// Rows of one layout in a row, not yet written.
#[derive(Debug, Default)]
struct Rows {
    layout: Option<Layout>,
    first: u64,
    count: u32,
    bytes: Vec<u8>,
    /// Blocks of rows that are complete, in the order of their steps.
    blocks: Vec<u8>,
}

impl Rows {
    fn push(&mut self, record: &StepRecord, step: u64) {
        let layout = Layout::of(record);
        let goes_on = self.first + u64::from(self.count) == step;
        let is_full = self.bytes.len() > FULL;
        if !goes_on || is_full || self.layout.as_ref() != Some(&layout) {
            self.close();
            (self.layout, self.first) = (Some(layout), step);
        }
        row::visit(record, &mut |number| {
            self.bytes.extend(number.to_le_bytes());
        });
        self.count += 1;
    }

    /// What was gathered becomes a block.
    fn close(&mut self) {
        let Some(layout) = &self.layout else { return };
        if self.count > 0 {
            let mut content = self.first.to_le_bytes().to_vec();
            content.extend(self.count.to_le_bytes());
            content.extend(layout.to_bytes());
            content.append(&mut self.bytes);
            block::push(&mut self.blocks, Kind::Records, &content);
        }
        self.count = 0;
        self.layout = None;
    }
}

impl RunWriter {
    /// Begins a file with its header and the policy of the start, which is one of `policies`.
    pub fn create(
        path: &Path,
        existing: Existing,
        header: &RunHeader,
        policies: &Policies,
    ) -> Result<Self, RunError> {
        let failed = |source| WriteError {
            file: path.to_owned(),
            source,
        };
        let mut bytes = MARK.to_vec();
        let json = serde_json::to_vec(header).map_err(|error| failed(error.into()))?;
        block::push(&mut bytes, Kind::Header, &json);
        let mut options = OpenOptions::new();
        match existing {
            Existing::Keep => options.create_new(true),
            Existing::Overwrite => options.create(true).truncate(true),
        };
        let file = options.write(true).open(path).map_err(failed)?;
        let mut writer = Self {
            path: path.to_owned(),
            file,
            whole: 0,
            rate: header.control_rate.into(),
            events: Vec::new(),
            rows: Rows::default(),
            policies: BTreeSet::new(),
            recorded: 0,
            written: 0,
        };
        writer.append(&bytes)?;
        writer.policy(&header.start.policy, policies)?;
        Ok(writer)
    }

    /// Adds a policy that the run names, unless it is there.
    fn policy(&mut self, source: &Source, policies: &Policies) -> Result<(), RunError> {
        let Some(policy) = policies
            .get(source)
            .filter(|_| !self.policies.contains(source))
        else {
            return Ok(());
        };
        let entry = PolicyEntry::of(source, policy);
        let content = policy_bytes(&entry, policy).map_err(|source| self.failed(source))?;
        let mut bytes = Vec::new();
        if !block::push(&mut bytes, Kind::Policy, &content) {
            return Err(self.failed(io::ErrorKind::FileTooLarge.into()));
        }
        self.policies.insert(source.clone());
        self.append(&bytes)
    }

    /// Where it is written.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Control steps that were recorded, written or not.
    pub fn recorded(&self) -> u64 {
        self.recorded
    }

    /// Control steps that the system has.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Takes in an event that acted before a control step; the policy that it may name is one of `policies`.
    pub fn event(&mut self, step: u64, event: Event, policies: &Policies) -> Result<(), RunError> {
        if let Event::Policy(source) = &event {
            self.policy(source, policies)?;
        }
        self.events.push(event.at(step as f64 / self.rate));
        Ok(())
    }

    /// Takes in a control step.
    pub fn record(&mut self, record: &StepRecord) {
        self.record_from(record, 0);
    }

    /// Takes in a control step of a run in which `begin` is this file's zero.
    pub fn record_from(&mut self, record: &StepRecord, begin: u64) {
        self.rows.push(record, record.step - begin);
        self.recorded += 1;
    }

    /// Hands over to the system all that was taken in, with the hash of all that decides `step`, in one piece.
    /// What fails leaves the file as it was.
    pub fn flush(&mut self, step: u64, hash: u64) -> Result<(), RunError> {
        let mut bytes = Vec::new();
        self.gather(&mut bytes)?;
        let mut content = step.to_le_bytes().to_vec();
        content.extend(hash.to_le_bytes());
        block::push(&mut bytes, Kind::Hash, &content);
        self.append(&bytes)?;
        self.written = self.recorded;
        Ok(())
    }

    /// Ends the file.
    pub fn finish(mut self) -> Result<PathBuf, RunError> {
        let mut bytes = Vec::new();
        self.gather(&mut bytes)?;
        block::push(&mut bytes, Kind::End, &[]);
        self.append(&bytes)?;
        self.file.sync_all().map_err(|source| self.failed(source))?;
        Ok(self.path)
    }

    fn gather(&mut self, bytes: &mut Vec<u8>) -> Result<(), RunError> {
        if !self.events.is_empty() {
            let json = serde_json::to_vec(&self.events).map_err(|e| self.failed(e.into()))?;
            block::push(bytes, Kind::Events, &json);
            self.events.clear();
        }
        self.rows.close();
        bytes.append(&mut self.rows.blocks);
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), RunError> {
        self.check_place().map_err(|source| self.failed(source))?;
        if let Err(source) = self.file.write_all(bytes) {
            // half a block would be passed over, too
            let _ = self.file.set_len(self.whole);
            return Err(self.failed(source));
        }
        self.whole += bytes.len() as u64;
        Ok(())
    }

    /// Fails if the file is no longer where it was made: what is written then is lost.
    fn check_place(&self) -> io::Result<()> {
        let there = std::fs::metadata(&self.path)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let own = self.file.metadata()?;
            if (there.dev(), there.ino()) != (own.dev(), own.ino()) {
                return Err(io::Error::other("another file took its place"));
            }
        }
        let _ = there;
        Ok(())
    }

    fn failed(&self, source: io::Error) -> RunError {
        let file = self.path.clone();
        RunError::Write(WriteError { file, source })
    }
}

/// Entry, manifest and weights of a policy, each but the last with its length before it; of one that ships the
/// entry alone.
fn policy_bytes(entry: &PolicyEntry, policy: &Policy) -> io::Result<Vec<u8>> {
    let (manifest, weights) = if entry.embedded {
        policy.to_parts()?
    } else {
        Default::default()
    };
    let mut bytes = Vec::new();
    for part in [serde_json::to_vec(entry)?, manifest] {
        bytes.extend((part.len() as u32).to_le_bytes());
        bytes.extend(part);
    }
    bytes.extend(weights);
    Ok(bytes)
}
