-- What is done outside a request. The role `carteclaire_jobs` is made outside (contracts §3). It owns the tables of the
-- library that runs jobs (schema `graphile_worker`, made by the library's own migrations after these): they have row-level
-- security without policies, so only their owner sees a row. The application enqueues through a function of that role.

do $$
begin
    execute format('grant create on database %I to carteclaire_jobs', current_database());
end
$$;

create schema jobs authorization carteclaire_jobs;

set local role carteclaire_jobs;

revoke all on schema jobs from public;
grant usage on schema jobs to carteclaire_app;

-- Adds a job to the transaction of the caller. The same key twice leaves one waiting job, the later one.
create function jobs.enqueue(
    identifier text,
    payload jsonb,
    job_key text,
    run_at timestamptz,
    max_attempts integer
) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform graphile_worker.add_job(
        identifier => enqueue.identifier,
        payload => enqueue.payload::json,
        job_key => enqueue.job_key,
        run_at => enqueue.run_at,
        max_attempts => enqueue.max_attempts
    );
end
$$;

revoke all on function jobs.enqueue(text, jsonb, text, timestamptz, integer) from public;
grant execute on function jobs.enqueue(text, jsonb, text, timestamptz, integer) to carteclaire_app;

-- Effects already done, by a key made of a task and of identifiers: no person is in it.
-- Retention: 30 days, `jobs::operations::purge`, every day; no job is retried for longer.
create table jobs.effects (
    key text primary key constraint job_effect_key_length check (char_length(key) between 1 and 400),
    done_at timestamptz not null
);

create index job_effects_age on jobs.effects (done_at);

grant select, insert on jobs.effects to carteclaire_app;

-- The library waits e^attempts seconds before it tries again: jobs that failed together would come back together.
-- The wait is spread over half to one and a half of itself. Its trigger is made after the library's table.
create function jobs.spread_retry() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    since timestamptz := greatest(now(), old.run_at);
begin
    new.run_at := since + (new.run_at - since) * (0.5 + random());
    return new;
end
$$;

reset role;
