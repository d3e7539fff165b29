//! Somebody at a form, by their account or by a link: the sheet that they read, the code that they are sent, their signature.

use accounts::Person;
use accounts::operations::limits::{self, Counted, Wait};
use app::site::dossier::{FormProblem, FormView, SignedFrom};
use audit::IpPrefix;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use documents::seal::{DataKey, seal_under};
use dossiers::State as Dossier;
use dossiers::operations::DossierId;
use dossiers::operations::evidence::Evidence;
use forms::operations::{HouseKey, Made, Signed, Signing, sign_and_stamp};
use forms::{Channel, Filled, Mark, Missing, Proof};
use jiff::Timestamp;
use notifications::Template;
use objects::Key;
use ring::hmac;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::filling::case_of;
use super::official::{Templates, drawn};
use super::{Asked, Said, place_of};
use crate::clock;
use crate::database::Chain;
use crate::dossier::letters;
use crate::fleets::firm;
use crate::people::{Broken, Here, value};

/// Seconds that a code is good for at least; at most twice as long.
const CODE_LASTS: i64 = 600;
/// How old the sheet may be that somebody signs, in seconds.
const SHEET_LASTS: i64 = 24 * 3600;

/// Somebody at a form.
pub(in crate::dossier) struct AtForm<'a> {
    /// The request.
    pub(in crate::dossier) here: &'a Here,
    /// The dossier.
    pub(in crate::dossier) id: DossierId,
    /// As it is.
    pub(in crate::dossier) state: &'a Dossier,
    /// The form.
    pub(in crate::dossier) one: &'a Asked,
    /// The official forms that it may be printed on.
    pub(in crate::dossier) templates: Templates,
    /// Where the code goes: the address that is proved by it.
    pub(in crate::dossier) email: &'a str,
    /// The account of whoever signs, where they have one.
    pub(in crate::dossier) account: Option<&'a Person>,
    /// What wrong codes are counted of: the dossier, or the link.
    pub(in crate::dossier) counted: Uuid,
}

/// Which sheet a page offered to read.
pub(in crate::dossier) struct Read {
    at: Timestamp,
    hash: String,
}

impl Read {
    /// What a form or an address says of it.
    pub(in crate::dossier) fn of(pairs: &[(String, String)]) -> Option<Self> {
        let at = value(pairs, "a").parse().ok()?;
        let hash = value(pairs, "vu").to_owned();
        let at = Timestamp::from_microsecond(at).ok()?;
        (!hash.is_empty()).then_some(Self { at, hash })
    }

    /// The instants of the sheets that a page of `now` may print: now, and that of the sheet that was `read`.
    pub(in crate::dossier) fn instants(
        read: Option<&Self>,
        now: Timestamp,
    ) -> impl Iterator<Item = Timestamp> {
        let read = read.map(|read| read.at).filter(|at| is_fresh(*at, now));
        std::iter::once(now).chain(read)
    }

    /// The end of the address of a page that goes on with it.
    pub(in crate::dossier) fn query(&self) -> String {
        format!("&a={}&vu={}", self.at.as_microsecond(), self.hash)
    }
}

/// A wait in whole minutes, one that is begun counted.
pub(in crate::dossier) const fn minutes(wait: Wait) -> i64 {
    (wait.0 + 59) / 60
}

/// Whether a sheet of the instant `at` may still be read and signed.
pub(in crate::dossier) fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    (0..SHEET_LASTS).contains(&(now.as_second() - at.as_second()))
}

/// A signed form, to be put into the store.
pub(in crate::dossier) struct ToKeep {
    signed: Signed,
    /// It is no working sheet of ours.
    may_be_filed: bool,
}

/// What is printed, and on which sheet.
pub(in crate::dossier) struct Printed {
    filled: Filled,
    /// The sheet.
    pub(in crate::dossier) made: Made,
    /// Lines are left empty, for people whom the dossier does not name: it is signed on paper alone.
    by_hand: bool,
}

impl Printed {
    /// What tells this sheet from any other.
    fn hash(&self) -> String {
        forms::operations::sha256(&self.made.pdf).to_string()
    }
}

