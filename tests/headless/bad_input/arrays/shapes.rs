//! Rows, units and vectors the way other programs keep them.

use super::{ROWS, good, layers, measured, refused, time};
use crate::npz_files::{Npz, f8, npy};

#[test]
fn vectors_as_matlab_keeps_them() {
    let stamps = time();
    let rates: Vec<f64> = (0..2 * ROWS).map(|k| (0.3 * k as f64).sin()).collect();
    let plain = Npz::default()
        .floats("time", "(40,)", &stamps)
        .floats("rates", "(40, 2)", &rates);
    let expected = measured(&plain, "--json -", &[]);
    for shape in ["(40, 1)", "(1, 40)", "(1, 40, 1)"] {
        let npz = Npz::default()
            .floats("time", shape, &stamps)
            .floats("rates", "(40, 2)", &rates);
        assert_eq!(measured(&npz, "--json -", &[]), expected, "{shape}");
    }
    let wide = [&stamps[..], &stamps[..]].concat();
    let npz = Npz::default()
        .floats("time", "(40, 2)", &wide)
        .floats("rates", "(40, 2)", &rates);
    refused(
        &npz,
        "",
        &["array time: shape [40, 2], but [T] is needed", "time[:, 0]"],
    );
    refused(
        &Npz::default().floats("time", "()", &[0.0]),
        "",
        &[
            "array time: shape [], but [T] is needed",
            "one number for each row",
        ],
    );
}

#[test]
fn halves_long_integers_and_folders_are_read() {
    let half: Vec<u8> = (0..2 * ROWS)
        .flat_map(|k| (0x3c00_u16 + 16 * (k % 7) as u16).to_le_bytes())
        .collect();
    let swapped: Vec<u8> = time()
        .iter()
        .flat_map(|stamp| stamp.to_be_bytes())
        .collect();
    let mask: Vec<u8> = (0..2 * ROWS).map(|k| u8::from(k % 3 == 0)).collect();
    let npz = Npz::default()
        .array("time", ">f8", "(40L,)", &swapped)
        .array("half", "<f2", "(40L, 2L)", &half)
        .array("mask", "|b1", "(40, 2)", &mask)
        .entry(
            "area 1/rates.npy",
            npy(
                "'<f8'",
                true,
                "(40, 2)",
                &f8(&[[1.0; 40], [2.0; 40]].concat()),
            ),
        );
    let still = "layer area 1/rates does not vary";
    let table = measured(&npz, "", &[still]);
    assert!(
        table.contains("area 1/rates") && table.contains("half"),
        "{table}"
    );
    assert!(table.contains("\nmask "), "{table}");
    assert_eq!(layers(&measured(&npz, "--layers half", &[])), ["half"]);
}

#[test]
fn rows_and_units_the_wrong_way_round() {
    let flat = |count: usize| vec![0.5; count];
    let only = |shape: &str, count: usize| {
        Npz::default()
            .floats("time", "(40,)", &time())
            .floats("emg", shape, &flat(count))
    };
    let needed = "not numbers [40, N]";
    refused(
        &only("(8, 40)", 320),
        "",
        &[needed, "[8, 40]", "transpose it, emg.T"],
    );
    refused(&only("(1, 40)", 40), "", &[needed, "[1, 40]", "emg.T"]);
    refused(
        &only("(3, 40, 8)", 960),
        "",
        &[needed, "[3, 40, 8]", "emg.mean(axis=0)"],
    );
    refused(
        &only("(40, 3, 8)", 960),
        "",
        &[needed, "emg.reshape(40, -1)"],
    );
    refused(
        &only("(3, 8, 40)", 960),
        "",
        &[needed, "np.moveaxis(emg, -1, 0)"],
    );
    refused(&only("(40,)", 40), "", &[needed, "[40]", "emg[:, None]"]);
    refused(
        &only("(39, 8)", 312),
        "",
        &[needed, "39 rows where time has 40"],
    );
    refused(
        &only("(5,)", 5),
        "",
        &[needed, "[5]", "a row for each of time"],
    );
    refused(
        &only("(8, 40)", 320),
        "--layers emg",
        &["array emg: shape [8, 40], but [40, N] is needed", "emg.T"],
    );
    // Beside a good layer the one that lies is named and left out.
    let both = good().floats("emg", "(8, 40)", &flat(320));
    let table = measured(
        &both,
        "",
        &["array emg left out: shape [8, 40]; rows are samples"],
    );
    assert_eq!(layers(&table), ["rates"]);
    refused(
        &Npz::default().floats("time", "(40,)", &time()),
        "",
        &["no layer", "[40, N]"],
    );
}

#[test]
fn a_clock_under_another_name() {
    let npz = Npz::default()
        .floats("t", "(40,)", &time())
        .floats("rates", "(40, 1)", &time());
    refused(
        &npz,
        "",
        &[
            "array time: missing",
            "t, rates",
            "save the time of each row",
        ],
    );
    let folder = Npz::default().floats("run/time", "(40,)", &time());
    refused(
        &folder,
        "",
        &["the file has run/time; zip the files themselves"],
    );
}
