-- What messages say, changed by two people like prices and official forms; when customers who must act are reminded.

-- The words of a letter are of one house: `part` is the code of the template.
alter table revisions drop constraint revision_subject;
alter table revisions add constraint revision_subject check (
    subject in ('baremes', 'demarches', 'fees', 'form', 'letter')
);

-- Each message that is told asks which words are in force.
create index revisions_in_force on revisions (tenant_id, subject, part, in_force_from desc, reviewed_at desc)
where status = 'published';

alter table notifications add column letter_version uuid;
comment on column notifications.letter_version is
    'the revision whose words it was made of; none: those that come with the program. It names nobody, and stays with the row';
grant update (letter_version) on notifications to carteclaire_app;
-- The dossier that it is about, where it is about one: what does not arrive is noted there.
alter table notifications add column dossier_id uuid;

-- What a customer who must act was told again, and when: one row a step of a wait, so that no step is told twice.
-- Retention: with the dossier.
create table dossier_reminders (
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null references dossiers (id) on delete cascade,
    cause text not null constraint dossier_reminder_cause check (
        cause in ('payment', 'pieces', 'correction', 'signature', 'draft')
    ),
    -- when the wait began: another one of the same cause begins anew
    since timestamptz not null,
    -- days after that
    step smallint not null constraint dossier_reminder_step check (step > 0),
    reminded_at timestamptz not null,
    primary key (dossier_id, cause, since, step)
);

alter table dossier_reminders enable row level security;
create policy of_the_tenant on dossier_reminders using (tenant_id = current_tenant());
grant select, insert on dossier_reminders to carteclaire_app;

-- Since when somebody wants to be told by SMS too: the proof of their consent. It goes with the account.
alter table people add column tell_sms_since timestamptz;
update people set tell_sms_since = now() where tell_sms;

create function person_wants_sms() returns trigger
language plpgsql
as $$
begin
    if not new.tell_sms then
        new.tell_sms_since := null;
    elsif tg_op = 'INSERT' or not old.tell_sms then
        new.tell_sms_since := now();
    end if;
    return new;
end
$$;

create trigger person_wants_sms
before insert or update of tell_sms on people
for each row execute function person_wants_sms();
