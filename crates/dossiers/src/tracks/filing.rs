//! The filing: a type a state. What is not a method here does not compile.

use super::{Archive, Payment, Pieces, Reason, Signature};
use crate::Refusal;
use crate::code::in_json;

/// Proof that nothing stands in the way of filing: no open correction, all accepted, signed and paid. Only
/// [`Clear::proved`] makes one.
#[derive(Debug)]
pub struct Clear(());

impl Clear {
    /// Looks at the three other tracks, and at whether a correction is open.
    ///
    /// # Errors
    ///
    /// What is open, the correction first.
    pub fn proved(
        pieces: Pieces,
        open_correction: bool,
        signature: Signature,
        payment: Payment,
    ) -> Result<Self, Refusal> {
        if open_correction || pieces == Pieces::ACorriger {
            return Err(Refusal::OpenCorrection);
        }
        if pieces != Pieces::Validees {
            return Err(Refusal::NotAllAccepted);
        }
        if signature == Signature::AVerifier {
            return Err(Refusal::SignatureInCheck);
        }
        if signature != Signature::Signee {
            return Err(Refusal::NotSigned);
        }
        if !payment.lets_file() {
            return Err(Refusal::NotPaid);
        }
        Ok(Self(()))
    }
}

macro_rules! stages {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name(());

        impl From<$name> for Filing {
            fn from(stage: $name) -> Self {
                Self::$name(stage)
            }
        }
    )+};
}

stages! {
    /// Not filed.
    NonDepose,
    /// Everything is accepted: to be filed.
    Pret,
    /// Sent to the administration.
    Depose,
    /// The administration looks at it.
    InstructionAnts,
    /// The administration asks for more.
    ComplementAnts,
    /// The provisional certificate is there.
    CpiEmis,
    /// The title is made.
    TitreProduit,
    /// The title is on its way.
    TitreExpedie,
    /// The title has arrived.
    Recu,
    /// The administration refused.
    RefuseAnts,
}

impl NonDepose {
    /// Everything is there.
    #[must_use]
    pub fn ready(self, _: &Clear) -> Pret {
        Pret(())
    }
}

impl Pret {
    /// Something is not, after all.
    #[must_use]
    pub fn take_back(self, _: &Reason) -> NonDepose {
        NonDepose(())
    }

    /// Sent: what was clear when it was marked ready still is.
    #[must_use]
    pub fn file(self, _: &Clear) -> Depose {
        Depose(())
    }
}

/// Proof that the vault has the papers: what was filed is not at its end before. Only [`InVault::proved`] makes one.
#[derive(Debug)]
pub struct InVault(());

impl InVault {
    /// Looks at what became of the papers.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotInVault`].
    pub fn proved(archive: Archive) -> Result<Self, Refusal> {
        if archive == Archive::Deposited { Ok(Self(())) } else { Err(Refusal::NotInVault) }
    }
}

/// What lets a step be made that wants more than a reason.
#[derive(Clone, Copy, Debug)]
pub struct Proofs<'a> {
    /// Nothing stands in the way of filing; or what does.
    pub clear: &'a Result<Clear, Refusal>,
    /// The vault has the papers; or not yet.
    pub in_vault: &'a Result<InVault, Refusal>,
}

impl Depose {
    /// The administration began.
    #[must_use]
    pub fn taken_up(self) -> InstructionAnts {
        InstructionAnts(())
    }

    /// Answered at once: the SIV gives it in minutes.
    #[must_use]
    pub fn provisional(self) -> CpiEmis {
        CpiEmis(())
    }

    /// Refused.
    #[must_use]
    pub fn refused(self, _: &Reason) -> RefuseAnts {
        RefuseAnts(())
    }
}

macro_rules! completes {
    ($($name:ident),+ $(,)?) => {$(
        impl $name {
            /// At its end without a title that is followed: an acknowledgement, a label, or nobody claimed one in time.
            #[must_use]
            pub fn completed(self, _: &InVault, _: &Reason) -> Recu {
                Recu(())
            }
        }
    )+};
}

completes!(Depose, InstructionAnts, CpiEmis, TitreProduit);

impl InstructionAnts {
    /// More is wanted.
    #[must_use]
    pub fn asks_more(self, _: &Reason) -> ComplementAnts {
        ComplementAnts(())
    }

    /// Accepted.
    #[must_use]
    pub fn provisional(self) -> CpiEmis {
        CpiEmis(())
    }

    /// Refused.
    #[must_use]
    pub fn refused(self, _: &Reason) -> RefuseAnts {
        RefuseAnts(())
    }
}

impl ComplementAnts {
    /// It was sent.
    #[must_use]
    pub fn answered(self) -> InstructionAnts {
        InstructionAnts(())
    }
}

impl CpiEmis {
    /// The title is made.
    #[must_use]
    pub fn produced(self) -> TitreProduit {
        TitreProduit(())
    }
}

impl TitreProduit {
    /// The title is posted.
    #[must_use]
    pub fn posted(self) -> TitreExpedie {
        TitreExpedie(())
    }
}

impl TitreExpedie {
    /// The title is there.
    #[must_use]
    pub fn received(self, _: &InVault) -> Recu {
        Recu(())
    }
}

