//! Reading a file whole, and telling the encoding of a text that is not UTF-8.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// A file could not be read, or is no text.
#[derive(Debug, Error)]
#[error("cannot read {what} {}: {fault}; {}", file.display(), fault.fix())]
pub struct ReadError {
    what: &'static str,
    file: PathBuf,
    fault: Fault,
}

impl ReadError {
    /// Of what the system said of a file; `what` it is, such as "scene file".
    pub fn new(what: &'static str, file: &Path, error: io::Error) -> Self {
        Self {
            what,
            file: file.to_owned(),
            fault: Fault::System(error),
        }
    }
}

/// What is wrong with it.
#[derive(Debug, Error)]
enum Fault {
    #[error("{0}")]
    System(io::Error),
    #[error("its text is in {0}, not in UTF-8")]
    Wide(&'static str),
    #[error(
        "line {line}, column {column} is the byte 0x{byte:02X}, which is not UTF-8: its text is in \
         Latin-1 (Windows-1252) or another encoding"
    )]
    Narrow {
        line: usize,
        column: usize,
        byte: u8,
    },
    #[error("it is not a text")]
    NoText,
}

impl Fault {
    fn fix(&self) -> &'static str {
        match self {
            Self::System(error) => match error.kind() {
                io::ErrorKind::IsADirectory => "name a file in that folder",
                io::ErrorKind::PermissionDenied => "make it readable",
                _ => "check the path",
            },
            Self::Wide(_) => {
                "save it as UTF-8 (an editor's Save as; in PowerShell Set-Content -Encoding utf8)"
            }
            Self::Narrow { .. } => "save it as UTF-8",
            Self::NoText => "name the text file that is meant",
        }
    }
}

/// The bytes of a file; `what` it is, in a message, such as "scene file".
pub(crate) fn read_bytes(what: &'static str, file: &Path) -> Result<Vec<u8>, ReadError> {
    std::fs::read(file).map_err(|error| ReadError::new(what, file, error))
}

/// The text of a UTF-8 file, without a byte-order mark.
pub(crate) fn read_text(what: &'static str, file: &Path) -> Result<String, ReadError> {
    text_of(what, file, read_bytes(what, file)?)
}

/// The text of the bytes of `file`, without a byte-order mark.
pub(crate) fn text_of(
    what: &'static str,
    file: &Path,
    bytes: Vec<u8>,
) -> Result<String, ReadError> {
    match decode(bytes) {
        Ok(text) => Ok(text),
        Err(fault) => Err(ReadError {
            what,
            file: file.to_owned(),
            fault,
        }),
    }
}

fn decode(bytes: Vec<u8>) -> Result<String, Fault> {
    if let Some(encoding) = wide_encoding(&bytes) {
        return Err(Fault::Wide(encoding));
    }
    if bytes.contains(&0) {
        return Err(Fault::NoText);
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Ok(text)
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let before = String::from_utf8_lossy(&bytes[..at]);
            let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
            Err(Fault::Narrow {
                line: before.matches('\n').count() + 1,
                column: before[line_start..].chars().count() + 1,
                byte: bytes[at],
            })
        }
    }
}

/// UTF-16 or UTF-32, by its mark or by the zero bytes between the signs of ASCII.
fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        [a, b, c, d, ..] => match [*a, *b, *c, *d].map(|byte| byte != 0) {
            [true, false, true, false] | [false, true, false, true] => Some("UTF-16"),
            [true, false, false, false] | [false, false, false, true] => Some("UTF-32"),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<String, String> {
        let text = text_of("scene file", Path::new("s.json"), bytes.to_vec());
        text.map_err(|error| error.to_string())
    }

    #[test]
    fn a_mark_is_skipped_and_only_at_the_start() {
        assert_eq!(read("\u{feff}{}".as_bytes()).unwrap(), "{}");
        assert_eq!(read("{}\u{feff}".as_bytes()).unwrap(), "{}\u{feff}");
        assert_eq!(read("{\"ü\": 1}".as_bytes()).unwrap(), "{\"ü\": 1}");
        assert_eq!(read(b"").unwrap(), "");
    }

    #[test]
    fn other_encodings_are_named_with_the_fix() {
        let wide = |text: &str, little: bool| -> Vec<u8> {
            let bytes = |unit: u16| {
                if little {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            };
            text.encode_utf16().flat_map(bytes).collect()
        };
        for text in ["\u{feff}{\"a\": 1}", "{\"a\": 1}"] {
            for little in [true, false] {
                let error = read(&wide(text, little)).unwrap_err();
                assert!(error.contains("cannot read scene file s.json"), "{error}");
                assert!(error.contains("UTF-16, not in UTF-8; save"), "{error}");
            }
        }
        let utf_32: Vec<u8> = "{}"
            .chars()
            .flat_map(|c| (c as u32).to_le_bytes())
            .collect();
        assert!(read(&utf_32).unwrap_err().contains("UTF-32"));
        let error = read(b"{\n  \"a\xe9\": 1}").unwrap_err();
        assert!(
            error.contains("line 2, column 5 is the byte 0xE9"),
            "{error}"
        );
        assert!(error.contains("Latin-1") && error.ends_with("save it as UTF-8"));
        assert!(
            read(b"PK\x03\x04\x14\x00\x00\x00\xff")
                .unwrap_err()
                .contains("not a text")
        );
    }

    #[test]
    fn what_the_system_refuses_has_its_own_fix() {
        let folder = tempfile::tempdir().unwrap();
        let error = read_text("scene file", &folder.path().join("none")).unwrap_err();
        assert!(error.to_string().ends_with("check the path"), "{error}");
        let error = read_text("scene file", folder.path()).unwrap_err();
        assert!(
            error.to_string().ends_with("name a file in that folder"),
            "{error}"
        );
    }
}
