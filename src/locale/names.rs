//! Words put together: counted things and lists.

use super::format::number;

/// `1 city`, `2 cities`, `21,888 cities`.
#[must_use]
pub fn plural(count: i64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// `travel`, `travel and training`, `travel, training, and materials`.
#[must_use]
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first, second] => format!("{} and {}", first.as_ref(), second.as_ref()),
        [start @ .., last] => {
            let start: Vec<&str> = start.iter().map(AsRef::as_ref).collect();
            format!("{}, and {}", start.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_lists_read_well() {
        assert_eq!(
            [plural(1, "city", "cities"), plural(21_888, "city", "cities"), plural(0, "city", "cities")],
            ["1 city", "21,888 cities", "0 cities"]
        );
        assert_eq!([list::<&str>(&[]), list(&["a"]), list(&["a", "b"]), list(&["a", "b", "c"])], ["", "a", "a and b", "a, b, and c"]);
    }
}
