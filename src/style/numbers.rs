//! Numbers as people read them, in figures, tables, reports and the lab. In: values. Out: text with a true
//! minus sign, and a dash where there is no number.

/// In place of a number that there is not.
pub const DASH: &str = "–";

/// A number with three significant digits, thousands apart, and a true minus sign.
pub fn significant(value: f64) -> String {
    with_digits(value, 3, usize::MAX)
}

/// Two significant digits, six decimals at most; a dash for none. For readings that wander more
/// than a third digit could show.
pub fn two_digits(value: Option<f64>) -> String {
    value.map_or(DASH.to_owned(), |value| with_digits(value, 2, 6))
}

/// "0.41 to 0.55", or one number where both are written alike.
pub fn two_digit_range(ends: [f64; 2]) -> String {
    let [low, high] = ends.map(|end| two_digits(Some(end)));
    if low == high {
        return low;
    }
    format!("{low} to {high}")
}

/// The nearest number that has so many significant digits.
pub fn rounded(value: f64, digits: usize) -> f64 {
    let text = format!("{value:.*e}", digits.saturating_sub(1));
    text.parse().unwrap_or(value)
}

fn with_digits(value: f64, digits: usize, most_decimals: usize) -> String {
    if !value.is_finite() {
        return DASH.to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    // rounded first, so that 0.09999 has the digits of 0.1
    let size = rounded(value.abs(), digits);
    let last_digit = size.log10().floor() as i32 + 1 - digits as i32;
    let text = if last_digit > 0 {
        let unit = 10f64.powi(last_digit);
        format!("{:.0}", (size / unit).round() * unit)
    } else {
        let decimals = (last_digit.unsigned_abs() as usize).min(most_decimals);
        format!("{size:.decimals$}")
    };
    let sign = if value < 0.0 { "−" } else { "" };
    format!("{sign}{}", with_thousands_apart(&text))
}

fn with_thousands_apart(text: &str) -> String {
    let whole = text.find('.').unwrap_or(text.len());
    let mut apart = String::with_capacity(text.len() + whole / 3);
    for (i, c) in text.chars().enumerate() {
        if i > 0 && i < whole && (whole - i).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(c);
    }
    apart
}

/// A share from 0 to 1 as percent with one decimal. What is not all or nothing never reads as all or
/// nothing: 99.97 % is > 99.9 %, 0.02 % is < 0.1 %. An end of an interval may lie outside 0 to 1.
pub fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if !percent.is_finite() {
        return DASH.to_owned();
    }
    match percent {
        0.0 => "0 %".to_owned(),
        100.0 => "100 %".to_owned(),
        99.95..100.0 => "> 99.9 %".to_owned(),
        0.0..0.05 => "< 0.1 %".to_owned(),
        _ => {
            let text = format!("{:.1}", percent.abs());
            let sign = if percent < 0.0 && text != "0.0" {
                "−"
            } else {
                ""
            };
            format!("{sign}{text} %")
        }
    }
}

/// A correlation or a share of a variance, from -1 to 1, to three decimals.
pub fn fraction(value: f64) -> String {
    let text = format!("{:.3}", value.abs());
    if value < 0.0 && text != "0.000" {
        format!("−{text}")
    } else {
        text
    }
}

/// A number as a figure of two digits times a power of ten: 1.4 × 10⁻³⁰.
pub fn scientific(value: f64) -> String {
    let text = format!("{value:.1e}");
    let Some((figure, power)) = text.split_once('e') else {
        return DASH.to_owned();
    };
    let raised = |c: char| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        _ => '⁰',
    };
    let power: String = power.chars().map(raised).collect();
    format!("{} × 10{power}", figure.replace('-', "−"))
}

/// A round number, as short as it can be: 30k, 1.5M, 0.5.
pub fn tick(value: f64) -> String {
    if value != 0.0 && value.abs() < 1e-3 {
        return format!("{value:e}").replace('-', "−");
    }
    let (scaled, suffix) = match value.abs() {
        1e9.. => (value / 1e9, "G"),
        1e6.. => (value / 1e6, "M"),
        1e3.. => (value / 1e3, "k"),
        _ => (value, ""),
    };
    let text = format!("{:.6}", scaled.abs());
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let sign = if value < 0.0 && text != "0" {
        "−"
    } else {
        ""
    };
    format!("{sign}{text}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_ten_are_raised() {
        assert_eq!(scientific(1.4e-30), "1.4 × 10⁻³⁰");
        assert_eq!(scientific(-2e12), "−2.0 × 10¹²");
        assert_eq!(scientific(f64::NAN), "–");
    }

    #[test]
    fn numbers_have_three_digits() {
        let values = [
            8717.0,
            0.7834,
            12.06,
            -0.25,
            1_234_567.0,
            0.0,
            f64::NAN,
            999.7,
            0.099_999,
        ];
        let texts = values.map(significant);
        assert_eq!(
            texts,
            [
                "8,720",
                "0.783",
                "12.1",
                "−0.250",
                "1,230,000",
                "0",
                "–",
                "1,000",
                "0.100"
            ]
        );
    }

    #[test]
    fn what_is_not_all_or_nothing_does_not_read_so() {
        let shares = [1.0, 0.0, 0.997, 0.9996, 0.0003, 0.31, 1.004, -0.012, -1e-5];
        let texts = shares.map(percent);
        assert_eq!(
            texts,
            [
                "100 %", "0 %", "99.7 %", "> 99.9 %", "< 0.1 %", "31.0 %", "100.4 %", "−1.2 %",
                "0.0 %"
            ]
        );
        assert_eq!(percent(f64::NAN), "–");
        assert_eq!(
            [-0.0321, 1.0, -1e-9].map(fraction),
            ["−0.032", "1.000", "0.000"]
        );
    }

    #[test]
    fn ticks_are_short() {
        let texts = [30_000.0, 0.5, 1.5e6, 0.0, -2.5, 0.008].map(tick);
        assert_eq!(texts, ["30k", "0.5", "1.5M", "0", "−2.5", "0.008"]);
    }

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
        assert_eq!(two_digit_range([0.412, 0.553]), "0.41 to 0.55");
        assert_eq!(two_digit_range([0.471, 0.474]), "0.47");
    }

    #[test]
    fn a_number_is_rounded_to_its_digits() {
        assert_eq!(rounded(0.020_000_000_3, 4), 0.02);
        assert_eq!(rounded(-1_234_567.0, 2), -1_200_000.0);
        assert_eq!(rounded(0.0, 3), 0.0);
        assert!(rounded(f64::NAN, 3).is_nan());
    }
}
