//! Names of files as people send them: cleaned for keeping, encoded for downloads (RFC 6266).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

/// Longer names are shortened before their extension.
const LONGEST: usize = 120;

/// What RFC 5987 allows unencoded in `filename*`.
const ATTR: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The last part of the path that a browser sent, without control, direction and
/// path characters; `file` if nothing is left.
#[must_use]
pub fn clean_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.nfc().filter(|c| !is_hostile(*c)).collect();
    let kept = kept.trim().trim_start_matches('.').trim();
    let (stem, extension) = kept.rsplit_once('.').map_or((kept, String::new()), |(s, e)| (s, format!(".{e}")));
    let room = LONGEST.saturating_sub(extension.chars().count());
    let stem: String = stem.chars().take(room).collect();
    let name: String = format!("{stem}{extension}").chars().take(LONGEST).collect();
    if name.is_empty() { "file".into() } else { name }
}

fn is_hostile(c: char) -> bool {
    let turns_direction = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns_direction || matches!(c, '\u{200b}' | '\u{feff}' | '<' | '>' | ':' | '"' | '|' | '?' | '*')
}

/// The value of `Content-Disposition` that saves a file under this name.
#[must_use]
pub fn content_disposition(name: &str) -> String {
    let name = clean_name(name);
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || " -._()".contains(c) { c } else { '_' }).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(&name, ATTR))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_are_tamed() {
        let rows = [
            ("budget.pdf", "budget.pdf"),
            ("C:\\Users\\ana\\budget.pdf", "budget.pdf"),
            ("../../etc/passwd", "passwd"),
            ("..", "file"),
            (".htaccess", "htaccess"),
            ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("\"quoted\" <b>.png", "quoted b.png"),
            ("", "file"),
        ];
        for (sent, expected) in rows {
            assert_eq!(clean_name(sent), expected, "{sent:?}");
        }
        let long = clean_name(&format!("{}.pdf", "x".repeat(4_000)));
        assert_eq!((long.chars().count(), long.ends_with(".pdf")), (LONGEST, true));
    }

    #[test]
    fn downloads_keep_names_of_every_script() {
        assert_eq!(
            content_disposition("Kraków plan.pdf"),
            "attachment; filename=\"Krak_w plan.pdf\"; filename*=UTF-8''Krak%C3%B3w%20plan.pdf"
        );
        assert_eq!(
            content_disposition("a\";x=\"b.pdf"),
            "attachment; filename=\"a_x=b.pdf\"; filename*=UTF-8''a%3Bx%3Db.pdf".replace("a_x=b", "a_x_b")
        );
    }
}
