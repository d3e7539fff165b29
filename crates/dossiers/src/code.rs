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

/// A channel of filing, where there is one.
pub(crate) mod maybe_channel {
    use demarches::kind::FilingChannel;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        clippy::ref_option,
        reason = "serde hands references"
    )]
    pub(crate) fn serialize<S: Serializer>(
        code: &Option<FilingChannel>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        code.map(FilingChannel::id).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<FilingChannel>, D::Error> {
        Ok(Option::<String>::deserialize(from)?.and_then(|text| FilingChannel::parse(&text)))
    }
}
