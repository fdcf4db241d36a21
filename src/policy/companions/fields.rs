//! Reading a JSON file field by field, so that an error can name the file, the field and the fix.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::CompanionError;
use crate::files::{from_json_value, parse_json, read_text};

/// What a kind of file is, and what to do about one that is wrong.
pub(super) struct FileKind {
    /// With its article: "a basis".
    pub name: &'static str,
    /// An order: "make it anew".
    pub fix: &'static str,
}

/// The text of a file.
pub(super) fn read(file: &Path) -> Result<String, CompanionError> {
    Ok(read_text("file", file)?)
}

impl FileKind {
    /// The text of the file `file` as JSON.
    pub(super) fn parse(&self, text: &str, file: &Path) -> Result<Value, CompanionError> {
        parse_json(text).map_err(|source| CompanionError::Syntax {
            file: file.to_owned(),
            kind: self.name,
            source,
            fix: self.fix,
        })
    }

    /// The whole of the file `file`.
    pub(super) fn top<'a>(&'a self, file: &'a Path, value: &'a Value) -> Node<'a> {
        Node {
            kind: self,
            file,
            path: String::new(),
            value,
        }
    }

    /// What is wrong with the field `field` of the file `file`.
    pub(super) fn wrong(&self, file: &Path, field: String, found: String) -> CompanionError {
        CompanionError::Field {
            file: file.to_owned(),
            field,
            found,
            fix: self.fix,
        }
    }
}

/// A value of the file, and where it stands.
pub(super) struct Node<'a> {
    kind: &'a FileKind,
    file: &'a Path,
    path: String,
    value: &'a Value,
}

impl<'a> Node<'a> {
    /// A field that is there.
    pub(super) fn child(&self, name: &str) -> Result<Node<'a>, CompanionError> {
        match self.value.get(name) {
            Some(value) => Ok(self.node(self.path_of(name), value)),
            None => Err(self.wrong(name, "missing".to_owned())),
        }
    }

    /// The fields of the object `name`, by their names.
    pub(super) fn children(&self, name: &str) -> Result<Vec<(String, Node<'a>)>, CompanionError> {
        let child = self.child(name)?;
        let Some(fields) = child.value.as_object() else {
            return Err(self.wrong(name, "not an object".to_owned()));
        };
        let field = |(key, value): (&String, &'a Value)| {
            (key.clone(), self.node(child.path_of(key), value))
        };
        Ok(fields.iter().map(field).collect())
    }

    /// The entries of the list `name`.
    pub(super) fn entries(&self, name: &str) -> Result<Vec<Node<'a>>, CompanionError> {
        let child = self.child(name)?;
        let Some(entries) = child.value.as_array() else {
            return Err(self.wrong(name, "not a list".to_owned()));
        };
        let entry = |(index, value): (usize, &'a Value)| {
            self.node(format!("{}[{index}]", child.path), value)
        };
        Ok(entries.iter().enumerate().map(entry).collect())
    }

    /// A field that is of a type.
    pub(super) fn read<T: DeserializeOwned>(&self, name: &str) -> Result<T, CompanionError> {
        let child = self.child(name)?;
        from_json_value(child.value).map_err(|found| self.wrong(name, found))
    }

    /// The field `format_version`, which must be `expected`.
    pub(super) fn read_version(&self, expected: u32) -> Result<u32, CompanionError> {
        let found: u32 = self.read("format_version")?;
        if found == expected {
            return Ok(found);
        }
        let found = format!("{found}, but this program reads {expected}");
        Err(self.wrong("format_version", found))
    }

    /// The field `policy_sha256`: 64 hexadecimal digits.
    pub(super) fn read_policy_sha256(&self) -> Result<String, CompanionError> {
        let name = "policy_sha256";
        let digits: String = self.read(name)?;
        if digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Ok(digits);
        }
        Err(self.wrong(name, format!("\"{digits}\" is not 64 hexadecimal digits")))
    }

    /// Fails where the list `name` has not as many entries as the list `like`.
    pub(super) fn check_length(
        &self,
        name: &str,
        found: usize,
        expected: usize,
        like: &str,
    ) -> Result<(), CompanionError> {
        if found == expected {
            return Ok(());
        }
        Err(self.wrong(name, format!("{found} values, but {like} has {expected}")))
    }

    /// What is wrong with the field `name`.
    pub(super) fn wrong(&self, name: &str, found: String) -> CompanionError {
        self.kind.wrong(self.file, self.path_of(name), found)
    }

    fn node(&self, path: String, value: &'a Value) -> Node<'a> {
        Node {
            kind: self.kind,
            file: self.file,
            path,
            value,
        }
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }
}
