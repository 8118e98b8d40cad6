//! The road of an award that is closed in the year after its money was obligated: what was not used goes back by the rules for money of
//! earlier years, and the final figures still add up.

use crate::closeout_list::{refunded, reported};
use crate::grant::{certified_last, day, nothing_contradicts};
use crate::support::on_both;
use urban_diplomacy_fund::disbursement::{self, Unobligated};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger::{self, Dims, JournalFilter};
use urban_diplomacy_fund::process::{self, Press};

#[test]
fn what_is_left_of_an_earlier_year_goes_back_by_its_own_rule() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        let who = (&g.preparer, &g.second);
        world.db.write(|tx| disbursement::adopt_rules(tx, who, "rules-2027-prior-year", day("2026-10-01"))).expect("they adopt");
        let asked = (day("2027-09-30"), Unobligated::Carrying);
        world.db.write(|tx| disbursement::close_year(tx, who, "UDF", asked)).expect("they close the year");
        world.at("2027-10-15T15:00:00Z");
        world
            .db
            .write(|tx| {
                certified_last(tx, &g.city.official, &g.fund.officer, g.id);
                process::close(tx, &g.fund.officer, g.id, &Press::default())
            })
            .expect("closed");
        let of = JournalFilter {
            event: Some("award.deobligate".into()),
            ..JournalFilter::of(Dims { award: Some(g.id.text()), ..Dims::default() })
        };
        let journals = world.db.read(|conn| ledger::list_journals(conn, &of, None, 10)).expect("journals");
        assert_eq!(journals.iter().map(|journal| journal.variant.as_str()).collect::<Vec<_>>(), ["carried"]);
        let left = world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position").total;
        assert_eq!((left.undelivered, left.advanced, left.unpaid), (Money::ZERO, Money::ZERO, Money::ZERO));
        let check = world.db.read(|conn| process::check_seal(conn, g.id.cast())).expect("the record").expect("a seal");
        assert!(check.holds(), "{:?}", check.changed);
        nothing_contradicts(world, &[g.id]);
    });
}
