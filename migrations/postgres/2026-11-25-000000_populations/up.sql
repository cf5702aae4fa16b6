-- Populations: tenants with policies of their own, and what a user is within one beside an account. Users are not bound to an
-- address any more, and a pending one may have a password. The same tables, columns and constraint names stand in the SQLite
-- folder of this name. Texts that are keys or put in order compare by their bytes, as SQLite does.

-- Without a policy, the program's own holds. changed_at says when the policy was last written.
ALTER TABLE tenants ADD COLUMN policy TEXT;
ALTER TABLE tenants ADD COLUMN changed_at BIGINT;
ALTER TABLE tenants ADD CONSTRAINT tenants_policy CHECK ((policy IS NULL) = (changed_at IS NULL));

-- The hosts by whose names requests choose a tenant: each one's in the whole store.
CREATE TABLE tenant_hosts (
    host TEXT COLLATE "C" NOT NULL,
    tenant_id BYTEA NOT NULL,
    CONSTRAINT tenant_hosts_key PRIMARY KEY (host),
    CONSTRAINT tenant_hosts_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);

CREATE INDEX tenant_hosts_by_tenant ON tenant_hosts (tenant_id);

-- What is counted in a tenant, and the last number that was given.
CREATE TABLE counters (
    tenant_id BYTEA NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    last BIGINT NOT NULL,
    CONSTRAINT counters_key PRIMARY KEY (tenant_id, name),
    CONSTRAINT counters_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);

-- A department is within none, a section within a department.
CREATE TABLE units (
    tenant_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    within_id BYTEA,
    title TEXT COLLATE "C" NOT NULL,
    CONSTRAINT units_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT units_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT units_within FOREIGN KEY (tenant_id, within_id) REFERENCES units (tenant_id, id)
);

CREATE UNIQUE INDEX units_department ON units (tenant_id, title) WHERE within_id IS NULL;
CREATE UNIQUE INDEX units_section ON units (tenant_id, within_id, title) WHERE within_id IS NOT NULL;

CREATE TABLE tags (
    tenant_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    number BIGINT NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    description TEXT,
    standing TEXT NOT NULL,
    CONSTRAINT tags_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT tags_number UNIQUE (tenant_id, number),
    CONSTRAINT tags_title UNIQUE (tenant_id, title),
    CONSTRAINT tags_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT tags_standing CHECK (standing IN ('active', 'retired'))
);

-- One at most is what everybody begins with.
CREATE TABLE packages (
    tenant_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    usual TEXT NOT NULL,
    details TEXT NOT NULL,
    CONSTRAINT packages_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT packages_code UNIQUE (tenant_id, code),
    CONSTRAINT packages_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT packages_usual_word CHECK (usual IN ('yes', 'no'))
);

CREATE UNIQUE INDEX packages_usual ON packages (tenant_id) WHERE usual = 'yes';

-- The roles that administrators made. Grants name roles that may not be here.
CREATE TABLE roles (
    tenant_id BYTEA NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    permissions TEXT NOT NULL,
    title TEXT,
    description TEXT,
    CONSTRAINT roles_key PRIMARY KEY (tenant_id, name),
    CONSTRAINT roles_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);

-- An invitation without an address is for whoever holds its code.
CREATE TABLE invitations (
    tenant_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    email TEXT,
    email_key TEXT COLLATE "C",
    roles TEXT NOT NULL,
    uses BIGINT NOT NULL,
    used BIGINT NOT NULL,
    grantor TEXT NOT NULL,
    grantor_id BYTEA,
    root_key TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    CONSTRAINT invitations_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT invitations_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT invitations_address CHECK ((email IS NULL) = (email_key IS NULL)),
    CONSTRAINT invitations_uses CHECK (used BETWEEN 0 AND uses),
    CONSTRAINT invitations_grantor CHECK (
        (grantor IN ('policy', 'operator') AND grantor_id IS NULL)
        OR (grantor = 'user' AND grantor_id IS NOT NULL)
    )
);

