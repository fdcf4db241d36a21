//! What the parser says of a JSON that is not of the wanted shape, in words for whoever wrote it: the
//! field by its path, what was found and the fix.

/// How serde_path_to_error writes the path of the whole.
pub(super) const ROOT: &str = ".";

/// Names that are alike: of Jaro and Winkler's similarity.
const ALIKE: f64 = 0.8;

/// What serde said of the value at `path`. Words that are not known are kept.
pub(super) fn explain(path: &str, said: &str) -> String {
    let is_whole = path == ROOT;
    let (at, below) = if is_whole {
        ("it", String::new())
    } else {
        (path, format!("{path}."))
    };
    let names: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    match (kind(said), names.as_slice()) {
        (Kind::Unknown, [name, known @ ..]) => {
            let fix = meant(name, known)
                .unwrap_or_else(|| format!("leave it out, or give {}", one_of(known)));
            // the name was read, so that the path has it
            format!("unknown field `{path}`; {fix}")
        }
        (Kind::Missing, [name]) => format!("missing field `{below}{name}`; add it"),
        (Kind::Twice, [name]) => format!("`{below}{name}` is given twice; give it once"),
        (Kind::Variant, [name, known @ ..]) => {
            let fix = meant(name, known).unwrap_or_else(|| format!("give {}", one_of(known)));
            format!("{at} is `{name}`; {fix}")
        }
        (Kind::Invalid(told), _) => match told.split_once(", expected ") {
            Some((found, wanted)) => format!("{at} is {}; give {}", plain(found), asked(wanted)),
            None => format!("{at}: {said}"),
        },
        _ if is_whole => said.to_owned(),
        _ => format!("{at}: {said}"),
    }
}

enum Kind<'a> {
    Unknown,
    Missing,
    Twice,
    Variant,
    /// What was found, and what was expected.
    Invalid(&'a str),
    Other,
}

fn kind(said: &str) -> Kind<'_> {
    let begins = |with: &str| said.starts_with(with);
    if begins("unknown field `") {
        return Kind::Unknown;
    } else if begins("missing field `") {
        return Kind::Missing;
    } else if begins("duplicate field `") {
        return Kind::Twice;
    } else if begins("unknown variant `") {
        return Kind::Variant;
    }
    ["invalid type: ", "invalid value: ", "invalid "]
        .into_iter()
        .find_map(|begin| said.strip_prefix(begin))
        .map_or(Kind::Other, Kind::Invalid)
}

/// A question, if one of the known names is like what was written.
fn meant(name: &str, known: &[&str]) -> Option<String> {
    let likeness = |known: &&str| strsim::jaro_winkler(name, known);
    let nearest = known
        .iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(nearest) > ALIKE).then(|| format!("did you mean `{nearest}`?"))
}

fn one_of(names: &[&str]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [name] => format!("`{name}`"),
        [one, other] => format!("`{one}` or `{other}`"),
        _ => format!("one of `{}`", names.join("`, `")),
    }
}

/// A value as it stands in the file, of the parser's words for it.
fn plain(found: &str) -> String {
    if let Some(length) = found.strip_prefix("length ") {
        return format!("{length} long");
    }
    if let Some(text) = found.strip_prefix("string ") {
        return text.to_owned();
    }
    match found {
        "sequence" => "a list".to_owned(),
        "map" => "an object".to_owned(),
        _ => {
            let value = found.split('`').nth(1);
            value.unwrap_or(found).to_owned()
        }
    }
}

/// What is wanted, of the parser's words for it.
fn asked(wanted: &str) -> String {
    let plain = match wanted {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number from zero on",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a string" => "a text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        _ if wanted.starts_with("struct ") => "an object",
        _ => wanted,
    };
    match wanted.strip_prefix("an array of length ") {
        Some(length) => format!("a list of {length}"),
        None => plain.to_owned(),
    }
}
