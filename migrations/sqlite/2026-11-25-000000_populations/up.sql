-- Populations: tenants with policies of their own, and what a user is within one beside an account. Users are not bound to an
-- address any more, and a pending one may have a password. The same tables, columns and constraint names stand in the PostgreSQL
-- folder of this name.

-- Without a policy, the program's own holds. changed_at says when the policy was last written.
ALTER TABLE tenants ADD COLUMN policy TEXT;
ALTER TABLE tenants ADD COLUMN changed_at INTEGER CONSTRAINT tenants_policy CHECK ((policy IS NULL) = (changed_at IS NULL));

-- The hosts by whose names requests choose a tenant: each one's in the whole store.
CREATE TABLE tenant_hosts (
    host TEXT NOT NULL,
    tenant_id BLOB NOT NULL,
    CONSTRAINT tenant_hosts_key PRIMARY KEY (host),
    CONSTRAINT tenant_hosts_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX tenant_hosts_by_tenant ON tenant_hosts (tenant_id);

-- What is counted in a tenant, and the last number that was given.
CREATE TABLE counters (
    tenant_id BLOB NOT NULL,
    name TEXT NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT counters_key PRIMARY KEY (tenant_id, name),
    CONSTRAINT counters_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) STRICT;

-- A department is within none, a section within a department.
CREATE TABLE units (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    within_id BLOB,
    title TEXT NOT NULL,
    CONSTRAINT units_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT units_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT units_within FOREIGN KEY (tenant_id, within_id) REFERENCES units (tenant_id, id)
) STRICT;

CREATE UNIQUE INDEX units_department ON units (tenant_id, title) WHERE within_id IS NULL;
CREATE UNIQUE INDEX units_section ON units (tenant_id, within_id, title) WHERE within_id IS NOT NULL;

CREATE TABLE tags (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    standing TEXT NOT NULL,
    CONSTRAINT tags_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT tags_number UNIQUE (tenant_id, number),
    CONSTRAINT tags_title UNIQUE (tenant_id, title),
    CONSTRAINT tags_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT tags_standing CHECK (standing IN ('active', 'retired'))
) STRICT;

-- One at most is what everybody begins with.
CREATE TABLE packages (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    usual TEXT NOT NULL,
    details TEXT NOT NULL,
    CONSTRAINT packages_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT packages_code UNIQUE (tenant_id, code),
    CONSTRAINT packages_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT packages_usual_word CHECK (usual IN ('yes', 'no'))
) STRICT;

CREATE UNIQUE INDEX packages_usual ON packages (tenant_id) WHERE usual = 'yes';

-- The roles that administrators made. Grants name roles that may not be here.
CREATE TABLE roles (
    tenant_id BLOB NOT NULL,
    name TEXT NOT NULL,
    permissions TEXT NOT NULL,
    title TEXT,
    description TEXT,
    CONSTRAINT roles_key PRIMARY KEY (tenant_id, name),
    CONSTRAINT roles_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) STRICT;

-- An invitation without an address is for whoever holds its code.
CREATE TABLE invitations (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    email TEXT,
    email_key TEXT,
    roles TEXT NOT NULL,
    uses INTEGER NOT NULL,
    used INTEGER NOT NULL,
    grantor TEXT NOT NULL,
    grantor_id BLOB,
    root_key TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CONSTRAINT invitations_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT invitations_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT invitations_address CHECK ((email IS NULL) = (email_key IS NULL)),
    CONSTRAINT invitations_uses CHECK (used BETWEEN 0 AND uses),
    CONSTRAINT invitations_grantor CHECK (
        (grantor IN ('policy', 'operator') AND grantor_id IS NULL)
        OR (grantor = 'user' AND grantor_id IS NOT NULL)
    )
) STRICT;

CREATE INDEX invitations_open ON invitations (tenant_id, expires_at) WHERE revoked_at IS NULL AND used < uses;
CREATE INDEX invitations_by_address ON invitations (tenant_id, email_key, expires_at) WHERE email_key IS NOT NULL;
CREATE INDEX invitations_by_expiry ON invitations (expires_at);

-- SQLite changes no check of a table, so users are set aside and come back. Whose rows refer to them waits for that until the
-- transaction ends: deferred, a foreign key only counts what is missing, and the rows that come back are counted off again.
PRAGMA defer_foreign_keys = ON;

CREATE TABLE users_set_aside AS SELECT * FROM users;

DROP TABLE users;

-- The state says which other columns are there; somebody pending may have chosen a password, or not yet.
CREATE TABLE users (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    password TEXT,
    since INTEGER,
    profile TEXT NOT NULL,
    chosen_by TEXT NOT NULL,
    number INTEGER,
    department_id BLOB,
    section_id BLOB,
    package_id BLOB,
    referral_code TEXT,
    inviter_id BLOB,
    CONSTRAINT users_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT users_number UNIQUE (tenant_id, number),
    CONSTRAINT users_referral_code UNIQUE (tenant_id, referral_code),
    CONSTRAINT users_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT users_department FOREIGN KEY (tenant_id, department_id) REFERENCES units (tenant_id, id),
    CONSTRAINT users_section FOREIGN KEY (tenant_id, section_id) REFERENCES units (tenant_id, id),
    CONSTRAINT users_package FOREIGN KEY (tenant_id, package_id) REFERENCES packages (tenant_id, id),
    CONSTRAINT users_inviter FOREIGN KEY (tenant_id, inviter_id) REFERENCES users (tenant_id, id),
    CONSTRAINT users_state CHECK (
        (state = 'pending' AND since IS NULL)
        OR (state = 'active' AND password IS NOT NULL AND since IS NOT NULL)
        OR (state = 'suspended' AND password IS NOT NULL AND since IS NOT NULL)
        OR (state = 'closed' AND password IS NULL AND since IS NOT NULL)
    ),
    CONSTRAINT users_chosen_by CHECK (chosen_by IN ('owner', 'administrator'))
) STRICT;

-- Until now nobody could choose a password for somebody else.
INSERT INTO users (tenant_id, id, created_at, state, password, since, profile, chosen_by)
SELECT tenant_id, id, created_at, state, password, since, profile, 'owner' FROM users_set_aside;

DROP TABLE users_set_aside;

CREATE TABLE user_tags (
    tenant_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    tag_id BLOB NOT NULL,
    CONSTRAINT user_tags_key PRIMARY KEY (tenant_id, user_id, tag_id),
    CONSTRAINT user_tags_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT user_tags_tag FOREIGN KEY (tenant_id, tag_id) REFERENCES tags (tenant_id, id)
) STRICT;

-- Where somebody goes with a link, and whether afterwards or at once. Attempts had the place alone, and meant afterwards.
ALTER TABLE proofs ADD COLUMN landing TEXT;
ALTER TABLE proofs ADD COLUMN landing_when TEXT CONSTRAINT proofs_landing CHECK (
    (landing IS NULL) = (landing_when IS NULL)
    AND (landing_when IS NULL OR landing_when IN ('afterwards', 'at_once'))
);

ALTER TABLE attempts ADD COLUMN landing TEXT;
ALTER TABLE attempts ADD COLUMN landing_when TEXT CONSTRAINT attempts_landing CHECK (
    (landing IS NULL) = (landing_when IS NULL)
    AND (landing_when IS NULL OR landing_when IN ('afterwards', 'at_once'))
);
UPDATE attempts SET landing = callback, landing_when = 'afterwards' WHERE callback IS NOT NULL;
ALTER TABLE attempts DROP COLUMN callback;
ALTER TABLE attempts ADD COLUMN external TEXT NOT NULL DEFAULT '[]';
ALTER TABLE attempts ADD COLUMN wishes TEXT NOT NULL DEFAULT '{}';

-- The last version with which the user's sessions there were to end.
ALTER TABLE provisioning ADD COLUMN sessions_end_with INTEGER NOT NULL DEFAULT 0;
