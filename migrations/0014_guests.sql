-- Where a one-time link was sent, and since when it opens: links were given for fourteen days.
alter table dossier_links
    -- an address: sealed
    add column email bytea,
    add column given_at timestamptz;

update dossier_links set given_at = expires_at - interval '14 days';

alter table dossier_links alter column given_at set not null;

-- Why a signature on paper was refused.
alter table dossier_forms
    -- a code of the rules
    add column reason text,
    -- what whoever refused added: sealed
    add column words bytea;

grant update (reason, words) on dossier_forms to carteclaire_app;
