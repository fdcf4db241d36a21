//! The table of views. The menu, the panels, the help and their tests read it; nothing else lists them.

use super::view::{Place, Row, View};
use super::{command, feet, portraits, raster, speed, tangling, torques};

/// Every view, in the order of the menu and of the panels.
pub static VIEWS: [Row; 7] = [
    Row {
        name: "portraits",
        shows: portraits::ui::SHOWS,
        place: Place::Column,
        at_start: true,
        open: open::<portraits::PortraitsView>,
    },
    Row {
        name: "tangling",
        shows: tangling::ui::SHOWS,
        place: Place::Column,
        at_start: true,
        open: open::<tangling::ui::TanglingView>,
    },
    Row {
        name: "command",
        shows: command::SHOWS,
        place: Place::Column,
        at_start: true,
        open: open::<command::CommandView>,
    },
    Row {
        name: "feet on the ground",
        shows: feet::ui::SHOWS,
        place: Place::Strip,
        at_start: true,
        open: open::<feet::FeetView>,
    },
    Row {
        name: "speed",
        shows: speed::ui::SHOWS,
        place: Place::Strip,
        at_start: true,
        open: open::<speed::ui::SpeedView>,
    },
    Row {
        name: "joint torques",
        shows: torques::ui::SHOWS,
        place: Place::Strip,
        at_start: false,
        open: open::<torques::ui::TorquesView>,
    },
    Row {
        name: "all units",
        shows: raster::ui::SHOWS,
        place: Place::Strip,
        at_start: false,
        open: open::<raster::ui::RasterView>,
    },
];

fn open<V: View + Default + 'static>() -> Box<dyn View> {
    Box::<V>::default()
}

/// Which views are shown, row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visibility([bool; VIEWS.len()]);

impl Default for Visibility {
    fn default() -> Self {
        Self(std::array::from_fn(|row| VIEWS[row].at_start))
    }
}

impl Visibility {
    /// The views of the start, and those whose names are asked for.
    pub fn with(asked: impl Fn(&str) -> bool) -> Self {
        Self(std::array::from_fn(|row| {
            VIEWS[row].at_start || asked(VIEWS[row].name)
        }))
    }

    /// Whether a row is shown.
    #[must_use]
    pub const fn shows(&self, row: usize) -> bool {
        self.0[row]
    }

    /// The switch of a row.
    pub const fn switch(&mut self, row: usize) -> &mut bool {
        &mut self.0[row]
    }

    /// The shown rows of a place, in order.
    pub fn of(self, place: Place) -> impl Iterator<Item = usize> {
        (0..VIEWS.len()).filter(move |&row| self.0[row] && VIEWS[row].place == place)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_view_has_a_name_and_a_sentence_of_its_own() {
        let names: BTreeSet<&str> = VIEWS.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), VIEWS.len());
        for row in &VIEWS {
            assert!(row.shows.ends_with('.'), "{}: {}", row.name, row.shows);
        }
    }

    #[test]
    fn each_switch_hides_its_own_row() {
        for hidden in 0..VIEWS.len() {
            let mut visibility = Visibility([true; VIEWS.len()]);
            *visibility.switch(hidden) = false;
            let shown: Vec<usize> = [Place::Column, Place::Strip]
                .into_iter()
                .flat_map(|place| visibility.of(place))
                .collect();
            assert_eq!(shown.len(), VIEWS.len() - 1);
            assert!(!shown.contains(&hidden) && !visibility.shows(hidden));
        }
    }
}
