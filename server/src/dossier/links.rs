//! Links by which somebody else sends one piece or signs one form: whom they are for, given, taken back, given again.

use accounts::Visit;
use accounts::operations::limits::{self, Counted};
use app::site::Place;
use app::site::dossier::{LinkDone, LinkView};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use demarches::Demarches;
use demarches::field::Whose;
use demarches::kind::{Quality, Signer};
use demarches::piece_kind::Per;
use documents::operations as papers;
use dossiers::items::{Link, LinkTask};
use dossiers::operations::links::{self, Given};
use dossiers::operations::{DossierId, Who, signatures};
use dossiers::{Id, PartyRole, Refusal, Slot, SlotState, State as Dossier};
use jiff::Timestamp;
use notifications::Template;
use sealing::Token;
use serde_json::json;
use sqlx::PgConnection;
use vocabulary::{Email, Lang};

use super::forms::{Asked, Said};
use super::people::{Wanted, named};
use super::{Mine, NotForThem, Opened, forms, letters, pieces};
use crate::people::{Answer, form, value};

/// Whose piece it is, where it is not the holder's: the co-holder's, the host's, the parent's, the seller's.
fn whose(rules: &Demarches, dossier: &Dossier, name: &str, slot: &Slot) -> Option<Wanted> {
    let kind = rules.piece_kind(&slot.kind)?;
    let number = name.split('/').nth(1).and_then(|number| number.parse().ok()).unwrap_or(1_u32);
    let one = |role| Some(Wanted { role, number: 1 });
    match kind.whose() {
        Some(Whose::Hebergeant) => one(host(dossier)),
        Some(Whose::Parent) => one(PartyRole::Parent),
        Some(Whose::Vendeur) => one(PartyRole::Seller),
        Some(Whose::Titulaire) if kind.per == Per::CoHolder => {
            Some(Wanted { role: PartyRole::CoHolder, number })
        }
        Some(Whose::Titulaire) => {
            let number = number.checked_sub(1).filter(|number| *number > 0)?;
            Some(Wanted { role: PartyRole::CoHolder, number })
        }
        None => {
            let sold = kind.signatures.contains(&Signer::Vendeur);
            if sold && !kind.has(Quality::PreparedByUs) { one(PartyRole::Seller) } else { None }
        }
    }
}

/// Where a minor lives is proved by the parent.
fn host(dossier: &Dossier) -> PartyRole {
    let minor = dossier.answers.get("titulaire.is_minor").is_some_and(|answer| answer == "true");
    if minor { PartyRole::Parent } else { PartyRole::Host }
}

/// Who signs, where that may be somebody else than whoever holds the account.
const fn who_signs(signer: Signer, number: u32) -> Option<Wanted> {
    let (role, number) = match signer {
        Signer::Cotitulaires | Signer::Coacquereurs => (PartyRole::CoHolder, number),
        Signer::Hebergeant => (PartyRole::Host, 1),
        Signer::Vendeur | Signer::ConstructeurOuVendeur => (PartyRole::Seller, 1),
        Signer::Covendeurs => (PartyRole::Seller, number.saturating_add(1)),
        Signer::Parent | Signer::Tuteur => (PartyRole::Parent, 1),
        Signer::RepresentantLegal | Signer::Signataire => (PartyRole::Company, 1),
        Signer::Bailleur => (PartyRole::Lessor, 1),
        _ => return None,
    };
    Some(Wanted { role, number })
}

/// The last link that was given for it.
fn last<'a>(dossier: &'a Dossier, task: LinkTask, target: &str) -> Option<(Id, &'a Link)> {
    let links = dossier.links.iter().filter(|(_, link)| link.task == task && link.target == target);
    links.max_by_key(|(id, link)| (link.given_at, **id)).map(|(id, link)| (*id, link))
}

fn view<'a>(
    mine: &Mine,
    opened: &'a Opened,
    id: &'a str,
    (task, target, name): (LinkTask, &str, String),
    (wanted, opens): (Wanted, bool),
) -> LinkView<'a> {
    let last = last(&opened.state, task, target).map(|(_, link)| link);
    // Nobody signs who is not named: the link would be that of whoever is named later.
    let known = named(&opened.state, wanted);
    let opens = opens && (task == LinkTask::Upload || known.is_some());
    // Where a link of before was taken back, its address may be of somebody else.
    let sent = last.filter(|link| link.used || link.ended_at.is_none());
    let sent = sent.and_then(|link| link.email.clone());
    let known = known.map(|(_, party)| party.email.clone());
    let pairs = app::query::pairs(&mine.here.asked.query);
    LinkView {
        id,
        task,
        name,
        role: wanted.role,
        number: wanted.number,
        last,
        opens: opens && opened.state.closed.is_none() && opened.state.lets_work_begin(),
        email: sent.or(known).unwrap_or_default(),
        problem: None,
        done: LinkDone::parse(value(&pairs, "fait")),
        now: mine.here.visit.now,
    }
}

