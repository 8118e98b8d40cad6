//! What people do with the program, told in the words of the domain. Each file
//! is a part of a grant's life; `whole_life.rs` is all of it.

#[path = "../support/mod.rs"]
mod support;

mod applying;
mod deciding;
mod desk_and_panel;
mod every_page;
mod funding;
mod grant;
mod money;
mod reviewing;
mod routes_table;
