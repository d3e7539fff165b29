-- What people were told, by mail or text, and what became of it.

-- One row a message, in a part a month: the log is read by date and emptied by the month.
-- Retention: `values` go as soon as the message was sent or given up, since they may hold a link that opens an account;
-- recipient and subject after 90 days, or when the person is erased (`notifications::operations::purge`, every day, and
-- `forget_person`); the rest after 3 years (`notifications::operations::drop_old`, every month).
create table notifications (
    id uuid not null,
    tenant_id uuid not null references tenants (id),
    -- whose message it is; accounts come later, and may go earlier
    person_id uuid,
    channel text not null constraint notification_channel check (channel in ('email', 'sms')),
    template text not null,
    language text not null constraint notification_language check (language in ('fr', 'en')),
    recipient text constraint notification_recipient_length check (char_length(recipient) between 3 and 320),
    subject text,
    values jsonb constraint notification_values_are_an_object check (jsonb_typeof(values) = 'object'),
    state text not null constraint notification_state check (
        state in ('waiting', 'sending', 'sent', 'delivered', 'bounced', 'complained', 'failed')
    ),
    attempts smallint not null default 0,
    -- requests of which nobody knows if the provider took the message, and that it might not know again
    unknown_requests smallint not null default 0,
    -- the first request of a time in which the provider knows the message again
    asked_at timestamptz,
    -- statuses and codes; a provider's sentence quotes addresses
    last_error text,
    provider text,
    provider_message_id text,
    -- how much the last report weighs: a lighter one changes nothing, so that their order does not matter
    report_weight smallint not null default 0,
    created_at timestamptz not null,
    sent_at timestamptz,
    updated_at timestamptz not null,
    primary key (id, created_at),
    constraint notification_values_go check (values is null or state in ('waiting', 'sending'))
) partition by range (created_at);

create index notifications_log on notifications (tenant_id, created_at desc, id desc);
create index notifications_recipient on notifications (tenant_id, lower(recipient));
create index notifications_person on notifications (tenant_id, person_id) where person_id is not null;
create index notifications_reported on notifications (provider, provider_message_id);
create index notifications_open on notifications (tenant_id, created_at) where state in ('waiting', 'sending');

-- What has no part of its own yet: an insert never fails for want of one.
create table notifications_default partition of notifications default;

-- One message a key: a unique key cannot span the parts of a table. Retention: 90 days, with the recipients.
create table notification_keys (
    tenant_id uuid not null references tenants (id),
    key text not null constraint notification_key_length check (char_length(key) between 1 and 200),
    notification_id uuid not null,
    created_at timestamptz not null,
    primary key (tenant_id, key)
);

create index notification_keys_age on notification_keys (tenant_id, created_at);

alter table notifications enable row level security;
alter table notification_keys enable row level security;

create policy of_the_tenant on notifications using (tenant_id = current_tenant());
create policy of_the_tenant on notification_keys using (tenant_id = current_tenant());

-- Nobody but the owner may name a part: they have no policies.
grant select, insert on notifications to carteclaire_app;
grant update (
    recipient, subject, values, state, attempts, unknown_requests, asked_at, last_error, provider, provider_message_id,
    report_weight, sent_at, updated_at
) on notifications to carteclaire_app;
grant select, insert, delete on notification_keys to carteclaire_app;

-- Makes the parts of the month of `first` and of the `ahead` months after it; says how many were not there.
-- Rows that came before their part move into it.
create function make_notification_partitions(first date, ahead integer) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $$
declare
    month date := date_trunc('month', first)::date;
    since timestamptz;
    until timestamptz;
    part text;
    made integer := 0;
begin
    if ahead not between 0 and 24 then
        raise exception 'parts are made for 0 to 24 months ahead' using errcode = 'invalid_parameter_value';
    end if;
    perform pg_advisory_xact_lock(hashtext('make_notification_partitions'));
    for step in 0..ahead loop
        part := format('notifications_%s', to_char(month, 'YYYY_MM'));
        since := month::timestamp at time zone 'UTC';
        until := (month + interval '1 month')::timestamp at time zone 'UTC';
        if to_regclass(part) is null then
            execute format('create table %I (like notifications including defaults including constraints)', part);
            execute format(
                'with moved as (delete from notifications_default where created_at >= %L and created_at < %L returning *)
                 insert into %I select * from moved',
                since, until, part
            );
            execute format(
                'alter table notifications attach partition %I for values from (%L) to (%L)',
                part, since, until
            );
            made := made + 1;
        end if;
        month := (month + interval '1 month')::date;
    end loop;
    return made;
end
$$;

-- Drops the parts whose months ended by `before`, and what lies outside parts and is older; says how many parts went.
-- Never what is younger than three years: the log is not the application's to empty.
create function drop_notification_partitions(before date) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $$
declare
    latest date := date_trunc('month', least(before, (now() - interval '3 years')::date))::date;
    part record;
    dropped integer := 0;
begin
    for part in
        select child.relname as name
        from pg_inherits
        join pg_class child on child.oid = pg_inherits.inhrelid
        where pg_inherits.inhparent = 'notifications'::regclass
            and child.relname ~ '^notifications_[0-9]{4}_[0-9]{2}$'
            and to_date(right(child.relname, 7), 'YYYY_MM') < latest
        order by child.relname
    loop
        execute format('drop table %I', part.name);
        dropped := dropped + 1;
    end loop;
    delete from notifications_default where created_at < latest::timestamp at time zone 'UTC';
    return dropped;
end
$$;

-- Whose message a provider reports on: a report names no tenant. By our id, else by the provider's name for it.
create function reported_notification(
    by_provider text,
    message_id text,
    ours uuid,
    out id uuid,
    out tenant_id uuid
)
language sql
stable
security definer
set search_path = public, pg_temp
as $$
    select notifications.id, notifications.tenant_id
    from notifications
    where notifications.id = ours
        or (
            ours is null
            and notifications.provider = by_provider
            and notifications.provider_message_id = message_id
        )
    order by notifications.created_at desc
    limit 1
$$;

revoke all on function make_notification_partitions(date, integer) from public;
revoke all on function drop_notification_partitions(date) from public;
revoke all on function reported_notification(text, text, uuid) from public;
grant execute on function make_notification_partitions(date, integer) to carteclaire_app;
grant execute on function drop_notification_partitions(date) to carteclaire_app;
grant execute on function reported_notification(text, text, uuid) to carteclaire_app;

select make_notification_partitions(current_date, 3);
