//! The SMTP mailer against a mail server that holds real conversations and does what a test wants at any step.

#[path = "../smtp_catcher/mod.rs"]
pub mod smtp_catcher;

mod composition;
mod conformance;
mod conversations;
mod encryption;
mod material;
mod settings;
mod sorting;
