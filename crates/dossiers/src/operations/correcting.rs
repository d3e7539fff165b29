//! What the customer answered wrongly, corrected by the staff until the dossier is ready to be filed: what follows from it
//! follows, the price alone is applied by somebody ([`repricing`](super::repricing)).

use std::collections::BTreeSet;

use accounts::Visit;
use demarches::{Demarches, Evaluation, Versions};
use simulator::facts::Fact;
use sqlx::PgConnection;
use vocabulary::Date;

use super::acting::{self, Open};
use super::drafts::{may_answer, put_answer, put_fact, read_answer, read_fact, rules_of};
use super::pieces::Seen;
use super::{DossierId, NotDone, Who, money, time};
use crate::about::About;
use crate::tracks::{Reason, Signature};
use crate::{Change, Refusal, State};

/// Why the list of pieces is made again, and forms are, as the house writes it for itself.
const ANSWER_CORRECTED: &str = "réponse corrigée";

/// What is corrected, and what it says from now on; an empty text takes away what may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction<'a> {
    /// The answer to a question of the démarche.
    Answer {
        /// The question.
        question: &'a str,
        /// The answer.
        text: &'a str,
    },
    /// A fact of the price that no question asks for. What it may be, the simulator says: the caller asks it.
    Fact {
        /// The fact.
        fact: Fact,
        /// Its value.
        text: &'a str,
    },
}

/// Corrects an answer, or a fact of the price. Signatures on what was printed otherwise are void then, and once it is ordered
/// the pieces are those that the case takes by now: what came stays. Where it takes other forms, all are signed again. What is the same already is no event.
///
/// # Errors
///
/// [`NotDone::Changed`] when somebody else changed the case since; [`Refusal::AlreadyFiled`] once it is ready to be filed,
/// [`Refusal::Closed`]; [`Refusal::BadAnswer`] when the question does not take it, [`Refusal::BadText`] for what is no fact.
pub async fn correct(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    rules: &Versions,
    id: DossierId,
    what: Correction<'_>,
) -> Result<State, NotDone> {
    let who = Who::Staff(seen.by);
    let mut open = acting::open(conn, visit, who, id).await?;
    open.unless_changed(conn, seen.version, &About::Case).await?;
    may_correct(&open.state, who)?;
    let (rules, today) = (rules_of(rules, &open.state)?, time::paris(visit.now)?);
    let before = open.state.version;
    match what {
        Correction::Answer { question, text } => {
            let text = read_answer(rules, (question, text), today)?;
            put_answer(&mut open, question, text)?;
        }
        Correction::Fact { fact, text } => put_fact(&mut open, fact, read_fact(fact, text)?)?,
    }
    if open.state.version != before {
        follow_case(&mut open, rules, today)?;
    }
    Ok(open.save(conn).await?)
}

/// Why nothing of `state` is corrected by the staff any more; `None` while it is.
#[must_use]
pub fn shut(state: &State) -> Option<Refusal> {
    may_correct(state, Who::House).err()
}

fn may_correct(state: &State, who: Who<'_>) -> Result<(), Refusal> {
    if state.closed.is_some() {
        return Err(Refusal::Closed);
    }
    may_answer(state, who, None)
}

/// Asks for the pieces and the forms that the case takes by now. Before the order none is asked for, and while a question is
/// open it is not known which are.
fn follow_case(open: &mut Open, rules: &Demarches, today: Date) -> Result<(), Refusal> {
    if open.state.order.is_none() {
        return Ok(());
    }
    let case = money::evaluate(&open.state, rules, today)?;
    if !case.is_answered() {
        return Ok(());
    }
    list_pieces(open, &case)?;
    void_other_forms(open, &case)
}

/// Asks for the pieces of the `case`, where they are others.
fn list_pieces(open: &mut Open, case: &Evaluation<'_>) -> Result<(), Refusal> {
    let (pieces, due_on) = (money::pieces_asked(case), money::due_on(case));
    let mut listed = open.state.clone();
    listed.list(&pieces);
    if listed.slots == open.state.slots && due_on == open.state.due_on {
        return Ok(());
    }
    let reason = Reason::new(ANSWER_CORRECTED).ok_or(Refusal::ReasonNeeded)?;
    open.make(Change::Listed { pieces, due_on, reason })
}

/// Voids the forms that were made, where the `case` takes others though nothing that is printed changed: one heir more signs
/// too.
fn void_other_forms(open: &mut Open, case: &Evaluation<'_>) -> Result<(), Refusal> {
    let state = &open.state;
    let stand =
        matches!(state.signature, Signature::ASigner | Signature::AVerifier | Signature::Signee);
    let asked = money::forms_asked(case);
    let same = asked.iter().collect::<BTreeSet<_>>() == state.forms.keys().collect();
    if !stand || state.forms.is_empty() || same {
        return Ok(());
    }
    let reason = Reason::new(ANSWER_CORRECTED).ok_or(Refusal::ReasonNeeded)?;
    open.make(Change::SignaturesVoided { reason })
}
