//! Rows of costs, and the lines of the budget that follow from them.

use super::id_of;
use super::plan::raise;
use crate::db::schema::{budget_lines as b, cost_items as c};
use crate::db::{Conn, Error, Tx};
use crate::intake::{Activity, Application, BudgetLine, CostItem, Quantity};
use crate::kernel::{Id, Money};
use diesel::prelude::*;

pub(in super::super) fn budget_lines(conn: &mut Conn, id: Id<Application>) -> Result<Vec<BudgetLine>, Error> {
    let rows: Vec<(String, String, i64, String)> = b::table
        .filter(b::application_id.eq(id.text()))
        .order((b::activity_id, b::category))
        .select((b::activity_id, b::category, b::amount_cents, b::note))
        .load(conn)?;
    rows.into_iter()
        .map(|(activity, category, cents, note)| {
            Ok(BudgetLine { activity: id_of(&activity)?, category, amount: Money::from_cents(cents), note })
        })
        .collect()
}

type Row = ((String, String, String), (i64, String), (i64, i64, Option<String>));

pub(in super::super) fn costs(conn: &mut Conn, id: Id<Application>) -> Result<Vec<CostItem>, Error> {
    let rows: Vec<Row> = c::table
        .filter(c::application_id.eq(id.text()))
        .order((c::activity_id, c::position))
        .select((
            (c::activity_id, c::category, c::what),
            (c::quantity_hundredths, c::unit),
            (c::each_cents, c::city_pays_cents, c::partner_id),
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|((activity, category, what), (hundredths, unit), (each, city_pays, partner))| {
            Ok(CostItem {
                activity: id_of(&activity)?,
                category,
                what,
                quantity: Quantity::from_hundredths(hundredths),
                unit,
                each: Money::from_cents(each),
                city_pays: Money::from_cents(city_pays),
                partner: partner.as_deref().map(id_of).transpose()?,
            })
        })
        .collect()
}

/// The rows of costs of the other activities of the same application.
pub(in super::super) fn count_costs_beside(conn: &mut Conn, stored: &Activity) -> Result<usize, Error> {
    let beside = c::table.filter(c::application_id.eq(stored.application.text())).filter(c::activity_id.ne(stored.id.text()));
    let count: i64 = beside.count().get_result(conn)?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

pub(in super::super) fn change_costs(tx: &mut Tx<'_>, stored: &Activity, items: &[CostItem], lines: &[BudgetLine]) -> Result<(), Error> {
    raise(tx, stored)?;
    delete_costs(tx, stored.id)?;
    for (item, position) in items.iter().zip(1_i32..) {
        diesel::insert_into(c::table)
            .values((
                (c::activity_id.eq(stored.id.text()), c::position.eq(position), c::application_id.eq(stored.application.text())),
                (c::category.eq(&item.category), c::what.eq(&item.what), c::unit.eq(&item.unit)),
                (c::quantity_hundredths.eq(item.quantity.hundredths()), c::each_cents.eq(item.each.cents())),
                (c::city_pays_cents.eq(item.city_pays.cents()), c::partner_id.eq(item.partner.map(|id| id.text()))),
            ))
            .execute(&mut **tx)?;
    }
    for line in lines {
        diesel::insert_into(b::table)
            .values((
                (b::activity_id.eq(stored.id.text()), b::application_id.eq(stored.application.text())),
                (b::category.eq(&line.category), b::amount_cents.eq(line.amount.cents()), b::note.eq(&line.note)),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

pub(super) fn delete_costs(tx: &mut Tx<'_>, activity: Id<Activity>) -> Result<(), Error> {
    diesel::delete(b::table.filter(b::activity_id.eq(activity.text()))).execute(&mut **tx)?;
    diesel::delete(c::table.filter(c::activity_id.eq(activity.text()))).execute(&mut **tx)?;
    Ok(())
}
