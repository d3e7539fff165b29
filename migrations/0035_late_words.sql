-- What comes late of payments: an answer that was lost, a report that is read again, a dispute of a dossier that is gone.

-- When the provider was last asked to make a refund: what may still be on its way is not asked for again at once.
alter table payment_refunds add column tried_at timestamptz;
grant update (tried_at) on payment_refunds to carteclaire_app;

-- A report that nobody signs has one row for what it is about, which is read again each time that one comes.
grant update (heard_at) on payment_notices to carteclaire_app;

-- Money that moved for a dossier that was deleted meanwhile: it is booked, and whoever keeps the accounts sees it.
alter table accounting_differences
drop constraint accounting_difference_kind,
add constraint accounting_difference_kind
    check (kind in ('amount', 'not_booked', 'not_moved', 'unknown', 'dossier_gone'));
