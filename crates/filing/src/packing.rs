//! The bytes of a package, paper by paper: no more than one is in memory.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use forms::operations::{Leaf, bound, plain};
use futures_util::{Stream, stream};
use jiff::Timestamp;
use ring::digest::{Context, SHA256, digest};

use crate::manifest::{self, From as Origin, Line};
use crate::plan::{Content, Held, Paper, Plan, Source};
use crate::zip::{TooLarge, Zip};

/// Why a paper was not had: the store or the keys do not answer, or it is destroyed.
#[derive(Debug, thiserror::Error)]
#[error("a paper could not be had: {0}")]
pub struct NotRead(pub String);

/// Where the papers are.
#[async_trait]
pub trait Papers: Send + Sync {
    /// The bytes of `source`, whole and without a watermark.
    async fn read(&self, source: &Source) -> Result<Vec<u8>, NotRead>;
}

/// Why no package was made, or none that is whole.
#[derive(Debug, thiserror::Error)]
pub enum NotPacked {
    /// A paper was not had.
    #[error(transparent)]
    Paper(#[from] NotRead),
    /// A paper is not the one that was planned.
    #[error("a paper is not what it was: {0}")]
    Altered(uuid::Uuid),
    /// It is too large.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// The manifest cannot be written.
    #[error("the manifest cannot be written")]
    Manifest(#[from] serde_json::Error),
    /// What was made again has another hash than it had.
    #[error("the package has another hash than it had")]
    OtherHash,
    /// A picture cannot be read.
    #[error("a picture cannot be bound")]
    Unreadable,
    /// Whoever binds papers was stopped.
    #[error("binding was stopped")]
    Stopped,
}

/// What a package came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// SHA-256 of all its bytes.
    pub sha256: [u8; 32],
    /// How many bytes it has.
    pub length: u64,
    /// How many files it has.
    pub files: usize,
    /// The files that are larger than was asked: their names.
    pub large: Vec<String>,
}

/// Makes a package.
pub struct Packer {
    plan: Plan,
    next: usize,
    zip: Zip,
    hash: Context,
    length: u64,
    lines: Vec<Line>,
    large: (u64, Vec<String>),
}

impl std::fmt::Debug for Packer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Packer({}, {} of {})", self.plan.reference, self.next, self.plan.papers.len())
    }
}

impl Packer {
    /// Will make what `plan` says; files of more than `large` bytes are named at the end, none where it is 0.
    #[must_use]
    pub fn new(plan: Plan, large: u64) -> Self {
        let zip = Zip::new(plan.at);
        let (hash, lines) = (Context::new(&SHA256), Vec::with_capacity(plan.papers.len()));
        Self { plan, next: 0, zip, hash, length: 0, lines, large: (large, Vec::new()) }
    }

    /// The bytes of the next paper; `None` once all were given.
    ///
    /// # Errors
    ///
    /// [`NotPacked`].
    pub async fn next(&mut self, papers: &dyn Papers) -> Result<Option<Bytes>, NotPacked> {
        let Some(paper) = self.plan.papers.get(self.next).cloned() else { return Ok(None) };
        self.next += 1;
        let made = self::paper(&self.plan, &paper, papers).await?;
        let held = match &paper.content {
            Content::Bound { papers, .. } => papers.as_slice(),
            Content::SignedForm(held) => std::slice::from_ref(held),
            Content::Sheet(_) | Content::Proof(_) => &[],
        };
        let origin = |held: &Held| Origin { id: held.id.to_string(), sha256: held.sha256.clone() };
        let sources = held.iter().map(origin).collect();
        Ok(Some(self.entry(paper.name, &made.bytes, made.pages, sources)?))
    }

    fn entry(
        &mut self,
        name: String,
        content: &[u8],
        pages: Option<usize>,
        sources: Vec<Origin>,
    ) -> Result<Bytes, NotPacked> {
        let bytes = self.zip.entry(&format!("{}/{name}", self.plan.folder), content)?;
        let count = content.len() as u64;
        if self.large.0 > 0 && count > self.large.0 {
            self.large.1.push(name.clone());
        }
        let sha256 = hex(digest(&SHA256, content).as_ref());
        self.lines.push(Line { name, sha256, bytes: count, pages, sources });
        Ok(self.counted(bytes))
    }

    fn counted(&mut self, bytes: Vec<u8>) -> Bytes {
        self.hash.update(&bytes);
        self.length += bytes.len() as u64;
        bytes.into()
    }

