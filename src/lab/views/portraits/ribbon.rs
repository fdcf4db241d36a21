//! A trail as one mesh. In: points on the screen (points) with their opacity (0 to 1), oldest first, and a
//! colour. Out: a band that fades and thins with age.

use bevy_egui::egui::{Color32, Mesh, Pos2, vec2};

use crate::{lab::theme, style::palette::Rgb};

/// Half the width of a trail: at its end, and at the present.
const HALF_WIDTHS: [f32; 2] = [0.5, 1.0];
/// Width of the rim in which a trail's edge fades out.
const RIM: f32 = 1.0;
/// A band along (position, opacity) points with rims that fade out: four vertices a point.
pub(super) fn ribbon(points: &[(Pos2, f32)], rgb: Rgb) -> Mesh {
    let mut mesh = Mesh::default();
    mesh.reserve_vertices(4 * points.len());
    mesh.reserve_triangles(6 * points.len());
    let mut normal = vec2(0.0, 1.0);
    for (index, &(position, opacity)) in points.iter().enumerate() {
        let before = points[index.saturating_sub(1)].0;
        let after = points[(index + 1).min(points.len() - 1)].0;
        let along = after - before;
        if along.length_sq() > 1e-6 {
            normal = along.normalized().rot90();
        }
        let half = HALF_WIDTHS[0] + (HALF_WIDTHS[1] - HALF_WIDTHS[0]) * opacity;
        let colour = theme::faded(rgb, opacity);
        let sides = [
            (half + RIM, Color32::TRANSPARENT),
            (half, colour),
            (-half, colour),
            (-half - RIM, Color32::TRANSPARENT),
        ];
        for (offset, colour) in sides {
            mesh.colored_vertex(position + offset * normal, colour);
        }
    }
    for point in 1..points.len() as u32 {
        for side in 0..3 {
            let [a, b] = [4 * (point - 1) + side, 4 * point + side];
            mesh.add_triangle(a, a + 1, b);
            mesh.add_triangle(a + 1, b + 1, b);
        }
    }
    mesh
}

#[cfg(test)]
mod tests {
    use bevy_egui::egui::pos2;

    use super::*;
    use crate::style::palette;

    #[test]
    fn ribbon_is_one_valid_mesh_around_its_points() {
        let points: Vec<_> = (0..50).map(|i| (pos2(i as f32 * 3.0, 10.0), 1.0)).collect();
        let mesh = ribbon(&points, palette::RECURRENT);
        assert!(mesh.is_valid());
        assert_eq!(mesh.vertices.len(), 200);
        let bounds = mesh.calc_bounds();
        assert!((bounds.top() - 8.0).abs() < 1e-3 && (bounds.bottom() - 12.0).abs() < 1e-3);
    }

    #[test]
    fn ribbon_stands_still_points() {
        let points = [(pos2(5.0, 5.0), 0.5); 3];
        let mesh = ribbon(&points, palette::ACTUATION);
        assert!(mesh.vertices.iter().all(|vertex| vertex.pos.is_finite()));
        assert!(ribbon(&[], palette::ACTUATION).is_empty());
    }
}
