//! What people do with the program, told in the words of the domain. Each file
//! is a part of a grant's life; `whole_life.rs` is all of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::too_many_arguments,
    reason = "a test that cannot go on says so by panicking"
)]

#[path = "../support/mod.rs"]
mod support;

mod amending;
mod appealing;
mod across_parts;
mod applying;
mod budget_limits;
mod budgets;
mod asking;
mod bank_returns;
mod blind;
mod blind_files;
mod blind_rules;
mod assigning;
mod acting_next;
mod beside_ranking;
mod bulk_steps;
mod bank_notices;
mod bank_safety;
mod busy;
mod certifying;
mod checking;
mod claims;
mod canary;
mod city_money;
mod city_money_files;
mod city_people;
mod city_work;
mod collecting;
mod conflicts;
mod copying;
mod database_away;
mod deadline_races;
mod deadlines;
mod deadline_room;
mod deciding;
mod definition_check;
mod declared_ties;
mod demo;
mod clearing;
mod clock;
mod closeout_list;
mod desk_and_panel;
mod desk_work;
mod disk_full;
mod disparity;
mod duplicates;
mod every_page;
mod every_way;
mod exports;
mod faults;
mod feedback;
mod form_settings;
mod form_words;
mod forms;
mod fund_years;
mod funding;
mod gating_conditions;
mod grant;
mod joint;
mod joint_later;
mod known;
mod lapsing;
mod losing;
mod lottery;
mod lottery_kept;
mod late_drafts;
mod meeting;
mod meeting_persons;
mod meeting_walls;
mod many_activities;
mod losing_sheets;
mod journal_file;
mod ledger_pages;
mod manual_entries;
mod money;
mod money_in;
mod more_time;
mod notes;
mod officials;
mod panel_declaring;
mod panel_phases;
mod panel_setup;
mod payment_requests;
mod phase_flags;
mod on_behalf;
mod on_behalf_award;
mod on_behalf_later;
mod form_versions;
mod multipart_fuzz;
mod newer_versions;
mod proofs;
mod question_kinds;
mod ranking;
mod recommending_slates;
#[cfg(feature = "pdf")]
mod receipt_text;
#[cfg(feature = "pdf")]
mod receipts;
mod releasing;
mod report_schedule;
mod reopening;
mod resubmitting;
mod review_packs;
mod review_pages;
mod reviewing;
mod road_amendment_over_ten_percent;
mod road_prior_year_deobligation;
mod rounds;
mod rubrics;
mod run_kills;
mod run_races;
mod runs;
mod rush_aims;
mod scanning;
mod score_sheet;
mod searching;
mod signing_by_link;
mod signing_in;
mod slate;
mod standard_way;
mod statements;
mod ten_times;
mod tracking;
mod tracking_agrees;
mod tracking_events;
mod tracking_parts;
mod tracking_files;
mod tracking_walls;
mod trouble;
mod two_stage;
mod viewers;
mod views;
mod two_versions;
mod uploads;
mod who_writes_here;
mod worklists;
mod workflows;
mod road_returned_with_corrected_details;
mod routes_table;
mod whole_life;
mod expense_flags;
mod expense_import;
mod foreign_costs;
mod held_activities;
mod road_partial_disallowance;
mod write_gate;
