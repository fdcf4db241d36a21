//! Every option of the run, by the names of `report.json`.

use serde_json::Value;

use super::words::plain;
use crate::experiment::result::Report;
use crate::report::html::{Cell, HtmlTable};

/// The options and the suite.
pub fn table(report: &Report) -> String {
    let mut table = HtmlTable::new(
        "Options of this run, as report.json names them",
        ["option", "value"].map(Cell::words).into(),
    );
    // a report that could not be written as JSON would have no report.json either
    let options = serde_json::to_value(&report.options).unwrap_or(Value::Null);
    let mut rows = Vec::new();
    flatten("", &options, &mut rows);
    for (name, value) in rows {
        table.push(vec![Cell::words(plain(&name)), Cell::words(value)]);
    }
    table.to_html()
}

/// Objects by their fields, lists of objects by their numbers, all else as text.
fn flatten(name: &str, value: &Value, rows: &mut Vec<(String, String)>) {
    let below = |part: &str| match name {
        "" => part.to_owned(),
        name => format!("{name}: {part}"),
    };
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                flatten(&below(field), value, rows);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (index, item) in items.iter().enumerate() {
                flatten(&below(&(index + 1).to_string()), item, rows);
            }
        }
        _ => rows.push((name.to_owned(), text(value))),
    }
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
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Object(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_options_have_a_row_each() {
        let mut rows = Vec::new();
        let options = serde_json::json!({
            "form": "zscore", "noise": { "joint": 0.01_f32 }, "list": [{ "a": [1, -2.5] }], "none": null
        });
        flatten("", &options, &mut rows);
        let find = |name: &str| rows.iter().find(|row| row.0 == name).map(|row| &*row.1);
        assert_eq!(find("noise: joint"), Some("0.01"));
        assert_eq!(find("list: 1: a"), Some("1, −2.5"));
        assert_eq!(find("none"), Some("none"));
    }
}
