//! The arithmetic of a request for advance or reimbursement (SF-270): line 11 for a reimbursement, line 12 for an advance,
//! never both. Pure: what the books say and what the official states goes in, the lines of the form come out.

use super::payment::PaymentKind;
use crate::kernel::{Money, MoneyError};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What the books say of an award when money is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Books {
    /// The fund's part of the costs that were accepted so far.
    pub spent: Money,
    /// The city's own part that was accepted.
    pub matched: Money,
    /// What the fund paid, and what was asked for and is on its way.
    pub requested: Money,
    /// Advances that the city holds or has asked for, and has not spent.
    pub held: Money,
    /// How many requests there were before.
    pub requests: u32,
}

/// What will be spent of the fund's money in one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// The first day of the month.
    pub month: NaiveDate,
    /// How much.
    pub amount: Money,
}

/// What the official states besides the amounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// Income of the program so far, which pays for costs before the fund does.
    pub income: Money,
    /// What will be spent, by month; nothing for an advance that is needed at once.
    pub needs: Vec<Need>,
}

/// One line of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormLine {
    /// Its number, such as `11a`.
    pub number: String,
    /// Its name.
    pub title: String,
    /// How much.
    pub amount: Money,
}

/// The computed part of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    /// Its lines, in order; the last one is what is asked for.
    pub lines: Vec<FormLine>,
    /// Accepted costs that a later request may ask for.
    pub later: Money,
}

/// The form as the official certified it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestForm {
    /// Line 1a.
    pub kind: PaymentKind,
    /// Line 1b: whether nothing of the award is left to ask for after it; unknown of forms from before it was kept.
    #[serde(default)]
    pub is_final: Option<bool>,
    /// Line 6: the employer identification number of the city.
    #[serde(default)]
    pub ein: Option<String>,
    /// Its Unique Entity Identifier.
    #[serde(default)]
    pub uei: Option<String>,
    /// Line 5: the number of this request.
    pub number: u32,
    /// Line 8: the first day of the period it covers.
    pub from: NaiveDate,
    /// Line 8: the last day of the period it covers.
    pub to: NaiveDate,
    /// Line 11 or line 12.
    pub lines: Vec<FormLine>,
    /// Line 11j: by month.
    pub needs: Vec<Need>,
    /// Accepted costs that are left for a later request.
    pub later: Money,
    /// Line 13.
    pub certification: String,
    /// The policy it follows.
    pub policy: String,
}

/// Why the form does not come out at what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// Money that the city holds pays for the costs first.
    #[error(
        "Ask for at most {most} in all. You hold or have asked for {held} of advances that are not spent. What you do not need of it soon, and income of the program, pays for these costs first."
    )]
    Covered {
        /// The most to ask for.
        most: Money,
        /// What is held.
        held: Money,
    },
    /// More is needed of an advance than there is.
    #[error("You hold or have asked for {held} of advances, so you cannot spend more of them.")]
    NeedsMore {
        /// What is held.
        held: Money,
    },
    /// The need, less what is held, is another amount than the one asked for.
    #[error(
        "You need {need} and hold or have asked for {held}, which leaves {left}; the amounts by category come to {asked}. Make them agree."
    )]
    NeedDiffers {
        /// The need by month, together.
        need: Money,
        /// What is held.
        held: Money,
        /// What is left.
        left: Money,
        /// What is asked for.
        asked: Money,
    },
    /// Outside the range of an amount.
    #[error(transparent)]
    TooLarge(#[from] MoneyError),
}

fn line(number: &str, title: &str, amount: Money) -> FormLine {
    FormLine { number: number.to_owned(), title: title.to_owned(), amount }
}

