//! `tanglewalk atlas`: the mean cycles of a policy's gaits, for the lab.

use std::path::PathBuf;

use super::suite::SuiteArgs;
use super::{Failure, interrupt, output, sources::Sources, stage_bar::StageBar};
use crate::analysis::basis::Basis;
use crate::experiment::{ExperimentError, Inputs, Options};
use crate::files::{check_writable, write_bytes};

/// Arguments of `atlas`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    suite: SuiteArgs,
    /// Where to write it [default: beside the policy, as NAME.atlas.json]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Walks the suite and writes the atlas.
pub fn run(args: &Args) -> Result<(), Failure> {
    let beside = || {
        let policy = args.sources.policy.as_ref()?;
        policy.exists().then(|| policy.with_extension("atlas.json"))
    };
    let Some(out) = args.out.clone().or_else(beside) else {
        return Err(Failure::Input(
            "name a policy's file with --policy, or a file with --out".to_owned(),
        ));
    };
    let (robot, policy) = args.sources.load()?;
    let (suite, basis) = (args.suite.load()?, basis(&args.sources)?);
    check_writable(&out)?;
    let trials = tempfile::tempdir().map_err(|error| Failure::Machine(error.to_string()))?;
    interrupt::listen();
    let bar = StageBar::new();
    let inputs = Inputs {
        robot: &robot,
        policy: &policy,
        suite: &suite,
        options: &Options::default(),
        out: trials.path(),
        family: None,
    };
    let atlas = crate::experiment::atlas(&inputs, &basis, &bar);
    bar.clear();
    let atlas = atlas.map_err(|error| match error {
        ExperimentError::Interrupted => Failure::Interrupted("nothing was written".to_owned()),
        error => error.into(),
    })?;
    let json = atlas
        .to_json()
        .map_err(|error| Failure::Machine(error.to_string()))?;
    write_bytes(&out, json.as_bytes())?;
    output::print_line(format_args!(
        "mean cycles of {} of {} conditions are in {}",
        atlas.conditions.len(),
        suite.conditions().len(),
        out.display()
    ))
}

/// The policy's basis, whose axes the cycles are drawn on.
fn basis(sources: &Sources) -> Result<Basis, Failure> {
    match sources.load_basis() {
        Some(basis) => basis.map_err(|error| Failure::Input(error.to_string())),
        None => Err(Failure::Input(
            "the policy has no basis beside it, whose axes the atlas is drawn on; make it with \
             `tanglewalk basis`"
                .to_owned(),
        )),
    }
}
