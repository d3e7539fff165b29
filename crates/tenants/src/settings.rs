//! What a house decides and rules read: to whom dossiers are filed, and from what amount or delay somebody else decides.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vocabulary::{Cents, codes};

codes! {
    /// How a dossier reaches the administration.
    pub enum Channel {
        /// By the house itself, in the SIV: it needs the habilitation, and the agrément for the taxes.
        SivPro = "siv_pro",
        /// On the site of the ANTS, under the mandate of the customer.
        AntsTp = "ants_tp",
    }
}

/// What a house decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The channel of the démarches that are not named in `channels`; `None` for the order of the démarche's own rules.
    pub channel: Option<Channel>,
    /// The channel of a démarche, by its code.
    pub channels: BTreeMap<String, Channel>,
    /// What an operator refunds without a second person, at most.
    pub refund_limit: Cents,
    /// Days that a filed dossier may lack its reference of the vault before a supervisor is asked.
    pub vault_days: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            channel: None,
            channels: BTreeMap::new(),
            refund_limit: Cents(5_000),
            vault_days: 15,
        }
    }
}

impl Settings {
    /// The channel that the house chose for `demarche`, if it chose one.
    #[must_use]
    pub fn channel_of(&self, demarche: &str) -> Option<Channel> {
        self.channels.get(demarche).copied().or(self.channel)
    }
}

codes! {
    /// A setting that is a number, by its name in the form.
    pub enum Limit {
        /// [`Settings::refund_limit`], in whole euros.
        Refund = "refund_limit",
        /// [`Settings::vault_days`].
        VaultDays = "vault_days",
    }
}

impl Limit {
    /// The least and the most that may be typed.
    #[must_use]
    pub const fn bounds(self) -> (u16, u16) {
        match self {
            Self::Refund => (0, 5_000),
            Self::VaultDays => (1, 90),
        }
    }

    /// The number typed as `text`, within its bounds.
    #[must_use]
    pub fn read(self, text: &str) -> Option<u16> {
        let (least, most) = self.bounds();
        let number = text.trim().parse().ok()?;
        (least..=most).contains(&number).then_some(number)
    }
}

/// As it is stored: what is absent is as by default, and what a later release wrote is left out.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Stored {
    channel: Option<String>,
    channels: BTreeMap<String, String>,
    refund_limit_cents: Option<i64>,
    vault_days: Option<u16>,
}

impl From<Stored> for Settings {
    fn from(stored: Stored) -> Self {
        let usual = Self::default();
        let channel = |text: &String| Channel::parse(text);
        Self {
            channel: stored.channel.as_ref().and_then(channel),
            channels: stored
                .channels
                .into_iter()
                .filter_map(|(code, text)| Some((code, Channel::parse(&text)?)))
                .collect(),
            refund_limit: stored.refund_limit_cents.map_or(usual.refund_limit, Cents),
            vault_days: stored.vault_days.unwrap_or(usual.vault_days),
        }
    }
}

impl From<&Settings> for Stored {
    fn from(settings: &Settings) -> Self {
        let text = |channel: &Channel| channel.id().to_owned();
        Self {
            channel: settings.channel.as_ref().map(text),
            channels: settings.channels.iter().map(|(code, it)| (code.clone(), text(it))).collect(),
            refund_limit_cents: Some(settings.refund_limit.0),
            vault_days: Some(settings.vault_days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demarche_with_its_own_channel_does_not_follow_the_general_one() {
        let mut settings = Settings::default();
        assert_eq!(settings.channel_of("import_ue"), None);
        settings.channel = Some(Channel::SivPro);
        settings.channels.insert("import_ue".to_owned(), Channel::AntsTp);
        assert_eq!(settings.channel_of("import_ue"), Some(Channel::AntsTp));
        assert_eq!(settings.channel_of("changement_titulaire"), Some(Channel::SivPro));
    }

    #[test]
    fn a_limit_is_a_whole_number_within_its_bounds() {
        assert_eq!(Limit::Refund.read(" 50 "), Some(50));
        assert_eq!(Limit::Refund.read("0"), Some(0));
        for typed in ["", "-1", "5001", "50,5", "beaucoup"] {
            assert_eq!(Limit::Refund.read(typed), None, "{typed}");
        }
        assert_eq!(Limit::VaultDays.read("0"), None);
    }
}
