//! What an evaluation runs.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::push::Push;
use crate::physics::Ground;
use crate::policy::Lesion;
use crate::rollout::run::RunOptions;
use crate::script::{CommandSchedule, TimedEvent};
use crate::task::{Command, CommandRange, ObservationNoise, Randomisation};

/// Tracking errors of the grid count from here on, s.
pub const SETTLED: f64 = 5.0;
/// Tracking errors of random commands count from so long after each change of command, s.
pub(super) const SETTLED_SOON: f64 = 2.0;
/// The gait is measured from so long after each change of command, s.
pub const GAIT_SETTLED: f64 = 2.0;
/// Duration of a run, s.
const SECONDS: f64 = 20.0;
/// Draws the random commands.
const COMMAND_SEED: u64 = 0;
/// Most runs of a plan; their results are all in memory.
const MOST_RUNS: u64 = 500_000;

/// What is done to the networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupLesion {
    /// The same to each robot's own.
    Each(Lesion),
    /// Hidden and cell state move from robot to robot at every step.
    Shuffle,
}

impl GroupLesion {
    /// What is done to a robot's network by itself.
    pub fn of_one(self) -> Lesion {
        match self {
            Self::Each(lesion) => lesion,
            Self::Shuffle => Lesion::None,
        }
    }
}

/// Which seeds the runs of a command have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seeding {
    /// 0, 1, .. for each command: all commands meet the same starts, frictions and noise.
    Shared,
    /// No seed twice: as many starts, frictions and noises as runs.
    Own,
}

/// What to run.
#[derive(Clone, Debug)]
pub struct EvaluationPlan {
    /// One command each, or several in turn.
    pub schedules: Vec<CommandSchedule>,
    /// Runs of each schedule.
    pub seeds: u64,
    pub seeding: Seeding,
    /// Duration of a run, s.
    pub seconds: f64,
    /// Tracking errors count from so long after each change of command, s; less than `seconds`.
    pub settling: f64,
    pub noise: Option<ObservationNoise>,
    pub randomisation: Randomisation,
    pub lesion: GroupLesion,
    pub ground: Ground,
    pub push: Option<Push>,
    /// What happens in each run besides; no policy is named.
    pub events: Vec<TimedEvent>,
}

/// Why a plan cannot be run.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    #[error(
        "to shuffle memory between robots takes two runs at least: ask for more seeds or commands"
    )]
    NobodyToShuffleWith,
    #[error(
        "{found} s; give more than {GAIT_SETTLED} s, in which each command settles, and at most \
         {SECONDS} s, the duration of a run"
    )]
    ChangeEvery { found: f64 },
    #[error("{found} runs are more than {MOST_RUNS}: ask for fewer seeds or commands")]
    TooManyRuns { found: u64 },
}

/// One run of a plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job {
    /// Which schedule.
    pub schedule: usize,
    /// Which of its runs.
    pub repeat: u64,
}

impl EvaluationPlan {
    /// Each command for a whole run.
    pub fn of(commands: impl IntoIterator<Item = Command>, seeds: u64) -> Self {
        Self {
            schedules: commands
                .into_iter()
                .map(CommandSchedule::constant)
                .collect(),
            seeds,
            seeding: Seeding::Shared,
            seconds: SECONDS,
            settling: SETTLED,
            noise: Some(ObservationNoise::default()),
            randomisation: Randomisation::default(),
            lesion: GroupLesion::Each(Lesion::None),
            ground: Ground::Level,
            push: None,
            events: Vec::new(),
        }
    }

    /// The 45 commands u* in {-1, -0.5, 0, 0.5, 1}, v* in {-0.5, 0, 0.5}, r* in {-1, 0, 1}.
    pub fn grid(seeds: u64) -> Self {
        let mut commands = Vec::new();
        for forward in [-1.0, -0.5, 0.0, 0.5, 1.0] {
            for lateral in [-0.5, 0.0, 0.5] {
                for yaw in [-1.0, 0.0, 1.0] {
                    commands.push(Command::new(forward, lateral, yaw));
                }
            }
        }
        Self::of(commands, seeds)
    }

    /// `count` commands, uniform over `range`, the same at every call; with `change_every` (s) each
    /// run goes on to a new one after every such time, more than [`GAIT_SETTLED`].
    pub fn random(
        count: usize,
        range: &CommandRange,
        seeds: u64,
        change_every: Option<f64>,
    ) -> Result<Self, PlanError> {
        let every = change_every.unwrap_or(SECONDS);
        if !(every > GAIT_SETTLED && every <= SECONDS) {
            return Err(PlanError::ChangeEvery { found: every });
        }
        let mut rng = ChaCha8Rng::seed_from_u64(COMMAND_SEED);
        let in_turn = (SECONDS / every).ceil() as usize;
        let schedule = |_| {
            let commands: Vec<Command> = (0..in_turn).map(|_| range.sample(&mut rng)).collect();
            CommandSchedule::in_turn(&commands, every)
        };
        Ok(Self {
            schedules: (0..count).map(schedule).collect(),
            seeding: Seeding::Own,
            settling: SETTLED_SOON,
            ..Self::of([], seeds)
        })
    }

