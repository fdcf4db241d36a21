//! JSON texts to values, with the place of a fault and a word on decimal commas.

use serde::de::DeserializeOwned;
use thiserror::Error;

/// A text that is not the JSON that was asked for.
#[derive(Debug, Error)]
#[error("line {line}, column {column}: {message}")]
pub struct JsonError {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// What was found and what was expected.
    pub message: String,
}

/// Reads a JSON text; a byte-order mark before it is skipped.
pub fn parse_json<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        let place = format!(" at line {line} column {column}");
        let message = message.strip_suffix(&place).unwrap_or(&message);
        let hint = decimal_comma(text, line, column).map_or_else(String::new, |number| {
            format!(
                "; if `{number}` is one number, write {}",
                number.replace(',', ".")
            )
        });
        JsonError {
            line,
            column,
            message: format!("{message}{hint}"),
        }
    })
}

/// The last number with a comma and no white space in it on a line, up to a column.
fn decimal_comma(text: &str, line: usize, column: usize) -> Option<&str> {
    let line = text.lines().nth(line.checked_sub(1)?)?;
    // the fault is told at the sign after the number, or at the end of its list
    let end = line.len().min(column + 1);
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '-' | '.');
    let words = line.get(..end).unwrap_or(line).split(|c| !of_number(c));
    let comma = |word: &str| {
        let (whole, fraction) = word.split_once(',')?;
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
        let whole = whole.strip_prefix('-').unwrap_or(whole);
        (digits(whole) && digits(fraction)).then_some(())
    };
    words
        .map(|word| word.trim_end_matches(','))
        .rfind(|word| comma(word).is_some())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Settings {
        #[serde(default)]
        gain: f32,
        #[serde(default)]
        pose: [f32; 2],
    }

    fn fault(text: &str) -> String {
        let error = parse_json::<Settings>(text).expect_err(text);
        error.to_string()
    }

    #[test]
    fn a_decimal_comma_is_told() {
        let hint = "if `0,5` is one number, write 0.5";
        for text in [
            "{\n  \"gain\": 0,5,\n  \"pose\": [1, 2]\n}",
            "{\"gain\": 0,5}",
            "{\"gain\": \"0,5\"}",
            "{\"pose\": [1, 0,5]}",
        ] {
            assert!(fault(text).contains(hint), "{text}: {}", fault(text));
        }
        let text = "{\"pose\": [-0,25, 1]}";
        assert!(fault(text).contains("write -0.25"), "{}", fault(text));
    }

    #[test]
    fn other_faults_have_their_place_once_and_no_hint() {
        let text = fault("{\n  \"gain\" 1\n}");
        assert_eq!(text, "line 2, column 10: expected `:`");
        let text = fault("{\"pose\": [1, 2, 3]}");
        assert!(!text.contains("one number"), "{text}");
        let settings: Settings = parse_json("\u{feff}{\"gain\": 2}").unwrap();
        assert_eq!((settings.gain, settings.pose), (2.0, [0.0; 2]));
    }
}
