//! The house plan is obeyed: which floor may stand on which, which column may know which, how long a room may
//! be, and that every path that the documents name exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const LONGEST_FILE: usize = 400;
const LONGEST_OPENING: usize = 8;
const CRATES: [&str; 4] = [".", "domain", "entity", "migration"];
/// What every column may call, although they have doors of their own.
const SHARED_COLUMNS: [&str; 3] = ["obligations", "post", "tellings"];
const FORBIDDEN: [&str; 8] = ["util", "utils", "helpers", "common", "misc", "core", "base", "manager"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// A file without its tests.
fn body(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.split("\n#[cfg(test)]\nmod tests").next().unwrap().to_owned()
}

fn sources(of: &str) -> Vec<PathBuf> {
    rust_files(&root().join(of).join("src"))
}

/// The top-level module that a file of a crate belongs to.
fn room(of: &str, path: &Path) -> String {
    let inside = path.strip_prefix(root().join(of).join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The top-level modules that a text names as `crate::name`, in whatever way imports are grouped.
fn named(text: &str, known: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        let group = rest.strip_prefix('{');
        let names: Vec<String> = match group {
            Some(group) => {
                let mut depth = 1;
                let mut flat = String::new();
                for c in group.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        c if depth == 1 => flat.push(c),
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                }
                flat.split(',').map(|name| name.split("::").next().unwrap().trim().to_owned()).collect()
            }
            None => vec![rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap().to_owned()],
        };
        found.extend(names.into_iter().filter(|name| known.contains(name)));
    }
    found
}

fn imports(of: &str) -> BTreeMap<String, BTreeSet<String>> {
    let files = sources(of);
    let known: BTreeSet<String> =
        files.iter().map(|path| room(of, path)).filter(|room| room != "lib" && room != "main").collect();
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in &files {
        let here = room(of, path);
        if here == "lib" || here == "main" {
            continue;
        }
        let mut to = named(&body(path), &known);
        to.remove(&here);
        edges.entry(here).or_default().extend(to);
    }
    edges
}

#[test]
fn no_room_imports_in_a_circle() {
    for of in CRATES {
        let mut edges = imports(of);
        assert!(
            of == "entity" || of == "migration" || edges.values().any(|to| !to.is_empty()),
            "{of}: no import was found"
        );
        // Rooms that import nothing that is left can be taken away; what remains is a circle.
        loop {
            let free: Vec<String> = edges
                .iter()
                .filter(|(_, to)| to.iter().all(|to| !edges.contains_key(to)))
                .map(|(room, _)| room.clone())
                .collect();
            if free.is_empty() {
                break;
            }
            for room in free {
                edges.remove(&room);
            }
        }
        assert!(edges.is_empty(), "{of} has an import circle among {edges:#?}");
    }
}

#[test]
fn columns_do_not_import_each_other() {
    let columns: BTreeSet<String> = sources(".")
        .iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "mod.rs"))
        .filter(|path| body(path).contains("pub fn doors(doors: Doors) -> Doors"))
        .map(|path| room(".", path))
        .collect();
    assert!(columns.len() > 2, "only {columns:?} have doors");
    for (from, to) in imports(".") {
        // The demonstration plays all parts.
        if !columns.contains(&from) || from == "demo" {
            continue;
        }
        let others: Vec<_> =
            to.iter().filter(|to| columns.contains(*to) && !SHARED_COLUMNS.contains(&to.as_str())).collect();
        assert!(others.is_empty(), "{from} imports {others:?}");
    }
}

#[test]
fn service_rooms_name_no_column() {
    let edges = imports(".");
    for room in [
        "app",
        "chance",
        "clock",
        "config",
        "diary",
        "error",
        "keys",
        "links",
        "store",
        "timetable",
        "trail",
        "web",
        "work",
    ] {
        let to = &edges[room];
        for column in ["obligations", "post", "people", "meetings", "requests", "decisions", "actions", "referrals"] {
            assert!(!to.contains(column), "{room} names {column}");
        }
    }
}

#[test]
fn no_file_is_too_long_and_each_says_what_it_is() {
    for of in CRATES {
        for path in sources(of) {
            let text = body(&path);
            let lines = text.lines().count();
            assert!(lines <= LONGEST_FILE, "{} has {lines} lines", path.display());
            let opening = text.lines().take_while(|line| line.starts_with("//!")).count();
            assert!((1..=LONGEST_OPENING).contains(&opening), "{} opens with {opening} lines of //!", path.display());
            let name = path.file_stem().unwrap().to_str().unwrap();
            assert!(!FORBIDDEN.contains(&name) && name != "service", "{} has a name that says nothing", path.display());
        }
    }
}

#[test]
fn the_domain_depends_on_nothing_that_acts() {
    let manifest = fs::read_to_string(root().join("domain/Cargo.toml")).unwrap();
    let dependencies = manifest.split("[dependencies]").nth(1).unwrap().split('[').next().unwrap();
    let names: Vec<_> =
        dependencies.lines().filter_map(|line| line.split('.').next()).filter(|name| !name.is_empty()).collect();
    assert_eq!(names, ["chrono", "chrono-tz", "rust_decimal", "serde", "serde_json"]);
    for path in sources("domain") {
        for word in ["async fn", "sea_orm", "Utc::now", "tokio"] {
            assert!(!body(&path).contains(word), "{} contains {word}", path.display());
        }
    }
}

#[test]
fn migrations_import_nothing_of_ours() {
    for path in sources("migration") {
        assert!(!fs::read_to_string(&path).unwrap().contains("remit_"), "{} imports something of ours", path.display());
    }
}

#[test]
fn every_path_that_a_document_names_exists() {
    let mut documents: Vec<PathBuf> =
        ["README.md", "CONTRIBUTING.md", "SECURITY.md"].iter().map(|name| root().join(name)).collect();
    for folder in ["docs", "docs/decisions"] {
        documents.extend(fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path()));
    }
    let mut seen = 0;
    for document in documents.iter().filter(|path| path.extension().is_some_and(|ending| ending == "md")) {
        let text = fs::read_to_string(document).unwrap();
        for name in text.split('`').skip(1).step_by(2) {
            let is_path =
                ["src/", "domain/", "entity/", "migration/", "templates/", "tests/", "assets/", "docs/", "ui/"]
                    .iter()
                    .any(|begin| name.starts_with(begin));
            if is_path && !name.contains(['<', '*', '{', ' ']) {
                seen += 1;
                assert!(root().join(name).exists(), "{} names {name}, which does not exist", document.display());
            }
        }
    }
    assert!(seen > 20, "the documents name only {seen} paths");
}
