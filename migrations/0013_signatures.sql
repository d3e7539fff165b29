-- The proofs of signatures on a screen: the signed PDF and its evidence are in the store of files, sealed under a key
-- that is wrapped here. Nothing in it names anybody. Retention: with its dossier.
create table dossier_evidence (
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null references dossiers (id) on delete cascade,
    id uuid primary key,
    form text not null constraint dossier_evidence_form_length check (length(form) between 1 and 120),
    wrapped bytea not null,
    pdf_sha256 bytea not null constraint dossier_evidence_hash_length check (octet_length(pdf_sha256) = 32),
    at timestamptz not null
);

create index dossier_evidence_of_dossier on dossier_evidence (dossier_id);

alter table dossier_evidence enable row level security;
create policy of_the_tenant on dossier_evidence using (tenant_id = current_tenant());
grant select, insert on dossier_evidence to carteclaire_app;
