//! Every way in: one table, from which the router is made and against which access is tested.

use std::time::Duration;

use ::tokens::Scope;
use access::Act;
use app::site::Place;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, any, get, post};

use crate::dossier::{
    begin, forms as dossier_forms, guest, invoice, letters, links, order, overview, pay,
    people as parties, pieces, questions, standing,
};
use crate::gestion::revisions::ways;
use crate::people::guard::guard;
use crate::people::{account, api_keys, bearer, entry, exports, keys, security, tokens};
use crate::state::State;
use crate::{
    api, around, dev_mail, fleets, gestion, health, helpdesk, objects, pages, papers, payments,
    posts, reports, signatures, texts,
};

/// Largest body of a request, in bytes.
pub const BODY_MAX: usize = 64 * 1024;

/// Largest report of a provider of payments, in bytes: a session with many lines fits.
const NOTICE_MAX: usize = 512 * 1024;

/// Who may use a way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Everybody.
    Public,
    /// Whoever holds the link.
    LinkHolder,
    /// Whoever signs what they send.
    Signature,
    /// Whoever is signed in and may do the act.
    Signed(Act),
    /// Whoever is signed in with a passkey and may do the act.
    Staff(Act),
    /// A program with a token for the scope, whose person may do the act. Cookies are ignored.
    Bearer(Act, Scope),
}

/// A way in.
pub struct Route {
    /// Its path.
    pub path: &'static str,
    /// Who may use it.
    pub reader: Reader,
    handler: fn() -> MethodRouter<State>,
}

/// A way in for the staff.
const fn staff(path: &'static str, act: Act, handler: fn() -> MethodRouter<State>) -> Route {
    Route { path, reader: Reader::Staff(act), handler }
}

