//! The words of the public pages.

use simulator::facts::Fact;

use crate::model::Text;

/// A group of démarches on the index page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its title.
    pub label: Text,
}

/// The words of a démarche's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The group on the index page.
    pub group: String,
    /// The last part of its address.
    pub slug: Text,
    /// Its title, at most 60 characters.
    pub label: Text,
    /// What it is; fits a search engine's description (at most 155 characters).
    pub summary: Text,
    /// Who may ask for it.
    pub who: Text,
    /// Until when, and what being late costs.
    pub deadline: Text,
    /// What one receives.
    pub result: Text,
    /// How it goes with us, step by step.
    pub steps: Vec<Text>,
    /// How to do it without us, and what that costs.
    pub free_route: Text,
    /// Questions that people ask.
    pub faq: Vec<Faq>,
    /// Cases whose price the page computes.
    pub examples: Vec<Example>,
}

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faq {
    /// The question.
    pub question: Text,
    /// The answer.
    pub answer: Text,
}

/// A case whose price a page computes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The case, in words.
    pub label: Text,
    /// The operation and the other facts, under the names of the simulation, ready for a query string.
    pub facts: Vec<(Fact, String)>,
}
