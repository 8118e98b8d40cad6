//! Makes the front end part of the binary: compiles the stylesheet, gives every
//! asset a name that holds the hash of its bytes, compresses it once, and lists
//! assets and templates as tables that the program includes. The npm packages are
//! needed here and nowhere else.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, exit};

const USWDS: &str = "node_modules/@uswds/uswds";

fn main() {
    for watched in ["build.rs", "static", "templates", "migrations", "package-lock.json", USWDS] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    templates(&out);
    printed(&out);
    assets(&out);
}

/// Stops the build with one sentence. Cargo fails on the sentence alone; a failing
/// exit code would only bury it under the script's whole output.
fn refuse(why: &str) -> ! {
    println!("cargo::error={why}");
    exit(0)
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|e| refuse(&format!("{} cannot be read: {e}", path.display())))
}

fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap_or_else(|e| refuse(&format!("{} cannot be written: {e}", path.display())));
}

/// Every file below `folder`, sorted.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// `TEMPLATES`: the name of each `templates/**.hbs` without its ending, and its text.
fn templates(out: &Path) {
    let root = std::env::current_dir().unwrap_or_default().join("templates");
    let mut table = String::from("static TEMPLATES: &[(&str, &str)] = &[\n");
    for path in files_below(&root) {
        let inner = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if let Some(name) = inner.strip_suffix(".hbs") {
            let _ = writeln!(table, "    ({name:?}, include_str!({:?})),", path.to_string_lossy());
        }
    }
    write(&out.join("templates.rs"), (table + "];\n").as_bytes());
}

/// `PRINTED`: the name of each `templates/print/*.typ` without its ending, and its text.
fn printed(out: &Path) {
    let root = std::env::current_dir().unwrap_or_default().join("templates/print");
    let mut table = String::from("static PRINTED: &[(&str, &str)] = &[\n");
    for path in files_below(&root) {
        if let Some(name) = file_name(&path).strip_suffix(".typ") {
            let _ = writeln!(table, "    ({name:?}, include_str!({:?})),", path.to_string_lossy());
        }
    }
    write(&out.join("printed.rs"), (table + "];\n").as_bytes());
}

/// `ASSETS`: every file to serve under its hashed name, sorted by that name.
fn assets(out: &Path) {
    let css = stylesheet(out);
    let mut hashed: BTreeMap<String, (String, Vec<u8>)> = BTreeMap::new();
    let mut add = |name: &str, bytes: Vec<u8>| {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let path = format!("{stem}-{}.{ending}", digest(&bytes));
        hashed.insert(path.clone(), (name.to_owned(), bytes));
        path
    };
    for path in files_below(Path::new("static/img")) {
        add(&file_name(&path), read(&path));
    }
    let text = |path: &PathBuf| String::from_utf8_lossy(&read(path)).into_owned();
    let mut waiting: Vec<(String, String)> = files_below(Path::new("static/js")).iter().map(|path| (file_name(path), text(path))).collect();
    while !waiting.is_empty() {
        // A module is named by what it says, and it says the names of those it imports: they go first.
        let imports = |text: &str| waiting.iter().any(|(name, _)| text.contains(&format!("\"./{name}\"")));
        let Some(at) = waiting.iter().position(|(_, text)| !imports(text)) else {
            refuse("The modules in static/js import one another in a circle.");
        };
        let (name, text) = waiting.remove(at);
        let served = add(&name, text.into_bytes());
        for (_, text) in &mut waiting {
            *text = text.replace(&format!("\"./{name}\""), &format!("\"./{served}\""));
        }
    }
    let css = with_hashed_pictures(&css, &mut add);
    add("udf.css", css.into_bytes());
    write_table(out, &hashed);
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn digest(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes)).chars().take(12).collect()
}

/// The compiled stylesheet, from the cache while nothing that goes into it changed.
fn stylesheet(out: &Path) -> String {
    let sass = Path::new("node_modules/sass/sass.js");
    if !sass.exists() || !Path::new(USWDS).exists() {
        refuse("Front-end packages are missing: run `npm ci` in the project's folder, then build again.");
    }
    let mut inputs = Sha256::new();
    for path in files_below(Path::new("static/css")).into_iter().chain([PathBuf::from("package-lock.json")]) {
        inputs.update(read(&path));
    }
    let (cached, made_from) = (out.join("udf.css"), out.join("udf.css.inputs"));
    let key = data_encoding::HEXLOWER.encode(&inputs.finalize());
    if cached.exists() && fs::read_to_string(&made_from).is_ok_and(|known| known == key) {
        return String::from_utf8_lossy(&read(&cached)).into_owned();
    }
    let packages = format!("{USWDS}/packages");
    let run = Command::new("node")
        .arg(sass)
        .args(["--quiet", "--style=compressed", "--no-source-map", "--load-path", &packages, "static/css/udf.scss"])
        .output();
    let css = match run {
        Ok(done) if done.status.success() => done.stdout,
        Ok(done) => refuse(&format!("static/css/udf.scss does not compile: {}", String::from_utf8_lossy(&done.stderr).replace('\n', " "))),
        Err(_) => refuse("Node is missing: install Node 20 or later, which compiles the stylesheet."),
    };
    write(&cached, &css);
    write(&made_from, key.as_bytes());
    String::from_utf8_lossy(&css).into_owned()
}

/// Serves the pictures that the stylesheet names, and no others, beside it.
fn with_hashed_pictures(css: &str, add: &mut impl FnMut(&str, Vec<u8>) -> String) -> String {
    let mut done = String::with_capacity(css.len());
    let mut parts = css.split("url(\"../img/");
    done.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (path, rest) = part.split_once("\")").unwrap_or((part, ""));
        let picture = Path::new(USWDS).join("dist/img").join(path);
        let _ = write!(done, "url(\"{}\"){rest}", add(&file_name(&picture), read(&picture)));
    }
    done
}

fn write_table(out: &Path, hashed: &BTreeMap<String, (String, Vec<u8>)>) {
    let mut table = String::from("static ASSETS: &[Asset] = &[\n");
    for (path, (name, bytes)) in hashed {
        let at = out.join(path);
        write(&at, bytes);
        let packed = |ending: &str, pack: fn(&[u8]) -> Vec<u8>| {
            let packed_at = out.join(format!("{path}.{ending}"));
            if !packed_at.exists() {
                write(&packed_at, &pack(bytes));
            }
            format!("include_bytes!({:?})", packed_at.to_string_lossy())
        };
        let (br, gz) = (packed("br", brotli), packed("gz", gzip));
        let _ = writeln!(
            table,
            "    Asset {{ name: {name:?}, path: {path:?}, plain: include_bytes!({:?}), br: {br}, gz: {gz} }},",
            at.to_string_lossy()
        );
    }
    write(&out.join("assets.rs"), (table + "];\n").as_bytes());
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = vec![];
    let mut writer = brotli::CompressorWriter::new(&mut packed, 64 * 1024, 11, 22);
    let _ = writer.write_all(bytes);
    drop(writer);
    packed
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
    let _ = writer.write_all(bytes);
    writer.finish().unwrap_or_default()
}
