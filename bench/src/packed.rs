//! P8: the package of a dossier, a usual one and one of two gigabytes.

use std::sync::Arc;
use std::time::Instant;

use filing::packing::{again, hex, measured};
use filing::{Content, Held, NotRead, Paper, Papers, Plan, Source};
use forms::{Part, Sheet};
use futures_util::StreamExt as _;
use ring::digest::{SHA256, digest};
use uuid::Uuid;

/// Every document is this picture.
struct Same(Vec<u8>);

#[async_trait::async_trait]
impl Papers for Same {
    async fn read(&self, _: &Source) -> Result<Vec<u8>, NotRead> {
        Ok(self.0.clone())
    }
}

/// A JPEG of `length` bytes as far as whoever binds it looks: a frame of one colour, then noise.
fn picture(length: usize) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 13, 172, 9, 176, 1, 1, 0x11, 0];
    let mut rng = fastrand::Rng::with_seed(8);
    bytes.resize_with(length, || rng.u8(..));
    bytes
}

fn plan(pictures: usize, each: &Same) -> Result<Plan, Box<dyn std::error::Error>> {
    let sha256 = hex(digest(&SHA256, &each.0).as_ref());
    let line = |number: usize| (format!("Champ {number}"), "AB-123-CD".to_owned());
    let sheet = Sheet {
        title: "Feuille de route".to_owned(),
        subject: String::new(),
        house: "CarteClaire".to_owned(),
        foot: "Dossier CG-2026-004217".to_owned(),
        parts: vec![Part::Rows((0..30).map(line).collect())],
    };
    let sheets = ["00_feuille-de-route.pdf", "01_checklist.pdf", "80_dossier.pdf"]
        .map(|name| Paper { name: name.to_owned(), content: Content::Sheet(sheet.clone()) });
    let papers = (0..pictures).map(|number| {
        let held = Held { id: Uuid::nil(), sha256: sha256.clone(), is_pdf: false };
        let content = Content::Bound { title: "Pièce".to_owned(), papers: vec![held] };
        Paper { name: format!("50_piece-{number}.pdf"), content }
    });
    Ok(Plan {
        reference: "CG-2026-004217".to_owned(),
        number: 1,
        version: 1,
        at: "2026-11-21T11:00:00Z".parse()?,
        folder: "cg-2026-004217".to_owned(),
        rules: String::new(),
        baremes: String::new(),
        house: "CarteClaire".to_owned(),
        papers: sheets.into_iter().chain(papers).collect(),
    })
}

/// Memory that the program holds, in KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|text| text.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// P8.
pub(crate) async fn measure() -> Result<(), Box<dyn std::error::Error>> {
    const TIMES: usize = 40;
    let usual = Same(picture(600_000));
    let usual_plan = plan(14, &usual)?;
    let mut each = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let start = Instant::now();
        measured(usual_plan.clone(), &usual, 0).await?;
        each.push(start.elapsed());
    }
    each.sort_unstable();
    let (middle, late) = (each.get(TIMES / 2), each.get(TIMES * 95 / 100));
    if let (Some(middle), Some(late)) = (middle, late) {
        let (middle, late) = (middle.as_millis(), late.as_millis());
        println!("P8 ZIP of 14 pieces of 0.6 MB: median {middle} ms, p95 {late} ms");
    }
    let large = Arc::new(Same(picture(8 * 1024 * 1024)));
    let large_plan = plan(256, &large)?;
    let due = measured(large_plan.clone(), &*large, 0).await?;
    let before = resident();
    let (start, mut most, mut sent) = (Instant::now(), before, 0_u64);
    let mut parts = Box::pin(again(large_plan, large, due.sha256));
    while let Some(part) = parts.next().await {
        sent += part?.len() as u64;
        most = most.max(resident());
    }
    let grown = most.saturating_sub(before) / 1024;
    let (mib, seconds) = (sent / 1024 / 1024, start.elapsed().as_secs());
    println!("P8 ZIP of {mib} MiB streamed in {seconds} s: {grown} MiB more resident (goal 64)");
    Ok(())
}
