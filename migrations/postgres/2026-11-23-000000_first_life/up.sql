-- The tables of the first life. Ids are UUIDs as 16 bytes, times are microseconds since 1970, JSON is text. The same
-- tables, columns and constraint names stand in the SQLite folder of this name. Texts that are keys or put in order
-- compare by their bytes, as SQLite does.

CREATE TABLE tenants (
    id BYTEA NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT tenants_key PRIMARY KEY (id),
    CONSTRAINT tenants_name UNIQUE (name)
);

-- The tenant that every store is born with.
INSERT INTO tenants (id, name, created_at)
VALUES ('\x00000000000070008000000000000001', 'default', 1795392000000000);

-- The state says which other columns are there.
CREATE TABLE users (
    tenant_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    password TEXT,
    since BIGINT,
    profile TEXT NOT NULL,
    CONSTRAINT users_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT users_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT users_state CHECK (
        (state = 'pending' AND password IS NULL AND since IS NULL)
        OR (state = 'active' AND password IS NOT NULL AND since IS NOT NULL)
        OR (state = 'suspended' AND password IS NOT NULL AND since IS NOT NULL)
        OR (state = 'closed' AND password IS NULL AND since IS NOT NULL)
    )
);

-- One holder for each key and kind; one address, one user name and one external id of each name space for each user.
CREATE TABLE identifiers (
    tenant_id BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    user_id BYTEA NOT NULL,
    value TEXT NOT NULL,
    namespace TEXT COLLATE "C" NOT NULL,
    proved_at BIGINT,
    CONSTRAINT identifiers_key PRIMARY KEY (tenant_id, kind, key),
    CONSTRAINT identifiers_holder UNIQUE (tenant_id, user_id, kind, namespace),
    CONSTRAINT identifiers_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT identifiers_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT identifiers_kind CHECK (
        (kind IN ('email', 'username') AND namespace = '')
        OR (kind = 'external_id' AND namespace <> '')
    ),
    CONSTRAINT identifiers_proved CHECK (proved_at IS NULL OR kind = 'email')
);

CREATE TABLE attempts (
    tenant_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT COLLATE "C" NOT NULL,
    username TEXT,
    username_key TEXT,
    password TEXT NOT NULL,
    profile TEXT NOT NULL,
    callback TEXT,
    terms TEXT,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT attempts_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT attempts_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT attempts_username CHECK ((username IS NULL) = (username_key IS NULL))
);

CREATE INDEX attempts_by_address ON attempts (tenant_id, email_key, made_at, id);
CREATE INDEX attempts_by_expiry ON attempts (expires_at);

-- A proof without a user speaks for whoever registers with the address.
CREATE TABLE proofs (
    tenant_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    user_id BYTEA,
    email TEXT NOT NULL,
    email_key TEXT COLLATE "C" NOT NULL,
    root_key TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    ended_at BIGINT,
    CONSTRAINT proofs_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT proofs_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT proofs_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT proofs_state CHECK (used_at IS NULL OR ended_at IS NULL)
);

CREATE INDEX proofs_open_by_address ON proofs (tenant_id, email_key) WHERE used_at IS NULL AND ended_at IS NULL;
CREATE INDEX proofs_open_by_user ON proofs (tenant_id, user_id) WHERE used_at IS NULL AND ended_at IS NULL;
CREATE INDEX proofs_by_expiry ON proofs (expires_at);

