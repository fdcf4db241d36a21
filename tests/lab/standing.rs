//! What counts as walking: after standing, and for a policy that stands where it is told to walk.

use bevy::prelude::*;
use tanglewalk::lab::gallery::Gallery;
use tanglewalk::lab::live::{Absent, LiveLayer};
use tanglewalk::lab::record::Record;
use tanglewalk::policy::Family;
use tanglewalk::script::Event;
use tanglewalk::task::Command;

use crate::apps::{STEP, ask, bare_app, options, pass, told, walking};

/// Control steps in a second.
const SECOND: usize = 50;

fn layers(app: &App) -> [&LiveLayer; 2] {
    app.world().resource::<Record>().layers.each_ref()
}

fn command(app: &mut App, command: Command) {
    ask(app, Event::command(command));
}

#[test]
fn when_walking_resumes_no_sample_of_standing_counts() {
    let mut app = bare_app(&options(walking(0.5, 0.0, 0.0)));
    pass(&mut app, STEP, 6 * SECOND);
    assert!(
        layers(&app)
            .iter()
            .all(|layer| layer.tangling.median.is_some())
    );
    command(&mut app, Command::ZERO);
    pass(&mut app, STEP, 4 * SECOND);
    for layer in layers(&app) {
        assert_eq!(layer.rows().len(), 0);
        assert_eq!(layer.tangling.absent, Absent::Standing);
        assert!(layer.tangling.median.is_none() && layer.tangling.q.is_empty());
    }
    assert_eq!(app.world().resource::<Record>().ratio_spread.range(), None);
    command(&mut app, Command::new(0.5, 0.0, 0.0));
    told(&mut app);
    let mut early = 0;
    for passed in 1..=3 * SECOND {
        pass(&mut app, STEP, 1);
        let walked: Vec<_> = told(&mut app).steps;
        assert_eq!(walked.len(), 1);
        let record = app.world().resource::<Record>();
        let standing = record.standing;
        for layer in layers(&app) {
            assert!(layer.rows().len() <= passed, "only what was walked since");
            assert_eq!(layer.rows().len() == 0, standing);
        }
        early += usize::from(layers(&app)[0].tangling.absent == Absent::TooEarly);
    }
    assert!(
        early >= SECOND / 2,
        "{early}: a second of walking comes first"
    );
    let hidden = layers(&app)[0];
    assert!(hidden.rows().len() > 2 * SECOND, "{}", hidden.rows().len());
    assert!(hidden.tangling.median.is_some());
    let record = app.world().resource::<Record>();
    assert_eq!(
        record.ratio_spread.range(),
        None,
        "the window is not full yet"
    );
    pass(&mut app, STEP, 5 * SECOND);
    let record = app.world().resource::<Record>();
    let [low, high] = record.ratio_spread.range().expect("a spread");
    assert!(0.0 < low && low < high, "{low} {high}");
}

#[test]
fn a_policy_that_stands_where_it_is_told_to_walk_is_standing() {
    let family = Family::shipped().expect("an index");
    let random = family.members.iter().position(|one| one.name() == "random");
    let mut app = bare_app(&options(walking(0.6, 0.0, 0.0)));
    pass(&mut app, STEP, 2);
    app.world_mut().resource_mut::<Gallery>().chosen = random;
    pass(&mut app, STEP, 2);
    for _ in 0..8 * SECOND {
        pass(&mut app, STEP, 1);
        let record = app.world().resource::<Record>();
        assert!(
            record
                .history
                .latest()
                .is_none_or(|step| step.command.forward > 0.5)
        );
        for layer in layers(&app) {
            assert_eq!(layer.tangling.median, None);
        }
    }
    assert_eq!(layers(&app)[0].tangling.absent, Absent::Standing);
}

#[test]
fn who_lifts_feet_walks_and_who_lifts_none_stands_whatever_the_command() {
    for (forward, is_walking) in [(0.05, false), (0.2, true)] {
        let mut app = bare_app(&options(walking(forward, 0.0, 0.0)));
        pass(&mut app, STEP, 5 * SECOND);
        let steps = told(&mut app).steps;
        let lifted = steps[steps.len() - SECOND..].windows(2).any(|pair| {
            let [before, after] = [&pair[0], &pair[1]].map(|step| step.state.foot_contact);
            before
                .iter()
                .zip(after)
                .any(|(before, after)| *before && !after)
        });
        assert_eq!(lifted, is_walking, "the main policy at {forward} m/s");
        let record = app.world().resource::<Record>();
        let standing = record.standing;
        assert_eq!(standing, !is_walking, "{forward} m/s");
        let rows = layers(&app).map(|layer| layer.rows().len());
        assert_eq!(
            rows.map(|rows| rows > 3 * SECOND),
            [is_walking; 2],
            "{rows:?}"
        );
    }
}
