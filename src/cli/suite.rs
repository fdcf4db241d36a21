//! Which conditions an experiment or an atlas walks.

use std::path::PathBuf;

use super::Failure;
use crate::experiment::suite::Suite;

/// The suite and its seed.
#[derive(Debug, clap::Args)]
pub(super) struct SuiteArgs {
    /// Suite of commands (JSON), instead of the built-in one
    #[arg(long, value_name = "FILE")]
    scene: Option<PathBuf>,
    /// Draws starts, sensor noise and (in an experiment) the bootstrap, instead of the suite's seed
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32))]
    seed: Option<u32>,
}

impl SuiteArgs {
    /// Reads and checks the suite.
    pub(super) fn load(&self) -> Result<Suite, Failure> {
        let mut suite = match &self.scene {
            Some(file) => Suite::load(file)?,
            None => Suite::built_in()?,
        };
        if let Some(seed) = self.seed {
            suite.seed = u64::from(seed);
        }
        Ok(suite)
    }
}
