//! `tanglewalk experiment`: the paper's study on a policy, into a folder.

mod summary;

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::analyze::FormName;
use super::suite::SuiteArgs;
use super::{Failure, interrupt, output, sources::Sources, stage_bar::StageBar};
use crate::analysis::cycles::average::Averaging;
use crate::analysis::tangling::stack::Settings;
use crate::analysis::tangling::{Derivative, Form, Softening};
use crate::experiment::{Inputs, Options, check_outputs, clear_partial, write};
use crate::policy::Family;

/// What makes a folder of policies a family.
const INDEX: &str = "index.json";

/// Arguments of `experiment`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    suite: SuiteArgs,
    /// Folder for report.html, report.json, data.npz and figures; after Ctrl-C the same call goes on
    /// from there
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Folder with an index.json of further policies for the controls [default: the policy's own
    /// folder, or the built-in ones for a built-in policy]
    #[arg(long, value_name = "FOLDER")]
    policies: Option<PathBuf>,
    /// Headline form of tangling
    #[arg(long, value_enum, default_value_t = FormName::Zscore)]
    form: FormName,
    /// What epsilon is 0.1 of [default: the form's own rule]
    #[arg(long, value_enum)]
    epsilon: Option<EpsilonName>,
    /// How the derivative of a cycle begins
    #[arg(long, value_enum, default_value_t = DerivativeName::Wrapped)]
    derivative: DerivativeName,
    /// Take the mean over conditions out at every bin
    #[arg(long)]
    mean_centred: bool,
    /// How strides become a cycle
    #[arg(long, value_enum, default_value_t = AverageName::Phase)]
    average: AverageName,
    /// Principal components of the equal-dimension form
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=1000))]
    equal_dimensions: u64,
    /// Replicates of the bootstrap over strides; 0: no intervals
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(0..=100_000))]
    bootstrap: u64,
    /// Random networks that are driven by the policy's observations
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(0..=1000))]
    random_networks: u64,
    /// Leave the controls out
    #[arg(long)]
    no_controls: bool,
}

/// Rules for epsilon by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum EpsilonName {
    /// The variance of all entries (the paper)
    Entries,
    /// The total variance (Russo et al. 2018)
    Total,
}

/// Derivatives by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum DerivativeName {
    /// Round the closed cycle
    Wrapped,
    /// The first value repeats the second
    Open,
}

/// Ways of averaging by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum AverageName {
    /// Every stride, resampled to the suite's phase bins
    Phase,
    /// Strides of the most common length, at 50 Hz (the paper)
    ModalLength,
}

impl Args {
    fn options(&self) -> Options {
        let form: Form = self.form.form();
        let softening = match self.epsilon {
            None => form.softening(),
            Some(EpsilonName::Entries) => Softening::Entries,
            Some(EpsilonName::Total) => Softening::Total,
        };
        let derivative = match self.derivative {
            DerivativeName::Wrapped => Derivative::Wrapped,
            DerivativeName::Open => Derivative::Open,
        };
        Options {
            tangling: Settings {
                form,
                derivative,
                softening,
            },
            centring: self.mean_centred,
            averaging: match self.average {
                AverageName::Phase => Averaging::Phase,
                AverageName::ModalLength => Averaging::ModalLength,
            },
            dimensions: self.equal_dimensions as usize,
            replicates: self.bootstrap as usize,
            random_networks: self.random_networks,
            controls: !self.no_controls,
        }
    }

    /// The family that was named, or the one that the policy belongs to; none if it has none.
    fn family(&self) -> Result<Option<Family>, Failure> {
        let file = self.sources.policy_file()?;
        let beside = file.map(|file| file.parent().unwrap_or(Path::new("")));
        Ok(match (&self.policies, beside) {
            (Some(folder), _) => Some(Family::load(folder)?),
            (None, None) => Some(Family::shipped()?),
            (None, Some(folder)) if folder.join(INDEX).exists() => Some(Family::load(folder)?),
            (None, Some(_)) => None,
        })
    }
}

/// Runs the experiment, writes its files and prints a summary.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    if args.mean_centred && matches!(args.average, AverageName::ModalLength) {
        return Err(Failure::Input(
            "--mean-centred takes cycles of equal length; leave it out, or give --average phase"
                .to_owned(),
        ));
    }
    output::check_folder_name("--out", &args.out)?;
    let (robot, policy) = args.sources.load()?;
    let (suite, family, options) = (args.suite.load()?, args.family()?, args.options());
    check_outputs(&args.out)?;
    interrupt::listen();
    let bar = StageBar::new();
    let inputs = Inputs {
        robot: &robot,
        policy: &policy,
        suite: &suite,
        options: &options,
        out: &args.out,
        family: family.as_ref(),
    };
    let result = crate::experiment::run(&inputs, &bar);
    bar.clear();
    let result = result?;
    let written = write(&args.out, &result)?;
    clear_partial(&args.out)?;
    output::print(|out| summary::print(out, &result.report))?;
    output::print_line(format_args!("\nwritten"))?;
    for file in &written {
        output::print_line(format_args!("  {}", file.display()))?;
    }
    Ok(())
}
