-- Pieces: what is being sent, what is kept sealed, and what was destroyed. Files are in the store of files; here is what
-- they are, whose they are, and the wrapped key without which nobody reads them.
-- A dossier is known by its id alone, and a slot by its name, without a foreign key: pieces are upstream of dossiers.

-- A file on its way, in parts or in one form. Retention: until it has become a piece, or `expires_at`
-- (`documents::operations::purge`, every day), with what was sent of it.
create table uploads (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null,
    slot text not null constraint upload_slot_shape check (slot ~ '^[a-z0-9][a-z0-9_.-]{0,79}$'),
    -- SHA-256 of the secret that lets the browser go on with it
    token_hash bytea not null constraint upload_token_unique unique
        constraint upload_token_hash_length check (octet_length(token_hash) = 32),
    -- as the browser says; what is true is read from the store
    name text not null constraint upload_name_length check (char_length(name) <= 255),
    -- null: a form, which does not say
    size bigint constraint upload_size check (size between 1 and 20971520),
    sha256 bytea constraint upload_sha256_length check (octet_length(sha256) = 32),
    -- where the file is, and what the store calls its parts; null: it comes whole
    object text not null,
    parts text,
    source text not null,
    class text not null,
    -- whoever sends it; null: a link of the dossier
    uploaded_by uuid,
    expires_on date,
    -- words laid over what is shown of an identity piece
    watermark text,
    consent_at timestamptz,
    consent_text text,
    -- the most pieces that the slot takes
    most smallint not null constraint upload_most check (most between 1 and 100),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    -- the piece that it became
    document_id uuid,
    constraint upload_consent_whole check ((consent_at is null) = (consent_text is null)),
    -- data about health is never taken without the person's word (decision 11)
    constraint upload_health_consent check (class <> 'health' or consent_at is not null)
);

create index uploads_age on uploads (tenant_id, expires_at);
create index uploads_of on uploads (tenant_id, dossier_id);

-- Certificates of destruction: one a run and rule. The head hash of the audit, which holds count and hash, is signed
-- every hour. Retention: as the audit; no person is named.
create table destructions (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    rule text not null,
    at timestamptz not null,
    count integer not null constraint destruction_of_something check (count > 0),
    -- SHA-256 of the lines of its documents
    sha256 bytea not null constraint destruction_sha256_length check (octet_length(sha256) = 32)
);

create index destructions_latest on destructions (tenant_id, at desc);

-- Retention: by class and by what became of the dossier (`documents::Class::destroyed_on`, demarches B8), every night
-- (`documents::operations::purge`). Then the key is gone at once, the files next, and of the row only what the
-- certificate names: no name, nobody.
create table documents (
    id uuid primary key,
    tenant_id uuid not null references tenants (id),
    dossier_id uuid not null,
    slot text not null constraint document_slot_shape check (slot ~ '^[a-z0-9][a-z0-9_.-]{0,79}$'),
    state text not null
        constraint document_state
        check (state in ('waiting', 'reading', 'quarantined', 'refused', 'accepted', 'destroyed')),
    -- while it waits: whom for, when somebody does not answer
    awaited text,
    -- code of the refusal, or what the antivirus calls what it found
    reason text,
    -- as it was sent: its name shown, its place until it is read, its length and hash
    name text constraint document_name_length check (char_length(name) <= 100),
    sent_object text,
    sent_length bigint not null,
    sent_sha256 bytea not null constraint document_sent_sha256_length check (octet_length(sent_sha256) = 32),
    -- what is kept: the wrapped key is drawn before anything is stored, the rest once everything is
    wrapped bytea,
    kind text,
    pages smallint,
    length bigint,
    sha256 bytea constraint document_sha256_length check (octet_length(sha256) = 32),
    source text not null,
    class text not null,
    uploaded_by uuid,
    expires_on date,
    watermark text,
    consent_at timestamptz,
    consent_text text,
    received_at timestamptz not null,
    changed_at timestamptz not null,
    -- taken back or replaced: shown to nobody
    withdrawn_at timestamptz,
    replaced_by uuid,
    -- from the day that its dossier ended; null while it lives
    destroy_on date,
    rule text,
    -- the vault has not answered for its dossier (decision 10): nothing of it is destroyed
    held boolean not null default false,
    destroyed_at timestamptz,
    destruction_id uuid references destructions (id),
    constraint document_reason check ((reason is not null) = (state in ('quarantined', 'refused')) or state = 'destroyed'),
    constraint document_accepted_whole check (
        state <> 'accepted'
        or (wrapped is not null and kind is not null and pages is not null and length is not null and sha256 is not null)
    ),
    constraint document_awaited check (awaited is null or state in ('waiting', 'reading')),
    constraint document_rule_whole check ((destroy_on is null) = (rule is null)),
    constraint document_health_consent check (class <> 'health' or consent_at is not null),
    constraint document_destroyed_whole check ((state = 'destroyed') = (destroyed_at is not null)),
    -- a destroyed piece cannot be read again, and says nothing of anybody
    constraint document_destroyed_empty check (
        state <> 'destroyed'
        or (wrapped is null and name is null and uploaded_by is null and watermark is null and expires_on is null)
    ),
    constraint document_certified_when_destroyed check (destruction_id is null or state = 'destroyed')
);

-- The same file in the same slot is one piece, whoever sends it twice.
create unique index document_once on documents (tenant_id, dossier_id, slot, sent_sha256)
    where state in ('waiting', 'reading', 'quarantined', 'accepted') and withdrawn_at is null;
create index documents_of on documents (tenant_id, dossier_id, received_at);
create index documents_due on documents (tenant_id, destroy_on) where destroy_on is not null and state <> 'destroyed';
create index documents_to_certify on documents (tenant_id) where state = 'destroyed' and destruction_id is null;
create index documents_to_read on documents (tenant_id, changed_at) where state in ('waiting', 'reading');
create index documents_certified on documents (destruction_id) where destruction_id is not null;

create function document_stays_destroyed() returns trigger
language plpgsql
as $$
begin
    if old.state = 'destroyed' and (new.state, new.tenant_id, new.destroyed_at, new.sha256, new.sent_sha256)
        is distinct from (old.state, old.tenant_id, old.destroyed_at, old.sha256, old.sent_sha256) then
        raise exception 'a destroyed piece stays destroyed'
            using errcode = 'restrict_violation', constraint = 'document_stays_destroyed';
    end if;
    if old.destruction_id is not null and new.destruction_id is distinct from old.destruction_id then
        raise exception 'a certificate of destruction is never changed'
            using errcode = 'restrict_violation', constraint = 'document_certified_once';
    end if;
    return new;
end
$$;

create trigger document_stays_destroyed
before update on documents
for each row execute function document_stays_destroyed();

alter table uploads enable row level security;
alter table documents enable row level security;
alter table destructions enable row level security;

create policy of_the_tenant on uploads using (tenant_id = current_tenant());
create policy of_the_tenant on documents using (tenant_id = current_tenant());
create policy of_the_tenant on destructions using (tenant_id = current_tenant());

grant select, insert, delete on uploads to carteclaire_app;
grant update (document_id) on uploads to carteclaire_app;
grant select, insert on documents to carteclaire_app;
grant update (
    state, awaited, reason, name, sent_object, wrapped, kind, pages, length, sha256, uploaded_by, expires_on,
    watermark, changed_at, withdrawn_at, replaced_by, destroy_on, rule, held, destroyed_at, destruction_id
) on documents to carteclaire_app;
grant select, insert on destructions to carteclaire_app;
