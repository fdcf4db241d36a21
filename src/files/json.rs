//! JSON texts to values. An error has the place of the fault: line, column and the path of the field.

use serde::de::DeserializeOwned;
use thiserror::Error;

use super::json_fault::{ROOT, explain};

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
pub(crate) fn parse_json<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize(&mut deserializer);
    let value = read.map_err(|error| {
        let path = error.path().to_string();
        fault(text, &path, &error.into_inner())
    })?;
    deserializer
        .end()
        .map_err(|error| fault(text, ROOT, &error))?;
    Ok(value)
}

/// A value that was read already as another type. The error is what was found there, its path first.
pub(crate) fn from_json_value<T: DeserializeOwned>(value: &serde_json::Value) -> Result<T, String> {
    serde_path_to_error::deserialize(value)
        .map_err(|error| explain(&error.path().to_string(), &error.inner().to_string()))
}

fn fault(text: &str, path: &str, error: &serde_json::Error) -> JsonError {
    let (line, column) = (error.line(), error.column());
    let said = error.to_string();
    let place = format!(" at line {line} column {column}");
    let said = said.strip_suffix(&place).unwrap_or(&said);
    let message = if error.is_data() {
        explain(path, said)
    } else {
        said.to_owned()
    };
    let hint = decimal_comma(text, line, column).map_or_else(String::new, |number| {
        let mended = number.replace(',', ".");
        format!("; if `{number}` is one number, write {mended}")
    });
    JsonError {
        line,
        column,
        message: format!("{message}{hint}"),
    }
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
    #[serde(deny_unknown_fields)]
    struct Settings {
        #[serde(default)]
        gain: f32,
        #[serde(default)]
        pose: [f32; 2],
        #[serde(default)]
        stages: Vec<Stage>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Stage {
        steps: u64,
        #[serde(default)]
        kind: Option<Kind>,
        #[serde(default)]
        is_last: bool,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        TouchDown,
        LiftOff,
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
    fn a_fault_names_the_field_by_its_path_what_was_found_and_the_fix() {
        let first = r#"{"steps": 1}, "#;
        for (stage, expected) in [
            (
                r#"{"stpes": 2}"#,
                "unknown field `stages[1].stpes`; did you mean `steps`?",
            ),
            (
                r#"{"gyroscope": 2}"#,
                "unknown field `stages[1].gyroscope`; leave it out, or give one of `steps`, `kind`, `is_last`",
            ),
            ("{}", "missing field `stages[1].steps`; add it"),
            (
                r#"{"steps": 1, "steps": 1}"#,
                "`stages[1].steps` is given twice; give it once",
            ),
            (
                r#"{"steps": -2}"#,
                "stages[1].steps is -2; give a whole number from zero on",
            ),
            (
                r#"{"steps": 1.5}"#,
                "stages[1].steps is 1.5; give a whole number from zero on",
            ),
            (
                r#"{"steps": "many"}"#,
                "stages[1].steps is \"many\"; give a whole number from zero on",
            ),
            (
                r#"{"steps": 1, "is_last": null}"#,
                "stages[1].is_last is null; give true or false",
            ),
            (
                r#"{"steps": 1, "kind": "liftoff"}"#,
                "stages[1].kind is `liftoff`; did you mean `lift_off`?",
            ),
            (
                r#"{"steps": 1, "kind": "fall"}"#,
                "stages[1].kind is `fall`; give `touch_down` or `lift_off`",
            ),
            ("3", "stages[1] is 3; give an object"),
            ("\"x\"", "stages[1] is \"x\"; give an object"),
        ] {
            let text = fault(&format!("{{\"stages\": [{first}\n{stage}]}}"));
            let (place, said) = text.split_once(": ").unwrap();
            assert!(place.starts_with("line 2, column "), "{text}");
            assert_eq!(said, expected);
        }
        let whole = fault("null");
        assert!(whole.ends_with(": it is null; give an object"), "{whole}");
        let short = fault("{\"pose\": [1]}");
        assert!(
            short.ends_with(": pose is 1 long; give a list of 2"),
            "{short}"
        );
        let numbers = fault("{\"pose\": [1, \"x\"]}");
        assert!(
            numbers.ends_with(": pose[1] is \"x\"; give a number"),
            "{numbers}"
        );
    }

    #[test]
    fn a_value_that_is_there_is_read_with_the_path_within_it() {
        let value = serde_json::json!({ "pose": [1, null] });
        let error = from_json_value::<Settings>(&value).unwrap_err();
        assert_eq!(error, "pose[1] is null; give a number");
        let numbers = serde_json::json!([1, 2, 3]);
        assert_eq!(from_json_value::<Vec<u32>>(&numbers), Ok(vec![1, 2, 3]));
    }

    #[test]
    fn other_faults_have_their_place_once_and_no_hint() {
        let text = fault("{\n  \"gain\" 1\n}");
        assert_eq!(text, "line 2, column 10: expected `:`");
        let text = fault("{\"pose\": [1, 2, 3]}");
        assert!(!text.contains("one number"), "{text}");
        let settings: Settings = parse_json("\u{feff}{\"gain\": 2}").unwrap();
        assert_eq!((settings.gain, settings.pose), (2.0, [0.0; 2]));
        let stages = r#"{"stages": [{"steps": 3, "kind": "lift_off", "is_last": true}]}"#;
        let settings: Settings = parse_json(stages).unwrap();
        let [stage] = settings.stages.as_slice() else {
            panic!("{settings:?}");
        };
        assert_eq!((stage.steps, stage.is_last), (3, true));
        assert!(matches!(stage.kind, Some(Kind::LiftOff)));
    }
}
