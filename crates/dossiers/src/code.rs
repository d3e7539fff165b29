//! Codes as JSON: by their text, so that a payload reads like a table.

/// Lets a list of codes of this crate stand in JSON.
macro_rules! in_json {
    ($($name:ty),+ $(,)?) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.id())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not one of the codes"))
            }
        }
    )+};
}
pub(crate) use in_json;

/// Codes of other crates, for `serde(with)`.
macro_rules! by_code {
    ($module:ident, $name:ty) => {
        pub(crate) mod $module {
            use serde::{Deserialize as _, Deserializer, Serializer};

            pub(crate) fn serialize<S: Serializer>(code: &$name, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(code.id())
            }

            pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
                from: D,
            ) -> Result<$name, D::Error> {
                let text = String::deserialize(from)?;
                <$name>::parse(&text)
                    .ok_or_else(|| serde::de::Error::custom("not one of the codes"))
            }
        }
    };
}

by_code!(kind, demarches::DemarcheKind);
by_code!(lang, vocabulary::Lang);
