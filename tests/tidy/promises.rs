//! The pages tell the promises by the names that the suites print.

use enroll_tests::promise::Promise;
use enroll_tests::workspace::read;

/// The first cells of the table that begins with this head.
fn first_cells<'a>(page: &'a str, head: &str) -> Vec<&'a str> {
    let mut lines = page.lines().skip_while(|line| !line.starts_with(head));
    let rows = lines.by_ref().skip(2).take_while(|line| line.starts_with("| "));
    rows.filter_map(|row| row.split(" | ").next()?.strip_prefix("| "))
        .collect()
}

#[test]
fn the_page_on_reliability_lists_every_promise_by_its_name() {
    let page = read("docs/reliability.md").expect("the page on reliability");
    assert_eq!(
        first_cells(&page, "| promise | what |"),
        Promise::ALL.map(Promise::name)
    );
}

#[test]
fn the_page_on_the_simulation_tells_its_checks_by_the_same_names() {
    let page = read("docs/simulation.md").expect("the page on the simulation");
    let told = first_cells(&page, "| promise | check");
    assert!(told.len() > 10, "only these are told: {told:?}");
    let unknown: Vec<&&str> = told
        .iter()
        .filter(|name| !Promise::ALL.iter().any(|promise| promise.name() == **name))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
