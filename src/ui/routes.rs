//! Where in the page one is. The address says it in its hash, so that any static host will do.

/// The pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// What was dropped, and whether it can be reconciled.
    Sources,
    /// The rate card.
    Rates,
    /// How the two sides are compared.
    Policy,
    /// The answer.
    Result,
}

impl Route {
    /// Every page in the order of the navigation.
    pub(crate) const ALL: [Self; 4] = [Self::Sources, Self::Rates, Self::Policy, Self::Result];

    /// What comes after the `#` of the address that leads here.
    pub(crate) fn hash(self) -> &'static str {
        match self {
            Self::Sources => "/sources",
            Self::Rates => "/rates",
            Self::Policy => "/policy",
            Self::Result => "/result",
        }
    }

    /// The same as a link.
    pub(crate) fn link(self) -> &'static str {
        match self {
            Self::Sources => "#/sources",
            Self::Rates => "#/rates",
            Self::Policy => "#/policy",
            Self::Result => "#/result",
        }
    }

    /// The page a hash names; what comes after a `?` is the page's own. Anything else is the first.
    pub(crate) fn from_hash(hash: &str) -> Self {
        let path = hash.split('?').next().unwrap_or_default();
        Self::ALL.into_iter().find(|it| it.hash() == path).unwrap_or(Self::Sources)
    }
}
