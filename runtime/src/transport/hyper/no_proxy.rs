//! The hosts that are reached without a proxy.

use std::net::{IpAddr, Ipv6Addr};

use http::Uri;
use http::uri::Scheme;

/// What `NO_PROXY` lists.
///
/// Entries are separated by commas or blanks:
///
/// - `*` is every host.
/// - `example.com`, `.example.com` and `*.example.com` are this host and all below it, in whatever
///   case, as curl and botocore have it.
/// - `10.1.2.3` and `fd00::1`, also in `[]`, are this address; `10.0.0.0/8` and `fd00::/8` are all
///   addresses that begin like it. An address is compared with addresses only: names are not
///   looked up.
/// - With `:8443` behind it an entry is for this port only.
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
    /// In lower case, without dots around it.
    Domain(String),
    Network(Network),
}

/// The addresses that have the first `prefix` bits of `address`.
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

    /// Whether `host`, an IPv6 address with or without its `[]`, is among them at this port.
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
                    (Hosts::Domain(domain), None) => is_below(&name, domain),
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
        // A shift by all bits there are gives nothing, and that is what an empty prefix compares.
        let start = |bits: u128| bits.checked_shr(ignored);
        width == other_width && start(own) == start(other)
    }
}

/// The bits of an address, and how many there are.
fn bits(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    }
}

/// `text` as an address, an IPv4 address that is written as IPv6 as what it is.
fn address(text: &str) -> Option<IpAddr> {
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let address: IpAddr = inner.unwrap_or(text).parse().ok()?;
    Some(address.to_canonical())
}

/// Whether `name` is `domain` or ends with a dot and `domain`.
fn is_below(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether `host` is this computer, or one that only this computer reaches: instance metadata and
/// the agents that give credentials to containers. What a proxy would answer is somebody else's.
pub(super) fn is_never_proxied(host: &str) -> bool {
    /// AWS's local services have their IPv6 addresses in it.
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
        None => is_below(
            &host.trim_end_matches('.').to_ascii_lowercase(),
            "localhost",
        ),
    }
}

/// The port that a request to `uri` goes to.
pub(super) fn port_of(uri: &Uri) -> u16 {
    uri.port_u16().unwrap_or_else(|| default_port(uri))
}

/// The port of the scheme.
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
    fn a_name_is_the_host_and_all_below_it() {
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
    fn entries_are_separated_by_commas_or_blanks() {
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
    fn a_star_is_every_host() {
        assert_contains("*", &["example.com", "10.0.0.1", "[2001:db8::1]"], &[]);
        assert_contains("a.example, *", &["example.com"], &[]);
        assert_contains("*:8443", &["example.com:8443"], &["example.com"]);
    }

    #[test]
    fn an_address_is_compared_as_an_address() {
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
        // A name is no address, and the end of an address is no domain.
        assert_contains("2.3", &[], &["10.1.2.3"]);
    }

    #[test]
    fn a_network_is_every_address_in_it() {
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
    fn an_entry_with_a_port_is_for_this_port() {
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
