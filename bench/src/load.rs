use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::AsyncBufReadExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

const CONNECTIONS: usize = 32;
const WARM_UP: Duration = Duration::from_secs(1);
const MEASURE: Duration = Duration::from_secs(4);

/// Answers a second at `path`, over 32 connections that each wait for their answer.
pub(crate) async fn requests_per_second(
    address: SocketAddr,
    path: &str,
) -> Result<u64, Box<dyn std::error::Error>> {
    let start = Instant::now();
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let tasks: Vec<_> =
        (0..CONNECTIONS).map(|_| tokio::spawn(client(address, request.clone(), start))).collect();
    let mut answers = 0;
    for task in tasks {
        answers += task.await??;
    }
    Ok(answers / MEASURE.as_secs())
}

async fn client(
    address: SocketAddr,
    request: String,
    start: Instant,
) -> Result<u64, std::io::Error> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut stream = BufReader::with_capacity(64 * 1024, stream);
    let mut body = Vec::new();
    let mut answers = 0;
    loop {
        let elapsed = start.elapsed();
        if elapsed > WARM_UP + MEASURE {
            return Ok(answers);
        }
        stream.get_mut().write_all(request.as_bytes()).await?;
        let length = head(&mut stream).await?;
        body.resize(length, 0);
        stream.read_exact(&mut body).await?;
        if elapsed > WARM_UP {
            answers += 1;
        }
    }
}

/// Reads the head of an answer, which must be 200, and gives the length of its body.
async fn head(stream: &mut BufReader<TcpStream>) -> Result<usize, std::io::Error> {
    let mut length = 0;
    let mut line = String::new();
    let mut first = true;
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        if first && !line.contains(" 200 ") {
            return Err(std::io::Error::other(format!("not a 200: {line}")));
        }
        first = false;
        let text = line.trim_end();
        if text.is_empty() {
            return Ok(length);
        }
        if let Some((name, value)) = text.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(std::io::Error::other)?;
        }
    }
}
