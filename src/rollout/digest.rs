//! A hash of numbers by their bits: FNV-1a over 32-bit words, 64 bits wide.

use crate::physics::RobotState;

/// Numbers hashed so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    pub(super) fn word(&mut self, word: u32) {
        for byte in word.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    pub(super) fn numbers(&mut self, numbers: impl IntoIterator<Item = f32>) {
        for number in numbers {
            self.word(number.to_bits());
        }
    }

    /// Every number of a robot's state.
    pub(super) fn state(&mut self, state: &RobotState) {
        state.visit(&mut |number| self.word(number.to_bits()));
    }

    pub(super) fn finish(self) -> u64 {
        self.0
    }
}
