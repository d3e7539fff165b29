//! The articles that a line rests on: numbers of the CIBS (code des impositions sur les biens et services), no text.

use crate::answer::{AgeReduction, NilReason, Share};
use crate::baremes::Y1Energy;
use crate::facts::{Genre, Norm, Operation};

/// Articles of a line, most telling first; empty strings are unused places.
pub type Basis = [&'static str; 6];

/// The one basis that is no article of the CIBS: the order of 21 September 2015 (Y.5).
pub const ORDER_OF_2015: &str = "arrete-2015-09-21";

/// Abatements on the base of the malus CO₂; which article is which was not checked again.
pub const ABATEMENTS: &str = "L421-65–L421-70";

pub(crate) struct Articles {
    basis: Basis,
    used: usize,
}

impl Articles {
    pub(crate) fn of(article: &'static str) -> Self {
        Self { basis: [article, "", "", "", "", ""], used: 1 }
    }

    pub(crate) fn and(mut self, article: &'static str) -> Self {
        if let Some(place) = self.basis.get_mut(self.used)
            && !article.is_empty()
        {
            *place = article;
            self.used += 1;
        }
        self
    }

    pub(crate) fn when(self, applies: bool, article: &'static str) -> Self {
        if applies { self.and(article) } else { self }
    }

    pub(crate) fn basis(self) -> Basis {
        self.basis
    }
}

/// The tariff of Y.1 by kind: two-wheelers, heavy vehicles, farm machines; ordinary for the rest.
fn tariff(genre: Genre) -> &'static str {
    match genre {
        Genre::Mtl | Genre::Mtt1 | Genre::Mtt2 | Genre::Cl | Genre::Cycl => "L421-46",
        Genre::Cam | Genre::Trr | Genre::Tcp | Genre::Vasp => "L421-47",
        Genre::Tra | Genre::Maga | Genre::Rea | Genre::Srea | Genre::Miar => "L421-48",
        _ => "",
    }
}

pub(crate) fn y1(genre: Genre, share: Share, surcharge: bool, waived: Option<Y1Energy>) -> Basis {
    Articles::of("L421-41")
        .when(surcharge, "L421-54-1")
        .when(share == Share::HalfByAge, "L421-45")
        .when(matches!(share, Share::HalfByKind | Share::Percent(_)), tariff(genre))
        .and(waived.map_or("", waiver))
        .basis()
}

fn waiver(energy: Y1Energy) -> &'static str {
    match energy {
        Y1Energy::Electric => "L421-49",
        Y1Energy::Alternative | Y1Energy::None => "L421-50",
    }
}

pub(crate) fn y1_nil(reason: NilReason, energy: Y1Energy) -> Basis {
    let article = match reason {
        NilReason::Spouse => "L421-52",
        NilReason::State => "L421-53",
        NilReason::WeatherReplacement => "L421-51",
        NilReason::CompetenceTransfer => "L421-35",
        NilReason::Demonstration => "L421-54",
        NilReason::EnergyWaived => waiver(energy),
        NilReason::Genre(genre) if !tariff(genre).is_empty() => tariff(genre),
        NilReason::Genre(_) => "L421-41",
        _ => "L421-33",
    };
    Articles::of(article).basis()
}

pub(crate) fn y2(reason: Option<NilReason>) -> Basis {
    match reason {
        None => Articles::of("L421-55").and("L421-56").and("L421-57").basis(),
        Some(NilReason::CompetenceTransfer) => Articles::of("L421-35").basis(),
        Some(_) => Articles::of("L421-55").basis(),
    }
}

/// The article of the age reduction: one by month since March 2025, one a malus before.
fn age(yearly: bool, before: &'static str) -> &'static str {
    if yearly { before } else { "L421-7-2" }
}

/// What weighed on the malus CO₂ besides its table.
#[derive(Clone, Copy, Default)]
pub(crate) struct Co2Weighed {
    pub(crate) abated: bool,
    pub(crate) age: Option<AgeReduction>,
    pub(crate) price_cap: bool,
}

pub(crate) fn co2(norm: Norm, weighed: Co2Weighed) -> Basis {
    let table = match norm {
        Norm::Wltp => "L421-62",
        Norm::Nedc => "L421-63",
        Norm::None => "L421-64",
    };
    Articles::of("L421-58")
        .and(table)
        .when(weighed.abated, ABATEMENTS)
        .and(weighed.age.map_or("", |reduction| age(reduction.yearly, "L421-60")))
        .when(weighed.price_cap, "L421-61")
        .basis()
}

/// What weighed on the malus masse besides its scale.
#[derive(Clone, Copy, Default)]
pub(crate) struct MassWeighed {
    pub(crate) energy: bool,
    pub(crate) age: Option<AgeReduction>,
    pub(crate) sum_cap: bool,
}

pub(crate) fn mass(weighed: MassWeighed) -> Basis {
    Articles::of("L421-71")
        .and("L421-75")
        .when(weighed.energy, "L421-79-1")
        .and(weighed.age.map_or("", |reduction| age(reduction.yearly, "L421-73")))
        .when(weighed.sum_cap, "L421-74")
        .basis()
}

/// The article that creates the malus masse (`mass`) or the malus CO₂.
pub(crate) fn malus(mass: bool) -> Basis {
    Articles::of(if mass { "L421-71" } else { "L421-58" }).basis()
}

/// Why a malus is nil; `mass` for the malus masse. `monthly`: issued since the age is counted by month.
pub(crate) fn malus_nil(reason: NilReason, mass: bool, monthly: bool) -> Basis {
    let own = if mass { "L421-71" } else { "L421-58" };
    let article = match reason {
        NilReason::Operation(_) => "L421-33",
        NilReason::AlreadyInFrance | NilReason::ReopensFrom(_) | NilReason::NotConverted => {
            "L421-36"
        }
        NilReason::OutOfScope(_) => "L421-2",
        NilReason::Electric if mass => "L421-79",
        NilReason::Electric => "L421-67",
        NilReason::WheelchairAccessible => "L421-65",
        NilReason::DisabilityCard => "L421-69",
        NilReason::CivilSecurity => "L421-70-1",
        NilReason::Aged { .. } if mass => age(!monthly, "L421-73"),
        NilReason::Aged { .. } => age(!monthly, "L421-60"),
        NilReason::FirstRegisteredBefore(_) if !mass => "L421-7-2",
        NilReason::PhevRange => "L421-79",
        NilReason::SumCap => "L421-74",
        _ => own,
    };
    Articles::of(article).basis()
}

pub(crate) fn y4(reason: Option<NilReason>) -> Basis {
    match reason {
        None => Articles::of("L421-37").and("L421-38").basis(),
        Some(NilReason::WeatherReplacement) => Articles::of("L421-40").basis(),
        Some(NilReason::Operation(Operation::DeclarationSeule)) => Articles::of("L421-37").basis(),
        Some(_) => Articles::of("L421-39").basis(),
    }
}

pub(crate) fn y5() -> Basis {
    Articles::of(ORDER_OF_2015).basis()
}
