//! What to do with an array whose shape does not fit, in words and in NumPy.

/// How an array of another shape becomes one of `[rows, N]`, N at least 1.
pub(super) fn to_matrix(name: &str, shape: &[usize], rows: usize) -> String {
    match *shape {
        [length] if length == rows => format!("one unit is a column: {name}[:, None]"),
        [_, columns] if columns == rows => format!("rows are samples: transpose it, {name}.T"),
        [length, 0] if length == rows => "it has no units: leave it out".to_owned(),
        [length, _] => format!(
            "it has {length} rows where time has {rows}: record both at one rate, or resample it"
        ),
        [_, length, _] if length == rows => format!(
            "trials x samples x units? Average them, {name}.mean(axis=0), or write a file for each"
        ),
        [length, ..] if length == rows => {
            format!("samples come first: flatten the rest, {name}.reshape({rows}, -1)")
        }
        [.., length] if length == rows => {
            format!("rows are samples: np.moveaxis({name}, -1, 0).reshape({rows}, -1)")
        }
        _ => "name an array with a row for each of time".to_owned(),
    }
}

/// How an array of another shape becomes one number for each row.
pub(super) fn to_vector(name: &str, shape: &[usize]) -> String {
    match *shape {
        [] | [0] => "give one number for each row".to_owned(),
        [rows, columns] if rows < columns => {
            format!("give one number for each row, such as {name}[0]")
        }
        [_, _] => format!("give one number for each row, such as {name}[:, 0]"),
        _ => format!("give one number for each row: {name}.ravel() if that is what it holds"),
    }
}

/// Whether all values lie along one side, as in `[T]`, `[T, 1]` and `[1, T]`.
pub fn is_vector(shape: &[usize]) -> bool {
    !shape.is_empty() && shape.iter().filter(|&&side| side != 1).count() <= 1
}
