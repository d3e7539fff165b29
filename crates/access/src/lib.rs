//! Who may do what: the roles, the acts, and the one table between them.
//!
//! Every way in (a page, a form, the API, a job that acts for somebody) asks [`may`] and nothing else. What a person
//! may not see is answered like what does not exist. `no_std`: a table and no more.
//!
//! Left out: whose a thing is. [`Reach::Own`] says that only one's own is meant; the crate that owns the thing checks it.
#![no_std]

mod table;

use vocabulary::codes;

pub use table::TABLE;

codes! {
    /// What a person is to a house (`demarches.md` B2, contracts §3). A person may have several.
    pub enum Role {
        /// Orders a démarche, or books a car.
        Client = "client",
        /// A garage or a fleet: many dossiers, the API.
        ProClient = "pro_client",
        /// Holds a one-time link to one piece or one signature.
        Invite = "invite",
        /// Checks pieces, asks corrections, files.
        Operateur = "operateur",
        /// Four eyes on sensitive cases, refunds, sees users.
        Superviseur = "superviseur",
        /// Invoices, exports, reconciliation; never an identity piece.
        Comptable = "comptable",
        /// Chat, video, status.
        Support = "support",
        /// The rental desk, and nothing else.
        Agent = "agent",
        /// The vault after closing.
        Archiviste = "archiviste",
        /// A house's users, rules and prices; never a piece.
        Admin = "admin",
        /// Global data: barèmes, rules of démarches, geography.
        PlateformeAdmin = "plateforme_admin",
    }
}

impl Role {
    /// Works for a house: signs in with a passkey, for a short time.
    #[must_use]
    pub const fn is_staff(self) -> bool {
        !matches!(self, Self::Client | Self::ProClient | Self::Invite)
    }
}

codes! {
    /// What can be done, as a way in names it.
    pub enum Act {
        /// Sees and changes one's own profile, keys, sessions; exports; closes.
        ManageOwnAccount = "manage_own_account",
        /// Sees who opened one's own file.
        SeeWhoLooked = "see_who_looked",
        /// Makes and revokes one's own API keys.
        ManageApiKeys = "manage_api_keys",
        /// Keeps one's own vehicles and firm, and begins dossiers for many.
        ManageFleet = "manage_fleet",
        /// Asks the API who one is.
        UseApi = "use_api",
        /// Enters the back-office.
        EnterBackOffice = "enter_back_office",
        /// Sees the people of the house and their rights.
        SeePeople = "see_people",
        /// Invites staff.
        InviteStaff = "invite_staff",
        /// Gives and takes rights; ends somebody's sessions.
        ChangeRights = "change_rights",
        /// Sees the jobs.
        SeeJobs = "see_jobs",
        /// Runs a dead job again, or drops it.
        ReplayJobs = "replay_jobs",
        /// Sees what was sent to whom, and the templates.
        SeeNotifications = "see_notifications",
        /// Sees the audit.
        SeeAudit = "see_audit",
        /// Sees the settings of the house.
        SeeSettings = "see_settings",
        /// Changes the settings of the house.
        ChangeSettings = "change_settings",
        /// Sees the dossiers of the house: lists, states, history, messages; those that are closed.
        SeeDossiers = "see_dossiers",
        /// Sees those that are not closed, too.
        SeeOpenDossiers = "see_open_dossiers",
        /// Works on dossiers: takes and gives them, checks, asks corrections, makes them ready.
        WorkDossiers = "work_dossiers",
        /// Decides what wants four eyes: does without a piece, opens a check again.
        SuperviseDossiers = "supervise_dossiers",
        /// Exports what is handed to the administration, records what was filed and what it answered.
        FileDossiers = "file_dossiers",
        /// Hands the filed dossiers of a period over to the prefecture.
        HandOverDossiers = "hand_over_dossiers",
        /// Writes to customers about their dossiers, and notes beside them.
        WriteInDossiers = "write_in_dossiers",
        /// Records a transfer that came for a dossier.
        RecordTransfers = "record_transfers",
        /// Gives back what was paid by card, up to the limit of the house; above it, asks for it.
        RefundPayments = "refund_payments",
        /// Decides on a refund that somebody else asked for.
        DecideRefunds = "decide_refunds",
        /// Sees the accounts, and what does not agree with the reports of providers.
        SeeAccounts = "see_accounts",
        /// Settles what does not agree, numbers the accounts, exports them.
        KeepAccounts = "keep_accounts",
        /// Sees the invoices and credit notes of the house, and fetches them.
        SeeInvoices = "see_invoices",
        /// Opens the pieces of a dossier, identity papers left out.
        SeePieces = "see_pieces",
        /// Opens identity papers, too.
        SeeIdentityPieces = "see_identity_pieces",
        /// Sees how many dossiers, how late, refused why and by whom.
        SeeStatistics = "see_statistics",
        /// Sees the barèmes and the rules of the démarches, their drafts and their history.
        SeeRules = "see_rules",
        /// Writes drafts of the barèmes and of the rules.
        WriteRules = "write_rules",
        /// Is the second person to look at such a draft, and publishes it.
        ReviewRules = "review_rules",
        /// Sees what the house charges, and its official forms: drafts and history.
        SeeHouseRules = "see_house_rules",
        /// Writes drafts of these.
        WriteHouseRules = "write_house_rules",
        /// Is the second person to look at such a draft, and publishes it.
        ReviewHouseRules = "review_house_rules",
    }
}

