//! Whose mailbox figures may be asked of: the council's own domains, and those of outside providers that the
//! council has allowed by name (edge case 38).

use crate::email::Email;
use crate::refusal::Refusal;
use std::fmt;

/// The domains of outside providers that may supply data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed(Vec<String>);

/// Why an address or a list is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderRefusal {
    /// The address is at a domain that is neither the council's nor allowed.
    NotAllowed(String),
    /// A line of the list is no domain.
    NotADomain(String),
}

impl fmt::Display for ProviderRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAllowed(domain) => write!(
                f,
                "{domain} is not an address of the council, nor of a provider that it allows. Ask the scrutiny officer to allow it."
            ),
            Self::NotADomain(line) => {
                write!(f, "“{line}” is not the part of an address after the @, such as provider.example.org.")
            }
        }
    }
}

impl Refusal for ProviderRefusal {
    fn field(&self) -> Option<String> {
        Some(match self {
            Self::NotAllowed(_) => "email".to_owned(),
            Self::NotADomain(_) => "domains".to_owned(),
        })
    }
}

impl Allowed {
    /// Reads a list, one domain a line.
    ///
    /// # Errors
    /// The first line that is none.
    pub fn read(text: &str) -> Result<Self, ProviderRefusal> {
        let mut domains: Vec<String> = Vec::new();
        for line in text.split([',', '\n', ';']).map(str::trim).filter(|line| !line.is_empty()) {
            let domain = line.trim_start_matches('@').to_lowercase();
            let is_one = domain.contains('.') && Email::read(&format!("a@{domain}")).is_ok();
            if !is_one {
                return Err(ProviderRefusal::NotADomain(line.chars().take(60).collect()));
            }
            if !domains.contains(&domain) {
                domains.push(domain);
            }
        }
        Ok(Self(domains))
    }

    /// As it is kept and shown: one a line.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.join("\n")
    }

    /// Whether figures may be asked of a mailbox. `own` are addresses of the council.
    ///
    /// # Errors
    /// When its domain is neither the council's nor allowed.
    pub fn may_receive(&self, email: &str, own: &[&str]) -> Result<(), ProviderRefusal> {
        let domain = |address: &str| address.rsplit('@').next().unwrap_or_default().trim().to_lowercase();
        let theirs = domain(email);
        let is_own = own.iter().any(|address| domain(address) == theirs);
        if is_own || self.0.contains(&theirs) { Ok(()) } else { Err(ProviderRefusal::NotAllowed(theirs)) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_the_council_and_those_it_allows_are_written_to() {
        let allowed = Allowed::read("@childrenfirst.example\nTrust.example.org").unwrap();
        let own = ["scrutiny@anyshire.example"];
        for (email, wanted) in [
            ("p.shah@anyshire.example", true),
            ("p.shah@ANYSHIRE.example", true),
            ("data@childrenfirst.example", true),
            ("data@trust.example.org", true),
            ("data@evil.trust.example.org", false),
            ("data@anyshire.example.evil.example", false),
            ("data@notanyshire.example", false),
        ] {
            assert_eq!(allowed.may_receive(email, &own).is_ok(), wanted, "{email}");
        }
        assert_eq!(allowed.text(), "childrenfirst.example\ntrust.example.org");
    }

    #[test]
    fn a_line_that_is_no_domain_is_named() {
        for line in ["localhost", "a b.example", "x@", "."] {
            assert_eq!(Allowed::read(line), Err(ProviderRefusal::NotADomain(line.to_owned())), "{line}");
        }
        assert_eq!(Allowed::read(" \n,"), Ok(Allowed::default()));
    }
}