/// Line 11: accepted costs that the fund has not paid for.
///
/// # Errors
/// [`Misfit`].
pub fn reimbursement(books: &Books, stated: &Stated, asked: Money) -> Result<Computed, Misfit> {
    let still_needed = Money::total(stated.needs.iter().map(|need| need.amount))?;
    if still_needed > books.held {
        return Err(Misfit::NeedsMore { held: books.held });
    }
    let most = books.spent.minus(stated.income)?.plus(still_needed)?.minus(books.requested)?;
    if asked > most {
        return Err(Misfit::Covered { most: most.max(Money::ZERO), held: books.held });
    }
    let later = most.minus(asked)?;
    let outlays = books.spent.plus(books.matched)?.minus(later)?;
    let net = outlays.minus(stated.income)?;
    let all = net.plus(still_needed)?;
    let share = all.minus(books.matched)?;
    let lines = vec![
        line("11a", "Total program outlays to date", outlays),
        line("11b", "Less: cumulative program income", stated.income),
        line("11c", "Net program outlays (11a less 11b)", net),
        line("11d", "Estimated net cash outlays for advance period", still_needed),
        line("11e", "Total (11c plus 11d)", all),
        line("11f", "Non-federal share of amount on line 11e", books.matched),
        line("11g", "Federal share of amount on line 11e", share),
        line("11h", "Federal payments previously requested", books.requested),
        line("11i", "Federal share now requested (11g less 11h)", share.minus(books.requested)?),
    ];
    Ok(Computed { lines, later })
}

