//! Django REST framework, as far as its clients see it: how it reads a body, what it says of one, and whom it lets in. The
//! contracts that are built with it have this in common; their fields and their bodies are their own.
//!
//! Source: `rest_framework` 3.18 on Django 5.2 (`fields.py`, `relations.py`, `serializers.py`, `exceptions.py`), and
//! `rest_framework_simplejwt` for tokens.

mod answer;
mod bearer;
mod creation;
pub(crate) mod describe;
mod faults;
mod fields;
mod reader;
mod request;
mod words;

pub(crate) use answer::{early_words, json, with_challenge};
pub(crate) use bearer::{Stranger, caller, token};
pub(crate) use creation::{Making, make};
pub(crate) use faults::{Detail, Fault, Faults};
pub(crate) use fields::{CharField, Key, choice, integer, key, list};
pub(crate) use reader::{Nulls, Reader};
pub(crate) use request::{Refusal, members};
pub(crate) use words::{EMAIL, detail, no_choice, no_row, not_allowed};
