//! What is remembered: one file a table, one struct a row. Words of the field are kept as text by
//! `stored`. No rules here, and no relation that no query uses.

#![allow(missing_docs)]

pub mod action;
pub mod action_update;
pub mod agenda_item;
pub mod attempt;
pub mod attendance;
pub mod batch;
pub mod body;
pub mod body_indicator;
pub mod body_rule;
pub mod closed_day;
pub mod code;
pub mod council;
pub mod data_request;
pub mod feed;
pub mod figure;
pub mod holding;
pub mod indicator;
pub mod invitee;
pub mod item_body;
pub mod letter;
pub mod link;
pub mod meeting;
pub mod meeting_body;
pub mod membership;
pub mod notice;
pub mod obligation;
pub mod paper;
pub mod person;
pub mod post;
pub mod publication;
pub mod referral;
pub mod resolution;
pub mod resolution_part;
pub mod session;
pub mod setting;
pub mod standing_item;
pub mod stored;
pub mod telling;
pub mod throttle;
pub mod topic;
pub mod trail;

pub use stored::Stored;
