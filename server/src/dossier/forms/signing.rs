//! Somebody at a form, by their account or by a link: the sheet that they read, the code that they are sent, their signature.

use accounts::Person;
use accounts::operations::limits::{self, Counted};
use app::site::dossier::{FormProblem, FormView, SignedFrom};
use audit::IpPrefix;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use documents::seal::{DataKey, seal_under};
use dossiers::operations::{DossierId, evidence};
use dossiers::{Id, State as Dossier};
use forms::operations::{HouseKey, Made, Signed, Signing, sign_and_stamp};
use forms::{Case, Channel, Filled, Mark, Missing, Proof};
use jiff::Timestamp;
use notifications::Template;
use objects::Key;
use ring::hmac;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::filling::case_of;
use super::{Asked, Said, official, place_of};
use crate::database::Chain;
use crate::dossier::letters;
use crate::fleets::firm;
use crate::people::{Broken, Here, value};

/// Seconds that a code is good for at least; at most twice as long.
const CODE_LASTS: i64 = 600;
/// How old the sheet may be that somebody signs, in seconds.
const SHEET_LASTS: i64 = 24 * 3600;

/// Somebody at a form.
#[derive(Clone, Copy)]
pub(in crate::dossier) struct AtForm<'a> {
    /// The request.
    pub(in crate::dossier) here: &'a Here,
    /// The dossier.
    pub(in crate::dossier) id: DossierId,
    /// As it is.
    pub(in crate::dossier) state: &'a Dossier,
    /// The form.
    pub(in crate::dossier) one: &'a Asked,
    /// Where the code goes: the address that is proved by it.
    pub(in crate::dossier) email: &'a str,
    /// The account of whoever signs, where they have one.
    pub(in crate::dossier) account: Option<&'a Person>,
    /// What wrong codes are counted of: the dossier, or the link.
    pub(in crate::dossier) counted: Uuid,
}

impl AtForm<'_> {
    /// What is printed.
    fn filled(&self) -> Result<(Filled, Case), Missing> {
        let case = case_of(self.here, self.state, (self.one.signer, self.one.number));
        Ok((forms::filled(self.one.form, &case)?, case))
    }

    /// What is printed, on which sheet, as of `at`: the same for the same instant, whatever was published since.
    pub(in crate::dossier) async fn made(
        &self,
        conn: &mut PgConnection,
        at: Timestamp,
    ) -> Result<Result<(Filled, Made), Missing>, Broken> {
        let (filled, case) = match self.filled() {
            Ok(filled) => filled,
            Err(missing) => return Ok(Err(missing)),
        };
        let made = official::drawn(self.here.state(), conn, (&filled, &case.house), at).await?;
        Ok(Ok((filled, made)))
    }

    /// Whether the house takes signatures on a screen.
    pub(in crate::dossier) fn on_screen(&self) -> bool {
        self.here.asked.tenant.settings.signature.on_screen()
    }

    /// The page of the form, as `page` renders it; nothing where the dossier has no such form any more, or its rules are
    /// gone. `own`: whoever asks is the one who signs.
    pub(in crate::dossier) fn shown(
        &self,
        from: SignedFrom<'_>,
        own: bool,
        said: &Said<'_>,
        page: impl FnOnce(FormView<'_>) -> Response,
    ) -> Option<Response> {
        let rules = self.here.state().rules().by_version(&self.state.rules.hash)?;
        let form = self.state.forms.get(&self.one.name)?;
        let at = self.here.visit.now;
        let filled = self.filled();
        let missing = filled.as_ref().err();
        let gaps: Vec<&'static str> = missing
            .map(|missing| missing.gaps.iter().map(|gap| gap.label).collect())
            .unwrap_or_default();
        let signatory = filled.as_ref().ok().map(|(filled, _)| filled.signatory.name.clone());
        let view = FormView {
            from,
            rules,
            form,
            title: self.one.form.title(),
            number: self.one.form.number(),
            signatory: signatory.as_deref().unwrap_or_default(),
            gaps: &gaps,
            on_screen: own && self.on_screen(),
            on_paper: self.here.asked.tenant.settings.signature.on_paper(),
            email: self.email,
            at: at.as_microsecond(),
            code_sent: said.code_sent,
            typed: said.typed,
            problem: said.problem,
            paper: said.paper,
            link: None,
        };
        Some(page(view))
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
        if limits::count(conn, visit, Counted::Letter(self.email)).await?.is_some() {
            return Ok(Some(FormProblem::TooOften));
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

    /// Signs what was read with what `form` holds: the proof that is kept, for the dossier to name; or why not.
    pub(in crate::dossier) async fn sign(
        &self,
        conn: &mut PgConnection,
        headers: &HeaderMap,
        form: &[(String, String)],
    ) -> Result<Result<Id, FormProblem>, Broken> {
        let visit = &self.here.visit;
        let now = visit.now;
        if limits::count(conn, visit, Counted::Code(self.counted)).await?.is_some() {
            return Ok(Err(FormProblem::TooOften));
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
        let at = value(form, "a").parse().ok().and_then(|at| Timestamp::from_microsecond(at).ok());
        let fresh = at.filter(|at| (0..SHEET_LASTS).contains(&(now.as_second() - at.as_second())));
        let Some(at) = fresh else { return Ok(Err(FormProblem::Old)) };
        let Ok((filled, sheet)) = self.made(conn, at).await? else {
            return Ok(Err(FormProblem::Old));
        };
        let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let signing = Signing {
            shown: &sheet,
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
        let Ok(signed) = sign_and_stamp(signing, stamp.as_ref().map(firm::picture), &key) else {
            return Ok(Err(FormProblem::Old));
        };
        let proof = self.store(&signed).await?;
        evidence::keep(conn, visit, &proof).await?;
        Ok(Ok(proof.id.into()))
    }

    /// Puts the signed form and its proof into the store, sealed.
    async fn store(&self, signed: &Signed) -> Result<evidence::Evidence, Broken> {
        let (id, state) = (Uuid::now_v7(), self.here.state());
        let (place, data) = (place_of(id), DataKey::draw());
        let failed = |error: &dyn std::error::Error| {
            tracing::error!(error = %Chain(error), "a signature cannot be kept");
            Broken
        };
        let wrapped = state.reading().keys.wrap(&data, &place).await;
        let wrapped = wrapped.map_err(|error| failed(&error))?;
        for (file, bytes) in [("form", &signed.pdf), ("proof", &signed.evidence)] {
            let key = Key::parse(&format!("{place}/{file}")).map_err(|error| failed(&error))?;
            let sealed = seal_under(&data.of(key.as_str()), bytes);
            state.objects().put(&key, sealed.into()).await.map_err(|error| failed(&error))?;
        }
        Ok(evidence::Evidence {
            id,
            dossier: self.id,
            form: self.one.name.clone(),
            wrapped,
            pdf_sha256: forms::operations::sha256(&signed.pdf).0,
            at: self.here.visit.now,
        })
    }
}
