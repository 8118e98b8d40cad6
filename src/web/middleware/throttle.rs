//! At most so many tries to sign in, to ask for a link, to ask about a round or to tell of trouble, per minute and client
//! address. A proxy's word for the client's address is believed only from the
//! networks in `server.trusted_proxies`.

use crate::config::Server;
use crate::web::{Form, Problem};
use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;

const GUARDED: [&str; 4] = ["/sign-in", "/sign-up", "/sign-in/link", "/help"];

/// Whether anybody may send a form there, again and again.
fn is_guarded(path: &str) -> bool {
    GUARDED.contains(&path) || (path.starts_with("/opportunities/") && path.ends_with("/ask"))
}

/// Counts tries per client address; shared by all web workers.
#[derive(Clone)]
pub struct Throttle {
    tries: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    proxies: Arc<Vec<IpNet>>,
}

impl Throttle {
    /// As the settings say; unreadable networks are left out with a warning.
    #[must_use]
    pub fn new(settings: &Server) -> Self {
        let per_minute = NonZeroU32::new(settings.sign_in_tries_per_minute).unwrap_or(NonZeroU32::MIN);
        let proxies = settings.trusted_proxies.iter().filter_map(|text| match text.parse() {
            Ok(network) => Some(network),
            Err(_) => {
                tracing::warn!(text, "server.trusted_proxies holds something that is no network; it is ignored");
                None
            }
        });
        Self { tries: Arc::new(RateLimiter::keyed(Quota::per_minute(per_minute))), proxies: Arc::new(proxies.collect()) }
    }

    fn allows(&self, req: &ServiceRequest) -> bool {
        if req.method() != Method::POST || !is_guarded(super::routed(req.request())) {
            return true;
        }
        let Some(peer) = req.peer_addr().map(|addr| addr.ip()) else { return true };
        let forwarded = req.headers().get(header::X_FORWARDED_FOR).and_then(|v| v.to_str().ok());
        self.tries.check_key(&network(self.client(peer, forwarded))).is_ok()
    }

    /// The last address that a trusted proxy did not add itself.
    fn client(&self, peer: IpAddr, forwarded: Option<&str>) -> IpAddr {
        let trusted = |ip: &IpAddr| self.proxies.iter().any(|network| network.contains(ip));
        if !trusted(&peer) {
            return peer;
        }
        let hops = forwarded.unwrap_or_default().split(',').rev().map_while(|hop| hop.trim().parse().ok());
        hops.into_iter().find(|hop| !trusted(hop)).unwrap_or(peer)
    }
}

/// What stands for a client: its address, or the /64 network that one household or office is given in IPv6.
fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(long) => IpAddr::V6(Ipv6Addr::from_bits(long.to_bits() & (u128::MAX << 64))),
        short @ IpAddr::V4(_) => short,
    }
}

pub(super) async fn limit<B: MessageBody>(
    throttle: Throttle,
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if throttle.allows(&req) {
        return Ok(next.call(req).await?.map_into_left_body());
    }
    let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "Too many tries", "Nothing was changed. Wait a minute, then try again.");
    let _ = req.extract::<Form>().await;
    Ok(req.error_response(problem).map_into_right_body())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let mut server = Settings::defaults().expect("defaults").server;
        server.trusted_proxies = vec!["10.0.0.0/8".into(), "nonsense".into()];
        let throttle = Throttle::new(&server);
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let rows = [
            ("203.0.113.9", Some("198.51.100.1"), "203.0.113.9"),
            ("10.0.0.1", Some("198.51.100.1"), "198.51.100.1"),
            ("10.0.0.1", Some("192.0.2.66, 198.51.100.1, 10.2.2.2"), "198.51.100.1"),
            ("10.0.0.1", Some("garbage"), "10.0.0.1"),
            ("10.0.0.1", None, "10.0.0.1"),
        ];
        for (peer, forwarded, client) in rows {
            assert_eq!(throttle.client(ip(peer), forwarded), ip(client), "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn a_network_of_ipv6_is_one_client() {
        let of = |text: &str| network(text.parse().expect("an address")).to_string();
        assert_eq!(of("2001:db8:1:2:aaaa::1"), of("2001:db8:1:2:bbbb::2"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!((of("203.0.113.9"), of("::ffff:203.0.113.9")), ("203.0.113.9".into(), "203.0.113.9".into()));
    }
}
