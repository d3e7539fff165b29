-- A piece that was read, or is not taken, is told to whoever looks at its dossier: `p` in the place of a change of queue.
-- A piece of nobody's dossier (a file of the house) tells nobody.

create function document_read() returns trigger
language plpgsql
as $$
begin
    perform pg_notify('dossier_changed', new.tenant_id || ' ' || new.dossier_id || ' 0 p');
    return null;
end
$$;

create trigger document_read
after update of state on documents
for each row
when (old.state is distinct from new.state and new.state in ('accepted', 'refused', 'quarantined'))
execute function document_read();
