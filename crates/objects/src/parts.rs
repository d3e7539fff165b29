//! Files that a browser sends in parts, each to a signed address of its own: what was cut is sent again, the rest stays.
//!
//! In S3 they are the parts of a multipart upload, of which the store itself says which are there. In a folder each part
//! is a file beside the one that they become, put by the same addresses as any file. Azure has none: there a file is sent
//! through the server.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use object_store::client::{HttpRequest, HttpRequestBody};
use object_store::multipart::{MultipartStore as _, PartId};
use object_store::signer::{HeaderName, HeaderValue, Method, SignedUrlOptions, Signer as _};

use crate::links::until;
use crate::settings::{Place, S3};
use crate::{Error, Grant, Key, Objects, SignedPut, Stored};

/// The type under which every part is sent: what the whole is, is read from its bytes.
const PART_TYPE: &str = "application/octet-stream";
/// What stands for the store's own name of an upload where it has none.
const NO_NAME: &str = "parts";
/// The most parts that are looked for.
const MOST_PARTS: u16 = 1000;

/// A part that is whole in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its number, from 1.
    pub number: u16,
    /// Its length, in bytes.
    pub length: u64,
    /// What S3 calls its content.
    tag: String,
}

impl Objects {
    /// The length of every part but the last, which is shorter or as long: S3 takes no shorter ones.
    pub const PART: u64 = 5 * 1024 * 1024;

    /// Whether files can be sent in parts.
    #[must_use]
    pub fn takes_parts(&self) -> bool {
        !matches!(self.place, Place::Azure(_))
    }

    /// Begins the file `key`, which comes in parts; the store's own name of that, to be given at each call about it.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where there are no parts; otherwise as [`put`](Self::put).
    pub async fn begin_parts(&self, key: &Key) -> Result<String, Error> {
        match &self.place {
            Place::Folder(_) => Ok(NO_NAME.to_owned()),
            Place::S3(s3) => Ok(s3.store.create_multipart(&key.path()).await?),
            Place::Azure(_) => Err(no_parts()),
        }
    }

    /// How the part `number` (from 1) of at most `most` bytes may be put from `now` for `lasts`; put again, it takes the
    /// place of the first. Only a folder holds to `most`.
    ///
    /// # Errors
    ///
    /// As [`begin_parts`](Self::begin_parts).
    pub async fn signed_part(
        &self,
        key: &Key,
        upload: &str,
        (number, most): (u16, u64),
        lasts: Duration,
        now: Timestamp,
    ) -> Result<SignedPut, Error> {
        let content_type = PART_TYPE.to_owned();
        let url = match &self.place {
            Place::Folder(_) => {
                let part = beside(key, number)?;
                let grant = Grant::Put { key: part, content_type: content_type.clone(), most };
                self.links.sign(&grant, until(now, lasts))
            }
            Place::S3(s3) => {
                let query = [("partNumber", number.to_string()), ("uploadId", upload.to_owned())];
                let options = SignedUrlOptions::new().with_query(query).with_signed_header(
                    HeaderName::from_static("content-type"),
                    HeaderValue::from_static(PART_TYPE),
                );
                s3.store.signed_url_opts(Method::PUT, &key.path(), lasts, &options).await?.into()
            }
            Place::Azure(_) => return Err(no_parts()),
        };
        Ok(SignedPut { url, headers: vec![("content-type", content_type)] })
    }

    /// The parts that are whole in the store, by their numbers.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] when the upload is over: joined, or given up. Otherwise as [`begin_parts`](Self::begin_parts).
    pub async fn parts(&self, key: &Key, upload: &str) -> Result<Vec<Part>, Error> {
        let mut parts = match &self.place {
            Place::Folder(_) => self.parts_beside(key).await?,
            Place::S3(s3) => listed(s3, key, upload).await?,
            Place::Azure(_) => return Err(no_parts()),
        };
        parts.sort_by_key(|part| part.number);
        Ok(parts)
    }

    async fn parts_beside(&self, key: &Key) -> Result<Vec<Part>, Error> {
        let found: Vec<_> = self.list(&folder(key)).try_collect().await?;
        let part = |found: &crate::Found| {
            let number = found.key.as_str().rsplit('/').next()?.parse().ok()?;
            Some(Part { number, length: found.length, tag: String::new() })
        };
        Ok(found.iter().filter_map(part).collect())
    }

    /// Makes the file `key` of `parts`, which are all of them, in their order. It is there whole or not at all; whoever
    /// stops before the end begins again.
    ///
    /// # Errors
    ///
    /// [`Error`] when a part is not there, or the parts were joined before: [`head`](Self::head) tells.
    pub async fn join_parts(&self, key: &Key, upload: &str, parts: &[Part]) -> Result<(), Error> {
        match &self.place {
            Place::Folder(_) => {
                let most = parts.iter().map(|part| part.length).sum();
                let body = stream::iter(parts).then(|part| self.part(key, part.number));
                let joined: Stored = self.put_stream(key, body, most).await.map_err(missing)?;
                if joined.length != most {
                    return Err(Error::Missing);
                }
                self.drop_parts(key, upload).await
            }
            Place::S3(s3) => {
                let ids = parts.iter().map(|part| PartId { content_id: part.tag.clone() });
                s3.store.complete_multipart(&key.path(), &upload.to_owned(), ids.collect()).await?;
                Ok(())
            }
            Place::Azure(_) => Err(no_parts()),
        }
    }

