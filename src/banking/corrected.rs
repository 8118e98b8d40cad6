//! What a notice of change says is right: fixed places in 29 characters, by its code. Pure.

use crate::disbursement::AccountKind;

/// The parts that a notice corrects.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Corrected {
    pub(super) routing_number: Option<String>,
    pub(super) account_number: Option<String>,
    pub(super) kind: Option<AccountKind>,
    pub(super) holder: Option<String>,
}

/// Reads corrected data; none where a part that the code promises is missing. A code that corrects nothing of an account
/// gives no part.
pub(super) fn corrected(code: &str, data: &str) -> Option<Corrected> {
    let at = |from: usize, length: usize| {
        let part: String = data.chars().skip(from).take(length).collect();
        Some(part.trim().to_owned()).filter(|part| !part.is_empty())
    };
    let none = Corrected::default();
    Some(match code {
        "C01" => Corrected { account_number: Some(at(0, 17)?), ..none },
        "C02" => Corrected { routing_number: Some(at(0, 9)?), ..none },
        "C03" => Corrected { routing_number: Some(at(0, 9)?), account_number: Some(at(12, 17)?), ..none },
        "C04" => Corrected { holder: Some(at(0, 22)?), ..none },
        "C05" => Corrected { kind: Some(kind(&at(0, 2)?)?), ..none },
        "C06" => Corrected { account_number: Some(at(0, 17)?), kind: Some(kind(&at(20, 2)?)?), ..none },
        "C07" => Corrected { routing_number: Some(at(0, 9)?), account_number: Some(at(9, 17)?), kind: Some(kind(&at(26, 2)?)?), ..none },
        _ => none,
    })
}

/// The kind of account that a transaction code is for.
fn kind(code: &str) -> Option<AccountKind> {
    match code {
        "22" | "23" | "24" | "27" | "28" => Some(AccountKind::Checking),
        "32" | "33" | "34" | "37" | "38" => Some(AccountKind::Savings),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_its_places() {
        let parts = |code, data| {
            let read = corrected(code, data)?;
            Some((
                read.routing_number.unwrap_or_default(),
                read.account_number.unwrap_or_default(),
                read.kind,
                read.holder.unwrap_or_default(),
            ))
        };
        let (none, checking, savings) = (String::new(), Some(AccountKind::Checking), Some(AccountKind::Savings));
        let own = |text: &str| text.to_owned();
        let rows = [
            ("C01", "1918171614", (none.clone(), own("1918171614"), None, none.clone())),
            ("C02", "121042882", (own("121042882"), none.clone(), None, none.clone())),
            ("C03", "121042882   1918171614", (own("121042882"), own("1918171614"), None, none.clone())),
            ("C04", "City of Madison", (none.clone(), none.clone(), None, own("City of Madison"))),
            ("C05", "32", (none.clone(), none.clone(), savings, none.clone())),
            ("C06", "1918171614          22", (none.clone(), own("1918171614"), checking, none.clone())),
            ("C07", "1210428821918171614       32", (own("121042882"), own("1918171614"), savings, none.clone())),
            ("C09", "21345678", (none.clone(), none.clone(), None, none.clone())),
        ];
        for (code, data, expected) in rows {
            assert_eq!(parts(code, data), Some(expected), "{code}");
        }
        for (code, data) in [("C01", ""), ("C03", "121042882"), ("C05", "99"), ("C06", "1918171614"), ("C07", "121042882")] {
            assert_eq!(corrected(code, data), None, "{code}");
        }
    }
}
