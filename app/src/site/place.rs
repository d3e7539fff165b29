//! Addresses of the pages that are somebody's own: none is indexed, none is kept.

use vocabulary::Lang;

macro_rules! places {
    ( $( $(#[$meta:meta])* $name:ident = $fr:literal, $en:literal; )+ ) => {
        /// A page of somebody's own, or on the way to it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Place { $( $(#[$meta])* $name ),+ }

        impl Place {
            /// Every place.
            pub const ALL: &'static [Self] = &[ $( Self::$name ),+ ];

            /// Its path in French and in English; `{token}` stands for the secret of a link.
            #[must_use]
            pub const fn paths(self) -> [&'static str; 2] {
                match self { $( Self::$name => [$fr, $en] ),+ }
            }
        }
    };
}

places! {
    /// An address to write to, for an account.
    SignUp = "/inscription", "/en/sign-up";
    /// The link of the letter: how to come back.
    Join = "/inscription/{token}", "/en/sign-up/{token}";
    /// Sign-in.
    SignIn = "/connexion", "/en/sign-in";
    /// The code after the password.
    Code = "/connexion/code", "/en/sign-in/code";
    /// To another provider of sign-in. `next`: where to go then.
    Outside = "/connexion/fournisseur", "/en/sign-in/provider";
    /// Where that provider sends people back to.
    OutsideBack = "/connexion/fournisseur/retour", "/en/sign-in/provider/return";
    /// A letter to sign in with.
    AskLink = "/connexion/lien", "/en/sign-in/link";
    /// The link of that letter.
    UseLink = "/connexion/lien/{token}", "/en/sign-in/link/{token}";
    /// A letter to choose another password.
    Forgot = "/mot-de-passe", "/en/password";
    /// The link of that letter.
    Reset = "/mot-de-passe/{token}", "/en/password/{token}";
    /// What became of a letter.
    Letter = "/courrier/{token}", "/en/letter/{token}";
    /// Ends the session.
    SignOut = "/deconnexion", "/en/sign-out";
    /// The account.
    Account = "/compte", "/en/account";
    /// Name, address, language, what to be told.
    Profile = "/compte/profil", "/en/account/profile";
    /// Keys, password, codes, sessions.
    Security = "/compte/securite", "/en/account/security";
    /// The application of one-time codes.
    Codes = "/compte/securite/code", "/en/account/security/code";
    /// The link that proves a new address.
    ChangeEmail = "/compte/e-mail/{token}", "/en/account/email/{token}";
    /// Keys of programs, for professionals.
    ApiKeys = "/compte/cles-api", "/en/account/api-keys";
    /// Export, who looked, closing.
    Data = "/compte/donnees", "/en/account/data";
    /// Proves again who it is, before a sensitive act.
    Confirm = "/compte/confirmer", "/en/account/confirm";
}

impl Place {
    /// Its path in `lang`.
    #[must_use]
    pub const fn path(self, lang: Lang) -> &'static str {
        let [fr, en] = self.paths();
        match lang {
            Lang::Fr => fr,
            Lang::En => en,
        }
    }

    /// Its path in `lang`, with `token` in it.
    #[must_use]
    pub fn with(self, token: &str, lang: Lang) -> String {
        self.path(lang).replace("{token}", token)
    }
}
