//! The Query protocol, as a client and as a server, and signatures.

mod conformance_xml;
mod query;
mod server;
mod sigv4_suite;
mod xml;
mod xml_hostile;