    async fn part(&self, key: &Key, number: u16) -> Result<Bytes, Error> {
        self.get(&beside(key, number)?).await
    }

    /// Forgets the parts of `key` that are there; none is no error, so it can be done twice. What they became stays.
    ///
    /// # Errors
    ///
    /// As [`put`](Self::put).
    pub async fn drop_parts(&self, key: &Key, upload: &str) -> Result<(), Error> {
        match &self.place {
            Place::Folder(_) => self.delete_below(&folder(key)).await,
            Place::S3(s3) => {
                let dropped = s3.store.abort_multipart(&key.path(), &upload.to_owned()).await;
                match dropped.map_err(Error::from) {
                    Ok(()) | Err(Error::Missing) => Ok(()),
                    // Some stores refuse to give up what they no longer know: asked, they know nothing of it.
                    Err(error) => match self.parts(key, upload).await {
                        Ok(parts) if parts.is_empty() => Ok(()),
                        Err(Error::Missing) => Ok(()),
                        _ => Err(error),
                    },
                }
            }
            Place::Azure(_) => Ok(()),
        }
    }
}

/// The folder of the parts of `key`.
fn folder(key: &Key) -> String {
    format!("{key}.parts")
}

/// Where the part `number` of `key` is, in a folder.
fn beside(key: &Key, number: u16) -> Result<Key, Error> {
    Key::parse(&format!("{}/{number}", folder(key)))
        .map_err(|error| Error::Refused(object_store::Error::NotSupported { source: error.into() }))
}

fn no_parts() -> Error {
    Error::Refused(object_store::Error::NotImplemented {
        operation: "parts".to_owned(),
        implementer: "Azure".to_owned(),
    })
}

/// A part that went while the others were read is missing, as if it had never been there.
fn missing(error: Error) -> Error {
    match error {
        Error::Interrupted(source) => match source.downcast::<Error>() {
            Ok(inner) => *inner,
            Err(source) => Error::Interrupted(source),
        },
        other => other,
    }
}

/// Asks S3 which parts it has: `object_store` has no call for it.
async fn listed(s3: &S3, key: &Key, upload: &str) -> Result<Vec<Part>, Error> {
    const ASKED_FOR: Duration = Duration::from_mins(1);
    let broken = |why: String| {
        Error::Unreachable(object_store::Error::Generic { store: "S3", source: why.into() })
    };
    let query = [("max-parts", MOST_PARTS.to_string()), ("uploadId", upload.to_owned())];
    let options = SignedUrlOptions::new().with_query(query);
    let url = s3.store.signed_url_opts(Method::GET, &key.path(), ASKED_FOR, &options).await?;
    let mut request = HttpRequest::new(HttpRequestBody::empty());
    *request.uri_mut() = url.as_str().parse().map_err(|_| broken("no address".to_owned()))?;
    let answer = s3.http.execute(request).await.map_err(|error| broken(error.to_string()))?;
    let status = answer.status().as_u16();
    let body = answer.into_body().bytes().await.map_err(|error| broken(error.to_string()))?;
    match status {
        200 => read(&body).ok_or_else(|| broken("not a list of parts".to_owned())),
        404 => Err(Error::Missing),
        401 | 403 => Err(Error::Refused(object_store::Error::PermissionDenied {
            path: key.to_string(),
            source: format!("status {status}").into(),
        })),
        _ => Err(broken(format!("status {status}"))),
    }
}

/// Reads the answer of `ListParts`: numbers, lengths and tags, none of which holds an escape but the quotes of a tag.
fn read(body: &[u8]) -> Option<Vec<Part>> {
    let text = std::str::from_utf8(body).ok()?;
    if !text.contains("ListPartsResult") {
        return None;
    }
    text.split("<Part>").skip(1).map(part).collect()
}

fn part(text: &str) -> Option<Part> {
    let within = |name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}>"))?;
        rest.split_once(&format!("</{name}>")).map(|(value, _)| value)
    };
    Some(Part {
        number: within("PartNumber")?.parse().ok()?,
        length: within("Size")?.parse().ok()?,
        tag: within("ETag").unwrap_or_default().replace("&quot;", "\"").replace("&#34;", "\""),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_parts_is_read_and_nothing_else_is() {
        let list = br#"<?xml version="1.0"?><ListPartsResult xmlns="x"><UploadId>u</UploadId>
            <Part><PartNumber>2</PartNumber><ETag>&quot;ab&quot;</ETag><Size>7</Size></Part>
            <Part><PartNumber>10</PartNumber><Size>5242880</Size></Part></ListPartsResult>"#;
        let part = |number, length, tag: &str| Part { number, length, tag: tag.to_owned() };
        assert_eq!(read(list), Some(vec![part(2, 7, "\"ab\""), part(10, 5_242_880, "")]));
        assert_eq!(read(b"<ListPartsResult></ListPartsResult>"), Some(Vec::new()));
        for other in [&b"<Error/>"[..], b"", b"\xFF", b"<ListPartsResult><Part></Part>"] {
            assert_eq!(read(other), None);
        }
    }
}
