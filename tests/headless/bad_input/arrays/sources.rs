//! Where recordings come from: files of other kinds, pipes, standard input.

use super::{good, time};
use crate::npz_files::{f8, npy};
use crate::program::tanglewalk;

#[test]
fn files_of_other_kinds_say_how_to_turn_them_into_npz() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.npz");
    let cases: [(&[u8], &str, &str); 6] = [
        (
            &npy("'<f8'", false, "(40,)", &f8(&time())),
            "a single NumPy array",
            "numpy.savez",
        ),
        (
            b"MATLAB 5.0 MAT-file, Platform: GLNXA64",
            "a MATLAB file",
            "scipy.io.loadmat",
        ),
        (
            b"MATLAB 7.3 MAT-file, Platform: GLNXA64",
            "an HDF5 file",
            "h5py",
        ),
        (b"\x89HDF\r\n\x1a\n0000", "an HDF5 file", "h5py"),
        (
            b"\x80\x04\x95\x10\x00\x00\x00\x00",
            "a Python pickle",
            "numpy.savez",
        ),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "gzip", "unpack it"),
    ];
    for (bytes, found, fix) in cases {
        std::fs::write(&file, bytes).unwrap();
        tanglewalk("analyze")
            .with(&file)
            .refused(&["not an NPZ", found, fix]);
    }
}

#[test]
fn standard_input_is_read_as_a_file_is() {
    let (_folder, file) = good().file();
    let from_file = tanglewalk("analyze --json -").with(&file).done();
    let from_input = tanglewalk("analyze --json - -").fed(&good().bytes()).done();
    assert_eq!(from_input, from_file);
    let table = tanglewalk("analyze -").fed(&good().bytes()).done();
    assert!(table.starts_with("standard input: 40 samples"), "{table}");
    let both = tanglewalk("analyze -")
        .with(&file)
        .fed(&good().bytes())
        .done();
    assert!(both.starts_with("2 trajectories"), "{both}");
    tanglewalk("analyze -")
        .fed(b"")
        .refused(&["standard input: not an NPZ: an empty file"]);
    tanglewalk("analyze -")
        .fed(b"time,x")
        .refused(&["standard input: not an NPZ: no zip"]);
    tanglewalk("analyze - -")
        .fed(&good().bytes())
        .refused(&["given twice"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_as_a_file_is() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    let (to, bytes) = (pipe.clone(), good().bytes());
    let writer = std::thread::spawn(move || std::fs::write(to, bytes));
    let table = tanglewalk("analyze").with(&pipe).done();
    writer.join().unwrap().unwrap();
    assert!(table.contains("pipe: 40 samples"), "{table}");
}
