//! A word of the field kept as text: how every closed list of states, kinds and verbs is stored,
//! sent in a form and read back. Lives here so that entity and web use one spelling.

/// A value from a closed list, known by one stable lower-case word.
///
/// The word is what stands in a column, a form value and an address; it never changes once used.
pub trait Word: Copy + Eq + Send + Sync + 'static {
    /// Every value of the list, in the order in which a person would expect them.
    const ALL: &'static [Self];

    /// The stable word.
    fn word(self) -> &'static str;

    /// The words a person reads.
    fn label(self) -> &'static str;

    /// The value for a word, or nothing when the word is unknown.
    fn from_word(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.word() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::Word;
    use std::collections::BTreeSet;

    fn told_apart<T: Word + std::fmt::Debug>() {
        let words: BTreeSet<_> = T::ALL.iter().map(|value| value.word()).collect();
        assert_eq!(words.len(), T::ALL.len(), "two values share a word");
        for value in T::ALL {
            assert_eq!(T::from_word(value.word()), Some(*value));
        }
        assert_eq!(T::from_word("no such word"), None);
    }

    #[test]
    fn every_list_reads_back_its_own_words() {
        told_apart::<crate::action::State>();
        told_apart::<crate::recommendation::State>();
        told_apart::<crate::recommendation::Addressee>();
        told_apart::<crate::recommendation::Clock>();
        told_apart::<crate::recommendation::Decision>();
        told_apart::<crate::recommendation::Closed>();
        told_apart::<crate::comment::State>();
        told_apart::<crate::action::Progress>();
        told_apart::<crate::action::DueBy>();
        told_apart::<crate::figure::Absence>();
        told_apart::<crate::indicator::Polarity>();
        told_apart::<crate::indicator::ToleranceKind>();
        told_apart::<crate::ladder::Audience>();
        told_apart::<crate::letter::Kind>();
        told_apart::<crate::letter::State>();
        told_apart::<crate::letter::Phase>();
        told_apart::<crate::meeting::State>();
        told_apart::<crate::meeting::ItemKind>();
        told_apart::<crate::obligation::Kind>();
        told_apart::<crate::obligation::State>();
        told_apart::<crate::obligation::SubjectKind>();
        told_apart::<crate::person::BodyKind>();
        told_apart::<crate::person::PostKind>();
        told_apart::<crate::person::Seat>();
        told_apart::<crate::rating::Rating>();
        told_apart::<crate::referral::State>();
        told_apart::<crate::referral::Kind>();
        told_apart::<crate::referral::Outcome>();
        told_apart::<crate::request::State>();
        told_apart::<crate::resolution::Verb>();
        told_apart::<crate::resolution::Makes>();
        told_apart::<crate::resolution::Carried>();
        told_apart::<crate::resolution::HouseStyle>();
        told_apart::<crate::agenda::ItemState>();
        told_apart::<crate::agenda::Access>();
        told_apart::<crate::attendance::Attending>();
        told_apart::<crate::body::CalendarMode>();
        told_apart::<crate::diary::ClosedKind>();
        told_apart::<crate::invitation::Answer>();
        told_apart::<crate::person::Votes>();
        told_apart::<crate::programme::TopicState>();
        told_apart::<crate::publication::PublicationKind>();
        told_apart::<crate::rule::RuleUnit>();
        told_apart::<crate::rule::RuleAnchor>();
        told_apart::<crate::right::Role>();
        told_apart::<crate::right::Right>();
    }
}
