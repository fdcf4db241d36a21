//! What a configuration must satisfy before a run begins. In: a configuration as read, the name of
//! its file. Out: the first fault, with the path of its field.

use super::check_stage::{
    ABOVE_ZERO, FROM_ZERO, Place, SHARE, WHOLE, check_noise, check_randomisation, check_stage,
    is_above, is_not_below, is_share,
};
use super::{Exploration, FORMAT_VERSION, PpoConfig, TrainingConfig};
use crate::files::{FieldError, Fields};
use crate::policy::{LAYER_SIZES, NetworkConfig};
use crate::robot::Robot;
use crate::task::{CommandSampler, Randomisation};

impl TrainingConfig {
    /// Checks what depends on the robot; `file` is the configuration's name in messages.
    pub fn check_robot(&self, file: &str, robot: &Robot) -> Result<(), FieldError> {
        let fields = Fields::of(file);
        for (place, drawn) in self.randomisations() {
            let [low, high] = drawn.payload;
            if robot.links[0].mass + low <= 0.0 {
                let field = place.path("randomisation.payload");
                let fix = "leave the robot's base some mass: take away less than it has";
                return fields.wrong(field, format!("[{low}, {high}]"), fix);
            }
        }
        for (index, stage) in self.stages.iter().enumerate() {
            let memory = stage.reward.stance_seconds;
            let field = Place::Stage(index).path("reward.stance_seconds");
            let fix = "give at least one control step of the robot";
            let least = f64::from(robot.spec.control_step());
            fields.number(field, memory, |memory| memory >= least, fix)?;
        }
        Ok(())
    }

    /// What is drawn for each episode: the stages' and the configuration's, and whose it is.
    fn randomisations(&self) -> impl Iterator<Item = (Place, &Randomisation)> {
        let of_stages = self.stages.iter().enumerate().filter_map(|(index, stage)| {
            let drawn = stage.randomisation.as_ref()?;
            Some((Place::Stage(index), drawn))
        });
        of_stages.chain([(Place::Top, &self.randomisation)])
    }

    pub(super) fn check(&self, file: &str) -> Result<(), FieldError> {
        let fields = Fields::of(file);
        fields.version(self.format_version, FORMAT_VERSION)?;
        self.check_lengths(&fields)?;
        check_network(&fields, &self.network)?;
        check_ppo(&fields, &self.ppo)?;
        check_exploration(&fields, &self.exploration)?;
        check_commands(&fields, &self.commands)?;
        let initial = self.curriculum.initial;
        fields.number("curriculum.initial", initial, is_share, SHARE)?;
        check_noise(&fields, Place::Top, &self.noise)?;
        check_randomisation(&fields, Place::Top, &self.randomisation)?;
        if let Some((field, found, fix)) = self.terrain.fault() {
            return fields.wrong(field, found, fix);
        }
        for (index, stage) in self.stages.iter().enumerate() {
            check_stage(&fields, Place::Stage(index), stage)?;
        }
        let starts: Vec<u64> = self.stages.iter().map(|stage| stage.from_step).collect();
        if starts.first() != Some(&0) || !starts.is_sorted() {
            let fix = "give at least one stage, the first from step 0, in rising order";
            return fields.wrong("stages", format!("{starts:?}"), fix);
        }
        self.check_division(&fields)
    }

    /// How much is done in all, and in one go.
    fn check_lengths(&self, fields: &Fields) -> Result<(), FieldError> {
        if let Some(from) = self.average_from_step
            && !(1..=self.total_steps).contains(&from)
        {
            let fix = "give a step from 1 to total_steps, or leave it out";
            return fields.wrong("average_from_step", from, fix);
        }
        for (field, count) in [
            ("environments", self.environments),
            ("horizon", self.horizon),
            ("ppo.epochs", self.ppo.epochs),
            ("ppo.minibatches", self.ppo.minibatches),
        ] {
            if count == 0 {
                return fields.wrong(field, count, WHOLE);
            }
        }
        fields.number(
            "episode_seconds",
            self.episode_seconds,
            is_above,
            ABOVE_ZERO,
        )?;
        fields.number(
            "command_seconds",
            self.command_seconds,
            is_above,
            ABOVE_ZERO,
        )
    }

    /// All environments there ever are divide into minibatches.
    fn check_division(&self, fields: &Fields) -> Result<(), FieldError> {
        let in_stages = self.stages.iter().filter_map(|stage| stage.environments);
        for count in in_stages.chain([self.environments]) {
            if count == 0 || !count.is_multiple_of(self.ppo.minibatches) {
                let found = format!("{count} into {}", self.ppo.minibatches);
                let fix = "the environments must divide evenly into minibatches";
                return fields.wrong("ppo.minibatches", found, fix);
            }
        }
        Ok(())
    }
}

fn check_network(fields: &Fields, network: &NetworkConfig) -> Result<(), FieldError> {
    network.fault().map_or(Ok(()), |(field, size)| {
        let fix = format!("give {LAYER_SIZES}");
        fields.wrong(format!("network.{field}"), size, fix)
    })
}

fn check_ppo(fields: &Fields, ppo: &PpoConfig) -> Result<(), FieldError> {
    for (field, share) in [("ppo.gamma", ppo.gamma), ("ppo.lambda", ppo.lambda)] {
        fields.number(field, share, is_share, "give a number from 0 to 1")?;
    }
    for (field, value) in [
        ("ppo.clip", ppo.clip),
        ("ppo.value_clip", ppo.value_clip),
        ("ppo.gradient_norm", ppo.gradient_norm),
    ] {
        fields.number(field, value, is_above, ABOVE_ZERO)?;
    }
    fields.number("ppo.learning_rate", ppo.learning_rate, is_above, ABOVE_ZERO)?;
    fields.number("ppo.kl_target", ppo.kl_target, is_above, ABOVE_ZERO)?;
    let coefficient = ppo.value_coefficient;
    fields.number(
        "ppo.value_coefficient",
        coefficient,
        is_not_below,
        FROM_ZERO,
    )?;
    let [low, high] = ppo.learning_rate_range;
    if !(0.0 < low && low <= high && high.is_finite()) {
        let fix = "give [lowest, highest] above zero";
        return fields.wrong("ppo.learning_rate_range", format!("[{low}, {high}]"), fix);
    }
    Ok(())
}

fn check_exploration(fields: &Fields, exploration: &Exploration) -> Result<(), FieldError> {
    let points = &exploration.0;
    if points.first().is_none_or(|&(step, _)| step != 0) {
        let fix = "give [step, deviation] points, the first at step 0";
        return fields.wrong("exploration", format!("{points:?}"), fix);
    }
    for (at, &(step, deviation)) in points.iter().enumerate() {
        if at > 0 && step <= points[at - 1].0 {
            let fix = format!("give a step above {}, the one before", points[at - 1].0);
            return fields.wrong(format!("exploration[{at}][0]"), step, fix);
        }
        let field = format!("exploration[{at}][1]");
        fields.number(field, deviation, is_above, ABOVE_ZERO)?;
    }
    Ok(())
}

fn check_commands(fields: &Fields, commands: &CommandSampler) -> Result<(), FieldError> {
    if let Some((axis, [low, high])) = commands.range.fault() {
        let field = format!("commands.range.{axis}");
        return fields.wrong(field, format!("[{low}, {high}]"), "give [lowest, highest]");
    }
    for (field, share) in [
        ("commands.standing", commands.standing),
        ("commands.single_axis", commands.single_axis),
        ("commands.extreme", commands.extreme),
        ("commands.slow", commands.slow),
    ] {
        fields.number(field, share, is_share, SHARE)?;
    }
    Ok(())
}
