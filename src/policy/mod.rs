//! The policy: encoder MLP, LSTM (hidden and cell state: the *recurrent layer*), linear read-out
//! to the twelve joint targets (the *actuation layer*). One `forward` serves training,
//! evaluation and the lab and gives *taps* of every layer.

mod actor;
mod average;
mod checkpoint;
mod companions;
mod error;
mod family;
mod manifest;
mod network;
mod normaliser;
pub mod ops;
mod taps;
mod untrained;

pub use actor::{Actor, Lesion, RecurrentState};
pub use checkpoint::Policy;
pub use companions::{CompanionError, atlas_of, basis_of};
pub use error::CheckpointError;
pub use family::{Family, Member, Role, millions};
pub use manifest::{ControlManifest, Manifest, ObservationManifest, RobotManifest};
pub use network::{ActorNetwork, ActorOutput, CriticNetwork, LAYER_SIZES, NetworkConfig};
pub(crate) use normaliser::Moments;
pub use normaliser::Normaliser;
pub use taps::{Layer, Taps};
