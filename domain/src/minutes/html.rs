//! A page of HTML as the text that a reader sees: blocks become lines, lists get their marks, entities their letters.
//! Plain text passes through with its entities decoded. Called by `page`.

const BLOCKS: [&str; 26] = [
    "p",
    "div",
    "br",
    "tr",
    "td",
    "th",
    "table",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "header",
    "footer",
    "hr",
    "dt",
    "dd",
    "dl",
    "blockquote",
    "caption",
];
const INLINE: [&str; 20] = [
    "a", "b", "i", "u", "em", "strong", "span", "font", "sup", "sub", "img", "html", "head", "body", "meta", "title",
    "script", "style", "o:p", "small",
];

/// The visible text of a page, whether it came as HTML or as text.
pub(super) fn plain(text: &str) -> String {
    let stripped = if is_html(text) { strip(text) } else { text.to_owned() };
    let once = decode(&stripped);
    let twice = decode(&once);
    if is_html(&twice) { decode(&strip(&twice)) } else { twice }
}

fn is_html(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let name = tag_name(rest);
        if !name.is_empty() && (name == "!doctype" || BLOCKS.contains(&&*name) || INLINE.contains(&&*name)) {
            let close = rest.find(['>', '<']);
            if close.is_some_and(|end| rest.as_bytes()[end] == b'>') {
                return true;
            }
        }
    }
    false
}

fn tag_name(after: &str) -> String {
    let after = after.strip_prefix('/').unwrap_or(after);
    after
        .chars()
        .take(12)
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '!' | ':'))
        .collect::<String>()
        .to_lowercase()
}

struct List {
    ordered: Option<char>,
    count: u32,
}

/// What stands between the tags; text inside script and style is not seen by a reader.
fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len() / 2);
    let mut lists: Vec<List> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        flow(&mut out, &rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let name = tag_name(&rest[1..]);
        let end = rest[1..].find(['<', '>']).map(|end| end + 1).filter(|end| rest.as_bytes()[*end] == b'>');
        let (false, Some(end)) = (name.is_empty(), end) else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        let (tag, after) = (&rest[..=end], &rest[end + 1..]);
        let closing = tag.starts_with("</");
        rest = after;
        if matches!(name.as_str(), "script" | "style" | "head") && !closing {
            rest = skip_to_close(after, &name);
            continue;
        }
        mark(&mut out, &mut lists, tag, &name, closing);
    }
    flow(&mut out, rest);
    out
}

fn skip_to_close<'a>(after: &'a str, name: &str) -> &'a str {
    let close = format!("</{name}");
    let mut rest = after;
    while let Some(at) = rest.find("</") {
        rest = &rest[at..];
        if rest.get(..close.len()).is_some_and(|head| head.eq_ignore_ascii_case(&close)) {
            return rest.find('>').map_or("", |end| &rest[end + 1..]);
        }
        rest = &rest[2..];
    }
    ""
}

/// Line ends in the source are only blanks to a reader.
fn flow(out: &mut String, text: &str) {
    out.extend(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
}

fn mark(out: &mut String, lists: &mut Vec<List>, tag: &str, name: &str, closing: bool) {
    match (name, closing) {
        ("ul" | "ol", false) => {
            let ordered = (name == "ol").then(|| attribute(tag, "type").chars().next().unwrap_or('1'));
            let start = attribute(tag, "start").parse().unwrap_or(1u32);
            lists.push(List { ordered, count: start.saturating_sub(1) });
        }
        ("ul" | "ol", true) => {
            lists.pop();
        }
        ("li", false) => {
            out.push('\n');
            out.push_str(&item_mark(lists.last_mut()));
            return;
        }
        ("img", _) => {
            let alt = attribute(tag, "alt");
            if alt.to_lowercase().contains("icon") {
                out.push_str(&format!(" {alt} "));
            }
        }
        _ => {}
    }
    if name == "br" {
        out.push('\n');
    } else if BLOCKS.contains(&name) {
        out.push_str(if matches!(name, "p" | "div" | "table") && closing { "\n\n" } else { "\n" });
    }
}

fn item_mark(list: Option<&mut List>) -> String {
    let Some(list) = list else { return "• ".into() };
    list.count = list.count.saturating_add(1);
    let letter = || char::from(b'a' + u8::try_from((list.count.max(1) - 1) % 26).unwrap_or(0));
    match list.ordered {
        None => "• ".into(),
        Some('a' | 'A') => format!("({}) ", letter()),
        Some('i' | 'I') => format!("({}) ", super::numbering::roman(list.count)),
        Some(_) => format!("{}. ", list.count),
    }
}

fn attribute(tag: &str, name: &str) -> String {
    let low = tag.to_ascii_lowercase();
    let Some(at) = low.find(&format!(" {name}=")) else { return String::new() };
    let value = &tag[at + name.len() + 2..];
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => value[1..].split(quote).next().unwrap_or_default().to_owned(),
        None => value.split([' ', '>', '/']).next().unwrap_or_default().to_owned(),
    }
}

/// Named and numbered entities as letters; what is not an entity stays as it is.
fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().skip(1).take(10).find(|(_, c)| !c.is_ascii_alphanumeric() && *c != '#');
        let known = end.filter(|(_, c)| *c == ';').and_then(|(end, _)| Some((entity(&rest[1..end])?, end)));
        if let Some((letter, end)) = known {
            out.push(letter);
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        // Windows letters, written by word processors under their old numbers.
        let code = match code {
            145 | 146 => 0x2019,
            147 => 0x201C,
            148 => 0x201D,
            149 => 0x2022,
            150 => 0x2013,
            151 => 0x2014,
            other => other,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "bull" | "middot" => '•',
        "pound" => '£',
        "hellip" => '…',
        "eacute" => 'é',
        "frac12" => '½',
        "shy" | "zwnj" => '\u{ad}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_sees_text() {
        for (html, seen) in [
            ("<p>One&nbsp;two</p>", "One two\n\n"),
            ("a &amp;ndash; b", "a – b"),
            ("22<sup>nd</sup> May<br/>x", "22nd May\nx"),
            ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"),
            ("Smith &amp; Jones &co;", "Smith & Jones &co;"),
            ("&lt;p&gt;Hidden&lt;/p&gt;", "Hidden\n\n"),
        ] {
            assert_eq!(plain(html).trim_start_matches('\n'), seen, "{html}");
        }
        assert_eq!(
            plain("<ol type=\"i\"><li>x</li><li>y</li></ol>").split_whitespace().collect::<Vec<_>>(),
            ["(i)", "x", "(ii)", "y"]
        );
        assert_eq!(
            plain("<ol start='3'><li>x</ol><ul><li>z</ul>").split_whitespace().collect::<Vec<_>>(),
            ["3.", "x", "•", "z"]
        );
        assert!(!plain("<style>p {}</style><p>seen</p><script>if (a<b) {}</script>").contains('{'));
    }
}
