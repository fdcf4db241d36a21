//! Numbers as text, with the two digits that a live reading is good for. In: Q (1/s^2) or ratios. Out:
//! "8,700", "0.78", "0.41 to 0.55".

/// In place of a number that there is not.
pub const DASH: &str = "–";

/// Two significant digits, thousands separated: "8,700", "0.78"; a dash for none. Over the window of
/// 5 s a steady walk's median wanders more than a third digit could show.
#[must_use]
pub fn two_digits(value: Option<f64>) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else {
        return DASH.to_owned();
    };
    if value == 0.0 {
        return "0".to_owned();
    }
    let magnitude = format!("{value:.1e}")
        .split_once('e')
        .and_then(|(_, exponent)| exponent.parse::<i32>().ok())
        .unwrap_or(0);
    if magnitude < 1 {
        return format!("{value:.*}", (1 - magnitude).clamp(0, 6) as usize);
    }
    let unit = 10_f64.powi(magnitude - 1);
    thousands((value / unit).round() * unit)
}

/// "0.41 to 0.55", or one number where both are written alike.
#[must_use]
pub fn range([low, high]: [f64; 2]) -> String {
    let [low, high] = [low, high].map(|end| two_digits(Some(end)));
    if low == high {
        return low;
    }
    format!("{low} to {high}")
}

fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    if value < 0.0 {
        text.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_two_digits() {
        let cases = [
            (8717.0, "8,700"),
            (11_135.0, "11,000"),
            (999.7, "1,000"),
            (0.7831, "0.78"),
            (0.0478, "0.048"),
            (0.9996, "1.0"),
            (9.96, "10"),
            (12.34, "12"),
            (1_234_567.0, "1,200,000"),
            (0.0, "0"),
        ];
        for (value, text) in cases {
            assert_eq!(two_digits(Some(value)), text);
        }
        assert_eq!(two_digits(None), DASH);
        assert_eq!(two_digits(Some(f64::INFINITY)), DASH);
        assert_eq!(range([0.412, 0.553]), "0.41 to 0.55");
        assert_eq!(range([0.471, 0.474]), "0.47");
    }
}
