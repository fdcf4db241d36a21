//! Names for contents: the SHA-256 of bytes, and the form in which a text is hashed.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

/// SHA-256 in hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text as it is hashed: without a byte-order mark, its lines ending in LF.
pub(crate) fn normalised(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_standard() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), abc);
    }

    #[test]
    fn what_is_hashed_depends_neither_on_line_ends_nor_on_a_mark() {
        let plain = "one\ntwo\n\nthree";
        for other in [
            "one\r\ntwo\r\n\r\nthree",
            "\u{feff}one\ntwo\n\nthree",
            "one\rtwo\r\rthree",
        ] {
            assert_eq!(normalised(other), plain);
        }
        assert!(matches!(normalised(plain), Cow::Borrowed(_)));
    }
}
