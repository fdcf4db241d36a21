//! What hands ask for, until it acts between two control steps.

use bevy::prelude::*;

use crate::script::Event;
use crate::task::Command;

/// Events that wait. Nothing else that a person does reaches the simulation.
#[derive(Resource, Clone, Debug, Default)]
pub struct Requests(Vec<Request>);

/// An event that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub event: Event,
    /// Whether a hand asks for it, and not the lab by itself.
    pub by_hand: bool,
}

impl Requests {
    /// Asks for an event. Of commands in a row the last one holds.
    pub fn ask(&mut self, event: Event) {
        let is_command = |event: &Event| matches!(event, Event::Command { .. });
        let last = self.0.last().map(|request| &request.event);
        if is_command(&event) && last.is_some_and(is_command) {
            self.0.pop();
        }
        let by_hand = true;
        self.0.push(Request { event, by_hand });
    }

    /// Asks for an event that no hand asks for.
    pub fn ask_by_itself(&mut self, event: Event) {
        let by_hand = false;
        self.0.push(Request { event, by_hand });
    }

    /// Asks for a command at once.
    pub fn command(&mut self, command: Command) {
        self.ask(Event::command(command));
    }

    /// The command that will hold, if one is asked for.
    pub fn commanded(&self) -> Option<Command> {
        self.0
            .iter()
            .rev()
            .find_map(|request| match &request.event {
                Event::Command { to, over } if *over == 0.0 => Some(*to),
                _ => None,
            })
    }

    /// The pace that will hold, if one is asked for.
    pub fn pace(&self) -> Option<f32> {
        self.0
            .iter()
            .rev()
            .find_map(|request| match &request.event {
                Event::Pace(pace) => Some(*pace),
                _ => None,
            })
    }

    /// Hands them over.
    pub fn take(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_commands_in_a_row_the_last_holds_and_the_order_of_others_stays() {
        let mut requests = Requests::default();
        let command = |forward: f32| Command::new(forward, 0.0, 0.0);
        requests.command(command(0.1));
        requests.command(command(0.2));
        requests.ask(Event::Reset);
        requests.command(command(0.3));
        assert_eq!(requests.commanded(), Some(command(0.3)));
        let events = [
            Event::command(command(0.2)),
            Event::Reset,
            Event::command(command(0.3)),
        ];
        let taken = requests.take().into_iter();
        assert!(taken.map(|request| request.event).eq(events));
        assert!(requests.take().is_empty() && requests.commanded().is_none());
    }
}
