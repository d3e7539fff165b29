//! Pages of somebody's own: signing up, signing in, the account. Plain forms; a passkey needs a script, and says so.
//!
//! Read [`AccountPage`], then a module. What a page shows is handed to it: it asks nothing itself.

mod api_keys;
mod data;
mod entry;
mod fleet;
mod form;
mod letters;
mod outside;
mod profile;
mod security;
mod words;

use accounts::Strength;
use jiff::Timestamp;
use leptos::prelude::*;
use vocabulary::Lang;

use super::asked::Asked;
use super::document::{Body, Head, Live, Rendered, document};
use super::page::Page;
use super::place::Place;

pub use api_keys::{ApiKeyLine, ApiKeysView};
pub use data::{DataView, ExportState, Looked};
pub use fleet::{
    BegunLine, BegunView, Came, FirmView, FleetDone, FleetPage, ListProblem, ListView, RefusedLine,
    SheetView, StampProblem, TakenView, VehicleLine, VehicleView, Waits,
};
pub use letters::{LetterState, LinkKind};
pub use outside::OutsideState;
pub use profile::{DossierLine, ProfileView};
pub use security::{CodesView, KeyLine, ProgramLine, SecurityDone, SecurityView, SessionLine};
pub use words::Problem;

/// A page of somebody's own, with all that it shows.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are told with their page")]
pub enum AccountPage {
    /// An address to write to; what was typed, and what is wrong.
    SignUp { email: String, problems: Vec<Problem> },
    /// The link of the letter: how to come back. `staff`: with a passkey only.
    Join { email: String, staff: bool, problems: Vec<Problem> },
    /// Sign-in. `next`: where to go then. `ended`: a session was ended.
    SignIn { email: String, next: String, ended: bool, problems: Vec<Problem> },
    /// Sign-in of staff.
    StaffSignIn { next: String, problems: Vec<Problem> },
    /// The code after the password.
    Code { next: String, problems: Vec<Problem> },
    /// A sign-in by another provider that did not lead in.
    Outside { state: OutsideState },
    /// A letter to sign in with, or to choose another password.
    AskLetter { kind: LinkKind, email: String, problems: Vec<Problem> },
    /// A letter is under way.
    Letter { state: LetterState },
    /// The link of a letter, before it is used: programs open links too.
    UseLink { kind: LinkKind, email: String },
    /// The link of a letter that cannot be used.
    DeadLink { used: bool },
    /// Another password, by the link of a letter.
    NewPassword { email: String, problems: Vec<Problem> },
    /// Done: another password.
    PasswordChosen(Strength),
    /// The account.
    Account {
        /// Their name.
        name: String,
        /// Their address.
        email: String,
        /// A password was just chosen.
        chosen: Option<Strength>,
        /// Works for the house.
        staff: bool,
        /// May have keys for programs.
        api_keys: bool,
        /// Has the space of a garage or a fleet.
        fleet: bool,
        /// Their dossiers, the latest first.
        dossiers: Vec<DossierLine>,
    },
    /// Name, address, language, what to be told.
    Profile(Box<ProfileView>),
    /// Keys, password, codes, sessions.
    Security(Box<SecurityView>),
    /// The application of one-time codes.
    Codes(Box<CodesView>),
    /// Keys of programs.
    ApiKeys(Box<ApiKeysView>),
    /// The space of a garage or a fleet.
    Fleet(FleetPage),
    /// Export, who looked, closing.
    Data(Box<DataView>),
    /// Proves again who it is.
    Confirm {
        email: String,
        next: String,
        has_password: bool,
        has_keys: bool,
        problems: Vec<Problem>,
    },
    /// The account is closed.
    Closed,
}

/// Renders a page of somebody's own.
#[must_use]
pub fn account(asked: &Asked, page: &AccountPage) -> Rendered {
    document(asked, |asked| match page {
        AccountPage::SignUp { email, problems } => entry::sign_up(asked, email, problems),
        AccountPage::Join { email, staff, problems } => entry::join(asked, email, *staff, problems),
        AccountPage::SignIn { email, next, ended, problems } => {
            entry::sign_in(asked, email, next, *ended, problems)
        }
        AccountPage::StaffSignIn { next, problems } => entry::staff_sign_in(asked, next, problems),
        AccountPage::Code { next, problems } => entry::code(asked, next, problems),
        AccountPage::Outside { state } => outside::page(asked, state),
        AccountPage::AskLetter { kind, email, problems } => {
            letters::ask_letter(asked, *kind, email, problems)
        }
        AccountPage::Letter { state } => letters::letter(asked, *state),
        AccountPage::UseLink { kind, email } => letters::use_link(asked, *kind, email),
        AccountPage::DeadLink { used } => letters::dead_link(asked, *used),
        AccountPage::NewPassword { email, problems } => {
            letters::new_password(asked, email, problems)
        }
        AccountPage::PasswordChosen(strength) => letters::password_chosen(asked, *strength),
        AccountPage::Account { name, email, chosen, staff, api_keys, fleet, dossiers } => {
            profile::home(asked, (name, email), *chosen, (*staff, *api_keys, *fleet), dossiers)
        }
        AccountPage::Profile(view) => profile::page(asked, view),
        AccountPage::Security(view) => security::page(asked, view),
        AccountPage::Codes(view) => security::codes(asked, view),
        AccountPage::ApiKeys(view) => api_keys::page(asked, view),
        AccountPage::Fleet(page) => fleet::page(asked, page),
        AccountPage::Data(view) => data::page(asked, view),
        AccountPage::Confirm { email, next, has_password, has_keys, problems } => {
            security::confirm(asked, (email, next), (*has_password, *has_keys), problems)
        }
        AccountPage::Closed => data::closed(asked),
    })
}

