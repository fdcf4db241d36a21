//! What a configuration must satisfy before a run begins.

use super::{FORMAT_VERSION, TrainingConfig};
use crate::robot::Robot;
use crate::task::{ObservationNoise, Randomisation};
use crate::training::TrainingError;

/// Before the name of a field that each stage may have.
const OF_STAGES: &str = "stages[].";

impl TrainingConfig {
    /// Checks what depends on the robot; `file` is the configuration's name in messages.
    pub fn check_robot(&self, file: &str, robot: &Robot) -> Result<(), TrainingError> {
        let wrong = |field, found, fix| {
            Err(TrainingError::Field {
                file: file.to_owned(),
                field,
                found,
                fix,
            })
        };
        for (whose, drawn) in self.randomisations() {
            let [low, high] = drawn.payload;
            if robot.links[0].mass + low <= 0.0 {
                let field = format!("{whose}randomisation.payload");
                let fix = "leave the robot's base some mass: take away less than it has";
                return wrong(field, format!("[{low}, {high}]"), fix);
            }
        }
        let mut memories = self.stages.iter().map(|stage| stage.reward.stance_seconds);
        if let Some(memory) = memories.find(|&memory| memory < robot.spec.control_step()) {
            let field = format!("{OF_STAGES}reward.stance_seconds");
            let fix = "give at least one control step of the robot";
            return wrong(field, memory.to_string(), fix);
        }
        Ok(())
    }

    /// What is drawn for each episode: the stages' and the configuration's, and how a message names
    /// whose it is.
    fn randomisations(&self) -> impl Iterator<Item = (&'static str, &Randomisation)> {
        let of_stages = self
            .stages
            .iter()
            .filter_map(|stage| stage.randomisation.as_ref());
        of_stages
            .map(|drawn| (OF_STAGES, drawn))
            .chain([("", &self.randomisation)])
    }

    /// The same of the sensor noise.
    fn noises(&self) -> impl Iterator<Item = (&'static str, &ObservationNoise)> {
        let of_stages = self.stages.iter().filter_map(|stage| stage.noise.as_ref());
        of_stages
            .map(|noise| (OF_STAGES, noise))
            .chain([("", &self.noise)])
    }

