//! Where an ordered dossier stands: whose move it is, what comes next, then everything else.

use demarches::Demarches;
use dossiers::items::FormState;
use dossiers::tracks::Signature;
use dossiers::{Move, PublicStatus, Refusal, Side, SlotState, State};
use jiff::Timestamp;
use leptos::prelude::*;
use vocabulary::{Cents, Lang};
use wording::numbers::{self, euros};

use super::timeline::{self, Told};
use super::{address, address_of, body, party, piece, price, refused};
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::page::Page;
use crate::site::place::Place;

vocabulary::codes! {
    /// What was just done.
    pub enum StandingDone {
        /// Ordered.
        Ordered = "commande",
        /// Everybody is named.
        People = "personnes",
        /// What was refused is replaced.
        Corrections = "corrections",
        /// A message was sent.
        Message = "message",
        /// The forms are made.
        Forms = "formulaires",
        /// A form was signed.
        Signed = "signature",
        /// Withdrawn.
        Withdrawn = "retractation",
    }
}

/// Somebody whom the forms name.
#[derive(Clone, Debug)]
pub struct PersonLine {
    /// Their name in addresses.
    pub name: String,
    /// In which quality.
    pub role: dossiers::PartyRole,
    /// Which of several.
    pub number: u32,
    /// As lists name them; empty while nobody is.
    pub display: String,
    /// Everything that the forms want is there.
    pub complete: bool,
}

/// A look at the dossier by somebody else: in which role, and when; never who.
pub type LookedAt = (String, Timestamp);

/// An ordered dossier.
#[derive(Clone, Debug)]
pub struct StandingView<'a> {
    /// Its name in addresses.
    pub id: &'a str,
    /// As its customer may see it.
    pub state: &'a State,
    /// The rules that it is filled under.
    pub rules: &'a Demarches,
    /// What happened, oldest first.
    pub told: &'a [Told],
    /// Who is wanted, and who is named.
    pub people: &'a [PersonLine],
    /// What was left open and is printed on the forms: the question, and how it is asked.
    pub later: &'a [(String, String)],
    /// Who looked at it, the latest first.
    pub looked: &'a [LookedAt],
    /// What was just done.
    pub done: Option<StandingDone>,
    /// Why something was not done.
    pub refusal: Option<Refusal>,
    /// The contract may be withdrawn from until then.
    pub withdrawal: Option<Timestamp>,
    /// A message that was not taken, as it was typed.
    pub typed: &'a str,
}

/// `/dossier/{id}`, once it is ordered.
pub(super) fn page(asked: &Asked, view: &StandingView<'_>) -> Body {
    let lang = asked.lang;
    let state = view.state;
    let label = asked.published.demarches.get(state.kind).page.label.in_lang(lang).to_owned();
    let title = format!("{} {}", lang.pick("Dossier", "Dossier"), view.id);
    let done = view.done.map(|done| {
        view! {
            <p class="notice notice-success" role="status">
                {done_text(done, lang)}
            </p>
        }
    });
    let status = if view.typed.is_empty() { 200 } else { 422 };
    body(
        asked,
        title.clone(),
        status,
        Place::Dossier.with(view.id, lang.other()),
        view! {
            {refused(view.refusal, asked)}
            {done}
            <p class="muted">{label}</p>
            <h1>{title}</h1>
            {now(asked, view)}
            {deadline(asked, view)}
            {payment(asked, view)}
            {pieces(asked, view)}
            {people(asked, view)}
            {vehicle(asked, view)}
            {forms(asked, view)}
            {messages(asked, view)}
            {receipt(asked, view)}
            {withdrawal(asked, view)}
            {timeline::view(view.told, lang)}
            {looked(view, lang)}
        },
    )
}

