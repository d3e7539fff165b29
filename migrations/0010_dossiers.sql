-- Dossiers: what happened to each (events, chained, never changed), and what that makes of it (every other table, for
-- reading). What is personal is sealed under the key of the dossier, kept among those of persons under the dossier's own
-- id: a key a person would have to be destroyed with the account, while the papers of a filed dossier are owed to the
-- prefecture for five years.

create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- The last number given in a year. No person is in it. Retention: as long as the house.
create table dossier_counters (
    tenant_id uuid not null references tenants (id),
    year smallint not null,
    last integer not null constraint dossier_counter_counts check (last > 0),
    primary key (tenant_id, year)
);

-- Retention (`dossiers::operations::purge`, every day; demarches.md B8): never filed: 90 days after the last change;
-- filed: five full years, and never before the vault has it. What hangs on a dossier goes with it, and its key too.
create table dossiers (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    reference text collate "C" not null,
    kind text not null,
    rules_version text not null,
    rules_hash text not null,
    language text not null constraint dossier_language check (language in ('fr', 'en')),
    -- no reference to the people: a filed dossier outlives the account
    person_id uuid,
    -- SHA-256 of the secret in the link of a draft
    link_hash bytea constraint dossier_link_length check (octet_length(link_hash) = 32),
    -- answers, facts, address, numbers given by the administration: sealed
    personal bytea,
    pieces text not null,
    signature text not null,
    payment text not null,
    filing text not null,
    archive text not null,
    vault text,
    closed text,
    closed_reason text,
    round smallint not null,
    assignee uuid,
    priority smallint not null constraint dossier_priority check (priority between 0 and 3),
    status text not null,
    status_since timestamptz not null,
    promised_at timestamptz,
    due_on date,
    filed_at timestamptz,
    -- What the staff looks a dossier up by, in clear: sealed, it could not be looked for. Names, plate, VIN, addresses.
    holder text not null,
    plate text not null,
    vin text not null,
    words text not null,
    -- the four, folded: no capital, no accent; the plate also without its dashes
    search text not null,
    begun_at timestamptz not null,
    changed_at timestamptz not null,
    -- how many events made it
    version bigint not null constraint dossier_version_counts check (version > 0),
    queue text not null generated always as (
        case
            when status = 'brouillon' then 'draft'
            when status in ('a_payer', 'a_completer', 'a_corriger', 'complement_demande') then 'waiting'
            when status = 'en_controle' then 'to_check'
            when status = 'pret_a_deposer' then 'ready'
            when status in ('depose', 'cpi_disponible', 'titre_en_route') then 'filed'
            else 'closed'
        end
    ) stored,
    constraint dossier_reference_once unique (tenant_id, reference),
    constraint dossier_link_or_person check (link_hash is null or person_id is null)
);

create index dossiers_queue on dossiers (tenant_id, queue, priority, status_since, id);
create index dossiers_queue_kind on dossiers (tenant_id, queue, kind, priority, status_since, id);
create index dossiers_mine on dossiers (tenant_id, assignee, priority, status_since, id)
    where assignee is not null and queue <> 'closed';
create index dossiers_late on dossiers (tenant_id, promised_at, id) where promised_at is not null;
create index dossiers_latest on dossiers (tenant_id, id);
-- the latest first of one status, démarche or member of the staff, however rare
create index dossiers_status on dossiers (tenant_id, status, id);
create index dossiers_kind on dossiers (tenant_id, kind, id);
create index dossiers_assignee on dossiers (tenant_id, assignee, id) where assignee is not null;
create index dossiers_person on dossiers (tenant_id, person_id, id) where person_id is not null;
create index dossiers_quiet on dossiers (tenant_id, changed_at) where filed_at is null;
create index dossiers_filed on dossiers (tenant_id, filed_at) where filed_at is not null;
create unique index dossiers_link on dossiers (link_hash) where link_hash is not null;
create index dossiers_search on dossiers using gin (search gin_trgm_ops);

-- What happened. A chain a dossier: each event holds the hash of the one before it, over its sealed bytes, so that the
-- chain holds when the key is gone. Retention: as long as the house; what it says of people is unreadable once the key
-- of the dossier is destroyed.
create table dossier_events (
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null,
    -- the version of the dossier that it makes
    sequence bigint not null constraint dossier_event_counted check (sequence > 0),
    at timestamptz not null,
    side text not null,
    actor_person uuid,
    actor_role text,
    act text not null,
    -- kept as it was written, to the byte
    payload json not null,
    sealed bytea,
    previous bytea,
    hash bytea not null constraint dossier_event_hash_length check (octet_length(hash) = 32),
    primary key (tenant_id, dossier_id, sequence, at),
    constraint dossier_event_first check ((sequence = 1) = (previous is null))
) partition by range (at);

create index dossier_events_acts on dossier_events (tenant_id, act, at);

-- What has no part of its own yet: an insert never fails for want of one.
create table dossier_events_default partition of dossier_events default;

-- Where each chain ends: written by the trigger alone. A unique key cannot span the parts of a table, this can.
-- Retention: as the events.
create table dossier_heads (
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null,
    sequence bigint not null,
    hash bytea not null,
    primary key (tenant_id, dossier_id)
);