/// How far an act goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// One's own things.
    Own,
    /// Everything of the house.
    House,
    /// Every house.
    Platform,
}

/// How far somebody with `roles` may go in `act`; `None` when not at all.
#[must_use]
pub fn may(roles: &[Role], act: Act) -> Option<Reach> {
    TABLE
        .iter()
        .filter(|(one, role, _)| *one == act && roles.contains(role))
        .map(|(_, _, reach)| *reach)
        .max()
}

/// The acts that `roles` may do at all, in the order of the declaration: what a menu shows.
pub fn acts(roles: &[Role]) -> impl Iterator<Item = Act> + '_ {
    Act::ALL.iter().copied().filter(|act| may(roles, *act).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_may_do_anything_without_a_role() {
        for act in Act::ALL {
            assert_eq!(may(&[], *act), None, "{}", act.id());
        }
    }

    #[test]
    fn every_act_is_somebodys_and_every_role_has_one_but_the_guest() {
        for act in Act::ALL {
            assert!(may(Role::ALL, *act).is_some(), "{}", act.id());
        }
        for role in Role::ALL {
            assert_eq!(acts(&[*role]).next().is_none(), *role == Role::Invite, "{}", role.id());
        }
    }

    #[test]
    fn only_staff_enters_the_back_office() {
        for role in Role::ALL {
            assert_eq!(
                may(&[*role], Act::EnterBackOffice).is_some(),
                role.is_staff(),
                "{}",
                role.id()
            );
        }
        for (act, role, reach) in TABLE {
            let own_or_staff = *reach == Reach::Own || role.is_staff();
            assert!(own_or_staff, "{} reaches beyond their own in {}", role.id(), act.id());
        }
    }

    #[test]
    fn a_superviseur_sees_users_and_only_an_admin_changes_rights() {
        assert_eq!(may(&[Role::Superviseur], Act::SeePeople), Some(Reach::House));
        for role in Role::ALL {
            let changes = may(&[*role], Act::ChangeRights).is_some();
            assert_eq!(changes, *role == Role::Admin, "{}", role.id());
        }
    }

    #[test]
    fn pieces_are_opened_by_whom_b2_says_and_nobody_else() {
        let may_all = |act| -> [bool; 11] {
            let mut each = [false; 11];
            for (place, role) in Role::ALL.iter().enumerate() {
                each[place] = may(&[*role], act).is_some();
            }
            each
        };
        let roles = |wanted: &[Role]| -> [bool; 11] {
            let mut each = [false; 11];
            for (place, role) in Role::ALL.iter().enumerate() {
                each[place] = wanted.contains(role);
            }
            each
        };
        let work = [Role::Operateur, Role::Superviseur];
        assert_eq!(may_all(Act::WorkDossiers), roles(&work));
        assert_eq!(may_all(Act::FileDossiers), roles(&work));
        let hands_over = roles(&[Role::Superviseur, Role::Archiviste]);
        assert_eq!(may_all(Act::HandOverDossiers), hands_over);
        let identity = [Role::Operateur, Role::Superviseur, Role::Archiviste];
        assert_eq!(may_all(Act::SeeIdentityPieces), roles(&identity));
        let pieces = [Role::Operateur, Role::Superviseur, Role::Comptable, Role::Archiviste];
        assert_eq!(may_all(Act::SeePieces), roles(&pieces));
        assert_eq!(may(&[Role::Archiviste], Act::SeeOpenDossiers), None);
        assert_eq!(may(&[Role::Operateur], Act::SuperviseDossiers), None);
    }

    #[test]
    fn a_house_writes_its_own_prices_and_never_what_is_of_every_house() {
        for role in Role::ALL {
            let of_all = *role == Role::PlateformeAdmin;
            for act in [Act::WriteRules, Act::ReviewRules] {
                let expected = of_all.then_some(Reach::Platform);
                assert_eq!(may(&[*role], act), expected, "{} {}", role.id(), act.id());
            }
            let writes = may(&[*role], Act::WriteHouseRules).is_some();
            assert_eq!(writes, *role == Role::Admin, "{}", role.id());
            let reviews = may(&[*role], Act::ReviewHouseRules).is_some();
            let expected = matches!(role, Role::Admin | Role::Superviseur);
            assert_eq!(reviews, expected, "{}", role.id());
        }
    }

    #[test]
    fn several_roles_reach_as_far_as_the_furthest() {
        let roles = [Role::Client, Role::Admin];
        assert_eq!(may(&roles, Act::ManageOwnAccount), Some(Reach::Own));
        assert_eq!(may(&roles, Act::SeeAudit), Some(Reach::House));
    }

    #[test]
    fn no_line_of_the_table_stands_twice() {
        for (index, (act, role, _)) in TABLE.iter().enumerate() {
            let again = TABLE[index + 1..].iter().any(|(a, r, _)| a == act && r == role);
            assert!(!again, "{} {}", role.id(), act.id());
        }
    }
}
