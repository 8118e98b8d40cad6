//! A city sees its own side of the figures: the same numbers as the desk, and nothing of other cities.

use crate::grant::signed_in;
use crate::support::on_both;
use crate::tracking::{row, two};

#[test]
fn a_city_sees_where_its_own_money_stands() {
    on_both(|world| {
        let two = two(world);
        let (g, official) = (&two.madison, signed_in(world, &two.madison.city.official));
        let home = official.get("/portal");
        let all = official.follow(&home, "Spending of your awards");
        all.must_be(200).must_say("$6,000.00 of $8,000.00 obligated is spent; $2,000.00 is left.");
        assert_eq!(row(&all, "All"), ["All", "$8,000.00", "$8,000.00", "$0.00", "$6,000.00", "$2,000.00"]);
        assert!(!all.says("Elmira") && !all.says(&two.number), "{}", all.text());
        let one = official.get(&format!("/portal/awards/{}/money", g.number));
        one.must_be(200).must_say("$6,000.00 of $8,000.00 obligated is spent").must_say("Protocol course");
        assert_eq!(row(&one, "All"), row(&all, "All"));
        official.follow(&one, "$6,000.00").must_say("Flights to Lyon");
        // The desk says the same.
        let desk = signed_in(world, &g.fund.officer).get("/desk/spending?by=state");
        assert_eq!(row(&desk, "Wisconsin")[1..], row(&all, "All")[1..]);
    });
}

#[test]
fn a_city_sees_nothing_of_another() {
    on_both(|world| {
        let two = two(world);
        let official = signed_in(world, &two.elmira.official);
        official.get(&format!("/portal/awards/{}/money", two.madison.number)).must_be(404);
        official.get(&format!("/portal/spending?city={}", two.madison.city.id)).must_be(404);
        official.get("/portal/spending?city=x").must_be(404);
        official.get("/portal/spending").must_be(200).must_say("$0.00 of $6,000.00 obligated is spent");
        signed_in(world, &two.madison.fund.officer).get("/portal/spending").must_be(404);
    });
}
