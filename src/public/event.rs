//! A meeting in the words of schema.org, for search engines.

use super::published::PublicMeeting;
use remit_domain::london;
use serde_json::{Value, json};

/// The facts as JSON that may stand inside a page: no `<` can end the block that it stands in.
pub(super) fn of(meeting: &PublicMeeting, url: &str, council: &str) -> String {
    let mut event = json!({
        "@context": "https://schema.org",
        "@type": "Event",
        "name": meeting.body,
        "eventStatus": meeting.status(),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "startDate": meeting.begins_at.map_or_else(|| meeting.on_iso.clone(), london::rfc3339_london),
        "isAccessibleForFree": true,
        "url": format!("{url}{}", meeting.href),
        "organizer": { "@type": "Organization", "name": council, "url": url },
    });
    if let Value::Object(facts) = &mut event {
        if let Some(at) = meeting.ends_at {
            facts.insert("endDate".to_owned(), json!(london::rfc3339_london(at)));
        }
        if !meeting.venue.is_empty() {
            facts.insert(
                "location".to_owned(),
                json!({ "@type": "Place", "name": meeting.venue, "address": meeting.venue }),
            );
        }
    }
    event.to_string().replace('<', "\\u003c")
}
