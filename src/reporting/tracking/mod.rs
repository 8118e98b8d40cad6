//! Where the money of all awards stands and what it bought: by category, round, city, state, fiscal year, award, kind of
//! activity and event; how old open advances are; what is unspent near the end of its period; the expenses that a
//! figure is made of. What is summed over everything comes from sums that triggers keep; the rest from bounded reads.
//!
//! Invariants: kept sums equal the rows that they are made of (T1); awards that are closed to the reader are in no figure,
//! no row and no file (T2); a page, its chart and its files say the same (T3; `docs/INVARIANTS.md`).

mod ageing;
mod ask;
mod city;
mod cost;
mod event;
mod lines;
mod made_of;
mod money;
mod near_end;
mod shares;
mod store;
mod take_out;
mod verify;

pub use ageing::{Advance, Ageing, Ages, ages, open_advances};
pub use ask::{By, Filters, MOST_NARROWED, Narrowed, Wanted, awards_of};
pub use city::{CityFigures, city_figures, city_name};
pub use cost::{CostRow, CostView, by_cost, kind_names};
pub use event::{AllEvents, EventCost, EventSpending, EventView, by_event, event_spending};
pub use lines::{ExpenseLine, LineFilter, Lines, NO_EVENT, list_lines};
pub use made_of::{HeldLine, PartFilter, PlanLine, list_held, list_plans};
pub use money::{MoneyRow, MoneyView, by_money};
pub use near_end::{Ending, NearEnd, Unspent, near_end};
pub use store::{AwardRow, Program, programs};
pub use take_out::{SpendingExported, SpendingFile, may_read, take_out};
pub use verify::{Difference, verify};
