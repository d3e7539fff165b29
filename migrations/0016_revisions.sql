-- What is changed by two people: one writes a draft, another one looks at it, and it is in force from a day on.
-- Barèmes and rules of démarches are of every house (no tenant); prices and official forms are of one.

create table revisions (
    id uuid primary key,
    tenant_id uuid references tenants (id),
    subject text not null constraint revision_subject check (subject in ('baremes', 'demarches', 'fees', 'form')),
    -- which of several: the form; empty where there is one
    part text not null default '' constraint revision_part_length check (char_length(part) <= 80),
    status text not null constraint revision_status check (status in ('draft', 'in_review', 'published', 'given_up')),
    -- what it was made from, by the name that people see
    based_on text not null constraint revision_based_on_length check (char_length(based_on) <= 120),
    -- why
    note text not null constraint revision_note_length check (char_length(note) between 1 and 500),
    -- who writes it; a person of a house, no reference: it stays when their account goes
    author uuid not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- counts the changes: what a form was opened on
    edition integer not null constraint revision_counted check (edition > 0),
    -- the day that the author asks for, and since when the second look is waited for
    wanted_from date,
    asked_at timestamptz,
    -- who looked at it, and what they said when they sent it back
    reviewer uuid,
    reviewed_at timestamptz,
    remark text constraint revision_remark_length check (char_length(remark) between 1 and 500),
    -- from that day on, until another one is
    in_force_from date,
    constraint revision_of_a_house check ((tenant_id is null) = (subject in ('baremes', 'demarches'))),
    constraint revision_four_eyes check (reviewer <> author),
    constraint revision_asked check (status not in ('in_review', 'published') or (wanted_from is not null and asked_at is not null)),
    constraint revision_reviewed check ((reviewer is null) = (reviewed_at is null)),
    constraint revision_published check (
        (status = 'published') = (in_force_from is not null) and (status <> 'published' or reviewer is not null)
    )
);

create index revisions_latest on revisions (subject, tenant_id, created_at desc, id desc);

-- Its texts, and at most one file, such as an official form.
create table revision_documents (
    revision_id uuid not null references revisions (id),
    name text not null constraint revision_document_name check (char_length(name) between 1 and 80),
    body text constraint revision_document_length check (octet_length(body) <= 1048576),
    file bytea constraint revision_file_length check (octet_length(file) <= 8388608),
    primary key (revision_id, name),
    constraint revision_document_kind check (num_nonnulls(body, file) = 1)
);

create function revision_stays() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'INSERT' then
        if new.status <> 'draft' then
            raise exception 'a revision begins as a draft'
                using errcode = 'restrict_violation', constraint = 'revision_begins_as_draft';
        end if;
        return new;
    end if;
    if old.status in ('published', 'given_up') then
        raise exception 'revision % is settled: it never changes', old.id
            using errcode = 'restrict_violation', constraint = 'revision_never_changes';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    if (new.id, new.subject, new.part, new.author, new.created_at) is distinct from
        (old.id, old.subject, old.part, old.author, old.created_at)
        or new.tenant_id is distinct from old.tenant_id then
        raise exception 'what a revision is, and whose, never changes'
            using errcode = 'restrict_violation', constraint = 'revision_never_changes';
    end if;
    if new.status = 'published' then
        if old.status <> 'in_review' then
            raise exception 'nothing is published that waits for no second look'
                using errcode = 'restrict_violation', constraint = 'revision_looked_at_first';
        end if;
        perform pg_notify('revisions_published', new.subject);
    end if;
    return new;
end
$$;

create trigger revision_stays
before insert or update or delete on revisions
for each row execute function revision_stays();

create function revision_document_stays() returns trigger
language plpgsql
as $$
declare
    revision record;
begin
    -- Locked first: whoever looks at it is waited for, and finds what was looked at.
    for revision in
        select id, status
        from revisions
        where id in (
            case when tg_op <> 'INSERT' then old.revision_id end,
            case when tg_op <> 'DELETE' then new.revision_id end
        )
        order by id
        for share
    loop
        if revision.status <> 'draft' then
            raise exception 'revision % is no draft: its documents stay', revision.id
                using errcode = 'restrict_violation', constraint = 'revision_never_changes';
        end if;
    end loop;
    return coalesce(new, old);
end
$$;

create trigger revision_document_stays
before insert or update or delete on revision_documents
for each row execute function revision_document_stays();

create function revision_never_emptied() returns trigger
language plpgsql
as $$
begin
    raise exception 'revisions are never emptied'
        using errcode = 'restrict_violation', constraint = 'revision_never_changes';
end
$$;

create trigger revisions_never_emptied
before truncate on revisions
for each statement execute function revision_never_emptied();

create trigger revision_documents_never_emptied
before truncate on revision_documents
for each statement execute function revision_never_emptied();

alter table revisions enable row level security;
alter table revision_documents enable row level security;

create policy of_the_tenant_or_of_all on revisions
using (tenant_id is null or tenant_id = current_tenant());
create policy of_the_tenant_or_of_all on revision_documents
using (exists (select from revisions where revisions.id = revision_id));

grant select, insert on revisions, revision_documents to carteclaire_app;
grant update (
    status, note, updated_at, edition, wanted_from, asked_at, reviewer, reviewed_at, remark, in_force_from
) on revisions to carteclaire_app;
grant update (body, file), delete on revision_documents to carteclaire_app;

-- A version of the barèmes that comes from the desk names its revision, and is in force from a day on.
alter table bareme_versions
    add column revision_id uuid constraint bareme_revision_once unique references revisions (id),
    add column effective_from date;

-- Published by hand where the platform is run, a version is in force at once, as before.
create or replace function bareme_version_stays() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'INSERT' then
        if new.status <> 'draft' then
            raise exception 'a version of the barèmes begins as a draft'
                using errcode = 'restrict_violation', constraint = 'bareme_begins_as_draft';
        end if;
        return new;
    end if;
    if old.status = 'published' then
        raise exception 'version % of the barèmes is published: it never changes', old.id
            using errcode = 'restrict_violation', constraint = 'bareme_published_never_changes';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    if new.status = 'published' then
        -- What the desk publishes, two people have looked at. Whoever runs the platform owns the tables.
        if (new.revision_id is not null or current_user = 'carteclaire_app') and not exists (
            select from revisions
            where id = new.revision_id
                and subject = 'baremes'
                and status = 'published'
                and in_force_from = new.effective_from
        ) then
            raise exception 'version % of the barèmes was looked at by one person only', new.id
                using errcode = 'restrict_violation', constraint = 'bareme_four_eyes';
        end if;
        perform pg_notify('baremes_published', new.id::text);
    end if;
    return new;
end
$$;
