//! Rows that cut the power, fill the disk or part the network. They need root and a machine of their own; where they cannot
//! be had they are skipped, and say so.

use crate::runner::{Size, Told, skipped};

const NOT_HERE: &str = "not run by this version: it needs root, and a machine that may be broken";

pub async fn power_cut(_: Size) -> Told {
    skipped(NOT_HERE)
}

pub async fn disk_full(_: Size) -> Told {
    skipped(NOT_HERE)
}

pub async fn disk_fails(_: Size) -> Told {
    skipped(NOT_HERE)
}

pub async fn partition(_: Size) -> Told {
    skipped(NOT_HERE)
}

pub async fn relay_lost(_: Size) -> Told {
    skipped(NOT_HERE)
}
