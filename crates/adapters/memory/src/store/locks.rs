//! Locks, which the store needs not, for its transactions run one after the other; and mail budgets.

use std::collections::BTreeSet;

use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::identifier::EmailKey;
use enroll_domain::registration::MailBudget;
use enroll_repository::{BudgetClass, Locks, Spend, StoreError};

use super::tables::Tables;

/// A window in which mails are counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    opened_at: Timestamp,
    spent: u32,
}

impl Locks for Tables {
    fn lock_tenant(&mut self, tenant: TenantId) -> Result<(), StoreError> {
        self.in_tenant(tenant)
    }

    fn lock_address(&mut self, tenant: TenantId, _key: &EmailKey) -> Result<(), StoreError> {
        self.in_tenant(tenant)
    }

    fn spend_mail(
        &mut self,
        tenant: TenantId,
        key: &EmailKey,
        class: BudgetClass,
        budget: MailBudget,
        now: Timestamp,
    ) -> Result<Spend, StoreError> {
        self.lock_address(tenant, key)?;
        let place = (tenant, key.clone(), class);
        let kept = self.budgets.rows().get(&place).copied();
        let window = kept
            .filter(|window| now < window.opened_at.plus(budget.window))
            .unwrap_or(Window {
                opened_at: now,
                spent: 0,
            });
        if window.spent >= class.limit(budget) {
            return Ok(Spend::Exhausted);
        }
        self.budgets.rows_mut().insert(
            place,
            Window {
                spent: window.spent.saturating_add(1),
                ..window
            },
        );
        Ok(Spend::Granted)
    }

    fn remove_idle_addresses(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let windows = self.budgets.rows();
        let kept: BTreeSet<_> = windows
            .iter()
            .filter(|(_, window)| window.opened_at >= before)
            .map(|((tenant, key, _), _)| (*tenant, key.clone()))
            .collect();
        let all: BTreeSet<_> = windows.keys().map(|(tenant, key, _)| (*tenant, key.clone())).collect();
        let idle: BTreeSet<_> = all.difference(&kept).take(limit).cloned().collect();
        self.budgets
            .rows_mut()
            .retain(|(tenant, key, _), _| !idle.contains(&(*tenant, key.clone())));
        Ok(idle.len())
    }
}
