//! What this machine can draw on, asked before Bevy starts, as Bevy panics where something lacks.

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bevy::tasks::block_on;

/// A Vulkan (or Metal, or DirectX) adapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adapter {
    pub name: String,
    /// Drawn by the processor, some frames a second.
    pub is_cpu: bool,
}

/// Whether a window could open here: on Linux and BSD an environment variable names a display,
/// which may still be dead; elsewhere there is always one.
pub fn has_display() -> bool {
    let needs_variable = cfg!(all(
        unix,
        not(any(
            target_os = "macos",
            target_os = "ios",
            target_os = "android"
        ))
    ));
    !needs_variable || names_display(|variable| std::env::var_os(variable))
}

/// Whether one of the variables that name a display is set and not empty.
fn names_display(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"]
        .into_iter()
        .any(|name| variable(name).is_some_and(|value| !value.is_empty()))
}

/// The adapter that Bevy would draw with, none if there is no driver.
pub fn adapter() -> Option<Adapter> {
    let ask = || {
        let descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
        let instance = wgpu::Instance::new(descriptor);
        block_on(instance.request_adapter(&wgpu::RequestAdapterOptions::default())).ok()
    };
    let info = quietly(ask)?.get_info();
    Some(Adapter {
        name: info.name,
        is_cpu: info.device_type == wgpu::DeviceType::Cpu,
    })
}

/// Runs `ask`, taking a panic of the driver for "none" and without its message on the terminal.
fn quietly<T>(ask: impl FnOnce() -> Option<T>) -> Option<T> {
    without_panic_message(|| catch_unwind(AssertUnwindSafe(ask)))
        .ok()
        .flatten()
}

/// Runs `act` with a silent panic hook and puts the former hook back.
pub(super) fn without_panic_message<T>(act: impl FnOnce() -> T) -> T {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let result = act();
    std::panic::set_hook(hook);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment<'a>(set: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<OsString> + 'a {
        move |name| {
            let found = set.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| OsString::from(value))
        }
    }

    #[test]
    fn unset_and_empty_variables_name_no_display() {
        assert!(!names_display(environment(&[])));
        assert!(!names_display(environment(&[
            ("DISPLAY", ""),
            ("WAYLAND_DISPLAY", "")
        ])));
        assert!(!names_display(environment(&[("TERM", "xterm")])));
    }

    #[test]
    fn any_one_variable_names_a_display() {
        for (name, value) in [
            ("DISPLAY", ":0"),
            ("WAYLAND_DISPLAY", "wayland-0"),
            ("WAYLAND_SOCKET", "7"),
        ] {
            assert!(names_display(environment(&[(name, value)])), "{name}");
        }
    }

    #[test]
    fn a_panicking_driver_counts_as_none() {
        assert_eq!(quietly::<u8>(|| panic!("driver")), None);
        assert_eq!(quietly(|| Some(3)), Some(3));
    }
}
