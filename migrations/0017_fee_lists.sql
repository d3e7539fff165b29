-- What a house charges may be a share of the taxes too, and is changed by lists that two people publish.

alter table service_fees
    -- hundredths of a percent of the taxes, before VAT
    add column share_basis_points integer not null default 0
        constraint service_fee_share check (share_basis_points between 0 and 10000),
    -- the list that the line was published in; null: what the house began with
    add column revision_id uuid references revisions (id),
    add column published_at timestamptz,
    add constraint service_fee_of_a_list check (
        (revision_id is null) = (published_at is null) and (revision_id is null or effective_to is null)
    );

-- Lists may follow each other: the one of the latest day holds. Only what a house began with has periods of its own.
alter table service_fees drop constraint service_fee_no_overlap;
alter table service_fees add constraint service_fee_no_overlap exclude using gist (
    tenant_id with =,
    coalesce(demarche, '') with =,
    daterange(effective_from, effective_to, '[]') with &&
) where (revision_id is null);

create unique index service_fee_once on service_fees (revision_id, coalesce(demarche, ''))
where revision_id is not null;

create function service_fee_stays() returns trigger
language plpgsql
as $$
begin
    if tg_op <> 'INSERT' and old.revision_id is not null then
        raise exception 'a published list of fees never changes'
            using errcode = 'restrict_violation', constraint = 'service_fee_never_changes';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    -- What the desk publishes, two people have looked at. Whoever runs the platform owns the tables.
    if (new.revision_id is not null or current_user = 'carteclaire_app') and not exists (
        select from revisions
        where id = new.revision_id
            and tenant_id = new.tenant_id
            and subject = 'fees'
            and status = 'published'
            and in_force_from = new.effective_from
    ) then
        raise exception 'this list of fees was looked at by one person only'
            using errcode = 'restrict_violation', constraint = 'service_fee_four_eyes';
    end if;
    return new;
end
$$;

create trigger service_fee_stays
before insert or update or delete on service_fees
for each row execute function service_fee_stays();

grant insert on service_fees to carteclaire_app;
