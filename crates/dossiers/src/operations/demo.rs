//! Dossiers of nobody, many: what a demonstration shows, and what the back-office is measured on.

mod whole;

use accounts::{PersonId, Visit};
use demarches::{DemarcheKind, Versions};
use fastrand::Rng;
use jiff::SignedDuration;
use sqlx::PgConnection;

use super::chain::Row;
use super::store::{events, seeding};
use super::{Failure, time};
use crate::change::{FoundBy, Opening, Rules};
use crate::items::Priority;
use crate::status::{Closing, Move};
use crate::tracks::{Filing, Payment, Pieces, Signature};
use crate::{Actor, At, Change, Event, Reference, State};

pub use whole::whole;

/// Dossiers written in one statement.
const BATCH: u32 = 2_000;
/// Days over which they were begun.
const DAYS: i64 = 180;
/// Microseconds in a day.
const DAY: i64 = 24 * 3600 * 1_000_000;

const LAST_NAMES: &[&str] = &[
    "Martin",
    "Bernard",
    "Thomas",
    "Petit",
    "Robert",
    "Richard",
    "Durand",
    "Dubois",
    "Moreau",
    "Laurent",
    "Simon",
    "Michel",
    "Lefèvre",
    "Leroy",
    "Roux",
    "David",
    "Bertrand",
    "Morel",
    "Fournier",
    "Girard",
    "Bonnet",
    "Dupont",
    "Lambert",
    "Fontaine",
    "Rousseau",
    "Vincent",
    "Müller",
    "Lefèbvre",
    "Faure",
    "André",
    "Mercier",
    "Blanc",
    "Guérin",
    "Boyer",
    "Garnier",
    "Chevalier",
    "François",
    "Legrand",
    "Gauthier",
    "Garcia",
    "Perrin",
    "Robin",
    "Clément",
    "Morin",
    "Nicolas",
    "Henry",
    "Roussel",
    "Mathieu",
    "Gautier",
    "Masson",
    "Marchand",
    "Duval",
    "Denis",
    "Dumont",
    "Marie",
    "Lemaire",
    "Noël",
    "Meyer",
    "Dufour",
    "Meunier",
    "Brun",
    "Blanchard",
    "Giraud",
    "Joly",
    "Rivière",
    "Lucas",
    "Brunet",
    "Gaillard",
    "Barbier",
    "Arnaud",
    "Martinez",
    "Gérard",
    "Roche",
    "Renard",
    "Schmitt",
    "Roy",
    "Leroux",
    "Colin",
    "Vidal",
    "Caron",
    "Picard",
    "Roger",
    "Fabre",
    "Aubert",
    "Lemoine",
    "Renaud",
    "Dumas",
    "Lacroix",
    "Olivier",
    "Philippe",
    "Bourgeois",
    "Pierre",
    "Benoît",
    "Rey",
    "Leclerc",
    "Payet",
    "Rolland",
    "Leclercq",
    "Guillaume",
    "Lecomte",
    "Lopez",
    "Jean",
    "Dupuy",
    "Guillot",
    "Hubert",
    "Berger",
];
const FIRST_NAMES: &[&str] = &[
    "Léa",
    "Emma",
    "Louise",
    "Jade",
    "Alice",
    "Chloé",
    "Inès",
    "Zoé",
    "Manon",
    "Camille",
    "Hugo",
    "Gabriel",
    "Raphaël",
    "Arthur",
    "Louis",
    "Jules",
    "Adam",
    "Maël",
    "Noé",
    "Éloïse",
    "Théo",
    "Nathan",
    "Aaron",
    "Sacha",
    "Françoise",
    "Jérôme",
    "Hélène",
    "Agnès",
    "Benoît",
    "Anaïs",
];

/// Where a dossier of the demonstration stands, and how many in a thousand do.
struct Stand {
    share: u32,
    pieces: Pieces,
    signature: Signature,
    payment: Payment,
    filing: &'static str,
    closed: Option<Closing>,
}

const fn stand(
    share: u32,
    pieces: Pieces,
    signature: Signature,
    payment: Payment,
    filing: &'static str,
) -> Stand {
    Stand { share, pieces, signature, payment, filing, closed: None }
}

const STANDS: &[Stand] = &[
    stand(30, Pieces::Attendues, Signature::APreparer, Payment::Devis, "non_depose"),
    stand(40, Pieces::Attendues, Signature::APreparer, Payment::APayer, "non_depose"),
    stand(70, Pieces::Attendues, Signature::ASigner, Payment::Payee, "non_depose"),
    stand(30, Pieces::EnControle, Signature::Signee, Payment::Payee, "non_depose"),
    stand(20, Pieces::ACorriger, Signature::Signee, Payment::Payee, "non_depose"),
    stand(10, Pieces::Validees, Signature::Signee, Payment::Payee, "pret"),
    stand(50, Pieces::Validees, Signature::Signee, Payment::Soldee, "instruction_ants"),
    stand(30, Pieces::Validees, Signature::Signee, Payment::Soldee, "cpi_emis"),
    stand(30, Pieces::Validees, Signature::Signee, Payment::Soldee, "titre_expedie"),
    Stand {
        share: 40,
        pieces: Pieces::Attendues,
        signature: Signature::APreparer,
        payment: Payment::APayer,
        filing: "non_depose",
        closed: Some(Closing::Annule),
    },
    stand(650, Pieces::Validees, Signature::Signee, Payment::Soldee, "recu"),
];

