-- Copies of a person's data, made on demand (RGPD, articles 15 and 20). The file is in the store of files.
-- Retention: seven days after it is ready, then the file and the row (`accounts::operations::exports::past`, every day).
create table exports (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    person_id uuid not null references people (id) on delete cascade,
    asked_at timestamptz not null,
    -- key of the file, once it is there
    file text,
    ready_at timestamptz,
    expires_at timestamptz not null,
    constraint export_whole check ((file is null) = (ready_at is null))
);

create index exports_person on exports (person_id, asked_at desc);
create index exports_expiry on exports (tenant_id, expires_at);

-- Files whose row is gone: taken from the store, then forgotten. No person is named here.
create table files_to_forget (
    file text primary key,
    tenant_id uuid not null references tenants (id),
    since timestamptz not null
);

-- A closed account leaves no file behind, whoever deletes it.
create function forget_export_file() returns trigger
language plpgsql
as $$
begin
    if old.file is not null then
        insert into files_to_forget (file, tenant_id, since)
        values (old.file, old.tenant_id, now())
        on conflict do nothing;
    end if;
    return old;
end
$$;

create trigger forget_export_file
after delete on exports
for each row execute function forget_export_file();

alter table exports enable row level security;
alter table files_to_forget enable row level security;

create policy of_the_tenant on exports using (tenant_id = current_tenant());
create policy of_the_tenant on files_to_forget using (tenant_id = current_tenant());

grant select, insert, update, delete on exports to carteclaire_app;
grant select, insert, delete on files_to_forget to carteclaire_app;
