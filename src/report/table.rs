//! Tables of text. In: columns with their units, rows of cells. Out: aligned lines for a
//! terminal.

use std::fmt::Write as _;

/// Where the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// The heading of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    name: String,
    unit: String,
    align: Align,
}

impl Column {
    /// A column of words.
    pub(crate) fn words(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            unit: String::new(),
            align: Align::Left,
        }
    }

    /// A column of numbers; the unit may be empty.
    pub(crate) fn numbers(name: impl Into<String>, unit: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            unit: unit.into(),
            align: Align::Right,
        }
    }

    fn heading(&self) -> String {
        if self.unit.is_empty() {
            self.name.clone()
        } else {
            format!("{} [{}]", self.name, self.unit)
        }
    }
}

/// Columns and rows. A row that is too short has empty cells; cells too many are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub(crate) fn new(columns: Vec<Column>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(crate) fn push<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        let mut row: Vec<String> = cells.into_iter().map(Into::into).collect();
        row.resize(self.columns.len(), String::new());
        self.rows.push(row);
    }

    /// Lines for a terminal: heading, rule, rows; every line ends with a line break.
    pub(crate) fn to_text(&self) -> String {
        let headings: Vec<String> = self.columns.iter().map(Column::heading).collect();
        let widths = self.widths(&headings);
        let mut text = self.line(&headings, &widths, "  ");
        let rule: usize = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
        let _ = writeln!(text, "{}", "─".repeat(rule));
        if self.rows.is_empty() {
            text.push_str("(no rows)\n");
        }
        for row in &self.rows {
            text.push_str(&self.line(row, &widths, "  "));
        }
        text
    }

    fn widths(&self, headings: &[String]) -> Vec<usize> {
        let width = |text: &str| text.chars().count();
        let cells = |i: usize| self.rows.iter().map(move |row| row[i].as_str());
        headings
            .iter()
            .enumerate()
            .map(|(i, heading)| cells(i).map(width).fold(width(heading), usize::max))
            .collect()
    }

    fn line(&self, cells: &[String], widths: &[usize], gap: &str) -> String {
        format!("{}\n", self.padded(cells, widths).join(gap).trim_end())
    }

    fn padded(&self, cells: &[String], widths: &[usize]) -> Vec<String> {
        let columns = self.columns.iter().zip(cells).zip(widths);
        columns
            .map(|((column, cell), &width)| match column.align {
                Align::Left => format!("{cell:<width$}"),
                Align::Right => format!("{cell:>width$}"),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(vec![
            Column::words("layer"),
            Column::numbers("median Q", "1/s²"),
            Column::numbers("units", ""),
        ]);
        table.push(["recurrent", "8,720", "128"]);
        table.push(["actuation", "11,100"]);
        table
    }

    #[test]
    fn text_is_aligned_by_kind() {
        let expected = "\
layer      median Q [1/s²]  units
─────────────────────────────────
recurrent            8,720    128
actuation           11,100
";
        assert_eq!(table().to_text(), expected);
    }

    #[test]
    fn an_empty_table_says_so() {
        assert!(
            Table::new(vec![Column::words("a")])
                .to_text()
                .ends_with("(no rows)\n")
        );
    }
}
