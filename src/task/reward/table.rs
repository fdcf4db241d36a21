//! The reward's terms, a row each: the name of its weight in a configuration, when it is paid, and
//! whether a configuration must weigh it. Of values by term: an array with a place for each.

use std::ops::{Index, IndexMut};

use serde::ser::{Serialize, SerializeMap, Serializer};

/// When a term is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paid {
    /// Per second.
    Always,
    /// Per second of a command to walk.
    Walking,
    /// Per second of a command to stand.
    Standing,
    /// Once, when the robot falls.
    AtFall,
}

/// Whether a configuration must weigh a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Needed,
    /// Zero where it is left out.
    Optional,
}

macro_rules! terms {
    ($($term:ident: $name:literal, $paid:ident, $weight:ident;)+) => {
        /// A term of the reward; its formula stands in `terms`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum RewardTerm {
            $($term,)+
        }

        impl RewardTerm {
            /// Every term, in the order in which they are added up.
            pub const ALL: &[Self] = &[$(Self::$term,)+];

            /// Its name in JSON.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$term => $name,)+
                }
            }

            pub(super) fn paid(self) -> Paid {
                match self {
                    $(Self::$term => Paid::$paid,)+
                }
            }

            pub(super) fn weight(self) -> Weight {
                match self {
                    $(Self::$term => Weight::$weight,)+
                }
            }
        }
    };
}

terms! {
    TrackVelocity: "track_velocity", Always, Needed;
    TrackYaw: "track_yaw", Always, Needed;
    VerticalVelocity: "vertical_velocity", Always, Needed;
    RollPitchRate: "roll_pitch_rate", Always, Needed;
    Tilt: "tilt", Always, Needed;
    Torque: "torque", Always, Needed;
    JointVelocityChange: "joint_velocity_change", Always, Needed;
    ActionRate: "action_rate", Always, Needed;
    Slip: "slip", Always, Needed;
    Clearance: "clearance", Always, Needed;
    HipDeviation: "hip_deviation", Always, Needed;
    Height: "height", Always, Needed;
    KneeContact: "knee_contact", Always, Needed;
    Power: "power", Always, Optional;
    Trot: "trot", Walking, Needed;
    AirTime: "air_time", Walking, Needed;
    StanceBalance: "stance_balance", Walking, Optional;
    Limp: "limp", Walking, Optional;
    SwingBalance: "swing_balance", Walking, Optional;
    StrideVariation: "stride_variation", Walking, Optional;
    StandPose: "stand_pose", Standing, Needed;
    StandFeet: "stand_feet", Standing, Needed;
    StandClearance: "stand_clearance", Standing, Needed;
    StandSpeed: "stand_speed", Standing, Needed;
    Fall: "fall", AtFall, Needed;
}

/// How many terms there are.
pub(super) const TERMS: usize = RewardTerm::ALL.len();

/// A value of each term; in JSON an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PerTerm<T>([T; TERMS]);

impl<T: Copy> PerTerm<T> {
    /// Asks for each term's value in turn.
    pub fn from_fn(mut value: impl FnMut(RewardTerm) -> T) -> Self {
        Self(std::array::from_fn(|k| value(RewardTerm::ALL[k])))
    }

    /// Of each term what comes of both its values.
    pub fn zip<U: Copy, V: Copy>(
        &self,
        other: &PerTerm<U>,
        mut with: impl FnMut(T, U) -> V,
    ) -> PerTerm<V> {
        PerTerm::from_fn(|term| with(self[term], other[term]))
    }

    /// Each term with its value.
    pub fn iter(&self) -> impl Iterator<Item = (RewardTerm, T)> {
        RewardTerm::ALL.iter().map(|&term| (term, self[term]))
    }
}

impl<T: Copy + Default> Default for PerTerm<T> {
    fn default() -> Self {
        Self::from_fn(|_| T::default())
    }
}

impl<T> Index<RewardTerm> for PerTerm<T> {
    type Output = T;

    fn index(&self, term: RewardTerm) -> &T {
        &self.0[term as usize]
    }
}

impl<T> IndexMut<RewardTerm> for PerTerm<T> {
    fn index_mut(&mut self, term: RewardTerm) -> &mut T {
        &mut self.0[term as usize]
    }
}

impl<T: Copy + Serialize> Serialize for PerTerm<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(TERMS))?;
        for (term, value) in self.iter() {
            map.serialize_entry(term.name(), &value)?;
        }
        map.end()
    }
}
