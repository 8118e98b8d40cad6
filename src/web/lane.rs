//! Where reads of the database wait for one another: in the order in which they came, and no more of them at once than the
//! machine can serve. Otherwise they would wait for a connection, which goes to whoever asks at the right moment, and all of
//! them would share the processors at once: each page would be slow, and some of them twice as slow (docs/PERFORMANCE.md).

use crate::db::{self, Url};
use std::sync::Arc;
use tokio::runtime::{Builder, Handle, Runtime};

/// Threads for reads alone. Clones share them.
#[derive(Clone, Debug)]
pub struct Lane(Arc<Threads>);

/// Ends without waiting: a runtime that is dropped among async tasks would panic.
#[derive(Debug)]
struct Threads(Option<Runtime>, Handle);

impl Lane {
    /// A lane for this database. SQLite reads with the processors of this machine, so there are as many threads; PostgreSQL
    /// has its own, so there are as many as connections.
    ///
    /// # Errors
    /// The system's refusal.
    pub fn new(url: &Url, connections: u32) -> std::io::Result<Self> {
        let connections = usize::try_from(connections).unwrap_or(usize::MAX).max(1);
        let threads = match url {
            Url::Postgres(_) => connections,
            Url::Sqlite(_) => std::thread::available_parallelism().map_or(2, usize::from).max(2).min(connections),
        };
        let runtime = Builder::new_current_thread().max_blocking_threads(threads).thread_name("read").build()?;
        let handle = runtime.handle().clone();
        Ok(Self(Arc::new(Threads(Some(runtime), handle))))
    }

    /// Runs a read when it is its turn.
    ///
    /// # Errors
    /// [`db::Error::Busy`] when the program is stopping.
    pub async fn run<T: Send + 'static>(&self, f: impl FnOnce() -> T + Send + 'static) -> Result<T, db::Error> {
        self.0.1.spawn_blocking(f).await.map_err(|_| db::Error::Busy)
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    /// Twenty reads come at once: as many run together as there are threads, and they begin in the order in which they came.
    #[test]
    fn reads_run_in_their_order_and_not_all_at_once() {
        let lane = Lane::new(&Url::Sqlite("x.db".into()), 2).expect("threads");
        let (begun, now, most) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let read = |n: usize| {
            let (lane, begun, now, most) = (lane.clone(), begun.clone(), now.clone(), most.clone());
            async move {
                let read = lane.run(move || {
                    begun.lock().expect("a list").push(n);
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(2));
                    now.fetch_sub(1, Ordering::SeqCst);
                });
                read.await.expect("a read");
            }
        };
        Builder::new_current_thread().build().expect("a runtime").block_on(async {
            let mut all = tokio::task::JoinSet::new();
            (0..20).for_each(|n| drop(all.spawn(read(n))));
            all.join_all().await;
        });
        let begun = begun.lock().expect("a list").clone();
        assert_eq!((begun.len(), most.load(Ordering::SeqCst)), (20, 2));
        // One of the two threads may note late what it took.
        assert!(begun.iter().enumerate().all(|(at, n)| *n <= at + 1), "{begun:?}");
    }

    #[test]
    fn a_lane_may_end_among_async_tasks() {
        let runtime = Builder::new_current_thread().build().expect("a runtime");
        let read = runtime.block_on(async { Lane::new(&Url::Sqlite("x.db".into()), 8).expect("threads").run(|| 7).await });
        assert_eq!(read.expect("a read"), 7);
    }
}
