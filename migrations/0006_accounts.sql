-- People of a house, how they prove who they are, and their sessions.
-- A secret is kept as its hash only (SHA-256 of 256 random bits, Argon2id of a password), or sealed.

-- Retention: until closed; three years after the last sign-in they are warned, then closed
-- (`accounts::operations::purge`, every day).
create table people (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    email text not null constraint person_email_length check (char_length(email) between 3 and 254),
    -- the address in lower case: what makes an account unique in its house
    email_folded text not null,
    password_hash text,
    password_changed_at timestamptz,
    last_name text not null default '' constraint person_last_name_length check (char_length(last_name) <= 120),
    first_names text not null default '' constraint person_first_names_length check (char_length(first_names) <= 120),
    birth_date date,
    address_line text not null default '' constraint person_address_length check (char_length(address_line) <= 200),
    address_more text not null default '' constraint person_address_more_length check (char_length(address_more) <= 200),
    postcode text not null default '' constraint person_postcode_length check (char_length(postcode) <= 12),
    city text not null default '' constraint person_city_length check (char_length(city) <= 120),
    phone text not null default '' constraint person_phone_length check (char_length(phone) <= 20),
    language text not null constraint person_language check (language in ('fr', 'en')),
    tell_reminders boolean not null default true,
    tell_sms boolean not null default false,
    tell_news boolean not null default false,
    -- secret of an application of one-time codes, sealed; in use once confirmed
    totp_secret bytea,
    totp_confirmed_at timestamptz,
    -- last step whose code was used: a code serves once
    totp_last_step bigint not null default 0,
    -- when the bulletin n° 2 was last checked; may transmit to the SIV
    siv_access_checked_on date,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    -- told that the account will be closed for want of use
    warned_at timestamptz,
    constraint person_email_once unique (tenant_id, email_folded),
    constraint person_totp_whole check (totp_confirmed_at is null or totp_secret is not null)
);

create index people_quiet on people (tenant_id, last_seen_at);

create table person_roles (
    tenant_id uuid not null references tenants (id),
    person_id uuid not null references people (id) on delete cascade,
    role text not null,
    granted_at timestamptz not null,
    granted_by uuid,
    primary key (person_id, role)
);

create table passkeys (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    person_id uuid not null references people (id) on delete cascade,
    credential_id bytea not null,
    -- public key, counter, flags, as webauthn-rs keeps them
    credential jsonb not null,
    name text not null constraint passkey_name_length check (char_length(name) between 1 and 60),
    created_at timestamptz not null,
    last_used_at timestamptz,
    constraint passkey_once unique (tenant_id, credential_id)
);

create index passkeys_person on passkeys (person_id);

create table recovery_codes (
    tenant_id uuid not null references tenants (id),
    person_id uuid not null references people (id) on delete cascade,
    code_hash bytea not null constraint recovery_code_hash_length check (octet_length(code_hash) = 32),
    used_at timestamptz,
    primary key (person_id, code_hash)
);

-- Retention: until ended, or `ends_at`; purged every day.
create table sessions (
    -- shown in the list; the cookie holds another secret
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    person_id uuid not null references people (id) on delete cascade,
    token_hash bytea not null constraint session_token_unique unique
        constraint session_token_length check (octet_length(token_hash) = 32),
    -- passkey, password, totp (password and code), recovery, link, oidc
    method text not null,
    device text not null constraint session_device_length check (char_length(device) <= 80),
    -- the network the person came from, never the whole address
    ip_prefix text constraint session_prefix_length check (char_length(ip_prefix) <= 45),
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    -- who it is was proved again: sensitive acts want it recent
    confirmed_at timestamptz not null,
    idle_seconds integer not null constraint session_idle check (idle_seconds > 0),
    ends_at timestamptz not null constraint session_ends check (ends_at > created_at)
);

create index sessions_person on sessions (person_id);
create index sessions_end on sessions (tenant_id, ends_at);

-- A proof under way between two requests (a passkey's challenge, a code after the password). One use, five minutes.
create table ceremonies (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    kind text not null,
    person_id uuid references people (id) on delete cascade,
    state jsonb not null,
    expires_at timestamptz not null
);

create index ceremonies_expiry on ceremonies (tenant_id, expires_at);

-- Links sent by mail: one use, for minutes or days. A used one is kept until it would have expired, so that its
-- second use is told from a forged one.
create table links (
    token_hash bytea primary key constraint link_token_length check (octet_length(token_hash) = 32),
    tenant_id uuid not null references tenants (id),
    purpose text not null,
    person_id uuid references people (id) on delete cascade,
    -- the address that the link proves
    email text not null,
    language text not null constraint link_language check (language in ('fr', 'en')),
    -- what waits for the proof: the hash of a password, a passkey, roles
    state jsonb not null default '{}'::jsonb,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);

create index links_expiry on links (tenant_id, expires_at);
create index links_email on links (tenant_id, purpose, lower(email));

-- How often something was tried, by a hash of who tried. Survives a restart; purged every day.
create table attempts (
    tenant_id uuid not null references tenants (id),
    key_hash bytea not null constraint attempt_key_length check (octet_length(key_hash) = 32),
    -- end of the window in which they are counted
    until timestamptz not null,
    count integer not null,
    primary key (tenant_id, key_hash)
);

create index attempts_until on attempts (tenant_id, until);

-- Who a person is elsewhere: sign-in by another provider (OIDC).
create table outside_identities (
    tenant_id uuid not null references tenants (id),
    issuer text not null,
    subject text not null,
    person_id uuid not null references people (id) on delete cascade,
    created_at timestamptz not null,
    primary key (tenant_id, issuer, subject)
);

create index outside_identities_person on outside_identities (person_id);

do $$
declare
    name text;
begin
    foreach name in array array[
        'people', 'person_roles', 'passkeys', 'recovery_codes', 'sessions', 'ceremonies', 'links', 'attempts',
        'outside_identities'
    ]
    loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy of_the_tenant on %I using (tenant_id = current_tenant())', name);
        execute format('grant select, insert, update, delete on %I to carteclaire_app', name);
    end loop;
end
$$;
