//! The picture of `evaluate --gait-diagram`: a panel for the first run of each command.

use std::path::Path;

use crate::analysis::gait;
use crate::cli::Failure;
use crate::cli::picture::Picture;
use crate::report::Figure;
use crate::report::gait_diagram::GaitDiagram;
use crate::report::segment::Segment;
use crate::rollout::{
    EvaluationPlan, GAIT_SETTLED, GaitMeasures, MOST_EXAMPLES, Sample, Stretch, Trace,
};
use crate::style::numbers::significant;
use crate::task::Command;

/// How much of a run under one command is shown, its end, s: some ten strides.
const SHOWN: f64 = 5.0;

/// The file, if it and the number of commands will do.
pub(super) fn picture(file: &Path, plan: &EvaluationPlan) -> Result<Picture, Failure> {
    let picture = Picture::new("--gait-diagram", file)?;
    let commands = plan.schedules.len();
    if commands > MOST_EXAMPLES {
        return Err(Failure::Input(format!(
            "--gait-diagram shows at most {MOST_EXAMPLES} commands, and there are {commands}; \
             choose some with --command, or fewer with --random"
        )));
    }
    Ok(picture)
}

/// The sheet of the runs shown.
pub(super) fn sheet(examples: &[Trace]) -> Figure {
    let diagrams: Vec<GaitDiagram> = examples.iter().map(diagram).collect();
    GaitDiagram::draw_sheet(&diagrams, "Gait diagrams")
}

/// An axis of the command: its name with the unit, and its place in u, v, r.
struct SpeedAxis {
    label: &'static str,
    index: usize,
}

impl SpeedAxis {
    /// The one that a command asks most of.
    fn of(command: Command) -> Self {
        let size = <[f32; 3]>::from(command).map(f32::abs);
        let index = (0..3).fold(
            0,
            |most, axis| if size[axis] > size[most] { axis } else { most },
        );
        let label = ["forward, m/s", "lateral, m/s", "yaw, rad/s"][index];
        Self { label, index }
    }
}

fn diagram(trace: &Trace) -> GaitDiagram {
    let changes = trace.schedule.parts().len() > 1;
    let end = trace.samples.len();
    let shown = (SHOWN / trace.dt).round() as usize;
    let first = if changes {
        0
    } else {
        end.saturating_sub(shown)
    };
    let samples = &trace.samples[first..];
    let (_, command) = trace.schedule.parts()[0];
    let axis = SpeedAxis::of(command);
    let speed = |of: &dyn Fn(&Sample) -> [f32; 3]| -> Vec<f64> {
        let along = samples.iter().map(|sample| of(sample)[axis.index]);
        along.map(f64::from).collect()
    };
    let (title, summary) = if changes {
        let last = format!("at last: {}", summary(trace));
        ("Commands u*, v*, r* in turn".to_owned(), last)
    } else {
        (caption(command), summary(trace))
    };
    GaitDiagram {
        title,
        summary,
        rate: trace.dt.recip(),
        start: first as f64 * trace.dt,
        contact: samples.iter().map(|sample| sample.contact).collect(),
        speed_label: axis.label.to_owned(),
        commanded: speed(&|sample| sample.command.into()),
        measured: speed(&|sample| sample.velocity),
        segments: if changes { segments(trace) } else { Vec::new() },
    }
}

fn caption(command: Command) -> String {
    let Command {
        forward,
        lateral,
        yaw,
    } = command;
    format!("u* {forward:.2} m/s, v* {lateral:.2} m/s, r* {yaw:.2} rad/s").replace('-', "−")
}

/// The gait of the last stretch that was walked to its end.
fn summary(trace: &Trace) -> String {
    if trace.fallen {
        return format!("fell after {:.2} s", trace.samples.len() as f64 * trace.dt);
    }
    let Some(stretch) = trace.stretches(GAIT_SETTLED).pop() else {
        return String::new();
    };
    let measures = GaitMeasures::of(trace, &stretch);
    let Some(frequency) = measures.stride_frequency else {
        return name(trace, &stretch).to_owned();
    };
    let duty = measures.duty_factor.map(Option::unwrap_or_default);
    let duty = duty.map(|duty| format!("{duty:.2}")).join(" ");
    let cv = measures.stride_period_cv;
    let cv = cv.map_or_else(String::new, |cv| {
        format!(" · period varies by {:.1} %", 100.0 * cv)
    });
    format!(
        "{} · {} strides/s{cv} · duty {duty}",
        name(trace, &stretch),
        significant(frequency)
    )
}

fn name(trace: &Trace, stretch: &Stretch) -> &'static str {
    let samples = &trace.samples[stretch.samples.clone()];
    let contact: Vec<_> = samples.iter().map(|sample| sample.contact).collect();
    gait::describe(&contact, trace.dt).name.name()
}

/// The commands in turn, up to the end of the walk.
fn segments(trace: &Trace) -> Vec<Segment> {
    let parts = trace.schedule.parts();
    let walked = trace.samples.len() as f64 * trace.dt;
    let ends = parts.iter().skip(1).map(|(from, _)| *from).chain([walked]);
    let segments = parts
        .iter()
        .zip(ends)
        .filter(|((start, _), _)| *start < walked);
    segments
        .map(|((start, command), end)| Segment {
            start: *start,
            end: end.min(walked),
            caption: {
                let [u, v, r] = <[f32; 3]>::from(*command);
                format!("{u:.2}, {v:.2}, {r:.2}").replace('-', "−")
            },
        })
        .collect()
}
