//! Passkeys of one house: its host is their RP id, and no other host's key serves.

use serde_json::Value as Json;
use url::Url;
use uuid::Uuid;
use webauthn_rs::WebauthnBuilder;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Webauthn, WebauthnError,
};
use webauthn_rs_proto::ResidentKeyRequirement;

use crate::PersonId;

/// Passkeys of a host.
#[derive(Debug)]
pub struct Passkeys(Webauthn);

/// Why an answer of a browser is not accepted: another origin, another challenge, a bad signature, no JSON of ours.
#[derive(Debug, thiserror::Error)]
#[error("the answer of the passkey is not usable: {0}")]
pub struct Unusable(String);

impl From<WebauthnError> for Unusable {
    fn from(error: WebauthnError) -> Self {
        Self(error.to_string())
    }
}

impl From<serde_json::Error> for Unusable {
    fn from(_: serde_json::Error) -> Self {
        // The parser would repeat what was sent.
        Self("not the JSON of a credential".to_owned())
    }
}

/// A key that a browser made.
#[derive(Debug)]
pub struct Made {
    /// Its identifier.
    pub credential_id: Vec<u8>,
    /// What is kept: public key, counter, flags.
    pub credential: Json,
}

impl Passkeys {
    /// Passkeys of `host`, whose pages stand at `origin` (`https://carteclaire.example`), under the name `brand`.
    ///
    /// # Errors
    ///
    /// [`Unusable`] when the host is an address of numbers, or not the origin's.
    pub fn new(host: &str, origin: &str, brand: &str) -> Result<Self, Unusable> {
        let origin = Url::parse(origin).map_err(|error| Unusable(error.to_string()))?;
        Ok(Self(WebauthnBuilder::new(host, &origin)?.rp_name(brand).build()?))
    }

    /// What a browser is asked to make a key for `person`, and what is kept until it answers.
    ///
    /// The key is discoverable, so that it can be found without typing an address; a device that has one of `known`
    /// already is not asked again.
    ///
    /// # Errors
    ///
    /// [`Unusable`] when the library refuses.
    pub fn start_making(
        &self,
        person: PersonId,
        email: &str,
        known: Vec<Vec<u8>>,
    ) -> Result<(Json, Json), Unusable> {
        let (mut options, state) =
            self.0.start_passkey_registration(person.0, email, email, Some(known))?;
        // The library asks for « discouraged »: such a key could not be found at sign-in.
        let selection = options.public_key.authenticator_selection.get_or_insert_default();
        selection.resident_key = Some(ResidentKeyRequirement::Required);
        selection.require_resident_key = true;
        Ok((serde_json::to_value(options)?, serde_json::to_value(state)?))
    }

    /// Takes the key that a browser made.
    ///
    /// # Errors
    ///
    /// [`Unusable`] when it does not answer what was asked here.
    pub fn finish_making(&self, answer: Json, state: Json) -> Result<Made, Unusable> {
        let answer: RegisterPublicKeyCredential = serde_json::from_value(answer)?;
        let state: PasskeyRegistration = serde_json::from_value(state)?;
        let passkey = self.0.finish_passkey_registration(&answer, &state)?;
        Ok(Made {
            credential_id: passkey.cred_id().clone(),
            credential: serde_json::to_value(passkey)?,
        })
    }

    /// What a browser is asked to sign in with, and what is kept until it answers.
    ///
    /// `conditional`: offered beside a field, and not in a window of its own.
    ///
    /// # Errors
    ///
    /// [`Unusable`] when the library refuses.
    pub fn start_using(&self, conditional: bool) -> Result<(Json, Json), Unusable> {
        let (mut options, state) = self.0.start_discoverable_authentication()?;
        if !conditional {
            options.mediation = None;
        }
        Ok((serde_json::to_value(options)?, serde_json::to_value(state)?))
    }

    /// Whose key answers: the person, and the key's identifier. Nothing is proved yet.
    ///
    /// # Errors
    ///
    /// [`Unusable`] when the answer names nobody.
    pub fn whose(&self, answer: &Json) -> Result<(PersonId, Vec<u8>), Unusable> {
        let answer: PublicKeyCredential = serde_json::from_value(answer.clone())?;
        let (person, credential): (Uuid, &[u8]) =
            self.0.identify_discoverable_authentication(&answer)?;
        Ok((PersonId(person), credential.to_vec()))
    }

    /// Checks the answer with the key that was kept: the key as it is to be kept from now on, when it changed.
    ///
    /// # Errors
    ///
    /// [`Unusable`] when it is not that key's answer to what was asked here.
    pub fn finish_using(
        &self,
        answer: Json,
        state: Json,
        credential: Json,
    ) -> Result<Option<Json>, Unusable> {
        let answer: PublicKeyCredential = serde_json::from_value(answer)?;
        let state: DiscoverableAuthentication = serde_json::from_value(state)?;
        let mut passkey: Passkey = serde_json::from_value(credential)?;
        let key = DiscoverableKey::from(&passkey);
        let result = self.0.finish_discoverable_authentication_v2(&answer, state, &key)?;
        let changed = passkey.update_credential(&result) == Some(true);
        Ok(if changed { Some(serde_json::to_value(passkey)?) } else { None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passkeys() -> Passkeys {
        Passkeys::new("localhost", "http://localhost:3000", "CarteClaire").unwrap()
    }

    #[test]
    fn an_address_of_numbers_has_no_passkeys() {
        assert!(Passkeys::new("127.0.0.1", "http://127.0.0.1:3000", "x").is_err());
        assert!(Passkeys::new("localhost", "http://evil.example", "x").is_err());
    }

    #[test]
    fn a_discoverable_key_is_asked_for_by_name() {
        let person = PersonId(Uuid::from_u128(7));
        let (options, _) = passkeys().start_making(person, "a@b.fr", vec![vec![1; 16]]).unwrap();
        let key = &options["publicKey"];
        assert_eq!(key["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(key["authenticatorSelection"]["requireResidentKey"], true);
        assert_eq!(key["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(key["excludeCredentials"].as_array().map(Vec::len), Some(1));
    }

    #[test]
    fn a_button_asks_in_a_window_and_a_field_does_not() {
        let (options, _) = passkeys().start_using(false).unwrap();
        assert!(options.get("mediation").is_none_or(Json::is_null), "{options}");
        let (options, _) = passkeys().start_using(true).unwrap();
        assert_eq!(options["mediation"], "conditional");
    }

    #[test]
    fn what_is_no_answer_is_refused_and_not_repeated() {
        let (_, state) = passkeys().start_using(true).unwrap();
        let answer = serde_json::json!({ "id": "camille@exemple.fr" });
        let error = passkeys().finish_using(answer.clone(), state, Json::Null).unwrap_err();
        assert!(!error.to_string().contains("camille"));
        assert!(passkeys().whose(&answer).is_err());
    }
}
