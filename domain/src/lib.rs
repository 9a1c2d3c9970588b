//! What is true: the rules of council scrutiny as plain functions, facts in and verdict out.
//! No async, no database, no web, no clock: the day and the facts are always parameters.
//! Everything above this floor calls it; it calls nothing of ours.

#![warn(missing_docs)]

pub mod action;
pub mod agenda;
pub mod agenda_access;
pub mod agenda_steps;
pub mod agenda_times;
pub mod attendance;
pub mod background;
pub mod body;
pub mod chief_letter;
pub mod code;
pub mod comment;
pub mod completeness;
pub mod correction;
pub mod council;
pub mod diary;
pub mod document;
pub mod email;
pub mod exception;
pub mod feedback;
pub mod figure;
pub mod indicator;
pub mod indicator_list;
pub mod invitation;
pub mod ladder;
pub mod letter;
pub mod line;
pub mod meeting;
pub mod minutes;
pub mod minutes_print;
pub mod minutes_state;
pub mod obligation;
pub mod password;
pub mod person;
pub mod policy;
pub mod programme;
pub mod provider;
pub mod publication;
pub mod quiet;
pub mod rating;
pub mod readiness;
pub mod recommendation;
pub mod referral;
pub mod refusal;
pub mod reminder_policy;
pub mod report;
pub mod request;
pub mod resolution;
pub mod rhythm;
pub mod right;
pub mod route;
pub mod rule;
pub mod scorecard;
pub mod scorecard_check;
pub mod sending;
pub mod suppression;
pub mod tenure;
pub mod throttle;
pub mod tracking;
pub mod trend;
pub mod upload;
pub mod word;
pub mod year;

pub mod calendar;
pub mod cycle;
pub mod holidays;
pub mod london;
pub mod period;
pub mod statute;
pub mod wording;