const fn done_text(done: StandingDone, lang: Lang) -> &'static str {
    match done {
        StandingDone::Ordered => lang.pick(
            "Votre commande est enregistrée. La confirmation part par e-mail.",
            "Your order is recorded. The confirmation is on its way by e-mail.",
        ),
        StandingDone::People => lang.pick("C’est enregistré.", "Saved."),
        StandingDone::Corrections => lang.pick(
            "Merci\u{202f}! Nous reprenons le contrôle.",
            "Thank you! We take the check up again.",
        ),
        StandingDone::Message => {
            lang.pick("Votre message est parti.", "Your message is on its way.")
        }
        StandingDone::Forms => {
            lang.pick("Les formulaires sont prêts à signer.", "The forms are ready to be signed.")
        }
        StandingDone::Signed => lang.pick("C’est signé.", "Signed."),
        StandingDone::Withdrawn => lang.pick(
            "Votre rétractation est enregistrée. L’accusé de réception part par e-mail.",
            "Your withdrawal is recorded. The acknowledgement is on its way by e-mail.",
        ),
    }
}

/// The status, whose move it is, and the one thing to do next.
fn now(asked: &Asked, view: &StandingView<'_>) -> AnyView {
    let lang = asked.lang;
    let state = view.state;
    let whose = match state.status.whose_move() {
        Move::Customer => lang.pick("C’est à vous", "Your move"),
        Move::House => lang.pick("C’est à nous", "Our move"),
        Move::Administration => lang.pick("C’est à l’administration", "The administration’s move"),
        Move::Post => lang.pick("C’est à La Poste", "The post’s move"),
        Move::Nobody => lang.pick("Rien à faire", "Nothing to do"),
    };
    let promised = state.promised_at.map(|at| {
        let at = instant(timeline::moment(at), lang);
        format!(
            "{} {at}.",
            lang.pick("Nous nous engageons à répondre avant le", "We promise to answer by")
        )
    });
    view! {
        <section class="standing" data-status=state.status.id()>
            <p class="standing-status">
                <strong>{state.status.label(lang)}</strong>
                " · "
                <span>{whose}</span>
            </p>
            <p>{next_text(state, lang)}</p>
            {promised.map(|promised| view! { <p>{promised}</p> })}
            {next_link(asked, view)}
        </section>
    }
    .into_any()
}

const fn next_text(state: &State, lang: Lang) -> &'static str {
    match state.status {
        PublicStatus::Brouillon => lang.pick("À commander.", "To be ordered."),
        PublicStatus::APayer => lang.pick(
            "Faites le virement ci-dessous\u{202f}: dès qu’il arrive, vous pouvez envoyer vos pièces.",
            "Make the transfer below: as soon as it arrives, you can send your papers.",
        ),
        PublicStatus::ACompleter => lang.pick(
            "Envoyez les pièces qui manquent et signez les formulaires.",
            "Send the papers that are missing and sign the forms.",
        ),
        PublicStatus::EnControle => {
            lang.pick("Nous vérifions vos pièces une à une.", "We are checking your papers one by one.")
        }
        PublicStatus::ACorriger => lang.pick(
            "Une pièce au moins est à remplacer\u{202f}: la raison est écrite à côté.",
            "At least one document is to be replaced: the reason is written beside it.",
        ),
        PublicStatus::PretADeposer => lang.pick(
            "Tout est accepté\u{202f}: nous déposons votre démarche.",
            "Everything is accepted: we are filing your procedure.",
        ),
        PublicStatus::Depose => lang.pick(
            "Votre démarche est déposée\u{202f}: l’administration l’instruit.",
            "Your procedure is filed: the administration is looking at it.",
        ),
        PublicStatus::ComplementDemande => lang.pick(
            "L’administration demande un complément.",
            "The administration asks for more.",
        ),
        PublicStatus::CpiDisponible => lang.pick(
            "Votre certificat provisoire est disponible\u{202f}: vous pouvez rouler.",
            "Your provisional certificate is ready: you may drive.",
        ),
        PublicStatus::TitreEnRoute => {
            lang.pick("Votre carte grise est en route.", "Your certificate is on its way.")
        }
        PublicStatus::Termine => lang.pick("C’est terminé. Bonne route\u{202f}!", "Done. Safe travels!"),
        PublicStatus::Refuse => {
            lang.pick("La démarche a été refusée.", "The procedure was refused.")
        }
        PublicStatus::Annule => lang.pick("Le dossier est annulé.", "The dossier is cancelled."),
        PublicStatus::Retracte => {
            lang.pick("Vous avez renoncé au contrat.", "You withdrew from the contract.")
        }
        PublicStatus::Expire => lang.pick(
            "Le dossier a expiré faute de réponse.",
            "The dossier has expired for want of an answer.",
        ),
    }
}

