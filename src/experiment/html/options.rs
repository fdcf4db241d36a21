//! Every option of the run, in words and by its name in `report.json`.

mod names;

use serde_json::Value;

use super::words::plain;
use crate::experiment::result::Report;
use crate::report::html::{Cell, HtmlTable};

/// An option: its path in `report.json`, and its value in words.
type Entry = (String, String);

/// The options and the suite.
pub(super) fn table(report: &Report) -> String {
    let mut table = HtmlTable::new(
        "Options of this run",
        ["option", "value", "in report.json"]
            .map(Cell::words)
            .into(),
    );
    // a report that could not be written as JSON would have no report.json either
    let options = serde_json::to_value(&report.options).unwrap_or(Value::Null);
    let mut entries = Vec::new();
    flatten("", &options, &mut entries);
    for (path, value) in entries {
        table.push(vec![
            Cell::words(names::name(&path)),
            Cell::words(value),
            Cell::of_class(path, "small"),
        ]);
    }
    table.to_html()
}

/// Objects by their fields, sweeps one by one, all else as text.
fn flatten(path: &str, value: &Value, entries: &mut Vec<Entry>) {
    let below = |part: &str| match path {
        "" => part.to_owned(),
        path => format!("{path}.{part}"),
    };
    match value {
        Value::Object(fields) if fields.contains_key("speeds") => {
            entries.push((path.to_owned(), sweep(value)));
        }
        Value::Object(fields) => {
            for (field, value) in fields {
                flatten(&below(field), value, entries);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (index, item) in items.iter().enumerate() {
                flatten(&below(&index.to_string()), item, entries);
            }
        }
        _ => entries.push((path.to_owned(), text(value))),
    }
}

/// A sweep on one line: its name, the speeds of the axis it varies, what the command is otherwise.
fn sweep(value: &Value) -> String {
    let field = |name: &str| text(value.get(name).unwrap_or(&Value::Null));
    format!(
        "{}: {} speed {}; otherwise the command {}; on the {} axis",
        field("name"),
        field("varies"),
        field("speeds"),
        field("base"),
        field("speed_axis")
    )
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => match number.as_f64() {
            // single precision is stored with more digits than it has
            Some(value) if number.is_f64() => (value as f32).to_string().replace('-', "−"),
            _ => number.to_string(),
        },
        Value::String(text) => plain(text),
        Value::Array(items) => {
            let between = match items.iter().any(Value::is_array) {
                true => "; ",
                false => ", ",
            };
            items.iter().map(text).collect::<Vec<_>>().join(between)
        }
        Value::Object(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::samples::Sample;

    #[test]
    fn nested_options_have_a_row_each() {
        let mut rows = Vec::new();
        let options = serde_json::json!({
            "form": "zscore", "noise": { "joint": 0.01_f32 }, "list": [{ "a": [1, -2.5] }],
            "none": null, "mixed": [[1, 2], [3, 4]], "sweeps": [{
                "name": "turn_left", "speed_axis": "yaw", "varies": "yaw", "base": [0.5, 0], "speeds": [1, 2]
            }]
        });
        flatten("", &options, &mut rows);
        let find = |name: &str| rows.iter().find(|row| row.0 == name).map(|row| &*row.1);
        assert_eq!(find("noise.joint"), Some("0.01"));
        assert_eq!(find("list.0.a"), Some("1, −2.5"));
        assert_eq!(find("none"), Some("none"));
        assert_eq!(find("mixed"), Some("1, 2; 3, 4"));
        let sweep = "turn left: yaw speed 1, 2; otherwise the command 0.5, 0; on the yaw axis";
        assert_eq!(find("sweeps.0"), Some(sweep));
    }

    #[test]
    fn every_option_has_a_name_in_words() {
        let report = Sample::full().result().report;
        let options = serde_json::to_value(&report.options).unwrap();
        let mut entries = Vec::new();
        flatten("", &options, &mut entries);
        assert!(!entries.is_empty());
        for (path, _) in entries {
            assert!(!names::name(&path).contains(['_', '.', ':']), "{path}");
            assert_ne!(names::name(&path), path, "{path}");
        }
    }
}
