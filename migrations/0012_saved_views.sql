-- The desk of the dossiers: filters that somebody of the staff keeps under a name, and who has which dossier open.

-- Retention: with the account of whoever kept it.
create table dossier_views (
    tenant_id uuid not null references tenants (id),
    person_id uuid not null references people (id) on delete cascade,
    name text not null constraint dossier_view_name_length check (char_length(name) between 1 and 60),
    -- as the address of the list has it: codes and ids, no word that somebody typed
    query text not null constraint dossier_view_query_length check (char_length(query) between 1 and 500),
    created_at timestamptz not null,
    primary key (tenant_id, person_id, name)
);

-- Retention: minutes; with the account, or with the dossier.
create table dossier_presence (
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null references dossiers (id) on delete cascade,
    person_id uuid not null references people (id) on delete cascade,
    seen_at timestamptz not null,
    primary key (dossier_id, person_id)
);

do $$
declare
    name text;
begin
    foreach name in array array['dossier_views', 'dossier_presence']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy of_the_tenant on %I using (tenant_id = current_tenant())', name);
        execute format('grant select, insert, delete on %I to carteclaire_app', name);
    end loop;
end
$$;

grant update (query, created_at) on dossier_views to carteclaire_app;
grant update (seen_at) on dossier_presence to carteclaire_app;

-- Whoever has a dossier open hears that it changed: house, dossier, version and whether its queue is another.
create function dossier_changed() returns trigger
language plpgsql
as $$
begin
    perform pg_notify(
        'dossier_changed',
        new.tenant_id || ' ' || new.id || ' ' || new.version || ' ' || (new.queue is distinct from old.queue)::int
    );
    return null;
end
$$;

create trigger dossier_changed
after update of version on dossiers
for each row execute function dossier_changed();
