//! Many expenses from a file: looked at first, kept as looked at, and not twice.

use crate::expense_flags::{at_the_desk, with_training};
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ground};
use crate::support::{Page, World, on_both};
use urban_diplomacy_fund::gathering;
use urban_diplomacy_fund::spending::{self, Expense, Which};

const HEAD: &str = "date,activity,category,payee,amount,description,receipt\n";

fn look(world: &World, g: &Ground, csv: &str) -> Page {
    let official = signed_in(world, &g.city.official);
    let page = official.get(&format!("/portal/awards/{}/spending/import", g.number));
    official.attach(&page, &[], &[("file", "may.csv", csv.as_bytes())])
}

fn count(world: &World, g: &Ground) -> usize {
    world.db.read(|conn| spending::list_expenses(conn, Which::Award(g.id.cast()))).expect("expenses").len()
}

#[test]
fn a_file_is_looked_at_then_kept_and_never_twice() {
    on_both(|world| {
        let g = ground(world);
        let csv = format!(
            "{HEAD}2027-05-10,Protocol course,travel,Air Lyon,\"1,200.50\",Flights,flights.pdf\n05/11/2027,1,Travel,Hôtel,400,Two bottles of wine,\n2027-05-12,Nothing,travel,X,1,Y,\n2029-01-01,1,travel,X,1,Late,\n"
        );
        let preview = look(world, &g, &csv);
        preview.must_be(200).must_say("2 expenses of $1,600.50 in all would be submitted.");
        preview.must_say("activity: Choose the activity").must_say("date: The day of the cost lies in the future.").must_say("says “wine”");
        assert_eq!(count(world, &g), 0, "nothing is kept by looking");
        let official = signed_in(world, &g.city.official);
        let kept = preview.fill(Some("Submit these expenses"), &[]);
        official.send_form(&kept, &[]).must_be(200).must_say("Flights").must_say("None yet");
        official.send_form(&kept, &[]).must_be(200);
        assert_eq!(count(world, &g), 2, "a double click keeps them once");
        look(world, &g, &csv).must_be(200).must_say("Taken before").must_say("Nothing in it can be saved.");
        let list = official.get(&format!("/portal/awards/{}/spending", g.number));
        official.follow(&list, "Flights").must_say("it follows as flights.pdf").must_say("Your file calls it flights.pdf.");
        let letters = world.mail_to(&g.fund.officer.email);
        let told = letters.iter().filter(|letter| letter.subject_line.contains("submitted 2 expenses")).count();
        assert_eq!(told, 1, "one letter for the whole file");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn what_changed_since_it_was_looked_at_is_shown_again() {
    on_both(|world| {
        let g = ground(world);
        let csv = format!("{HEAD}2027-05-10,1,travel,Air Lyon,100,Flights to Lyon,\n");
        let preview = look(world, &g, &csv);
        // The same payee, day and amount are entered by hand meanwhile.
        crate::expense_flags::enter(world, &g, &[], Some(&crate::money::receipt(1))).must_be(200);
        let official = signed_in(world, &g.city.official);
        let form = preview.fill(Some("Submit these expenses"), &[]);
        let again = official.send_form(&form, &[]);
        again
            .must_be(409)
            .must_say("Something was changed since you looked at your file.")
            .must_say("Another expense of the city names Air Lyon");
        assert_eq!(count(world, &g), 1);
        let form = again.fill(Some("Submit these expenses"), &[]);
        official.send_form(&form, &[]).must_be(200);
        assert_eq!(count(world, &g), 2);
    });
}

/// With the columns that may be left out.
const WIDE: &str = "date,activity,category,payee,amount,description,currency,foreign amount,rate,rate source,person,nights,days\n";

fn submits(world: &World, g: &Ground, preview: &Page) {
    let official = signed_in(world, &g.city.official);
    official.send_form(&preview.fill(Some("Submit these expenses"), &[]), &[]).must_be(200);
}

fn found(world: &World, g: &Ground, what: &str) -> Expense {
    let all = world.db.read(|conn| spending::list_expenses(conn, Which::Award(g.id.cast()))).expect("expenses");
    all.into_iter().find(|expense| expense.description == what).unwrap_or_else(|| panic!("no {what}"))
}

#[test]
fn currency_person_nights_and_days_of_a_row_are_kept() {
    on_both(|world| {
        let g = ground(world);
        let csv = format!(
            "{WIDE}2027-05-10,1,travel,Hotel Minho,,Room,EUR,300.00,1.0843,Card statement,cleo clerk,4,\n2027-05-11,1,travel,Sakura,78.00,Meals,jpy,\"12,000\",0.0065,Bank of Japan,,,5\n2027-05-12,1,travel,Tram,2.50,Ticket,USD,,,,,,\n"
        );
        let preview = look(world, &g, &csv);
        preview.must_be(200).must_say("3 expenses of $405.79 in all would be submitted.").must_say("$325.29").must_say("$78.00");
        submits(world, &g, &preview);
        let cleo = world.db.read(|conn| gathering::activities(conn, g.id.cast())).expect("activities")[0].attendees[0].id.text();
        let room = found(world, &g, "Room");
        assert_eq!((room.amount.cents(), room.attendee, room.nights, room.days), (32_529, Some(cleo), Some(4), None));
        let original = room.original.expect("euros");
        assert_eq!((original.currency.as_str(), original.minor, original.rate.as_str()), ("EUR", 30_000, "1.0843"));
        assert_eq!(original.source, "Card statement");
        let meals = found(world, &g, "Meals");
        assert_eq!((meals.amount.cents(), meals.attendee, meals.nights, meals.days), (7_800, None, None, Some(5)));
        let original = meals.original.expect("yen");
        assert_eq!((original.currency.as_str(), original.minor), ("JPY", 12_000), "yen have no smaller unit");
        let ticket = found(world, &g, "Ticket");
        assert_eq!((ticket.amount.cents(), ticket.original, ticket.nights, ticket.days), (250, None, None, None));
        at_the_desk(world, &g, "Room")
            .must_say("300.00 EUR at 1.0843 US dollars each")
            .must_say("The rate: Card statement")
            .must_say("Cleo Clerk (Clerk)")
            .must_say("Nights for each person 4");
        at_the_desk(world, &g, "Meals").must_say("12000 JPY").must_say("Everybody who goes").must_say("Days of meals for each person 5");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn what_is_wrong_in_those_columns_is_named_by_its_column() {
    on_both(|world| {
        let g = ground(world);
        for (cells, told) in [
            (",EU,10,1.1,Card,,,", "currency: Enter the three letters of the currency, such as EUR, GBP or JPY."),
            (",,10,1.1,Card,,,", "currency: Enter the currency, such as EUR, or leave these fields empty."),
            (",EUR,10.123,1.1,Card,,,", "foreign amount: Enter the amount in that currency using digits, with at most 2 after the point."),
            (",JPY,10.5,0.0065,Card,,,", "foreign amount: Enter the amount in that currency using digits, with at most 0 after the point."),
            (",EUR,10,\"1,1\",Card,,,", "rate: Enter how many US dollars one unit costs, such as 1.0843."),
            (",EUR,10,0,Card,,,", "rate: Enter how many US dollars one unit costs, such as 1.0843."),
            (",EUR,10,1.1,,,,", "rate source: Say where the rate is from, such as the card statement, in at most 120 characters."),
            ("10,EUR,10,1.1,Card,,,", "amount: The amount and the rate come to $11.00. Enter that, or leave the dollars empty."),
            ("10,,,,,Nobody Known,,", "person: Choose a person who goes to this activity."),
            ("10,,,,,,0,", "nights: Enter a whole number from 1 to 366, or leave it empty."),
            ("10,,,,,,,two", "days: Enter a whole number from 1 to 366, or leave it empty."),
        ] {
            let (amount, rest) = cells.split_once(',').expect("an amount");
            let csv = format!("{WIDE}2027-05-10,1,travel,Hotel Minho,{amount},Room,{rest}\n");
            look(world, &g, &csv).must_be(200).must_say("Nothing in it can be saved.").must_say("Left out").must_say(told);
        }
        let never = format!("{WIDE}2027-02-30,1,travel,Hotel Minho,10,Room,,,,,,,\n");
        look(world, &g, &never).must_be(200).must_say("date: Enter a date that exists, such as 2027-05-10.");
        assert_eq!(count(world, &g), 0);
    });
}

#[test]
fn the_rows_of_a_file_use_up_a_category_one_after_another() {
    on_both(|world| {
        let g = ground(world);
        with_training(world, &g);
        let row = |what: &str, amount: &str| format!("2027-05-10,1,training,School of Protocol,{amount},{what},\n");
        let csv = format!("{HEAD}{}{}{}", row("Fee one", "300"), row("Fee two", "200"), row("Fee three", "100.50"));
        let preview = look(world, &g, &csv);
        preview.must_be(200).must_say("3 expenses of $600.50 in all would be submitted.");
        preview.must_say("The category holds $0.00 more, so this is $100.50 over it.");
        assert_eq!(preview.text().matches("The category holds").count(), 1, "the rows before it fit: {}", preview.text());
        submits(world, &g, &preview);
        assert!(!at_the_desk(world, &g, "Fee two").says("Over the category"));
        at_the_desk(world, &g, "Fee three").must_say("Over the category").must_say("2 CFR 200.308");
        // A later file begins where this one ended.
        let csv = format!("{HEAD}{}", row("Fee four", "10"));
        look(world, &g, &csv).must_be(200).must_say("The category holds $0.00 more, so this is $10.00 over it.");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn broken_files_are_refused_whole_and_strangers_find_nothing() {
    on_both(|world| {
        let g = ground(world);
        look(world, &g, "date,activity\n").must_be(422).must_say("“category” is missing");
        look(world, &g, &format!("{HEAD}2027-05-10,1\n")).must_be(422).must_say("more or fewer cells");
        look(world, &g, &HEAD.replace("payee", "Bank account")).must_be(422).must_say("“Bank account”");
        look(world, &g, HEAD).must_be(422).must_say("no rows");
        let official = signed_in(world, &g.city.official);
        let base = format!("/portal/awards/{}/spending/import", g.number);
        official.post(&format!("{base}/keep"), &[("rows", "[{\"line\":2,\"cells\":[]}]"), ("digest", "")]).must_be(400);
        assert!(official.get(&format!("{base}.csv")).body.starts_with("date,activity"));
        let other = crate::grant::city(world, "Monona");
        signed_in(world, &other.official).get(&base).must_be(404);
        assert_eq!(count(world, &g), 0);
    });
}
