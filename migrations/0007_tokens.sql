-- The API's side of sign-in. Secrets are kept as SHA-256 of 256 random bits.

-- A sign-in of a program, and what it was given since: each refresh token replaces the one before it.
-- Retention: until 90 days after the sign-in, 30 days after it was last refreshed or revoked; purged every day.
create table token_families (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    person_id uuid not null references people (id) on delete cascade,
    scopes text[] not null constraint token_family_scopes check (cardinality(scopes) > 0),
    -- the program and its system, as it names itself
    device text not null constraint token_family_device_length check (char_length(device) <= 80),
    created_at timestamptz not null,
    ends_at timestamptz not null constraint token_family_ends check (ends_at > created_at),
    revoked_at timestamptz
);

create index token_families_person on token_families (person_id);
create index token_families_end on token_families (tenant_id, ends_at);

-- A used token is kept until it would have expired: its second use is what tells that it was stolen.
create table refresh_tokens (
    token_hash bytea primary key constraint refresh_token_length check (octet_length(token_hash) = 32),
    tenant_id uuid not null references tenants (id),
    family_id uuid not null references token_families (id) on delete cascade,
    expires_at timestamptz not null,
    used_at timestamptz
);

create index refresh_tokens_family on refresh_tokens (family_id);
create index refresh_tokens_expiry on refresh_tokens (tenant_id, expires_at);
-- One token of a family may be used at a time: a fork is a fault of ours.
create unique index refresh_tokens_one_fresh on refresh_tokens (family_id) where used_at is null;

-- Keys of programs of professionals.
-- Retention: with the account; 90 days after it expired or was revoked, so that its owner still sees what became of
-- it; purged every day.
create table api_keys (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    person_id uuid not null references people (id) on delete cascade,
    name text not null constraint api_key_name_length check (char_length(name) between 1 and 60),
    -- shown in the list: tells keys apart, says nothing of their secrets
    prefix text not null constraint api_key_prefix check (prefix ~ '^[0-9a-f]{12}$'),
    secret_hash bytea not null constraint api_key_hash_length check (octet_length(secret_hash) = 32),
    scopes text[] not null constraint api_key_scopes check (cardinality(scopes) > 0),
    created_at timestamptz not null,
    last_used_at timestamptz,
    expires_at timestamptz not null constraint api_key_expires check (expires_at > created_at),
    revoked_at timestamptz,
    constraint api_key_prefix_once unique (tenant_id, prefix)
);

create index api_keys_person on api_keys (person_id);
create index api_keys_expiry on api_keys (tenant_id, expires_at);

do $$
declare
    name text;
begin
    foreach name in array array['token_families', 'refresh_tokens', 'api_keys']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy of_the_tenant on %I using (tenant_id = current_tenant())', name);
        execute format('grant select, insert, delete on %I to carteclaire_app', name);
    end loop;
end
$$;

grant update (revoked_at) on token_families to carteclaire_app;
grant update (used_at) on refresh_tokens to carteclaire_app;
grant update (last_used_at, revoked_at) on api_keys to carteclaire_app;
