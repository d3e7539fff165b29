-- Money given back by a bank transfer: of what came by transfer, or of a card that did not take it back. Recorded once it
-- left our account; above what one person gives back alone, a second one decides whether it is booked.
-- Retention: ten years, as the pages (`forget_accounts`); nobody's name is in it.
create table payment_back_transfers (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    -- no reference to the dossier: accounts outlive it
    dossier_id uuid not null,
    -- the payment whose card did not take it back; none: what came by transfer
    checkout_id uuid,
    cents bigint not null constraint payment_back_transfer_positive check (cents > 0),
    taxes_cents bigint not null,
    fee_cents bigint not null,
    excess_cents bigint not null,
    cause text not null,
    state text not null constraint payment_back_transfer_state check (state in ('asked', 'done', 'declined')),
    sent_on date not null,
    -- SHA-256 of the line of the statement: its day, its sum and the bank's reference, which may name somebody
    line bytea not null constraint payment_back_transfer_line check (octet_length(line) = 32),
    -- which part of that line, from 1: it may give back parts of several payments
    part smallint not null,
    -- members of the staff
    asked_by uuid not null,
    decided_by uuid,
    asked_at timestamptz not null,
    decided_at timestamptz,
    foreign key (tenant_id, checkout_id) references payment_checkouts (tenant_id, id),
    constraint payment_back_transfer_parts
        check (least(taxes_cents, fee_cents, excess_cents) >= 0 and taxes_cents + fee_cents + excess_cents = cents),
    constraint payment_back_transfer_other_person check (decided_by is null or asked_by <> decided_by)
);

create index payment_back_transfers_dossier on payment_back_transfers (dossier_id);
create index payment_back_transfers_checkout on payment_back_transfers (checkout_id) where checkout_id is not null;

-- The same line of the statement is recorded once.
create unique index payment_back_transfer_once on payment_back_transfers (dossier_id, line, part)
where state <> 'declined';

alter table payment_back_transfers enable row level security;
create policy of_the_tenant on payment_back_transfers using (tenant_id = current_tenant());
grant select, insert on payment_back_transfers to carteclaire_app;
grant update (state, decided_by, decided_at) on payment_back_transfers to carteclaire_app;

-- No more of each part is given back than came, by card and by transfer instead, whoever writes at once: the page's row is
-- locked by whoever adds.
create or replace function payment_refund_fits() returns trigger
language plpgsql
as $$
declare
    page payment_checkouts;
    taxes bigint;
    fee bigint;
    excess bigint;
begin
    if new.state in ('failed', 'declined') or new.checkout_id is null then
        return new;
    end if;
    select * into page from payment_checkouts where id = new.checkout_id and state = 'paid' for update;
    select coalesce(sum(taxes_cents), 0), coalesce(sum(fee_cents), 0), coalesce(sum(excess_cents), 0)
    into taxes, fee, excess
    from (
        select taxes_cents, fee_cents, excess_cents
        from payment_refunds
        where checkout_id = new.checkout_id and id <> new.id and state not in ('failed', 'declined')
        union all
        select taxes_cents, fee_cents, excess_cents
        from payment_back_transfers
        where checkout_id = new.checkout_id and id <> new.id and state <> 'declined'
    ) as went;
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

create trigger payment_refund_fits
before insert or update on payment_back_transfers
for each row execute function payment_refund_fits();

-- What was given back by transfer goes with the rest after ten years, and not a day before.
create or replace function forget_accounts(before date) returns bigint
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
    delete from public.payment_back_transfers
    where tenant_id = public.current_tenant() and checkout_id is null and sent_on < before;
    delete from public.payment_back_transfers
    using public.payment_checkouts
    where payment_checkouts.id = payment_back_transfers.checkout_id
        and payment_checkouts.tenant_id = public.current_tenant()
        and coalesce(payment_checkouts.paid_at, payment_checkouts.until) < before;
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
