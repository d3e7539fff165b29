-- What the staff changes of its own house.

-- Rules of the house: to whom dossiers are filed, and the amounts and delays above which somebody else decides. Apart from
-- `identity`, which is shown to people and read by no rule.
alter table tenants add column settings jsonb not null default '{}'::jsonb
    constraint tenant_settings_are_an_object check (jsonb_typeof(settings) = 'object');

-- Every house is known to all (a host is looked up before any is entered); each changes itself alone.
alter table tenants enable row level security;

create policy known_to_all on tenants for select using (true);
create policy of_itself on tenants for update using (id = current_tenant()) with check (id = current_tenant());

grant update (identity, settings, updated_at) on tenants to carteclaire_app;