/// Where a page of an account stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Inside,
    Outside,
}

/// A page of the account: its own menu beside.
fn inside(asked: &Asked, title: &'static str, status: u16, live: Live, view: impl IntoAny) -> Body {
    body(asked, title, status, live, Side::Inside, view)
}

/// A page on the way to an account.
fn outside(
    asked: &Asked,
    title: &'static str,
    status: u16,
    live: Live,
    view: impl IntoAny,
) -> Body {
    body(asked, title, status, live, Side::Outside, view)
}

fn body(
    asked: &Asked,
    title: &'static str,
    status: u16,
    live: Live,
    side: Side,
    view: impl IntoAny,
) -> Body {
    let head = Head {
        title: title.to_owned(),
        noindex: true,
        live,
        crumbs: vec![(asked.say("Accueil", "Home").to_owned(), Page::Home)],
        twin: Some(twin(asked)),
        ..Head::default()
    };
    let menu = (side == Side::Inside).then(|| menu(asked));
    let view = view! {
        {menu}
        <h1>{title}</h1>
        {view.into_any()}
    };
    Body { head, view: view.into_any(), status, fault: None }
}

/// The same page in the other language, where its address says which.
fn twin(asked: &Asked) -> String {
    let other = asked.lang.other();
    Place::ALL
        .iter()
        .find_map(|place| {
            let folder = place.path(asked.lang).strip_suffix("{token}");
            match folder {
                None => {
                    (place.path(asked.lang) == asked.path).then(|| place.path(other).to_owned())
                }
                Some(folder) => {
                    let token = asked.path.strip_prefix(folder)?;
                    token_like(token).then(|| place.with(token, other))
                }
            }
        })
        .unwrap_or_else(|| Place::Account.path(other).to_owned())
}

fn token_like(text: &str) -> bool {
    text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

fn menu(asked: &Asked) -> AnyView {
    let entries = [
        (Place::Account, asked.say("Mon compte", "My account")),
        (Place::Profile, asked.say("Mes coordonnées", "My details")),
        (Place::Security, asked.say("Connexion et sécurité", "Sign-in and security")),
        (Place::Data, asked.say("Mes données", "My data")),
    ];
    let links = entries
        .into_iter()
        .map(|(place, label)| {
            let path = place.path(asked.lang);
            let current = (asked.path == path).then_some("page");
            view! {
                <li>
                    <a href=path aria-current=current>
                        {label.to_owned()}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="account-nav" aria-label=asked.say("Mon compte", "My account").to_owned()>
            <ul>{links}</ul>
            <form method="post" action=Place::SignOut.path(asked.lang)>
                <button class="btn btn-quiet btn-small" type="submit">
                    {asked.say("Se déconnecter", "Sign out").to_owned()}
                </button>
            </form>
        </nav>
    }
    .into_any()
}

/// What a script turns into a button for a passkey; without one the page says what else there is.
struct KeyButton<'page> {
    /// `sign_in`, `confirm`, `new`, `join`, `invite`.
    ask: &'static str,
    label: &'static str,
    /// Where to go then.
    next: &'page str,
    /// The secret of the link, when there is one.
    token: &'page str,
    /// Offered beside the field too.
    conditional: bool,
}

impl KeyButton<'_> {
    fn view(self, lang: Lang) -> AnyView {
        let failed = lang.pick(
            "La clé d’accès n’a pas été utilisée. Réessayez, ou choisissez un autre moyen.",
            "The passkey was not used. Try again, or choose another way.",
        );
        let without = lang.pick(
            "Une clé d’accès a besoin de JavaScript. Sans lui, utilisez l’autre moyen de cette page.",
            "A passkey needs JavaScript. Without it, use the other way on this page.",
        );
        view! {
            <div
                class="passkey"
                data-passkey=self.ask
                data-next=self.next.to_owned()
                data-token=self.token.to_owned()
                data-conditional=self.conditional.then_some("")
                data-failed=failed
            >
                <p class="muted" data-without-script="">
                    {without}
                </p>
                <button class="btn btn-primary" type="button" hidden data-with-script="">
                    {self.label}
                </button>
                <p class="notice notice-warning" role="alert" hidden data-said=""></p>
            </div>
        }
        .into_any()
    }
}

/// An instant as people read it, in Paris: « 22 novembre 2026, 14:05 ».
pub(super) fn instant(at: Timestamp, lang: Lang) -> String {
    let Ok(zone) = jiff::tz::TimeZone::get("Europe/Paris") else { return at.to_string() };
    let here = at.to_zoned(zone);
    let time = format!("{:02}:{:02}", here.hour(), here.minute());
    let day = vocabulary::Date::parse(&here.date().to_string());
    day.map_or(time.clone(), |day| format!("{}, {time}", wording::numbers::date(day, lang)))
}
