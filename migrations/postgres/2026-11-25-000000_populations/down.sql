-- Back to the first life, as far as it has room for what there is. Gone for good are policies, hosts, departments, tags, packages,
-- roles, invitations, numbers, referral codes, the passwords that pending users chose, and links and mails to confirm an address.
-- A place to go at once becomes one to go afterwards. What stays, and the program of the first life cannot read: users without
-- an address, and audit records of what it does not do.

DELETE FROM outbox WHERE intent = 'confirmation';
DELETE FROM proofs WHERE purpose = 'confirmation';

ALTER TABLE provisioning DROP COLUMN sessions_end_with;

ALTER TABLE attempts DROP COLUMN wishes;
ALTER TABLE attempts DROP COLUMN external;
ALTER TABLE attempts ADD COLUMN callback TEXT;
UPDATE attempts SET callback = landing;
ALTER TABLE attempts DROP COLUMN landing_when;
ALTER TABLE attempts DROP COLUMN landing;

ALTER TABLE proofs DROP COLUMN landing_when;
ALTER TABLE proofs DROP COLUMN landing;

DROP TABLE user_tags;

UPDATE users SET password = NULL WHERE state = 'pending';
ALTER TABLE users
    DROP COLUMN inviter_id,
    DROP COLUMN referral_code,
    DROP COLUMN package_id,
    DROP COLUMN section_id,
    DROP COLUMN department_id,
    DROP COLUMN number,
    DROP COLUMN chosen_by,
    DROP CONSTRAINT users_state,
    ADD CONSTRAINT users_state CHECK (
        (state = 'pending' AND password IS NULL AND since IS NULL)
        OR (state = 'active' AND password IS NOT NULL AND since IS NOT NULL)
        OR (state = 'suspended' AND password IS NOT NULL AND since IS NOT NULL)
        OR (state = 'closed' AND password IS NULL AND since IS NOT NULL)
    );

DROP TABLE invitations;
DROP TABLE roles;
DROP TABLE packages;
DROP TABLE tags;
DROP TABLE units;
DROP TABLE counters;
DROP TABLE tenant_hosts;

ALTER TABLE tenants DROP COLUMN changed_at;
ALTER TABLE tenants DROP COLUMN policy;
