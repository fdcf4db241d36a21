//! Times the experiment's measures on the arrays of an NPZ file, one line `name seconds` each: the
//! other half of `peer.py`, which makes the file, times NumPy and SciPy on it and sets both side by
//! side. Run: `python benches/measures/peer.py`.

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use tanglewalk::analysis::cycles::CycleStack;
use tanglewalk::analysis::cycles::space::Space;
use tanglewalk::analysis::fixed_points::{self, Dynamics};
use tanglewalk::analysis::normalise::Normalisation;
use tanglewalk::analysis::pca::Pca;
use tanglewalk::analysis::rotation::jpca;
use tanglewalk::analysis::tangling::stack::{self, Settings};
use tanglewalk::experiment::HeldInput;
use tanglewalk::recording::npz::NpzFile;

/// The program's own allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Times that each measure is taken; the median counts. As in `peer.py`.
const REPEATS: usize = 7;
/// Steps of descent from each start. As in `peer.py`.
const DESCENT: usize = 300;

fn main() -> Result<(), Box<dyn Error>> {
    match std::env::args().find(|argument| argument.ends_with(".npz")) {
        Some(file) => measure(Path::new(&file)),
        None => {
            println!("measures: run `python benches/measures/peer.py`, which makes the arrays");
            Ok(())
        }
    }
}

fn measure(file: &Path) -> Result<(), Box<dyn Error>> {
    let mut file = NpzFile::open(file)?;
    let mut array = |name: &str| file.read(name);
    let (cycles, periods) = (array("cycles")?, array("periods")?.data);
    let stack = CycleStack::from_array(cycles.shape[1], cycles.shape[2], &cycles.data, &periods)?;
    let space = Space::fit(&stack, Normalisation::ZScore)?.ok_or("nothing varies")?;
    let z = space.normalised(&stack)?.pooled();
    let scores = space.scores(&stack, jpca::DEFAULT_DIMENSIONS)?;
    time("tangling", || stack::tangling(&stack, &Settings::default()));
    time("pca", || Pca::fit(&z));
    time("jpca", || jpca::fit(&scores));

    let (gates, weight) = (array("gates")?.data, array("weight")?.data);
    let held = HeldInput::from_weights(gates, weight).ok_or("the weights do not fit")?;
    let starts = array("starts")?.data;
    let starts: Vec<Vec<f64>> = starts
        .chunks_exact(held.units())
        .map(<[f64]>::to_vec)
        .collect();
    let settings = fixed_points::Settings {
        steps: DESCENT,
        polish: 0,
        largest_q: 0.0,
        ..fixed_points::Settings::default()
    };
    time("descent", || fixed_points::find(&held, &starts, &settings));
    time("eigenvalues", || {
        fixed_points::eigenvalues(&held.jacobian(&starts[0]), held.units())
    });
    Ok(())
}

fn time<T>(name: &str, run: impl Fn() -> T) {
    let once = || {
        let start = Instant::now();
        black_box(run());
        start.elapsed().as_secs_f64()
    };
    let mut seconds: Vec<f64> = (0..=REPEATS).map(|_| once()).skip(1).collect();
    seconds.sort_by(f64::total_cmp);
    println!("{name} {:.6e}", seconds[REPEATS / 2]);
}