/// Line 12: what will be spent in the next days, less what the city holds.
///
/// # Errors
/// [`Misfit`].
pub fn advance(books: &Books, stated: &Stated, asked: Money) -> Result<Computed, Misfit> {
    let at_once = books.held.plus(asked)?;
    let need = if stated.needs.is_empty() { at_once } else { Money::total(stated.needs.iter().map(|need| need.amount))? };
    let left = need.minus(books.held)?;
    if left != asked {
        return Err(Misfit::NeedDiffers { need, held: books.held, left: left.max(Money::ZERO), asked });
    }
    let lines = vec![
        line("12a", "Estimated federal cash outlays that will be made during period covered by the advance", need),
        line("12b", "Less: estimated balance of federal cash on hand as of beginning of advance period", books.held),
        line("12c", "Amount requested (12a less 12b)", left),
    ];
    Ok(Computed { lines, later: Money::ZERO })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cents(cents: i64) -> Money {
        Money::from_cents(cents)
    }

    fn needs(amounts: &[i64]) -> Vec<Need> {
        let months = ["2027-06-01", "2027-07-01", "2027-08-01"].map(|text| text.parse().expect("a day"));
        months.into_iter().zip(amounts).map(|(month, amount)| Need { month, amount: cents(*amount) }).collect()
    }

    fn amounts(computed: &Computed) -> Vec<i64> {
        computed.lines.iter().map(|line| line.amount.cents()).collect()
    }

    #[test]
    fn line_11_asks_for_what_was_spent_and_not_paid() {
        // $6,000 accepted, of which $5,000 came from an advance that is spent; $1,000 of match; $200 of income.
        let books = Books { spent: cents(600_000), matched: cents(100_000), requested: cents(500_000), ..Books::default() };
        let stated = Stated { income: cents(20_000), needs: vec![] };
        let all = reimbursement(&books, &stated, cents(80_000)).expect("it fits");
        assert_eq!(amounts(&all), [700_000, 20_000, 680_000, 0, 680_000, 100_000, 580_000, 500_000, 80_000]);
        assert_eq!(all.later, Money::ZERO);
        let part = reimbursement(&books, &stated, cents(30_000)).expect("it fits");
        assert_eq!(amounts(&part), [650_000, 20_000, 630_000, 0, 630_000, 100_000, 530_000, 500_000, 30_000]);
        assert_eq!(part.later, cents(50_000));
        let over = reimbursement(&books, &stated, cents(80_001));
        assert_eq!(over, Err(Misfit::Covered { most: cents(80_000), held: Money::ZERO }), "one cent too much");
    }

    #[test]
    fn money_that_is_held_pays_first_unless_it_is_needed() {
        // $3,000 of an advance for another category is not spent; $1,000 of costs were accepted.
        let books = Books { spent: cents(100_000), requested: cents(300_000), held: cents(300_000), ..Books::default() };
        let nothing = reimbursement(&books, &Stated::default(), cents(1));
        assert_eq!(nothing, Err(Misfit::Covered { most: Money::ZERO, held: cents(300_000) }));
        let stated = Stated { needs: needs(&[200_000, 100_000]), ..Stated::default() };
        let all = reimbursement(&books, &stated, cents(100_000)).expect("it fits");
        assert_eq!(amounts(&all), [100_000, 0, 100_000, 300_000, 400_000, 0, 400_000, 300_000, 100_000]);
        let more = Stated { needs: needs(&[300_001]), ..Stated::default() };
        assert_eq!(reimbursement(&books, &more, cents(1)), Err(Misfit::NeedsMore { held: cents(300_000) }));
    }

    #[test]
    fn line_12_asks_for_the_need_less_what_is_held() {
        let books = Books { held: cents(200_000), requested: cents(200_000), ..Books::default() };
        let at_once = advance(&books, &Stated::default(), cents(50_000)).expect("it fits");
        assert_eq!(amounts(&at_once), [250_000, 200_000, 50_000]);
        let stated = Stated { needs: needs(&[150_000, 100_000]), ..Stated::default() };
        assert_eq!(advance(&books, &stated, cents(50_000)), Ok(at_once));
        let other = advance(&books, &stated, cents(50_001));
        let told = Misfit::NeedDiffers { need: cents(250_000), held: cents(200_000), left: cents(50_000), asked: cents(50_001) };
        assert_eq!(other, Err(told));
        let too_little = Stated { needs: needs(&[100_000]), ..Stated::default() };
        assert!(advance(&books, &too_little, cents(1)).is_err(), "less than what is held");
    }

    #[test]
    fn the_last_line_is_what_is_asked_for_whatever_the_books_say() {
        let mut fitted = 0;
        for n in 0..4_000_i64 {
            let part = |of: i64, most: i64| cents((n * 7_919 + of * 104_729) % (most + 1));
            let held = part(1, 90_000);
            let books = Books { spent: part(2, 500_000), matched: part(3, 80_000), requested: held, held, requests: 0 };
            let stated = Stated { income: part(4, 9_000), needs: needs(&[part(5, 40_000).cents()]) };
            let asked = part(6, 60_000);
            for computed in [reimbursement(&books, &stated, asked), advance(&books, &Stated::default(), asked)] {
                let Ok(computed) = computed else { continue };
                assert_eq!(computed.lines.last().map(|line| line.amount), Some(asked));
                assert!(computed.later >= Money::ZERO);
                let of = amounts(&computed);
                if of.len() == 9 {
                    assert_eq!(
                        (of[0] - of[1], of[2] + of[3], of[4] - of[5], of[6] - of[7]),
                        (of[2], of[4], of[6], of[8]),
                        "{books:?} {stated:?}"
                    );
                    assert!(of[0] >= 0 && of[8] <= books.spent.cents(), "{books:?} {stated:?}");
                }
                fitted += 1;
            }
        }
        assert!(fitted > 4_000, "{fitted}");
    }

    #[test]
    fn a_form_from_before_more_of_it_was_kept_can_be_read() {
        let older = r#"{"kind":"advance","number":1,"from":"2027-06-01","to":"2027-07-01","lines":[],"needs":[],"later":0,"certification":"","policy":""}"#;
        let form: RequestForm = serde_json::from_str(older).expect("readable");
        assert_eq!((form.is_final, form.ein, form.uei), (None, None, None));
    }

    #[test]
    fn amounts_that_do_not_add_up_are_refused() {
        let books = Books { held: cents(i64::MAX), ..Books::default() };
        assert!(matches!(advance(&books, &Stated::default(), cents(1)), Err(Misfit::TooLarge(_))));
    }
}