CREATE TABLE sessions (
    tenant_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    rotated_at BIGINT NOT NULL,
    ended_at BIGINT,
    CONSTRAINT sessions_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT sessions_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT sessions_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

CREATE INDEX sessions_open_by_user ON sessions (tenant_id, user_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE grants (
    tenant_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    grantor TEXT NOT NULL,
    grantor_id BYTEA,
    granted_at BIGINT NOT NULL,
    CONSTRAINT grants_key PRIMARY KEY (tenant_id, user_id, role),
    CONSTRAINT grants_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT grants_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT grants_grantor CHECK (
        (grantor IN ('policy', 'operator') AND grantor_id IS NULL)
        OR (grantor = 'user' AND grantor_id IS NOT NULL)
    )
);

CREATE INDEX grants_by_role ON grants (tenant_id, role, user_id);

-- Which intents there are is the program's affair; here stands which columns one has. A message is open until it is settled. While it is leased, ready_at is the end of the lease; a dead one stays.
CREATE TABLE outbox (
    tenant_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    channel TEXT NOT NULL,
    intent TEXT NOT NULL,
    proof_id BYTEA,
    user_id BYTEA,
    budget TEXT,
    made_at BIGINT NOT NULL,
    status TEXT NOT NULL,
    ready_at BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    spent_at BIGINT,
    settled_at BIGINT,
    why TEXT,
    CONSTRAINT outbox_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT outbox_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT outbox_intent CHECK (
        (channel = 'mail' AND (proof_id IS NULL) <> (user_id IS NULL))
        OR (channel = 'provisioning' AND proof_id IS NULL AND user_id IS NOT NULL AND budget IS NULL AND spent_at IS NULL)
    ),
    CONSTRAINT outbox_status CHECK (
        (status IN ('waiting', 'leased') AND settled_at IS NULL)
        OR (status IN ('delivered', 'dead', 'suppressed', 'moot') AND settled_at IS NOT NULL)
    )
);

CREATE INDEX outbox_open ON outbox (channel, ready_at, id) WHERE settled_at IS NULL;
CREATE INDEX outbox_open_by_user ON outbox (tenant_id, user_id) WHERE settled_at IS NULL;
CREATE INDEX outbox_dead ON outbox (channel) WHERE status = 'dead';
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;

CREATE TABLE receipts (
    tenant_id BYTEA NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    mac BYTEA NOT NULL,
    body BYTEA NOT NULL,
    answer BYTEA NOT NULL,
    claimed_at BIGINT NOT NULL,
    CONSTRAINT receipts_key PRIMARY KEY (tenant_id, scope, mac),
    CONSTRAINT receipts_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);

CREATE INDEX receipts_by_age ON receipts (claimed_at);

-- No address and no name, so that erasing a person never edits it.
CREATE TABLE audit (
    tenant_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    actor_id BYTEA,
    action TEXT NOT NULL,
    subject_id BYTEA,
    request_id BYTEA,
    codes TEXT NOT NULL,
    CONSTRAINT audit_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT audit_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT audit_actor CHECK (
        (actor IN ('anybody', 'operator', 'system') AND actor_id IS NULL)
        OR (actor = 'user' AND actor_id IS NOT NULL)
    )
);

-- The lock of an address, and its mail budget: since when each window is open, and how many mails it has had.
CREATE TABLE addresses (
    tenant_id BYTEA NOT NULL,
    email_key TEXT COLLATE "C" NOT NULL,
    registrations_since BIGINT,
    registrations BIGINT NOT NULL,
    resets_since BIGINT,
    resets BIGINT NOT NULL,
    CONSTRAINT addresses_key PRIMARY KEY (tenant_id, email_key),
    CONSTRAINT addresses_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);

CREATE TABLE provisioning (
    tenant_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    target TEXT NOT NULL,
    wanted BIGINT NOT NULL,
    settled BIGINT NOT NULL,
    provider_id TEXT,
    state TEXT NOT NULL,
    why TEXT,
    CONSTRAINT provisioning_key PRIMARY KEY (tenant_id, user_id),
    CONSTRAINT provisioning_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT provisioning_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT provisioning_state CHECK (
        (state IN ('pending', 'done') AND why IS NULL)
        OR (state = 'failed' AND why IS NOT NULL)
    )
);

CREATE TABLE signing_keys (
    id TEXT COLLATE "C" NOT NULL,
    root_key TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT signing_keys_key PRIMARY KEY (id)
);
