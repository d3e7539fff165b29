//! The packages of a dossier: the list, and the button that makes the next.

use jiff::Timestamp;
use leptos::prelude::*;
use vocabulary::Lang;

use super::super::workspace::WorkspaceView;
use crate::design::table::{Column, table};
use crate::site::account::instant;
use crate::site::gestion::control::{Tone, notice};

/// A package that was exported.
#[derive(Clone, Debug)]
pub struct PackageLine {
    /// Which, from 1.
    pub number: i32,
    /// When.
    pub at: Timestamp,
    /// By whom, by name.
    pub by: String,
    /// How many files.
    pub files: u32,
    /// How many bytes.
    pub length: u64,
    /// SHA-256 of it, in hexadecimal digits.
    pub sha256: String,
    /// It shows the dossier as it is now.
    pub current: bool,
    /// Its files that are larger than the house wants.
    pub large: Vec<String>,
}

/// The packages, with a link to each, and the button that makes the next.
pub(super) fn list(view: &WorkspaceView, lang: Lang) -> AnyView {
    let of = &view.filing;
    let address = format!("{}/export", view.address());
    let rows = of
        .packages
        .iter()
        .map(|one| {
            let link = format!("{address}/{}", one.number);
            let name = format!("{} {}", lang.pick("Export n°", "Export no."), one.number);
            let made = format!("{}, {}", instant(one.at, lang), one.by);
            let megabytes = one.length.div_ceil(1_000_000);
            let size = format!(
                "{} {}, {megabytes} {}",
                one.files,
                lang.pick("fichiers", "files"),
                lang.pick("Mo", "MB"),
            );
            let short: String = one.sha256.chars().take(12).collect();
            let older = (!one.current).then(|| {
                lang.pick(" (le dossier a changé depuis)", " (the file has changed since)")
            });
            let name = if view.may.file {
                view! {
                    <a href=link download="">
                        {name}
                    </a>
                }
                .into_any()
            } else {
                name.into_any()
            };
            view! {
                <tr>
                    <td>{name} {older}</td>
                    <td>{made}</td>
                    <td>{size}</td>
                    <td>
                        <code title=one.sha256.clone()>{short}</code>
                    </td>
                </tr>
            }
        })
        .collect_view();
    let list = (!of.packages.is_empty()).then(|| {
        table(
            lang.pick("Exports de ce dossier", "Exports of this file").to_owned(),
            &[
                Column::Text(lang.pick("Export", "Export")),
                Column::Text(lang.pick("Fait le, par", "Made on, by")),
                Column::Text(lang.pick("Contenu", "Content")),
                Column::Text("SHA-256"),
            ],
            rows.into_any(),
        )
    });
    let large: Vec<String> = of.packages.first().map(|one| one.large.clone()).unwrap_or_default();
    let large = (!large.is_empty()).then(|| {
        let said = lang.pick(
            "Fichiers plus lourds que la limite de la maison\u{202f}:",
            "Files larger than the limit of the house:",
        );
        notice(Tone::Beware, format!("{said} {}.", large.join(", ")))
    });
    let missing = view.kept("export", "", "missing");
    let missing = (!missing.is_empty()).then(|| {
        let said = lang.pick("Il manque à l’export\u{202f}:", "The export lacks:");
        let mend = lang.pick(
            "Revenez sur «\u{a0}prêt\u{a0}», puis rouvrez le contrôle, ou faites signer de nouveau.",
            "Take back “ready”, then open the check again, or have it signed anew.",
        );
        notice(Tone::Beware, format!("{said} {missing}. {mend}"))
    });
    let make = view.may.file.then(|| {
        view! {
            <form class="desk-act" method="post" action=address.clone()>
                <button class="btn btn-small" type="submit">
                    {lang.pick("Exporter le dossier (ZIP)", "Export the file (ZIP)")}
                </button>
            </form>
        }
    });
    view! {
        {list}
        {large}
        {missing}
        {make}
    }
    .into_any()
}
