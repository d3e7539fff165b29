-- By what means money came, and what of it was given back.

alter table dossier_payments
add column means text not null default 'transfer'
    constraint dossier_payment_means check (means in ('transfer', 'card'));

-- Money given back. Retention: ten years, as the payments (`dossiers::operations::purge`); nobody's name is in it.
create table dossier_refunds (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null,
    cents bigint not null constraint dossier_refund_positive check (cents > 0),
    refunded_at timestamptz not null
);

create index dossier_refunds_dossier on dossier_refunds (dossier_id);
create index dossier_refunds_age on dossier_refunds (tenant_id, refunded_at);

alter table dossier_refunds enable row level security;
create policy of_the_tenant on dossier_refunds using (tenant_id = current_tenant());
grant select, insert, delete on dossier_refunds to carteclaire_app;
