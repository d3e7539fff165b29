-- Invoices and credit notes: numbered without a hole, never changed. Sums are whole cents of euros.

-- How far each series goes. The row is locked by whoever issues, until they commit or not: a number is never lost.
-- Retention: as the papers; nobody's name is in it.
create table invoice_series (
    tenant_id uuid not null references tenants (id),
    kind text not null constraint invoice_series_kind check (kind in ('invoice', 'credit_note')),
    year smallint not null,
    last integer not null default 0 constraint invoice_series_last check (last >= 0),
    -- numbers and days rise together
    last_on date not null,
    primary key (tenant_id, kind, year)
);

-- The papers. Who is invoiced, and for what in words, stands in `content`, sealed under the key of the paper's id.
-- Retention: ten years after the year of issue (code de commerce L123-22), then the row, its key and its file go
-- (`invoices::operations::past`, every night).
create table invoices (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    kind text not null,
    year smallint not null,
    place integer not null constraint invoice_place check (place >= 1),
    number text not null,
    -- what it is issued for: once
    cause text not null,
    -- no reference to the dossier and the person: papers outlive them
    dossier_id uuid not null,
    reference text not null,
    issued_on date not null,
    issued_at timestamptz not null,
    -- débours; our fee and its VAT
    taxes_cents bigint not null constraint invoice_taxes check (taxes_cents >= 0),
    net_cents bigint not null constraint invoice_net check (net_cents >= 0),
    vat_cents bigint not null constraint invoice_vat check (vat_cents >= 0),
    total_cents bigint not null,
    content bytea not null,
    -- the file in the store, once it is made: SHA-256 of what people get
    file text,
    sha256 bytea,
    rendered_at timestamptz,
    kept_until date not null,
    foreign key (tenant_id, kind, year) references invoice_series (tenant_id, kind, year),
    constraint invoice_number_once unique (tenant_id, kind, year, place),
    constraint invoice_cause_once unique (tenant_id, cause),
    constraint invoice_adds_up check (total_cents = taxes_cents + net_cents + vat_cents),
    constraint invoice_rendered check (
        (file is null) = (rendered_at is null) and (sha256 is null) = (rendered_at is null)
    )
);

create index invoices_latest on invoices (tenant_id, issued_at desc, id desc);
create index invoices_number on invoices (tenant_id, number);
create index invoices_reference on invoices (tenant_id, reference);
create index invoices_dossier on invoices (dossier_id);
create index invoices_past on invoices (tenant_id, kept_until);

-- Of a paper only its file is ever written, once; it goes when its time is over.
create function invoice_stays() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'DELETE' then
        if old.kept_until > current_date then
            raise exception 'a paper is kept until its time is over'
                using errcode = 'restrict_violation', constraint = 'invoice_stays';
        end if;
        return old;
    end if;
    if old.file is not null
        or to_jsonb(new) - array['file', 'sha256', 'rendered_at'] <> to_jsonb(old) - array['file', 'sha256', 'rendered_at']
    then
        raise exception 'a paper that was issued never changes'
            using errcode = 'restrict_violation', constraint = 'invoice_stays';
    end if;
    return new;
end
$$;

create trigger invoice_stays
before update or delete on invoices
for each row execute function invoice_stays();

-- The next number is the last one and one more, whoever writes.
create function invoice_follows() returns trigger
language plpgsql
as $$
begin
    if new.place <> (
        select last from invoice_series
        where tenant_id = new.tenant_id and kind = new.kind and year = new.year
    ) then
        raise exception 'a paper does not bear the number that was taken for it'
            using errcode = 'check_violation', constraint = 'invoice_follows';
    end if;
    return new;
end
$$;

create trigger invoice_follows
before insert on invoices
for each row execute function invoice_follows();

create function invoice_series_rises() returns trigger
language plpgsql
as $$
begin
    if new.last <> old.last + 1 or new.last_on < old.last_on then
        raise exception 'a series goes on by one'
            using errcode = 'check_violation', constraint = 'invoice_series_rises';
    end if;
    return new;
end
$$;

create trigger invoice_series_rises
before update on invoice_series
for each row execute function invoice_series_rises();

do $$
declare
    name text;
begin
    foreach name in array array['invoice_series', 'invoices']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy of_the_tenant on %I using (tenant_id = current_tenant())', name);
        execute format('grant select, insert on %I to carteclaire_app', name);
    end loop;
end
$$;

grant update (last, last_on) on invoice_series to carteclaire_app;
grant update (file, sha256, rendered_at) on invoices to carteclaire_app;
grant delete on invoices to carteclaire_app;
