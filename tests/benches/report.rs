//! The table, and what is said around it.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use crate::figures::Series;
use crate::plan::Plan;
use crate::raw;

/// Which way a goal goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Target {
    AtLeast(f64),
    AtMost(f64),
}

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Ratio,
    Milliseconds,
    Mebibytes,
    Megabytes,
}

/// A goal: its number in the plan, what is measured, and the limit it is measured with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Goal {
    pub(crate) id: &'static str,
    pub(crate) what: &'static str,
    pub(crate) limit: &'static str,
    pub(crate) target: Target,
    pub(crate) unit: Unit,
}

/// What came out so far.
pub(crate) struct Report {
    conditions: String,
    rows: Vec<(usize, String)>,
    passing: Vec<String>,
    left_out: Vec<String>,
}

impl Target {
    fn is_met_by(self, figure: f64) -> bool {
        match self {
            Self::AtLeast(least) => figure >= least,
            Self::AtMost(most) => figure <= most,
        }
    }
}

impl Unit {
    fn written(self, figure: f64) -> String {
        match self {
            Self::Ratio => format!("{figure:.2}"),
            Self::Milliseconds => format!("{figure:.1} ms"),
            Self::Mebibytes => format!("{figure:.1} MiB"),
            Self::Megabytes => format!("{figure:.1} MB"),
        }
    }
}

impl Report {
    pub(crate) fn begin(plan: &Plan) -> Self {
        let (rounds, span) = (plan.rounds, plan.span.as_secs());
        let conditions = format!(
            "{}; {} cores ({}); load before {}; {rounds} rounds of {span} s",
            said_by("date", &["-u", "+%F %R UTC"]),
            raw::cores(),
            processor(),
            fs::read_to_string("/proc/loadavg").map_or_else(
                |_unknown| "unknown".to_owned(),
                |text| text.split(' ').take(1).collect()
            ),
        );
        Self {
            conditions,
            rows: Vec::new(),
            passing: Vec::new(),
            left_out: Vec::new(),
        }
    }

    /// A goal with its figure of each round.
    pub(crate) fn row(&mut self, goal: Goal, series: &Series) {
        let (unit, median) = (goal.unit, series.median());
        let target = match goal.target {
            Target::AtLeast(least) => format!("≥ {}", unit.written(least)),
            Target::AtMost(most) => format!("≤ {}", unit.written(most)),
        };
        let met = if goal.target.is_met_by(median) { "yes" } else { "**no**" };
        let figure = format!(
            "{} ({} to {})",
            unit.written(median),
            unit.written(series.least()),
            unit.written(series.most())
        );
        let number = goal.id.trim_start_matches('G').parse().unwrap();
        let Goal { id, what, limit, .. } = goal;
        eprintln!("  {id} {figure}, {target}: {met}");
        self.rows.push((
            number,
            format!("| {id} | {what} | {limit} | {figure} | {target} | {met} |"),
        ));
    }

    /// Something that was seen on the way, as it is.
    pub(crate) fn in_passing(&mut self, what: &str, unit: &str, series: &Series) {
        let figure = if series.most() < 10.0 {
            format!("{:.2} ({:.2} to {:.2})", series.median(), series.least(), series.most())
        } else {
            format!("{:.0} ({:.0} to {:.0})", series.median(), series.least(), series.most())
        };
        self.passing.push(format!("| {what} | {figure} {unit} |"));
    }

    /// Something that could not be measured here, with the reason.
    pub(crate) fn left_out(&mut self, what: &str, why: &str) {
        self.left_out.push(format!("* Left out: {what}: {why}."));
    }

    /// Everything, in Markdown.
    pub(crate) fn text(mut self) -> String {
        self.rows.sort_by_key(|(number, _)| *number);
        let mut text = format!(
            "Measured {}. Figures are medians of the rounds (least to most).\n\n",
            self.conditions
        );
        text.push_str("| goal | what | limit measured with | figure | target | met? |\n|---|---|---|---|---|---|\n");
        for (_, row) in &self.rows {
            writeln!(text, "{row}").unwrap();
        }
        text.push_str("\n| in passing, not to be compared between runs | |\n|---|---|\n");
        for line in self.passing.iter().chain(&self.left_out) {
            writeln!(text, "{line}").unwrap();
        }
        text
    }
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name"));
    name.map_or_else(
        || "unknown".to_owned(),
        |rest| rest.trim_start_matches(['\t', ' ', ':']).to_owned(),
    )
}

fn said_by(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or_else(
        |_missing| "at an unknown time".to_owned(),
        |done| String::from_utf8_lossy(&done.stdout).trim().to_owned(),
    )
}
