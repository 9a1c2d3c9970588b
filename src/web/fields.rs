//! What a form or an address carries, as it was typed. Columns turn these texts into words of the domain;
//! when something is refused, the form is drawn again with exactly these texts.

use super::visit::Visit;
use crate::error::Error;
use axum::extract::rejection::PathRejection;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use chrono::NaiveDate;
use remit_domain::refusal::Refusal;
use remit_domain::word::Word;
use serde::de::DeserializeOwned;

/// The largest number of a page that is looked up.
const LAST_PAGE: u64 = 100_000;

/// The largest form that carries a document, in bytes: one byte more than the largest document is taken, so that what
/// is too large can be said so.
const LARGEST_DOCUMENT: usize = 24 * 1024 * 1024;

/// The fields of a form that was sent. Its token has been checked before anything reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>, Vec<(String, Upload)>);

/// A file as it was sent: what its sender called it, and its bytes, in which nothing is believed yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upload {
    /// Its name, without folders.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Fields {
    /// From pairs, for a form drawn with something in it.
    #[must_use]
    pub fn from_pairs<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        Self(pairs.into_iter().map(|(key, value)| (key.into(), value.into())).collect(), Vec::new())
    }

    /// Nobody types the character zero, and not every database keeps it.
    fn parse(text: &[u8]) -> Self {
        let plain = |value: &str| value.replace("\r\n", "\n").replace('\0', "");
        let pairs = form_urlencoded::parse(text).map(|(key, value)| (key.into_owned(), plain(&value))).collect();
        Self(pairs, Vec::new())
    }

    /// The first value under a name as typed; empty when there is none.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The first value under a name, without the white space around it.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// Every value under a name.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every field as it was typed, without what the porch itself put there.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter(|(name, _)| name != "csrf").map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The file that was sent under a name; none when nothing was chosen.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&Upload> {
        let chosen = self.1.iter().find(|(key, _)| key == name).map(|(_, file)| file);
        chosen.filter(|file| !file.name.is_empty() || !file.bytes.is_empty())
    }

    /// A day, written 2026-10-16 or 16/10/2026; none when it is empty or no day.
    #[must_use]
    pub fn date(&self, name: &str) -> Option<NaiveDate> {
        let text = self.text(name);
        ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())
    }

    /// A number; none when it is empty or no number.
    #[must_use]
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.text(name).parse().ok()
    }

    /// The page of a list that is asked for, from 1. No list is so long that its last page has a larger number.
    #[must_use]
    pub fn page(&self) -> u64 {
        self.number("page").filter(|page| (1..=LAST_PAGE).contains(page)).unwrap_or(1)
    }

    /// A word of a closed list; none when it is empty or unknown.
    #[must_use]
    pub fn word<T: Word>(&self, name: &str) -> Option<T> {
        T::from_word(self.text(name))
    }

    /// Whether a box was ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }
}

impl Fields {
    /// A form that carries files: the text of a file stands under its field's name.
    async fn from_parts<S: Send + Sync>(request: Request, state: &S) -> Option<Self> {
        let mut parts = Multipart::from_request(request, state).await.ok()?;
        let (mut pairs, mut files) = (Vec::new(), Vec::new());
        while let Some(part) = parts.next_field().await.ok()? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(|name| name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned());
            let bytes = part.bytes().await.ok()?;
            if let Some(file) = file {
                files.push((name.clone(), Upload { name: file, bytes: bytes.to_vec() }));
            }
            let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n").replace(['\0', '\u{feff}'], "");
            pairs.push((name, text));
        }
        Some(Self(pairs, files))
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, state).await?;
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let with_files = kind.starts_with("multipart/form-data");
        let mut request = Request::from_parts(parts, body);
        // Documents come by the link of a request, behind its code, or to the request by an officer.
        let by_link = visit.actor.link.is_some() && visit.path.starts_with("/answer/request/");
        let by_officer = visit.actor.is_officer() && visit.path.starts_with("/requests/");
        if with_files && (by_link || by_officer) {
            DefaultBodyLimit::max(LARGEST_DOCUMENT).apply(&mut request);
        }
        let fields = if with_files {
            Self::from_parts(request, state).await
        } else {
            axum::body::Bytes::from_request(request, state).await.ok().map(|bytes| Self::parse(&bytes))
        };
        let fields = fields.ok_or(Error::ForgedForm)?;
        if visit.owns_form(fields.raw("csrf")) { Ok(fields) } else { Err(Error::ForgedForm) }
    }
}

