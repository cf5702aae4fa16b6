-- Accounts are not told of what happens to them any more.

DELETE FROM outbox WHERE intent IN (
    'address_change', 'address_change_asked', 'address_changed', 'address_in_use',
    'account_suspended', 'account_reinstated', 'account_closed'
);
DELETE FROM proofs WHERE purpose = 'address_change';
DROP TABLE addressees;
DROP INDEX identifiers_released;
ALTER TABLE identifiers DROP COLUMN released_at;
