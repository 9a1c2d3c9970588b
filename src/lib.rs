//! Joins the service rooms and the columns.

pub mod app;
pub mod chance;
pub mod clock;
pub mod config;
pub mod diary;
pub mod error;
pub mod keys;
pub mod post;
pub mod store;
pub mod trail;
pub mod web;
pub mod work;
