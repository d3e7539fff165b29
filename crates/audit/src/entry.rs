use std::fmt;
use std::net::IpAddr;

use access::Role;
use uuid::Uuid;

use crate::{Act, Kind};

/// Something by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thing {
    /// What it is.
    pub kind: Kind,
    /// Which.
    pub id: Uuid,
}

/// Who did it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The person, when known.
    pub person: Option<Uuid>,
    /// As what; `None` for whoever has no role, and for the house itself.
    pub role: Option<Role>,
}

/// What a caller says was done; the rest of the [`Event`](crate::Event) follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// In which house.
    pub tenant: Uuid,
    /// In whose chain.
    pub subject: Thing,
    /// By whom.
    pub actor: Actor,
    /// What.
    pub act: Act,
    /// What was opened or changed.
    pub object: Option<Thing>,
    /// Whom it is about: that person is shown views of it, and the payload goes with that person.
    pub about: Option<Uuid>,
    /// More: sealed under the key of `about`, or, about nobody, under the house's own. Then it may hold nothing
    /// personal: it cannot be erased.
    pub payload: Option<serde_json::Value>,
    /// From where.
    pub ip: Option<IpPrefix>,
}

impl Entry {
    /// `act` by `actor` on the person `person`, in that person's chain and about them.
    #[must_use]
    pub fn of_person(tenant: Uuid, person: Uuid, actor: Actor, act: Act) -> Self {
        let subject = Thing { kind: Kind::Person, id: person };
        Self {
            tenant,
            subject,
            actor,
            act,
            object: None,
            about: Some(person),
            payload: None,
            ip: None,
        }
    }

    /// `act` by `actor` in the chain of the house, about nobody.
    #[must_use]
    pub fn of_house(tenant: Uuid, actor: Actor, act: Act) -> Self {
        let subject = Thing { kind: Kind::House, id: tenant };
        Self { tenant, subject, actor, act, object: None, about: None, payload: None, ip: None }
    }
}

/// The network of an address, never the address: it is in clear and stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpPrefix(String);

impl IpPrefix {
    /// The /24 of an address of 32 bits, the /48 of one of 128.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(four) => {
                let [a, b, c, _] = four.octets();
                Self(format!("{a}.{b}.{c}.0/24"))
            }
            IpAddr::V6(six) => {
                let [a, b, c, ..] = six.segments();
                Self(format!("{a:x}:{b:x}:{c:x}::/48"))
            }
        }
    }

    /// As it is kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IpPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_cut_to_its_network() {
        let cut = |text: &str| IpPrefix::of(text.parse().unwrap()).to_string();
        assert_eq!(cut("192.0.2.77"), "192.0.2.0/24");
        assert_eq!(cut("::ffff:192.0.2.77"), "192.0.2.0/24");
        assert_eq!(cut("2001:db8:1:2:3:4:5:6"), "2001:db8:1::/48");
    }
}
