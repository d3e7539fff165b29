-- What 0015 promised of readings, kept by `retention::forget_readings` each night, and what it left unsaid of the history.
comment on column dossier_pieces.typed is
    'what somebody read on the documents, sealed; cleared before any of them is destroyed. What the event of the reading '
    'holds of it stays, sealed, until the key of the dossier is destroyed';
comment on column dossier_pieces.signed_by is 'who signed, by quality alone; cleared with typed';

-- Four eyes are two persons: one who has an account in two houses, under one address, is one. Run as the owner: a house
-- sees its own people alone, and learns here whether two of them are one, and no more.
create function is_one_person(one uuid, other uuid) returns boolean
language sql stable
security definer
set search_path = public, pg_temp
as $$
    select one = other or exists (
        select from people as first
        join people as second on second.email_folded = first.email_folded
        where first.id = one and second.id = other
    )
$$;

revoke execute on function is_one_person(uuid, uuid) from public;
grant execute on function is_one_person(uuid, uuid) to carteclaire_app;

create function revision_by_two_people() returns trigger
language plpgsql
as $$
begin
    if is_one_person(new.author, new.reviewer) then
        raise exception 'revision % was looked at by whoever wrote it', new.id
            using errcode = 'restrict_violation', constraint = 'revision_four_eyes';
    end if;
    return new;
end
$$;

create trigger revision_by_two_people
before insert or update of reviewer on revisions
for each row
when (new.reviewer is not null)
execute function revision_by_two_people();
