//! Ellipses and rotations of one population.

use super::result::RotationReport;
use crate::analysis::AnalysisError;
use crate::analysis::cycles::CycleStack;

pub fn ellipse_r2(_stack: &CycleStack) -> Result<Option<f64>, AnalysisError> {
    Ok(None)
}

pub fn rotation(_stack: &CycleStack) -> Result<Option<RotationReport>, AnalysisError> {
    Ok(None)
}