CREATE INDEX invitations_open ON invitations (tenant_id, expires_at) WHERE revoked_at IS NULL AND used < uses;
CREATE INDEX invitations_by_address ON invitations (tenant_id, email_key, expires_at) WHERE email_key IS NOT NULL;
CREATE INDEX invitations_by_expiry ON invitations (expires_at);

-- The state says which other columns are there; somebody pending may have chosen a password, or not yet. Until now nobody could
-- choose a password for somebody else.
ALTER TABLE users
    DROP CONSTRAINT users_state,
    ADD CONSTRAINT users_state CHECK (
        (state = 'pending' AND since IS NULL)
        OR (state = 'active' AND password IS NOT NULL AND since IS NOT NULL)
        OR (state = 'suspended' AND password IS NOT NULL AND since IS NOT NULL)
        OR (state = 'closed' AND password IS NULL AND since IS NOT NULL)
    ),
    ADD COLUMN chosen_by TEXT NOT NULL DEFAULT 'owner',
    ADD COLUMN number BIGINT,
    ADD COLUMN department_id BYTEA,
    ADD COLUMN section_id BYTEA,
    ADD COLUMN package_id BYTEA,
    ADD COLUMN referral_code TEXT COLLATE "C",
    ADD COLUMN inviter_id BYTEA,
    ADD CONSTRAINT users_number UNIQUE (tenant_id, number),
    ADD CONSTRAINT users_referral_code UNIQUE (tenant_id, referral_code),
    ADD CONSTRAINT users_department FOREIGN KEY (tenant_id, department_id) REFERENCES units (tenant_id, id),
    ADD CONSTRAINT users_section FOREIGN KEY (tenant_id, section_id) REFERENCES units (tenant_id, id),
    ADD CONSTRAINT users_package FOREIGN KEY (tenant_id, package_id) REFERENCES packages (tenant_id, id),
    ADD CONSTRAINT users_inviter FOREIGN KEY (tenant_id, inviter_id) REFERENCES users (tenant_id, id),
    ADD CONSTRAINT users_chosen_by CHECK (chosen_by IN ('owner', 'administrator'));
ALTER TABLE users ALTER COLUMN chosen_by DROP DEFAULT;

CREATE TABLE user_tags (
    tenant_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    tag_id BYTEA NOT NULL,
    CONSTRAINT user_tags_key PRIMARY KEY (tenant_id, user_id, tag_id),
    CONSTRAINT user_tags_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT user_tags_tag FOREIGN KEY (tenant_id, tag_id) REFERENCES tags (tenant_id, id)
);

-- Where somebody goes with a link, and whether afterwards or at once. Attempts had the place alone, and meant afterwards.
ALTER TABLE proofs ADD COLUMN landing TEXT;
ALTER TABLE proofs ADD COLUMN landing_when TEXT;
ALTER TABLE proofs ADD CONSTRAINT proofs_landing CHECK (
    (landing IS NULL) = (landing_when IS NULL)
    AND (landing_when IS NULL OR landing_when IN ('afterwards', 'at_once'))
);

ALTER TABLE attempts ADD COLUMN landing TEXT;
ALTER TABLE attempts ADD COLUMN landing_when TEXT;
ALTER TABLE attempts ADD CONSTRAINT attempts_landing CHECK (
    (landing IS NULL) = (landing_when IS NULL)
    AND (landing_when IS NULL OR landing_when IN ('afterwards', 'at_once'))
);
UPDATE attempts SET landing = callback, landing_when = 'afterwards' WHERE callback IS NOT NULL;
ALTER TABLE attempts DROP COLUMN callback;
ALTER TABLE attempts ADD COLUMN external TEXT NOT NULL DEFAULT '[]';
ALTER TABLE attempts ADD COLUMN wishes TEXT NOT NULL DEFAULT '{}';

-- The last version with which the user's sessions there were to end.
ALTER TABLE provisioning ADD COLUMN sessions_end_with BIGINT NOT NULL DEFAULT 0;
