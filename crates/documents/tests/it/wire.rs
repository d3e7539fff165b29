//! Both ends of a bad line: a server that puts files in a folder by signed addresses, and a client that hangs up.

use bytes::Bytes;
use futures_util::stream;
use objects::{Grant, Objects, SignedPut};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::desk::{now, urls};

/// Serves the signed addresses of a folder, as the program does; where.
pub(crate) async fn serve(objects: Objects) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let objects = objects.clone();
            tokio::spawn(async move { drop(answer(socket, &objects).await) });
        }
    });
    base
}

async fn answer(mut socket: TcpStream, objects: &Objects) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await?);
    }
    let head = String::from_utf8(head).unwrap();
    let (method, rest) = head.split_once(' ').unwrap();
    let (address, _) = rest.split_once(' ').unwrap();
    let (path, query) = address.split_once('?').unwrap();
    let header = |name: &str| {
        head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::to_owned)
    };
    let length: u64 = header("content-length").unwrap().parse().unwrap();
    let status = match urls().verify(method, path, query, now()) {
        Ok(grant @ Grant::Put { .. }) => {
            grant.takes(header("content-type").as_deref(), Some(length)).unwrap();
            let Grant::Put { key, most, .. } = grant else { return Ok(()) };
            match objects.put_stream(&key, body(&mut socket, length), most).await {
                Ok(_) => 204,
                Err(_) => 503,
            }
        }
        _ => 404,
    };
    let said = format!("HTTP/1.1 {status} -\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    socket.write_all(said.as_bytes()).await
}

fn body(
    socket: &mut TcpStream,
    length: u64,
) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> + Send {
    stream::unfold((socket, length), |(socket, left)| async move {
        if left == 0 {
            return None;
        }
        let mut part = vec![0; usize::try_from(left.min(64 * 1024)).unwrap()];
        let read = match socket.read(&mut part).await {
            Ok(0) => Err(std::io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                part.truncate(read);
                Ok(Bytes::from(part))
            }
            Err(error) => Err(error),
        };
        let after = read.as_ref().map_or(0, |bytes| left - bytes.len() as u64);
        Some((read, (socket, after)))
    })
}

/// Sends `body` by `put`, to `base` where the address is a path; hangs up after `cut` bytes of it, if said. Whether it was
/// said to have arrived.
pub(crate) async fn send(base: &str, put: &SignedPut, body: &[u8], cut: Option<usize>) -> bool {
    let url = if put.url.starts_with('/') { format!("{base}{}", put.url) } else { put.url.clone() };
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut socket = TcpStream::connect(host).await.unwrap();
    let mut head =
        format!("PUT /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in &put.headers {
        for part in [*name, ": ", value, "\r\n"] {
            head.push_str(part);
        }
    }
    head.push_str("connection: close\r\n\r\n");
    if socket.write_all(head.as_bytes()).await.is_err() {
        return false;
    }
    if let Some(cut) = cut {
        drop(socket.write_all(&body[..cut]).await);
        return false; // without waiting for any answer
    }
    socket.write_all(body).await.unwrap();
    let mut said = Vec::new();
    drop(socket.read_to_end(&mut said).await);
    let said = String::from_utf8_lossy(&said);
    said.split(' ').nth(1).is_some_and(|status| status.starts_with('2'))
}
