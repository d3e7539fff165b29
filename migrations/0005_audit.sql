-- The keys of persons, and who did and saw what.

-- Retention: the key of a person lives as long as the account; `sealing::operations::erase` empties it when the
-- person is erased, and all that was sealed under it is unreadable from then on. The emptied row stays for good:
-- it holds an identifier that nothing else explains, and keeps a key from being made again.
create table person_keys (
    -- no reference to the persons: the row outlives theirs
    person_id uuid primary key,
    tenant_id uuid not null references tenants (id),
    -- under the master key `key_id`
    wrapped bytea,
    key_id text constraint person_key_master check (key_id ~ '^[0-9a-f]{16}$'),
    created_at timestamptz not null,
    erased_at timestamptz,
    constraint person_key_or_erased check (
        (wrapped is null) = (erased_at is not null)
        and (key_id is null) = (erased_at is not null)
    )
);

create index person_keys_by_master on person_keys (tenant_id, key_id) where key_id is not null;

create function person_key_stays_erased() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'DELETE' or tg_op = 'TRUNCATE' then
        raise exception 'the keys of persons are emptied, never deleted'
            using errcode = 'restrict_violation', constraint = 'person_key_never_deleted';
    end if;
    if old.erased_at is not null then
        raise exception 'the key of an erased person is never made again'
            using errcode = 'restrict_violation', constraint = 'person_key_stays_erased';
    end if;
    if new.person_id <> old.person_id or new.tenant_id <> old.tenant_id then
        raise exception 'the key of a person stays with that person'
            using errcode = 'restrict_violation', constraint = 'person_key_stays';
    end if;
    return new;
end
$$;

create trigger person_key_stays_erased
before update or delete on person_keys
for each row execute function person_key_stays_erased();

create trigger person_keys_never_emptied
before truncate on person_keys
for each statement execute function person_key_stays_erased();

alter table person_keys enable row level security;

create policy of_the_tenant on person_keys using (tenant_id = current_tenant());

grant select, insert on person_keys to carteclaire_app;
grant update (wrapped, key_id, erased_at) on person_keys to carteclaire_app;
