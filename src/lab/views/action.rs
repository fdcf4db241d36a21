//! What a person asks for through the panels; the lab carries it out.

/// A wish of the person at the panels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Stop time, or let it go on.
    TogglePause,
    /// Advance by one control step, and stop.
    Step,
    /// Let time pass at this many times its real speed.
    SetSpeed(f32),
    /// Let this policy of the menu walk.
    ChoosePolicy(usize),
    /// Put the robot back to its start.
    Reset,
    /// Take the shown notice away.
    DismissNotice,
}
