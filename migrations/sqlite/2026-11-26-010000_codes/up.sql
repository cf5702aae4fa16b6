-- Typed codes: how often those of an address were tried for a purpose, whichever codes they were. The same table, columns and
-- constraint names stand in the PostgreSQL folder of this name.
CREATE TABLE code_tries (
    tenant_id BLOB NOT NULL,
    email_key TEXT NOT NULL,
    purpose TEXT NOT NULL,
    number INTEGER NOT NULL,
    tried_at INTEGER NOT NULL,
    CONSTRAINT code_tries_key PRIMARY KEY (tenant_id, email_key, purpose, number),
    CONSTRAINT code_tries_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) STRICT;

CREATE INDEX code_tries_by_age ON code_tries (tried_at);
