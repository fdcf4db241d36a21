//! Commanded speeds u* (forward, m/s), v* (lateral, left positive, m/s), r* (yaw, rad/s).

use rand::RngExt;
use serde::{Deserialize, Serialize};

use super::randomise::uniform;

/// A command in base axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f32; 3]", into = "[f32; 3]")]
pub struct Command {
    /// u*, m/s
    pub forward: f32,
    /// v*, m/s, left positive
    pub lateral: f32,
    /// r*, rad/s, counter-clockwise positive
    pub yaw: f32,
}

/// Below this in every axis a command means: stand still.
const STANDING: f32 = 0.05;

impl Command {
    pub const ZERO: Self = Self::new(0.0, 0.0, 0.0);

    pub const fn new(forward: f32, lateral: f32, yaw: f32) -> Self {
        Self {
            forward,
            lateral,
            yaw,
        }
    }

    /// Whether the robot is asked to stand still.
    pub fn is_standing(&self) -> bool {
        <[f32; 3]>::from(*self)
            .iter()
            .all(|speed| speed.abs() < STANDING)
    }
}

impl From<[f32; 3]> for Command {
    fn from([forward, lateral, yaw]: [f32; 3]) -> Self {
        Self::new(forward, lateral, yaw)
    }
}

impl From<Command> for [f32; 3] {
    fn from(command: Command) -> Self {
        [command.forward, command.lateral, command.yaw]
    }
}

/// Why a text is not a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("`{text}` is not a command: {problem}; give three numbers u,v,r such as 0.8,0,0")]
pub struct CommandError {
    text: String,
    problem: &'static str,
}

impl std::str::FromStr for Command {
    type Err = CommandError;

    fn from_str(text: &str) -> Result<Self, CommandError> {
        let wrong = |problem| CommandError {
            text: text.to_owned(),
            problem,
        };
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        let &[forward, lateral, yaw] = parts.as_slice() else {
            return Err(wrong("it has not three parts"));
        };
        let number = |part: &str| -> Result<f32, CommandError> {
            let value: f32 = part.parse().map_err(|_| wrong("a part is not a number"))?;
            if value.is_finite() && value.abs() <= 10.0 {
                Ok(value)
            } else {
                Err(wrong("a part is not within 10 m/s or rad/s of zero"))
            }
        };
        Ok(Self::new(number(forward)?, number(lateral)?, number(yaw)?))
    }
}

impl std::fmt::Display for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{},{},{}", self.forward, self.lateral, self.yaw)
    }
}

/// Lowest and highest value of each axis.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandRange {
    /// m/s
    pub forward: [f32; 2],
    /// m/s
    pub lateral: [f32; 2],
    /// rad/s
    pub yaw: [f32; 2],
}

impl CommandRange {
    /// All commands that a policy should follow.
    pub const FULL: Self = Self {
        forward: [-1.0, 1.5],
        lateral: [-0.8, 0.8],
        yaw: [-1.2, 1.2],
    };

    /// A command drawn evenly from the range.
    pub fn sample(&self, rng: &mut impl RngExt) -> Command {
        let [forward, lateral, yaw] = [self.forward, self.lateral, self.yaw];
        Command::new(
            uniform(rng, forward),
            uniform(rng, lateral),
            uniform(rng, yaw),
        )
    }

    /// The first axis, by its name, whose ends are not finite or the wrong way round.
    pub fn fault(&self) -> Option<(&'static str, [f32; 2])> {
        let axes = [
            ("forward", self.forward),
            ("lateral", self.lateral),
            ("yaw", self.yaw),
        ];
        axes.into_iter()
            .find(|(_, [low, high])| !(low.is_finite() && high.is_finite() && low <= high))
    }

    /// The nearest command within the range.
    pub fn clamp(&self, command: Command) -> Command {
        let [forward, lateral, yaw] = [self.forward, self.lateral, self.yaw];
        Command::new(
            command.forward.clamp(forward[0], forward[1]),
            command.lateral.clamp(lateral[0], lateral[1]),
            command.yaw.clamp(yaw[0], yaw[1]),
        )
    }
}

