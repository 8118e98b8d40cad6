//! The places of open tasks in their reviewer's line.

use super::id;
use crate::db::{Conn, Error, Fixed};
use crate::kernel::{Id, Timestamp};
use crate::people::Account;
use crate::review::{Place, Stage};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamp as SqlTimestamp};
use std::str::FromStr;

/// The open tasks of a reviewer whose applications are in review, as far as their places go. The reviewer stands in a query of
/// its own, so that PostgreSQL plans for any reviewer, once, and not for each again; `CROSS JOIN` keeps SQLite from beginning with
/// all applications in review.
const PLACES: &str = "
    SELECT a.id, a.application_id, a.opportunity_id, a.stage, a.due_on, a.skipped_at,
        (SELECT count(*) FROM review_assignments o WHERE o.application_id = a.application_id AND o.stage = 'submitted') AS submitted,
        (SELECT count(*) FROM review_assignments d WHERE d.reviewer_id = (SELECT CAST(? AS TEXT)) AND d.opportunity_id = a.opportunity_id
            AND d.stage = 'submitted') AS done
    FROM review_assignments a CROSS JOIN wf_instances i
    WHERE i.id = a.application_id AND a.reviewer_id = (SELECT CAST(? AS TEXT)) AND a.stage IN ('assigned', 'cleared') AND i.stage = 'in_review'
    ORDER BY a.assigned_at DESC, a.id LIMIT 500";

pub(in crate::review) fn list_places(conn: &mut Conn, reviewer: Id<Account>) -> Result<Vec<Place>, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Text)]
        application_id: String,
        #[diesel(sql_type = Text)]
        opportunity_id: String,
        #[diesel(sql_type = Text)]
        stage: String,
        #[diesel(sql_type = Nullable<Date>)]
        due_on: Option<NaiveDate>,
        #[diesel(sql_type = Nullable<SqlTimestamp>)]
        skipped_at: Option<NaiveDateTime>,
        #[diesel(sql_type = BigInt)]
        submitted: i64,
        #[diesel(sql_type = BigInt)]
        done: i64,
    }
    let place = |row: Row| {
        Ok(Place {
            task: id(&row.id)?,
            application: id(&row.application_id)?,
            opportunity: id(&row.opportunity_id)?,
            stage: Stage::from_str(&row.stage).map_err(|_| Error::unreadable("review stage", &row.stage))?,
            submitted: row.submitted,
            done: row.done,
            due_on: row.due_on,
            skipped_at: row.skipped_at.map(Timestamp::from_naive),
        })
    };
    let reviewer = reviewer.text();
    let rows: Vec<Row> = Fixed::new(PLACES).text(&reviewer).text(&reviewer).load(conn)?;
    rows.into_iter().map(place).collect()
}
