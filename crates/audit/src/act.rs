use vocabulary::codes;

codes! {
    /// What was done. The names are in the chains: none ever changes or goes.
    pub enum Act {
        /// Signed in.
        SignIn = "sign_in",
        /// Tried to, in vain.
        SignInRefused = "sign_in_refused",
        /// Signed out.
        SignOut = "sign_out",
        /// A session was ended from elsewhere.
        SessionEnded = "session_ended",
        /// Chose another password.
        PasswordChanged = "password_changed",
        /// Added a passkey.
        PasskeyAdded = "passkey_added",
        /// Removed a passkey.
        PasskeyRemoved = "passkey_removed",
        /// Added an application of one-time codes.
        TotpAdded = "totp_added",
        /// Removed it.
        TotpRemoved = "totp_removed",
        /// Came in by a recovery code.
        RecoveryUsed = "recovery_used",
        /// Other recovery codes took the place of those of before.
        RecoveryRenewed = "recovery_renewed",
        /// An identity of another provider was tied to the account.
        IdentityLinked = "identity_linked",
        /// Changed the address.
        EmailChanged = "email_changed",
        /// Was given a right.
        RoleGranted = "role_granted",
        /// Lost a right.
        RoleRevoked = "role_revoked",
        /// A person's file was opened.
        PersonViewed = "person_viewed",
        /// An account was closed.
        PersonClosed = "person_closed",
        /// A person was erased.
        PersonErased = "person_erased",
        /// An export of a person's data was made.
        ExportMade = "export_made",
        /// It was fetched.
        ExportDownloaded = "export_downloaded",
        /// A document was opened.
        DocumentViewed = "document_viewed",
        /// Pieces were destroyed at the end of their time, under a certificate.
        DocumentsDestroyed = "documents_destroyed",
        /// A dossier was opened.
        DossierViewed = "dossier_viewed",
        /// Somebody was invited to the staff.
        StaffInvited = "staff_invited",
        /// Settings of the house were changed.
        SettingsChanged = "settings_changed",
        /// A dead job was run again.
        JobReplayed = "job_replayed",
        /// A dead job was dropped.
        JobDiscarded = "job_discarded",
        /// A message that was sent was opened.
        NotificationViewed = "notification_viewed",
        /// A template was looked at.
        TemplatePreviewed = "template_previewed",
        /// The audit was looked at.
        AuditViewed = "audit_viewed",
        /// A token of the API was issued.
        TokenIssued = "token_issued",
        /// A token was used twice: its family was ended.
        TokenReused = "token_reused",
        /// An API key was made.
        ApiKeyMade = "api_key_made",
        /// An API key was revoked.
        ApiKeyRevoked = "api_key_revoked",
        /// A version of the barèmes was published.
        BaremePublished = "bareme_published",
        /// A draft of tables, rules, prices or a form was begun.
        RevisionBegun = "revision_begun",
        /// It was written.
        RevisionWritten = "revision_written",
        /// A second look at it was asked for.
        RevisionAsked = "revision_asked",
        /// Its author took it back.
        RevisionTakenBack = "revision_taken_back",
        /// A second person sent it back.
        RevisionSentBack = "revision_sent_back",
        /// A second person published it.
        RevisionPublished = "revision_published",
        /// Its author gave it up.
        RevisionGivenUp = "revision_given_up",
        /// Vehicles were taken into a fleet from a list.
        FleetChanged = "fleet_changed",
        /// A professional said who their firm is.
        FirmChanged = "firm_changed",
        /// A professional gave the stamp of their firm, or took it back.
        StampChanged = "stamp_changed",
        /// Money was given back to a card, or that was asked for.
        RefundAsked = "refund_asked",
        /// A second person decided on a refund.
        RefundDecided = "refund_decided",
        /// The price of an order was worked out again.
        OrderRepriced = "order_repriced",
        /// A difference of the accounts was settled.
        DifferenceSettled = "difference_settled",
        /// The accounts of a year were exported.
        AccountsExported = "accounts_exported",
        /// The numbers of accounts of the house were changed.
        AccountsNumbered = "accounts_numbered",
        /// An invoice or a credit note was opened.
        InvoiceViewed = "invoice_viewed",
        /// A dossier was packed for the administration.
        PackageMade = "package_made",
        /// Such a package was fetched.
        PackageDownloaded = "package_downloaded",
        /// The filed dossiers of a period were handed over.
        HandedOver = "handed_over",
        /// Something was refused to somebody who had no right to it.
        Refused = "refused",
    }
}

impl Act {
    /// Somebody's data was looked at: what that person is shown.
    #[must_use]
    pub const fn is_view(self) -> bool {
        matches!(
            self,
            Self::PersonViewed
                | Self::ExportMade
                | Self::ExportDownloaded
                | Self::DocumentViewed
                | Self::DossierViewed
                | Self::InvoiceViewed
                | Self::PackageDownloaded
                | Self::NotificationViewed
        )
    }
}

codes! {
    /// What a chain, or something that was opened, is. The names are in the chains: none ever changes or goes.
    pub enum Kind {
        /// A person.
        Person = "person",
        /// The house as a whole, by its own id.
        House = "house",
        /// A dossier.
        Dossier = "dossier",
        /// A document.
        Document = "document",
        /// An export of a person's data.
        Export = "export",
        /// A session.
        Session = "session",
        /// A passkey.
        Passkey = "passkey",
        /// An API key.
        ApiKey = "api_key",
        /// A family of tokens.
        Token = "token",
        /// A job.
        Job = "job",
        /// A message.
        Notification = "notification",
        /// A template of messages.
        Template = "template",
        /// A version of the barèmes.
        Bareme = "bareme",
        /// A certificate of destruction.
        Destruction = "destruction",
        /// A draft of tables, rules, prices or a form, or what it became.
        Revision = "revision",
    }
}
