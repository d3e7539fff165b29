//! The pieces of a case: those that are always asked for, and those that depend on the situation.

use crate::{
    expr::Truth,
    facts::KnownFacts,
    kind::DemarcheKind,
    model::{Demarches, Text},
    piece_kind::{Per, PieceKind},
    source::Source,
};

/// A piece that a case asks for, or may ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredPiece<'a> {
    /// The kind to propose.
    pub kind: &'a PieceKind,
    /// The other kinds that would do as well.
    pub or: Vec<&'a PieceKind>,
    /// Whether it is asked for.
    pub need: Need,
    /// What it is asked for.
    pub why: &'a Text,
    /// Where it was read that it is.
    pub source: &'a Source,
    /// The condition in plain words, where there is one: the reason why it is, or may be, asked for.
    pub condition: Option<&'a Text>,
    /// What to know about it in this démarche.
    pub note: Option<&'a Text>,
    /// How many, where that is known: one, or one for each holder.
    pub count: Option<u32>,
    /// Asked for politely: its absence blocks nothing.
    pub optional: bool,
}

/// Whether a piece is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// In every case.
    Always,
    /// Because of what is known of this case.
    Here,
    /// That depends on what is not known yet.
    Depends,
}

impl Demarches {
    /// The pieces of the démarche `kind` for what is known: what is certain first, then what depends.
    ///
    /// Lines whose condition does not hold are left out. With [`KnownFacts::none`] the answer is what a public page
    /// shows. A kind asked for by two lines stands once, under the stronger of the two.
    #[must_use]
    pub fn pieces(&self, kind: DemarcheKind, known: &KnownFacts) -> Vec<RequiredPiece<'_>> {
        let known = self.given(kind, known).with_derived(&self.derived, None);
        self.pieces_for(kind, &known)
    }

    /// The same, what follows from what is known being known already.
    pub(crate) fn pieces_for(
        &self,
        kind: DemarcheKind,
        known: &KnownFacts,
    ) -> Vec<RequiredPiece<'_>> {
        let mut pieces: Vec<RequiredPiece<'_>> = Vec::new();
        for requirement in &self.get(kind).requirements {
            let need = match requirement.condition.as_ref().map(|one| one.expr.truth(known)) {
                None => Need::Always,
                Some(Truth::True) => Need::Here,
                Some(Truth::Unknown) => Need::Depends,
                Some(Truth::False) => continue,
            };
            let mut kinds = requirement.any_of.iter().filter_map(|id| self.piece_kinds.get(id));
            let Some(first) = kinds.next() else { continue };
            let source = requirement.source.as_ref().unwrap_or(&first.source);
            let Some(source) = self.sources.get(source) else { continue };
            let piece = RequiredPiece {
                kind: first,
                or: kinds.collect(),
                need,
                why: &first.why,
                source,
                condition: requirement.condition.as_ref().map(|one| &one.words),
                note: requirement.note.as_ref(),
                count: count(first.per, known),
                optional: requirement.optional,
            };
            add(&mut pieces, piece);
        }
        pieces.sort_by_key(|piece| (piece.need == Need::Depends, piece.optional));
        pieces
    }
}

/// Adds `piece`, unless the same kind is already certain; a certain one replaces one that only may be asked for.
fn add<'a>(pieces: &mut Vec<RequiredPiece<'a>>, piece: RequiredPiece<'a>) {
    let strength = |one: &RequiredPiece<'_>| (one.need == Need::Depends, one.optional);
    if piece.need != Need::Depends {
        if let Some(same) =
            pieces.iter_mut().find(|one| one.kind.id == piece.kind.id && one.need != Need::Depends)
        {
            if strength(&piece) < strength(same) {
                *same = piece;
            }
            return;
        }
        if !piece.optional {
            pieces.retain(|one| one.kind.id != piece.kind.id);
        }
    } else if pieces.iter().any(|one| {
        one.kind.id == piece.kind.id && one.need != Need::Depends && one.optional <= piece.optional
    }) {
        return;
    }
    pieces.push(piece);
}

fn count(per: Per, known: &KnownFacts) -> Option<u32> {
    let counted = |fact: &str| known.int(fact).and_then(|count| u32::try_from(count).ok());
    match per {
        Per::Dossier | Per::MainHolder => Some(1),
        Per::Holder => counted("titulaire.holder_count"),
        Per::CoHolder => counted("titulaire.cotitulaire_count"),
    }
}