/// The link to whoever else sends the piece `slot`, where it is somebody else's.
pub(super) fn of_piece<'a>(
    mine: &Mine,
    opened: &'a Opened,
    id: &'a str,
    (slot, one): (&str, &Slot),
) -> Option<LinkView<'a>> {
    let rules = mine.rules().by_version(&opened.state.rules.hash)?;
    let wanted = whose(rules, &opened.state, slot, one)?;
    let open = [SlotState::Expected, SlotState::Received, SlotState::Refused];
    let what = (LinkTask::Upload, slot, pieces::named(slot));
    Some(view(mine, opened, id, what, (wanted, open.contains(&one.state))))
}

/// The link to whoever else signs `form`, where that may be somebody else.
pub(super) fn of_form<'a>(
    mine: &Mine,
    opened: &'a Opened,
    id: &'a str,
    form: &Asked,
) -> Option<LinkView<'a>> {
    let wanted = who_signs(form.signer, form.number)?;
    let waits = opened.state.forms.get(&form.name)?.waits();
    let what = (LinkTask::Sign, form.name.as_str(), pieces::named(&form.name));
    let view = view(mine, opened, id, what, (wanted, waits));
    (view.last.is_some() || named(&opened.state, wanted).is_some()).then_some(view)
}

/// The first name of whoever does the démarche, or their company; empty while nobody is named.
pub(super) fn asker(dossier: &Dossier) -> String {
    let one = |role| dossier.parties.values().find(|(of, _)| *of == role).map(|(_, party)| party);
    if let Some(company) = one(PartyRole::Company) {
        return company.company_name.clone();
    }
    let party = one(PartyRole::Parent).or(one(PartyRole::Holder));
    let first = party.and_then(|party| party.first_names.split_whitespace().next());
    first.unwrap_or_default().to_owned()
}

/// What is asked, in the words of the letter.
fn what(rules: &Demarches, dossier: &Dossier, task: LinkTask, target: &str) -> String {
    let lang = dossier.lang;
    let label = |kind: &str| {
        rules.piece_kind(kind).map_or(kind, |kind| kind.label.in_lang(lang)).to_owned()
    };
    match task {
        LinkTask::Upload => label(dossier.slots.get(target).map_or(target, |slot| &slot.kind)),
        LinkTask::Sign => {
            let form = label(signatures::kind_of(target));
            match lang {
                Lang::Fr => format!("votre signature sur «\u{202f}{form}\u{202f}»"),
                Lang::En => format!("your signature on “{form}”"),
            }
        }
    }
}

/// Gives a link and writes the letter, both or neither.
async fn give(
    conn: &mut PgConnection,
    visit: &Visit,
    (who, id): (Who<'_>, DossierId),
    (dossier, rules): (&Dossier, &Demarches),
    given: Given<'_>,
) -> Result<(), NotForThem> {
    let token = Token::random();
    let until = links::give(conn, visit, who, id, &token, given).await?;
    let until = Timestamp::from_microsecond(until.0).unwrap_or(visit.now);
    let path = Place::OpenTask.with(token.reveal(), dossier.lang);
    let values = json!({
        "link": format!("{}{path}", visit.origin),
        "until": until.to_string(),
        "what": what(rules, dossier, given.task, given.target),
        "who": asker(dossier),
    });
    let (to, letter) = ((given.email.as_str(), None), (Template::GuestTask, None));
    letters::write(conn, visit, to, dossier.lang, letter, values)
        .await
        .map_err(|untold| NotForThem::Broken(untold.into()))
}

/// What a form about a link names: the piece or form, and what is shown of its link.
struct About<'a> {
    target: String,
    wanted: Wanted,
    view: LinkView<'a>,
}

fn about<'a>(
    mine: &Mine,
    opened: &'a Opened,
    id: &'a str,
    (task, name): (LinkTask, &str),
) -> Option<About<'a>> {
    let (target, view) = match task {
        LinkTask::Upload => {
            let (slot, one) = pieces::slot_of(opened, name)?;
            (slot.to_owned(), of_piece(mine, opened, id, (slot, one))?)
        }
        LinkTask::Sign => {
            let form = Asked::of(&opened.state, name)?;
            let view = of_form(mine, opened, id, &form)?;
            (form.name, view)
        }
    };
    Some(About { target, wanted: Wanted { role: view.role, number: view.number }, view })
}