    /// Whether it can be run.
    pub fn check(&self) -> Result<(), PlanError> {
        let runs = self.schedules.len() as u64 * self.seeds;
        if self.lesion == GroupLesion::Shuffle && runs < 2 {
            return Err(PlanError::NobodyToShuffleWith);
        }
        if runs > MOST_RUNS {
            return Err(PlanError::TooManyRuns { found: runs });
        }
        Ok(())
    }

    /// All runs, those of a schedule in a row.
    pub(super) fn jobs(&self) -> Vec<Job> {
        let repeats = |schedule| (0..self.seeds).map(move |repeat| Job { schedule, repeat });
        (0..self.schedules.len()).flat_map(repeats).collect()
    }

    /// A run's seed.
    pub(super) fn seed(&self, job: Job) -> u64 {
        match self.seeding {
            Seeding::Shared => job.repeat,
            Seeding::Own => job.schedule as u64 * self.seeds + job.repeat,
        }
    }

    pub(super) fn run_options(&self, job: Job) -> RunOptions {
        RunOptions {
            schedule: self.schedules[job.schedule].clone(),
            seed: self.seed(job),
            noise: self.noise,
            randomisation: self.randomisation,
            lesion: self.lesion.of_one(),
            ground: self.ground.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_commands_are_the_same_again_and_fill_the_range() {
        let range = CommandRange::FULL;
        let plan = EvaluationPlan::random(300, &range, 2, None).unwrap();
        let again = EvaluationPlan::random(300, &range, 2, None).unwrap();
        assert_eq!(plan.schedules, again.schedules);
        let commands: Vec<Command> = plan.schedules.iter().map(|s| s.at(0.0)).collect();
        assert!(
            commands
                .iter()
                .all(|&command| range.clamp(command) == command)
        );
        let most = commands
            .iter()
            .fold(f32::MIN, |most, c| most.max(c.forward));
        let least = commands.iter().fold(f32::MAX, |least, c| least.min(c.yaw));
        assert!(most > 1.4 && least < -1.1, "{most} {least}");
        assert!(
            plan.schedules
                .iter()
                .all(|schedule| schedule.parts().len() == 1)
        );
    }

    #[test]
    fn changing_commands_fill_the_run() {
        let plan = EvaluationPlan::random(3, &CommandRange::FULL, 1, Some(6.0)).unwrap();
        let times = |schedule: &CommandSchedule| -> Vec<f64> {
            schedule.parts().iter().map(|(from, _)| *from).collect()
        };
        for schedule in &plan.schedules {
            assert_eq!(times(schedule), [0.0, 6.0, 12.0, 18.0]);
        }
        let whole = EvaluationPlan::random(1, &CommandRange::FULL, 1, Some(5.0)).unwrap();
        assert_eq!(times(&whole.schedules[0]), [0.0, 5.0, 10.0, 15.0]);
    }

    #[test]
    fn plans_that_cannot_be_run_say_why() {
        for every in [0.0, 2.0, -1.0, 20.1, f64::NAN] {
            let plan = EvaluationPlan::random(1, &CommandRange::FULL, 1, Some(every));
            assert!(
                matches!(plan, Err(PlanError::ChangeEvery { .. })),
                "{every}"
            );
        }
        let mut plan = EvaluationPlan::of([Command::ZERO], 1);
        assert_eq!(plan.check(), Ok(()));
        plan.lesion = GroupLesion::Shuffle;
        assert_eq!(plan.check(), Err(PlanError::NobodyToShuffleWith));
        plan.seeds = 1_000_000;
        assert_eq!(
            plan.check(),
            Err(PlanError::TooManyRuns { found: 1_000_000 })
        );
    }

    #[test]
    fn random_runs_share_no_seed() {
        let seeds = |plan: &EvaluationPlan| -> Vec<u64> {
            plan.jobs().into_iter().map(|job| plan.seed(job)).collect()
        };
        let random = EvaluationPlan::random(2, &CommandRange::FULL, 3, None).unwrap();
        assert_eq!(seeds(&random), [0, 1, 2, 3, 4, 5]);
        let two = EvaluationPlan::of([Command::ZERO; 2], 3);
        assert_eq!(seeds(&two), [0, 1, 2, 0, 1, 2]);
    }
}