    /// The last bytes, the manifest among them, and what the whole came to.
    ///
    /// # Errors
    ///
    /// [`NotPacked`].
    pub fn end(mut self) -> Result<(Bytes, Packed), NotPacked> {
        let manifest = manifest::bytes(&self.plan, &self.lines)?;
        let name = format!("{}/{}", self.plan.folder, MANIFEST);
        let mut last = self.zip.entry(&name, &manifest)?;
        let zip = std::mem::replace(&mut self.zip, Zip::new(self.plan.at));
        last.extend(zip.end()?);
        let last = self.counted(last);
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(self.hash.finish().as_ref());
        let files = self.lines.len() + 1;
        Ok((last, Packed { sha256, length: self.length, files, large: self.large.1 }))
    }
}

/// A file of a package.
#[derive(Debug)]
pub struct Made {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many pages were bound, where papers were.
    pub pages: Option<usize>,
}

/// The file `paper` of the package of `plan`.
///
/// # Errors
///
/// [`NotPacked`].
pub async fn paper(plan: &Plan, paper: &Paper, papers: &dyn Papers) -> Result<Made, NotPacked> {
    let at = plan.at;
    match &paper.content {
        Content::Sheet(sheet) => {
            let sheet = sheet.clone();
            let drawn = tokio::task::spawn_blocking(move || plain(&sheet, at)).await;
            Ok(Made { bytes: drawn.map_err(|_| NotPacked::Stopped)?, pages: None })
        }
        Content::Bound { title, papers: held } => {
            let mut leaves = Vec::with_capacity(held.len());
            for one in held {
                let source = Source::Document(one.id);
                leaves.push((one.is_pdf, whole(papers, &source, one).await?));
            }
            let words = (title.clone(), plan.foot(title), plan.house.clone());
            let made = tokio::task::spawn_blocking(move || bind(leaves, &words, at)).await;
            let (bytes, pages) = made.map_err(|_| NotPacked::Stopped)??;
            Ok(Made { bytes, pages })
        }
        Content::SignedForm(held) => {
            let bytes = whole(papers, &Source::SignedForm(held.id), held).await?;
            Ok(Made { bytes, pages: None })
        }
        Content::Proof(id) => {
            Ok(Made { bytes: papers.read(&Source::Proof(*id)).await?, pages: None })
        }
    }
}

/// The name of the manifest.
pub const MANIFEST: &str = "99_manifest.json";

/// What the package of `plan` comes to, without keeping it.
///
/// # Errors
///
/// [`NotPacked`].
pub async fn measured(plan: Plan, papers: &dyn Papers, large: u64) -> Result<Packed, NotPacked> {
    let mut packer = Packer::new(plan, large);
    while packer.next(papers).await?.is_some() {}
    Ok(packer.end()?.1)
}

/// The package of `plan`, made again, as it comes. Its end, without which nobody opens it, comes only where the whole has the
/// hash `due`.
pub fn again(
    plan: Plan,
    papers: Arc<dyn Papers>,
    due: [u8; 32],
) -> impl Stream<Item = Result<Bytes, NotPacked>> + Send + 'static {
    stream::unfold(Some(Packer::new(plan, 0)), move |packer| {
        let papers = Arc::clone(&papers);
        async move {
            let mut packer = packer?;
            match packer.next(&*papers).await {
                Ok(Some(bytes)) => Some((Ok(bytes), Some(packer))),
                Err(error) => Some((Err(error), None)),
                Ok(None) => {
                    let last = packer.end().and_then(|(last, packed)| {
                        if packed.sha256 == due { Ok(last) } else { Err(NotPacked::OtherHash) }
                    });
                    Some((last, None))
                }
            }
        }
    })
}

/// The bytes of `source`, where they are those that were planned.
async fn whole(papers: &dyn Papers, source: &Source, held: &Held) -> Result<Vec<u8>, NotPacked> {
    let bytes = papers.read(source).await?;
    if hex(digest(&SHA256, &bytes).as_ref()) == held.sha256 {
        Ok(bytes)
    } else {
        Err(NotPacked::Altered(held.id))
    }
}

/// Bound into one PDF under the foot of the dossier. A PDF that no reader of ours takes apart goes as it is.
fn bind(
    leaves: Vec<(bool, Vec<u8>)>,
    (title, foot, house): &(String, String, String),
    at: Timestamp,
) -> Result<(Vec<u8>, Option<usize>), NotPacked> {
    let each: Vec<Leaf<'_>> = leaves
        .iter()
        .map(|(is_pdf, bytes)| if *is_pdf { Leaf::Pdf(bytes) } else { Leaf::Jpeg(bytes) })
        .collect();
    match bound(&each, (title, foot, house), at) {
        Ok((bytes, pages)) => Ok((bytes, Some(pages))),
        Err(_) => match <[(bool, Vec<u8>); 1]>::try_from(leaves) {
            Ok([(true, bytes)]) => Ok((bytes, None)),
            _ => Err(NotPacked::Unreadable),
        },
    }
}

/// `bytes` in hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a string does not fail
        text
    })
}
