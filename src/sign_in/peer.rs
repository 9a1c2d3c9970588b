//! From where a visitor comes, as far as it can be told: what failed tries are counted by besides the address
//! that was typed. A network of one visitor (IPv6 /64) counts as one.

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

/// The network that a visitor comes from; none when it is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Peer(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let direct = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
        let told = parts.headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
        Ok(Self(direct.map(|direct| network(origin(direct, told)))))
    }
}

/// The visitor behind a proxy of ours is the last one that it names; what a stranger says of itself counts nothing.
fn origin(direct: IpAddr, told: Option<&str>) -> IpAddr {
    let is_ours = match direct.to_canonical() {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    };
    let named = told.and_then(|told| told.rsplit(',').next()).and_then(|last| last.trim().parse().ok());
    named.filter(|_| is_ours).unwrap_or(direct)
}

fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{network, origin};

    #[test]
    fn a_stranger_cannot_name_another_origin() {
        for (direct, told, wanted) in [
            ("203.0.113.9", None, "203.0.113.9"),
            ("203.0.113.9", Some("198.51.100.1"), "203.0.113.9"),
            ("127.0.0.1", Some("198.51.100.1"), "198.51.100.1"),
            ("127.0.0.1", Some("10.0.0.1, 198.51.100.1"), "198.51.100.1"),
            ("172.18.0.2", Some("198.51.100.7"), "198.51.100.7"),
            ("127.0.0.1", Some("unknown"), "127.0.0.1"),
            ("127.0.0.1", None, "127.0.0.1"),
            ("::ffff:203.0.113.9", None, "203.0.113.9"),
            ("2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::1", None, "2001:db8:1:2::/64"),
        ] {
            assert_eq!(network(origin(direct.parse().unwrap(), told)), wanted, "{direct} {told:?}");
        }
    }
}
