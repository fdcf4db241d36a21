//! `tanglewalk atlas`: the mean cycles of a policy's gaits, for the lab.

use std::path::PathBuf;

use super::output::{self, Content};
use super::suite::SuiteArgs;
use super::{Failure, interrupt, sources::Sources, stage_bar::StageBar};
use crate::analysis::basis::Basis;
use crate::experiment::{ExperimentError, Inputs, Options};
use crate::files::write_bytes;

/// Arguments of `atlas`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    suite: SuiteArgs,
    /// Where to write it [default: beside the policy, as NAME.atlas.json]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Walks the suite and writes the atlas.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let out = args.sources.beside(args.out.as_deref(), "atlas.json")?;
    let (robot, policy) = args.sources.load()?;
    let (suite, basis) = (args.suite.load()?, basis(&args.sources)?);
    output::check("--out", &out, Content::Json)?;
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
    let line = format!(
        "mean cycles of {} of {} conditions are in {}",
        atlas.conditions.len(),
        suite.conditions().len(),
        output::name_of(&out)
    );
    output::say_of(&out, line)
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
