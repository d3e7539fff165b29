-- Which reminders were written to somebody; consents to texts that are of one telephone; who is to have forms made is waited for.

-- A step is done too where nobody could be written to, or wanted no reminders: what is said of a silent customer counts letters.
alter table dossier_reminders add column told boolean not null default true;
alter table dossier_reminders alter column told drop default;

-- Since when consents of before 0032 were given is not known: that migration wrote its own day, in its own transaction.
do $$
begin
    if to_regclass('_sqlx_migrations') is not null then
        update people
        set tell_sms_since = null
        where tell_sms_since = (select installed_on from _sqlx_migrations where version = 32);
    end if;
end
$$;

-- A consent is for one telephone: whoever changes it and still wants texts says so anew.
create or replace function person_wants_sms() returns trigger
language plpgsql
as $$
begin
    if not new.tell_sms then
        new.tell_sms_since := null;
    elsif tg_op = 'INSERT' or not old.tell_sms or new.phone <> old.phone then
        new.tell_sms_since := now();
    end if;
    return new;
end
$$;

drop trigger person_wants_sms on people;
create trigger person_wants_sms
before insert or update of tell_sms, phone on people
for each row execute function person_wants_sms();

-- Every piece came and no form was made: it is the customer's move, as when one waits for their signature.
update dossiers
set status = 'a_completer', promised_at = null
where status = 'en_controle' and signature = 'a_preparer' and pieces in ('recues', 'validees');