impl AtForm<'_> {
    /// The sheet as of `at`, which dates it: the same for the same dossier.
    ///
    /// # Errors
    ///
    /// When it could not be drawn.
    pub(in crate::dossier) async fn made(
        &self,
        at: Timestamp,
    ) -> Result<Result<Printed, Missing>, Broken> {
        let who = (self.one.signer, self.one.number);
        let case = case_of(self.here, self.state, who, clock::day(at).date);
        let (filled, by_hand) = match forms::filled(self.one.form, &case) {
            Ok(filled) => (filled, false),
            Err(missing) => match forms::filled_by_hand(self.one.form, &case) {
                Ok(filled) => (filled, true),
                Err(_) => return Ok(Err(missing)),
            },
        };
        let (template, house) = (self.templates.of(at), case.house);
        // A PDF of many pages takes its time: others are served meanwhile.
        let drawing = tokio::task::spawn_blocking(move || {
            let made = drawn(template.as_deref(), (&filled, &house), at);
            Printed { filled, made, by_hand }
        });
        let printed = drawing.await.map_err(|error| {
            tracing::error!(error = %Chain(&error), "a form could not be drawn");
            Broken
        })?;
        Ok(Ok(printed))
    }

    /// The sheet that a page offered to read, byte for byte; nothing where it is too old, or something else is printed now.
    async fn same(&self, read: &Read) -> Result<Option<Printed>, Broken> {
        if !is_fresh(read.at, self.here.visit.now) {
            return Ok(None);
        }
        let made = self.made(read.at).await?.ok();
        Ok(made.filter(|made| made.hash() == read.hash))
    }

    /// The sheet of a page: the one that was `read`, for whoever asked for a code or mistyped it, else the one of now.
    async fn go_on(
        &self,
        read: Option<&Read>,
    ) -> Result<(Timestamp, Result<Printed, Missing>, Option<FormProblem>), Broken> {
        if let Some(read) = read
            && let Some(made) = self.same(read).await?
        {
            return Ok((read.at, Ok(made), None));
        }
        let now = self.here.visit.now;
        Ok((now, self.made(now).await?, read.map(|_| FormProblem::Old)))
    }

    /// Whether what `form` says was read is what would be signed.
    pub(in crate::dossier) async fn is_read(
        &self,
        form: &[(String, String)],
    ) -> Result<bool, Broken> {
        match Read::of(form) {
            Some(read) => Ok(self.same(&read).await?.is_some()),
            None => Ok(true),
        }
    }

    /// Whether the house takes signatures on a screen.
    pub(in crate::dossier) fn on_screen(&self) -> bool {
        self.here.asked.tenant.settings.signature.on_screen()
    }

    /// The page of the form, as `page` renders it; nothing where the dossier has no such form any more, or its rules are
    /// gone. `own`: whoever asks is the one who signs.
    ///
    /// # Errors
    ///
    /// When it could not be drawn.
    pub(in crate::dossier) async fn shown(
        &self,
        from: SignedFrom<'_>,
        own: bool,
        said: &Said<'_>,
        page: impl FnOnce(FormView<'_>) -> Response,
    ) -> Result<Option<Response>, Broken> {
        let rules = self.here.state().rules().by_version(&self.state.rules.hash);
        let Some((rules, form)) = rules.zip(self.state.forms.get(&self.one.name)) else {
            return Ok(None);
        };
        let (at, made, changed) = self.go_on(said.read.as_ref()).await?;
        let (missing, printed) = (made.as_ref().err(), made.as_ref().ok());
        let gaps: Vec<&'static str> = missing
            .map(|missing| missing.gaps.iter().map(|gap| gap.label).collect())
            .unwrap_or_default();
        let signatory = printed.map(|Printed { filled: Filled { signatory, .. }, .. }| {
            if signatory.name.is_empty() { &signatory.quality } else { &signatory.name }
        });
        let seen = printed.filter(|printed| !printed.by_hand).map(Printed::hash);
        let view = FormView {
            from,
            rules,
            form,
            title: self.one.form.title(),
            number: self.one.form.number(),
            signatory: signatory.map_or("", String::as_str),
            gaps: &gaps,
            on_screen: own && self.on_screen() && seen.is_some(),
            on_paper: self.here.asked.tenant.settings.signature.on_paper(),
            email: self.email,
            at: at.as_microsecond(),
            seen: seen.as_deref(),
            code_sent: said.code_sent,
            typed: said.typed,
            drawn: said.drawn,
            problem: changed.or(said.problem),
            paper: said.paper,
            link: None,
        };
        Ok(Some(page(view)))
    }

    /// The stretch of time that it is.
    fn step(&self) -> i64 {
        self.here.visit.now.as_second().div_euclid(CODE_LASTS)
    }

    /// The code of the form for its address, in the stretch of time `step`: nothing of it is kept.
    fn code(&self, step: i64) -> String {
        let key = self.here.visit.keys.derive("code of a signature");
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        let text = format!("{}\n{}\n{}\n{step}", self.id.0, self.one.name, self.email);
        let tag = hmac::sign(&key, text.as_bytes());
        let number =
            tag.as_ref().iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        format!("{:06}", number % 1_000_000)
    }

    /// Sends a code to the address, or says why not.
    pub(in crate::dossier) async fn send_code(
        &self,
        conn: &mut PgConnection,
    ) -> Result<Option<FormProblem>, Broken> {
        let visit = &self.here.visit;
        if let Some(wait) = limits::count(conn, visit, Counted::Letter(self.email)).await? {
            return Ok(Some(FormProblem::TooOften(minutes(wait))));
        }
        let step = self.step();
        let until = Timestamp::from_second((step + 2) * CODE_LASTS).unwrap_or(visit.now);
        let values = json!({
            "code": self.code(step),
            "form": self.one.form.title(),
            "until": until.to_string(),
        });
        let (reference, now) = (self.state.reference, visit.now.as_second());
        let key = format!("code:{reference}:{}:{step}:{now}", self.one.name);
        let letter = (Template::SignatureCode, Some(key));
        let to = (self.email, self.account.map(|person| person.id.0));
        letters::write(conn, visit, to, self.here.asked.lang, letter, values).await?;
        Ok(None)
    }

    /// Signs what was read with what `form` holds: what is to be [put](Self::put) into the store; or why not.
    pub(in crate::dossier) async fn sign(
        &self,
        conn: &mut PgConnection,
        headers: &HeaderMap,
        form: &[(String, String)],
    ) -> Result<Result<ToKeep, FormProblem>, Broken> {
        let visit = &self.here.visit;
        let now = visit.now;
        if let Some(wait) = limits::count(conn, visit, Counted::Code(self.counted)).await? {
            return Ok(Err(FormProblem::TooOften(minutes(wait))));
        }
        let given: String = value(form, "code").chars().filter(char::is_ascii_digit).collect();
        let step = self.step();
        if ![step, step - 1].iter().any(|step| self.code(*step) == given) {
            return Ok(Err(FormProblem::Code));
        }
        // Wrong codes are counted, and not the forms of a dossier that has many.
        limits::forget(conn, visit, Counted::Code(self.counted)).await?;
        let (typed, drawn) = (value(form, "nom").trim(), value(form, "trace"));
        let mark = if drawn.is_empty() { format!("t:{typed}") } else { drawn.to_owned() };
        let Ok(mark) = Mark::parse(&mark) else { return Ok(Err(FormProblem::Name)) };
        if value(form, "accord").is_empty() {
            return Ok(Err(FormProblem::Consent));
        }
        let read = match Read::of(form) {
            Some(read) => self.same(&read).await?,
            None => None,
        };
        let Some(Printed { filled, made, .. }) = read.filter(|printed| !printed.by_hand) else {
            return Ok(Err(FormProblem::Old));
        };
        let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let signing = Signing {
            shown: &made,
            filled: &filled,
            mark,
            lang: self.here.asked.lang,
            account: self.account.map(|person| person.id.0.to_string()),
            proofs: vec![Proof { channel: Channel::Email, to: self.email.to_owned(), at: now }],
            ip: visit.network.as_ref().map_or("", IpPrefix::as_str).to_owned(),
            user_agent: agent.unwrap_or_default().to_owned(),
            at: now,
        };
        let key = HouseKey::from_seed(&visit.keys.derive(HouseKey::PURPOSE));
        let stamp = match self.account {
            Some(person) => firm::stamp_of(conn, visit, person, (self.state, &filled)).await?,
            None => None,
        };
        let signed = sign_and_stamp(signing, stamp.as_ref().map(firm::picture), &key);
        let may_be_filed = made.origin.may_be_filed();
        Ok(signed.map(|signed| ToKeep { signed, may_be_filed }).map_err(|_| FormProblem::Old))
    }

    /// Puts the signed form and its proof into the store, sealed: before the transaction that says so begins, for a store
    /// may be slow. Where nothing came of it they are [forgotten](forget).
    ///
    /// # Errors
    ///
    /// When the store does not take both: then it has none.
    pub(in crate::dossier) async fn put(&self, to_keep: &ToKeep) -> Result<Evidence, Broken> {
        let ToKeep { signed, may_be_filed } = to_keep;
        let (id, state) = (Uuid::now_v7(), self.here.state());
        let (place, data) = (place_of(id), DataKey::draw());
        let wrapped = state.reading().keys.wrap(&data, &place).await;
        let wrapped = wrapped.map_err(|error| failed(&error))?;
        for (key, bytes) in files_of(id).zip([&signed.pdf, &signed.evidence]) {
            let sealed = seal_under(&data.of(key.as_str()), bytes);
            if let Err(error) = state.objects().put(&key, sealed.into()).await {
                forget(self.here, id).await;
                return Err(failed(&error));
            }
        }
        Ok(Evidence {
            id,
            dossier: self.id,
            form: self.one.name.clone(),
            wrapped,
            pdf_sha256: forms::operations::sha256(&signed.pdf).0,
            may_be_filed: *may_be_filed,
            at: self.here.visit.now,
        })
    }
}

/// The files of the proof `id`: the signed form, and what proves it.
pub(crate) fn files_of(id: Uuid) -> impl Iterator<Item = Key> {
    let names = ["form", "proof"].map(|file| format!("{}/{file}", place_of(id)));
    names.into_iter().filter_map(|name| Key::parse(&name).ok())
}

/// Takes the files of a proof from the store that no dossier names.
pub(in crate::dossier) async fn forget(here: &Here, proof: Uuid) {
    for key in files_of(proof) {
        // Their key is nowhere: nobody reads what is left.
        if let Err(error) = here.state().objects().delete(&key).await {
            failed(&error);
        }
    }
}

fn failed(error: &dyn std::error::Error) -> Broken {
    tracing::error!(error = %Chain(error), "a signature cannot be kept");
    Broken
}