/// Every way in but the pages, which [`pages::any`] finds by their address.
pub const ROUTES: &[Route] = &[
    Route { path: "/healthz", reader: Reader::Public, handler: || get(health::alive) },
    Route { path: "/readyz", reader: Reader::Public, handler: || get(health::ready) },
    Route {
        path: "/api/v1/simulations",
        reader: Reader::Public,
        handler: || post(api::simulations).options(api::preflight),
    },
    Route {
        path: "/api/v1/tokens",
        reader: Reader::Public,
        handler: || post(tokens::grant).delete(tokens::revoke),
    },
    Route {
        path: "/api/v1/me",
        reader: Reader::Bearer(Act::UseApi, Scope::AccountRead),
        handler: || get(tokens::me),
    },
    Route { path: "/api/openapi.json", reader: Reader::Public, handler: || get(api::description) },
    Route { path: "/baremes/{name}", reader: Reader::Public, handler: || get(api::snapshot) },
    Route { path: "/sitemap.xml", reader: Reader::Public, handler: || get(texts::sitemap) },
    Route { path: "/robots.txt", reader: Reader::Public, handler: || get(texts::robots) },
    Route { path: "/feed.xml", reader: Reader::Public, handler: || get(texts::feed) },
    Route { path: "/sw.js", reader: Reader::Public, handler: || get(texts::service_worker) },
    Route { path: "/echeance.ics", reader: Reader::Public, handler: || get(texts::deadline) },
    Route { path: "/en/deadline.ics", reader: Reader::Public, handler: || get(texts::deadline) },
    Route { path: "/theme", reader: Reader::Public, handler: || post(posts::theme) },
    Route { path: "/csp-reports", reader: Reader::Public, handler: || post(posts::csp_report) },
    Route { path: "/contact", reader: Reader::Public, handler: contact },
    Route { path: "/en/contact", reader: Reader::Public, handler: contact },
    Route {
        path: "/simulateur/enregistrer",
        reader: Reader::Public,
        handler: || post(posts::keep),
    },
    Route { path: "/en/simulator/keep", reader: Reader::Public, handler: || post(posts::keep) },
    Route { path: "/simulation/{token}", reader: Reader::LinkHolder, handler: || get(posts::kept) },
    Route {
        path: "/en/simulation/{token}",
        reader: Reader::LinkHolder,
        handler: || get(posts::kept),
    },
    Route { path: "/objects/{*key}", reader: Reader::LinkHolder, handler: || any(objects::any) },
    Route { path: "/dev/mail", reader: Reader::Public, handler: || get(dev_mail::all) },
    Route { path: "/dev/mail/{id}", reader: Reader::Public, handler: || get(dev_mail::one) },
    Route {
        path: "/api/v1/reports/{provider}",
        reader: Reader::Signature,
        handler: || post(reports::take),
    },
    Route {
        path: "/api/v1/reports/twilio/answers",
        reader: Reader::Signature,
        handler: || post(reports::answer),
    },
    Route {
        path: "/api/v1/payments/{provider}",
        reader: Reader::Signature,
        handler: || post(payments::hear).layer(DefaultBodyLimit::max(NOTICE_MAX)),
    },
    Route {
        path: "/api/v1/helpdesk/dossiers/{reference}",
        reader: Reader::Signature,
        handler: || post(helpdesk::status).layer(DefaultBodyLimit::max(helpdesk::BODY_MAX)),
    },
    Route { path: "/pieces/{address}", reader: Reader::LinkHolder, handler: || get(papers::show) },
    Route {
        path: "/signatures/{address}",
        reader: Reader::LinkHolder,
        handler: || get(signatures::show),
    },
    Route { path: exports::COPY[0], reader: OWN, handler: || get(exports::fetch) },
    Route { path: exports::COPY[1], reader: OWN, handler: || get(exports::fetch) },
    Route { path: "/cles/question", reader: Reader::Public, handler: || post(keys::ask) },
    Route { path: "/cles/reponse", reader: Reader::Public, handler: || post(keys::answer) },
    Route { path: "/compte/cles/question", reader: OWN, handler: || post(keys::ask_own) },
    Route { path: "/compte/cles/reponse", reader: OWN, handler: || post(keys::answer_own) },
    Route {
        path: "/gestion/connexion",
        reader: Reader::Public,
        handler: || get(gestion::entry::sign_in_form),
    },
    Route {
        path: "/gestion/invitation/{token}",
        reader: Reader::LinkHolder,
        handler: || get(gestion::entry::join_form),
    },
    Route {
        path: "/gestion",
        reader: Reader::Staff(Act::EnterBackOffice),
        handler: || get(gestion::front::page),
    },
    Route {
        path: "/gestion/dossiers",
        reader: Reader::Staff(Act::SeeDossiers),
        handler: || get(gestion::dossiers::list).post(gestion::dossiers::act),
    },
    Route {
        path: "/gestion/dossiers/flux",
        reader: Reader::Staff(Act::SeeDossiers),
        handler: || get(gestion::dossiers::news::listen),
    },
    Route {
        path: "/gestion/dossiers/{reference}",
        reader: Reader::Staff(Act::SeeDossiers),
        handler: || get(gestion::dossiers::one::page).post(gestion::dossiers::acts::act),
    },
    staff("/gestion/dossiers/{reference}/corriger", Act::WorkDossiers, || {
        get(gestion::dossiers::correct::page).post(gestion::dossiers::correct::send)
    }),
    staff("/gestion/dossiers/{reference}/export", Act::FileDossiers, || {
        post(gestion::dossiers::export::make)
    }),
    staff("/gestion/dossiers/{reference}/export/{number}", Act::FileDossiers, || {
        get(gestion::dossiers::export::download)
    }),
    staff("/gestion/remise", Act::HandOverDossiers, || {
        get(gestion::dossiers::hand_over::page).post(gestion::dossiers::hand_over::make)
    }),
    Route {
        path: "/gestion/statistiques",
        reader: Reader::Staff(Act::SeeStatistics),
        handler: || get(gestion::dossiers::statistics::page),
    },
    Route {
        path: "/gestion/personnes",
        reader: Reader::Staff(Act::SeePeople),
        handler: || get(gestion::people::list),
    },
    Route {
        path: "/gestion/personnes/invitation",
        reader: Reader::Staff(Act::InviteStaff),
        handler: || get(gestion::invitation::page).post(gestion::invitation::act),
    },
    Route {
        path: "/gestion/personnes/{id}",
        reader: Reader::Staff(Act::SeePeople),
        handler: || get(gestion::person::page).post(gestion::person::act),
    },
    Route {
        path: "/gestion/travaux",
        reader: Reader::Staff(Act::SeeJobs),
        handler: || get(gestion::jobs::page).post(gestion::jobs::act),
    },
    staff("/gestion/messages", Act::SeeNotifications, || get(gestion::messages::list)),
    staff("/gestion/messages/modeles", Act::SeeNotifications, || get(gestion::templates::list)),
    staff("/gestion/messages/modeles/{template}", Act::SeeNotifications, || {
        get(gestion::templates::page)
    }),
    staff("/gestion/messages/modeles/{template}/apercu", Act::SeeNotifications, || {
        get(gestion::templates::preview)
    }),
    staff("/gestion/factures", Act::SeeInvoices, || get(gestion::invoices::list)),
    staff("/gestion/factures/{name}", Act::SeeInvoices, || get(gestion::invoices::file)),
    staff("/gestion/audit", Act::SeeAudit, || get(gestion::audit_log::page)),
    staff("/gestion/comptes", Act::SeeAccounts, || {
        get(gestion::accounts::page).post(gestion::accounts::act)
    }),
    staff("/gestion/comptes/fec", Act::KeepAccounts, || get(gestion::accounts::file)),
    staff("/gestion/baremes", Act::SeeRules, ways::all::<ways::Baremes>),
    staff("/gestion/baremes/{revision}", Act::SeeRules, ways::one::<ways::Baremes>),
    staff("/gestion/baremes/{revision}/fichier", Act::SeeRules, ways::file::<ways::Baremes>),
    staff("/gestion/regles", Act::SeeRules, ways::all::<ways::Demarches>),
    staff("/gestion/regles/{revision}", Act::SeeRules, ways::one::<ways::Demarches>),
    staff("/gestion/regles/{revision}/fichier", Act::SeeRules, ways::file::<ways::Demarches>),
    staff("/gestion/honoraires", Act::SeeHouseRules, ways::all::<ways::Fees>),
    staff("/gestion/honoraires/{revision}", Act::SeeHouseRules, ways::one::<ways::Fees>),
    staff("/gestion/formulaires", Act::SeeHouseRules, ways::all::<ways::Forms>),
    staff("/gestion/formulaires/{revision}", Act::SeeHouseRules, ways::one::<ways::Forms>),
    staff("/gestion/formulaires/{revision}/fichier", Act::SeeHouseRules, ways::file::<ways::Forms>),
    staff("/gestion/lettres", Act::SeeHouseRules, ways::all::<ways::Letters>),
    staff("/gestion/lettres/{revision}", Act::SeeHouseRules, ways::one::<ways::Letters>),
    staff("/gestion/lettres/{revision}/fichier", Act::SeeHouseRules, ways::file::<ways::Letters>),
    staff("/gestion/reglages", Act::SeeSettings, || {
        get(gestion::settings::page).post(gestion::settings::save)
    }),
];

