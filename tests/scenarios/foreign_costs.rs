//! Costs in another currency, and nights and meals against the travel rates: those inside the program, of a file, typed.

use crate::expense_flags::{at_the_desk, enter};
use crate::grant::signed_in;
use crate::money::{ground, receipt};
use crate::support::on_both;
use urban_diplomacy_fund::rates::{self, Known};

#[test]
fn another_currency_becomes_dollars_by_its_rate() {
    on_both(|world| {
        let g = ground(world);
        let euros = [("currency", "eur"), ("foreign_amount", "120.00"), ("fx_rate", "1.0843"), ("fx_source", "Card statement")];
        let with = |more: &[(&'static str, &'static str)]| -> Vec<(&'static str, &'static str)> {
            let kept = euros.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
            kept.chain(more).copied().collect()
        };
        let file = receipt(1);
        enter(world, &g, &with(&[("amount", "130")]), Some(&file)).must_be(422).must_say("The amount and the rate come to $130.12.");
        // The dollars are left empty, as the hint says: only what is wrong with the other currency is told.
        let told = |more: &[(&'static str, &'static str)], words: &str| {
            let page = enter(world, &g, &with(more), Some(&file));
            page.must_be(422).must_say(words);
            assert!(!page.says("Enter an amount in dollars"), "{}", page.text());
        };
        told(&[("amount", ""), ("fx_rate", "1,08")], "how many US dollars one unit costs");
        told(&[("amount", ""), ("fx_rate", "")], "how many US dollars one unit costs");
        told(&[("amount", ""), ("currency", "")], "Enter the currency");
        // Whoever types dollars beside it is told of both.
        let both = enter(world, &g, &with(&[("amount", "abc"), ("fx_rate", "")]), Some(&file));
        both.must_be(422).must_say("Enter an amount in dollars").must_say("how many US dollars one unit costs");
        let dollars = [("amount", ""), ("currency", "USD")];
        enter(world, &g, &with(&dollars), Some(&file)).must_be(422).must_say("Enter an amount in dollars");
        enter(world, &g, &with(&[("amount", "")]), Some(&file)).must_be(200).must_say("$130.12");
        at_the_desk(world, &g, "Flights to Lyon").must_say("120.00 EUR at 1.0843 US dollars each").must_say("Card statement");
    });
}

#[test]
fn rooms_and_meals_over_the_rate_are_flagged() {
    on_both(|world| {
        let g = ground(world);
        // Nothing is known of Lyon yet, so nothing is flagged, and the officer reads why.
        enter(world, &g, &[("description", "Hotel one"), ("amount", "900"), ("nights", "4")], Some(&receipt(1))).must_be(200);
        let one = at_the_desk(world, &g, "Hotel one");
        assert!(!one.says("Over the travel rate"), "{}", one.text());
        one.must_say("no rate is known for Lyon on May 10, 2027. Import the foreign rates or type one.");
        let officer = signed_in(world, &g.fund.officer);
        let page = officer.get("/desk/rates");
        let typed = [
            ("rate_country", "France"),
            ("place", "Lyon"),
            ("from_month", "4"),
            ("from_day", "1"),
            ("from_year", "2027"),
            ("to_month", "9"),
            ("to_day", "30"),
            ("to_year", "2027"),
            ("lodging", "200"),
            ("meals", "120"),
        ];
        officer.submit(&page, &typed).must_be(422).must_say("Say where the rates are from");
        // Every mistake stands beside its own field, a day in the words of its three boxes.
        let beside = |wrong: &[(&str, &str)], told: &[(&str, &str)]| {
            let values: Vec<_> =
                typed.iter().filter(|(name, _)| !wrong.iter().any(|(other, _)| other == name)).chain(wrong).copied().collect();
            let refused = officer.submit(&page, &values);
            assert_eq!(refused.must_be(422).all(".usa-error-message").len(), told.len(), "{}", refused.text());
            for (field, words) in told {
                let found = refused.one(&format!("#{field}-error"));
                assert!(found.contains(words), "{field}: {found}");
            }
        };
        let day = "Enter the first day on which the rate counts.";
        beside(
            &[("rate_country", ""), ("from_month", ""), ("from_day", ""), ("from_year", ""), ("lodging", "x"), ("meals", "")],
            &[
                ("rate_country", "Name the country"),
                ("from", day),
                ("lodging", "A night must look like"),
                ("meals", "A day of meals must look like"),
            ],
        );
        beside(&[("to_month", "3")], &[("to", "The last day lies before the first.")]);
        beside(&[("to_day", "31")], &[("to", "Enter a date that exists")]);
        beside(&[("from_year", "1999")], &[("from", "Enter a day of the year 2000 or later.")]);
        let all: Vec<_> = typed.iter().copied().chain([("citation", "State, May 2027")]).collect();
        officer.submit(&page, &all).must_be(200).must_say("Lyon, France").must_say("$90.00");
        // Four nights at 200; one person goes.
        enter(world, &g, &[("description", "Hotel two"), ("amount", "800"), ("nights", "4")], Some(&receipt(2))).must_be(200);
        assert!(!at_the_desk(world, &g, "Hotel two").says("Over the travel rate"), "at the rate is not over it");
        enter(world, &g, &[("description", "Hotel three"), ("amount", "800.01"), ("nights", "4")], Some(&receipt(3))).must_be(200);
        at_the_desk(world, &g, "Hotel three")
            .must_say("Over the travel rate")
            .must_say("may cost $800.00")
            .must_say("State, May 2027")
            .must_say("$0.01 more");
        // Five days of meals: two at three quarters, three whole.
        enter(world, &g, &[("description", "Meals"), ("amount", "541"), ("days", "5")], Some(&receipt(4))).must_be(200);
        at_the_desk(world, &g, "Meals").must_say("Over the travel rate").must_say("may cost $540.00");
    });
}