/// Largest factor by which a slow command is shrunk.
const SLOW: f32 = 0.4;

/// How training commands are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandSampler {
    pub range: CommandRange,
    /// Share of commands that are zero.
    pub standing: f32,
    /// Share of the other commands that use one axis alone.
    pub single_axis: f32,
    /// Share of the other commands whose axes are each at an end of the range or zero.
    pub extreme: f32,
    /// Share of all commands that are shrunk by a random factor of at most [`SLOW`]: a network that
    /// seldom meets them takes a slow command for none.
    #[serde(default)]
    pub slow: f32,
}

impl CommandSampler {
    /// A random command; `scale` in (0, 1] shrinks the range (the curriculum).
    pub fn sample(&self, rng: &mut impl RngExt, scale: f32) -> Command {
        let is_slow = self.slow > 0.0 && rng.random::<f32>() < self.slow;
        if is_slow {
            let shrunk = scale * SLOW * rng.random::<f32>();
            return self.sample_any(rng, shrunk);
        }
        self.sample_any(rng, scale)
    }

    fn sample_any(&self, rng: &mut impl RngExt, scale: f32) -> Command {
        if rng.random::<f32>() < self.standing {
            return Command::ZERO;
        }
        let mut draw = |[low, high]: [f32; 2]| scale * (low + (high - low) * rng.random::<f32>());
        let mut full = [
            draw(self.range.forward),
            draw(self.range.lateral),
            draw(self.range.yaw),
        ];
        if rng.random::<f32>() < self.extreme {
            let ranges = [self.range.forward, self.range.lateral, self.range.yaw];
            full = ranges.map(|[low, high]| scale * [low, 0.0, high][rng.random_range(0..3)]);
            return full.into();
        }
        if rng.random::<f32>() >= self.single_axis {
            return full.into();
        }
        let mut single = [0.0; 3];
        let axis = rng.random_range(0..3);
        single[axis] = full[axis];
        single.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn text_becomes_a_command_or_a_reason() {
        assert_eq!("-0.5, 0,1".parse(), Ok(Command::new(-0.5, 0.0, 1.0)));
        for text in [
            "", "1,2", "1,2,3,4", "a,0,0", "NaN,0,0", "inf,0,0", "99,0,0",
        ] {
            let error = text.parse::<Command>().expect_err(text).to_string();
            assert!(error.contains("u,v,r"), "{error}");
        }
    }

    #[test]
    fn drawn_commands_keep_to_the_range_and_the_shares() {
        let sampler = CommandSampler {
            range: CommandRange {
                forward: [-1.0, 1.5],
                lateral: [-0.5, 0.5],
                yaw: [-1.0, 1.0],
            },
            standing: 0.2,
            single_axis: 0.5,
            extreme: 0.0,
            slow: 0.0,
        };
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        let drawn: Vec<Command> = (0..4000).map(|_| sampler.sample(&mut rng, 0.5)).collect();
        for command in &drawn {
            assert!((-0.5..=0.75).contains(&command.forward), "{command}");
            assert!(command.lateral.abs() <= 0.25 && command.yaw.abs() <= 0.5);
        }
        let share = |count: usize| count as f32 / drawn.len() as f32;
        let zero = share(drawn.iter().filter(|c| **c == Command::ZERO).count());
        assert!((zero - 0.2).abs() < 0.03, "{zero}");
        let sideways = |c: &&Command| c.forward == 0.0 && c.lateral != 0.0 && c.yaw == 0.0;
        let single = share(drawn.iter().filter(sideways).count());
        assert!((single - 0.8 * 0.5 / 3.0).abs() < 0.03, "{single}");
        let slow = CommandSampler {
            slow: 1.0,
            ..sampler
        };
        let mut drawn = (0..1000).map(|_| slow.sample(&mut rng, 1.0));
        assert!(drawn.all(|c| c.forward.abs() <= 0.6 && c.lateral.abs() <= 0.2));
    }
}
