-- The space of garages and fleets: their vehicles, their firm, and the dossiers that were begun from the list.
-- Retention: until removed, or with the account.

create table fleet_vehicles (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    person_id uuid not null references people (id) on delete cascade,
    -- their own reference
    label text not null constraint fleet_vehicle_label_length check (char_length(label) <= 60),
    plate text constraint fleet_vehicle_plate_length check (char_length(plate) between 5 and 12),
    vin text constraint fleet_vehicle_vin_length check (char_length(vin) = 17),
    make text not null constraint fleet_vehicle_make_length check (char_length(make) <= 60),
    -- what the certificate says for the price, by the names of the facts
    facts jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint fleet_vehicle_named check (plate is not null or vin is not null),
    constraint fleet_vehicle_plate_once unique (person_id, plate),
    constraint fleet_vehicle_vin_once unique (person_id, vin)
);

create index fleet_vehicles_of_person on fleet_vehicles (person_id, id desc);

-- Who they are as a firm, and the picture of their stamp: sealed under the key of the person.
create table fleet_firms (
    person_id uuid primary key references people (id) on delete cascade,
    tenant_id uuid not null references tenants (id),
    profile bytea,
    stamp bytea constraint fleet_firm_stamp_length check (octet_length(stamp) <= 2097152),
    updated_at timestamptz not null
);

-- Which dossiers were begun for which vehicle: one of a démarche, as long as it is open.
create table fleet_dossiers (
    dossier_id uuid primary key references dossiers (id) on delete cascade,
    tenant_id uuid not null references tenants (id),
    vehicle_id uuid not null references fleet_vehicles (id) on delete cascade,
    kind text not null,
    created_at timestamptz not null
);

create index fleet_dossiers_of_vehicle on fleet_dossiers (vehicle_id, dossier_id desc);

do $$
declare
    name text;
begin
    foreach name in array array['fleet_vehicles', 'fleet_firms', 'fleet_dossiers']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy of_the_tenant on %I using (tenant_id = current_tenant())', name);
        execute format('grant select, insert, update, delete on %I to carteclaire_app', name);
    end loop;
end
$$;