impl RefuseAnts {
    /// Taken up again: what was wrong is corrected, and it is filed anew.
    #[must_use]
    pub fn taken_up_again(self, _: &Reason) -> NonDepose {
        NonDepose(())
    }
}

/// The filing, whichever state it is in: what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the type of the same name, which says what it is")]
pub enum Filing {
    NonDepose(NonDepose),
    Pret(Pret),
    Depose(Depose),
    InstructionAnts(InstructionAnts),
    ComplementAnts(ComplementAnts),
    CpiEmis(CpiEmis),
    TitreProduit(TitreProduit),
    TitreExpedie(TitreExpedie),
    Recu(Recu),
    RefuseAnts(RefuseAnts),
}

vocabulary::codes! {
    /// A step of the filing after « ready ».
    pub enum Step {
        /// It was sent.
        File = "file",
        /// The administration began.
        TakenUp = "taken_up",
        /// The administration asks for more.
        AsksMore = "asks_more",
        /// It was answered.
        Answered = "answered",
        /// The provisional certificate is there.
        Provisional = "provisional",
        /// The title is made.
        Produced = "produced",
        /// The title is posted.
        Posted = "posted",
        /// The title is there.
        Received = "received",
        /// The administration refused.
        Refused = "refused",
        /// What it refused is taken up again.
        TakenUpAgain = "taken_up_again",
        /// It is at its end without a title that is followed.
        Completed = "completed",
    }
}

in_json!(Step);

impl Filing {
    /// Where every dossier begins.
    pub const START: Self = Self::NonDepose(NonDepose(()));

    /// Every state, in the order of B1.
    pub const ALL: [Self; 10] = [
        Self::NonDepose(NonDepose(())),
        Self::Pret(Pret(())),
        Self::Depose(Depose(())),
        Self::InstructionAnts(InstructionAnts(())),
        Self::ComplementAnts(ComplementAnts(())),
        Self::CpiEmis(CpiEmis(())),
        Self::TitreProduit(TitreProduit(())),
        Self::TitreExpedie(TitreExpedie(())),
        Self::Recu(Recu(())),
        Self::RefuseAnts(RefuseAnts(())),
    ];

    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NonDepose(_) => "non_depose",
            Self::Pret(_) => "pret",
            Self::Depose(_) => "depose",
            Self::InstructionAnts(_) => "instruction_ants",
            Self::ComplementAnts(_) => "complement_ants",
            Self::CpiEmis(_) => "cpi_emis",
            Self::TitreProduit(_) => "titre_produit",
            Self::TitreExpedie(_) => "titre_expedie",
            Self::Recu(_) => "recu",
            Self::RefuseAnts(_) => "refuse_ants",
        }
    }

    /// The state whose code is `text`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filing| filing.id() == text)
    }

    /// Whether the administration has it: from then on it is neither cancelled nor changed.
    #[must_use]
    pub const fn is_filed(self) -> bool {
        !matches!(self, Self::NonDepose(_) | Self::Pret(_))
    }

    /// The step `step`, as it was recorded.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSuchStep`], [`Refusal::ReasonNeeded`] where one is, and what the proof says that the step wants.
    pub fn step(
        self,
        step: Step,
        why: Option<&Reason>,
        proofs: Proofs<'_>,
    ) -> Result<Self, Refusal> {
        let why = || why.ok_or(Refusal::ReasonNeeded);
        let clear = || proofs.clear.as_ref().map_err(|refusal| *refusal);
        let kept = || proofs.in_vault.as_ref().map_err(|refusal| *refusal);
        Ok(match (self, step) {
            (Self::Pret(it), Step::File) => it.file(clear()?).into(),
            (Self::Depose(it), Step::TakenUp) => it.taken_up().into(),
            (Self::Depose(it), Step::Provisional) => it.provisional().into(),
            (Self::Depose(it), Step::Refused) => it.refused(why()?).into(),
            (Self::InstructionAnts(it), Step::AsksMore) => it.asks_more(why()?).into(),
            (Self::InstructionAnts(it), Step::Provisional) => it.provisional().into(),
            (Self::InstructionAnts(it), Step::Refused) => it.refused(why()?).into(),
            (Self::ComplementAnts(it), Step::Answered) => it.answered().into(),
            (Self::CpiEmis(it), Step::Produced) => it.produced().into(),
            (Self::TitreProduit(it), Step::Posted) => it.posted().into(),
            (Self::TitreExpedie(it), Step::Received) => it.received(kept()?).into(),
            (Self::RefuseAnts(it), Step::TakenUpAgain) => it.taken_up_again(why()?).into(),
            (Self::Depose(it), Step::Completed) => it.completed(kept()?, why()?).into(),
            (Self::InstructionAnts(it), Step::Completed) => it.completed(kept()?, why()?).into(),
            (Self::CpiEmis(it), Step::Completed) => it.completed(kept()?, why()?).into(),
            (Self::TitreProduit(it), Step::Completed) => it.completed(kept()?, why()?).into(),
            _ => return Err(Refusal::NoSuchStep),
        })
    }
}

in_json!(Filing);
