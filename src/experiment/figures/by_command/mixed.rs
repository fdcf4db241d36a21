//! Mixed commands: letters in the place of three entries each.

use crate::experiment::figures::data::Data;
use crate::report::chart::{self, EDGE, TICK, WIDTH, wrapped};

/// The name of the group of mixed commands.
pub(super) const MIXED: &str = "mixed";

/// A mixed command has three entries; a letter stands for them.
pub(super) fn letter(index: usize) -> String {
    let small = chart::letter(index);
    let large = small.map(|letter| letter.to_ascii_uppercase());
    large.map_or((index + 1).to_string(), String::from)
}

/// What the letters of mixed commands stand for, in lines.
pub(super) fn key(data: &Data, groups: &[(&str, Vec<usize>)]) -> Vec<String> {
    let Some((_, own)) = groups.iter().find(|(name, _)| *name == MIXED) else {
        return Vec::new();
    };
    let named = own.iter().enumerate().map(|(index, &condition)| {
        // an entry stays on its line
        let entry = format!("{} {}", letter(index), data.command(condition));
        entry.replace(' ', "\u{a0}")
    });
    let listed = named.collect::<Vec<_>>().join("; ");
    let text = format!("Mixed, forward lateral turn: {listed}");
    wrapped(&text, WIDTH - 2.0 * EDGE, TICK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_have_letters_then_numbers() {
        assert_eq!([0, 25, 26].map(letter), ["A", "Z", "27"]);
    }
}
