//! The table: an act, a role, how far. What is not here is refused.

use crate::Act::{
    ChangeRights, ChangeSettings, EnterBackOffice, InviteStaff, ManageApiKeys, ManageOwnAccount,
    ReplayJobs, SeeAudit, SeeJobs, SeeNotifications, SeePeople, SeeSettings, SeeWhoLooked, UseApi,
};
use crate::Reach::{self, House, Own};
use crate::Role::{
    self, Admin, Agent, Archiviste, Client, Comptable, Operateur, PlateformeAdmin, ProClient,
    Superviseur, Support,
};

/// Who may do what, and how far: an act, a role, a reach.
pub const TABLE: &[(crate::Act, Role, Reach)] = &[
    // Everybody with an account, staff too, has a profile, keys and sessions of their own.
    (ManageOwnAccount, Client, Own),
    (ManageOwnAccount, ProClient, Own),
    (ManageOwnAccount, Operateur, Own),
    (ManageOwnAccount, Superviseur, Own),
    (ManageOwnAccount, Comptable, Own),
    (ManageOwnAccount, Support, Own),
    (ManageOwnAccount, Agent, Own),
    (ManageOwnAccount, Archiviste, Own),
    (ManageOwnAccount, Admin, Own),
    (ManageOwnAccount, PlateformeAdmin, Own),
    (SeeWhoLooked, Client, Own),
    (SeeWhoLooked, ProClient, Own),
    (ManageApiKeys, ProClient, Own),
    (UseApi, Client, Own),
    (UseApi, ProClient, Own),
    (EnterBackOffice, Operateur, House),
    (EnterBackOffice, Superviseur, House),
    (EnterBackOffice, Comptable, House),
    (EnterBackOffice, Support, House),
    (EnterBackOffice, Agent, House),
    (EnterBackOffice, Archiviste, House),
    (EnterBackOffice, Admin, House),
    (EnterBackOffice, PlateformeAdmin, House),
    // « A superviseur sees users; only an admin changes rights. »
    (SeePeople, Superviseur, House),
    (SeePeople, Admin, House),
    (InviteStaff, Admin, House),
    (ChangeRights, Admin, House),
    (SeeJobs, Superviseur, House),
    (SeeJobs, Admin, House),
    (ReplayJobs, Admin, House),
    (SeeNotifications, Support, House),
    (SeeNotifications, Superviseur, House),
    (SeeNotifications, Admin, House),
    (SeeAudit, Superviseur, House),
    (SeeAudit, Admin, House),
    (SeeSettings, Superviseur, House),
    (SeeSettings, Admin, House),
    (ChangeSettings, Admin, House),
];
