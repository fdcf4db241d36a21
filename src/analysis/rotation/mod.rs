//! The rotational structure of closed cycles: how a population turns, in which plane, and how far
//! its conditions keep apart.
//!
//! - [`jpca`]: the plane of largest rotation, x' = M x with M skew-symmetric
//! - [`ellipse`]: the ellipse of a cycle in a plane
//! - [`separation`]: the smallest distance of two conditions' trajectories
//! - [`alignment`]: how much of one set's variance another set's subspace holds
//! - [`divergence`]: trajectories that meet and then part

pub mod alignment;
pub mod divergence;
pub mod ellipse;
pub mod jpca;
pub mod separation;