/// Has the forms made.
fn prepare(asked: &Asked, view: &StandingView<'_>) -> AnyView {
    view! {
        <form method="post" action=address(asked, Place::Forms, view.id)>
            <button class="btn btn-primary" type="submit">
                {asked.say("Préparer les formulaires", "Make the forms")}
            </button>
        </form>
    }
    .into_any()
}

/// To the first thing that waits for the customer.
fn next_link(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    let state = view.state;
    if state.status.whose_move() != Move::Customer || !state.payment.lets_work_begin() {
        return None;
    }
    let slot = state.slots.iter().find(|(_, slot)| {
        slot.state == SlotState::Refused || (slot.state == SlotState::Expected && !slot.optional)
    });
    if let Some((name, slot)) = slot {
        let to = address_of(asked, Place::Piece, view.id, &name.replace('/', "."));
        let what = piece::title(view.rules, name, &slot.kind, lang);
        let verb = if slot.state == SlotState::Refused {
            lang.pick("Remplacer\u{202f}: ", "Replace: ")
        } else {
            lang.pick("Envoyer\u{202f}: ", "Send: ")
        };
        return Some(
            view! {
                <p>
                    <a class="btn btn-primary" href=to>
                        {verb}
                        {what}
                    </a>
                </p>
            }
            .into_any(),
        );
    }
    if state.status == PublicStatus::ACorriger {
        return Some(
            view! {
                <form method="post" action=address(asked, Place::Corrected, view.id)>
                    <button class="btn btn-primary" type="submit">
                        {lang.pick("J’ai fait les corrections", "I have made the corrections")}
                    </button>
                </form>
            }
            .into_any(),
        );
    }
    if let Some(person) = view.people.iter().find(|person| !person.complete) {
        let to = address_of(asked, Place::Party, view.id, &person.name);
        return Some(
            view! {
                <p>
                    <a class="btn btn-primary" href=to>
                        {lang.pick("Compléter\u{202f}: ", "Complete: ")}
                        {party::title(person.role, person.number, lang)}
                    </a>
                </p>
            }
            .into_any(),
        );
    }
    let form = view.state.forms.iter().find(|(_, form)| form.state == FormState::ToSign);
    form.map(|(name, _)| {
        let to = address_of(asked, Place::Form, view.id, &name.replace('/', "."));
        view! {
            <p>
                <a class="btn btn-primary" href=to>
                    {lang.pick("Signer les formulaires", "Sign the forms")}
                </a>
            </p>
        }
        .into_any()
    })
}

/// Whole days from one day to another.
fn days_between(from: vocabulary::Date, to: vocabulary::Date) -> i64 {
    let day = |day: vocabulary::Date| day.to_string().parse::<jiff::civil::Date>().ok();
    let (Some(from), Some(to)) = (day(from), day(to)) else { return 0 };
    from.until((jiff::Unit::Day, to)).map_or(0, |span| i64::from(span.get_days()))
}

fn deadline(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    let day = view.state.due_on?;
    if view.state.status.is_closed() || view.state.filing.is_filed() {
        return None;
    }
    let left = days_between(asked.today, day);
    let left = match left {
        0 => lang.pick("c’est aujourd’hui", "that is today").to_owned(),
        1 => lang.pick("il reste 1 jour", "1 day left").to_owned(),
        left if left > 0 => {
            format!("{} {left} {}", lang.pick("il reste", ""), lang.pick("jours", "days left"))
        }
        _ => lang.pick("ce jour est passé", "that day has passed").to_owned(),
    };
    Some(
        view! {
            <section>
                <h2>{lang.pick("Le délai", "The deadline")}</h2>
                <p>
                    {lang
                        .pick(
                            "Dernier jour pour la démarche\u{202f}: ",
                            "Last day for the procedure: ",
                        )} <strong>{numbers::date(day, lang)}</strong> ", " {left.trim().to_owned()}
                    "."
                </p>
                <p>
                    <a href=address(
                        asked,
                        Place::DossierDeadline,
                        view.id,
                    )>{lang.pick("Ajouter à mon agenda", "Add to my calendar")}</a>
                </p>
            </section>
        }
        .into_any(),
    )
}

