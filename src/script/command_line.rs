//! A run as the command line that walks it again: `tanglewalk rollout ..`.

use std::fmt::Write as _;
use std::path::Path;

use super::event::Cue;
use super::{Posture, RunStart};
use crate::policy::Lesion;

/// Most events of a command line.
const MOST_EVENTS: usize = 400;

/// The line for a run of so many seconds at `rate` control steps a second; the text says why there is none.
/// `robot` is the robot's file, if it is not the built-in one.
pub fn of_run(
    robot: Option<&Path>,
    start: &RunStart,
    cues: &[Cue],
    seconds: f64,
    rate: f64,
) -> Result<String, String> {
    let felt: Vec<&Cue> = cues.iter().filter(|cue| cue.event.is_felt()).collect();
    if felt.len() > MOST_EVENTS {
        let count = felt.len();
        return Err(format!("{count} events are too many for a command line"));
    }
    if start.noise_words > 0 {
        return Err("The sensor noise of this run began before its last start".to_owned());
    }
    if start.ground.seed > 0 {
        return Err("No option draws this ground's relief".to_owned());
    }
    let mut line = "tanglewalk rollout".to_owned();
    let mut option = |name: &str, value: &str| {
        let _ = write!(line, " --{name} {}", quoted(value));
    };
    if let Some(robot) = robot {
        option("robot", &robot.to_string_lossy());
    }
    if let Some(policy) = start.policy.path() {
        option("policy", &policy.to_string_lossy());
    }
    option(
        "start",
        match start.posture {
            Posture::Standing => "standing",
            Posture::Drawn => "drawn",
        },
    );
    option("seed", &start.seed.to_string());
    option("terrain", &start.ground.terrain.to_string());
    option("friction", &start.friction.to_string());
    option("payload", &start.payload.to_string());
    option("latency", &start.latency.to_string());
    option("command", &start.command.to_string());
    if start.lesion == Lesion::Recurrence {
        option("lesion", "recurrence");
    }
    for Cue { step, event } in felt {
        let at = *step as f64 / rate;
        let written = serde_json::to_string(&event.clone().at(at));
        let written = written.map_err(|error| error.to_string())?;
        // the time comes first, and stands before the colon here
        let rest = written.split_once(',').map_or("}", |(_, rest)| rest);
        option("event", &format!("{at}:{{{rest}"));
    }
    option("seconds", &seconds.to_string());
    let noise = if start.noise {
        " --noise"
    } else {
        " --no-noise"
    };
    Ok(format!("{line}{noise} --out run.twrun"))
}

/// A word as a shell reads it back.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./,:+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::event::GroundChoice;
    use crate::script::{Event, Source};
    use crate::task::Command;

    fn start() -> RunStart {
        RunStart {
            policy: Source::BuiltIn,
            ground: GroundChoice::default(),
            posture: Posture::Standing,
            seed: 0,
            noise: false,
            noise_words: 0,
            friction: 0.8,
            payload: 0.0,
            latency: 0,
            lesion: Lesion::None,
            command: Command::new(0.6, 0.0, 0.0),
        }
    }

    fn cue(step: u64, event: Event) -> Cue {
        Cue { step, event }
    }

    #[test]
    fn options_and_events_are_written_for_a_shell() {
        let cues = [
            cue(0, Event::command([0.5, 0.0, -0.25])),
            cue(50, Event::Caption("it's seen, not felt".to_owned())),
            cue(75, Event::Reset),
        ];
        let line = of_run(None, &start(), &cues, 2.0, 50.0).unwrap();
        assert_eq!(
            line,
            "tanglewalk rollout --start standing --seed 0 --terrain flat --friction 0.8 --payload 0 \
             --latency 0 --command 0.6,0,0 --event '0:{\"command\":[0.5,0.0,-0.25]}' \
             --event '1.5:{\"reset\":{}}' --seconds 2 --no-noise --out run.twrun"
        );
        let other = RunStart {
            policy: Source::File("my policies/it's.json".into()),
            noise: true,
            lesion: Lesion::Recurrence,
            ..start()
        };
        let line = of_run(Some(Path::new("r.json")), &other, &[], 2.0, 50.0).unwrap();
        assert!(
            line.contains(r"--robot r.json --policy 'my policies/it'\''s.json'"),
            "{line}"
        );
        assert!(
            line.contains("--lesion recurrence") && line.contains(" --noise "),
            "{line}"
        );
    }

    #[test]
    fn what_no_line_can_say_has_a_reason() {
        let seeded = GroundChoice {
            seed: 3,
            ..GroundChoice::default()
        };
        let many = vec![cue(0, Event::Reset); 401];
        let noisy = RunStart {
            noise_words: 5,
            ..start()
        };
        let ground = RunStart {
            ground: seeded,
            ..start()
        };
        for (start, cues, reason) in [
            (start(), many, "401 events are too many"),
            (noisy, vec![], "noise of this run"),
            (ground, vec![], "relief"),
        ] {
            let error = of_run(None, &start, &cues, 2.0, 50.0).unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
    }
}
