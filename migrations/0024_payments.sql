-- Payments by a provider: pages where people pay, money given back, disputes, reports of the provider; and the accounts,
-- in double entry. Sums are whole cents of euros.

-- A page of a provider where somebody pays. The row is there before the provider is asked: its id is the key of the call.
-- Retention: ten years (accounting); nobody's name is in it.
create table payment_checkouts (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    -- no reference to the dossier: accounts outlive it
    dossier_id uuid not null,
    reference text not null,
    provider text not null,
    cents bigint not null constraint payment_checkout_positive check (cents > 0),
    taxes_cents bigint not null constraint payment_checkout_taxes check (taxes_cents between 0 and cents),
    state text not null constraint payment_checkout_state check (state in ('planned', 'open', 'paid', 'closed')),
    -- the provider's name for the page, its address, and its name for the payment
    provider_ref text,
    page text,
    payment_ref text,
    opened_at timestamptz not null,
    until timestamptz not null,
    paid_at timestamptz,
    constraint payment_checkout_once unique (provider, provider_ref),
    constraint payment_checkout_paid check ((state = 'paid') = (paid_at is not null)),
    constraint payment_checkout_of_tenant unique (tenant_id, id)
);

-- One page at a time takes money for a dossier.
create unique index payment_checkout_one_open on payment_checkouts (dossier_id) where state in ('planned', 'open');
create index payment_checkouts_dossier on payment_checkouts (dossier_id);
create index payment_checkouts_waiting on payment_checkouts (tenant_id, until) where state in ('planned', 'open');
create index payment_checkouts_payment on payment_checkouts (provider, payment_ref) where payment_ref is not null;

-- Money to give back, or given. The row is there before the provider is asked: its id is the key of the call.
-- Retention: as the pages.
create table payment_refunds (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null,
    checkout_id uuid not null,
    cents bigint not null constraint payment_refund_positive check (cents > 0),
    cause text not null,
    state text not null constraint payment_refund_state
        check (state in ('asked', 'planned', 'sent', 'done', 'failed', 'declined')),
    provider_ref text,
    -- members of the staff; none: the house itself
    asked_by uuid,
    decided_by uuid,
    -- a code of the provider or of ours, never a sentence
    problem text,
    asked_at timestamptz not null,
    decided_at timestamptz,
    done_at timestamptz,
    foreign key (tenant_id, checkout_id) references payment_checkouts (tenant_id, id),
    constraint payment_refund_other_person check (asked_by is null or decided_by is null or asked_by <> decided_by)
);

create unique index payment_refund_once on payment_refunds (checkout_id, provider_ref) where provider_ref is not null;
create index payment_refunds_checkout on payment_refunds (checkout_id);
create index payment_refunds_dossier on payment_refunds (dossier_id);
create index payment_refunds_waiting on payment_refunds (tenant_id, asked_at) where state in ('asked', 'planned', 'sent');

-- No more is given back than came, whoever writes at once: the page's row is locked by whoever adds.
create function payment_refund_fits() returns trigger
language plpgsql
as $$
declare
    came bigint;
    went bigint;
begin
    if new.state in ('failed', 'declined') then
        return new;
    end if;
    select cents into came from payment_checkouts where id = new.checkout_id and state = 'paid' for update;
    select coalesce(sum(cents), 0) into went
    from payment_refunds
    where checkout_id = new.checkout_id and id <> new.id and state not in ('failed', 'declined');
    if came is null or went + new.cents > came then
        raise exception 'more would be given back than came'
            using errcode = 'check_violation', constraint = 'payment_refund_fits';
    end if;
    return new;
end
$$;

create trigger payment_refund_fits
before insert or update on payment_refunds
for each row execute function payment_refund_fits();

-- Payments that a bank is asked to take back. Retention: as the pages.
create table payment_disputes (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null,
    checkout_id uuid not null,
    provider_ref text not null,
    cents bigint not null,
    taken_cents bigint not null,
    state text not null constraint payment_dispute_state check (state in ('open', 'won', 'lost')),
    answer_until timestamptz,
    heard_at timestamptz not null,
    foreign key (tenant_id, checkout_id) references payment_checkouts (tenant_id, id),
    constraint payment_dispute_once unique (checkout_id, provider_ref)
);

