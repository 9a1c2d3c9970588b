//! One test binary, a file a column: what is proved through the doors and the verbs.

mod support;

mod dates;
mod due;
