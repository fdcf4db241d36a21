//! Reading a run: what it began with and all its events at once, its control steps one block at a time.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use super::block::{self, Kind, MARK, Next};
use super::error::{RunError, WHAT};
use super::header::{FORMAT_VERSION, PolicyEntry, RunHeader};
use super::missing::Missing;
use super::records::{Records, RowBlock};
use crate::files::{ReadError, parse_json};
use crate::policy::{Manifest, Policy};
use crate::robot::Robot;
use crate::rollout::Policies;
use crate::script::TimedEvent;
use crate::script::event::{Cues, check_payload};
use crate::script::scene::policies_of;

/// Most links of a robot.
const MOST_LINKS: usize = 1000;

/// The version alone, whatever else there is.
#[derive(Deserialize)]
struct Versioned {
    format_version: u32,
}

/// A policy that takes part, and what of it is inside the file.
struct Part {
    entry: PolicyEntry,
    manifest: String,
    weights: Vec<u8>,
}

/// An open run.
pub struct RunFile {
    path: PathBuf,
    header: RunHeader,
    events: Vec<TimedEvent>,
    hashes: Vec<(u64, u64)>,
    rows: Vec<RowBlock>,
    parts: Vec<Part>,
    is_ended: bool,
    /// Bytes at the end that are of no use, and whether they are not what was written.
    useless: u64,
    is_damaged: bool,
}

impl RunFile {
    /// Reads all but the rows, up to the last whole block.
    pub fn open(path: &Path) -> Result<Self, RunError> {
        let unread = |source| ReadError::new(WHAT, path, source);
        let mut file = BufReader::new(File::open(path).map_err(unread)?);
        let metadata = file.get_ref().metadata().map_err(unread)?;
        if metadata.is_dir() {
            return Err(unread(io::ErrorKind::IsADirectory.into()).into());
        }
        let length = metadata.len();
        let mut run = Self::begin(path, &mut file, length)?;
        let mut left = length.saturating_sub(file.stream_position().map_err(unread)?);
        loop {
            let begin = length - left;
            match block::read(&mut file, &mut left).map_err(unread)? {
                Next::Block(kind, content) => run.take(kind, content, begin)?,
                Next::End => break,
                Next::Cut => {
                    run.useless = left;
                    break;
                }
                Next::Damaged => {
                    (run.useless, run.is_damaged) = (length - begin, true);
                    break;
                }
            }
        }
        Ok(run)
    }

    /// The mark and the header.
    fn begin(path: &Path, file: &mut impl Read, length: u64) -> Result<Self, RunError> {
        let unread = |source| ReadError::new(WHAT, path, source);
        let wrong = |found: String, fix: &str| RunError::Wrong {
            file: path.to_owned(),
            found,
            fix: fix.to_owned(),
        };
        let mut mark = Vec::new();
        file.take(MARK.len() as u64)
            .read_to_end(&mut mark)
            .map_err(unread)?;
        if mark != MARK {
            let fix = "name a .twrun file, as `rollout --out` and the lab write it";
            return Err(wrong("it is not a run file".to_owned(), fix));
        }
        let mut left = length.saturating_sub(mark.len() as u64);
        let Next::Block(Kind::Header, json) = block::read(file, &mut left).map_err(unread)? else {
            let fix = "the recording was cut before it began; record again";
            return Err(wrong("its header is not whole".to_owned(), fix));
        };
        let text = String::from_utf8_lossy(&json);
        let bad = |error: crate::files::JsonError| {
            wrong(format!("its header: {}", error.message), "record again")
        };
        let version = parse_json::<Versioned>(&text).map_err(bad)?.format_version;
        if version != FORMAT_VERSION {
            return Err(wrong(
                format!("its format_version is {version}"),
                &format!("this program reads version {FORMAT_VERSION}"),
            ));
        }
        let header: RunHeader = parse_json(&text).map_err(bad)?;
        let run = Self {
            path: path.to_owned(),
            header,
            events: Vec::new(),
            hashes: Vec::new(),
            rows: Vec::new(),
            parts: Vec::new(),
            is_ended: false,
            useless: 0,
            is_damaged: false,
        };
        run.check_header()?;
        Ok(run)
    }