/// Adds `how_many` dossiers of nobody to the house, begun over the last half year, and says how many. The same `seed`
/// and the same house give the same dossiers. Of `staff`, each who is checked may have one of them.
///
/// To be called for some ten thousand at a time, each in its transaction.
///
/// # Errors
///
/// When the database does not answer.
pub async fn seed(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    staff: &[PersonId],
    (how_many, seed): (u32, u64),
) -> Result<u32, Failure> {
    let year = time::paris(visit.now)?.year();
    let first_day = visit.now - SignedDuration::from_hours(24 * (DAYS + 1));
    let first_day = first_day.to_zoned(jiff::tz::TimeZone::UTC).date();
    events::make_partitions(conn, first_day, 10).await?;
    let rules = rules.in_force();
    let rules = Rules { version: rules.version.clone(), hash: rules.hash.clone() };
    let mut done = 0;
    while done < how_many {
        let batch = BATCH.min(how_many - done);
        let last = events::next_number(
            conn,
            visit.tenant().0,
            i16::try_from(year).unwrap_or(i16::MAX),
            i32::try_from(batch).unwrap_or(i32::MAX),
        )
        .await?;
        let last = u32::try_from(last).map_err(|_| Failure::Row("a number of no dossier"))?;
        let mut made = Vec::with_capacity(batch as usize);
        for number in last + 1 - batch..=last {
            let reference = Reference::new(year, number).ok_or(Failure::Row("a reference"))?;
            let mut rng = Rng::with_seed(seed.wrapping_add(u64::from(number)));
            made.push(one(&mut rng, visit, &rules, staff, reference)?);
        }
        seeding::insert(conn, &made).await?;
        done += batch;
    }
    Ok(done)
}

/// One dossier, with the event that opens it.
fn one(
    rng: &mut Rng,
    visit: &Visit,
    rules: &Rules,
    staff: &[PersonId],
    reference: Reference,
) -> Result<(State, Row), Failure> {
    let stand = drawn(rng);
    let age = rng.i64(0..DAYS * DAY);
    // What waits for us waits for days at most.
    let open = matches!(stand.filing, "non_depose" | "pret") && stand.closed.is_none();
    let at = At(visit.now.as_microsecond() - if open { age / 60 } else { age });
    let kind = if rng.u32(0..10) < 6 {
        DemarcheKind::ChangementTitulaire
    } else {
        *rng.choice(DemarcheKind::ALL).unwrap_or(&DemarcheKind::ChangementTitulaire)
    };
    let assignee = if open && rng.u32(0..4) == 0 { rng.choice(staff) } else { None };
    let priority = match rng.u32(0..20) {
        0 => Priority::Urgent,
        1 | 2 => Priority::High,
        _ => Priority::Normal,
    };
    let opening = Opening {
        reference,
        kind,
        rules: rules.clone(),
        lang: visit.lang,
        person: None,
        pieces: stand.pieces,
        signature: stand.signature,
        payment: stand.payment,
        filing: Filing::parse(stand.filing).ok_or(Failure::Row("a filing"))?,
        closed: stand.closed,
        assignee: assignee.map(|person| person.0.into()),
        priority,
        due_on: None,
        found_by: Some(somebody(rng, reference.number())),
    };
    let change = Change::TakenOver { opening: Box::new(opening) };
    let mut event = Event::new(at, Actor::MACHINE, change);
    let state = State::begun(&event).map_err(|_| Failure::Row("a beginning"))?;
    if state.status.whose_move() == Move::House {
        event.promised_at = Some(at.plus_seconds(24 * 3600));
    }
    let state = State::begun(&event).map_err(|_| Failure::Row("a beginning"))?;
    let mut random = [0; 10];
    rng.fill(&mut random);
    let millis = u64::try_from(at.0 / 1_000).unwrap_or_default();
    let mut row = Row {
        tenant: visit.tenant().0,
        dossier: uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid(),
        sequence: 1,
        at,
        side: event.by.side.id().to_owned(),
        actor_person: None,
        actor_role: None,
        act: event.change.code(),
        payload: serde_json::to_string(&event.payload()?)?,
        sealed: None,
        previous: None,
        hash: Vec::new(),
    };
    row.hash = row.computed().to_vec();
    Ok((state, row))
}

fn drawn(rng: &mut Rng) -> &'static Stand {
    let mut left = rng.u32(0..STANDS.iter().map(|stand| stand.share).sum());
    for stand in STANDS {
        if left < stand.share {
            return stand;
        }
        left -= stand.share;
    }
    &STANDS[0]
}

/// A name, a plate and a VIN of nobody: the plates are of a series that is never given.
fn somebody(rng: &mut Rng, number: u32) -> FoundBy {
    let mut letter = || *rng.choice(b"ABCDEFGHJKLMNPQRSTVWXYZ").unwrap_or(&b'A') as char;
    let (a, b) = (letter(), letter());
    let vin: String = (0..8).map(|_| letter()).collect();
    let last = *rng.choice(LAST_NAMES).unwrap_or(&"Martin");
    let first = *rng.choice(FIRST_NAMES).unwrap_or(&"Léa");
    FoundBy {
        holder: format!("{} {first}", last.to_uppercase()),
        plate: format!("SS-{:03}-{a}{b}", rng.u32(1..1_000)),
        vin: format!("VF1{vin}{:06}", number % 1_000_000),
        words: format!("{last} {first} exemple-{number}@exemple.invalid"),
    }
}
