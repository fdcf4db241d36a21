//! Which command holds when.

use serde::{Deserialize, Serialize};

use super::{Event, TimedEvent};
use crate::task::{Command, CommandError};

/// Commands with the times from which they hold, s, in rising order, the first at zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommandSchedule(Vec<(f64, Command)>);

/// Why texts do not make a schedule.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ScheduleError {
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error("`{text}`: the time before the colon is not a number of seconds from zero on")]
    Time { text: String },
    #[error("several commands need a time each: write `0:{text}` and `TIME:u,v,r`")]
    NoTime { text: String },
    #[error("two commands begin at {time} s; give each its own time")]
    Twice { time: f64 },
}

impl CommandSchedule {
    /// One command for ever.
    pub fn constant(command: Command) -> Self {
        Self(vec![(0.0, command)])
    }

    /// Commands that hold for `seconds` each, in turn.
    pub fn in_turn(commands: &[Command], seconds: f64) -> Self {
        let timed = commands.iter().enumerate();
        Self(
            timed
                .map(|(index, &command)| (index as f64 * seconds, command))
                .collect(),
        )
    }

    /// Commands with the times from which they hold, s, in any order. Before the first time the
    /// robot stands; of two with one time the later one holds.
    pub fn timed(commands: impl IntoIterator<Item = (f64, Command)>) -> Self {
        let mut timed: Vec<_> = commands.into_iter().collect();
        timed.sort_by(|a, b| a.0.total_cmp(&b.0));
        if timed.first().is_none_or(|first| first.0 > 0.0) {
            timed.insert(0, (0.0, Command::ZERO));
        }
        Self(timed)
    }

    /// From texts `u,v,r` (one alone) or `TIME:u,v,r` (any number, any order). Before the first
    /// time the robot stands. No text at all: it stands.
    pub fn parse(texts: &[String]) -> Result<Self, ScheduleError> {
        Ok(Self::timed(Self::parse_given(texts)?))
    }

    /// The commands of such texts with their times, by rising time, and nothing before them.
    pub fn parse_given(texts: &[String]) -> Result<Vec<(f64, Command)>, ScheduleError> {
        let mut timed: Vec<(f64, Command)> = Vec::new();
        for text in texts {
            match text.split_once(':') {
                Some((time, command)) => {
                    let seconds: Option<f64> = time.trim().parse().ok();
                    let seconds = seconds.filter(|s| s.is_finite() && *s >= 0.0);
                    let wrong = || ScheduleError::Time { text: text.clone() };
                    timed.push((seconds.ok_or_else(wrong)?, command.parse()?));
                }
                None if texts.len() == 1 => return Ok(vec![(0.0, text.parse()?)]),
                None => return Err(ScheduleError::NoTime { text: text.clone() }),
            }
        }
        timed.sort_by(|a, b| a.0.total_cmp(&b.0));
        match timed.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => Err(ScheduleError::Twice { time: pair[0].0 }),
            None => Ok(timed),
        }
    }

    /// The command that holds at a time, s.
    pub fn at(&self, time: f64) -> Command {
        // half a control step of slack: times are sums of steps
        let begun = self.0.partition_point(|(from, _)| *from <= time + 0.01);
        self.0[begun.saturating_sub(1)].1
    }

    /// As events.
    pub fn events(&self) -> impl Iterator<Item = TimedEvent> {
        self.0
            .iter()
            .map(|&(time, command)| Event::command(command).at(time))
    }

    /// Times and commands.
    pub fn parts(&self) -> &[(f64, Command)] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(texts: &[&str]) -> Result<CommandSchedule, ScheduleError> {
        let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
        CommandSchedule::parse(&texts)
    }

    #[test]
    fn times_decide_which_command_holds() {
        let schedule = parse(&["4:0,0.3,0", "1.5:0.8,0,0"]).expect("a schedule");
        assert_eq!(schedule.at(0.0), Command::ZERO);
        assert_eq!(schedule.at(1.48), Command::ZERO);
        assert_eq!(schedule.at(1.5), Command::new(0.8, 0.0, 0.0));
        assert_eq!(schedule.at(100.0), Command::new(0.0, 0.3, 0.0));
    }

    #[test]
    fn what_is_not_a_schedule_says_why() {
        assert!(matches!(
            parse(&["x:0,0,0"]),
            Err(ScheduleError::Time { .. })
        ));
        assert!(matches!(
            parse(&["-1:0,0,0"]),
            Err(ScheduleError::Time { .. })
        ));
        assert!(matches!(parse(&["0:1"]), Err(ScheduleError::Command(_))));
        assert!(matches!(
            parse(&["1,0,0", "2:1,0,0"]),
            Err(ScheduleError::NoTime { .. })
        ));
        assert!(matches!(
            parse(&["1:1,0,0", "1:0,0,0"]),
            Err(ScheduleError::Twice { .. })
        ));
    }
}
