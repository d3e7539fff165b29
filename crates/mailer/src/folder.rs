use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::message::{Letter, Text};
use crate::provider::{Accepted, FOREVER, Failure, Provider};
use crate::smtp::mime;

/// For development: messages are written into a folder, mails as `<id>.eml` and `<id>.json`, texts as `<id>.json`.
///
/// A file appears whole or not at all, and the same id twice is one file.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Its name in the log.
    pub const NAME: &'static str = "folder";

    /// Writes into `path`, which is made when it is not there.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// What was written, latest first; nothing when the folder is not there.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read. A file that is no message of ours is passed over.
    pub async fn kept(&self) -> io::Result<Vec<Kept>> {
        let mut entries = match tokio::fs::read_dir(&self.path).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut kept = Vec::new();
        while let Some(entry) = entries.next_entry().await? {
            if entry.path().extension().is_some_and(|extension| extension == "json") {
                let bytes = tokio::fs::read(entry.path()).await?;
                kept.extend(serde_json::from_slice::<Kept>(&bytes));
            }
        }
        // Ids begin with their time.
        kept.sort_by_key(|one| std::cmp::Reverse(one.id()));
        Ok(kept)
    }

    /// Writes the files in order: the JSON comes last, so that whoever lists them finds the rest.
    async fn write(&self, id: Uuid, files: &[(&str, Vec<u8>)]) -> Result<Accepted, Failure> {
        let written = async {
            tokio::fs::create_dir_all(&self.path).await?;
            for (extension, bytes) in files {
                let half = self.path.join(format!(".{id}.{extension}.part"));
                tokio::fs::write(&half, bytes).await?;
                tokio::fs::rename(&half, self.path.join(format!("{id}.{extension}"))).await?;
            }
            io::Result::Ok(())
        };
        match written.await {
            Ok(()) => Ok(Accepted { provider: Self::NAME, message_id: Some(id.to_string()) }),
            Err(error) => Err(Failure::not_taken(format!("{:?}", error.kind()))),
        }
    }
}

/// A message in the folder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Kept {
    /// A mail.
    Letter(Letter),
    /// A text to a telephone.
    Text(Text),
}

impl Kept {
    /// Its id.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        match self {
            Self::Letter(letter) => letter.id,
            Self::Text(text) => text.id,
        }
    }
}

fn json(message: &impl Serialize) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec_pretty(message).map_err(|_| Failure::Refused("cannot be written".into()))
}

#[async_trait]
impl Provider<Letter> for Folder {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn remembers(&self) -> Duration {
        FOREVER
    }

    async fn send(&self, letter: &Letter) -> Result<Accepted, Failure> {
        let eml = mime::message(letter)?.formatted();
        self.write(letter.id, &[("eml", eml), ("json", json(letter)?)]).await
    }
}

#[async_trait]
impl Provider<Text> for Folder {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn remembers(&self) -> Duration {
        FOREVER
    }

    async fn send(&self, text: &Text) -> Result<Accepted, Failure> {
        self.write(text.id, &[("json", json(text)?)]).await
    }
}
