//! The machine's cores, each with a thread pool of its own.

use rayon::{ThreadPool, ThreadPoolBuilder};

/// One single-threaded pool a core: what a piece of work does in parallel stays on its own core.
pub(super) struct Cores {
    pools: Vec<ThreadPool>,
}

impl Cores {
    /// All that the system lends.
    pub(super) fn all() -> Self {
        Self::first(std::thread::available_parallelism().map_or(1, usize::from))
    }

    /// So many.
    pub(super) fn first(count: usize) -> Self {
        let pool = |_| ThreadPoolBuilder::new().num_threads(1).build().ok();
        Self {
            pools: (0..count).filter_map(pool).collect(),
        }
    }

    /// How many there are, at least 1.
    pub(super) fn count(&self) -> usize {
        self.pools.len().max(1)
    }

    /// Does `work` on the first core: pieces that it hands out then start at once there.
    pub(super) fn on_first<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match self.pools.first() {
            Some(first) => first.install(work),
            None => work(),
        }
    }

    /// Works on all pieces, each on the next core, and returns the results in their order. A panic
    /// of a piece is passed on. The first core's thread hands out the other cores' pieces, then does
    /// its own.
    ///
    /// The pools' own threads are woken; no thread is started: that took a millisecond, and each
    /// minibatch of an update is handed out anew.
    pub(super) fn run<T: Send, R: Send>(
        &self,
        pieces: Vec<T>,
        work: impl Fn(T) -> R + Sync,
    ) -> Vec<R> {
        let mut results: Vec<Option<R>> = pieces.iter().map(|_| None).collect();
        let mut jobs: Vec<Vec<Job<T, R>>> = (0..self.count()).map(|_| Vec::new()).collect();
        for (index, job) in pieces.into_iter().zip(&mut results).enumerate() {
            jobs[index % self.count()].push(job);
        }
        let mut jobs = jobs.into_iter();
        let own = jobs.next().unwrap_or_default();
        let others = self.pools.get(1..).unwrap_or_default();
        self.on_first(|| hand_out(others, jobs, own, &work));
        let result = |result: Option<R>| result.expect("no piece panicked, so each has its result");
        results.into_iter().map(result).collect()
    }
}

/// A piece of work and where its result goes.
type Job<'a, T, R> = (T, &'a mut Option<R>);

/// Hands each pool its jobs, does its own, and returns when all are done.
fn hand_out<'a, T: Send + 'a, R: Send + 'a>(
    pools: &[ThreadPool],
    mut jobs: impl Iterator<Item = Vec<Job<'a, T, R>>>,
    own: Vec<Job<'a, T, R>>,
    work: &(impl Fn(T) -> R + Sync),
) {
    let ([pool, others @ ..], Some(of_pool)) = (pools, jobs.next()) else {
        own.into_iter()
            .for_each(|(piece, result)| *result = Some(work(piece)));
        return;
    };
    pool.in_place_scope(|scope| {
        for (piece, result) in of_pool {
            scope.spawn(move |_| *result = Some(work(piece)));
        }
        hand_out(others, jobs, own, work);
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
    fn what_is_handed_out_on_the_first_core_starts_there() {
        let cores = Cores::first(2);
        let here = || std::thread::current().id();
        let (outer, ran) = cores.on_first(|| (here(), cores.run(vec![(); 3], |()| here())));
        assert_ne!(outer, here());
        assert_eq!(ran[0], outer);
        assert_eq!(ran[2], outer);
        assert_ne!(ran[1], outer);
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
        let run = || none.run(vec![1, 2], |piece| piece + 1);
        assert_eq!(none.on_first(run), [2, 3]);
    }
}
