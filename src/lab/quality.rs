//! How much work a frame may cost: full with a graphics card, light on a processor.

use bevy::prelude::{Msaa, Resource};

use super::probe::Adapter;

/// The cost of a frame. May change while the app runs, for instance for one still picture.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RenderQuality {
    /// Smoothed edges and shadow maps; also for single pictures drawn without a graphics card.
    #[default]
    Full,
    /// Neither: the soft shadows under trunk and feet remain.
    Light,
}

impl RenderQuality {
    /// The quality at which an adapter draws moving pictures.
    pub fn for_adapter(adapter: &Adapter) -> Self {
        if adapter.is_cpu {
            Self::Light
        } else {
            Self::Full
        }
    }

    /// Samples for each pixel.
    pub fn msaa(self) -> Msaa {
        match self {
            Self::Full => Msaa::Sample4,
            Self::Light => Msaa::Off,
        }
    }

    /// Side of the sun's shadow map in pixels, none without shadow maps.
    pub fn shadow_map_size(self) -> Option<usize> {
        match self {
            Self::Full => Some(2048),
            Self::Light => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_processor_draws_light_and_a_card_draws_full() {
        let adapter = |is_cpu| Adapter {
            name: "test".to_owned(),
            is_cpu,
        };
        let light = RenderQuality::for_adapter(&adapter(true));
        assert_eq!((light.msaa(), light.shadow_map_size()), (Msaa::Off, None));
        let full = RenderQuality::for_adapter(&adapter(false));
        assert_eq!(full.msaa(), Msaa::Sample4);
        assert!(full.shadow_map_size().is_some());
    }
}