/// `POST /dossier/{token}/invitation/{name}`: a link is sent to somebody else, or taken back.
///
/// # Errors
///
/// When the database does not answer.
pub async fn act(
    mine: Mine,
    Path((reference, name)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let form = form(&body);
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let id = opened.name();
    let task = LinkTask::parse(value(&form, "task"));
    let about = task.and_then(|task| about(&mine, &opened, &id, (task, &name)));
    let Some(about) = about else { return Ok(mine.to(Place::Dossier, &id)) };
    let place = match about.view.task {
        LinkTask::Upload => Place::Piece,
        LinkTask::Sign => Place::Form,
    };
    let back = place.with(&id, mine.here.asked.lang).replace("{name}", &name);
    let (who, visit) = (mine.who(&opened), &mine.here.visit);
    if value(&form, "act") == "take_back" {
        let last = last(&opened.state, about.view.task, &about.target);
        let open = last.filter(|(_, link)| link.ended_at.is_none());
        if let Some((link, _)) = open
            && let Err(why) = links::revoke(&mut tx, visit, who, opened.id, link).await
        {
            return mine.refused(&id, why.into());
        }
        tx.commit().await?;
        let to = format!("{back}?fait={}#invitation", LinkDone::TakenBack.id());
        return Ok(Redirect::to(&to).into_response());
    }
    if !opened.state.lets_work_begin() {
        return mine.refused(&id, NotForThem::Refused(Refusal::NotPaid));
    }
    let typed = value(&form, "email").trim();
    let asked = &mine.here.asked;
    let Ok(email) = Email::parse(typed) else {
        let wrong = asked.say(
            "Écrivez une adresse e-mail comme nom@exemple.fr.",
            "Write an e-mail address like name@example.org.",
        );
        return wrong_address(&mine, tx, &opened, &name, (about.view, typed, wrong)).await;
    };
    // Whoever asks names the address: nobody is to be written to without end.
    let network = limits::count(&mut tx, visit, Counted::Network).await?;
    let letter = limits::count(&mut tx, visit, Counted::Letter(email.as_str())).await?;
    if network.or(letter).is_some() {
        let often = asked.say(
            "Trop d’e-mails ont été envoyés à cette adresse\u{202f}: réessayez dans une heure.",
            "Too many e-mails were sent to this address: try again in an hour.",
        );
        return wrong_address(&mine, tx, &opened, &name, (about.view, typed, often)).await;
    }
    let Some(rules) = mine.rules().by_version(&opened.state.rules.hash) else {
        return Ok(mine.here.error(503));
    };
    let given = Given {
        party: named(&opened.state, about.wanted).map(|(id, _)| id),
        task: about.view.task,
        target: &about.target,
        email: &email,
    };
    match give(&mut tx, visit, (who, opened.id), (&opened.state, rules), given).await {
        Ok(()) => {
            tx.commit().await?;
            let to = format!("{back}?fait={}#invitation", LinkDone::Sent.id());
            Ok(Redirect::to(&to).into_response())
        }
        Err(why) => mine.refused(&id, why),
    }
}

/// The page that the form stood on, with what was typed and why it was not taken.
async fn wrong_address(
    mine: &Mine,
    mut tx: sqlx::Transaction<'static, sqlx::Postgres>,
    opened: &Opened,
    name: &str,
    (view, typed, problem): (LinkView<'_>, &str, &'static str),
) -> Answer {
    let documents = papers::of_dossier(&mut tx, opened.id.0).await?;
    tx.commit().await?;
    let view = LinkView { email: typed.to_owned(), problem: Some(problem), done: None, ..view };
    match view.task {
        LinkTask::Upload => pieces::shown_with_link(mine, opened, name, &documents, view).await,
        LinkTask::Sign => {
            let said = Said { link: Some(view), ..Said::default() };
            forms::shown(mine, opened, name, &said).await
        }
    }
}

/// Asks whoever signed a form by their link, and whose signature was refused, to sign it again: a new link to the same
/// address. Asked twice, it is as once.
pub(super) async fn ask_again(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
    (dossier, rules): (&Dossier, &Demarches),
) -> Result<(), NotForThem> {
    let refused = dossier.forms.iter().filter(|(_, form)| form.waits() && form.reason.is_some());
    for (name, _) in refused {
        let Some((_, link)) = last(dossier, LinkTask::Sign, name).filter(|(_, link)| link.used)
        else {
            continue;
        };
        let email = link.email.as_deref().and_then(|email| Email::parse(email).ok());
        // Whoever is not named was somebody else.
        let (Some(party), Some(email)) = (link.party, email) else { continue };
        let party = Some(party);
        let given = Given { party, task: LinkTask::Sign, target: name, email: &email };
        match give(conn, visit, (Who::House, id), (dossier, rules), given).await {
            // The dossier is closed: nobody is asked for anything.
            Ok(()) | Err(NotForThem::Refused(_) | NotForThem::Missing) => {}
            Err(NotForThem::Broken(broken)) => return Err(NotForThem::Broken(broken)),
        }
    }
    Ok(())
}
