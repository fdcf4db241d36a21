//! Another of the shipped policies takes over: its own network and basis, the body as it is.

use std::time::Duration;

use tanglewalk::lab::gallery::Gallery;
use tanglewalk::lab::record::Record;
use tanglewalk::lab::simulation::Simulation;
use tanglewalk::lab::subject::Subject;
use tanglewalk::policy::Family;
use tanglewalk::rollout::Run;
use tanglewalk::script::event::Cues;
use tanglewalk::script::{Event, Source};

use crate::apps::{STEP, bare_app, options, pass, walking, whole_app};
use crate::panel::labels;

#[test]
fn a_chosen_policy_goes_on_with_the_body_and_an_empty_memory() {
    let family = Family::shipped().expect("an index");
    let last = family.members.len() - 1;
    let mut app = bare_app(&options(walking(0.6, 0.0, 0.0)));
    pass(&mut app, STEP, 60);
    app.world_mut().resource_mut::<Gallery>().chosen = Some(last);
    pass(&mut app, Duration::ZERO, 1);
    assert_eq!(app.world().resource::<Gallery>().current, Some(last));
    let record = app.world().resource::<Record>();
    assert_eq!(record.history.len(), 60, "the body goes on");
    assert_eq!(record.layers[0].rows().len(), 0, "the network is another");
    assert!(record.layers[0].is_fixed());
    let subject = app.world().resource::<Subject>().clone();
    let member = &family.members[last];
    let policy = family.policy(member, &subject.robot).expect("a policy");
    assert_eq!(
        subject.policy.manifest.sha256, policy.manifest.sha256,
        "{}",
        member.file
    );
    let memory = app.world().resource::<Simulation>().recurrent_state();
    assert!(memory.is_some_and(|memory| memory.hidden.iter().all(|&h| h == 0.0)));
    pass(&mut app, STEP, 60);
    let source = Source::File(member.name().into());
    let mut policies = subject.policies.clone();
    policies.insert(source.clone(), policy.into());
    let events = subject.events.into_iter();
    let events = events.chain([Event::Policy(source).at(1.2)]);
    let cues = Cues::new(events, 50.0);
    let run = Run::begin(&subject.robot, policies, &subject.start, cues);
    let mut run = run.expect("its policy");
    assert_eq!((0..120).filter_map(|_| run.advance()).count(), 120);
    let simulation = app.world().resource::<Simulation>();
    assert_eq!(simulation.state(), Some(run.state()));
}

#[test]
fn a_policy_has_one_name_in_menu_and_bar_and_its_layer_the_right_title() {
    let family = Family::shipped().expect("an index");
    let mut app = whole_app(&options(walking(0.6, 0.0, 0.0)));
    for name in ["walk", "feed-forward", "walk-at-2m"] {
        let mut members = family.members.iter();
        let index = members.position(|member| member.name() == name);
        let index = index.expect(name);
        let member = &family.members[index];
        app.world_mut().resource_mut::<Gallery>().chosen = Some(index);
        pass(&mut app, STEP, 3);
        let gallery = app.world().resource::<Gallery>();
        assert_eq!(gallery.labels[index], member.label());
        assert_eq!(
            gallery.label(app.world().resource::<Subject>()),
            member.label()
        );
        let texts = labels(&mut app);
        let says = |part: &str| texts.iter().any(|text| text.contains(part));
        assert!(says(&member.label()), "{texts:?}");
        let feed_forward = member.name() == "feed-forward";
        assert_eq!(says("Feed-forward layer"), feed_forward, "{texts:?}");
        assert_eq!(says("Recurrent layer"), !feed_forward, "{texts:?}");
        assert_eq!(says("feed-forward · median"), feed_forward);
    }
}