-- Run as the owner, whoever inserts: the application can neither fork a chain nor leave a gap.
create function dossier_event_follows() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if new.sequence = 1 then
        insert into public.dossier_heads (tenant_id, dossier_id, sequence, hash)
        values (new.tenant_id, new.dossier_id, 1, new.hash)
        on conflict (tenant_id, dossier_id) do nothing;
    else
        update public.dossier_heads
        set sequence = new.sequence, hash = new.hash
        where tenant_id = new.tenant_id
            and dossier_id = new.dossier_id
            and sequence = new.sequence - 1
            and hash = new.previous;
    end if;
    if not found then
        raise exception 'an event of a dossier follows its last one'
            using errcode = 'restrict_violation', constraint = 'dossier_event_follows';
    end if;
    return new;
end
$$;

revoke execute on function dossier_event_follows() from public;

create trigger dossier_event_follows
before insert on dossier_events
for each row execute function dossier_event_follows();

create function dossier_event_stays() returns trigger
language plpgsql
as $$
begin
    -- A row of the default part moves into its own part, unchanged.
    if tg_op = 'DELETE' and tg_table_name = 'dossier_events_default'
        and current_setting('carteclaire.moves_events', true) = 'on' then
        return old;
    end if;
    raise exception 'an event of a dossier never changes'
        using errcode = 'restrict_violation', constraint = 'dossier_event_stays';
end
$$;

create trigger dossier_event_stays
before update or delete on dossier_events
for each row execute function dossier_event_stays();

create trigger dossier_events_never_emptied
before truncate on dossier_events
for each statement execute function dossier_event_stays();

create trigger dossier_heads_never_emptied
before delete or truncate on dossier_heads
for each statement execute function dossier_event_stays();

-- Makes the parts of the month of `first` and of the `ahead` months after it; says how many were not there.
create function make_dossier_partitions(first date, ahead integer) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $$
declare
    month date := date_trunc('month', first)::date;
    since timestamptz;
    until timestamptz;
    part text;
    made integer := 0;
begin
    if ahead not between 0 and 24 then
        raise exception 'parts are made for 0 to 24 months ahead' using errcode = 'invalid_parameter_value';
    end if;
    perform pg_advisory_xact_lock(hashtext('make_dossier_partitions'));
    perform set_config('carteclaire.moves_events', 'on', true);
    for step in 0..ahead loop
        part := format('dossier_events_%s', to_char(month, 'YYYY_MM'));
        since := month::timestamp at time zone 'UTC';
        until := (month + interval '1 month')::timestamp at time zone 'UTC';
        if to_regclass(part) is null then
            execute format('create table %I (like dossier_events including defaults including constraints)', part);
            execute format(
                'with moved as (delete from dossier_events_default where at >= %L and at < %L returning *)
                 insert into %I select * from moved',
                since, until, part
            );
            execute format(
                'alter table dossier_events attach partition %I for values from (%L) to (%L)',
                part, since, until
            );
            made := made + 1;
        end if;
        month := (month + interval '1 month')::date;
    end loop;
    perform set_config('carteclaire.moves_events', 'off', true);
    return made;
end
$$;

revoke all on function make_dossier_partitions(date, integer) from public;
grant execute on function make_dossier_partitions(date, integer) to carteclaire_app;

-- The pieces that are asked for. Retention: with the dossier.
create table dossier_pieces (
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null references dossiers (id) on delete cascade,
    -- `piece_identite/2`
    slot text not null,
    kind text not null,
    alternatives text[] not null,
    optional boolean not null,
    state text not null,
    documents uuid[] not null,
    reason text,
    -- what whoever refused added: sealed
    words bytea,
    round smallint not null,
    primary key (dossier_id, slot)
);

-- The forms to sign. Retention: with the dossier.
create table dossier_forms (
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null references dossiers (id) on delete cascade,
    -- `mandat/titulaire`
    form text not null,
    state text not null,
    evidence_id uuid,
    primary key (dossier_id, form)
);

-- Holders, host, minor, company, lessor, seller. Retention: with the dossier.
create table dossier_people (
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null references dossiers (id) on delete cascade,
    id uuid not null,
    role text not null,
    -- names, birth, addresses: sealed
    personal bytea not null,
    primary key (dossier_id, id)
);

-- What is to be done. Retention: with the dossier.
create table dossier_tasks (
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null references dossiers (id) on delete cascade,
    id uuid not null,
    assignee uuid,
    priority smallint not null,
    due_on date,
    done_at timestamptz,
    words bytea,
    created_at timestamptz not null,
    primary key (dossier_id, id)
);

create index dossier_tasks_open on dossier_tasks (tenant_id, assignee, priority, due_on, id) where done_at is null;

-- Notes of the staff, never shown to the customer. Retention: with the dossier.
create table dossier_notes (
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null references dossiers (id) on delete cascade,
    id uuid not null,
    author uuid,
    words bytea,
    created_at timestamptz not null,
    primary key (dossier_id, id)
);

