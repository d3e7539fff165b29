//! Addresses that are signed and expire: the browser gets and puts files without the server in between.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use object_store::signer::{HeaderName, HeaderValue, Method, SignedUrlOptions, Signer as _};

use crate::settings::Place;
use crate::{Error, Grant, Key, Objects};

/// How a file is to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Download<'a> {
    /// The type that the answer says.
    pub content_type: &'a str,
    /// The name to save it under; without one it may be shown in the browser.
    pub name: Option<&'a str>,
}

/// How a browser puts a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedPut {
    /// Where to: an address, or a path of this server.
    pub url: String,
    /// The headers to send along, as they are.
    pub headers: Vec<(&'static str, String)>,
}

impl Objects {
    /// An address under which `key` may be got from `now` for `lasts`: whole, or a path of this server.
    ///
    /// Azure signs neither name nor type: there the file comes under its key.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when the store cannot sign.
    pub async fn signed_get(
        &self,
        key: &Key,
        download: Download<'_>,
        lasts: Duration,
        now: Timestamp,
    ) -> Result<String, Error> {
        match &self.place {
            Place::Folder(_) => {
                let grant = Grant::Get {
                    key: key.clone(),
                    content_type: download.content_type.to_owned(),
                    name: download.name.map(str::to_owned),
                };
                Ok(self.links.sign(&grant, until(now, lasts)))
            }
            Place::S3(s3) => {
                let mut query = vec![("response-content-type", download.content_type.to_owned())];
                if let Some(name) = download.name {
                    query.push(("response-content-disposition", disposition(name)));
                }
                let options = SignedUrlOptions::new().with_query(query);
                let url =
                    s3.store.signed_url_opts(Method::GET, &key.path(), lasts, &options).await?;
                Ok(url.into())
            }
            Place::Azure(azure) => {
                Ok(azure.signed_url(Method::GET, &key.path(), lasts).await?.into())
            }
        }
    }

    /// The origin of the addresses that are signed; none where they are paths of this server.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when the store cannot sign.
    pub async fn origin(&self, now: Timestamp) -> Result<Option<String>, Error> {
        let Ok(key) = Key::parse("origin") else { return Ok(None) };
        let any = Download { content_type: "text/plain", name: None };
        let address = self.signed_get(&key, any, Duration::from_secs(1), now).await?;
        Ok(origin_of(&address).map(str::to_owned))
    }

    /// How a file of `content_type`, at most `most` bytes long, may be put under `key` from `now` for `lasts`.
    ///
    /// Only a folder holds to `most`: S3 and Azure cannot sign a length, and Azure no type. Ask
    /// [`head`](Self::head) afterwards and delete what is too long.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when the store cannot sign.
    pub async fn signed_put(
        &self,
        key: &Key,
        content_type: &str,
        most: u64,
        lasts: Duration,
        now: Timestamp,
    ) -> Result<SignedPut, Error> {
        let mut headers = vec![("content-type", content_type.to_owned())];
        let url = match &self.place {
            Place::Folder(_) => {
                let content_type = content_type.to_owned();
                let grant = Grant::Put { key: key.clone(), content_type, most };
                self.links.sign(&grant, until(now, lasts))
            }
            Place::S3(s3) => {
                let value = HeaderValue::from_str(content_type).map_err(|error| {
                    Error::Refused(object_store::Error::NotSupported { source: error.into() })
                })?;
                let options = SignedUrlOptions::new()
                    .with_signed_header(HeaderName::from_static("content-type"), value);
                s3.store.signed_url_opts(Method::PUT, &key.path(), lasts, &options).await?.into()
            }
            Place::Azure(azure) => {
                headers.push(("x-ms-blob-type", "BlockBlob".to_owned()));
                azure.signed_url(Method::PUT, &key.path(), lasts).await?.into()
            }
        };
        Ok(SignedPut { url, headers })
    }
}

/// `https://host:port` of a whole address; none of a path.
fn origin_of(address: &str) -> Option<&str> {
    let start = address.find("://")? + 3;
    let end = address[start..].find('/').map_or(address.len(), |end| start + end);
    Some(&address[..end])
}

/// Never past the last instant there is.
pub(crate) fn until(now: Timestamp, lasts: Duration) -> Timestamp {
    SignedDuration::try_from(lasts)
        .ok()
        .and_then(|lasts| now.checked_add(lasts).ok())
        .unwrap_or(Timestamp::MAX)
}

/// The header `Content-Disposition` that saves a file as `name`: UTF-8 (RFC 6266), every byte escaped that is no letter
/// or digit. For the server's own route too.
#[must_use]
pub fn disposition(name: &str) -> String {
    use std::fmt::Write as _;
    let mut value = String::from("attachment; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            value.push(char::from(byte));
        } else {
            let _ = write!(value, "%{byte:02X}"); // writing to a string does not fail
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_ends_before_the_path() {
        assert_eq!(
            origin_of("https://s3.example:9000/bucket/key?x"),
            Some("https://s3.example:9000")
        );
        assert_eq!(origin_of("/objects/key?x"), None);
    }

    #[test]
    fn no_name_ends_the_header_or_adds_another() {
        assert_eq!(
            disposition("dossier é\r\nX: \"1\".zip"),
            "attachment; filename*=UTF-8''dossier%20%C3%A9%0D%0AX%3A%20%221%22.zip"
        );
    }

    #[test]
    fn what_lasts_too_long_ends_with_time() {
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(until(now, Duration::MAX), Timestamp::MAX);
        assert_eq!(until(now, Duration::from_mins(1)).as_second(), 60);
    }
}
