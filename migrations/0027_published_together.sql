-- A list of fees is whole: its lines are inserted by the transaction that publishes it, and whoever may insert lines adds
-- none to a list that two people looked at before.
alter table revisions add column published_in xid8;
comment on column revisions.published_in is
    'the transaction that published it, whatever savepoint it was in; nobody but the trigger writes it';

create function revision_published_in() returns trigger
language plpgsql
as $$
begin
    new.published_in := case when new.status = 'published' then pg_current_xact_id() end;
    return new;
end
$$;

create trigger revision_published_in
before insert or update on revisions
for each row execute function revision_published_in();

create or replace function service_fee_stays() returns trigger
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
            and published_in = pg_current_xact_id()
    ) then
        raise exception 'this list of fees was looked at by one person only'
            using errcode = 'restrict_violation', constraint = 'service_fee_four_eyes';
    end if;
    return new;
end
$$;

-- A list says one rate of VAT: a house that had several could not change its prices without changing that.
alter table service_fees add constraint service_fee_one_vat exclude using gist (
    tenant_id with =,
    coalesce(revision_id, '00000000-0000-0000-0000-000000000000') with =,
    daterange(effective_from, effective_to, '[]') with &&,
    vat_basis_points with <>
);

-- Whether the form that was signed may be handed to the administration: a working sheet of ours may not. Of what was signed
-- before this was written down it is not known: that counts as no.
alter table dossier_evidence add column may_be_filed boolean not null default false;
