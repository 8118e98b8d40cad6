//! Many expenses from a file: looked at first, kept as looked at, and not twice.

use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ground};
use crate::support::{Page, World, on_both};
use urban_diplomacy_fund::spending::{self, Which};

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
