//! What changes with the number of steps done.

use super::config::{CommandCurriculum, Exploration, Stage, TrainingConfig};
use super::terrain::TerrainConfig;

impl Exploration {
    /// Standard deviation of the actions at a step.
    pub fn deviation(&self, step: u64) -> f32 {
        let points = &self.0;
        let later = points.partition_point(|&(from, _)| from <= step);
        let (from, deviation) = points[later.saturating_sub(1)];
        let Some(&(to, next)) = points.get(later) else {
            return deviation;
        };
        let done = share(step.saturating_sub(from), to - from);
        (deviation.ln() * (1.0 - done) + next.ln() * done).exp()
    }
}

impl CommandCurriculum {
    /// Share of the command range in use at a step.
    pub fn scale(&self, step: u64) -> f32 {
        let done = share(step, self.steps);
        self.initial + (1.0 - self.initial) * done
    }
}

impl TerrainConfig {
    /// The largest difficulty that episodes draw at a step, in [0, 1].
    pub fn difficulty(&self, step: u64) -> f32 {
        if step < self.from_step {
            return 0.0;
        }
        share(step - self.from_step, self.curriculum_steps)
    }
}

impl TrainingConfig {
    /// The stage in force at a step, its weights on their way from the last stage's. A checked
    /// configuration has a stage from step zero.
    pub fn stage(&self, step: u64) -> Stage {
        let later = self.stages.partition_point(|stage| stage.from_step <= step);
        let mut stage = self.stages[later.saturating_sub(1)].clone();
        if later >= 2 && stage.ramp_steps > 0 {
            let done = share(step - stage.from_step, stage.ramp_steps);
            stage.reward = self.stages[later - 2].reward.toward(&stage.reward, done);
        }
        stage
    }
}

fn share(step: u64, of: u64) -> f32 {
    if of == 0 {
        1.0
    } else {
        (step as f64 / of as f64).min(1.0) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deviation_is_log_linear_between_points_and_stays_at_the_last() {
        let exploration = Exploration(vec![(0, 0.8), (100, 0.2), (200, 0.1)]);
        assert!((exploration.deviation(0) - 0.8).abs() < 1e-6);
        assert!((exploration.deviation(50) - 0.4).abs() < 1e-6);
        assert!((exploration.deviation(100) - 0.2).abs() < 1e-6);
        assert!((exploration.deviation(150) - 0.02_f32.sqrt()).abs() < 1e-6);
        assert!((exploration.deviation(1000) - 0.1).abs() < 1e-6);
    }

    #[test]
    fn the_curriculum_ends_at_the_whole_range() {
        let curriculum = CommandCurriculum {
            initial: 0.4,
            steps: 10,
        };
        assert_eq!(curriculum.scale(0), 0.4);
        assert_eq!(curriculum.scale(10), 1.0);
        assert_eq!(
            CommandCurriculum {
                initial: 0.4,
                steps: 0
            }
            .scale(0),
            1.0
        );
    }
}