/// How to pay, while something is to be paid.
fn payment(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    let order = view.state.order.as_ref()?;
    if view.state.status != PublicStatus::APayer {
        return None;
    }
    let identity = &asked.tenant.identity;
    let due = Cents(order.total.0.saturating_sub(view.state.paid()));
    let row = |label: &'static str, value: String| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let account = if identity.iban.is_empty() {
        view! {
            <p class="notice notice-warning">
                {lang
                    .pick(
                        "Les coordonnées bancaires vous sont données par e-mail.",
                        "The bank details are given to you by e-mail.",
                    )}
            </p>
        }
        .into_any()
    } else {
        view! {
            <dl class="facts">
                {row(lang.pick("Bénéficiaire", "Payee"), identity.legal_name.clone())}
                {row("IBAN", identity.iban.clone())} {row("BIC", identity.bic.clone())}
                {row(lang.pick("Montant", "Amount"), euros(due, lang))}
                {row(lang.pick("Libellé à recopier", "Reference to copy"), view.id.to_owned())}
            </dl>
        }
        .into_any()
    };
    Some(
        view! {
            <section>
                <h2>{lang.pick("Payer par virement", "Pay by transfer")}</h2>
                {account}
                <p class="field-help">
                    {lang
                        .pick(
                            "Un virement instantané arrive en quelques secondes, un virement ordinaire en un jour ouvré. Nous vous écrivons dès que nous le voyons.",
                            "An instant transfer takes seconds, an ordinary one a working day. We write to you as soon as we see it.",
                        )}
                </p>
            </section>
        }
        .into_any(),
    )
}

