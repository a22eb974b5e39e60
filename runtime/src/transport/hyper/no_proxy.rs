//! The hosts that are reached without a proxy.

use std::net::{IpAddr, Ipv6Addr};

use http::Uri;
use http::uri::Scheme;

/// The list of hosts in `NO_PROXY`.
///
/// Entries are separated by commas or white space:
///
/// - `*` matches every host.
/// - `example.com`, `.example.com` and `*.example.com` match this host and all its subdomains,
///   ignoring case, as in curl and botocore.
/// - `10.1.2.3` and `fd00::1`, also in `[]`, match this address; `10.0.0.0/8` and `fd00::/8` match
///   all addresses of the network. Addresses match only addresses: names are not resolved.
/// - An entry followed by a port, such as `:8443`, matches this port only.
#[derive(Debug, Clone, Default)]
pub(super) struct NoProxy(Vec<Entry>);

#[derive(Debug, Clone)]
struct Entry {
    hosts: Hosts,
    port: Option<u16>,
}

#[derive(Debug, Clone)]
enum Hosts {
    All,
    /// In lower case, without leading and trailing dots.
    Domain(String),
    Network(Network),
}

/// The network of addresses whose first `prefix` bits are those of `address`.
#[derive(Debug, Clone)]
struct Network {
    address: IpAddr,
    prefix: u32,
}

impl NoProxy {
    pub(super) fn parse(list: &str) -> Self {
        let entries = list.split([',', ' ', '\t']);
        Self(entries.filter_map(Entry::parse).collect())
    }

    /// Whether an entry matches this host and port. IPv6 addresses may be in `[]`.
    pub(super) fn contains(&self, host: &str, port: u16) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let address = address(host);
        let name = host.trim_end_matches('.').to_ascii_lowercase();
        self.0.iter().any(|entry| {
            entry.port.is_none_or(|only| only == port)
                && match (&entry.hosts, address) {
                    (Hosts::All, _) => true,
                    (Hosts::Network(network), Some(address)) => network.contains(address),
                    (Hosts::Domain(domain), None) => is_in_domain(&name, domain),
                    _ => false,
                }
        })
    }
}

impl Entry {
    fn parse(text: &str) -> Option<Self> {
        if let Some(network) = Network::parse(text) {
            return Some(Self {
                hosts: Hosts::Network(network),
                port: None,
            });
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (text, None),
        };
        let hosts = match Network::parse(host) {
            Some(network) => Hosts::Network(network),
            None if host == "*" => Hosts::All,
            None => {
                let domain = host.strip_prefix('*').unwrap_or(host).trim_matches('.');
                if domain.is_empty() {
                    return None;
                }
                Hosts::Domain(domain.to_ascii_lowercase())
            }
        };
        Some(Self { hosts, port })
    }
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let Some((start, prefix)) = text.split_once('/') else {
            let address = address(text)?;
            return Some(Self {
                address,
                prefix: bits(address).1,
            });
        };
        let (address, prefix) = (address(start)?, prefix.parse().ok()?);
        (prefix <= bits(address).1).then_some(Self { address, prefix })
    }

    fn contains(&self, other: IpAddr) -> bool {
        let ((own, width), (other, other_width)) = (bits(self.address), bits(other));
        let ignored = width - self.prefix;
        // A shift by the full width gives `None` for both, so that an empty prefix matches all.
        let network = |bits: u128| bits.checked_shr(ignored);
        width == other_width && network(own) == network(other)
    }
}

/// The bits of an address, and their number.
fn bits(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    }
}

/// Parses an address. IPv4-mapped IPv6 addresses become IPv4 addresses.
fn address(text: &str) -> Option<IpAddr> {
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let address: IpAddr = inner.unwrap_or(text).parse().ok()?;
    Some(address.to_canonical())
}

/// Whether `name` is `domain` or one of its subdomains.
fn is_in_domain(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether `host` is the local machine, or a service that only the local machine can reach:
/// instance metadata and the agents that provide credentials to containers. Through a proxy, such a
/// request would reach a different service.
pub(super) fn is_never_proxied(host: &str) -> bool {
    /// The network of the IPv6 addresses of AWS's local services.
    const LOCAL_SERVICES: Network = Network {
        address: IpAddr::V6(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0)),
        prefix: 32,
    };
    match address(host) {
        Some(IpAddr::V4(address)) => address.is_loopback() || address.is_link_local(),
        Some(IpAddr::V6(address)) => {
            address.is_loopback()
                || address.is_unicast_link_local()
                || LOCAL_SERVICES.contains(IpAddr::V6(address))
        }
        None => is_in_domain(
            &host.trim_end_matches('.').to_ascii_lowercase(),
            "localhost",
        ),
    }
}

