//! The addresses of a folder.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use objects::{Download, Grant, LocalUrls, Objects, Refused, Settings};

use crate::stores::{Folder, key, links, noon};

const MINUTE: Duration = Duration::from_mins(1);

fn after(seconds: i64) -> Timestamp {
    noon() + SignedDuration::from_secs(seconds)
}

fn verify(links: &LocalUrls, method: &str, url: &str, now: Timestamp) -> Result<Grant, Refused> {
    let (path, query) = url.split_once('?').expect("a query");
    links.verify(method, path, query, now)
}

async fn a_get(objects: &Objects, name: Option<&str>) -> String {
    let download = Download { content_type: "application/zip", name };
    objects.signed_get(&key(), download, MINUTE, noon()).await.unwrap()
}

async fn a_put(objects: &Objects) -> String {
    objects.signed_put(&key(), "image/jpeg", 1000, MINUTE, noon()).await.unwrap().url
}

#[tokio::test]
async fn an_address_grants_what_was_signed_until_it_expires() {
    let folder = Folder::new();
    let (objects, key) = (folder.objects(), key());
    let download = Download { content_type: "application/zip", name: Some("Données & moi.zip") };
    let url = objects.signed_get(&key, download, MINUTE, noon()).await.unwrap();
    let granted = Grant::Get {
        key: key.clone(),
        content_type: "application/zip".into(),
        name: Some("Données & moi.zip".into()),
    };
    for method in ["GET", "HEAD"] {
        assert_eq!(verify(&links(), method, &url, after(59)).as_ref(), Ok(&granted));
    }
    assert_eq!(verify(&links(), "GET", &url, after(60)), Err(Refused::Expired));

    let put = objects.signed_put(&key, "image/jpeg", 1000, MINUTE, noon()).await.unwrap();
    assert_eq!(put.headers, [("content-type", "image/jpeg".to_owned())]);
    let granted = Grant::Put { key, content_type: "image/jpeg".into(), most: 1000 };
    assert_eq!(verify(&links(), "PUT", &put.url, after(59)), Ok(granted));
    assert_eq!(verify(&links(), "PUT", &put.url, after(60)), Err(Refused::Expired));
}

#[tokio::test]
async fn an_address_is_for_its_method_alone() {
    let folder = Folder::new();
    let objects = folder.objects();
    let (get, put) = (a_get(&objects, None).await, a_put(&objects).await);
    for method in ["PUT", "POST", "DELETE", "get", ""] {
        assert_eq!(verify(&links(), method, &get, noon()), Err(Refused::OtherMethod), "{method}");
    }
    for method in ["GET", "HEAD", "POST", "DELETE", "put"] {
        assert_eq!(verify(&links(), method, &put, noon()), Err(Refused::OtherMethod), "{method}");
    }
}

#[tokio::test]
async fn every_altered_character_of_an_address_is_noticed() {
    let folder = Folder::new();
    let objects = folder.objects();
    for (method, url) in
        [("GET", a_get(&objects, Some("a.zip")).await), ("PUT", a_put(&objects).await)]
    {
        let signed = verify(&links(), method, &url, noon()).unwrap();
        for at in 0..url.len() {
            for other in *b"0az&=?.+-_" {
                let mut altered = url.clone().into_bytes();
                if altered[at] == other {
                    continue;
                }
                altered[at] = other;
                let altered = String::from_utf8(altered).unwrap();
                let Some((path, query)) = altered.split_once('?') else { continue };
                // `dn&` says the same as `dn=&`.
                let granted = links().verify(method, path, query, noon());
                assert!(
                    granted == Err(Refused::NotSigned) || granted.as_ref() == Ok(&signed),
                    "{altered} for {url}"
                );
            }
        }
    }
}

#[tokio::test]
async fn parts_that_are_moved_added_left_out_or_doubled_are_refused() {
    let folder = Folder::new();
    let url = a_put(&folder.objects()).await;
    let (path, query) = url.split_once('?').unwrap();
    let parts: Vec<&str> = query.split('&').collect();
    let mut altered = vec![
        String::new(),
        format!("{query}&len=9999"),
        format!("len=9999&{query}"),
        query.replace("len=1000", "len=1000&len=9999"),
        query.replace("len=1000", "len=9999"),
        query.replace("ct=image%2Fjpeg&len=1000", "len=1000&ct=image%2Fjpeg"),
        query.replace("m=put", "m=get"),
    ];
    for left_out in 0..parts.len() {
        let rest = parts.iter().enumerate().filter(|(at, _)| *at != left_out);
        altered.push(rest.map(|(_, part)| *part).collect::<Vec<_>>().join("&"));
    }
    for query in altered {
        assert_eq!(links().verify("PUT", path, &query, noon()), Err(Refused::NotSigned), "{query}");
    }
    let other = key();
    for path in
        [format!("/objects/{other}"), path.replace("/objects/", "/objets/"), "/objects/../x".into()]
    {
        assert_eq!(links().verify("PUT", &path, query, noon()), Err(Refused::NotSigned), "{path}");
    }
}

#[tokio::test]
async fn a_body_of_another_type_or_too_long_is_refused() {
    let folder = Folder::new();
    let granted = verify(&links(), "PUT", &a_put(&folder.objects()).await, noon()).unwrap();
    assert_eq!(granted.takes(Some("image/jpeg"), Some(1000)), Ok(()));
    assert_eq!(
        granted.takes(Some("image/jpeg"), None),
        Ok(()),
        "its end is watched while it is read"
    );
    assert_eq!(granted.takes(Some("image/jpeg"), Some(1001)), Err(Refused::TooLong));
    for other in [None, Some("image/svg+xml"), Some("image/jpeg; charset=utf-8"), Some("")] {
        assert_eq!(granted.takes(other, Some(1)), Err(Refused::OtherType), "{other:?}");
    }
    let get = verify(&links(), "GET", &a_get(&folder.objects(), None).await, noon()).unwrap();
    assert_eq!(get.takes(Some("application/zip"), Some(1)), Err(Refused::OtherMethod));
}

#[tokio::test]
async fn an_address_outlives_a_rotation_but_not_its_key() {
    let folder = Folder::new();
    let url = a_get(&folder.objects(), None).await;
    assert!(verify(&LocalUrls::new(&[[8; 32], [7; 32]]), "GET", &url, noon()).is_ok());
    for keys in [&[[8; 32]][..], &[]] {
        assert_eq!(verify(&LocalUrls::new(keys), "GET", &url, noon()), Err(Refused::NotSigned));
    }
}

#[tokio::test]
async fn without_a_key_nothing_is_signed() {
    let folder = Folder::new();
    let settings = Settings::Folder { path: folder.path().join("files") };
    let objects = Objects::open(&settings, LocalUrls::new(&[])).unwrap();
    let url = a_get(&objects, None).await;
    assert_eq!(verify(&LocalUrls::new(&[]), "GET", &url, noon()), Err(Refused::NotSigned));
}