/// Whoever is signed in, for what is their own.
const OWN: Reader = Reader::Signed(Act::ManageOwnAccount);

/// A garage or a fleet, for what is their own.
const FLEET: Reader = Reader::Signed(Act::ManageFleet);

/// A page of accounts, who may use it, and what answers there.
pub type PlaceRoute = (Place, Reader, fn() -> MethodRouter<State>);

/// The ways in of accounts: each stands at two addresses, French and English.
pub const PLACES: &[PlaceRoute] = &[
    (Place::SignUp, Reader::Public, || get(entry::sign_up_form).post(entry::sign_up)),
    (Place::Join, Reader::LinkHolder, || get(entry::join_form).post(entry::join)),
    (Place::SignIn, Reader::Public, || get(entry::sign_in_form).post(entry::sign_in)),
    (Place::Code, Reader::Public, || get(entry::code_form).post(entry::code)),
    #[cfg(feature = "oidc")]
    (Place::Outside, Reader::Public, || get(crate::people::outside::start)),
    #[cfg(feature = "oidc")]
    (Place::OutsideBack, Reader::Public, || get(crate::people::outside::finish)),
    (Place::AskLink, Reader::Public, || get(entry::ask_letter_form).post(entry::ask_letter)),
    (Place::UseLink, Reader::LinkHolder, || get(entry::use_link_form).post(entry::use_link)),
    (Place::Forgot, Reader::Public, || get(entry::ask_letter_form).post(entry::ask_letter)),
    (Place::Reset, Reader::LinkHolder, || get(entry::reset_form).post(entry::reset)),
    (Place::Letter, Reader::LinkHolder, || get(entry::letter)),
    (Place::SignOut, Reader::Public, || post(account::sign_out)),
    (Place::Account, OWN, || get(account::home)),
    (Place::Profile, OWN, || get(account::profile_form).post(account::profile)),
    (Place::Security, OWN, || get(security::form_page).post(security::act)),
    (Place::Codes, OWN, || get(security::codes_form).post(security::codes)),
    (Place::ChangeEmail, OWN, || get(security::change_email_form).post(security::change_email)),
    (Place::ApiKeys, Reader::Signed(Act::ManageApiKeys), || {
        get(api_keys::form_page).post(api_keys::act)
    }),
    (Place::Vehicles, FLEET, || get(fleets::vehicles::list).post(fleets::begun::begin)),
    (Place::NewVehicle, FLEET, || get(fleets::vehicles::new_form).post(fleets::vehicles::add)),
    (Place::VehicleSheet, FLEET, fleets::sheet::ways),
    (Place::SheetTemplate, FLEET, || get(fleets::sheet::template)),
    (Place::VehicleList, FLEET, || get(fleets::sheet::list)),
    (Place::Vehicle, FLEET, || get(fleets::vehicles::form_page).post(fleets::vehicles::act)),
    (Place::Firm, FLEET, || get(fleets::firm::form_page).post(fleets::firm::save)),
    (Place::FirmStamp, FLEET, fleets::firm::stamp_ways),
    (Place::Data, OWN, || get(account::data_form).post(account::data)),
    (Place::BeginDossier, Reader::Public, || get(begin::form_page).post(begin::begin)),
    (Place::Dossier, Reader::LinkHolder, || get(overview::page)),
    (Place::Question, Reader::LinkHolder, || get(questions::page).post(questions::answer)),
    (Place::PriceDossier, Reader::LinkHolder, || {
        get(overview::price_form).post(overview::price_said)
    }),
    (Place::OrderDossier, Reader::LinkHolder, || get(order::page).post(order::order)),
    (Place::PayDossier, Reader::LinkHolder, || get(pay::page).post(pay::pay)),
    (Place::PaidDossier, Reader::LinkHolder, || get(pay::back)),
    (Place::Invoice, Reader::LinkHolder, || get(invoice::show)),
    (Place::Party, Reader::LinkHolder, || get(parties::page).post(parties::save)),
    (Place::Piece, Reader::LinkHolder, || {
        get(pieces::page).post(pieces::send).layer(DefaultBodyLimit::max(pieces::FORM_MAX))
    }),
    (Place::Uploads, Reader::LinkHolder, || post(pieces::parts::begin)),
    (Place::UploadDone, Reader::LinkHolder, || post(pieces::parts::finish)),
    (Place::TakeBack, Reader::LinkHolder, || post(pieces::take_back)),
    (Place::Forms, Reader::LinkHolder, || post(dossier_forms::prepare)),
    (Place::Form, Reader::LinkHolder, || get(dossier_forms::page).post(dossier_forms::act)),
    (Place::FormSheet, Reader::LinkHolder, || get(dossier_forms::pdf)),
    (Place::FormPaper, Reader::LinkHolder, || {
        post(pieces::paper).layer(DefaultBodyLimit::max(pieces::FORM_MAX))
    }),
    (Place::DossierNews, Reader::LinkHolder, || get(crate::dossier::news::listen)),
    (Place::GiveTask, Reader::LinkHolder, || post(links::act)),
    (Place::OpenTask, Reader::LinkHolder, || get(guest::open)),
    (Place::Task, Reader::LinkHolder, || get(guest::page)),
    (Place::TaskPiece, Reader::LinkHolder, || {
        post(guest::send).layer(DefaultBodyLimit::max(pieces::FORM_MAX))
    }),
    (Place::TaskForm, Reader::LinkHolder, || post(guest::signing::sign)),
    (Place::TaskSheet, Reader::LinkHolder, || get(guest::signing::sheet)),
    (Place::TaskPaper, Reader::LinkHolder, || {
        post(guest::signing::paper).layer(DefaultBodyLimit::max(pieces::FORM_MAX))
    }),
    (Place::Corrected, Reader::LinkHolder, || post(pieces::corrected)),
    (Place::WriteDossier, Reader::LinkHolder, || post(standing::write)),
    (Place::WithdrawDossier, Reader::LinkHolder, || {
        get(standing::withdraw_form).post(standing::withdraw)
    }),
    (Place::DossierDeadline, Reader::LinkHolder, || get(standing::deadline)),
    (Place::SendDossier, Reader::LinkHolder, || post(letters::send_link)),
    (Place::ResumeDossier, Reader::LinkHolder, || get(begin::resume)),
    (Place::Confirm, OWN, || get(security::confirm_form).post(security::confirm)),
];

