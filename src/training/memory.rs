//! What the recurrent layer of each robot remembers.

/// Hidden and cell state of robots, `[N, H]` each.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    hidden: Vec<f32>,
    cell: Vec<f32>,
}

impl Memory {
    /// That of robots at the start of an episode.
    pub(super) fn blank(robots: usize, units: usize) -> Self {
        let zeros = vec![0.0; robots * units];
        Self {
            hidden: zeros.clone(),
            cell: zeros,
        }
    }

    /// In shares of `size` robots.
    pub(super) fn shares(
        &mut self,
        size: usize,
        units: usize,
    ) -> impl Iterator<Item = MemoryShare<'_>> {
        let hidden = self.hidden.chunks_mut(size * units);
        let cell = self.cell.chunks_mut(size * units);
        hidden
            .zip(cell)
            .map(|(hidden, cell)| MemoryShare { hidden, cell })
    }
}

/// Hidden and cell state of some robots, `[n, H]` each.
pub(super) struct MemoryShare<'a> {
    pub hidden: &'a mut [f32],
    pub cell: &'a mut [f32],
}
