//! What a house decides and rules read: to whom dossiers are filed, and from what amount or delay somebody else decides.

use std::collections::BTreeMap;

use demarches::kind::FilingChannel;
use demarches::{Demarche, DemarcheKind};
use serde::{Deserialize, Serialize};
use vocabulary::{Cents, codes};

/// What a house decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The channel by which a démarche is filed, where it is not the usual one of the démarche.
    pub channels: BTreeMap<DemarcheKind, FilingChannel>,
    /// What an operator refunds without a second person, at most.
    pub refund_limit: Cents,
    /// What the general terms keep of our fee from a customer who does not answer, at most: never more than the work done.
    pub silent_fee: Cents,
    /// Days that a filed dossier may lack its reference of the vault before a supervisor is asked.
    pub vault_days: u16,
    /// How forms may be signed.
    pub signature: SignatureWay,
    /// Megabytes above which a file of an export is named; 0: none is. What the administration takes is known to no rule.
    pub file_megabytes: u16,
    /// The fields of the screen of the SIV in its order, by the names of the facts; empty: the order of the form 13750.
    pub siv_order: Vec<String>,
    /// From which hour of the evening, in Paris, nobody is disturbed by SMS or reminders.
    pub quiet_from: u8,
    /// Until which hour of the morning.
    pub quiet_until: u8,
    /// Whether texts can leave: no decision of the house and never stored; a program without a provider of texts says no.
    pub texts: bool,
}

codes! {
    /// How forms may be signed. Whether the administration takes signatures on a screen is not settled: a house decides.
    pub enum SignatureWay {
        /// On a screen, or by hand: as whoever signs likes.
        Both = "both",
        /// On a screen alone.
        Screen = "screen",
        /// By hand alone.
        Paper = "paper",
    }
}

impl SignatureWay {
    /// Whether forms are signed on a screen.
    #[must_use]
    pub const fn on_screen(self) -> bool {
        !matches!(self, Self::Paper)
    }

    /// Whether forms are signed by hand.
    #[must_use]
    pub const fn on_paper(self) -> bool {
        !matches!(self, Self::Screen)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            channels: BTreeMap::new(),
            refund_limit: Cents(5_000),
            silent_fee: Cents(0),
            vault_days: 15,
            signature: SignatureWay::Both,
            file_megabytes: 0,
            siv_order: Vec::new(),
            quiet_from: 21,
            quiet_until: 8,
            texts: true,
        }
    }
}

impl Settings {
    /// The channel by which the house files `demarche`: its own choice where the démarche admits it, else the usual one.
    #[must_use]
    pub fn channel_of(&self, demarche: &Demarche) -> Option<FilingChannel> {
        let chosen = self.channels.get(&demarche.kind);
        chosen.filter(|it| demarche.channels.contains(it)).or(demarche.channels.first()).copied()
    }
}

codes! {
    /// A setting that is a number, by its name in the form.
    pub enum Limit {
        /// [`Settings::refund_limit`], in whole euros.
        Refund = "refund_limit",
        /// [`Settings::silent_fee`], in whole euros.
        SilentFee = "silent_fee",
        /// [`Settings::vault_days`].
        VaultDays = "vault_days",
        /// [`Settings::file_megabytes`].
        FileMegabytes = "file_megabytes",
        /// [`Settings::quiet_from`], an hour.
        QuietFrom = "quiet_from",
        /// [`Settings::quiet_until`], an hour.
        QuietUntil = "quiet_until",
    }
}

impl Limit {
    /// The least and the most that may be typed.
    #[must_use]
    pub const fn bounds(self) -> (u16, u16) {
        match self {
            Self::Refund => (0, 5_000),
            Self::SilentFee => (0, 500),
            Self::VaultDays => (1, 90),
            Self::FileMegabytes => (0, 100),
            Self::QuietFrom => (18, 23),
            Self::QuietUntil => (6, 11),
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
    channels: BTreeMap<String, String>,
    refund_limit_cents: Option<i64>,
    silent_fee_cents: Option<i64>,
    vault_days: Option<u16>,
    signature: Option<String>,
    file_megabytes: Option<u16>,
    siv_order: Vec<String>,
    quiet_from: Option<u8>,
    quiet_until: Option<u8>,
}

impl From<Stored> for Settings {
    fn from(stored: Stored) -> Self {
        let usual = Self::default();
        let channel = |(demarche, channel): (String, String)| {
            Some((DemarcheKind::parse(&demarche)?, FilingChannel::parse(&channel)?))
        };
        Self {
            channels: stored.channels.into_iter().filter_map(channel).collect(),
            refund_limit: stored.refund_limit_cents.map_or(usual.refund_limit, Cents),
            silent_fee: stored.silent_fee_cents.map_or(usual.silent_fee, Cents),
            vault_days: stored.vault_days.unwrap_or(usual.vault_days),
            signature: stored
                .signature
                .and_then(|way| SignatureWay::parse(&way))
                .unwrap_or(usual.signature),
            file_megabytes: stored.file_megabytes.unwrap_or(usual.file_megabytes),
            siv_order: stored.siv_order,
            quiet_from: stored.quiet_from.unwrap_or(usual.quiet_from),
            quiet_until: stored.quiet_until.unwrap_or(usual.quiet_until),
            texts: usual.texts,
        }
    }
}

impl From<&Settings> for Stored {
    fn from(settings: &Settings) -> Self {
        let text = |(demarche, channel): (&DemarcheKind, &FilingChannel)| {
            (demarche.id().to_owned(), channel.id().to_owned())
        };
        Self {
            channels: settings.channels.iter().map(text).collect(),
            refund_limit_cents: Some(settings.refund_limit.0),
            silent_fee_cents: Some(settings.silent_fee.0),
            vault_days: Some(settings.vault_days),
            signature: Some(settings.signature.id().to_owned()),
            file_megabytes: Some(settings.file_megabytes),
            siv_order: settings.siv_order.clone(),
            quiet_from: Some(settings.quiet_from),
            quiet_until: Some(settings.quiet_until),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_that_a_demarche_does_not_admit_is_not_taken() {
        let rules = demarches::builtin();
        let one = |admitted: usize| {
            rules.all().iter().find(|demarche| demarche.channels.len() == admitted).unwrap()
        };
        let mut settings = Settings::default();
        let (open, closed) = (one(2), one(1));
        assert_eq!(settings.channel_of(open), Some(open.channels[0]));
        let other =
            |it: FilingChannel| FilingChannel::ALL.iter().copied().find(|one| *one != it).unwrap();
        for demarche in [open, closed] {
            settings.channels.insert(demarche.kind, other(demarche.channels[0]));
        }
        assert_eq!(settings.channel_of(open), Some(open.channels[1]));
        assert_eq!(settings.channel_of(closed), Some(closed.channels[0]));
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