#[test]
fn a_file_of_rates_is_taken_once_and_broken_ones_not_at_all() {
    on_both(|world| {
        let g = ground(world);
        let fay = signed_in(world, &g.preparer);
        let file = |csv: &str| {
            let values = [("source", "state"), ("file_citation", "DSSR 925")];
            fay.attach(&fay.get("/desk/rates"), &values, &[("file", "rates.csv", csv.as_bytes())])
        };
        file("country,place\n").must_be(422).must_say("“from” is missing");
        let head = "country,place,from,to,lodging,meals,first_last\n";
        file(&format!("{head}Japan,Kobe,2027-04-01,2027-09-30,150,100\n")).must_be(422).must_say("more or fewer cells");
        let good = format!("{head}Japan,Kobe,2027-04-01,2027-09-30,150,100,75\nJapan,Other,2027-04-01,2027-09-30,110,80,60\n");
        file(&good).must_be(200).must_say("Kobe, Japan").must_say("Japan, elsewhere");
        file(&good).must_be(200);
        let day = "2027-05-10".parse().expect("a day");
        let room = |place: &str| match world.db.read(|conn| rates::of(conn, place, "Japan", day)).expect("a look") {
            Known::Rates(found) => found.iter().map(|rate| rate.room.cents()).collect::<Vec<_>>(),
            _ => vec![],
        };
        assert_eq!((room("Kobe"), room("Osaka")), (vec![15_000], vec![11_000]));
        assert_eq!(world.db.read(|conn| rates::list_rates(conn, "japan", 10)).expect("rates").len(), 2, "the same file twice");
        signed_in(world, &g.city.official).get("/desk/rates").must_be(404);
    });
}

/// Next year's file of the 48 states: this year's, with another standard rate, and the area of Madison under another name.
fn next_year() -> Vec<u8> {
    use std::io::{Read, Write};
    let shipped: &[u8] = include_bytes!("../../config/rates/per-diem-2027.json.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(shipped).read_to_string(&mut text).expect("the shipped year");
    let mut year: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    year["fiscal_year"] = 2028.into();
    year["standard"]["months"] = vec![121_i64; 12].into();
    for area in year["destinations"].as_array_mut().expect("areas") {
        if area["name"] == "Hilton Head" && area["state"] == "SC" {
            area["months"] = vec![150_i64; 12].into();
        }
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(year.to_string().as_bytes()).expect("packed");
    packed.finish().expect("packed")
}

#[test]
fn next_years_rates_of_the_48_states_come_in_their_yearly_file() {
    on_both(|world| {
        let g = ground(world);
        let fay = signed_in(world, &g.preparer);
        let day = "2027-11-15".parse().expect("a day of the next fiscal year");
        let of = |place: &str| world.db.read(|conn| rates::of(conn, place, "United States", day)).expect("a look");
        let room = |place: &str| match of(place) {
            Known::Rates(found) => found.iter().map(|rate| (rate.room.cents(), rate.fiscal_year)).collect::<Vec<_>>(),
            _ => vec![],
        };
        assert_eq!(room("Elmira, NY"), [(11_300, 2027)], "the latest that is known");
        let send = |bytes: &[u8]| {
            let values = [("source", "gsa"), ("file_citation", "GSA, fiscal year 2028")];
            fay.attach(&fay.get("/desk/rates"), &values, &[("file", "fy2028.json.gz", bytes)])
        };
        let year = next_year();
        send(&year[..year.len() / 2]).must_be(422).must_say("This is no yearly file of rates");
        assert_eq!(room("Elmira, NY"), [(11_300, 2027)], "nothing of it was kept");
        send(&year).must_be(200).must_say("General Services Administration");
        assert_eq!(room("Elmira, NY"), [(12_100, 2028)], "the standard rate");
        assert_eq!(room("Beaufort, SC"), [(15_000, 2028)], "by its county");
        assert_eq!(of("Sitka, AK"), Known::OutsideTheStates);
        let kept = world.db.read(|conn| rates::list_rates(conn, "united states", 100_000)).expect("rates").len();
        send(&year).must_be(200);
        assert_eq!(world.db.read(|conn| rates::list_rates(conn, "united states", 100_000)).expect("rates").len(), kept, "once");
    });
}
