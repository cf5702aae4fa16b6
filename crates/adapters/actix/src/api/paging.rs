//! Pages of lists, and ids in paths: how every list of the administration is asked for.

use enroll_application::{Caller, ITEMS_ON_A_PAGE};
use enroll_domain::Rule;
use enroll_domain::role::Needed;
use uuid::Uuid;

use crate::asked::Asked;
use crate::openapi::{Parameter, ParameterKind};
use crate::problem::{Kind, Problem};
use crate::violation::{Place, Violation};

/// How many items a page holds unless asked otherwise.
const USUAL: usize = 50;

/// The parameters of a list.
pub(super) const PAGE: &[Parameter] = &[
    Parameter {
        name: "limit",
        about: "How many items a page holds.",
        kind: ParameterKind::Number {
            min: 1,
            max: ITEMS_ON_A_PAGE,
            default: USUAL,
        },
    },
    Parameter {
        name: "cursor",
        about: "The `next` of the page before.",
        kind: ParameterKind::Text,
    },
];

/// After what the page begins that is asked for, and how much it holds at most. `read` reads a cursor.
pub(super) fn page<K>(asked: &Asked, read: impl FnOnce(&str) -> Option<K>) -> Result<(Option<K>, usize), Problem> {
    let mut query = asked.query();
    let limit = query.number("limit", 1..=ITEMS_ON_A_PAGE, USUAL);
    let after = query.take("cursor").and_then(|text| {
        let read = read(&text);
        if read.is_none() {
            query.reject("cursor", "must be the next of the page before");
        }
        read
    });
    query.finish()?;
    Ok((after, limit))
}

/// An id as it is written.
pub(super) fn uuid<K: From<Uuid>>(text: &str) -> Option<K> {
    Uuid::parse_str(text).ok().map(K::from)
}

/// The id in the path.
pub(super) fn id<K: From<Uuid>>(asked: &Asked) -> Result<K, Problem> {
    uuid(asked.segment("id")).ok_or_else(|| {
        let violation = Violation::new(Place::Parameter("id".into()), "malformed", "must be a UUID");
        Problem::violated(vec![violation])
    })
}

/// A part of the path, as `parse` reads it.
pub(super) fn segment<T>(
    asked: &Asked,
    name: &'static str,
    parse: impl FnOnce(&str) -> Result<T, Rule>,
) -> Result<T, Problem> {
    parse(asked.segment(name))
        .map_err(|rule| Problem::violated(vec![Violation::of_rule(Place::Parameter(name.into()), rule)]))
}

/// The caller, who may do this. The use case asks the same; but what is wrong with what was sent is for nobody else.
pub(super) async fn caller_who_may(asked: &Asked, needed: Needed) -> Result<Caller, Problem> {
    let caller = asked.caller().await?;
    if caller.authority().allows(needed) {
        Ok(caller)
    } else {
        Err(Kind::Forbidden.into())
    }
}