/// The port that a request to `uri` goes to.
pub(super) fn port_of(uri: &Uri) -> u16 {
    uri.port_u16().unwrap_or_else(|| default_port(uri))
}

/// The default port of the scheme.
pub(super) fn default_port(uri: &Uri) -> u16 {
    match uri.scheme() == Some(&Scheme::HTTPS) {
        true => 443,
        false => 80,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_contains(list: &str, inside: &[&str], outside: &[&str]) {
        let list = NoProxy::parse(list);
        let contains = |host: &str| {
            let uri: Uri = format!("https://{host}/").parse().unwrap();
            list.contains(uri.host().unwrap(), port_of(&uri))
        };
        for host in inside {
            assert!(contains(host), "{host} is in {list:?}");
        }
        for host in outside {
            assert!(!contains(host), "{host} is not in {list:?}");
        }
    }

    #[test]
    fn a_name_matches_the_host_and_its_subdomains() {
        for list in [
            "example.com",
            ".example.com",
            "*.example.com",
            "EXAMPLE.com.",
        ] {
            assert_contains(
                list,
                &[
                    "example.com",
                    "sts.example.com",
                    "a.b.Example.COM:8443",
                    "example.com.",
                ],
                &[
                    "notexample.com",
                    "example.org",
                    "com",
                    "example.com.evil.org",
                ],
            );
        }
    }

    #[test]
    fn entries_are_separated_by_commas_or_white_space() {
        let list = " a.example , b.example c.example,,";
        assert_contains(
            list,
            &["a.example", "b.example", "c.example"],
            &["d.example", "example"],
        );
        assert_contains("", &[], &["a.example"]);
        assert_contains(",", &[], &["a.example"]);
        assert_contains(".", &[], &["a.example"]);
    }

    #[test]
    fn a_star_matches_every_host() {
        assert_contains("*", &["example.com", "10.0.0.1", "[2001:db8::1]"], &[]);
        assert_contains("a.example, *", &["example.com"], &[]);
        assert_contains("*:8443", &["example.com:8443"], &["example.com"]);
    }

    #[test]
    fn an_address_matches_addresses_only() {
        assert_contains(
            "10.1.2.3,2001:db8::1",
            &[
                "10.1.2.3",
                "10.1.2.3:81",
                "[2001:db8::1]",
                "[2001:DB8:0::1]",
            ],
            &["10.1.2.4", "[2001:db8::2]", "x.10.1.2.3.example"],
        );
        assert_contains("[2001:db8::1]", &["[2001:db8::1]"], &["[2001:db8::2]"]);
        // The suffix of an address is not a domain.
        assert_contains("2.3", &[], &["10.1.2.3"]);
    }

    #[test]
    fn a_network_matches_all_its_addresses() {
        assert_contains(
            "10.0.0.0/8, 192.168.7.9/24, 2001:db8::/33",
            &["10.255.0.1", "192.168.7.200", "[2001:db8:7fff::1]"],
            &[
                "11.0.0.1",
                "192.168.8.1",
                "[2001:db8:8000::1]",
                "10.example",
            ],
        );
        assert_contains("0.0.0.0/0", &["1.2.3.4"], &["[::2]", "example.com"]);
        assert_contains("::/0", &["[2001::1]"], &["1.2.3.4"]);
        assert_contains("10.0.0.1/32", &["10.0.0.1"], &["10.0.0.2"]);
        assert_contains("10.0.0.1/33,10.0.0.1/x", &[], &["10.0.0.1", "10.0.0.2"]);
    }

    #[test]
    fn an_entry_with_a_port_matches_this_port_only() {
        assert_contains(
            "example.com:8443,10.0.0.1:8443,[2001:db8::1]:8443,b.example:443",
            &[
                "example.com:8443",
                "sts.example.com:8443",
                "10.0.0.1:8443",
                "[2001:db8::1]:8443",
                "b.example",
            ],
            &["example.com", "10.0.0.1", "[2001:db8::1]", "b.example:80"],
        );
        assert_contains("example.com:port", &[], &["example.com"]);
    }
}
