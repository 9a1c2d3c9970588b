//! What a column of a scorecard may hold.
//! How a column is known for what it is stands in `heading` and `columns`; called throughout `scorecard`.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Role {
    Reference,
    Name,
    /// The figure, of the period that the heading names or of the one that the file is about.
    Value,
    /// The figure since April.
    ToDate,
    Target,
    /// The target for the whole year.
    AnnualTarget,
    Floor,
    Rag,
    Direction,
    Previous,
    LastYear,
    Neighbours,
    England,
    Numerator,
    Denominator,
    /// Numerator and denominator in one cell.
    Ratio,
    Commentary,
    Action,
    Exception,
    Polarity,
    Unit,
    /// The period of each row.
    Period,
    /// Known for what it is, and not needed.
    Aside,
}

impl Role {
    /// Every role that somebody may give a column by hand, in the order in which they are offered.
    const OFFERED: [Self; 22] = [
        Self::Name,
        Self::Reference,
        Self::Value,
        Self::ToDate,
        Self::Numerator,
        Self::Denominator,
        Self::Ratio,
        Self::Commentary,
        Self::Action,
        Self::Rag,
        Self::Direction,
        Self::Target,
        Self::AnnualTarget,
        Self::Floor,
        Self::Previous,
        Self::LastYear,
        Self::Neighbours,
        Self::England,
        Self::Exception,
        Self::Polarity,
        Self::Unit,
        Self::Period,
    ];

    /// The role that these words name.
    pub(super) fn of_label(label: &str) -> Option<Self> {
        Self::OFFERED.into_iter().find(|role| role.label() == label)
    }

    /// The words a person reads.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Name => "name",
            Self::Value => "value",
            Self::ToDate => "value since April",
            Self::Target => "target",
            Self::AnnualTarget => "target for the year",
            Self::Floor => "floor",
            Self::Rag => "rating",
            Self::Direction => "direction of travel",
            Self::Previous => "value of the period before",
            Self::LastYear => "value of the same period last year",
            Self::Neighbours => "statistical neighbours",
            Self::England => "England",
            Self::Numerator => "numerator",
            Self::Denominator => "denominator",
            Self::Ratio => "numerator and denominator",
            Self::Commentary => "commentary",
            Self::Action => "corrective action",
            Self::Exception => "exception",
            Self::Polarity => "polarity",
            Self::Unit => "unit",
            Self::Period => "period of the row",
            Self::Aside => "not needed",
        }
    }
}

/// What a column may be read as by hand, in words: those of [`ColumnRead::read_as`](super::ColumnRead).
#[must_use]
pub fn roles() -> Vec<&'static str> {
    Role::OFFERED.iter().map(|role| role.label()).collect()
}
