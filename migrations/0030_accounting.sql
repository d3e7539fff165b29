-- Accounting: what of a payment and of a refund is taxes, our fee, or above the price; orders whose price changed; what a
-- provider's report says, against our accounts; the numbers of accounts of each house; what goes after ten years.

-- Of a payment: taxes, what was paid above the price, and our fee, VAT included, which is the rest.
alter table payment_checkouts
add column excess_cents bigint not null default 0
    constraint payment_checkout_excess check (excess_cents between 0 and cents - taxes_cents);

grant update (taxes_cents, excess_cents) on payment_checkouts to carteclaire_app;

-- Of a refund: the same three parts.
alter table payment_refunds
add column taxes_cents bigint not null default 0,
add column fee_cents bigint not null default 0,
add column excess_cents bigint not null default 0;

-- What was given back before there were parts was of the fee first.
with counted as (
    select
        id,
        cents,
        checkout_id,
        coalesce(
            sum(cents) filter (where state not in ('failed', 'declined'))
                over (partition by checkout_id order by id rows between unbounded preceding and 1 preceding),
            0
        ) as before
    from payment_refunds
)

update payment_refunds
set
    fee_cents = least(room, before + counted.cents) - least(room, before),
    taxes_cents = counted.cents - (least(room, before + counted.cents) - least(room, before))
from counted
inner join (select id, cents - taxes_cents as room from payment_checkouts) as page on page.id = counted.checkout_id
where payment_refunds.id = counted.id;

alter table payment_refunds
alter column taxes_cents drop default,
alter column fee_cents drop default,
alter column excess_cents drop default,
add constraint payment_refund_parts
    check (least(taxes_cents, fee_cents, excess_cents) >= 0 and taxes_cents + fee_cents + excess_cents = cents);

-- No more of each part is given back than came, whoever writes at once: the page's row is locked by whoever adds.
create or replace function payment_refund_fits() returns trigger
language plpgsql
as $$
declare
    page payment_checkouts;
    taxes bigint;
    fee bigint;
    excess bigint;
begin
    if new.state in ('failed', 'declined') then
        return new;
    end if;
    select * into page from payment_checkouts where id = new.checkout_id and state = 'paid' for update;
    select coalesce(sum(taxes_cents), 0), coalesce(sum(fee_cents), 0), coalesce(sum(excess_cents), 0)
    into taxes, fee, excess
    from payment_refunds
    where checkout_id = new.checkout_id and id <> new.id and state not in ('failed', 'declined');
    if page.id is null
        or taxes + new.taxes_cents > page.taxes_cents
        or fee + new.fee_cents > page.cents - page.taxes_cents - page.excess_cents
        or excess + new.excess_cents > page.excess_cents
    then
        raise exception 'more would be given back than came'
            using errcode = 'check_violation', constraint = 'payment_refund_fits';
    end if;
    return new;
end
$$;

-- Of money given back, what lowers the price: the rest had been paid above it.
alter table dossier_refunds
add column given_cents bigint not null default 0 constraint dossier_refund_given check (given_cents between 0 and cents);
update dossier_refunds set given_cents = cents;

-- The taxes of an order change with its facts, until it is filed: our fee and what was accepted do not.
grant update (operation, issued_on, lines, rounding_cents, taxes_cents, total_cents, baremes_sha256)
on dossier_orders to carteclaire_app;

-- The lines of the reports of providers. Retention: ten years, as the accounts; nobody's name is in them.
create table provider_movements (
    tenant_id uuid not null references tenants (id),
    provider text not null,
    reference text not null,
    kind text not null,
    -- the provider's name for the payment, the refund or the dispute
    source text,
    gross_cents bigint not null,
    fee_cents bigint not null,
    moved_at timestamptz not null,
    primary key (tenant_id, provider, reference)
);

create index provider_movements_age on provider_movements (tenant_id, moved_at);

-- Where such a report and our accounts do not agree: each is somebody's to settle. Retention: as the lines.
create table accounting_differences (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    provider text not null,
    -- what does not agree: payment:…, refund:…, dispute:…, movement:…
    about text not null,
    kind text not null constraint accounting_difference_kind check (kind in ('amount', 'not_booked', 'not_moved', 'unknown')),
    -- the reference of the dossier, for people, where there is one
    reference text not null,
    booked_cents bigint not null,
    moved_cents bigint not null,
    found_at timestamptz not null,
    settled_at timestamptz,
    -- a member of the staff; none: it settled itself
    settled_by uuid,
    note text,
    constraint accounting_difference_once unique (tenant_id, provider, about)
);

create index accounting_differences_open on accounting_differences (tenant_id, found_at) where settled_at is null;

-- What was sold for a dossier is looked up when money comes for it, or goes back.
create index ledger_transactions_reference on ledger_transactions (tenant_id, reference);

-- The numbers of accounts of a house, where they are not those of the general chart. No person is in it.
create table account_numbers (
    tenant_id uuid not null references tenants (id),
    account text not null,
    number text not null constraint account_number_digits check (number ~ '^[0-9]{3,12}$'),
    label text not null constraint account_label_length check (char_length(label) between 1 and 80),
    primary key (tenant_id, account)
);

do $$
declare
    name text;
begin
    foreach name in array array['provider_movements', 'accounting_differences', 'account_numbers']
    loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy of_the_tenant on %I using (tenant_id = current_tenant())', name);
        execute format('grant select, insert on %I to carteclaire_app', name);
    end loop;
end
$$;

grant update (kind, reference, booked_cents, moved_cents, found_at, settled_at, settled_by, note)
on accounting_differences to carteclaire_app;
grant update (number, label) on account_numbers to carteclaire_app;
grant delete on account_numbers to carteclaire_app;

-- Ten years after the end of their year the accounts and the payments of the house may go, and not a day before, whoever
-- asks: the application deletes none of them otherwise. Says how many transactions and pages went.
create function forget_accounts(before date) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, public
as $$
declare
    went bigint;
    pages bigint;
begin
    if before > (date_trunc('year', current_date) - interval '10 years')::date then
        raise exception 'accounts are kept for ten years'
            using errcode = 'check_violation', constraint = 'accounts_are_kept';
    end if;
    delete from public.ledger_legs
    using public.ledger_transactions
    where ledger_transactions.id = ledger_legs.transaction_id
        and ledger_transactions.tenant_id = public.current_tenant()
        and ledger_transactions.booked_on < before;
    delete from public.ledger_transactions where tenant_id = public.current_tenant() and booked_on < before;
    get diagnostics went = row_count;
    delete from public.provider_movements where tenant_id = public.current_tenant() and moved_at < before;
    delete from public.accounting_differences where tenant_id = public.current_tenant() and found_at < before;
    delete from public.payment_refunds
    using public.payment_checkouts
    where payment_checkouts.id = payment_refunds.checkout_id
        and payment_checkouts.tenant_id = public.current_tenant()
        and coalesce(payment_checkouts.paid_at, payment_checkouts.until) < before;
    delete from public.payment_disputes
    using public.payment_checkouts
    where payment_checkouts.id = payment_disputes.checkout_id
        and payment_checkouts.tenant_id = public.current_tenant()
        and coalesce(payment_checkouts.paid_at, payment_checkouts.until) < before;
    delete from public.payment_checkouts
    where tenant_id = public.current_tenant() and coalesce(paid_at, until) < before;
    get diagnostics pages = row_count;
    return went + pages;
end
$$;

revoke all on function forget_accounts(date) from public;
grant execute on function forget_accounts(date) to carteclaire_app;
