//! `[[dialects]]`: which existing contracts are served, for which tenant, and where.

use enroll::adapters::actix::{Binding, BindingError, Dialect};
use enroll::domain::document::{Document, TableReader};
use enroll::domain::tenant::TenantName;

use super::providers::secret;
use super::reader::Reader;
use super::tables::tables;

/// Reads the bindings. No two of them may claim a path.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<Binding> {
    let bindings = tables(reader, "dialects", read_one);
    for (index, one) in bindings.iter().enumerate() {
        for other in bindings.iter().skip(index + 1).filter(|other| one.clashes_with(other)) {
            let (dialect, other) = (one.dialect().name(), other.dialect().name());
            let what = format!("{dialect} and {other} claim the same paths: give one of them another prefix");
            reader.reject("dialects", &what);
        }
    }
    bindings
}

fn read_one(table: &mut TableReader<'_>) -> Option<Binding> {
    let known: Vec<_> = Dialect::ALL.iter().map(|dialect| (dialect.name(), *dialect)).collect();
    if !table.holds("name") {
        table.reject("name", "says which contract, such as name = \"onyx\"");
    }
    let dialect = table.one_of("name", &known);
    let tenant = table.parsed("tenant", |text| {
        TenantName::parse(text).map_err(|_rule| "takes the name of a tenant".to_owned())
    });
    if tenant.is_none() {
        table.reject("tenant", "names the tenant whose people it registers");
    }
    let prefix = table.text("prefix").unwrap_or_default();
    let dialect = dialect?;
    let mut binding = match Binding::new(dialect, tenant?).below(&prefix) {
        Ok(binding) => binding,
        Err(error) => {
            table.reject("prefix", error.to_string());
            return None;
        }
    };
    for setting in dialect.settings() {
        let name = setting.name;
        let file = table.holds(&format!("{name}_file"));
        let value = if file {
            secret(table, name)
        } else {
            written(table, name)
        };
        let Some(value) = value else { continue };
        binding = match binding.with(name, value) {
            Ok(binding) => binding,
            Err(BindingError::Value { takes, .. }) => {
                table.reject(name, takes);
                return None;
            }
            Err(error @ (BindingError::Setting(_) | BindingError::Prefix)) => {
                table.reject(name, error.to_string());
                return None;
            }
        };
    }
    Some(binding)
}

/// A setting of a dialect is a text, a number, or yes or no.
fn written(table: &mut TableReader<'_>, name: &str) -> Option<String> {
    match table.take(name)? {
        Document::Text(text) => Some(text),
        Document::Number(number) => Some(number.to_string()),
        Document::Flag(flag) => Some(flag.to_string()),
        Document::List(_) | Document::Table(_) => {
            table.reject(name, "takes a text, a number, or true or false");
            None
        }
    }
}
