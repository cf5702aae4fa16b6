-- Typed codes: how often those of an address were tried for a purpose, whichever codes they were. The same table, columns and
-- constraint names stand in the SQLite folder of this name.
CREATE TABLE code_tries (
    tenant_id BYTEA NOT NULL,
    email_key TEXT COLLATE "C" NOT NULL,
    purpose TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    tried_at BIGINT NOT NULL,
    CONSTRAINT code_tries_key PRIMARY KEY (tenant_id, email_key, purpose, number),
    CONSTRAINT code_tries_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);

CREATE INDEX code_tries_by_age ON code_tries (tried_at);
