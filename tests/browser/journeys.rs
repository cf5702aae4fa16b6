//! Every journey through the pages, with the screen in which it is made.

use std::future::Future;
use std::pin::Pin;

use enroll_tests::api::Api;
use enroll_tests::browser::{Browser, Screen};

use crate::{described, invited, pages};

pub(crate) type Journey = for<'a> fn(&'a Browser, &'a Api) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Every journey, with the screen in which it is made.
pub(crate) const JOURNEYS: &[(&str, Screen, Journey)] = &[
    (
        "a_person_activates_on_a_telephone",
        Screen::Telephone,
        |browser, api| Box::pin(pages::activate(browser, api)),
    ),
    (
        "a_person_who_forgot_the_password_sets_a_new_one",
        Screen::Telephone,
        |browser, api| Box::pin(pages::forgot(browser, api)),
    ),
    ("a_bystander_says_that_it_was_not_them", Screen::Desk, |browser, api| {
        Box::pin(pages::not_me(browser, api))
    }),
    ("looking_at_a_link_consumes_nothing", Screen::Desk, |browser, api| {
        Box::pin(pages::look(browser, api))
    }),
    ("a_person_resets_a_password", Screen::Desk, |browser, api| {
        Box::pin(pages::reset(browser, api))
    }),
    (
        "somebody_whom_an_administrator_made_sets_a_first_password",
        Screen::Telephone,
        |browser, api| Box::pin(pages::welcome(browser, api)),
    ),
    (
        "a_wrong_password_is_told_so_and_can_be_mended",
        Screen::Telephone,
        |browser, api| Box::pin(pages::wrong(browser, api)),
    ),
    (
        "a_person_who_is_a_user_at_once_confirms_the_address",
        Screen::Telephone,
        |browser, api| Box::pin(pages::confirm(browser, api)),
    ),
    (
        "somebody_who_is_invited_registers",
        Screen::Telephone,
        |browser, api| Box::pin(invited::registers(browser, api)),
    ),
    ("the_description_is_read", Screen::Desk, |browser, api| {
        Box::pin(described::is_read(browser, api))
    }),
    (
        "a_page_that_breaks_its_own_policy_is_heard_of",
        Screen::Desk,
        |browser, api| Box::pin(described::complaints_are_heard(browser, api)),
    ),
    (
        "every_page_fits_a_telephone_and_holds_no_script",
        Screen::Telephone,
        |browser, api| Box::pin(pages::fits(browser, api)),
    ),
];
