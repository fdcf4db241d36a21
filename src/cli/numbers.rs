//! Numbers on the command line: what is wrong with a text that has decimal commas.

use std::fmt::Display;
use std::str::FromStr;

/// A value whose parts are divided by as many commas as `COMMAS`.
pub(super) fn value<T: FromStr<Err: Display>, const COMMAS: usize>(
    text: &str,
) -> Result<T, String> {
    text.parse()
        .map_err(|error| explained(text, &error, COMMAS))
}

/// An error, with a word on decimal commas where the text seems to have some.
pub(super) fn explained(text: &str, error: &impl Display, commas: usize) -> String {
    if has_decimal_comma(text, commas) {
        let list = if commas == 0 {
            ""
        } else {
            ", and commas between numbers"
        };
        format!("{error}; give decimal points, as in 0.5{list}")
    } else {
        error.to_string()
    }
}

/// Whether there is a comma between two digits, and more of them than divide numbers; or a
/// semicolon, which divides numbers where commas are decimal.
fn has_decimal_comma(text: &str, commas: usize) -> bool {
    let is_digit = |c: Option<&u8>| c.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let between = (1..bytes.len())
        .filter(|&at| bytes[at] == b',')
        .filter(|&at| is_digit(bytes.get(at - 1)) && is_digit(bytes.get(at + 1)))
        .count();
    between > commas || (between > 0 && text.contains(';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_comma_is_told_and_a_dividing_one_is_not() {
        assert_eq!(value::<f64, 0>("0.5"), Ok(0.5));
        for text in ["0,5", "-0,5", "7,50"] {
            let error = value::<f64, 0>(text).unwrap_err();
            assert!(error.contains("decimal points, as in 0.5"), "{error}");
        }
        assert!(!value::<f64, 0>("soon").unwrap_err().contains("decimal"));
        assert!(has_decimal_comma("0,5,0,0", 2));
        assert!(has_decimal_comma("0,5;0;0", 2));
        assert!(!has_decimal_comma("0.5,0,0", 2));
        assert!(!has_decimal_comma("1,2", 2));
        assert!(has_decimal_comma("1:0,5,0", 1) && !has_decimal_comma("1:0,5", 1));
    }
}
