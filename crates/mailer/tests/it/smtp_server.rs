//! A mail server on loopback, by RFC 5321, that can be told to misbehave at a step.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A step of the dialogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Greeting,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// The mail was given whole.
    Delivery,
}

/// What the server does there instead of going on.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mood {
    Well,
    Answers(Step, &'static str),
    Hangs(Step),
    /// Hangs up, having kept the mail if it was given.
    Dies(Step),
}

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) mood: Arc<Mutex<Mood>>,
    pub(crate) mails: Arc<Mutex<Vec<String>>>,
    pub(crate) connections: Arc<Mutex<u32>>,
    /// Mails given whole.
    pub(crate) received: Arc<AtomicUsize>,
    /// Commands seen inside TLS.
    pub(crate) protected: Arc<Mutex<Vec<String>>>,
    tls: Option<TlsAcceptor>,
    implicit: bool,
}

impl Server {
    /// Listens; with `tls` it offers STARTTLS, or speaks TLS from the first byte when `implicit`.
    pub(crate) async fn start(mood: Mood, tls: Option<TlsAcceptor>, implicit: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            mood: Arc::new(Mutex::new(mood)),
            mails: Arc::default(),
            connections: Arc::default(),
            received: Arc::default(),
            protected: Arc::default(),
            tls,
            implicit,
        };
        let one = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *one.connections.lock().unwrap() += 1;
                let one = one.clone();
                tokio::spawn(async move { one.serve(stream).await });
            }
        });
        server
    }

    async fn serve(&self, stream: TcpStream) {
        match &self.tls {
            Some(tls) if self.implicit => {
                let Ok(stream) = tls.accept(stream).await else { return };
                self.talk(stream, true, true).await;
            }
            _ => {
                if let Some(stream) = self.talk(stream, false, true).await {
                    let Some(tls) = &self.tls else { return };
                    let Ok(stream) = tls.accept(stream).await else { return };
                    self.talk(stream, true, false).await;
                }
            }
        }
    }

    /// What to answer at a step; none: hang up.
    async fn at(&self, step: Step, well: &'static str) -> Option<&'static str> {
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Answers(where_, answer) if where_ == step => Some(answer),
            Mood::Dies(where_) if where_ == step => None,
            Mood::Hangs(where_) if where_ == step => std::future::pending().await,
            _ => Some(well),
        }
    }

    /// Gives the stream back when STARTTLS was asked for.
    async fn talk<S>(&self, stream: S, protected: bool, greets: bool) -> Option<S>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut stream = BufReader::new(stream);
        if greets {
            let greeting = self.at(Step::Greeting, "220 loopback ESMTP").await?;
            say(&mut stream, greeting).await?;
        }
        loop {
            let line = hear(&mut stream).await?;
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            if protected {
                self.protected.lock().unwrap().push(verb.clone());
            }
            let answer = match verb.as_str() {
                "EHLO" if self.tls.is_some() && !protected => "250-loopback\r\n250 STARTTLS",
                "EHLO" => "250-loopback\r\n250-SMTPUTF8\r\n250 AUTH PLAIN LOGIN",
                "STARTTLS" => {
                    say(&mut stream, "220 go ahead").await?;
                    return Some(stream.into_inner());
                }
                "AUTH" => self.at(Step::Auth, "235 welcome").await?,
                "MAIL" => self.at(Step::Mail, "250 ok").await?,
                "RCPT" => self.at(Step::Rcpt, "250 ok").await?,
                "DATA" => {
                    let answer = self.at(Step::Data, "354 go on").await?;
                    if answer.starts_with('3') {
                        say(&mut stream, answer).await?;
                        self.take(&mut stream).await?
                    } else {
                        answer
                    }
                }
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            say(&mut stream, answer).await?;
        }
    }

    /// Reads the mail, and keeps it unless it is refused.
    async fn take<S>(&self, stream: &mut BufReader<S>) -> Option<&'static str>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut mail = String::new();
        loop {
            let line = hear(stream).await?;
            if line == "." {
                break;
            }
            mail.push_str(line.strip_prefix('.').unwrap_or(&line));
            mail.push('\n');
        }
        let mood = *self.mood.lock().unwrap();
        if !matches!(mood, Mood::Answers(Step::Delivery, _)) {
            self.mails.lock().unwrap().push(mail);
        }
        self.received.fetch_add(1, Ordering::SeqCst);
        self.at(Step::Delivery, "250 taken").await
    }
}

async fn say<S: AsyncWrite + Unpin>(stream: &mut S, answer: &str) -> Option<()> {
    stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    stream.flush().await.ok()
}

async fn hear<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut line = String::new();
    match stream.read_line(&mut line).await {
        Ok(read) if read > 0 => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
        _ => None,
    }
}
