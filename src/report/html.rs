//! HTML for people: text that cannot break out, tables, figures. In: plain text. Out: well-formed
//! markup (every element closed, so that an XML reader can read it too).

use std::fmt::Write as _;

/// Text made safe for HTML, set as print is: ’ for ', × between numbers, percent signs with theirs.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push('\u{2019}'),
            // a number and its percent sign stay on one line
            '%' if safe.ends_with(' ') => {
                safe.pop();
                safe.push_str("\u{a0}%");
            }
            ' ' if ends_with_times(&safe) => {
                safe.pop();
                safe.push_str("× ");
            }
            '\n' | '\t' => safe.push(' '),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            _ => safe.push(c),
        }
    }
    safe
}

/// Whether a text ends with a number and the letter x.
fn ends_with_times(text: &str) -> bool {
    let number = text.strip_suffix(" x");
    number.is_some_and(|number| number.ends_with(|c: char| c.is_ascii_digit()))
}

/// A table with more columns is wide, for the style sheet.
const WIDE: usize = 5;

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    text: String,
    /// A smaller line under the text; empty for none.
    under: String,
    class: &'static str,
}

impl Cell {
    /// Words, set from the left.
    pub(crate) fn words(text: impl Into<String>) -> Self {
        Self::of_class(text, "")
    }

    /// A number, set from the right.
    pub(crate) fn number(text: impl Into<String>) -> Self {
        Self::of_class(text, "number")
    }

    /// Words that a style sheet sets apart.
    pub(crate) fn of_class(text: impl Into<String>, class: &'static str) -> Self {
        Self {
            text: text.into(),
            under: String::new(),
            class,
        }
    }

    /// A number; what stands in parentheses at its end, such as its interval, comes under it.
    pub(crate) fn stacked(text: &str) -> Self {
        let parts = text
            .strip_suffix(')')
            .and_then(|text| text.split_once(" ("));
        match parts {
            None => Self::number(text),
            Some((number, under)) => Self::number(number).over(under),
        }
    }

    /// The same with a smaller line under it.
    pub(crate) fn over(self, under: impl Into<String>) -> Self {
        Self {
            under: under.into(),
            ..self
        }
    }

    fn markup(&self) -> String {
        let text = escape(&self.text);
        if self.under.is_empty() {
            return text;
        }
        format!("{text}<span class=\"under\">{}</span>", escape(&self.under))
    }
}

/// A line of a table.
#[derive(Clone, Debug)]
enum Row {
    Cells(Vec<Cell>),
    /// A name, and words over all other columns.
    Sentence(String, String),
}

/// Rows that belong together, with a heading unless they are the first.
#[derive(Clone, Debug, Default)]
struct Part {
    /// Anchor, title, note; the anchor and the note may be empty.
    heading: Option<[String; 3]>,
    rows: Vec<Row>,
}

/// Headings and rows. The first cell of a row names it.
#[derive(Clone, Debug)]
pub(crate) struct HtmlTable {
    caption: String,
    headings: Vec<Cell>,
    parts: Vec<Part>,
}

impl HtmlTable {
    /// A table without rows; a heading of class `number` heads numbers.
    pub(crate) fn new(caption: impl Into<String>, headings: Vec<Cell>) -> Self {
        Self {
            caption: caption.into(),
            headings,
            parts: vec![Part::default()],
        }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, cells: Vec<Cell>) {
        self.push_row(Row::Cells(cells));
    }

    /// Adds a row that has words in the place of its cells.
    pub(crate) fn push_sentence(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.push_row(Row::Sentence(name.into(), text.into()));
    }

    /// Heads the rows that follow: with an anchor (none if empty), a title, and a note in small print.
    pub(crate) fn head_part(
        &mut self,
        anchor: impl Into<String>,
        title: impl Into<String>,
        note: impl Into<String>,
    ) {
        self.parts.push(Part {
            heading: Some([anchor.into(), title.into(), note.into()]),
            rows: Vec::new(),
        });
    }

    fn push_row(&mut self, row: Row) {
        if let Some(part) = self.parts.last_mut() {
            part.rows.push(row);
        }
    }

    /// The markup; a table that is wider than the page scrolls.
    pub(crate) fn to_html(&self) -> String {
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
        html.push_str("</tr></thead>\n");
        let is_empty = |part: &Part| part.heading.is_none() && part.rows.is_empty();
        let columns = self.headings.len();
        for part in self.parts.iter().filter(|part| !is_empty(part)) {
            push_part(&mut html, part, columns);
        }
        if self.parts.iter().all(is_empty) {
            let row = format!("<tr><td colspan=\"{columns}\">none</td></tr>");
            let _ = writeln!(html, "<tbody>\n{row}\n</tbody>");
        }
        html.push_str("</table></div>\n");
        html
    }
}

fn push_part(html: &mut String, part: &Part, columns: usize) {
    match &part.heading {
        None => html.push_str("<tbody>\n"),
        Some([anchor, title, note]) => {
            let id = match anchor.as_str() {
                "" => String::new(),
                anchor => format!(" id=\"{}\"", escape(anchor)),
            };
            let title = Cell::words(title).over(note).markup();
            let _ = writeln!(
                html,
                "<tbody{id}>\n<tr class=\"part\"><th scope=\"rowgroup\" colspan=\"{columns}\">\
                 <div>{title}</div></th></tr>"
            );
        }
    }
    for row in &part.rows {
        push_row(html, row, columns);
    }
    html.push_str("</tbody>\n");
}

fn push_row(html: &mut String, row: &Row, columns: usize) {
    html.push_str("<tr>");
    match row {
        Row::Cells(cells) => {
            for (index, cell) in cells.iter().enumerate() {
                match index {
                    0 => push_cell(html, "th", " scope=\"row\"", cell),
                    _ => push_cell(html, "td", "", cell),
                }
            }
        }
        Row::Sentence(name, text) => {
            push_cell(html, "th", " scope=\"row\"", &Cell::words(name));
            let attributes = format!(" colspan=\"{}\"", columns.saturating_sub(1));
            push_cell(html, "td", &attributes, &Cell::words(text));
        }
    }
    html.push_str("</tr>\n");
}

fn push_cell(html: &mut String, element: &str, attributes: &str, cell: &Cell) {
    let class = match cell.class {
        "" => String::new(),
        class => format!(" class=\"{class}\""),
    };
    let text = cell.markup();
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

    #[test]
    fn text_is_set_as_print_is() {
        assert_eq!(
            escape("a layer's 0.1 x variance"),
            "a layer’s 0.1 × variance"
        );
        assert_eq!(escape("the state x is"), "the state x is");
        assert_eq!(escape("5 %"), "5\u{a0}%");
    }

    #[test]
    fn parts_have_a_heading_over_all_columns_and_an_anchor() {
        let mut table = HtmlTable::new("", ["a", "b", "c"].map(Cell::words).into());
        table.push(vec![
            Cell::words("first"),
            Cell::stacked("1 (0 to 2)"),
            Cell::number("3"),
        ]);
        table.head_part("here", "title", "note");
        table.push_sentence("second", "nothing");
        let html = table.to_html();
        let part = "<tbody id=\"here\">\n<tr class=\"part\"><th scope=\"rowgroup\" colspan=\"3\">\
                    <div>title<span class=\"under\">note</span></div></th></tr>";
        assert!(html.contains(part), "{html}");
        assert!(html.contains("<td class=\"number\">1<span class=\"under\">0 to 2</span></td>"));
        assert!(html.contains("<td colspan=\"2\">nothing</td>"));
        assert_eq!(html.matches("<tbody").count(), 2);
    }
}
