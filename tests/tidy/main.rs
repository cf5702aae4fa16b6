//! Tidiness: what every file, folder and page of the workspace keeps to. All of it is read from the disk.

#![expect(clippy::indexing_slicing, reason = "a check fails by panicking")]

mod code;
mod evidence;
mod functions;
mod pages;
mod places;
mod promises;
