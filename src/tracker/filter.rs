//! What somebody wants to see of the tracker, as the address says it.

use crate::web::{Actor, Fields};
use remit_domain::tracking::{Kind, Standing};

/// The names that an address may carry.
pub(super) const NAMES: [&str; 7] = ["panel", "state", "owner", "kind", "origin", "indicator", "overdue"];

/// Which rows to list.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// The bodies that the visitor may follow; none for an officer, who follows all.
    pub own: Option<Vec<i64>>,
    pub body: Option<i64>,
    pub standing: Option<Standing>,
    pub owner: Option<i64>,
    pub kind: Option<Kind>,
    /// The meeting that it comes from.
    pub origin: Option<i64>,
    pub indicator: Option<i64>,
    pub is_overdue: bool,
}

impl Filter {
    pub(super) fn read(asked: &Fields, actor: &Actor) -> Self {
        let own = actor.known.as_ref().filter(|_| !actor.is_officer()).map(|known| known.bodies.clone());
        Self {
            own,
            body: asked.number("panel"),
            standing: asked.word("state"),
            owner: asked.number("owner"),
            kind: asked.word("kind"),
            origin: asked.number("origin"),
            indicator: asked.number("indicator"),
            is_overdue: asked.ticked("overdue"),
        }
    }

    /// Whether what is complete or gone is not wanted: it need not even be read.
    pub(super) fn leaves_out_what_is_over(&self) -> bool {
        self.standing.is_some_and(|wanted| !matches!(wanted, Standing::Complete | Standing::Gone))
    }
}

/// The question of an address, without its page: what is saved under a name and sent along with a form.
pub(super) fn query(asked: &Fields) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in NAMES {
        if asked.ticked(name) {
            query.append_pair(name, asked.text(name));
        }
    }
    query.finish()
}

/// The same back again; names that are none of ours are left out.
pub(super) fn parse(query: &str) -> Fields {
    let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| NAMES.contains(&name.as_ref()));
    Fields::from_pairs(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())))
}

/// The address of the tracker with a question.
pub(super) fn address(query: &str) -> String {
    if query.is_empty() { "/actions".to_owned() } else { format!("/actions?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_keeps_what_was_asked_and_nothing_else() {
        let asked = Fields::from_pairs([("panel", "3"), ("overdue", "1"), ("page", "2"), ("next", "//evil.example")]);
        assert_eq!(query(&asked), "panel=3&overdue=1");
        assert_eq!(query(&parse("panel=3&x=1&overdue=1")), "panel=3&overdue=1");
        assert_eq!(address(""), "/actions");
    }
}
