//! A small XML document as plain nodes, for files that other programs write, such as statements of a bank. Bounded in
//! depth and number; without document types, so that nothing is expanded or fetched.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// The most elements of one document: forty for each of 20,000 entries of a statement.
const MOST_NODES: usize = 800_000;
/// The deepest that elements may stand in one another.
const DEEPEST: usize = 64;

/// One element: its name without prefix, its attributes, the text directly in it, and the elements in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// Its name without a prefix.
    pub name: String,
    /// Its attributes, by name without a prefix.
    pub attributes: Vec<(String, String)>,
    /// The text directly in it, without blanks around it.
    pub text: String,
    /// The elements in it.
    pub children: Vec<Node>,
}

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// Not well-formed, or cut off.
    #[error("The file is not well-formed XML; it may be cut off. Ask the bank for a whole file.")]
    NotXml,
    /// A document type, which could expand without end.
    #[error("The file declares a document type, which is not taken.")]
    DocumentType,
    /// Too many elements, or too deep.
    #[error("The file is too large or too deep.")]
    TooLarge,
}

impl Node {
    /// The first element of this name in it.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|node| node.name == name)
    }

    /// Every element of this name in it.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |node| node.name == name)
    }

    /// The element at the end of a way of names.
    #[must_use]
    pub fn at(&self, way: &[&str]) -> Option<&Self> {
        way.iter().try_fold(self, |node, name| node.child(name))
    }

    /// The text at the end of a way of names; empty where there is none.
    #[must_use]
    pub fn text_at(&self, way: &[&str]) -> &str {
        self.at(way).map_or("", |node| node.text.as_str())
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The one element that a document is.
///
/// # Errors
/// [`TreeError`].
pub fn read_tree(text: &str) -> Result<Node, TreeError> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Node> = Vec::new();
    let mut root = None;
    let mut count = 0_usize;
    loop {
        match reader.read_event().map_err(|_| TreeError::NotXml)? {
            Event::Start(tag) => {
                count += 1;
                if root.is_some() {
                    return Err(TreeError::NotXml);
                }
                if count > MOST_NODES || open.len() >= DEEPEST {
                    return Err(TreeError::TooLarge);
                }
                open.push(begun(&tag)?);
            }
            Event::Empty(tag) => {
                count += 1;
                if count > MOST_NODES {
                    return Err(TreeError::TooLarge);
                }
                close(begun(&tag)?, &mut open, &mut root)?;
            }
            Event::End(_) => {
                let node = open.pop().ok_or(TreeError::NotXml)?;
                close(node, &mut open, &mut root)?;
            }
            Event::Text(words) => add(&words, &mut open)?,
            Event::CData(words) => add(&words, &mut open)?,
            Event::GeneralRef(reference) => add(&resolved(&reference)?, &mut open)?,
            Event::DocType(_) => return Err(TreeError::DocumentType),
            Event::Eof => break,
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
        }
    }
    root.filter(|_| open.is_empty()).ok_or(TreeError::NotXml)
}

fn begun(tag: &BytesStart<'_>) -> Result<Node, TreeError> {
    let mut node = Node { name: tag.local_name().into_inner().to_owned(), ..Node::default() };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|_| TreeError::NotXml)?;
        node.attributes.push((attribute.key.local_name().into_inner().to_owned(), attribute.value.to_string()));
    }
    Ok(node)
}

fn close(mut node: Node, open: &mut [Node], root: &mut Option<Node>) -> Result<(), TreeError> {
    node.text = node.text.trim().to_owned();
    match open.last_mut() {
        Some(parent) => parent.children.push(node),
        None if root.is_none() => *root = Some(node),
        None => return Err(TreeError::NotXml),
    }
    Ok(())
}

/// Text belongs into an element; around the document only blanks may stand.
fn add(words: &str, open: &mut [Node]) -> Result<(), TreeError> {
    match open.last_mut() {
        Some(node) => node.text.push_str(words),
        None if words.trim().trim_start_matches('\u{feff}').is_empty() => {}
        None => return Err(TreeError::NotXml),
    }
    Ok(())
}

/// A character by its number, or one of the five that XML names.
fn resolved(reference: &BytesRef<'_>) -> Result<String, TreeError> {
    if let Some(letter) = reference.resolve_char_ref().map_err(|_| TreeError::NotXml)? {
        return Ok(letter.to_string());
    }
    let named: &str = reference;
    match named {
        "amp" => Ok("&".to_owned()),
        "lt" => Ok("<".to_owned()),
        "gt" => Ok(">".to_owned()),
        "quot" => Ok("\"".to_owned()),
        "apos" => Ok("'".to_owned()),
        _ => Err(TreeError::NotXml),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_nodes_without_prefixes() {
        let text = "<?xml version=\"1.0\"?><d:Doc xmlns:d=\"x\"><d:A Ccy='USD'> 1 &amp; &#50; </d:A><d:B/><!-- c --><d:A>3</d:A></d:Doc>";
        let node = read_tree(text).expect("readable");
        assert_eq!((node.name.as_str(), node.text_at(&["A"]), node.all("A").count()), ("Doc", "1 & 2", 2));
        assert_eq!(node.child("A").and_then(|a| a.attribute("Ccy")), Some("USD"));
        assert!(node.child("B").is_some());
    }

    #[test]
    fn the_entries_of_a_large_run_fit_and_no_number_without_end() {
        let entries = format!("<e>{}</e>", "<b/>".repeat(40)).repeat(10_000);
        let node = read_tree(&format!("<a>{entries}</a>")).expect("readable");
        assert_eq!(node.all("e").count(), 10_000);
        assert_eq!(read_tree(&format!("<a>{}</a>", "<b/>".repeat(MOST_NODES))), Err(TreeError::TooLarge));
    }

    #[test]
    fn what_is_not_whole_or_could_expand_is_refused() {
        let deep = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
        for (text, expected) in [
            ("", TreeError::NotXml),
            ("<a><b></a>", TreeError::NotXml),
            ("<a>", TreeError::NotXml),
            ("<a/><b/>", TreeError::NotXml),
            ("words", TreeError::NotXml),
            ("<a>&bomb;</a>", TreeError::NotXml),
            ("<!DOCTYPE a [<!ENTITY bomb 'x'>]><a>&bomb;</a>", TreeError::DocumentType),
            (deep.as_str(), TreeError::TooLarge),
        ] {
            assert_eq!(read_tree(text), Err(expected), "{text}");
        }
    }
}