    fn check_header(&self) -> Result<(), RunError> {
        let header = &self.header;
        if header.control_rate == 0 || header.robot.links == 0 || header.robot.links > MOST_LINKS {
            return Err(self.wrong("its header is of no robot"));
        }
        let start = &header.start;
        let checked = crate::script::event::check_conditions(start);
        checked.map_err(|fault| self.wrong(format!("its header: start.{fault}")))
    }

    fn take(&mut self, kind: Kind, content: Vec<u8>, begin: u64) -> Result<(), RunError> {
        match kind {
            Kind::Header => return Err(self.wrong("it has two headers")),
            Kind::Policy => {
                let part = Part::read(&content);
                let part = part.ok_or_else(|| self.wrong("a policy in it is not whole"))?;
                self.parts.push(part);
            }
            Kind::Events => self.take_events(&content)?,
            Kind::Records => self.take_rows(&content, begin)?,
            Kind::Hash => {
                let hash = content.split_first_chunk::<8>();
                let hash = hash.and_then(|(step, rest)| Some((*step, *rest.first_chunk::<8>()?)));
                let (step, hash) = hash.ok_or_else(|| self.wrong("a hash in it is not whole"))?;
                let pair = (u64::from_le_bytes(step), u64::from_le_bytes(hash));
                self.hashes.push(pair);
            }
            Kind::End => self.is_ended = true,
        }
        Ok(())
    }

    fn take_events(&mut self, content: &[u8]) -> Result<(), RunError> {
        let text = String::from_utf8_lossy(content);
        let read: Result<Vec<TimedEvent>, _> = parse_json(&text);
        let events = read.map_err(|e| self.wrong(format!("its events: {}", e.message)))?;
        for timed in events {
            let index = self.events.len();
            timed
                .check()
                .map_err(|fault| self.wrong(format!("its events[{index}].{fault}")))?;
            if self.events.last().is_some_and(|last| last.at > timed.at) {
                return Err(self.wrong(format!(
                    "its events[{index}] comes before the one before it"
                )));
            }
            self.events.push(timed);
        }
        Ok(())
    }

    fn take_rows(&mut self, content: &[u8], begin: u64) -> Result<(), RunError> {
        let block = RowBlock::read(content, begin, self.header.robot.links);
        let block = block.ok_or_else(|| self.wrong("its rows are not of the length they say"))?;
        if self
            .rows
            .last()
            .is_some_and(|last| block.first < last.end())
        {
            return Err(self.wrong("its rows are not in the order of their steps"));
        }
        self.rows.push(block);
        Ok(())
    }

    fn wrong(&self, found: impl Into<String>) -> RunError {
        RunError::Wrong {
            file: self.path.clone(),
            found: found.into(),
            fix: "record again".to_owned(),
        }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its file's name, without folders.
    pub fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        name.to_string_lossy().into_owned()
    }

    pub fn header(&self) -> &RunHeader {
        &self.header
    }

    /// The policies that take part.
    pub fn policy_entries(&self) -> impl Iterator<Item = &PolicyEntry> {
        self.parts.iter().map(|part| &part.entry)
    }

    /// In the order in which they acted.
    pub fn events(&self) -> &[TimedEvent] {
        &self.events
    }

    /// The events at their control steps.
    pub fn cues(&self) -> Cues {
        Cues::new(self.events.iter().cloned(), self.header.control_rate.into())
    }

    /// Steps and the hashes of all that decides them.
    pub fn hashes(&self) -> &[(u64, u64)] {
        &self.hashes
    }

    /// The first control step of which there is a row, and the first after the last one; none without rows.
    pub fn steps(&self) -> Option<std::ops::Range<u64>> {
        let (first, last) = (self.rows.first()?, self.rows.last()?);
        Some(first.first..last.end())
    }

    /// Rows in it.
    pub fn row_count(&self) -> u64 {
        self.rows.iter().map(|block| u64::from(block.count)).sum()
    }

    /// What is missing of it; none if the recording was ended and all of it is there.
    pub fn missing(&self) -> Option<Missing> {
        let useless = self.useless;
        if self.is_damaged {
            Some(Missing::Damaged { useless })
        } else if !self.is_ended || useless > 0 {
            Some(Missing::Cut { useless })
        } else {
            None
        }
    }

