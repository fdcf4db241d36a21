//! The typeface of figures and of the lab: Inter 3.19 (SIL Open Font License, see
//! `assets/fonts/OFL.txt`), subset to Latin and a few symbols. All digits have one width:
//! the tabular digits are the default ones, so no OpenType feature needs switching on.

/// Family name, as the font files give it.
pub const FAMILY: &str = "Inter";
/// Inter Regular (weight 400), OpenType with CFF outlines.
pub const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
/// Inter SemiBold (weight 600), OpenType with CFF outlines.
pub const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.otf");

#[cfg(test)]
mod tests {
    use super::*;
    use resvg::usvg::fontdb::Database;

    #[test]
    fn both_weights_load_under_one_family() {
        let mut database = Database::new();
        database.load_font_data(REGULAR.to_vec());
        database.load_font_data(SEMIBOLD.to_vec());
        let mut weights: Vec<u16> = database.faces().map(|face| face.weight.0).collect();
        weights.sort_unstable();
        assert_eq!(weights, [400, 600]);
        for face in database.faces() {
            assert!(
                face.families.iter().any(|(name, _)| name == FAMILY),
                "{:?}",
                face.families
            );
        }
    }

    #[test]
    fn files_stay_small() {
        assert!(REGULAR.len() < 150_000 && SEMIBOLD.len() < 150_000);
    }
}