create index payment_disputes_dossier on payment_disputes (dossier_id);

-- What providers reported, as it came, each once. The body may hold an address or the last digits of a card: it goes after
-- thirty days, the row after a year (`payments::operations::purge`, every day).
create table payment_notices (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    provider text not null,
    notice text not null,
    kind text not null,
    about text not null,
    provider_ref text,
    body bytea,
    happened_at timestamptz not null,
    heard_at timestamptz not null,
    handled_at timestamptz,
    outcome text,
    constraint payment_notice_once unique (tenant_id, provider, notice)
);

create index payment_notices_age on payment_notices (tenant_id, heard_at);
create index payment_notices_open on payment_notices (tenant_id, heard_at) where handled_at is null;

-- The accounts. A transaction is named by what caused it: the same cause is booked once.
-- Retention: ten years (code de commerce L123-22); nobody's name is in it.
create table ledger_transactions (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    cause text not null,
    kind text not null,
    -- the dossier's reference, for people
    reference text not null,
    booked_on date not null,
    booked_at timestamptz not null,
    -- how many legs it has: none is added later
    legs smallint not null constraint ledger_has_legs check (legs >= 2),
    constraint ledger_cause_once unique (tenant_id, cause),
    constraint ledger_transaction_of_tenant unique (tenant_id, id)
);

create index ledger_transactions_day on ledger_transactions (tenant_id, booked_on, id);

-- Its legs: more than nothing is a debit. They add up to nothing.
create table ledger_legs (
    transaction_id uuid not null,
    leg smallint not null,
    tenant_id uuid not null references tenants (id),
    account text not null,
    cents bigint not null constraint ledger_leg_moves check (cents <> 0),
    primary key (transaction_id, leg),
    foreign key (tenant_id, transaction_id) references ledger_transactions (tenant_id, id)
);

create index ledger_legs_account on ledger_legs (tenant_id, account);

create function ledger_balances() returns trigger
language plpgsql
as $$
declare
    -- read by name: only one of the two tables has the column
    transaction uuid := coalesce(to_jsonb(new) ->> 'transaction_id', to_jsonb(new) ->> 'id')::uuid;
    wanted smallint;
    found bigint;
    total bigint;
begin
    select legs into wanted from ledger_transactions where id = transaction;
    select count(*), coalesce(sum(cents), 0) into found, total from ledger_legs where transaction_id = transaction;
    if found <> wanted or total <> 0 then
        raise exception 'a transaction of the ledger does not add up to nothing'
            using errcode = 'check_violation', constraint = 'ledger_balances';
    end if;
    return null;
end
$$;

create constraint trigger ledger_balances
after insert on ledger_transactions
deferrable initially deferred
for each row execute function ledger_balances();

create constraint trigger ledger_legs_balance
after insert on ledger_legs
deferrable initially deferred
for each row execute function ledger_balances();

create function ledger_stays() returns trigger
language plpgsql
as $$
begin
    raise exception 'the ledger is only ever added to'
        using errcode = 'restrict_violation', constraint = 'ledger_stays';
end
$$;

create trigger ledger_transactions_stay
before update on ledger_transactions
for each row execute function ledger_stays();

create trigger ledger_legs_stay
before update on ledger_legs
for each row execute function ledger_stays();

do $$
declare
    name text;
begin
    foreach name in array array[
        'payment_checkouts', 'payment_refunds', 'payment_disputes', 'payment_notices', 'ledger_transactions', 'ledger_legs'
    ]
    loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy of_the_tenant on %I using (tenant_id = current_tenant())', name);
        execute format('grant select, insert on %I to carteclaire_app', name);
    end loop;
end
$$;

grant update (state, provider_ref, page, payment_ref, until, paid_at) on payment_checkouts to carteclaire_app;
grant update (state, provider_ref, decided_by, problem, decided_at, done_at) on payment_refunds to carteclaire_app;
grant update (taken_cents, state, answer_until, heard_at) on payment_disputes to carteclaire_app;
grant update (body, handled_at, outcome) on payment_notices to carteclaire_app;
grant delete on payment_notices to carteclaire_app;