-- Messages between the customer and us. Retention: with the dossier.
create table dossier_messages (
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null references dossiers (id) on delete cascade,
    id uuid not null,
    side text not null,
    author uuid,
    words bytea,
    created_at timestamptz not null,
    primary key (dossier_id, id)
);

-- One-time links of co-holder, host, seller, parent: one task each. Retention: with the dossier; they expire before.
create table dossier_links (
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null references dossiers (id) on delete cascade,
    id uuid not null,
    token_hash bytea not null constraint dossier_link_token_once unique
        constraint dossier_link_token_length check (octet_length(token_hash) = 32),
    party_id uuid,
    task text not null,
    target text not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    used boolean not null,
    primary key (dossier_id, id)
);

-- What was ordered, at which price, under which terms: nobody's name is in it. Retention: ten years after the order, with
-- or without its dossier (`dossiers::operations::purge`; an online contract of 120 € or more, demarches.md B8).
create table dossier_orders (
    dossier_id uuid primary key,
    tenant_id uuid not null references tenants (id),
    reference text not null,
    operation text not null,
    issued_on date not null,
    lines jsonb not null,
    rounding_cents bigint not null,
    taxes_cents bigint not null,
    fee_net_cents bigint not null,
    fee_vat_cents bigint not null,
    total_cents bigint not null
        constraint dossier_order_adds_up check (total_cents = taxes_cents + fee_net_cents + fee_vat_cents),
    baremes_sha256 text not null,
    terms text not null,
    express_start boolean not null,
    ordered_at timestamptz not null
);

create index dossier_orders_age on dossier_orders (tenant_id, ordered_at);

-- Transfers seen on the account. Retention: ten years; the bank's reference is sealed, and goes with the dossier.
create table dossier_payments (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null,
    cents bigint not null constraint dossier_payment_positive check (cents > 0),
    received_on date not null,
    bank_reference bytea,
    recorded_at timestamptz not null
);

create index dossier_payments_dossier on dossier_payments (dossier_id);
create index dossier_payments_age on dossier_payments (tenant_id, recorded_at);

do $$
declare
    name text;
begin
    foreach name in array array[
        'dossier_counters', 'dossiers', 'dossier_events', 'dossier_heads', 'dossier_pieces', 'dossier_forms',
        'dossier_people', 'dossier_tasks', 'dossier_notes', 'dossier_messages', 'dossier_links', 'dossier_orders',
        'dossier_payments'
    ]
    loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy of_the_tenant on %I using (tenant_id = current_tenant())', name);
        execute format('grant select on %I to carteclaire_app', name);
    end loop;
end
$$;

-- What hangs on a dossier goes with it, by the owner's hand; the application deletes whole dossiers.
grant insert on
    dossier_counters, dossiers, dossier_events, dossier_pieces, dossier_forms, dossier_people, dossier_tasks,
    dossier_notes, dossier_messages, dossier_links, dossier_orders, dossier_payments
to carteclaire_app;
grant delete on dossiers, dossier_pieces, dossier_forms, dossier_people, dossier_orders, dossier_payments to carteclaire_app;
grant update (last) on dossier_counters to carteclaire_app;
grant update (
    kind, rules_version, rules_hash, person_id, link_hash, personal, pieces, signature, payment, filing, archive, vault,
    closed, closed_reason, round, assignee, priority, status, status_since, promised_at, due_on, filed_at, holder,
    plate, vin, words, search, changed_at, version
) on dossiers to carteclaire_app;
grant update (kind, alternatives, optional, state, documents, reason, words, round) on dossier_pieces to carteclaire_app;
grant update (state, evidence_id) on dossier_forms to carteclaire_app;
grant update (role, personal) on dossier_people to carteclaire_app;
grant update (done_at) on dossier_tasks to carteclaire_app;
grant update (ended_at, used) on dossier_links to carteclaire_app;

-- A text as it is looked for: no capital, no accent.
create function folded(words text) returns text
language sql stable
set search_path = public, pg_temp
as $$ select lower(unaccent(words)) $$;

-- The dossiers of the house in which each word of `wanted` stands, in no order, at most so many. Run as the owner: below
-- row-level security no index may serve `like`, which could tell of other houses' rows; the house is named here instead.
create function find_dossiers(wanted text, most integer) returns setof uuid
language plpgsql stable
security definer
set search_path = public, pg_temp
as $$
declare
    house uuid := current_tenant();
    conditions text;
begin
    select string_agg(
        format('search like %L', '%' || replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') || '%'),
        ' and '
    )
    into conditions
    from (
        select word
        from regexp_split_to_table(folded(left(wanted, 200)), '\s+') as word
        where word <> ''
        order by length(word) desc
        limit 6
    ) as words
    -- fewer than three characters have no trigram: they are looked for beside a longer word only
    having max(length(word)) >= 3;
    if conditions is null or house is null then
        return;
    end if;
    return query execute format(
        'select id from dossiers where tenant_id = %L and %s limit %s',
        house, conditions, least(greatest(most, 1), 1000)
    );
end
$$;

revoke all on function find_dossiers(text, integer) from public;
grant execute on function find_dossiers(text, integer) to carteclaire_app;

select make_dossier_partitions(current_date, 3);
