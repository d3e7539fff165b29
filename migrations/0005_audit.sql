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

-- Who did and saw what. A chain a subject: each event holds the hash of the one before it. One table, not one a
-- month: only so can the database itself refuse a number given twice.
-- Retention: as long as the house; nothing is ever changed or deleted. What it says of a person is sealed under that
-- person's key and unreadable once erased; identifiers alone stay.
create table audit_events (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    -- byte order, as the program sorts
    subject_kind text collate "C" not null,
    subject_id uuid not null,
    sequence bigint not null constraint audit_event_counted check (sequence > 0),
    at timestamptz not null,
    -- null: nobody who is known, or the house itself
    actor_person uuid,
    actor_role text,
    act text not null,
    -- what was opened or changed
    object_kind text,
    object_id uuid,
    payload bytea,
    -- whom it is about: the payload is sealed under that key
    key_person uuid,
    -- the network only: /24 or /48
    ip_prefix text,
    previous bytea,
    hash bytea not null constraint audit_event_hash_length check (octet_length(hash) = 32),
    constraint audit_event_once unique (tenant_id, subject_kind, subject_id, sequence),
    constraint audit_event_first check ((sequence = 1) = (previous is null)),
    constraint audit_event_object check ((object_kind is null) = (object_id is null))
);

create index audit_events_latest on audit_events (tenant_id, at desc, id desc);
create index audit_events_by on audit_events (tenant_id, actor_person, at desc, id desc) where actor_person is not null;
create index audit_events_about on audit_events (tenant_id, key_person, at desc, id desc) where key_person is not null;

-- Where each chain ends. Retention: as the events.
create table audit_heads (
    tenant_id uuid not null references tenants (id),
    subject_kind text collate "C" not null,
    subject_id uuid not null,
    sequence bigint not null,
    hash bytea not null,
    primary key (tenant_id, subject_kind, subject_id)
);

-- What was signed and written outside the database. Retention: as the events.
create table audit_checkpoints (
    tenant_id uuid not null references tenants (id),
    number bigint not null,
    at timestamptz not null,
    -- events before it, in all
    events bigint not null,
    -- chains that grew since the one before
    chains bigint not null,
    -- digest of where they ended
    heads bytea not null,
    primary key (tenant_id, number)
);

-- Where the chains that grew ended at a checkpoint. Retention: as the events.
create table audit_marks (
    tenant_id uuid not null references tenants (id),
    subject_kind text collate "C" not null,
    subject_id uuid not null,
    number bigint not null,
    sequence bigint not null,
    hash bytea not null,
    primary key (tenant_id, subject_kind, subject_id, number)
);

create index audit_marks_of on audit_marks (tenant_id, number, subject_kind, subject_id);

-- Run as the owner, whoever inserts: the application may not write the heads, so it can neither fork a chain nor leave
-- a gap, and two that append at once wait here for each other.
create function audit_event_follows() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if new.sequence = 1 then
        insert into public.audit_heads (tenant_id, subject_kind, subject_id, sequence, hash)
        values (new.tenant_id, new.subject_kind, new.subject_id, 1, new.hash)
        on conflict (tenant_id, subject_kind, subject_id) do nothing;
    else
        update public.audit_heads
        set sequence = new.sequence, hash = new.hash
        where tenant_id = new.tenant_id
            and subject_kind = new.subject_kind
            and subject_id = new.subject_id
            and sequence = new.sequence - 1
            and hash = new.previous;
    end if;
    if not found then
        raise exception 'an event of the audit follows the last one of its subject'
            using errcode = 'restrict_violation', constraint = 'audit_event_follows';
    end if;
    return new;
end
$$;

revoke execute on function audit_event_follows() from public;

create trigger audit_event_follows
before insert on audit_events
for each row execute function audit_event_follows();

create function audit_stays() returns trigger
language plpgsql
as $$
begin
    raise exception 'the audit never changes'
        using errcode = 'restrict_violation', constraint = 'audit_stays';
end
$$;

create function audit_head_moves_on() returns trigger
language plpgsql
as $$
begin
    if (new.tenant_id, new.subject_kind, new.subject_id, new.sequence)
        is distinct from (old.tenant_id, old.subject_kind, old.subject_id, old.sequence + 1) then
        raise exception 'the end of a chain moves by one'
            using errcode = 'restrict_violation', constraint = 'audit_head_moves_on';
    end if;
    return new;
end
$$;

create trigger audit_head_moves_on
before update on audit_heads
for each row execute function audit_head_moves_on();

create trigger audit_events_stay
before update or delete or truncate on audit_events
for each statement execute function audit_stays();

create trigger audit_heads_stay
before delete or truncate on audit_heads
for each statement execute function audit_stays();

create trigger audit_checkpoints_stay
before update or delete or truncate on audit_checkpoints
for each statement execute function audit_stays();

create trigger audit_marks_stay
before update or delete or truncate on audit_marks
for each statement execute function audit_stays();

alter table audit_events enable row level security;
alter table audit_heads enable row level security;
alter table audit_checkpoints enable row level security;
alter table audit_marks enable row level security;

create policy of_the_tenant on audit_events using (tenant_id = current_tenant());
create policy of_the_tenant on audit_heads using (tenant_id = current_tenant());
create policy of_the_tenant on audit_checkpoints using (tenant_id = current_tenant());
create policy of_the_tenant on audit_marks using (tenant_id = current_tenant());

grant select, insert on audit_events, audit_checkpoints, audit_marks to carteclaire_app;
grant select on audit_heads to carteclaire_app;
