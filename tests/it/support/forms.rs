//! The forms of a page as a browser would fill them in: where each is sent, and what stands in its fields.

use super::browser::Seen;

/// A form of a page.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub action: String,
    pub is_post: bool,
    /// Name and value of what would be sent as it stands.
    pub fields: Vec<(String, String)>,
    /// The names that can be typed or chosen, ticked or not.
    pub names: Vec<String>,
}

/// The forms of a page, without those that stand on every page.
pub fn forms(seen: &Seen) -> Vec<Sheet> {
    let mut forms = Vec::new();
    for rest in seen.body.split("<form ").skip(1) {
        let form = rest.split("</form>").next().unwrap();
        let head = form.split('>').next().unwrap();
        let action = attribute(head, "action").unwrap_or_else(|| seen.path.clone());
        let mut sheet =
            Sheet { action, is_post: head.contains("method=\"post\""), fields: Vec::new(), names: Vec::new() };
        sheet.read(form);
        if sheet.action != "/sign-out" {
            forms.push(sheet);
        }
    }
    forms
}

impl Sheet {
    fn read(&mut self, form: &str) {
        for at in form.match_indices('<').map(|(at, _)| at) {
            let tag = &form[at + 1..];
            let head = tag.split('>').next().unwrap();
            let Some(name) = attribute(head, "name") else { continue };
            if head.starts_with("input") {
                let value = attribute(head, "value").unwrap_or_default();
                match attribute(head, "type").as_deref() {
                    Some("hidden") => self.fields.push((name, value)),
                    Some("radio" | "checkbox") => {
                        if head.contains(" checked") {
                            self.fields.push((name.clone(), value));
                        }
                        self.names.push(name);
                    }
                    _ => self.typed(name, value),
                }
            } else if head.starts_with("textarea") {
                let text = tag.split_once('>').unwrap().1.split("</textarea>").next().unwrap();
                self.typed(name, plain(text.strip_prefix('\n').unwrap_or(text)));
            } else if head.starts_with("select") {
                let options = tag.split("</select>").next().unwrap();
                let chosen = options.split("<option ").skip(1).find(|option| option.contains(" selected"));
                let chosen = chosen.or_else(|| options.split("<option ").nth(1)).unwrap_or_default();
                self.typed(
                    name,
                    attribute(&format!(" {}", chosen.split('>').next().unwrap()), "value").unwrap_or_default(),
                );
            }
        }
        self.names.dedup();
    }

    fn typed(&mut self, name: String, value: String) {
        self.fields.push((name.clone(), value));
        self.names.push(name);
    }

    /// The same with another value under a name.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other.fields.retain(|(had, _)| had != name);
        other.fields.push((name.to_owned(), value.to_owned()));
        other
    }

    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(had, _)| had == name).map_or("", |(_, value)| value)
    }

    /// The fields as a browser sends them.
    pub fn pairs(&self) -> Vec<(&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

fn attribute(head: &str, name: &str) -> Option<String> {
    let rest = head.split(&format!(" {name}=\"")).nth(1)?;
    Some(plain(rest.split('"').next()?))
}

fn plain(text: &str) -> String {
    let text = text.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">");
    text.replace("&#38;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
