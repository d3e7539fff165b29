//! What a house charges: its list as the form of a draft, and the form as a list.

use app::site::gestion::revisions::{
    Fault, FaultWhy, FeeFault, FeeField, FeesForm, KEPT_CONTROL, fixed_control, share_control,
};
use demarches::DemarcheKind;
use revisions::Document;
use tenants::{FIXED_MAX, FeeList, SHARE_MAX, hundredths, read_hundredths};
use vocabulary::{Cents, Date, FeeRule, Lang};

use super::content::Named;
use crate::gestion::Desk;
use crate::people::value;

/// The name of the one document of a list.
pub(super) const DOCUMENT: &str = "honoraires.toml";

/// What the house charges on `day`, as the document of a draft.
pub(super) fn charged(desk: &Desk, day: Date) -> Named {
    named(desk, &desk.here.asked.tenant.fee_list(day), day)
}

/// What it charged on `day` before its first list.
pub(super) fn charged_first(desk: &Desk, day: Date) -> Named {
    named(desk, &desk.here.asked.tenant.first_fee_list(day), day)
}

fn named(desk: &Desk, list: &FeeList, day: Date) -> Named {
    let name = wording::numbers::date(day, desk.here.asked.lang);
    let document = Document { name: DOCUMENT.to_owned(), text: list.to_text() };
    Named { name, documents: vec![document], file: None }
}

/// The démarches by their codes and names, in the order of the rules.
pub(super) fn labels(desk: &Desk) -> Vec<(String, String)> {
    let lang = desk.here.asked.lang;
    let all = desk.here.asked.published.demarches.all().iter();
    all.map(|one| (one.kind.id().to_owned(), one.page.label.in_lang(lang).to_owned())).collect()
}

const fn every_other(lang: Lang) -> &'static str {
    lang.pick("Toutes les démarches sans prix à elles", "Every procedure without its own price")
}

/// What is charged today, line by line.
pub(super) fn today(desk: &Desk) -> Vec<(String, FeeRule)> {
    let labels = labels(desk);
    let list = desk.here.asked.tenant.fee_list(desk.today());
    let line = |(code, rule): (Option<&str>, FeeRule)| {
        let known = |code: &str| labels.iter().find(|(one, _)| one == code);
        let label = match code {
            None => every_other(desk.here.asked.lang).to_owned(),
            Some(code) => known(code).map_or(code, |(_, label)| label).to_owned(),
        };
        (label, rule)
    };
    list.rules().map(line).collect()
}

/// Reads the document of a draft.
pub(super) fn read(documents: &[Document]) -> Result<FeeList, Vec<Fault>> {
    let text = documents.first().map_or("", |one| one.text.as_str());
    FeeList::read(text).map_err(|error| {
        let why = FaultWhy::Toml(error.to_string());
        vec![Fault { document: DOCUMENT.to_owned(), line: None, key: String::new(), why }]
    })
}

/// The form that shows `list`.
pub(super) fn form(desk: &Desk, list: &FeeList) -> FeesForm {
    let lang = desk.here.asked.lang;
    let written = |number: i64| hundredths(number).replace('.', lang.pick(",", "."));
    let shown = |fixed: Cents, share: i64| {
        let share = if share == 0 { String::new() } else { written(share) };
        (written(fixed.0), share)
    };
    let (fixed, share) = shown(list.general.0, list.general.1);
    let label = every_other(lang).to_owned();
    let mut lines = vec![FeeField { demarche: None, label, fixed, share }];
    for (code, label) in labels(desk) {
        let own = list.own.get(&code);
        let (fixed, share) = own.map(|(fixed, share)| shown(*fixed, *share)).unwrap_or_default();
        lines.push(FeeField { demarche: DemarcheKind::parse(&code), label, fixed, share });
    }
    let known: Vec<String> = labels(desk).into_iter().map(|(code, _)| code).collect();
    let kept = list.own.iter().filter(|(code, _)| !known.contains(code));
    let kept = kept.map(|(code, (fixed, share))| (code.clone(), (*fixed, *share))).collect();
    FeesForm { vat: written(list.vat), lines, kept, faults: Vec::new() }
}

/// The price of a démarche that the rules in force do not know, as its hidden control holds it.
fn read_kept(name: &str, text: &str) -> Option<(String, (Cents, i64))> {
    let code = name.strip_prefix(KEPT_CONTROL)?;
    let fits = !code.is_empty() && code.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
    let (fixed, share) = text.split_once('/')?;
    let number = |text: &str, most: i64| text.parse().ok().filter(|it| (0..=most).contains(it));
    let line = (Cents(number(fixed, FIXED_MAX.0)?), number(share, SHARE_MAX)?);
    fits.then(|| (code.to_owned(), line))
}

/// The list that was typed, or the form again with what is no number in it.
pub(super) fn typed(desk: &Desk, pairs: &[(String, String)]) -> Result<FeeList, FeesForm> {
    let mut shown = form(desk, &FeeList::default());
    value(pairs, "vat").clone_into(&mut shown.vat);
    let mut list = FeeList::default();
    let known = |code: &String| {
        shown.lines.iter().any(|line| line.demarche.is_some_and(|it| it.id() == code))
    };
    let kept = pairs.iter().filter_map(|(name, text)| read_kept(name, text));
    let kept: Vec<_> = kept.filter(|(code, _)| !known(code)).collect();
    list.own.extend(kept.iter().cloned());
    shown.kept = kept;
    let number = |text: &str, most: i64| read_hundredths(text).filter(|number| *number <= most);
    match number(&shown.vat, SHARE_MAX) {
        Some(vat) => list.vat = vat,
        None => shown.faults.push(FeeFault::Vat),
    }
    for line in &mut shown.lines {
        value(pairs, &fixed_control(line.demarche)).trim().clone_into(&mut line.fixed);
        value(pairs, &share_control(line.demarche)).trim().clone_into(&mut line.share);
        // An empty line of a démarche follows the general one, which says something: nothing is free by mistake. A share
        // alone has no fixed sum.
        if line.fixed.is_empty() && line.share.is_empty() {
            if line.demarche.is_none() {
                shown.faults.push(FeeFault::Fixed(None));
            }
            continue;
        }
        let or_nought =
            |text: &str, most| if text.is_empty() { Some(0) } else { number(text, most) };
        let (fixed, share) =
            (or_nought(&line.fixed, FIXED_MAX.0), or_nought(&line.share, SHARE_MAX));
        if fixed.is_none() {
            shown.faults.push(FeeFault::Fixed(line.demarche));
        }
        if share.is_none() {
            shown.faults.push(FeeFault::Share(line.demarche));
        }
        let (Some(fixed), Some(share)) = (fixed, share) else { continue };
        match line.demarche {
            None => list.general = (Cents(fixed), share),
            Some(kind) => drop(list.own.insert(kind.id().to_owned(), (Cents(fixed), share))),
        }
    }
    if shown.faults.is_empty() { Ok(list) } else { Err(shown) }
}
