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
    /// The vehicles of a garage or a fleet, for professionals; posted: their dossiers begin.
    Vehicles = "/compte/vehicules", "/en/account/vehicles";
    /// Another one.
    NewVehicle = "/compte/vehicules/nouveau", "/en/account/vehicles/new";
    /// A list of them from a spreadsheet.
    VehicleSheet = "/compte/vehicules/import", "/en/account/vehicles/import";
    /// Such a list, to be filled in.
    SheetTemplate = "/compte/vehicules/modele.csv", "/en/account/vehicles/template.csv";
    /// All of them as such a list.
    VehicleList = "/compte/vehicules/liste.csv", "/en/account/vehicles/list.csv";
    /// One of them.
    Vehicle = "/compte/vehicules/{token}", "/en/account/vehicles/{token}";
    /// The firm of a professional.
    Firm = "/compte/entreprise", "/en/account/company";
    /// The picture of its stamp.
    FirmStamp = "/compte/entreprise/cachet", "/en/account/company/stamp";
    /// Export, who looked, closing.
    Data = "/compte/donnees", "/en/account/data";
    /// What a démarche takes, before its dossier begins. `demarche`: which.
    BeginDossier = "/dossier/nouveau", "/en/dossier/new";
    /// A dossier: its answers, what follows.
    Dossier = "/dossier/{token}", "/en/dossier/{token}";
    /// One of its questions.
    Question = "/dossier/{token}/question/{name}", "/en/dossier/{token}/question/{name}";
    /// What its price still lacks.
    PriceDossier = "/dossier/{token}/prix", "/en/dossier/{token}/price";
    /// Its order.
    OrderDossier = "/dossier/{token}/commande", "/en/dossier/{token}/order";
    /// Paying by card: the sum, and on to the provider's page.
    PayDossier = "/dossier/{token}/paiement", "/en/dossier/{token}/payment";
    /// Back from that page.
    PaidDossier = "/dossier/{token}/paiement/retour", "/en/dossier/{token}/payment/return";
    /// An invoice or a credit note of it.
    Invoice = "/dossier/{token}/facture/{name}", "/en/dossier/{token}/invoice/{name}";
    /// Somebody of it.
    Party = "/dossier/{token}/personne/{name}", "/en/dossier/{token}/person/{name}";
    /// One of its pieces.
    Piece = "/dossier/{token}/piece/{name}", "/en/dossier/{token}/document/{name}";
    /// A script begins to send a file of it in parts, or goes on.
    Uploads = "/dossier/{token}/piece/{name}/envois", "/en/dossier/{token}/document/{name}/uploads";
    /// All parts of a file were sent.
    UploadDone = "/dossier/{token}/piece/{name}/envois/fini", "/en/dossier/{token}/document/{name}/uploads/done";
    /// Takes a file of a piece back.
    TakeBack = "/dossier/{token}/piece/{name}/retirer", "/en/dossier/{token}/document/{name}/take-back";
    /// Has its forms made.
    Forms = "/dossier/{token}/formulaires", "/en/dossier/{token}/forms";
    /// One of its forms.
    Form = "/dossier/{token}/formulaire/{name}", "/en/dossier/{token}/form/{name}";
    /// That form as a PDF.
    FormSheet = "/dossier/{token}/formulaire/{name}/pdf", "/en/dossier/{token}/form/{name}/pdf";
    /// That form, signed on paper.
    FormPaper = "/dossier/{token}/formulaire/{name}/papier", "/en/dossier/{token}/form/{name}/paper";
    /// What changes while a page of it is open.
    DossierNews = "/dossier/{token}/flux", "/en/dossier/{token}/news";
    /// Sends somebody else a link to one of its pieces or forms, or takes it back.
    GiveTask = "/dossier/{token}/invitation/{name}", "/en/dossier/{token}/invitation/{name}";
    /// The link of that letter.
    OpenTask = "/demande/lien/{token}", "/en/request/link/{token}";
    /// The one thing that is asked of them.
    Task = "/demande/{token}", "/en/request/{token}";
    /// The piece that is asked.
    TaskPiece = "/demande/{token}/piece", "/en/request/{token}/document";
    /// The form that is asked, signed on a screen.
    TaskForm = "/demande/{token}/formulaire", "/en/request/{token}/form";
    /// That form as a PDF.
    TaskSheet = "/demande/{token}/pdf", "/en/request/{token}/pdf";
    /// That form, signed on paper.
    TaskPaper = "/demande/{token}/papier", "/en/request/{token}/paper";
    /// Says that what was refused is replaced.
    Corrected = "/dossier/{token}/corrections", "/en/dossier/{token}/corrections";
    /// Writes to us about it.
    WriteDossier = "/dossier/{token}/message", "/en/dossier/{token}/message";
    /// Withdraws from the contract, asked twice.
    WithdrawDossier = "/dossier/{token}/retractation", "/en/dossier/{token}/withdrawal";
    /// The last day of its delay, for a calendar.
    DossierDeadline = "/dossier/{token}/echeance.ics", "/en/dossier/{token}/deadline.ics";
    /// Sends the link to come back by.
    SendDossier = "/dossier/{token}/lien", "/en/dossier/{token}/link";
    /// The link of that letter.
    ResumeDossier = "/dossier/reprendre/{token}", "/en/dossier/resume/{token}";
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
