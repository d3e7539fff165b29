use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// P10: the release program beside this one, started on a free port without a database.
pub(crate) fn at_rest() -> Result<(), Box<dyn std::error::Error>> {
    let program: PathBuf = std::env::current_exe()?.with_file_name("carteclaire");
    if !program.exists() {
        println!(
            "P10 skipped: {} is not built (cargo build --release -p server)",
            program.display()
        );
        return Ok(());
    }
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let start = Instant::now();
    let mut child = Command::new(program)
        .arg("serve")
        .env("LEPTOS_SITE_ADDR", format!("127.0.0.1:{port}"))
        .env("METRICS_ADDR", "127.0.0.1:0")
        .env("DATABASE_URL", "")
        .env("MIGRATE_DATABASE_URL", "")
        .env("RUST_LOG", "off")
        .stderr(Stdio::null())
        .spawn()?;
    let first = first_byte(port, start);
    std::thread::sleep(Duration::from_secs(3));
    let status =
        std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let resident = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
    child.kill()?;
    child.wait()?;
    match first {
        Some(time) => println!("P10 start to first byte: {} ms (goal 1000)", time.as_millis()),
        None => println!("P10 start to first byte: none within 10 s"),
    }
    if let Some(kib) = resident {
        println!("P10 at rest: {} MiB resident (goal 60)", kib / 1024);
    }
    Ok(())
}

fn first_byte(port: u16, start: Instant) -> Option<Duration> {
    while start.elapsed() < Duration::from_secs(10) {
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
            let request = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            let mut byte = [0; 1];
            if stream.write_all(request).is_ok() && stream.read_exact(&mut byte).is_ok() {
                return Some(start.elapsed());
            }
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    None
}
