//! `tanglewalk policies`: what ships with the program.

use super::{Failure, output};
use crate::policy::{Family, millions};
use crate::report::table::{Column, Table};

/// Prints the shipped policies.
pub(super) fn run() -> Result<(), Failure> {
    let family = Family::shipped()?;
    let mut table = Table::new(vec![
        Column::words("policy"),
        Column::words("what it is"),
        Column::numbers("trained", "M steps"),
    ]);
    for member in &family.members {
        table.push([
            member.name().to_owned(),
            member.role.name().to_owned(),
            millions(member.steps),
        ]);
    }
    output::print(|out| {
        write!(out, "{}", table.to_text())?;
        writeln!(out, "Use one with --policy NAME.")
    })
}
