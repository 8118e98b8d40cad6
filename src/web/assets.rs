//! Stylesheet, scripts and pictures, from the binary. Their names hold a hash of
//! their bytes, so browsers keep them for ever; they were compressed once, when
//! the program was built.

use super::Problem;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

struct Asset {
    name: &'static str,
    path: &'static str,
    plain: &'static [u8],
    br: &'static [u8],
    gz: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of an asset by its plain name, such as `udf.css`. A name that does
/// not exist gives an address that does not; a test asks for every name in use.
#[must_use]
pub fn asset_url(name: &str) -> String {
    let known = ASSETS.iter().find(|asset| asset.name == name);
    format!("/assets/{}", known.map_or(name, |asset| asset.path))
}

/// Mounts `/assets/{path}`.
pub fn mount(config: &mut ServiceConfig) {
    config.service(web::resource("/assets/{path}").route(web::get().to(serve)).route(web::head().to(serve)));
}

async fn serve(req: HttpRequest, path: web::Path<String>) -> Result<HttpResponse, Problem> {
    let asset = find(&path).ok_or_else(Problem::missing)?;
    let (encoding, bytes) = choose(asset, accepted(req.headers()));
    let tag = format!("\"{}.{}\"", asset.path, encoding.unwrap_or("plain"));
    let known = req.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let mut response = if known.is_some_and(|tags| tags.split(',').any(|t| t.trim().trim_start_matches("W/") == tag)) {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .content_type(content_type(asset.path))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::ETAG, tag))
        .insert_header((header::VARY, "Accept-Encoding"));
    if let Some(encoding) = encoding {
        response.insert_header((header::CONTENT_ENCODING, encoding));
    }
    Ok(response.body(bytes))
}

fn find(path: &str) -> Option<&'static Asset> {
    let at = ASSETS.binary_search_by(|asset| asset.path.cmp(path)).ok()?;
    ASSETS.get(at)
}

fn accepted(headers: &HeaderMap) -> &str {
    headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

/// The smallest form that the client takes.
fn choose(asset: &Asset, accepts: &str) -> (Option<&'static str>, &'static [u8]) {
    let takes = |wanted: &str| {
        accepts.split(',').any(|offer| {
            let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
            let refused = matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
            name.trim().eq_ignore_ascii_case(wanted) && !refused
        })
    };
    let packed = [("br", asset.br), ("gzip", asset.gz)];
    let smaller = packed.into_iter().find(|(name, bytes)| bytes.len() < asset.plain.len() && takes(name));
    smaller.map_or((None, asset.plain), |(name, bytes)| (Some(name), bytes))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stylesheet() -> &'static Asset {
        ASSETS.iter().find(|a| a.name == "udf.css").expect("a stylesheet")
    }

    #[test]
    fn the_table_is_sorted_and_names_are_unique() {
        assert!(ASSETS.windows(2).all(|pair| pair[0].path < pair[1].path));
        for asset in ASSETS {
            assert!(find(asset.path).is_some_and(|found| found.name == asset.name), "{}", asset.path);
        }
    }

    #[test]
    fn the_layout_finds_its_assets() {
        for name in ["udf.css", "udf.js", "favicon.svg"] {
            assert!(asset_url(name).contains('-'), "{name} is not among the assets");
        }
    }

    #[test]
    fn the_stylesheet_names_only_assets_that_exist() {
        let css = String::from_utf8_lossy(stylesheet().plain);
        for part in css.split("url(\"").skip(1) {
            let name = part.split('"').next().unwrap_or_default();
            assert!(name.is_empty() || find(name).is_some(), "{name}");
        }
    }

    #[test]
    fn sends_the_smallest_form_the_client_takes() {
        let encoding = |accepts| choose(stylesheet(), accepts).0;
        assert_eq!(encoding("gzip, deflate, br"), Some("br"));
        assert_eq!(encoding("gzip, br;q=0"), Some("gzip"));
        assert_eq!(encoding(""), None);
    }

    #[test]
    fn the_first_view_is_small() {
        let bytes: usize = ASSETS.iter().filter(|a| a.name.ends_with(".css") || a.name.ends_with(".js")).map(|a| a.br.len()).sum();
        assert!(bytes < 40_000, "{bytes} bytes of styles and scripts");
    }
}
