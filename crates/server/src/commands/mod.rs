//! The commands, a file each.

mod config;
mod dead_mails;
mod doctor;
mod keys;
mod mail;
mod migrate;
mod openapi;
mod provision;
mod serve;
mod user;
mod worker;

use tokio::runtime::{Builder, Runtime};

use crate::command_line::{Asked, Command, Config, Keys, Mail, Provision, User};
use crate::exit::{Exit, Failure};
use crate::sources::Sources;
use dead_mails::Fate;

/// Does what is asked.
///
/// # Errors
/// Why it was not done.
pub(crate) fn run(asked: Asked) -> Result<(), Failure> {
    let sources = Sources::of_process(asked.config);
    match asked.command {
        Command::Serve(serve) => serve::run(&serve, sources),
        Command::Worker => worker::run(&sources),
        Command::Migrate(migrate) => migrate::run(&migrate, &sources),
        Command::Config(Config::Check(check)) => config::check(&check, &sources),
        Command::Config(Config::Show(show)) => config::show(&show, &sources),
        Command::Config(Config::Init(init)) => config::init(&init, &sources),
        Command::Doctor(doctor) => doctor::run(&doctor, &sources),
        Command::Mail(Mail::Test(test)) => mail::test(&test, &sources),
        Command::Mail(Mail::Dead(dead)) => dead_mails::list(&dead, &sources),
        Command::Mail(Mail::Retry(meant)) => dead_mails::resolve(&meant, Fate::TriedAgain, &sources),
        Command::Mail(Mail::Forget(meant)) => dead_mails::resolve(&meant, Fate::Forgotten, &sources),
        Command::Keys(Keys::Init) => keys::init(&sources),
        Command::Keys(Keys::Rotate(rotate)) => keys::rotate(&rotate, &sources),
        Command::User(User::Create(create)) => user::create::run(create, &sources),
        Command::User(User::Import(import)) => user::import::run(&import, &sources),
        Command::User(User::List(list)) => user::list::run(&list, &sources),
        Command::Provision(Provision::Status(status)) => provision::status(&status, &sources),
        Command::Provision(Provision::Retry(retry)) => provision::retry(&retry, &sources),
        Command::Openapi => openapi::run(&sources),
    }
}

/// The runtime of everything but HTTP, which has threads of its own.
fn runtime() -> Result<Runtime, Failure> {
    Builder::new_multi_thread()
        .enable_all()
        .thread_name("enroll")
        .build()
        .map_err(|error| Failure::new(Exit::Io, format!("the system has no threads to give: {error}")))
}
