use mailer::{Folder, Kept, Letter, Provider as _, Text};

use crate::{letter, text};

fn somewhere(name: &str) -> std::path::PathBuf {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    path
}

#[tokio::test]
async fn the_same_mail_twice_is_one_pair_of_files() {
    let path = somewhere("mails");
    let folder = Folder::new(&path);
    folder.send(&letter()).await.unwrap();
    folder.send(&letter()).await.unwrap();
    let mut names: Vec<_> = std::fs::read_dir(&path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let id = letter().id;
    assert_eq!(names, [format!("{id}.eml"), format!("{id}.json")]);
    let read: Letter =
        serde_json::from_slice(&std::fs::read(path.join(&names[1])).unwrap()).unwrap();
    assert_eq!(read, letter());
}

#[tokio::test]
async fn a_text_is_one_file_that_can_be_read_again() {
    let path = somewhere("texts");
    Folder::new(&path).send(&text()).await.unwrap();
    let bytes = std::fs::read(path.join(format!("{}.json", text().id))).unwrap();
    assert_eq!(serde_json::from_slice::<Text>(&bytes).unwrap(), text());
}

#[tokio::test]
async fn what_was_written_is_listed_latest_first() {
    let path = somewhere("both");
    let folder = Folder::new(&path);
    assert_eq!(folder.kept().await.unwrap(), []);
    folder.send(&letter()).await.unwrap();
    folder.send(&text()).await.unwrap();
    std::fs::write(path.join("notes.json"), b"{}").unwrap();
    let kept = folder.kept().await.unwrap();
    assert_eq!(kept, [Kept::Text(text()), Kept::Letter(letter())]);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_took_nothing() {
    let path = somewhere("file");
    std::fs::write(&path, b"in the way").unwrap();
    let failure = Folder::new(&path.join("under")).send(&text()).await.unwrap_err();
    assert!(failure.lets_another_try(), "{failure:?}");
    std::fs::remove_file(&path).unwrap();
}