    /// Whether all its rows have the same layers.
    pub fn one_layout(&self) -> Result<(), u64> {
        let mut pairs = self.rows.windows(2);
        match pairs.find(|pair| pair[0].layout != pair[1].layout) {
            Some(pair) => Err(pair[1].first),
            None => Ok(()),
        }
    }

    /// Its control steps in turn.
    pub fn records(&self) -> Result<Records, RunError> {
        let rate = self.header.control_rate.into();
        Records::new(&self.path, rate, self.rows.clone())
    }

    /// Its policies, of which each must be the one that walked; and the robot must be its robot.
    pub fn policies(&self, robot: &Robot) -> Result<Policies, RunError> {
        let entry = &self.header.robot;
        if entry.sha256 != robot.sha256 {
            return Err(RunError::Wrong {
                file: self.path.clone(),
                found: format!(
                    "it is a run of the robot {} ({})",
                    entry.name,
                    short(&entry.sha256)
                ),
                fix: format!(
                    "name that robot with --robot; this one is {} ({})",
                    robot.name,
                    short(&robot.sha256)
                ),
            });
        }
        let mut policies = Policies::default();
        for part in &self.parts {
            let entry = &part.entry;
            if entry.embedded {
                let policy = self.embedded_policy(part, robot)?;
                policies.insert(entry.source.clone(), policy);
            } else {
                let loaded = policies.load([&entry.source], robot);
                loaded.map_err(|source| self.unfit(source))?;
            }
            let found = policies.get(&entry.source);
            let found = found.map_or("none", |policy| policy.manifest.sha256.as_str());
            if found != entry.sha256 {
                return Err(RunError::Wrong {
                    file: self.path.clone(),
                    found: format!(
                        "its policy {} is {}, and the one of that name here is {}",
                        entry.source,
                        short(&entry.sha256),
                        short(found)
                    ),
                    fix: "open it with the version of the program that recorded it".to_owned(),
                });
            }
        }
        if self.header.control_rate != robot.spec.control_rate {
            return Err(self.wrong("its control_rate is not the robot's"));
        }
        let payload = check_payload("payload", self.header.start.payload, robot);
        payload.map_err(|fault| self.wrong(format!("its header: start.{fault}")))?;
        for (index, timed) in self.events.iter().enumerate() {
            let checked = timed.check_robot(robot);
            checked.map_err(|fault| self.wrong(format!("its events[{index}].{fault}")))?;
        }
        let mut named = policies_of(&self.events).chain([&self.header.start.policy]);
        match named.find(|source| policies.get(source).is_none()) {
            Some(source) => Err(self.wrong(format!("it names the policy {source} and has none"))),
            None => Ok(policies),
        }
    }

    fn embedded_policy(&self, part: &Part, robot: &Robot) -> Result<Arc<Policy>, RunError> {
        let name = part.entry.source.to_string();
        let policy = Manifest::from_json(&part.manifest, &name)
            .and_then(|manifest| Policy::from_parts(manifest, &name, &part.weights, &name, robot));
        Ok(Arc::new(policy.map_err(|source| self.unfit(source))?))
    }

    fn unfit(&self, source: crate::policy::CheckpointError) -> RunError {
        let file = self.path.clone();
        RunError::Policy { file, source }
    }
}

/// The beginning of a hash.
fn short(sha256: &str) -> &str {
    sha256.get(..12).unwrap_or(sha256)
}

impl Part {
    fn read(content: &[u8]) -> Option<Self> {
        fn part<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
            let (length, rest) = bytes.split_first_chunk::<4>()?;
            let length = u32::from_le_bytes(*length) as usize;
            let (part, rest) = rest.split_at_checked(length)?;
            *bytes = rest;
            Some(part)
        }
        let mut bytes = content;
        let entry = parse_json(&String::from_utf8_lossy(part(&mut bytes)?)).ok()?;
        let manifest = String::from_utf8_lossy(part(&mut bytes)?).into_owned();
        Some(Self {
            entry,
            manifest,
            weights: bytes.to_vec(),
        })
    }
}
