-- The filing: what was handed to the administration, under which number, and the packages that were exported.

-- The number that the site of the ANTS gives, in clear: sealed, nobody could say whether another dossier has it. A dossier
-- that was filed again has several. Retention: with the dossier.
create table dossier_ants_numbers (
    tenant_id uuid not null references tenants (id),
    number text not null constraint dossier_ants_number_length check (char_length(number) between 1 and 80),
    dossier_id uuid not null references dossiers (id) on delete cascade,
    primary key (tenant_id, number)
);

create index dossier_ants_numbers_dossier on dossier_ants_numbers (dossier_id);

-- A package as it was exported: everything that is needed to make it again, sealed under the key of the dossier, and the
-- hash that it must have then. The files themselves stay where they are. Retention: with the dossier.
create table filing_snapshots (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null references dossiers (id) on delete cascade,
    number integer not null constraint filing_snapshot_counts check (number > 0),
    -- the version of the dossier that it shows
    version bigint not null constraint filing_snapshot_version check (version > 0),
    taken_at timestamptz not null,
    taken_by uuid not null,
    plan bytea not null,
    name text not null,
    sha256 bytea not null constraint filing_snapshot_hash_length check (octet_length(sha256) = 32),
    length bigint not null constraint filing_snapshot_length check (length > 0),
    files integer not null constraint filing_snapshot_files check (files > 0),
    -- names of files that are larger than the house wants
    large text[] not null,
    constraint filing_snapshot_once unique (dossier_id, number)
);

do $$
declare
    name text;
begin
    foreach name in array array['dossier_ants_numbers', 'filing_snapshots']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy of_the_tenant on %I using (tenant_id = current_tenant())', name);
        execute format('grant select, insert on %I to carteclaire_app', name);
    end loop;
end
$$;

-- Written over by itself, to learn whose it is.
grant update (number) on dossier_ants_numbers to carteclaire_app;
