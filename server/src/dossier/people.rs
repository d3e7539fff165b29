//! The people of a dossier: one page each, as the forms want them.

use app::site::dossier::{DossierPage, PartyField, PartyView, draft};
use app::site::{Asked, Place};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use demarches::Evaluation;
use dossiers::operations::checks::main_role;
use dossiers::operations::people;
use dossiers::{Id, Party, PartyRole, Refusal, State as Dossier};
use vocabulary::{Date, Email, Siren};

use super::{Mine, NotForThem, Opened};
use crate::invoices;
use crate::people::{Answer, form, value};

/// Somebody whom the case wants: in which quality, and which of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// In which quality.
    pub role: PartyRole,
    /// Which of several, from 1.
    pub number: u32,
}

impl Wanted {
    /// Its name in addresses: `holder`, `co_holder.2`.
    #[must_use]
    pub fn name(self) -> String {
        match self.number {
            1 => self.role.id().to_owned(),
            number => format!("{}.{number}", self.role.id()),
        }
    }
}

/// Everybody whom `case` wants, in the order in which they are asked for: the main holder first.
#[must_use]
pub fn wanted(case: &Evaluation<'_>) -> Vec<Wanted> {
    let facts = &case.facts;
    let one = |role| Wanted { role, number: 1 };
    let main = main_role(case);
    let mut all = vec![one(main)];
    if main == PartyRole::Minor {
        all.push(one(PartyRole::Parent));
    }
    let others = facts.int("titulaire.cotitulaire_count").unwrap_or(0).clamp(0, 10);
    let others = u32::try_from(others).unwrap_or(0);
    all.extend((1..=others).map(|number| Wanted { role: PartyRole::CoHolder, number }));
    if facts.is_true("titulaire.is_hosted") {
        all.push(one(PartyRole::Host));
    }
    if facts.is_true("vehicle.is_leased") {
        all.push(one(PartyRole::Lessor));
    }
    all
}

/// Who was named as `wanted`.
#[must_use]
pub fn named(dossier: &Dossier, wanted: Wanted) -> Option<(Id, &Party)> {
    let of_role = dossier.parties.iter().filter(|(_, (role, _))| *role == wanted.role);
    let place = usize::try_from(wanted.number).ok()?.checked_sub(1)?;
    // Ids are in the order in which people were named.
    of_role.map(|(id, (_, party))| (*id, party)).nth(place)
}

/// Whether everything that the forms print of somebody is there.
#[must_use]
pub fn is_complete(role: PartyRole, party: &Party) -> bool {
    PartyField::of(role).iter().all(|field| !field.is_needed(role) || !field.text(party).is_empty())
}

/// `GET /dossier/{token}/personne/{name}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(mine: Mine, Path((reference, name)): Path<(String, String)>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    tx.commit().await?;
    let Some(wanted) = wanted_as(&mine, &opened, &name) else {
        return Ok(mine.to(Place::Dossier, &opened.name()));
    };
    let known = named(&opened.state, wanted).map(|(_, party)| party.clone());
    let party = known.unwrap_or_else(|| proposed(&mine, &opened, wanted));
    Ok(shown(&mine, &opened, wanted, &party, &[]))
}

fn wanted_as(mine: &Mine, opened: &Opened, name: &str) -> Option<Wanted> {
    let case = mine.case(&opened.state).ok()?;
    wanted(&case.evaluation).into_iter().find(|one| one.name() == name)
}

/// What is known of the main holder before they say it: the profile of the account, the postcode of the answers.
fn proposed(mine: &Mine, opened: &Opened, wanted: Wanted) -> Party {
    let answer = |question: &str| opened.state.answers.get(question).cloned().unwrap_or_default();
    let mut party = Party::default();
    match wanted.role {
        PartyRole::Holder => {
            party.postcode = answer("titulaire.postcode");
            if let Some(caller) = mine.caller() {
                let profile = &caller.person.profile;
                let text = |field| profile.text(field);
                party.last_name = text(accounts::Field::LastName);
                party.first_names = text(accounts::Field::FirstNames);
                party.birth_date = Date::parse(&text(accounts::Field::BirthDate)).ok();
                party.address_line = text(accounts::Field::AddressLine);
                party.address_more = text(accounts::Field::AddressMore);
                if party.postcode.is_empty() || party.postcode == text(accounts::Field::Postcode) {
                    party.postcode = text(accounts::Field::Postcode);
                    party.city = text(accounts::Field::City);
                }
                party.phone = text(accounts::Field::Phone);
                caller.person.email.as_str().clone_into(&mut party.email);
            }
        }
        PartyRole::Company => {
            party.siren = answer("titulaire.siren");
            party.postcode = answer("titulaire.postcode");
        }
        PartyRole::Minor => party.postcode = answer("titulaire.postcode"),
        _ => {}
    }
    party
}

