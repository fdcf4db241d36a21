//! The lab's one rate. Scenes and policies whose robot has another are refused.

/// Control steps a second.
pub const CONTROL_RATE: f64 = 50.0;
/// Duration of a control step, s.
pub const CONTROL_STEP: f64 = 1.0 / CONTROL_RATE;
