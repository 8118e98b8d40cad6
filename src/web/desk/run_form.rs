//! The questions of a new payment run besides which payments go into it: how it pays, and when.

use crate::disbursement::{Method, RunTerms};
use crate::kernel::FieldError;
use crate::web::Form;
use crate::web::fields::{Choices, DateField};
use crate::web::sheet::Input;
use strum::VariantArray;

/// The inputs, with what was typed.
pub(super) fn inputs(form: &Form, errors: &[FieldError]) -> Vec<Input> {
    let method = form.text("method");
    let chosen = if method.is_empty() { Method::default().to_string() } else { method };
    let methods = Method::VARIANTS.iter().map(|method| (method.to_string(), method.label()));
    let ways = Choices::new("method", "How does the run pay?", methods).chosen(&chosen).errors(errors);
    let today = Choices::one("same_day", "Same day", "The money arrives on the day of the release").optional();
    let today = today.chosen(&form.text("same_day")).hint("For ACH credits, on a banking day until its last window.").errors(errors);
    let wanted = DateField::new("wanted_on", "Day on which the money arrives").typed(form).optional();
    let wanted = wanted.hint("For ACH credits, a banking day. Leave it empty for the earliest one.").errors(errors);
    vec![Input::radios(ways), Input::checkboxes(today), Input::date(wanted)]
}

/// What was answered.
pub(super) fn read(form: &Form) -> Result<RunTerms, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let method = match form.text("method").as_str() {
        "" => Method::default(),
        text => text.parse().unwrap_or_else(|_| {
            mistakes.push(FieldError::new("method", "Choose how the run pays."));
            Method::default()
        }),
    };
    let wanted_on = DateField::read(form, "wanted_on").unwrap_or_else(|mistake| {
        mistakes.push(mistake);
        None
    });
    let same_day = form.text("same_day") == "yes";
    if mistakes.is_empty() { Ok(RunTerms { method, wanted_on, same_day }) } else { Err(mistakes) }
}
