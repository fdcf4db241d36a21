//! Reading whole files, and writing them whole or not at all.
//!
//! In: a path. Out: bytes, a text without its byte-order mark, or the value of a JSON; on the other
//! side a function that writes becomes a file, or goes where a link, a pipe, a device or `-`
//! (standard output) leads. Errors name the file, what was found and the fix; of a
//! JSON they name the field, by its path.

mod field;
mod hash;
mod json;
mod json_fault;
mod place;
mod read;
mod room;
mod write;

pub(crate) use field::{FieldError, Fields};
pub(crate) use hash::{normalised, sha256};
pub(crate) use json::{JsonError, from_json_value, parse_json};
pub(crate) use place::{is_same_file, is_standard_output, is_stream};
pub(crate) use read::{ReadError, read_bytes, read_text, text_of};
pub(crate) use room::check_room;
pub(crate) use write::{
    WriteError, check_folder, check_writable, create_folder, temporary_file, write_bytes,
    write_file,
};
