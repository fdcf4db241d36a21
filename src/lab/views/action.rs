//! What a person asks for by a key or through the panels; the lab carries it out.

/// A wish of the person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// This command, as far as the policy's range goes: m/s, m/s, rad/s.
    Command([f32; 3]),
    /// Command zero.
    Stand,
    /// Stop time, or let it go on.
    TogglePause,
    /// Advance by one control step, and stop.
    Step,
    /// Let time pass at this many times its real speed.
    SetSpeed(f32),
    /// The next slower speed.
    Slower,
    /// The next faster speed.
    Faster,
    /// Let this policy of the menu walk.
    ChoosePolicy(usize),
    /// Let the one above the present one in the menu walk.
    PolicyBefore,
    /// Let the one below the present one in the menu walk.
    PolicyAfter,
    /// Put the robot back to its start.
    Reset,
    /// Turn the camera back to where it stood at the start.
    CameraHome,
    /// Show the robot alone, or the panels again.
    TogglePanels,
    /// Record the run to a file, or end the recording.
    ToggleRecording,
    /// Write the last minute to a file.
    KeepLastMinute,
    /// Put the command line that walks this run again on the clipboard.
    CopyCommand,
    /// Show the list of keys, or put it away.
    ToggleHelp,
    /// Take the shown notice away.
    DismissNotice,
}
