/// Declares a closed list of codes: the enum, `ALL`, `IDS`, `id()` and `parse()`.
///
/// The text is the code of the trade (printed on the certificate, used in the API and in the tables).
#[macro_export]
macro_rules! codes {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$vmeta:meta])* $variant:ident = $id:literal ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $( $(#[$vmeta])* $variant ),+ }

        impl $name {
            /// Every code, in the order of the declaration.
            pub const ALL: &'static [Self] = &[ $( Self::$variant ),+ ];

            /// Every code as text, in the same order: what an error message lists.
            pub const IDS: &'static [&'static str] = &[ $( $id ),+ ];

            /// The code as it is written in tables, addresses and the API.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $( Self::$variant => $id ),+ }
            }

            /// The code written `text`, if it is one of the list.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $( $id => Some(Self::$variant), )+ _ => None }
            }

            /// The code written `text` in capitals or not: what people copy from a certificate.
            #[must_use]
            pub fn parse_any_case(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.id().eq_ignore_ascii_case(text))
            }
        }
    };
}
