//! Plain maths on populations of units: arrays in, arrays out, in f64.
//!
//! A population is `[T, N]`: T samples (rows, in order of time) of N units. Nothing here knows
//! robots, networks, files of recordings or windows.
//!
//! - [`population`]: the one array type of all measures
//! - [`normalise`]: z-score, range, soft range; fitted here, applicable elsewhere
//! - [`pca`]: principal components, their variance, participation ratio
//! - [`tangling`]: Q(t), the trajectory tangling of Russo et al. 2018
//! - [`layer`]: what `analyze` says about a layer: the measures above together
//! - [`conditions`]: what it says about several recordings under different conditions
//! - [`basis`]: the fixed z-score and PCA that ship with a policy
//! - [`atlas`]: mean cycles of a policy's gaits in the plane of its basis
//! - [`rolling`]: a basis refitted from the last window, for policies without one
//! - [`gait`]: strides, duty factors and phases from foot contacts
//! - [`locomotion`]: clearance, slip, cost of transport, asymmetry
//! - [`clock`]: whether time stamps are even, and what is wrong where they are not
//! - [`cycles`]: closed cycles of activity, one a condition
//! - [`demixed`]: variance by phase, by condition, by both
//! - [`speed_axis`]: the direction that tells conditions of different speed apart
//! - [`rotation`]: jPCA, ellipses, separation, alignment, divergence
//! - [`fixed_points`]: where a recurrent network under a held input stands still
//! - [`bootstrap`]: confidence intervals over strides
//! - [`surrogates`]: cycles that keep simple statistics only

pub mod atlas;
pub mod basis;
pub mod bootstrap;
pub mod clock;
pub mod conditions;
pub mod cycles;
pub mod demixed;
mod error;
pub mod fixed_points;
pub mod gait;
pub mod layer;
mod line;
pub mod locomotion;
pub mod normalise;
pub mod pca;
pub mod population;
pub mod rolling;
pub mod rotation;
pub mod speed_axis;
pub mod surrogates;
pub mod tangling;
pub mod window;

pub use error::AnalysisError;
pub use population::Population;
