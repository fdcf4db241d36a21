//! Round trips, NPZs as NumPy writes them, and files that are wrong in every way we could think of.

use std::io::Cursor;
use std::path::PathBuf;

use super::*;

const SIX: [f64; 6] = [1.0, -2.5, 3.0, 4.0, 5.5, 6.25];

fn entries() -> [Entry<'static>; 3] {
    [
        Entry {
            name: "time",
            shape: &[2],
            values: Values::F64(&[0.0, 0.02]),
        },
        Entry {
            name: "hidden",
            shape: &[2, 3],
            values: Values::F32(&[1., 2., 3., 4., 5., 6.]),
        },
        Entry {
            name: "contact",
            shape: &[2, 4],
            values: Values::U8(&[1, 0, 0, 1, 0, 1, 1, 0]),
        },
    ]
}

/// A zip in a temporary folder, which lives as long as the first value.
fn zip_of(files: &[(&str, Vec<u8>)]) -> (tempfile::TempDir, PathBuf) {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::DEFAULT).unwrap();
        zip.write_all(bytes).unwrap();
    }
    file_of(&zip.finish().unwrap().into_inner())
}

fn file_of(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.npz");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// A version 1 `.npy` of a header text and raw elements.
fn npy(header: &str, elements: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(elements);
    bytes
}

fn dict(descr: &str, fortran: bool, shape: &str) -> String {
    let order = if fortran { "True" } else { "False" };
    format!("{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n")
}

/// The array `a` of a zip with one entry.
fn read_a(header: &str, elements: &[u8]) -> Result<NpzArray, NpzError> {
    let (_folder, path) = zip_of(&[("a.npy", npy(header, elements))]);
    NpzFile::open(&path)?.read("a")
}

fn error_of_a(header: &str, elements: &[u8]) -> String {
    let error = read_a(header, elements).unwrap_err();
    assert!(error.is_user_error(), "{error}");
    let text = error.to_string();
    assert!(text.contains("run.npz: array a: "), "{text}");
    text
}

#[test]
fn what_is_written_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.npz");
    write(&path, &entries()).unwrap();
    let arrays = read_all(&path).unwrap();
    assert_eq!(
        arrays.keys().collect::<Vec<_>>(),
        ["contact", "hidden", "time"]
    );
    assert_eq!(arrays["hidden"].shape, [2, 3]);
    assert_eq!(arrays["hidden"].data, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(
        arrays["contact"].data,
        [1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0]
    );
    let mut file = NpzFile::open(&path).unwrap();
    assert_eq!(file.read_vector("time").unwrap(), [0.0, 0.02]);
    assert_eq!(file.read_matrix("hidden", 2).unwrap().0, 3);
}

#[test]
fn equal_content_gives_equal_bytes() {
    let mut made = Vec::new();
    for _ in 0..2 {
        let mut bytes = Cursor::new(Vec::new());
        write_to(&mut bytes, &entries()).unwrap();
        made.push(bytes.into_inner());
    }
    assert_eq!(made[0], made[1]);
    // The stamp of 1980-01-01 00:00 in the first local header: time, then date.
    assert_eq!(made[0][10..14], [0, 0, 0b0010_0001, 0]);
}

#[test]
fn every_kind_of_number_is_read() {
    let read = |descr: &str, bytes: &[u8]| read_a(&dict(descr, false, "(2,)"), bytes).unwrap().data;
    let le = [1.5_f64.to_le_bytes(), (-2.0_f64).to_le_bytes()].concat();
    assert_eq!(read("'<f8'", &le), [1.5, -2.0]);
    let be = [1.5_f64.to_be_bytes(), (-2.0_f64).to_be_bytes()].concat();
    assert_eq!(read("'>f8'", &be), [1.5, -2.0]);
    let f4 = [1.5_f32.to_le_bytes(), (-2.0_f32).to_le_bytes()].concat();
    assert_eq!(read("'<f4'", &f4), [1.5, -2.0]);
    let i8 = [(-7_i64).to_le_bytes(), 9_i64.to_le_bytes()].concat();
    assert_eq!(read("'<i8'", &i8), [-7.0, 9.0]);
    assert_eq!(read("'<f2'", &[0x00, 0x3e, 0x00, 0xc0]), [1.5, -2.0]);
    assert_eq!(read("'>f2'", &[0x3e, 0x00, 0xc0, 0x00]), [1.5, -2.0]);
    assert_eq!(read("'>i2'", &[0xff, 0xfe, 0, 3]), [-2.0, 3.0]);
    assert_eq!(read("'|i1'", &[0xff, 2]), [-1.0, 2.0]);
    assert_eq!(read("'|u1'", &[0xff, 2]), [255.0, 2.0]);
    assert_eq!(read("'|b1'", &[1, 0]), [1.0, 0.0]);
}

#[test]
fn fortran_order_becomes_row_major() {
    let bytes: Vec<u8> = SIX.iter().flat_map(|value| value.to_le_bytes()).collect();
    let matrix = read_a(&dict("'<f8'", true, "(2, 3)"), &bytes).unwrap();
    assert_eq!(matrix.shape, [2, 3]);
    assert_eq!(
        matrix.data,
        [SIX[0], SIX[2], SIX[4], SIX[1], SIX[3], SIX[5]]
    );
    // Element (i, j, k) of a (1, 3, 2) array in Fortran order stands at j + 3 k.
    let cube = read_a(&dict("'<f8'", true, "(1, 3, 2)"), &bytes).unwrap();
    assert_eq!(cube.data, [SIX[0], SIX[3], SIX[1], SIX[4], SIX[2], SIX[5]]);
    let scalar = read_a(&dict("'<f8'", true, "()"), &bytes[..8]).unwrap();
    assert_eq!((scalar.shape.len(), scalar.data), (0, vec![1.0]));
}

#[test]
fn long_integers_of_python_2_are_read() {
    let bytes: Vec<u8> = SIX.iter().flat_map(|value| value.to_le_bytes()).collect();
    for shape in ["(2L, 3L)", "(2L,3)", "( 2L , 3L , )"] {
        let matrix = read_a(&dict("'<f8'", false, shape), &bytes).unwrap();
        assert_eq!((&*matrix.shape, &*matrix.data), (&[2, 3][..], &SIX[..]));
    }
    for shape in ["(L,)", "(2LL, 3)", "(6 L,)", "(6M,)"] {
        error_of_a(&dict("'<f8'", false, shape), &bytes);
    }
}

#[test]
fn vectors_may_lie_along_any_one_side() {
    let bytes: Vec<u8> = SIX.iter().flat_map(|value| value.to_le_bytes()).collect();
    let vector = |shape: &str| {
        let (_folder, path) = zip_of(&[("a.npy", npy(&dict("'<f8'", false, shape), &bytes))]);
        NpzFile::open(&path)?.read_vector("a")
    };
    for shape in ["(6,)", "(6, 1)", "(1, 6)", "(1, 1, 6)"] {
        assert_eq!(vector(shape).unwrap(), SIX, "{shape}");
    }
    let error = vector("(2, 3)").unwrap_err().to_string();
    assert!(error.contains("a[0]"), "{error}");
}

#[test]
fn bytes_in_memory_are_read_as_a_file_is() {
    let mut bytes = Cursor::new(Vec::new());
    write_to(&mut bytes, &entries()).unwrap();
    let name = Path::new("standard input");
    let mut file = NpzFile::from_bytes(name, bytes.into_inner()).unwrap();
    assert_eq!(file.read_vector("time").unwrap(), [0.0, 0.02]);
    let error = file.read("absent").unwrap_err().to_string();
    assert!(error.starts_with("standard input: array absent"), "{error}");
    assert!(NpzFile::from_bytes(name, Vec::new()).is_err());
}

#[test]
fn a_damaged_header_stands_in_nobodys_way() {
    let numbers = npy(&dict("'<f8'", false, "(1,)"), &2.0_f64.to_le_bytes());
    let (_folder, path) = zip_of(&[("odd.npy", b"text".to_vec()), ("a.npy", numbers)]);
    let mut file = NpzFile::open(&path).unwrap();
    assert_eq!(file.read("a").unwrap().data, [2.0]);
    assert_eq!(file.unreadable()[0].name, "odd");
    assert_eq!(file.names().collect::<Vec<_>>(), ["a", "odd"]);
    let error = file.read("odd").unwrap_err();
    assert!(
        error.is_user_error() && error.to_string().contains("array odd: "),
        "{error}"
    );
    assert!(read_all(&path).is_err(), "all were asked for");
}

#[test]
fn headers_that_lie_are_refused_before_anything_is_allocated() {
    let eight = [0; 8];
    let huge = error_of_a(&dict("'<f8'", false, "(1000000000000,)"), &eight);
    assert!(huge.contains("1000000000000"), "{huge}");
    for shape in [
        "(4294967296, 4294967296)",
        "(0, 9223372036854775807, 4)",
        "(-1,)",
        "(1e9,)",
    ] {
        error_of_a(&dict("'<f8'", false, shape), &eight);
    }
    let short = error_of_a(&dict("'<f8'", false, "(3,)"), &eight);
    assert!(short.contains("[3]"), "{short}");
    error_of_a(&dict("'<f8'", false, "()"), &[0; 16]);
    error_of_a("not a dictionary", &eight);
    error_of_a(&format!("{}'shape': ()", "[".repeat(9000)), &eight);
    let mut long = b"\x93NUMPY\x02\x00".to_vec();
    long.extend(u32::MAX.to_le_bytes());
    let (_folder, path) = zip_of(&[("a.npy", long)]);
    let error = NpzFile::open(&path).unwrap().read("a").unwrap_err();
    assert!(error.to_string().contains("array a: "), "{error}");
}

#[test]
fn objects_strings_and_records_are_unsupported_by_name() {
    for (descr, bytes) in [("'|O'", 8), ("'<U4'", 16), ("'<c16'", 16), ("'<f16'", 16)] {
        let text = error_of_a(&dict(descr, false, "(1,)"), &vec![0; bytes]);
        assert!(text.contains(descr.trim_matches('\'')), "{text}");
    }
    error_of_a(
        &dict("[('x', '<f8'), ('y', '<f8')]", false, "(1,)"),
        &[0; 16],
    );
    // They stand in nobody's way as long as they are not asked for.
    let numbers = npy(&dict("'<f8'", false, "(1,)"), &2.0_f64.to_le_bytes());
    let strings = npy(&dict("'<U1'", false, "(1,)"), &[0; 4]);
    let (_folder, path) = zip_of(&[("s.npy", strings), ("a.npy", numbers)]);
    assert_eq!(NpzFile::open(&path).unwrap().read("a").unwrap().data, [2.0]);
}

#[test]
fn files_that_are_no_npz_are_told_apart() {
    let mut whole = Cursor::new(Vec::new());
    write_to(&mut whole, &entries()).unwrap();
    let whole = whole.into_inner();
    let cases: [(&[u8], &str); 4] = [
        (b"", "empty"),
        (b"time,hidden\n0,1\n", "no zip"),
        (&whole[..whole.len() / 2], "cut short"),
        (b"\x93NUMPY\x01\x00", "single NumPy array"),
    ];
    for (bytes, expected) in cases {
        let (_folder, path) = file_of(bytes);
        let error = NpzFile::open(&path).unwrap_err();
        assert!(error.is_user_error());
        let text = error.to_string();
        assert!(
            text.contains("run.npz") && text.contains(expected),
            "{text}"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path(), &folder.path().join("absent.npz")] {
        let error = NpzFile::open(path).unwrap_err();
        assert!(error.is_user_error(), "{error:?}");
        assert!(
            error.to_string().starts_with(&path.display().to_string()),
            "{error}"
        );
    }
}

#[test]
fn a_flipped_bit_is_noticed() {
    let mut bytes = Cursor::new(Vec::new());
    write_to(&mut bytes, &entries()[..1]).unwrap();
    let mut bytes = bytes.into_inner();
    // Within the deflated data: after the local header of 30 bytes and the name.
    bytes[30 + "time.npy".len() + 60] ^= 1;
    let (_folder, path) = file_of(&bytes);
    let error = NpzFile::open(&path)
        .and_then(|mut file| file.read("time"))
        .unwrap_err();
    assert!(error.is_user_error(), "{error:?}");
    assert!(error.to_string().contains("array time"), "{error}");
}

#[test]
fn missing_arrays_and_wrong_shapes_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.npz");
    write(&path, &entries()[1..]).unwrap();
    let mut file = NpzFile::open(&path).unwrap();
    let missing = file.read_vector("time").unwrap_err().to_string();
    assert!(missing.contains("array time: missing"), "{missing}");
    assert!(missing.contains("hidden, contact"), "{missing}");
    let flat = file.read_vector("hidden").unwrap_err().to_string();
    assert!(flat.contains("array hidden: shape [2, 3]"), "{flat}");
    let rows = file.read_matrix("hidden", 7).unwrap_err().to_string();
    assert!(rows.contains("[7, N]"), "{rows}");
}

#[test]
fn values_that_do_not_fill_the_shape_are_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.npz");
    let entry = Entry {
        name: "a",
        shape: &[2, 3],
        values: Values::U8(&[1, 2]),
    };
    assert!(
        write(&path, &[entry])
            .unwrap_err()
            .to_string()
            .contains("array a: 2 values")
    );
    assert!(!path.exists());
}
