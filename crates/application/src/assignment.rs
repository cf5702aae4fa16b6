//! Assignment: department, section and tags of a user, found by what they are called from outside.

use std::collections::BTreeSet;

use enroll_domain::id::{DepartmentId, TenantId};
use enroll_domain::membership::{Membership, TagStanding};
use enroll_domain::{Gathered, Input, Rejections, Rule};
use enroll_repository::{Queries, StoreError};
use uuid::Uuid;

use crate::{Enrollment, Unavailable};

/// What is to be assigned, as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssignmentForm {
    /// The department, by its id.
    pub department: Option<String>,
    /// The section of it, by its id.
    pub section: Option<String>,
    /// The tags, by their numbers.
    pub tags: Vec<u64>,
}

impl AssignmentForm {
    /// Finds everything that is named. `borne` are the tags that the user bears already, which they may keep though they are retired.
    ///
    /// # Errors
    /// The store's own; inside, everything that is not there.
    pub(crate) fn find<Q: Queries + ?Sized>(
        &self,
        queries: &mut Q,
        tenant: TenantId,
        borne: &Membership,
    ) -> Result<Result<Membership, Rejections>, StoreError> {
        let mut gathered = Gathered::new();
        let mut found = Membership {
            tags: BTreeSet::new(),
            department: None,
            section: None,
            ..borne.clone()
        };
        if let Some(text) = given(self.department.as_deref()) {
            let department = department_id(text)
                .map(|id| queries.department(tenant, id))
                .transpose()?
                .flatten();
            match department.filter(|department| department.within.is_none()) {
                Some(department) => found.department = Some(department.id),
                None => gathered.reject(Input::Department, Rule::Unknown),
            }
        }
        if let Some(text) = given(self.section.as_deref()) {
            let section = department_id(text)
                .map(|id| queries.department(tenant, id))
                .transpose()?
                .flatten();
            match section.filter(|section| section.within.is_some()) {
                // A section says of which department it is, should nobody else have.
                Some(section) if found.department.is_none() && self.department.is_none() => {
                    found.department = section.within;
                    found.section = Some(section.id);
                }
                Some(section) if section.within == found.department => found.section = Some(section.id),
                Some(_) | None => gathered.reject(Input::Section, Rule::Unknown),
            }
        }
        for (index, number) in self.tags.iter().enumerate() {
            let tag = queries.tag_by_number(tenant, *number)?;
            let may_be_given = tag.filter(|tag| tag.standing == TagStanding::Active || borne.tags.contains(&tag.id));
            match may_be_given {
                Some(tag) => {
                    found.tags.insert(tag.id);
                }
                None => gathered.reject_item(Input::Tag, index, Rule::Unknown),
            }
        }
        Ok(gathered.finish().map(|()| found))
    }
}

impl Enrollment {
    /// Those of these numbers that no tag has which users may be given. For drivers whose contract says which of them it is.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn unknown_tags(&self, tenant: TenantId, numbers: &[u64]) -> Result<Vec<u64>, Unavailable> {
        let numbers = numbers.to_vec();
        let unknown = self.ports.store.view(move |queries| {
            let mut unknown = Vec::new();
            for number in &numbers {
                let tag = queries.tag_by_number(tenant, *number)?;
                if tag.is_none_or(|tag| tag.standing != TagStanding::Active) {
                    unknown.push(*number);
                }
            }
            Ok(unknown)
        });
        Ok(unknown.await?)
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn department_id(text: &str) -> Option<DepartmentId> {
    Uuid::parse_str(text).ok().map(DepartmentId::from_uuid)
}
