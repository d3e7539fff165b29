//! The built files, kept in memory with their compressed forms, under names that change with their content.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::site::assets::{Assets, Module};
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

/// A body with its compressed forms.
#[derive(Clone, Debug, Default)]
pub struct Encoded {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// How hard to compress: files once for all, pages at each change.
#[derive(Clone, Copy, Debug)]
pub enum Effort {
    /// Once at start.
    Best,
    /// While somebody waits.
    Quick,
}

impl Encoded {
    /// `plain` with its compressed forms, where they are smaller.
    #[must_use]
    pub fn new(plain: Vec<u8>, effort: Effort) -> Self {
        let (quality, level) = match effort {
            Effort::Best => (11, flate2::Compression::best()),
            Effort::Quick => (4, flate2::Compression::fast()),
        };
        let brotli = brotli_of(&plain, quality).filter(|small| small.len() < plain.len());
        let gzip = gzip_of(&plain, level).filter(|small| small.len() < plain.len());
        Self { plain: plain.into(), brotli: brotli.map(Into::into), gzip: gzip.map(Into::into) }
    }

    /// `plain` as it is.
    #[must_use]
    pub fn plain(plain: Vec<u8>) -> Self {
        Self { plain: plain.into(), brotli: None, gzip: None }
    }

    /// Bytes in memory, all forms together.
    #[must_use]
    pub fn weight(&self) -> usize {
        let of = |form: &Option<Bytes>| form.as_ref().map_or(0, Bytes::len);
        self.plain.len() + of(&self.brotli) + of(&self.gzip)
    }

    /// The form that the client of `headers` takes, with its `Content-Encoding`.
    #[must_use]
    pub fn for_client(&self, headers: &HeaderMap) -> (Bytes, Option<&'static str>) {
        let accepted = headers
            .get(header::ACCEPT_ENCODING)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        let takes = |name: &str| {
            accepted.split(',').any(|part| {
                let (coding, weight) = part.split_once(';').unwrap_or((part, ""));
                coding.trim() == name
                    && weight.trim().trim_end_matches('0') != "q="
                    && weight.trim() != "q=0"
                    && weight.trim() != "q=0.0"
            })
        };
        match (&self.brotli, &self.gzip) {
            (Some(body), _) if takes("br") => (body.clone(), Some("br")),
            (_, Some(body)) if takes("gzip") => (body.clone(), Some("gzip")),
            _ => (self.plain.clone(), None),
        }
    }
}

fn brotli_of(plain: &[u8], quality: i32) -> Option<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality, lgwin: 22, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &plain[..], &mut out, &parameters).ok()?;
    Some(out)
}

fn gzip_of(plain: &[u8], level: flate2::Compression) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
    encoder.write_all(plain).ok()?;
    encoder.finish().ok()
}

/// A file that is served.
#[derive(Clone, Debug)]
struct File {
    body: Encoded,
    kind: &'static str,
    etag: HeaderValue,
    /// Its name changes with its content.
    immutable: bool,
}

/// All built files.
#[derive(Debug, Default)]
pub struct Files {
    by_path: HashMap<String, Arc<File>>,
}

impl Files {
    /// Reads the folder `root` of a build named `output_name`, and the folder `own` beside it, and says under which addresses
    /// their files are.
    ///
    /// A folder that is not there gives no files: the pages then work without style and script, and a log says why.
    ///
    /// # Errors
    ///
    /// When a file of the folder cannot be read.
    pub fn load(root: &Path, output_name: &str) -> std::io::Result<(Self, Assets)> {
        let mut files = Self::default();
        let mut assets = Assets::default();
        for root in [root, &root.with_file_name("own")] {
            let mut found = Vec::new();
            if root.is_dir() {
                walk(root, &mut found)?;
            }
            for file in found {
                let Some(path) = web_path(root, &file) else { continue };
                if has_ending(&path, &["br", "gz"]) {
                    continue;
                }
                let body = std::fs::read(&file)?;
                files.add(&mut assets, &file, &path, body, output_name)?;
            }
        }
        let own = |ending| assets.public.get(&format!("/own/{output_name}.{ending}")).cloned();
        assets.own = Module { js: own("js"), wasm: own("wasm") };
        assets.package.sort();
        Ok((files, assets))
    }

