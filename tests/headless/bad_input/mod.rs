//! Input that can't be used: each kind is told by file, field and fix, with exit code 2 (1 where
//! the machine, not the input, is at fault), and never by a panic.

mod arguments;
mod arrays;
mod clocks;
mod evaluation;
mod exported_robot;
mod impossible_robot;
mod memory;
mod output;
mod policy;
mod recording;
mod robot;
mod text;
mod training;
