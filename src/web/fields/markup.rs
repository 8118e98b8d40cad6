//! HTML that is drawn here and not by a template: the rows of tables and summary
//! lists. They are most of every long page, and a template copies a part's values
//! before it draws them.

use serde::Serialize;

/// HTML to put on a page as it is, with `{{draw …}}`. Only words of this program's
/// own source go in as they are; all else is escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Markup {
    /// The name by which the `draw` helper knows it.
    markup: String,
}

impl Markup {
    /// An SVG that `workflow::svg` drew. The words in it are escaped there.
    #[must_use]
    pub fn drawing(svg: &str) -> Self {
        Self { markup: svg.to_owned() }
    }

    /// HTML from the source.
    pub fn html(&mut self, html: &'static str) -> &mut Self {
        self.markup.push_str(html);
        self
    }

    /// A text or the value of a quoted attribute, escaped.
    pub fn text(&mut self, text: &str) -> &mut Self {
        let mut rest = text;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            let (plain, special) = rest.split_at(at);
            self.markup.push_str(plain);
            let escaped = match special.as_bytes().first() {
                Some(b'&') => "&amp;",
                Some(b'<') => "&lt;",
                Some(b'>') => "&gt;",
                Some(b'"') => "&quot;",
                _ => "&#x27;",
            };
            self.markup.push_str(escaped);
            rest = special.get(1..).unwrap_or_default();
        }
        self.markup.push_str(rest);
        self
    }

    /// What was drawn elsewhere.
    pub fn add(&mut self, other: &Self) -> &mut Self {
        self.markup.push_str(&other.markup);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Markup;

    #[test]
    fn what_people_type_is_never_html() {
        let mut drawn = Markup::default();
        drawn.html("<b title=\"").text("it's \"5\" > 3 & é").html("\">").text("<script>").html("</b>");
        assert_eq!(drawn.markup, "<b title=\"it&#x27;s &quot;5&quot; &gt; 3 &amp; é\">&lt;script&gt;</b>");
    }
}
