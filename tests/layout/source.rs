//! Source files as the layout test reads them: code without comments and
//! strings, so that prose may mention what code may not use.

use std::path::{Path, PathBuf};

/// One file of the project.
pub struct File {
    /// Its path from the root of the project, with `/`.
    pub name: String,
    /// All of it.
    pub text: String,
    /// The text with comments and strings blanked out, for Rust files.
    code: String,
}

/// A path inside the project.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The files under `folder` with one of these endings, sorted; none if there is no such folder.
pub fn files(folder: &str, endings: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    walk(&path(folder), endings, &mut found);
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn walk(folder: &Path, endings: &[&str], found: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let at = entry.path();
        if at.is_dir() {
            walk(&at, endings, found);
            continue;
        }
        let ending = at.extension().or(at.file_name()).and_then(|e| e.to_str()).unwrap_or_default();
        if !endings.contains(&ending) {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(&at) else { continue };
        let name = at.strip_prefix(path("")).unwrap_or(&at).to_string_lossy().replace('\\', "/");
        let code = if ending == "rs" { without_prose(&text) } else { String::new() };
        found.push(File { name, text, code });
    }
}

impl File {
    /// The module of the program that a file under `src/` belongs to.
    pub fn module(&self) -> String {
        let inside = self.name.trim_start_matches("src/");
        inside.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned()
    }

    pub fn in_module(&self, module: &str) -> bool {
        self.module() == module
    }

    /// Whether this is the part of a slice that keeps rows.
    pub fn is_store(&self) -> bool {
        self.name.ends_with("/store.rs") || self.name.contains("/store/")
    }

    /// Numbered lines of code, without comments and strings.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(at, line)| (at + 1, line))
    }

    /// The modules named by `crate::x` and `crate::{x, y::z}`, with their lines.
    pub fn uses(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (at, _) in self.code.match_indices("crate::") {
            if at > 0 && self.code.as_bytes().get(at - 1).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$')) {
                continue;
            }
            let line = self.code[..at].matches('\n').count() + 1;
            let rest = &self.code[at + "crate::".len()..];
            match rest.strip_prefix('{') {
                Some(group) => found.extend(heads_of_group(group).into_iter().map(|name| (line, name))),
                None => found.extend(words(rest).next().map(|name| (line, name.to_owned()))),
            }
        }
        found
    }

    /// The values of `const TEMPLATE: &str = "…"` in this file.
    pub fn template_constants(&self) -> Vec<&str> {
        let starts = self.text.match_indices("const TEMPLATE:");
        starts.filter_map(|(at, _)| self.text[at..].split(';').next()?.split('"').nth(1)).collect()
    }
}

/// The first names inside `{a, b::{c, d}, e}`, given what follows the brace.
fn heads_of_group(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut heads) = (0_usize, true, Vec::new());
    let mut rest = group;
    while let Some(c) = rest.chars().next() {
        if start && depth == 0 && (c.is_alphabetic() || c == '_') {
            let name = words(rest).next().unwrap_or_default();
            heads.push(name.to_owned());
            rest = &rest[name.len()..];
            start = false;
            continue;
        }
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            _ => {}
        }
        rest = &rest[c.len_utf8()..];
    }
    heads
}

/// Identifiers in a piece of code.
pub fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| w.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

/// Whether a line holds a literal such as `1.5`. Tuple fields (`x.0.1`) and ranges are none.
pub fn numbers_with_a_point(code: &str) -> bool {
    let bytes = code.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (1..bytes.len()).any(|at| {
        if bytes.get(at) != Some(&b'.') || !digit(at - 1) || !digit(at + 1) {
            return false;
        }
        let before = code[..at].trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
        !before.ends_with(|c: char| c.is_alphanumeric() || c == '.')
    })
}

/// What a template line may not contain.
pub fn template_faults(line: &str, letter: bool) -> Vec<String> {
    let mut faults = Vec::new();
    if line.contains("{{{") || line.contains("{{&") {
        faults.push("prints without escaping; pass plain text, or build the markup in the template".to_owned());
    }
    let lower = line.to_ascii_lowercase();
    if lower.split("<script").skip(1).any(|tag| !tag.split('>').next().unwrap_or_default().contains("src=")) {
        faults.push("an inline script; put a module into static/js/".to_owned());
    }
    if !letter && (lower.contains(" style=") || lower.contains("<style")) {
        faults.push("an inline style; put a class into static/css/".to_owned());
    }
    let handlers = [" onclick=", " onload=", " onsubmit=", " onchange=", " oninput=", " onerror=", "javascript:"];
    faults
        .extend(handlers.iter().filter(|h| lower.contains(**h)).map(|h| format!("an inline handler ({}); listen in static/js/", h.trim())));
    faults
}

/// The code with comments, strings and characters replaced by spaces; lines stay where they are.
fn without_prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skip = prose_len(rest, out.chars().next_back());
        if skip == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            out.extend(rest[..skip].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[skip..];
        }
    }
    out
}

/// How many bytes of prose `rest` begins with.
fn prose_len(rest: &str, before: Option<char>) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return rest.find("*/").map_or(rest.len(), |at| at + 2);
    }
    if rest.starts_with('"') {
        return quoted_len(rest, '"');
    }
    if rest.starts_with('\'') {
        let character = rest.starts_with("'\\") || rest.chars().nth(2) == Some('\'');
        return if character { quoted_len(rest, '\'') } else { 0 };
    }
    let raw = rest.strip_prefix('r').filter(|_| !before.is_some_and(|c| c.is_alphanumeric() || c == '_') || before == Some('b'));
    if let Some(raw) = raw {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let body = 1 + hashes + 1;
            return rest[body..].find(&end).map_or(rest.len(), |at| body + at + end.len());
        }
    }
    0
}

fn quoted_len(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}
