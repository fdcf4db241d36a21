//! Warnings on standard error: each a line, the first few where there are many of a kind.

use std::io::{self, Write};

/// Most warnings of a kind that are printed.
const MOST: usize = 5;

/// Prints warnings of one kind; of many, the first and the number of the others.
pub(super) fn print(notes: &mut dyn Write, warnings: &[String]) -> io::Result<()> {
    for warning in warnings.iter().take(MOST) {
        writeln!(notes, "warning: {warning}")?;
    }
    match warnings.len().checked_sub(MOST) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(notes, "warning: and {more} more like these"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_warnings_are_summed_up() {
        let said = |count: usize| {
            let mut notes = Vec::new();
            let warnings: Vec<String> = (0..count).map(|k| format!("run {k}")).collect();
            print(&mut notes, &warnings).unwrap();
            String::from_utf8(notes).unwrap()
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