    fn add(
        &mut self,
        assets: &mut Assets,
        file: &Path,
        path: &str,
        body: Vec<u8>,
        output_name: &str,
    ) -> std::io::Result<()> {
        let digest = hex(&Sha256::digest(&body)[..8]);
        let built = path.starts_with("/pkg/");
        let named = built || path.starts_with("/fonts/");
        let encoded = encoded_at_build(file, body)?;
        let entry = |immutable| File {
            body: encoded.clone(),
            kind: kind_of(path),
            etag: HeaderValue::from_str(&format!("\"{digest}\""))
                .unwrap_or(HeaderValue::from_static("\"0\"")),
            immutable,
        };
        self.by_path.insert(path.to_owned(), Arc::new(entry(named)));
        if built {
            let name = path.trim_start_matches("/pkg/");
            let ours = name.starts_with(output_name);
            if ours && has_ending(name, &["css"]) {
                path.clone_into(&mut assets.css);
            } else if ours && has_ending(name, &["js"]) {
                assets.module.js = Some(path.to_owned());
            } else if ours && has_ending(name, &["wasm"]) {
                assets.module.wasm = Some(path.to_owned());
            }
            if has_ending(name, &["js", "wasm"]) {
                assets.package.push(path.to_owned());
            }
        } else if named {
            assets.public.insert(path.to_owned(), path.to_owned());
        } else {
            let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
            let address = format!("{stem}.{digest}.{ending}");
            self.by_path.insert(address.clone(), Arc::new(entry(true)));
            assets.public.insert(path.to_owned(), address);
        }
        Ok(())
    }

    /// The file at `path`, for a client with `headers`.
    #[must_use]
    pub fn serve(&self, path: &str, headers: &HeaderMap) -> Option<Response> {
        let file = self.by_path.get(path)?;
        let caching = if file.immutable {
            "public, max-age=31536000, immutable"
        } else {
            "public, max-age=3600"
        };
        Some(respond(&file.body, file.kind, &file.etag, caching, headers))
    }
}

/// A body with its type, mark and caching; 304 when the client has it already.
#[must_use]
pub fn respond(
    body: &Encoded,
    kind: &'static str,
    etag: &HeaderValue,
    caching: &str,
    headers: &HeaderMap,
) -> Response {
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|list| {
            list.split(',')
                .any(|one| one.trim().trim_start_matches("W/").as_bytes() == etag.as_bytes())
        });
    let mut response = if known {
        axum::http::StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (bytes, coding) = body.for_client(headers);
        let mut response = bytes.into_response();
        if let Some(coding) = coding {
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        response
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    out.insert(header::ETAG, etag.clone());
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Ok(caching) = HeaderValue::from_str(caching) {
        out.insert(header::CACHE_CONTROL, caching);
    }
    response
}

/// Takes the compressed forms that the build made, or makes them.
fn encoded_at_build(file: &Path, body: Vec<u8>) -> std::io::Result<Encoded> {
    let beside = |ending: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        let path = PathBuf::from(name);
        path.is_file().then(|| std::fs::read(path)).transpose()
    };
    let (brotli, gzip) = (beside(".br")?, beside(".gz")?);
    if brotli.is_none() && gzip.is_none() {
        // Pictures and fonts are compressed already.
        let text = has_ending(
            &file.to_string_lossy(),
            &["css", "js", "json", "svg", "wasm", "webmanifest"],
        );
        return Ok(if text { Encoded::new(body, Effort::Quick) } else { Encoded::plain(body) });
    }
    let small =
        |form: Option<Vec<u8>>| form.filter(|form| form.len() < body.len()).map(Bytes::from);
    Ok(Encoded { brotli: small(brotli), gzip: small(gzip), plain: body.into() })
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), found)?;
        } else {
            found.push(entry.path());
        }
    }
    Ok(())
}

fn web_path(root: &Path, file: &Path) -> Option<String> {
    let relative = file.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = relative.iter().map(std::ffi::OsStr::to_str).collect();
    Some(format!("/{}", parts?.join("/")))
}

fn has_ending(path: &str, endings: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

fn kind_of(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(accept: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accept))])
    }

    #[test]
    fn a_client_gets_the_best_form_it_takes() {
        let body = Encoded::new("a".repeat(1000).into_bytes(), Effort::Quick);
        let coding = |accept| body.for_client(&headers(accept)).1;
        assert_eq!(coding("gzip, deflate, br"), Some("br"));
        assert_eq!(coding("gzip"), Some("gzip"));
        assert_eq!(coding("br;q=0, gzip"), Some("gzip"));
        assert_eq!(coding("br;q=0.5"), Some("br"));
        assert_eq!(coding("identity"), None);
        assert_eq!(body.for_client(&HeaderMap::new()).0.len(), 1000);
    }

    #[test]
    fn what_does_not_shrink_is_kept_plain() {
        let body = Encoded::new(vec![7], Effort::Best);
        assert_eq!(body.for_client(&headers("br, gzip")).1, None);
        assert_eq!(body.weight(), 1);
    }
}
