use std::io;
use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Resolves names to public addresses, and `localhost` to this machine.
pub(crate) struct Guard;

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(checked(name.as_str(), found)?.into_iter()) as Addrs)
        })
    }
}

/// All of them or none: a name with one private address among its public ones is an attack, or a mistake.
fn checked(name: &str, found: Vec<SocketAddr>) -> io::Result<Vec<SocketAddr>> {
    let fits = |address: &SocketAddr| {
        if name == "localhost" {
            address.ip().is_loopback()
        } else {
            crate::is_public(address.ip())
        }
    };
    if found.iter().all(fits) {
        Ok(found)
    } else {
        Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the name leads into a private network",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(name: &str, addresses: &[&str]) -> bool {
        checked(name, addresses.iter().map(|text| text.parse().unwrap()).collect()).is_ok()
    }

    #[test]
    fn a_name_that_leads_into_our_network_is_refused_whole() {
        assert!(passes("api.example", &["1.1.1.1:0", "[2606:4700::1111]:0"]));
        assert!(!passes("api.example", &["127.0.0.1:0"]));
        assert!(!passes("api.example", &["1.1.1.1:0", "10.0.0.1:0"]));
        assert!(!passes("api.example", &["[::ffff:169.254.169.254]:0"]));
    }

    #[test]
    fn localhost_is_this_machine_and_nothing_else() {
        assert!(passes("localhost", &["127.0.0.1:0", "[::1]:0"]));
        assert!(!passes("localhost", &["1.1.1.1:0"]));
        assert!(!passes("localhost.example", &["127.0.0.1:0"]));
    }
}
