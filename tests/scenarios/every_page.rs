//! What holds for the pages of everybody.

use crate::support::on_both;

#[test]
fn a_page_that_is_not_there_says_so_in_words() {
    on_both(|world| {
        let page = world.browser().get("/no-such-page");
        page.must_be(404);
        assert_eq!(page.heading(), "Page not found");
    });
}
