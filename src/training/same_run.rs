//! Whether a run goes on under the configuration that it was begun with. In: both configurations.
//! Out: the first field that differs, by its path, with both values.

use serde_json::Value;

use super::config::TrainingConfig;

/// A field that differs.
#[derive(Debug, PartialEq)]
pub(super) struct Difference {
    pub field: String,
    /// The run's value.
    pub own: String,
    /// The one that was given.
    pub given: String,
}

/// The first difference between a run's configuration and another. How long it goes on and what it
/// keeps may change on the way.
pub(super) fn difference(own: &TrainingConfig, given: &TrainingConfig) -> Option<Difference> {
    let own = TrainingConfig {
        total_steps: given.total_steps,
        checkpoint_steps: given.checkpoint_steps,
        average_from_step: given.average_from_step,
        ..own.clone()
    };
    if own == *given {
        return None;
    }
    let json = |config| serde_json::to_value(config).unwrap_or_default();
    let other = || Difference {
        field: "the configuration".to_owned(),
        own: "that of config.json".to_owned(),
        given: "another".to_owned(),
    };
    Some(first("", &json(&own), &json(given)).unwrap_or_else(other))
}

fn first(path: &str, own: &Value, given: &Value) -> Option<Difference> {
    match (own, given) {
        (Value::Object(fields), Value::Object(others)) => {
            let more = others.keys().filter(|name| !fields.contains_key(*name));
            fields.keys().chain(more).find_map(|name| {
                let dot = if path.is_empty() { "" } else { "." };
                let [own, given] =
                    [fields, others].map(|fields| fields.get(name).unwrap_or(&Value::Null));
                first(&format!("{path}{dot}{name}"), own, given)
            })
        }
        (Value::Array(entries), Value::Array(others)) if entries.len() == others.len() => {
            let pairs = entries.iter().zip(others).enumerate();
            pairs
                .into_iter()
                .find_map(|(at, (entry, other))| first(&format!("{path}[{at}]"), entry, other))
        }
        _ => (own != given).then(|| Difference {
            field: path.to_owned(),
            own: shown(own),
            given: shown(given),
        }),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "absent".to_owned(),
        Value::Array(entries) => format!("a list of {}", entries.len()),
        Value::Object(_) => "there".to_owned(),
        // most are of single precision
        Value::Number(number) if number.is_f64() => match number.as_f64() {
            Some(number) => (number as f32).to_string(),
            None => number.to_string(),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_field_that_differs_is_named_with_both_values() {
        let own = TrainingConfig::built_in().unwrap();
        let differs = |change: &dyn Fn(&mut TrainingConfig)| {
            let mut given = own.clone();
            change(&mut given);
            let found = difference(&own, &given)?;
            Some(format!("{}: {}, {}", found.field, found.own, found.given))
        };
        assert_eq!(differs(&|_| ()), None);
        assert_eq!(differs(&|c| c.total_steps += 1), None);
        assert_eq!(differs(&|c| c.average_from_step = Some(1)), None);
        assert_eq!(differs(&|c| c.checkpoint_steps = 7), None);
        let seed = differs(&|c| c.seed = 9).unwrap();
        assert_eq!(seed, format!("seed: {}, 9", own.seed));
        let gamma = differs(&|c| c.ppo.gamma = 0.9).unwrap();
        assert_eq!(gamma, "ppo.gamma: 0.99, 0.9");
        let slow = differs(&|c| c.stages[0].slow = Some(0.3)).unwrap();
        assert_eq!(slow, "stages[0].slow: absent, 0.3");
        let longer = differs(&|c| c.stages.push(c.stages[0].clone())).unwrap();
        assert_eq!(longer, "stages: a list of 1, a list of 2");
        let point = differs(&|c| c.exploration.0[1].1 = 0.5).unwrap();
        assert!(point.starts_with("exploration[1][1]: ") && point.ends_with(", 0.5"));
    }
}
