//! Mounting for scripts of other origins: where some may read answers, preflights are answered, and browsers told so.

use actix_cors::Cors;
use actix_web::Resource;
use actix_web::middleware::DefaultHeaders;
use actix_web::web::ServiceConfig;

use crate::asked::Around;
use crate::edge::PREFLIGHT;
use crate::route::Face;

/// Who may read the answers of a resource from within a page of another origin.
pub(super) struct Readers(Option<Cors>);

impl Readers {
    /// What the options say of programs' resources; pages are nobody's but their own.
    pub(super) fn of(face: Face, around: &Around) -> Self {
        match face {
            Face::Program => Self(around.options.edge().origins.cors()),
            Face::Person => Self(None),
        }
    }
}

/// Mounts a resource for these readers.
pub(super) fn mount(config: &mut ServiceConfig, resource: Resource, readers: Readers) {
    match readers.0 {
        Some(cors) => {
            let headers = PREFLIGHT.into_iter().fold(DefaultHeaders::new(), DefaultHeaders::add);
            config.service(resource.wrap(cors).wrap(headers));
        }
        None => {
            config.service(resource);
        }
    }
}
