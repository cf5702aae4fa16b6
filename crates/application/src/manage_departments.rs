//! Manage departments and their sections.

use enroll_domain::audit::Action;
use enroll_domain::id::DepartmentId;
use enroll_domain::membership::{Department, Title};
use enroll_domain::role::Needed;
use enroll_repository::{Moved, Stop, StoreError, Unique};

use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, ListError, Page, Unavailable};

/// Why a department was neither made nor changed.
#[derive(Debug, thiserror::Error)]
pub enum ManageDepartmentsError {
    /// The caller lacks `department.manage`.
    #[error("the caller may not manage departments")]
    Forbidden,
    /// There is no such department or section.
    #[error("there is no such department")]
    NotFound,
    /// What the section is to be within is no department.
    #[error("there is no such department for a section")]
    NoDepartment,
    /// Another one within the same has the title.
    #[error("there is a department of this title")]
    TitleTaken,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ManageDepartmentsError);

impl Enrollment {
    /// Up to `limit` departments and sections of the caller's tenant (at least 1, at most 100), those after `after`, the first made
    /// first. Needs `user.read`.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn list_departments(
        &self,
        caller: &Caller,
        after: Option<DepartmentId>,
        limit: usize,
    ) -> Result<Page<Department, DepartmentId>, ListError> {
        if !caller.may(Needed::ReadUsers) {
            return Err(ListError::Forbidden);
        }
        let tenant = caller.tenant();
        let page = self.ports.store.view(move |queries| {
            Page::read(
                limit,
                |department: &Department| department.id,
                |limit| queries.departments(tenant, after, limit),
            )
        });
        Ok(page.await?)
    }

    /// Makes a department, or a section `within` one. Needs `department.manage`.
    ///
    /// # Errors
    /// [`ManageDepartmentsError`], but for `NotFound`.
    pub async fn create_department(
        &self,
        caller: &Caller,
        title: Title,
        within: Option<DepartmentId>,
    ) -> Result<Department, ManageDepartmentsError> {
        if !caller.may(Needed::ManageDepartments) {
            return Err(ManageDepartmentsError::Forbidden);
        }
        let (call, now) = (caller.call(), self.now());
        let department = Department {
            id: self.mint(now).id()?,
            tenant: caller.tenant(),
            within,
            title,
        };
        let audit = self
            .audit(&call, now, caller.actor(), Action::DepartmentCreated)?
            .about(department.id);
        let written = self.ports.store.atomically::<_, ManageDepartmentsError>(move |tx| {
            if let Some(within) = department.within {
                let found = tx.department(department.tenant, within)?;
                if found.is_none_or(|found| found.within.is_some()) {
                    return Err(Stop::Because(ManageDepartmentsError::NoDepartment));
                }
            }
            tx.add_department(&department).map_err(title_taken)?;
            tx.record(&audit)?;
            Ok(department.clone())
        });
        written.await
    }

    /// Gives a department or a section another title. Needs `department.manage`.
    ///
    /// # Errors
    /// [`ManageDepartmentsError`], but for `NoDepartment`.
    pub async fn rename_department(
        &self,
        caller: &Caller,
        id: DepartmentId,
        title: Title,
    ) -> Result<Department, ManageDepartmentsError> {
        if !caller.may(Needed::ManageDepartments) {
            return Err(ManageDepartmentsError::Forbidden);
        }
        let (tenant, now) = (caller.tenant(), self.now());
        let audit = self
            .audit(&caller.call(), now, caller.actor(), Action::DepartmentChanged)?
            .about(id);
        let written = self.ports.store.atomically::<_, ManageDepartmentsError>(move |tx| {
            if tx.rename_department(tenant, id, &title).map_err(title_taken)? == Moved::Stale {
                return Err(Stop::Because(ManageDepartmentsError::NotFound));
            }
            tx.record(&audit)?;
            tx.department(tenant, id)?
                .ok_or(Stop::Because(ManageDepartmentsError::NotFound))
        });
        written.await
    }
}

fn title_taken(error: StoreError) -> Stop<ManageDepartmentsError> {
    match error {
        StoreError::Conflict(Unique::Department) => Stop::Because(ManageDepartmentsError::TitleTaken),
        other @ (StoreError::Conflict(_) | StoreError::Busy | StoreError::Broken(_)) => Stop::Store(other),
    }
}
