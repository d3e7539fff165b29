-- The houses that the platform serves, what they charge, and what people leave with them.
-- Roles are made outside (contracts §3): `carteclaire_app` owns nothing, so row-level security binds it.

create extension if not exists btree_gist;

grant usage on schema public to carteclaire_app;

-- The tenant whose rows the transaction may see. Unset: none.
create function current_tenant() returns uuid
language sql stable
as $$ select nullif(current_setting('carteclaire.tenant', true), '')::uuid $$;

create table tenants (
    id uuid primary key,
    slug text not null constraint tenant_slug_unique unique
        constraint tenant_slug_shape check (slug ~ '^[a-z0-9-]{1,40}$'),
    is_default boolean not null default false,
    -- brand, legal notice, habilitation, mediator, hours: shown to people, never read by a rule
    identity jsonb not null,
    updated_at timestamptz not null
);

create unique index tenant_default_once on tenants (is_default) where is_default;

create table tenant_hosts (
    host text primary key
        constraint tenant_host_shape check (host = lower(host) and host !~ '[/:@ ]'),
    tenant_id uuid not null references tenants (id)
);

create index tenant_hosts_tenant on tenant_hosts (tenant_id);

create table service_fees (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    -- code of the démarche; null: every démarche without a line of its own
    demarche text,
    net_cents bigint not null constraint service_fee_not_negative check (net_cents >= 0),
    vat_basis_points integer not null
        constraint service_fee_vat check (vat_basis_points between 0 and 10000),
    effective_from date not null,
    effective_to date,
    constraint service_fee_period check (effective_to is null or effective_to >= effective_from),
    constraint service_fee_no_overlap exclude using gist (
        tenant_id with =,
        coalesce(demarche, '') with =,
        daterange(effective_from, effective_to, '[]') with &&
    )
);

-- Retention: one year, `contact::operations::purge`, every day.
create table contact_messages (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    name text not null constraint contact_name_length check (char_length(name) between 1 and 120),
    email text not null constraint contact_email_length check (char_length(email) between 3 and 254),
    topic text not null,
    body text not null constraint contact_body_length check (char_length(body) between 1 and 5000),
    language text not null constraint contact_language check (language in ('fr', 'en')),
    created_at timestamptz not null
);

create index contact_messages_age on contact_messages (tenant_id, created_at);

-- A simulation kept under a private link. Retention: until `expires_at`, `quotes::operations::purge`, every day.
create table quotes (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    -- SHA-256 of the token in the link: the database alone opens nothing
    token_hash bytea not null constraint quote_token_unique unique
        constraint quote_token_length check (octet_length(token_hash) = 32),
    facts jsonb not null,
    -- the tables it was computed with
    baremes_sha256 text not null,
    language text not null constraint quote_language check (language in ('fr', 'en')),
    created_at timestamptz not null,
    expires_at timestamptz not null constraint quote_lives check (expires_at > created_at)
);

create index quotes_expiry on quotes (tenant_id, expires_at);

alter table service_fees enable row level security;
alter table contact_messages enable row level security;
alter table quotes enable row level security;

create policy of_the_tenant on service_fees using (tenant_id = current_tenant());
create policy of_the_tenant on contact_messages using (tenant_id = current_tenant());
create policy of_the_tenant on quotes using (tenant_id = current_tenant());

grant select on tenants, tenant_hosts, service_fees to carteclaire_app;
grant select, insert, delete on contact_messages, quotes to carteclaire_app;
