//! Refuses unsafe requests that other sites caused. `Sec-Fetch-Site` must be
//! `same-origin`; without that header `Origin` (or the origin of `Referer`) must be
//! ours; without either the request is refused. Bearer tokens are never sent by a
//! browser on its own, so the API needs no such proof.

use crate::web::{App, Problem};
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::middleware::Next;
use actix_web::{Error, web};

pub(super) async fn refuse<B: MessageBody>(req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let by_token = super::routed(req.request()).starts_with("/api/") && req.headers().contains_key(header::AUTHORIZATION);
    let app = req.app_data::<web::Data<App>>();
    let ours = || app.is_some_and(|app| comes_from_us(req.headers(), &app.settings.server.public_origin));
    if req.method().is_safe() || by_token || ours() {
        return Ok(next.call(req).await?.map_into_left_body());
    }
    Ok(req.error_response(Problem::cross_site()).map_into_right_body())
}

fn comes_from_us(headers: &HeaderMap, origin: &str) -> bool {
    let value = |name: &HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = value(&HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin";
    }
    if let Some(from) = value(&header::ORIGIN) {
        return from == origin;
    }
    value(&header::REFERER).is_some_and(|from| from == origin || from.strip_prefix(origin).is_some_and(|rest| rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn only_our_own_pages_may_send_forms() {
        let rows: [(&[(&str, &str)], bool); 9] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("origin", "https://fund.example")], true),
            (&[("origin", "null")], false),
            (&[("origin", "https://fund.example.evil.example")], false),
            (&[("referer", "https://fund.example/portal")], true),
            (&[], false),
        ];
        for (sent, expected) in rows {
            let mut headers = HeaderMap::new();
            for (name, value) in sent {
                headers.insert(HeaderName::try_from(*name).expect("a name"), HeaderValue::from_static(value));
            }
            assert_eq!(comes_from_us(&headers, "https://fund.example"), expected, "{sent:?}");
        }
    }
}
