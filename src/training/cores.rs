//! The machine's cores, each with a thread pool of its own.

use rayon::{ThreadPool, ThreadPoolBuilder};

/// One single-threaded pool a core: what a piece of work does in parallel stays on its own core.
pub(super) struct Cores {
    pools: Vec<ThreadPool>,
}

impl Cores {
    /// All that the system lends.
    pub fn all() -> Self {
        Self::first(std::thread::available_parallelism().map_or(1, usize::from))
    }

    /// So many.
    pub fn first(count: usize) -> Self {
        let pool = |_| ThreadPoolBuilder::new().num_threads(1).build().ok();
        Self {
            pools: (0..count).filter_map(pool).collect(),
        }
    }

    /// How many there are, at least 1.
    pub fn count(&self) -> usize {
        self.pools.len().max(1)
    }

    /// Works on all pieces, each on the next core, and returns the results in their order. A panic
    /// of a piece is passed on.
    ///
    /// The pools' own threads are woken; no thread is started: that took a millisecond, and each
    /// minibatch of an update is handed out anew.
    pub fn run<T: Send, R: Send>(&self, pieces: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
        if self.pools.is_empty() {
            return pieces.into_iter().map(work).collect();
        }
        let mut results: Vec<Option<R>> = pieces.iter().map(|_| None).collect();
        let mut jobs: Vec<Vec<Job<T, R>>> = self.pools.iter().map(|_| Vec::new()).collect();
        for (index, job) in pieces.into_iter().zip(&mut results).enumerate() {
            jobs[index % self.pools.len()].push(job);
        }
        hand_out(&self.pools, jobs.into_iter(), &work);
        let result = |result: Option<R>| result.expect("no piece panicked, so each has its result");
        results.into_iter().map(result).collect()
    }
}

/// A piece of work and where its result goes.
type Job<'a, T, R> = (T, &'a mut Option<R>);

/// Hands each pool its jobs and returns when all are done.
fn hand_out<'a, T: Send + 'a, R: Send + 'a>(
    pools: &[ThreadPool],
    mut jobs: impl Iterator<Item = Vec<Job<'a, T, R>>>,
    work: &(impl Fn(T) -> R + Sync),
) {
    let ([pool, others @ ..], Some(own)) = (pools, jobs.next()) else {
        return;
    };
    pool.in_place_scope(|scope| {
        for (piece, result) in own {
            scope.spawn(move |_| *result = Some(work(piece)));
        }
        hand_out(others, jobs, work);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_pieces() {
        let cores = Cores::first(2);
        let pieces: Vec<usize> = (0..7).collect();
        let doubled = cores.run(pieces.clone(), |piece| 2 * piece);
        assert!(
            doubled
                .iter()
                .zip(&pieces)
                .all(|(two, one)| *two == 2 * one)
        );
        assert_eq!(doubled.len(), pieces.len());
    }

    #[test]
    fn a_piece_has_a_core_to_itself() {
        let which = |()| (std::thread::current().id(), rayon::current_num_threads());
        let ran = Cores::first(2).run(vec![(); 2], which);
        assert_ne!(ran[0].0, ran[1].0);
        assert_eq!((ran[0].1, ran[1].1), (1, 1));
    }

    #[test]
    #[should_panic(expected = "the third piece")]
    fn a_panic_is_passed_on() {
        Cores::first(2).run(vec![1, 2, 3], |piece| {
            assert_ne!(piece, 3, "the third piece")
        });
    }

    #[test]
    fn without_a_pool_the_work_is_done_all_the_same() {
        let none = Cores { pools: Vec::new() };
        assert_eq!(none.run(vec![1, 2], |piece| piece + 1), [2, 3]);
    }
}