/// What an address asks for after its question mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked(pub Fields);

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        Ok(Self(Fields::parse(parts.uri.query().unwrap_or("").as_bytes())))
    }
}

/// The variable parts of an address; what does not fit is a page that does not exist.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        if parts.uri.path().contains("%00") {
            return Err(Error::NotFound);
        }
        axum::extract::Path::<T>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|_: PathRejection| Error::NotFound)
    }
}

/// One thing wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field it belongs to; empty when to none.
    pub field: String,
    /// The sentence.
    pub text: String,
}

/// A form as it is drawn: what stands in its fields and what is wrong with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// What stands in the fields.
    pub fields: Fields,
    /// What is wrong, in the order of the fields.
    pub problems: Vec<Problem>,
}

impl Form {
    /// What was typed, to be sent once more as it is; without the button that was pressed.
    #[must_use]
    pub fn kept(&self) -> Vec<(&str, &str)> {
        self.fields.pairs().filter(|(name, _)| *name != "preview").collect()
    }

    /// A form with this in it, and nothing wrong yet.
    #[must_use]
    pub fn of(fields: Fields) -> Self {
        Self { fields, problems: Vec::new() }
    }

    /// The same with one refusal beside its field.
    #[must_use]
    pub fn refused(fields: Fields, refusal: &dyn Refusal) -> Self {
        let mut form = Self::of(fields);
        form.add(&refusal.field().unwrap_or_default(), refusal.to_string());
        form
    }

    /// Notes something wrong.
    pub fn add(&mut self, field: &str, text: impl Into<String>) {
        self.problems.push(Problem { field: field.to_owned(), text: text.into() });
    }

    /// Whether anything is wrong.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        !self.problems.is_empty()
    }

    /// What stands in a field.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.fields.raw(name)
    }

    /// Everything that stands under a name.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.fields.all(name)
    }

    /// The sentence beside a field; empty when it is right.
    #[must_use]
    pub fn error(&self, name: &str) -> &str {
        self.problems.iter().find(|problem| problem.field == name).map_or("", |problem| &problem.text)
    }
}

/// One choice of a list, a set of radios or of boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// Whether a box is ticked.
    pub checked: bool,
}

impl Choice {
    /// A choice that is not ticked.
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "numbers and words read better without a borrow")]
    pub fn new(value: impl ToString, text: impl Into<String>) -> Self {
        Self { value: value.to_string(), text: text.into(), checked: false }
    }

    /// All words of a closed list.
    #[must_use]
    pub fn of_words<T: Word>() -> Vec<Self> {
        T::ALL.iter().map(|word| Self::new(word.word(), word.label())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Fields;
    use chrono::NaiveDate;

    #[test]
    fn a_page_is_one_that_a_list_can_have() {
        for (typed, wanted) in [("", 1), ("0", 1), ("-3", 1), ("7", 7), ("two", 1), ("18446744073709551615", 1)] {
            assert_eq!(Fields::from_pairs([("page", typed)]).page(), wanted, "{typed}");
        }
    }

    #[test]
    fn the_character_zero_is_nobodys() {
        assert_eq!(Fields::parse(b"name=a%00b%0D%0Ac").raw("name"), "ab\nc");
    }

    #[test]
    fn a_day_is_read_in_the_forms_that_officers_type() {
        let wanted = NaiveDate::from_ymd_opt(2026, 10, 16);
        for typed in ["2026-10-16", " 16/10/2026 ", "16 October 2026"] {
            assert_eq!(Fields::from_pairs([("on", typed)]).date("on"), wanted, "{typed}");
        }
        for typed in ["", "2026-13-01", "tomorrow", "31/02/2026"] {
            assert_eq!(Fields::from_pairs([("on", typed)]).date("on"), None, "{typed}");
        }
    }
}
