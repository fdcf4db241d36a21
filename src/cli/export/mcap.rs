//! A run as MCAP, which robotics viewers play: each control step a JSON message on `/step` and one on
//! `/layers`, each event one on `/events`, at the run's time from zero on.

use std::collections::BTreeMap;
use std::io::{self, Seek, Write};
use std::path::Path;

use mcap::records::MessageHeader;
use mcap::{McapError, WriteOptions, Writer};
use serde_json::{Map, Value, json};

use crate::cli::Failure;
use crate::files::write_file;
use crate::policy::Layer;
use crate::recording::array_rows;
use crate::recording::run::RunFile;
use crate::rollout::StepRecord;

/// ns in a second.
const NANOSECONDS: f64 = 1e9;

pub(super) fn write(file: &RunFile, out: &Path) -> Result<(), Failure> {
    Ok(write_file(out, |out| {
        write_to(file, out).map_err(io::Error::other)
    })?)
}

/// Channels of a file, and messages so far.
struct Channels<W: Write + Seek> {
    writer: Writer<W>,
    sequence: u32,
}

impl<W: Write + Seek> Channels<W> {
    fn add(&mut self, topic: &str) -> Result<u16, McapError> {
        let schema = json!({ "type": "object", "title": topic }).to_string();
        let schema = self
            .writer
            .add_schema(topic, "jsonschema", schema.as_bytes())?;
        self.writer
            .add_channel(schema, topic, "json", &BTreeMap::new())
    }

    fn write(&mut self, channel_id: u16, time: f64, message: &Value) -> Result<(), McapError> {
        let time = (time * NANOSECONDS).round() as u64;
        let header = MessageHeader {
            channel_id,
            sequence: self.sequence,
            log_time: time,
            publish_time: time,
        };
        self.sequence = self.sequence.wrapping_add(1);
        let bytes = message.to_string().into_bytes();
        self.writer.write_to_known_channel(&header, &bytes)
    }
}

fn write_to(file: &RunFile, out: impl Write + Seek) -> Result<(), McapError> {
    let options = WriteOptions::new().compression(None);
    let mut channels = Channels {
        writer: options.create(out)?,
        sequence: 0,
    };
    let [steps, layers, events] = ["/step", "/layers", "/events"].map(|topic| channels.add(topic));
    let (steps, layers, events) = (steps?, layers?, events?);
    let mut happened = file.events().iter().peekable();
    for record in file.records().map_err(other)? {
        let record = record.map_err(other)?;
        while let Some(timed) = happened.next_if(|timed| timed.at <= record.time) {
            let value = serde_json::to_value(timed).map_err(other)?;
            channels.write(events, timed.at, &value)?;
        }
        let [step, activity] = messages(&record);
        channels.write(steps, record.time, &step)?;
        channels.write(layers, record.time, &activity)?;
    }
    for timed in happened {
        let value = serde_json::to_value(timed).map_err(other)?;
        channels.write(events, timed.at, &value)?;
    }
    channels.writer.finish()?;
    Ok(())
}

/// What the body did, and what the network did.
fn messages(record: &StepRecord) -> [Value; 2] {
    let layers: Vec<(Layer, &[f32])> = record.decision.taps.iter().collect();
    let mut both = [Map::new(), Map::new()];
    for (name, values) in array_rows(record) {
        let is_layer = layers.iter().any(|(layer, _)| layer.name() == name);
        both[usize::from(is_layer)].insert(name.into_owned(), json!(values));
    }
    both.map(Value::Object)
}

fn other(error: impl std::error::Error + Send + Sync + 'static) -> McapError {
    McapError::Io(io::Error::other(error))
}