    pub(super) fn check(&self, file: &str) -> Result<(), TrainingError> {
        let wrong = |field: &str, found: String, fix| TrainingError::Field {
            file: file.to_owned(),
            field: field.to_owned(),
            found,
            fix,
        };
        if self.format_version != FORMAT_VERSION {
            let found = self.format_version.to_string();
            return Err(wrong(
                "format_version",
                found,
                "this program reads version 1",
            ));
        }
        if let Some(from) = self.average_from_step
            && !(1..=self.total_steps).contains(&from)
        {
            let fix = "give a step from 1 to total_steps, or leave it out";
            return Err(wrong("average_from_step", from.to_string(), fix));
        }
        let counts = [
            ("environments", self.environments),
            ("horizon", self.horizon),
            ("ppo.epochs", self.ppo.epochs),
            ("ppo.minibatches", self.ppo.minibatches),
        ];
        let in_stages = self.stages.iter().filter_map(|stage| stage.horizon);
        let in_stages = in_stages.map(|horizon| ("stages[].horizon", horizon));
        for (field, count) in counts.into_iter().chain(in_stages) {
            if count == 0 {
                return Err(wrong(
                    field,
                    "0".to_owned(),
                    "give a whole number above zero",
                ));
            }
        }
        let sizes = [
            &self.network.encoder,
            &self.network.decoder,
            &self.network.critic,
        ];
        let recurrent = [self.network.recurrent];
        let mut all = sizes.into_iter().flatten().chain(&recurrent);
        if let Some(size) = all.find(|&&size| size == 0 || size > 8192) {
            let found = size.to_string();
            return Err(wrong("network", found, "give layer sizes from 1 to 8192"));
        }
        let in_stages = self.stages.iter().filter_map(|stage| stage.environments);
        for count in in_stages.chain([self.environments]) {
            if count == 0 || !count.is_multiple_of(self.ppo.minibatches) {
                let found = format!("{count} into {}", self.ppo.minibatches);
                let fix = "the environments must divide evenly into minibatches";
                return Err(wrong("ppo.minibatches", found, fix));
            }
        }
        let positive = [
            ("episode_seconds", self.episode_seconds),
            ("command_seconds", self.command_seconds),
            ("ppo.clip", self.ppo.clip),
            ("ppo.value_clip", self.ppo.value_clip),
            ("ppo.gradient_norm", self.ppo.gradient_norm),
        ];
        for (field, value) in positive {
            if !(value.is_finite() && value > 0.0) {
                return Err(wrong(field, value.to_string(), "give a number above zero"));
            }
        }
        let points = &self.exploration.0;
        let positive = |&(_, deviation): &(u64, f32)| deviation.is_finite() && deviation > 0.0;
        let begins = points.first().is_some_and(|&(step, _)| step == 0);
        let rises = points.windows(2).all(|pair| pair[0].0 < pair[1].0);
        if !(begins && rises && points.iter().all(positive)) {
            let fix = "give [step, deviation] points from step 0 on, in rising order, each deviation above zero";
            return Err(wrong("exploration", format!("{points:?}"), fix));
        }
        let in_stages = self.stages.iter().filter_map(|stage| stage.kl_target);
        let in_stages = in_stages.map(|target| ("stages[].kl_target", target));
        for (field, target) in in_stages.chain([("ppo.kl_target", self.ppo.kl_target)]) {
            if !(target.is_finite() && target > 0.0) {
                return Err(wrong(field, target.to_string(), "give a number above zero"));
            }
        }
        for stage in &self.stages {
            let width = stage.reward.tracking_width;
            if !(width.is_finite() && width > 0.0) {
                let found = width.to_string();
                let field = "stages[].reward.tracking_width";
                return Err(wrong(field, found, "give a number above zero"));
            }
            let memory = stage.reward.stance_seconds;
            if !(memory.is_finite() && memory > 0.0) {
                let field = "stages[].reward.stance_seconds";
                return Err(wrong(field, memory.to_string(), "give a number above zero"));
            }
            let losses = [
                ("stages[].mirror_loss", stage.mirror_loss),
                ("stages[].noise_loss", stage.noise_loss),
            ];
            for (field, loss) in losses {
                if !(loss.is_finite() && loss >= 0.0) {
                    return Err(wrong(field, loss.to_string(), "give a number from zero on"));
                }
            }
        }
        for (whose, noise) in self.noises() {
            let widths = [
                ("noise.linear_velocity", noise.linear_velocity),
                ("noise.angular_velocity", noise.angular_velocity),
                ("noise.gravity", noise.gravity),
                ("noise.joint_position", noise.joint_position),
                ("noise.joint_velocity", noise.joint_velocity),
            ];
            for (field, width) in widths {
                if !(width.is_finite() && width >= 0.0) {
                    let (field, found) = (format!("{whose}{field}"), width.to_string());
                    return Err(wrong(&field, found, "give a number from zero on"));
                }
            }
        }
        let range = &self.commands.range;
        let mut ranges = vec![
            ("commands.range.forward".to_owned(), range.forward),
            ("commands.range.lateral".to_owned(), range.lateral),
            ("commands.range.yaw".to_owned(), range.yaw),
        ];
        for (whose, randomisation) in self.randomisations() {
            let of = |name: &str| format!("{whose}randomisation.{name}");
            ranges.push((of("payload"), randomisation.payload));
            ranges.push((of("friction"), randomisation.friction));
            ranges.push((of("latency"), randomisation.latency.map(|n| n as f32)));
            let [low, high] = randomisation.friction;
            if low < 0.0 {
                let (found, fix) = (
                    format!("[{low}, {high}]"),
                    "give [lowest, highest] from zero on",
                );
                return Err(wrong(&of("friction"), found, fix));
            }
        }
        for (field, [low, high]) in ranges {
            if !(low.is_finite() && high.is_finite() && low <= high) {
                let found = format!("[{low}, {high}]");
                return Err(wrong(&field, found, "give [lowest, highest]"));
            }
        }
        let [low, high] = self.ppo.learning_rate_range;
        if !(0.0 < low && low <= high && high.is_finite()) {
            let (found, fix) = (
                format!("[{low}, {high}]"),
                "give [lowest, highest] above zero",
            );
            return Err(wrong("ppo.learning_rate_range", found, fix));
        }
        if let Some((field, found, fix)) = self.terrain.fault() {
            return Err(wrong(field, found, fix));
        }
        let starts: Vec<u64> = self.stages.iter().map(|stage| stage.from_step).collect();
        if starts.first() != Some(&0) || !starts.is_sorted() {
            let fix = "give at least one stage, the first from step 0, in rising order";
            return Err(wrong("stages", format!("{starts:?}"), fix));
        }
        Ok(())
    }
}
