//! Signatures: asked for, given on a screen or on paper, looked at, void.

use std::collections::BTreeMap;

use crate::change::{Change, Personal};
use crate::items::{Form, FormState};
use crate::state::State;
use crate::tracks::{Reason, Signature};
use crate::{Id, Refusal};

/// Why signatures are void without anybody saying so.
const PRINTED_FIELD_CHANGED: &str = "champ_imprime_modifie";

impl State {
    /// Makes `change` when it is about signatures; `false` when it is not.
    pub(crate) fn make_signature(
        &mut self,
        change: &Change,
        personal: &Personal,
    ) -> Result<bool, Refusal> {
        match change {
            Change::SignaturesAsked { forms } => self.ask_signatures(forms)?,
            Change::Signed { form, evidence } => self.sign(form, FormState::Signed, *evidence)?,
            Change::SignedOnPaper { form, evidence } => {
                self.sign(form, FormState::ToCheck, *evidence)?;
            }
            Change::SignatureAccepted { form } => {
                self.form_in_check(form)?.state = FormState::Signed;
                self.follow_forms(None)?;
            }
            Change::SignatureRefused { form, reason } => {
                let one = self.form_in_check(form)?;
                one.state = FormState::Refused;
                one.reason = Some(reason.clone());
                one.words.clone_from(&personal.words);
                let why = Reason::new(reason).ok_or(Refusal::ReasonNeeded)?;
                self.follow_forms(Some(&why))?;
            }
            Change::SignaturesVoided { reason } => self.void(reason)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn ask_signatures(&mut self, forms: &[String]) -> Result<(), Refusal> {
        if self.order.is_none() {
            return Err(Refusal::NotOrdered);
        }
        self.may_change_case()?;
        if forms.is_empty() {
            return Err(Refusal::NoSuchForm);
        }
        // Asked for again while they wait: the signatures that were given stay.
        let kept = match self.signature {
            Signature::ASigner => std::mem::take(&mut self.forms),
            other => {
                self.signature = other.to(Signature::ASigner, None)?;
                BTreeMap::new()
            }
        };
        let waiting = || Form::new(FormState::ToSign, None);
        let given = |form: &String| kept.get(form).cloned().unwrap_or_else(waiting);
        self.forms = forms.iter().map(|form| (form.clone(), given(form))).collect();
        self.follow_forms(None)
    }

    fn sign(&mut self, form: &str, state: FormState, evidence: Id) -> Result<(), Refusal> {
        let open = self.forms.get_mut(form).filter(|one| one.waits());
        *open.ok_or(Refusal::NoSuchForm)? = Form::new(state, Some(evidence));
        self.follow_forms(None)
    }

    /// The form `name`, while its signature on paper is looked at.
    fn form_in_check(&mut self, name: &str) -> Result<&mut Form, Refusal> {
        self.may_change_case()?;
        let form = self.forms.get_mut(name).ok_or(Refusal::NoSuchForm)?;
        if form.state == FormState::ToCheck { Ok(form) } else { Err(Refusal::FormNotInCheck) }
    }

    /// Where the track is by its forms: whoever is to sign comes first, then who looks.
    pub(crate) fn signature_of_forms(&self) -> Signature {
        let mut forms = self.forms.values();
        if forms.clone().any(Form::waits) {
            Signature::ASigner
        } else if forms.any(|form| form.state == FormState::ToCheck) {
            Signature::AVerifier
        } else {
            Signature::Signee
        }
    }

    fn follow_forms(&mut self, why: Option<&Reason>) -> Result<(), Refusal> {
        let next = self.signature_of_forms();
        if next != self.signature {
            self.signature = self.signature.to(next, why)?;
        }
        Ok(())
    }

    /// A printed field changed: what was signed says something else.
    pub(crate) fn void_signatures(&mut self) -> Result<(), Refusal> {
        let signed = [FormState::Signed, FormState::ToCheck];
        if self.forms.values().all(|form| !signed.contains(&form.state)) {
            return Ok(());
        }
        let why = Reason::new(PRINTED_FIELD_CHANGED).ok_or(Refusal::ReasonNeeded)?;
        self.void(&why)
    }

    fn void(&mut self, why: &Reason) -> Result<(), Refusal> {
        self.signature = self.signature.to(Signature::Perimee, Some(why))?;
        for form in self.forms.values_mut() {
            form.state = FormState::Void;
            (form.reason, form.words) = (None, None);
        }
        Ok(())
    }
}
