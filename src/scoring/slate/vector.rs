//! Reading and writing one place of a list of floats; a place outside reads as 0.

/// The number at this place.
pub(super) fn at(list: &[f64], place: usize) -> f64 {
    list.get(place).copied().unwrap_or(0.0)
}

/// Puts a number at this place.
pub(super) fn put(list: &mut [f64], place: usize, number: f64) {
    if let Some(cell) = list.get_mut(place) {
        *cell = number;
    }
}
