//! Whether all that a run writes can be written, asked before it begins.

use std::path::Path;

use super::{TrainingConfig, TrainingError, metrics_file, resume};
use crate::files::check_folder;

/// The picture of a run, which is drawn when it ends.
pub const LEARNING_CURVE: &str = "learning-curve.png";

/// Makes the run's folders; fails unless all that a run writes can be written, before it begins.
pub(super) fn check(config: &TrainingConfig, out: &Path) -> Result<(), TrainingError> {
    let mut policies = vec!["latest.json", "latest.safetensors"];
    if config.average_from_step.is_some() {
        policies.extend(["average.json", "average.safetensors"]);
    }
    check_folder(&out.join("checkpoints"), &policies)?;
    check_folder(&out.join(resume::FOLDER), &[resume::STATE])?;
    let others = ["config.json", metrics_file::NAME, LEARNING_CURVE];
    Ok(check_folder(out, &others)?)
}
