//! The real clamd, and sockets that speak badly.

use std::path::PathBuf;
use std::time::Duration;

use documents::antivirus::{Address, Clamd, Reason, Verdict};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, UnixListener};

use crate::corpus::{self, End};
use crate::samples;

const FOUND: &str = "Eicar-Test-Signature.UNOFFICIAL";

/// The clamd that `cargo xtask test` and `cargo xtask db` start.
#[expect(clippy::disallowed_methods, reason = "only the machine knows where clamd listens")]
pub(crate) fn clamd() -> Clamd {
    let socket = std::env::var("CLAMD_SOCKET");
    let socket =
        socket.expect("CLAMD_SOCKET is not set: `cargo xtask db` starts a clamd and says where");
    Clamd::new(Address::parse(&socket).unwrap(), Duration::from_secs(30))
}

#[tokio::test]
async fn good_files_are_clean() {
    assert!(clamd().answers().await);
    for (ending, file) in samples::each() {
        assert_eq!(clamd().scan(&file).await, Verdict::Clean, "{ending}");
    }
    assert_eq!(clamd().scan(b"").await, Verdict::Clean);
    let longest = vec![7; documents::MOST_BYTES];
    assert_eq!(clamd().scan(&longest).await, Verdict::Clean);
}

#[tokio::test]
async fn what_a_picture_or_a_page_carries_is_found() {
    let mut carriers = 0;
    for hostile in corpus::all().iter().filter(|one| matches!(one.end, End::Found)) {
        let verdict = clamd().scan(&hostile.bytes()).await;
        assert_eq!(verdict, Verdict::Infected(FOUND.into()), "{}", hostile.what);
        carriers += 1;
    }
    assert!(carriers >= 7);
    let nested = samples::zip("b.zip", &samples::zip("a.txt", &samples::eicar()));
    for file in [samples::eicar(), nested] {
        assert_eq!(clamd().scan(&file).await, Verdict::Infected(FOUND.into()));
    }
}

/// A ZIP that says its file needs a password.
fn closed_zip() -> Vec<u8> {
    let mut zip = samples::zip("a.txt", &samples::eicar());
    let directory = memchr::memmem::find(&zip, b"PK\x01\x02").unwrap();
    zip[6] |= 1;
    zip[directory + 8] |= 1;
    zip
}

#[tokio::test]
async fn what_clamd_cannot_see_is_not_called_clean() {
    assert_eq!(clamd().scan(&closed_zip()).await, Verdict::Encrypted);
    let deep = (0..30).fold(samples::eicar(), |inner, _| samples::zip("a.zip", &inner));
    assert_eq!(clamd().scan(&deep).await, Verdict::ExceedsLimits);
}

#[tokio::test]
async fn a_file_longer_than_clamd_takes_is_not_called_clean() {
    let verdict = clamd().scan(&vec![0; 30 << 20]).await;
    assert!(matches!(verdict, Verdict::Unavailable(_)), "{verdict:?}");
}

/// A folder of this test alone.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("documents-{}-{name}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A socket that reads `reads` bytes, says `says`, then hangs up, or waits for ever.
fn speaker(name: &str, reads: usize, says: &'static [u8], hangs_up: bool) -> (PathBuf, Clamd) {
    let folder = folder(name);
    let path = folder.join("clamd.ctl");
    let listener = UnixListener::bind(&path).unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut read = vec![0; reads];
                drop(stream.read_exact(&mut read).await);
                drop(stream.write_all(says).await);
                if !hangs_up {
                    std::future::pending::<()>().await;
                }
            });
        }
    });
    (folder, Clamd::new(Address::Socket(path), Duration::from_millis(300)))
}

#[tokio::test]
async fn nobody_answers_so_nothing_is_known() {
    let absent = Clamd::new(Address::Socket("/nonexistent/clamd.ctl".into()), Clamd::PATIENCE);
    assert_eq!(absent.scan(b"a").await, Verdict::Unavailable(Reason::NotReached));
    assert!(!absent.answers().await);
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let closed = Clamd::new(Address::Tcp(port.to_string()), Clamd::PATIENCE);
    assert_eq!(closed.scan(b"a").await, Verdict::Unavailable(Reason::NotReached));
}

/// `zINSTREAM\0`, a length, a byte, the end.
const QUESTION: usize = 10 + 4 + 1 + 4;

#[tokio::test]
async fn a_socket_that_speaks_badly_calls_nothing_clean() {
    use Reason::{NotInTime, NotUnderstood};
    for (name, reads, says, hangs_up, reason) in [
        ("nothing", QUESTION, &b""[..], true, NotUnderstood),
        ("page", QUESTION, b"HTTP/1.1 200 OK\r\n\r\nstream: OK", true, NotUnderstood),
        ("noise", QUESTION, b"\xFF\xFE\xFD\0", true, NotUnderstood),
        ("error", QUESTION, b"INSTREAM size limit exceeded. ERROR\0", true, NotUnderstood),
        ("half", QUESTION, b"stream: O", true, NotUnderstood),
        ("twice", QUESTION, b"stream: OK\0stream: OK\0", true, NotUnderstood),
        // A verdict before the end of the file, on a line that is never closed.
        ("endless", QUESTION, b"stream: OK\0", false, NotInTime),
        ("silent", QUESTION, b"", false, NotInTime),
    ] {
        let (folder, clamd) = speaker(name, reads, says, hangs_up);
        assert_eq!(clamd.scan(b"a").await, Verdict::Unavailable(reason), "{name}");
        drop(std::fs::remove_dir_all(folder));
    }
}

#[tokio::test]
async fn a_socket_that_hangs_up_while_it_is_sent_to_calls_nothing_clean() {
    let (folder, clamd) = speaker("rude", 10, b"", true);
    let verdict = clamd.scan(&vec![0; 8 << 20]).await;
    assert_eq!(verdict, Verdict::Unavailable(Reason::NotReached));
    drop(std::fs::remove_dir_all(folder));
}

#[tokio::test]
async fn clamd_is_asked_over_tcp_as_well() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut read = [0; QUESTION];
        stream.read_exact(&mut read).await.unwrap();
        assert_eq!(&read[..15], b"zINSTREAM\0\0\0\0\x01a");
        stream.write_all(b"stream: OK\0").await.unwrap();
    });
    let clamd = Clamd::new(Address::parse(&address).unwrap(), Clamd::PATIENCE);
    assert_eq!(clamd.scan(b"a").await, Verdict::Clean);
}
