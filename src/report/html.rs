//! HTML for people: text that cannot break out, tables, figures. In: plain text. Out: well-formed
//! markup (every element closed, so that an XML reader can read it too).

use std::fmt::Write as _;

/// Text made safe for HTML.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // a number and its percent sign stay on one line
            '%' if safe.ends_with(' ') => {
                safe.pop();
                safe.push_str("\u{a0}%");
            }
            '\n' | '\t' => safe.push(' '),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            _ => safe.push(c),
        }
    }
    safe
}

/// A table with more columns is wide, for the style sheet.
const WIDE: usize = 5;

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    text: String,
    class: &'static str,
}

impl Cell {
    /// Words, set from the left.
    pub fn words(text: impl Into<String>) -> Self {
        Self::of_class(text, "")
    }

    /// A number, set from the right.
    pub fn number(text: impl Into<String>) -> Self {
        Self::of_class(text, "number")
    }

    /// Words that a style sheet sets apart.
    pub fn of_class(text: impl Into<String>, class: &'static str) -> Self {
        Self {
            text: text.into(),
            class,
        }
    }
}

/// Headings and rows. The first cell of a row names it.
#[derive(Clone, Debug)]
pub struct HtmlTable {
    caption: String,
    headings: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
}

impl HtmlTable {
    /// A table without rows; a heading of class `number` heads numbers.
    pub fn new(caption: impl Into<String>, headings: Vec<Cell>) -> Self {
        Self {
            caption: caption.into(),
            headings,
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn push(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// The markup; a table that is wider than the page scrolls.
    pub fn to_html(&self) -> String {
        let mut html = String::new();
        let label = escape(&self.caption);
        let wide = if self.headings.len() > WIDE {
            " wide"
        } else {
            ""
        };
        let _ = writeln!(html, "<p class=\"table-caption{wide}\">{label}</p>");
        let _ = write!(html, "<div class=\"scroll{wide}\" tabindex=\"0\">");
        let _ = writeln!(html, "<table aria-label=\"{label}\">");
        html.push_str("<thead><tr>");
        for heading in &self.headings {
            push_cell(&mut html, "th", " scope=\"col\"", heading);
        }
        html.push_str("</tr></thead>\n<tbody>\n");
        for row in &self.rows {
            html.push_str("<tr>");
            for (index, cell) in row.iter().enumerate() {
                match index {
                    0 => push_cell(&mut html, "th", " scope=\"row\"", cell),
                    _ => push_cell(&mut html, "td", "", cell),
                }
            }
            html.push_str("</tr>\n");
        }
        if self.rows.is_empty() {
            let span = self.headings.len();
            let _ = writeln!(html, "<tr><td colspan=\"{span}\">none</td></tr>");
        }
        html.push_str("</tbody></table></div>\n");
        html
    }
}

fn push_cell(html: &mut String, element: &str, attributes: &str, cell: &Cell) {
    let class = match cell.class {
        "" => String::new(),
        class => format!(" class=\"{class}\""),
    };
    let text = escape(&cell.text);
    let _ = write!(html, "<{element}{attributes}{class}>{text}</{element}>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_break_out_of_a_cell() {
        let mut table = HtmlTable::new("a < b", vec![Cell::words("name"), Cell::number("Q")]);
        table.push(vec![Cell::words("</td><script>"), Cell::number("\"1\"\0")]);
        let html = table.to_html();
        assert!(html.contains("<p class=\"table-caption\">a &lt; b</p>"));
        assert!(html.contains("<th scope=\"row\">&lt;/td&gt;&lt;script&gt;</th>"));
        assert!(html.contains("<td class=\"number\">&quot;1&quot;\u{fffd}</td>"));
    }

    #[test]
    fn a_table_without_rows_says_so() {
        let table = HtmlTable::new("", vec![Cell::words("a"), Cell::words("b")]);
        assert!(table.to_html().contains("<td colspan=\"2\">none</td>"));
    }
}
