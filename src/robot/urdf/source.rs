//! The bytes of a URDF to its text. XML may be in Latin-1 if it says so, and many a file has other
//! signs in its comments alone.

use std::path::Path;

use crate::files::{ReadError, text_of};

/// Encodings, in lower case, whose bytes are one sign each; ASCII is the same in all.
const NARROW: [&str; 7] = [
    "iso-8859-1",
    "iso-8859-15",
    "iso8859-1",
    "latin1",
    "latin-1",
    "windows-1252",
    "us-ascii",
];
/// An XML declaration lies within so many bytes.
const DECLARATION: usize = 200;

/// The text of the URDF `file`.
pub(in crate::robot) fn decode(file: &Path, bytes: Vec<u8>) -> Result<String, ReadError> {
    if std::str::from_utf8(&bytes).is_err() && !bytes.contains(&0) {
        if declares_narrow(&bytes) {
            return Ok(bytes.into_iter().map(char::from).collect());
        }
        if let Some(text) = other_signs_in_comments(&bytes) {
            return Ok(text);
        }
    }
    text_of("robot file", file, bytes)
}

fn declares_narrow(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]);
    let declaration = start.trim_start().strip_prefix("<?xml");
    let declaration = declaration.and_then(|rest| rest.split("?>").next());
    let value = declaration.and_then(|text| text.split_once("encoding"));
    let value = value.and_then(|(_, rest)| rest.trim_start().strip_prefix('='));
    let name = value.and_then(|rest| rest.split(['"', '\'']).nth(1));
    name.is_some_and(|name| NARROW.contains(&name.to_lowercase().as_str()))
}

/// The text with a substitute for each byte that is not UTF-8, if all of them are in comments.
fn other_signs_in_comments(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            let opened = text.rfind("<!--")?;
            if text.rfind("-->").is_some_and(|closed| closed > opened) {
                return None;
            }
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<String, String> {
        decode(Path::new("r.urdf"), bytes.to_vec()).map_err(|error| error.to_string())
    }

    #[test]
    fn declared_latin_1_is_read() {
        for name in ["ISO-8859-1", "latin1", "Windows-1252"] {
            let head = format!("<?xml version=\"1.0\" encoding=\"{name}\"?>");
            let text = read(&[head.as_bytes(), b"<link name=\"f\xfc\xdf\"/>"].concat()).unwrap();
            assert!(text.ends_with("<link name=\"füß\"/>"), "{text}");
        }
        let utf_8 = "<?xml version='1.0' encoding='ISO-8859-1'?><link name=\"füß\"/>";
        assert_eq!(
            read(utf_8.as_bytes()).unwrap(),
            utf_8,
            "what is UTF-8 is taken as such"
        );
    }

    #[test]
    fn other_signs_are_passed_over_in_comments_alone() {
        let text = read(b"<a/><!-- pi\xe8ce --><b/><!-- \xfc -->").unwrap();
        assert_eq!(text, "<a/><!-- pi\u{fffd}ce --><b/><!-- \u{fffd} -->");
        let error = read(b"<!-- a -->\n<link name=\"f\xfc\"/>").unwrap_err();
        assert!(
            error.contains("line 2, column 14") && error.contains("Latin-1"),
            "{error}"
        );
        let error = read(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><l\xfc/>").unwrap_err();
        assert!(error.contains("0xFC"), "{error}");
        let utf_16: Vec<u8> = "<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(read(&utf_16).unwrap_err().contains("UTF-16"));
        assert_eq!(read("\u{feff}<a/>".as_bytes()).unwrap(), "<a/>");
    }
}