fn shown(
    mine: &Mine,
    opened: &Opened,
    wanted: Wanted,
    party: &Party,
    problems: &[(PartyField, &'static str)],
) -> axum::response::Response {
    let (id, name) = (opened.name(), wanted.name());
    let cities: Vec<String> =
        communes::communes_of(&party.postcode).map(|commune| commune.name()).collect();
    let view = PartyView {
        id: &id,
        name: &name,
        role: wanted.role,
        number: wanted.number,
        party,
        problems,
        cities: &cities,
        ordered: opened.state.order.is_some(),
    };
    mine.here.rendered(draft(&mine.here.asked, &DossierPage::Party(view)))
}

/// What was typed of somebody, and what is wrong with it.
pub(crate) fn read(
    asked: &Asked,
    role: PartyRole,
    typed: &[(String, String)],
) -> (Party, Vec<(PartyField, &'static str)>) {
    let lang = asked.lang;
    let mut party = Party::default();
    let mut problems = Vec::new();
    for field in PartyField::of(role) {
        let text = value(typed, field.id()).trim();
        if text.is_empty() {
            if field.is_needed(role) {
                problems.push((*field, lang.pick("Remplissez ce champ.", "Fill this in.")));
            }
            continue;
        }
        let fault = match field {
            PartyField::BirthDate => match Date::parse(text) {
                Ok(day) if day <= asked.today => {
                    party.birth_date = Some(day);
                    None
                }
                _ => Some(lang.pick(
                    "Écrivez une date qui est passée, comme 21/11/1990.",
                    "Write a date in the past, like 21/11/1990 (day, month, year).",
                )),
            },
            PartyField::Siren if Siren::parse(text).is_err() => Some(lang.pick(
                "Ce SIREN n’existe pas\u{202f}: il a 9 chiffres, et le dernier les vérifie.",
                "There is no such SIREN: it has 9 digits, and the last one checks them.",
            )),
            PartyField::Email if Email::parse(text).is_err() => Some(lang.pick(
                "Écrivez une adresse e-mail comme nom@exemple.fr.",
                "Write an e-mail address like name@example.org.",
            )),
            PartyField::Postcode if communes::communes_of(text).next().is_none() => {
                Some(lang.pick(
                    "Ce code postal n’existe pas en France.",
                    "There is no such postcode in France.",
                ))
            }
            _ => None,
        };
        if let Some(fault) = fault {
            problems.push((*field, fault));
        }
        field.put(&mut party, text);
    }
    // A postcode has one commune or several: one of them is meant.
    let city = party.city.clone();
    if !city.is_empty() && !problems.iter().any(|(field, _)| *field == PartyField::Postcode) {
        let mut called =
            communes::communes_of(&party.postcode).filter(|commune| commune.is_called(&city));
        match called.next().filter(|_| called.next().is_none()) {
            Some(commune) => party.city = commune.name(),
            None => problems.push((
                PartyField::City,
                lang.pick(
                    "Cette commune ne va pas avec ce code postal\u{202f}: choisissez dans la liste.",
                    "This town does not go with this postcode: choose from the list.",
                ),
            )),
        }
    }
    (party, problems)
}

/// `POST /dossier/{token}/personne/{name}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn save(
    mine: Mine,
    Path((reference, name)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let typed = form(&body);
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let Some(wanted) = wanted_as(&mine, &opened, &name) else {
        return Ok(mine.to(Place::Dossier, &opened.name()));
    };
    let (party, problems) = read(&mine.here.asked, wanted.role, &typed);
    if !problems.is_empty() {
        tx.commit().await?;
        return Ok(shown(&mine, &opened, wanted, &party, &problems));
    }
    let before = named(&opened.state, wanted).map(|(id, _)| id);
    let (who, visit) = (mine.who(&opened), &mine.here.visit);
    let set = people::set(&mut tx, visit, who, opened.id, before, (wanted.role, party.clone()));
    let state = match set.await {
        Ok((_, state)) => state,
        Err(why) => match NotForThem::from(why) {
            NotForThem::Refused(Refusal::BadText) => {
                let lang = mine.here.asked.lang;
                let too_long = lang.pick("Ce texte est trop long.", "This text is too long.");
                let field = (PartyField::AddressLine, too_long);
                return Ok(shown(&mine, &opened, wanted, &party, &[field]));
            }
            why => return mine.refused(&opened.name(), why),
        },
    };
    // A paper may have waited for their name.
    invoices::soon(&mut tx, visit, opened.id, &state).await?;
    tx.commit().await?;
    // On to whoever is still to be named.
    let case = mine.case(&state).ok();
    let next = case.and_then(|case| {
        self::wanted(&case.evaluation)
            .into_iter()
            .find(|one| named(&state, *one).is_none_or(|(_, party)| !is_complete(one.role, party)))
    });
    Ok(match next {
        Some(next) => {
            let address = Place::Party.with(&opened.name(), mine.here.asked.lang);
            Redirect::to(&address.replace("{name}", &next.name())).into_response()
        }
        None => mine.done(&opened.name(), "fait=personnes"),
    })
}
