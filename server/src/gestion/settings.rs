//! What the house shows of itself, and what it decides.

use std::collections::BTreeMap;

use access::Act;
use app::site::gestion::{
    Changed, GestionPage, SIGNATURE, SIV_ORDER, SettingsProblem, SettingsView, channel_control,
};
use axum::body::Bytes;
use demarches::DemarcheKind;
use demarches::kind::FilingChannel;
use jiff::Timestamp;
use serde_json::json;
use tenants::operations::{Kept, Unreadable, change, kept};
use tenants::{Limit, Mention, Settings, SignatureWay};
use vocabulary::Cents;

use super::{Desk, done};
use crate::database::{self, Chain};
use crate::people::{Answer, Broken, form, value};

/// The controls of the form, by name, as texts.
type Texts = BTreeMap<String, String>;

fn unreadable(error: &Unreadable) -> Broken {
    tracing::error!(error = %Chain(error), "the settings of a house could not be reached");
    Broken
}

/// Démarches that may be filed in more than one way.
fn open_demarches(desk: &Desk) -> impl Iterator<Item = &'static demarches::Demarche> + use<> {
    let all = desk.here.asked.published.demarches.all();
    all.iter().filter(|demarche| demarche.channels.len() > 1)
}

/// What is kept, as the controls show it.
fn texts(desk: &Desk, kept: &Kept) -> Texts {
    let mentions = Mention::ALL.iter().map(|it| (it.id().to_owned(), kept.identity.text(*it)));
    let limits = Limit::ALL.iter().map(|it| {
        let number = match it {
            Limit::Refund => kept.settings.refund_limit.0 / 100,
            Limit::SilentFee => kept.settings.silent_fee.0 / 100,
            Limit::VaultDays => i64::from(kept.settings.vault_days),
            Limit::FileMegabytes => i64::from(kept.settings.file_megabytes),
            Limit::QuietFrom => i64::from(kept.settings.quiet_from),
            Limit::QuietUntil => i64::from(kept.settings.quiet_until),
        };
        (it.id().to_owned(), number.to_string())
    });
    let channels = open_demarches(desk).map(|demarche| {
        let chosen = kept.settings.channels.get(&demarche.kind).copied();
        (channel_control(demarche.kind), chosen.map_or("", FilingChannel::id).to_owned())
    });
    let signature = (SIGNATURE.to_owned(), kept.settings.signature.id().to_owned());
    let order = (SIV_ORDER.to_owned(), kept.settings.siv_order.join(" "));
    mentions.chain(limits).chain(channels).chain([signature, order]).collect()
}

/// The facts that somebody named, with spaces or commas between: what is no name is left out.
fn facts_named(text: &str) -> Vec<String> {
    let words = text.split([' ', ',', ';', '\n', '\r']).map(str::trim);
    let is_name = |word: &&str| {
        let sign =
            |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || "._".contains(sign);
        !word.is_empty() && word.len() <= 60 && word.chars().all(sign)
    };
    words.filter(is_name).take(60).map(str::to_owned).collect()
}

fn of<'texts>(texts: &'texts Texts, name: &str) -> &'texts str {
    texts.get(name).map_or("", String::as_str)
}

/// What the page shows of `texts`, opened on `kept`.
fn view(desk: &Desk, texts: &Texts, kept: &Kept, was: &Texts) -> SettingsView {
    let channel = |kind: DemarcheKind| FilingChannel::parse(of(texts, &channel_control(kind)));
    SettingsView {
        mentions: Mention::ALL.iter().map(|it| (*it, of(texts, it.id()).to_owned())).collect(),
        limits: Limit::ALL.iter().map(|it| (*it, of(texts, it.id()).to_owned())).collect(),
        channels: open_demarches(desk).map(|it| (it.kind, channel(it.kind))).collect(),
        signature: SignatureWay::parse(of(texts, SIGNATURE)).unwrap_or(kept.settings.signature),
        siv_order: of(texts, SIV_ORDER).to_owned(),
        missing: kept.identity.missing(),
        seen: (kept.updated_at.as_microsecond().to_string(), json!(was).to_string()),
        changes: desk.may(Act::ChangeSettings),
        saved: false,
        problems: Vec::new(),
        changed: None,
    }
}

async fn read(desk: &Desk) -> Result<Kept, Broken> {
    let mut tx = desk.here.begin().await?;
    let kept = kept(&mut tx).await.map_err(|error| unreadable(&error))?;
    tx.commit().await?;
    Ok(kept)
}

/// `GET /gestion/reglages`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(desk: Desk) -> Answer {
    let kept = read(&desk).await?;
    let texts = texts(&desk, &kept);
    let saved = value(&desk.pairs(), "fait") == "1";
    let view = SettingsView { saved, ..view(&desk, &texts, &kept, &texts) };
    desk.page(&GestionPage::Settings(Box::new(view))).await
}

