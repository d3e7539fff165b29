//! What the energy of a vehicle (P.3) changes.

use alloc::string::String;

use super::Text;

/// A P.3 code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Energy {
    /// P.3, two characters.
    pub p3: String,
    /// Its name.
    pub label: Text,
    /// Group.
    pub group: EnergyGroup,
    /// What Y.1 looks up.
    pub y1: Y1Energy,
    /// Class for the mass, before range and power are known.
    pub mass: EnergyMass,
    /// Gives the E85 abatement.
    pub e85: bool,
    /// Read in a source, not only trade knowledge.
    pub confirmed: bool,
}

/// Groups of energies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnergyGroup {
    /// Petrol, diesel and the like.
    Thermal,
    /// Electricity alone.
    Electric,
    /// Hydrogen, alone or with electricity.
    Hydrogen,
    /// Rechargeable hybrid.
    Phev,
    /// Other hybrid.
    Hev,
    /// E85.
    E85,
    /// LPG.
    Lpg,
    /// Natural gas.
    Cng,
}

/// Which waiver of Y.1 an energy looks up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Y1Energy {
    /// None.
    None,
    /// `electric_waivers`.
    Electric,
    /// `alternative_waivers`.
    Alternative,
}

/// What an energy is for the mass malus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnergyMass {
    /// No abatement, unless an electric machine is declared.
    None,
    /// Exempt.
    Exempt,
    /// Rechargeable hybrid.
    Phev,
    /// Other hybrid.
    Hybrid,
}