fn contact() -> MethodRouter<State> {
    get(pages::any).post(posts::contact)
}

/// The whole site and its API.
pub fn router(state: State) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let handler = guarded(&state, route.path, route.reader, (route.handler)());
        router = router.route(route.path, handler);
    }
    for (place, reader, handler) in PLACES {
        for path in place.paths() {
            router = router.route(path, guarded(&state, path, *reader, handler()));
        }
    }
    router
        .fallback(pages::any)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(from_fn_with_state(state.clone(), around::around))
        .with_state(state)
}

/// A way in with the question of who may use it before it. What was public before there were accounts is not slowed.
fn guarded(
    state: &State,
    path: &str,
    reader: Reader,
    handler: MethodRouter<State>,
) -> MethodRouter<State> {
    let plain = matches!(reader, Reader::Public | Reader::LinkHolder | Reader::Signature);
    if plain
        && !path.starts_with("/gestion")
        && !Place::ALL.iter().any(|place| place.paths().contains(&path))
    {
        return handler;
    }
    let state = state.clone();
    if let Reader::Bearer(act, scope) = reader {
        return handler.layer(from_fn(move |request: Request, next: Next| {
            bearer::guard(state.clone(), (act, scope), request, next)
        }));
    }
    handler.layer(from_fn(move |request: Request, next: Next| {
        guard(state.clone(), reader, request, next)
    }))
}

/// Longest time that open requests get when the program is asked to stop.
pub const GRACE: Duration = Duration::from_secs(10);