fn pieces(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    if view.state.slots.is_empty() {
        return None;
    }
    let lines = view
        .state
        .slots
        .iter()
        .map(|(name, slot)| {
            let (class, word) = piece::state(slot.state, lang);
            let to = address_of(asked, Place::Piece, view.id, &name.replace('/', "."));
            let optional =
                slot.optional.then(|| lang.pick(" (facultatif)", " (optional)").to_owned());
            view! {
                <li class="slot" data-slot-name=name.clone() data-state=slot.state.id()>
                    <a href=to>{piece::title(view.rules, name, &slot.kind, lang)}</a>
                    {optional}
                    " "
                    <span class=class>{word}</span>
                    {piece::refusal(view.rules, slot, lang)}
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <section>
                <h2>{lang.pick("Les pièces", "The papers")}</h2>
                <ul class="pieces">{lines}</ul>
            </section>
        }
        .into_any(),
    )
}

fn people(asked: &Asked, view: &StandingView<'_>) -> AnyView {
    let lang = asked.lang;
    let lines = view
        .people
        .iter()
        .map(|person| {
            let to = address_of(asked, Place::Party, view.id, &person.name);
            let (class, word) = if person.complete {
                ("pill pill-success", lang.pick("Complet", "Complete"))
            } else {
                ("pill", lang.pick("À compléter", "To be completed"))
            };
            let shown =
                (!person.display.is_empty()).then(|| format!("\u{202f}: {}", person.display));
            view! {
                <li>
                    <a href=to>{party::title(person.role, person.number, lang)}</a>
                    {shown}
                    " "
                    <span class=class>{word}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{lang.pick("Les personnes", "The people")}</h2>
            <ul class="pieces">{lines}</ul>
        </section>
    }
    .into_any()
}

/// What was left open about the vehicle, and is printed.
fn vehicle(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    if view.later.is_empty() || view.state.status.is_closed() || view.state.filing.is_filed() {
        return None;
    }
    let lines = view
        .later
        .iter()
        .map(|(question, label)| {
            let to = super::question_address(asked, view.id, question);
            view! {
                <li>
                    <a href=to>{label.clone()}</a>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <section>
                <h2>{lang.pick("Le véhicule", "The vehicle")}</h2>
                <p>
                    {lang
                        .pick(
                            "Ce que vous aviez laissé de côté, et que les formulaires impriment.",
                            "What you had left aside, and the forms print.",
                        )}
                </p>
                <ul class="pieces">{lines}</ul>
            </section>
        }
        .into_any(),
    )
}

/// In which quality a form is signed, when it says.
fn signer_of(name: &str, lang: Lang) -> Option<String> {
    let mut parts = name.split('/').skip(1);
    let signer = demarches::kind::Signer::parse(parts.next()?)?;
    let label = demarches::builtin().signer_label(signer)?.in_lang(lang).to_owned();
    let number = parts.next().map(|number| format!(" n° {number}")).unwrap_or_default();
    Some(format!(" ({label}{number})"))
}

/// The forms that wait for a signature, or were signed.
fn forms(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    let wanted = matches!(view.state.signature, Signature::APreparer | Signature::Perimee);
    if wanted && view.state.payment.lets_work_begin() && !view.state.status.is_closed() {
        let ready = view.people.iter().all(|person| person.complete);
        let button = ready.then(|| prepare(asked, view));
        return Some(
            view! {
                <section>
                    <h2>{lang.pick("Les formulaires", "The forms")}</h2>
                    <p>
                        {lang
                            .pick(
                                "Nous remplissons les formulaires de l’administration avec ce que vous avez dit\u{202f}; il ne reste qu’à les signer.",
                                "We fill the forms of the administration with what you said; all that is left is to sign them.",
                            )}
                    </p>
                    {button}
                </section>
            }
            .into_any(),
        );
    }
    if view.state.forms.is_empty() {
        return None;
    }
    let lines = view
        .state
        .forms
        .iter()
        .map(|(name, form)| {
            let kind = name.split('/').next().unwrap_or(name);
            let label = view.rules.piece_kind(kind).map_or(kind, |kind| kind.label.in_lang(lang));
            let to = address_of(asked, Place::Form, view.id, &name.replace('/', "."));
            let (class, word) = match form.state {
                FormState::ToSign => ("pill", lang.pick("À signer", "To be signed")),
                FormState::Signed => ("pill pill-success", lang.pick("Signé", "Signed")),
                FormState::Void => ("pill pill-danger", lang.pick("À refaire", "To be made again")),
            };
            view! {
                <li>
                    <a href=to>{label.to_owned()}</a>
                    {signer_of(name, lang)}
                    " "
                    <span class=class>{word}</span>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <section>
                <h2>{lang.pick("Les formulaires", "The forms")}</h2>
                <ul class="pieces">{lines}</ul>
            </section>
        }
        .into_any(),
    )
}

fn messages(asked: &Asked, view: &StandingView<'_>) -> AnyView {
    let lang = asked.lang;
    let mut all: Vec<_> = view.state.messages.values().collect();
    all.sort_by_key(|message| message.at);
    let lines = all
        .into_iter()
        .map(|message| {
            let from = match message.from {
                Side::Customer | Side::Guest => lang.pick("Vous", "You"),
                Side::Staff | Side::Machine => lang.pick("Notre équipe", "Our team"),
            };
            let words = message.words.clone().unwrap_or_default();
            view! {
                <li>
                    <p class="muted">
                        {format!("{from}, {}", instant(timeline::moment(message.at), lang))}
                    </p>
                    <p class="message-words">{words}</p>
                </li>
            }
        })
        .collect_view();
    let error = (!view.typed.is_empty())
        .then(|| lang.pick("Écrivez 5 000 caractères au plus.", "Write 5,000 characters at most."));
    let right = error.is_none();
    view! {
        <section id="messages">
            <h2>{lang.pick("Les messages", "Messages")}</h2>
            <ul class="pieces">{lines}</ul>
            <form method="post" action=address(asked, Place::WriteDossier, view.id) novalidate>
                <div class="field">
                    <label class="field-label" for="words">
                        {lang
                            .pick(
                                "Nous écrire au sujet de ce dossier",
                                "Write to us about this dossier",
                            )}
                    </label>
                    <p class="field-error" id="words-error" hidden=right>
                        {error}
                    </p>
                    <textarea
                        class="input"
                        id="words"
                        name="words"
                        rows="4"
                        maxlength="5000"
                        aria-describedby="words-error"
                    >
                        {view.typed.to_owned()}
                    </textarea>
                </div>
                <button class="btn" type="submit">
                    {lang.pick("Envoyer le message", "Send the message")}
                </button>
            </form>
        </section>
    }
    .into_any()
}

/// What was ordered, frozen.
fn receipt(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    let order = view.state.order.as_ref()?;
    let lines = order
        .lines
        .iter()
        .filter(|line| line.cents.0 != 0)
        .map(|line| {
            view! {
                <div>
                    <dt>{line.code.to_uppercase()}</dt>
                    <dd class="num">{euros(line.cents, lang)}</dd>
                </div>
            }
        })
        .collect_view();
    let fee = Cents(order.fee_net.0.saturating_add(order.fee_vat.0));
    Some(
        view! {
            <details class="disclosure">
                <summary>
                    {format!(
                        "{} {}",
                        lang.pick("Votre commande\u{202f}:", "Your order:"),
                        euros(order.total, lang),
                    )}
                </summary>
                <dl class="facts">
                    {lines} {price::sum(lang.pick("Total des taxes", "Taxes"), order.taxes, asked)}
                    {price::sum(
                        lang.pick("Nos frais, TVA comprise", "Our fee, VAT included"),
                        fee,
                        asked,
                    )} {price::sum(lang.pick("Total", "Total"), order.total, asked)}
                </dl>
                <p class="field-help">
                    {format!(
                        "{} {}, {} {}.",
                        lang.pick("Commandé le", "Ordered on"),
                        instant(timeline::moment(order.at), lang),
                        lang.pick("conditions générales du", "general terms of"),
                        order.terms,
                    )}
                </p>
            </details>
        }
        .into_any(),
    )
}

/// The function of withdrawal (code de la consommation L221-21): in view for the whole fourteen days.
fn withdrawal(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    let until = view.withdrawal?;
    Some(
        view! {
            <section>
                <h2>{lang.pick("Changer d’avis", "Change your mind")}</h2>
                <p>
                    {format!(
                        "{} {}.",
                        lang
                            .pick(
                                "Vous pouvez renoncer sans motif jusqu’au",
                                "You may withdraw without a reason until",
                            ),
                        instant(until, lang),
                    )}
                </p>
                <p>
                    <a href=address(
                        asked,
                        Place::WithdrawDossier,
                        view.id,
                    )>{lang.pick("Renoncer au contrat ici", "Withdraw from the contract here")}</a>
                </p>
                <p class="field-help">
                    <a href=asked
                        .href(
                            Page::Terms,
                        )>
                        {lang
                            .pick(
                                "Ce que disent les conditions générales",
                                "What the general terms say",
                            )}
                    </a>
                </p>
            </section>
        }
        .into_any(),
    )
}

fn looked(view: &StandingView<'_>, lang: Lang) -> AnyView {
    let lines = view
        .looked
        .iter()
        .map(|(what, at)| view! { <li>{format!("{what}, {}", instant(*at, lang))}</li> })
        .collect_view();
    let none = view.looked.is_empty().then(|| {
        view! {
            <p>
                {lang
                    .pick(
                        "Personne n’a encore ouvert ce dossier.",
                        "Nobody has opened this dossier yet.",
                    )}
            </p>
        }
    });
    view! {
        <details class="disclosure">
            <summary>
                {lang.pick("Qui a consulté ce dossier", "Who looked at this dossier")}
            </summary>
            {none}
            <ul>{lines}</ul>
        </details>
    }
    .into_any()
}