/// `POST /gestion/reglages`
///
/// # Errors
///
/// When the database does not answer.
pub async fn save(desk: Desk, body: Bytes) -> Answer {
    if !desk.may(Act::ChangeSettings) {
        return Ok(desk.here.error(404));
    }
    let form = form(&body);
    let before = read(&desk).await?;
    let now = texts(&desk, &before);
    let typed: Texts =
        now.keys().map(|name| (name.clone(), value(&form, name).trim().to_owned())).collect();
    let seen = value(&form, "seen").parse().ok();
    let Some(seen) = seen.and_then(|at| Timestamp::from_microsecond(at).ok()) else {
        return Ok(desk.here.error(422));
    };
    let was: Texts = serde_json::from_str(value(&form, "was")).unwrap_or_default();
    if seen != before.updated_at {
        return stale(&desk, &typed, &was).await;
    }
    let after = match understood(&desk, &before, &typed) {
        Ok(after) => after,
        Err(problems) => {
            let view = SettingsView { problems, ..view(&desk, &typed, &before, &now) };
            return desk.page(&GestionPage::Settings(Box::new(view))).await;
        }
    };
    let written = texts(&desk, &after);
    let names: Vec<&String> = written
        .iter()
        .filter(|(name, text)| now.get(*name) != Some(*text))
        .map(|(name, _)| name)
        .collect();
    if names.is_empty() {
        return Ok(done(&desk.here.asked.path, "1"));
    }
    let mut tx = desk.here.begin().await?;
    let changed = change(&mut tx, &after.identity, &after.settings, seen, desk.here.visit.now);
    if !changed.await.map_err(|error| unreadable(&error))? {
        drop(tx);
        return stale(&desk, &typed, &was).await;
    }
    let payload = Some(json!({ "fields": names }));
    desk.note(&mut tx, None, audit::Act::SettingsChanged, None, payload).await?;
    tx.commit().await?;
    database::reload_now(desk.here.state()).await;
    Ok(done(&desk.here.asked.path, "1"))
}

/// Somebody else changed them since the form was opened: what was typed stays, what was not touched is as it is now.
async fn stale(desk: &Desk, typed: &Texts, was: &Texts) -> Answer {
    let kept = read(desk).await?;
    let now = texts(desk, &kept);
    let changed = now
        .iter()
        .filter(|(name, text)| was.get(*name).is_some_and(|was| was != *text))
        .map(|(name, text)| Changed {
            name: name.clone(),
            before: of(was, name).to_owned(),
            now: text.clone(),
        })
        .collect();
    let merged: Texts = now
        .iter()
        .map(|(name, now)| {
            let untouched = was.get(name) == typed.get(name);
            (name.clone(), if untouched { now.clone() } else { of(typed, name).to_owned() })
        })
        .collect();
    let view = SettingsView { changed: Some(changed), ..view(desk, &merged, &kept, &now) };
    desk.page(&GestionPage::Settings(Box::new(view))).await
}

/// The house as it was typed.
fn understood(desk: &Desk, before: &Kept, typed: &Texts) -> Result<Kept, Vec<SettingsProblem>> {
    let mut problems = Vec::new();
    let mention = |it: Mention| of(typed, it.id()).to_owned();
    let identity = before.identity.read(mention, desk.today()).unwrap_or_else(|faults| {
        problems.extend(faults.into_iter().map(|(it, fault)| SettingsProblem::Mention(it, fault)));
        before.identity.clone()
    });
    let mut limit = |it: Limit| {
        let number = it.read(of(typed, it.id()));
        if number.is_none() {
            problems.push(SettingsProblem::Limit(it));
        }
        number.unwrap_or_default()
    };
    let mut settings = Settings {
        refund_limit: Cents(i64::from(limit(Limit::Refund)) * 100),
        silent_fee: Cents(i64::from(limit(Limit::SilentFee)) * 100),
        vault_days: limit(Limit::VaultDays),
        file_megabytes: limit(Limit::FileMegabytes),
        siv_order: facts_named(of(typed, SIV_ORDER)),
        quiet_from: u8::try_from(limit(Limit::QuietFrom)).unwrap_or_default(),
        quiet_until: u8::try_from(limit(Limit::QuietUntil)).unwrap_or_default(),
        channels: before.settings.channels.clone(),
        signature: SignatureWay::parse(of(typed, SIGNATURE)).unwrap_or(before.settings.signature),
        texts: before.settings.texts,
    };
    for demarche in open_demarches(desk) {
        let chosen = FilingChannel::parse(of(typed, &channel_control(demarche.kind)));
        match chosen.filter(|it| demarche.channels.contains(it)) {
            Some(channel) => settings.channels.insert(demarche.kind, channel),
            None => settings.channels.remove(&demarche.kind),
        };
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Kept { identity, settings, updated_at: before.updated_at })
}
