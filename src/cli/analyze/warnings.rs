//! Warnings on standard error: each a line, the first few where there are many of a kind.

/// Most warnings of a kind that are printed.
const MOST: usize = 5;

/// Tells warnings of one kind; of many, the first and the number of the others.
pub(super) fn tell(note: &mut dyn FnMut(String), warnings: &[String]) {
    for warning in warnings.iter().take(MOST) {
        note(format!("warning: {warning}"));
    }
    if let Some(more @ 1..) = warnings.len().checked_sub(MOST) {
        note(format!("warning: and {more} more like these"));
    }
}

/// Tells that a layer is constant.
pub(super) fn tell_of_still_layer(note: &mut dyn FnMut(String), name: &str) {
    note(format!(
        "warning: layer {name} does not vary: it has no tangling"
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_warnings_are_summed_up() {
        let said = |count: usize| {
            let mut notes = String::new();
            let warnings: Vec<String> = (0..count).map(|k| format!("run {k}")).collect();
            tell(&mut |line| notes += &format!("{line}\n"), &warnings);
            notes
        };
        assert_eq!(said(0), "");
        assert_eq!(said(2), "warning: run 0\nwarning: run 1\n");
        assert_eq!(said(MOST).lines().count(), MOST);
        let many = said(400);
        assert_eq!(many.lines().count(), MOST + 1);
        assert!(
            many.ends_with("warning: and 395 more like these\n"),
            "{many}"
        );
    }
}
