-- The tables of the tax rules as versions: drafts that can be given up, published sets that can never change.
-- Global data: no tenant. The role `carteclaire_app` is made outside.

create table bareme_versions (
    id uuid primary key,
    -- shown to people: `2026-11-21`
    name text not null constraint bareme_name_length check (char_length(name) between 1 and 80),
    status text not null constraint bareme_status check (status in ('draft', 'published')),
    author text not null constraint bareme_author_length check (char_length(author) between 1 and 254),
    -- why this version
    note text,
    created_at timestamptz not null,
    published_at timestamptz,
    published_by text constraint bareme_publisher_length check (char_length(published_by) between 1 and 254),
    -- of the snapshot, as encoded by the program that imported or published it
    snapshot_sha256 text not null constraint bareme_hash_shape check (snapshot_sha256 ~ '^sha256:[0-9a-f]{64}$'),
    constraint bareme_published_by_whom check (
        (status = 'published') = (published_at is not null)
        and (status = 'published') = (published_by is not null)
    )
);

create index bareme_versions_latest on bareme_versions (published_at desc, id desc) where status = 'published';

-- One row for each entry of the TOML files: a table, or an element of an array of tables.
-- The columns after `body` repeat what it says, to be asked for in SQL.
create table bareme_entries (
    version_id uuid not null references bareme_versions (id),
    file text not null,
    -- `law`, `rate[3]`
    key_path text not null,
    -- place in the file
    position integer not null constraint bareme_position_not_negative check (position >= 0),
    body jsonb not null constraint bareme_body_is_a_table check (jsonb_typeof(body) = 'object'),
    -- validity: its own, or from the first to the last of the periods inside
    effective_from date,
    effective_to date,
    sources text[] not null,
    confidence text,
    doubt text,
    primary key (version_id, file, key_path),
    constraint bareme_place_once unique (version_id, file, position)
);

create function bareme_version_stays() returns trigger
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
        perform pg_notify('baremes_published', new.id::text);
    end if;
    return new;
end
$$;

create trigger bareme_version_stays
before insert or update or delete on bareme_versions
for each row execute function bareme_version_stays();

create function bareme_entry_stays() returns trigger
language plpgsql
as $$
declare
    version record;
begin
    -- Locked by its id alone, then looked at: a publication under way is waited for, and one that follows waits.
    for version in
        select id, status
        from bareme_versions
        where id in (
            case when tg_op <> 'INSERT' then old.version_id end,
            case when tg_op <> 'DELETE' then new.version_id end
        )
        order by id
        for share
    loop
        if version.status = 'published' then
            raise exception 'version % of the barèmes is published: its entries never change', version.id
                using errcode = 'restrict_violation', constraint = 'bareme_published_never_changes';
        end if;
    end loop;
    return coalesce(new, old);
end
$$;

create trigger bareme_entry_stays
before insert or update or delete on bareme_entries
for each row execute function bareme_entry_stays();

create function bareme_never_emptied() returns trigger
language plpgsql
as $$
begin
    raise exception 'the barèmes are never emptied'
        using errcode = 'restrict_violation', constraint = 'bareme_published_never_changes';
end
$$;

create trigger bareme_versions_never_emptied
before truncate on bareme_versions
for each statement execute function bareme_never_emptied();

create trigger bareme_entries_never_emptied
before truncate on bareme_entries
for each statement execute function bareme_never_emptied();

grant select, insert on bareme_versions, bareme_entries to carteclaire_app;
grant update (status, published_at, published_by, snapshot_sha256) on bareme_versions to carteclaire_app;
