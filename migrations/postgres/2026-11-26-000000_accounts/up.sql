-- Accounts that are closed, and notices to addresses that their users no longer have. The same tables, columns and constraint
-- names stand in the SQLite folder of this name.

-- Since when an identifier is nobody's any more. It stays claimed until the cool-down is over.
ALTER TABLE identifiers ADD COLUMN released_at BIGINT;
UPDATE identifiers SET released_at = (
    SELECT users.since FROM users
    WHERE users.tenant_id = identifiers.tenant_id AND users.id = identifiers.user_id AND users.state = 'closed'
);

CREATE INDEX identifiers_released ON identifiers (tenant_id, released_at) WHERE released_at IS NOT NULL;

-- To whom a notice goes, until it is delivered, suppressed or moot; a dead one's for a week. The outbox itself holds no address.
CREATE TABLE addressees (
    tenant_id BYTEA NOT NULL,
    message_id BYTEA NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    language TEXT,
    noted_at BIGINT NOT NULL,
    CONSTRAINT addressees_key PRIMARY KEY (tenant_id, message_id),
    CONSTRAINT addressees_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);

CREATE INDEX addressees_by_age ON addressees (noted_at);
