//! How much memory and time the hostile files take: `cargo bench -p documents`. Fails past 64 MiB or two seconds.
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

#[path = "../tests/it/corpus/mod.rs"]
#[expect(dead_code, reason = "the tests ask how each is to end")]
mod corpus;
#[path = "../tests/it/samples.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod samples;

use std::fs;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use documents::Reader;

/// The most memory of one child, in KiB.
const MOST_KIB: u64 = 64 * 1024;
/// The longest that one file may take, looked at and converted.
const LONGEST: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let reader = Reader::new(env!("CARGO_BIN_EXE_read-piece").into(), Vec::new(), 1);
    let watch = Watch::start();
    let mut measured = Vec::new();
    for hostile in corpus::all() {
        let file = hostile.bytes();
        watch.peak.store(0, Ordering::Relaxed);
        let since = Instant::now();
        let stopped = runtime.block_on(async {
            let seen = reader.look(&file).await?;
            reader.convert(&file, seen, None).await.map(drop)
        });
        let took = since.elapsed();
        measured.push((watch.peak.load(Ordering::Relaxed), took, hostile.what, stopped.err()));
    }
    watch.stops.store(true, Ordering::Relaxed);
    let files = measured.len();
    let past = |one: &&(u64, Duration, _, _)| one.0 > MOST_KIB || one.1 > LONGEST;
    let bad = measured.iter().filter(past).count();
    println!("{files} hostile files, {bad} past 64 MiB or 2 s; the most memory:");
    measured.sort_by_key(|one| std::cmp::Reverse(one.0));
    show(&measured);
    println!("the longest:");
    measured.sort_by_key(|one| std::cmp::Reverse(one.1));
    show(&measured);
    if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn show(measured: &[(u64, Duration, String, Option<documents::Unread>)]) {
    for (peak, took, what, stopped) in measured.iter().take(12) {
        let said = stopped.as_ref().map_or_else(|| "read".to_owned(), ToString::to_string);
        println!("{:6} KiB {:5} ms  {what} ({said})", peak, took.as_millis());
    }
}

/// Looks every half millisecond how much the children of this process hold.
struct Watch {
    peak: Arc<AtomicU64>,
    stops: Arc<AtomicBool>,
}

impl Watch {
    fn start() -> Self {
        let (peak, stops) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let watch = Self { peak: Arc::clone(&peak), stops: Arc::clone(&stops) };
        thread::spawn(move || {
            while !stops.load(Ordering::Relaxed) {
                peak.fetch_max(held().unwrap_or(0), Ordering::Relaxed);
                thread::sleep(Duration::from_micros(500));
            }
        });
        watch
    }
}

/// The most that a living child has held so far, in KiB.
fn held() -> Option<u64> {
    let mut most = None;
    for task in fs::read_dir("/proc/self/task").ok()?.flatten() {
        let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
        for child in children.split_whitespace() {
            let status = fs::read_to_string(format!("/proc/{child}/status")).unwrap_or_default();
            // Between its birth and its own program a child is a copy of this process.
            if !status.starts_with("Name:\tread-piece") {
                continue;
            }
            let held = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let held = held.and_then(|held| held.trim().strip_suffix("kB")?.trim().parse().ok());
            most = most.max(held);
        }
    }
    most
}
