//! Keeps a word of the field in a text column: the stable word goes in, the value comes out, and a word
//! that no list knows is an error instead of a guess.

use remit_domain::word::Word;
use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, Value, ValueType, ValueTypeErr};
use sea_orm::{ColIdx, DbErr, QueryResult, TryGetError, TryGetable};
use std::ops::Deref;

/// A word from a closed list, as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored<T>(pub T);

impl<T> Deref for Stored<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Word> From<T> for Stored<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Word> From<Stored<T>> for Value {
    fn from(stored: Stored<T>) -> Self {
        Self::from(stored.0.word())
    }
}

impl<T: Word> TryGetable for Stored<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let text = String::try_get_by(row, index)?;
        T::from_word(&text)
            .map(Self)
            .ok_or_else(|| TryGetError::DbErr(DbErr::Type(format!("“{text}” is not a known word"))))
    }
}

impl<T: Word> ValueType for Stored<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        let text = <String as ValueType>::try_from(value)?;
        T::from_word(&text).map(Self).ok_or(ValueTypeErr)
    }
    fn type_name() -> String {
        "Stored".to_owned()
    }
    fn array_type() -> ArrayType {
        ArrayType::String
    }
    fn column_type() -> ColumnType {
        ColumnType::Text
    }
}

impl<T: Word> Nullable for Stored<T> {
    fn null() -> Value {
        Value::String(None)
    }
}
