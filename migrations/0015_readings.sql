-- What somebody read on a piece, beside it: the values sealed under the key of the dossier, who signed by quality alone.
-- Retention: with the dossier, and no longer than the documents that it was read on.
alter table dossier_pieces
    add column typed bytea,
    add column signed_by text[];

grant update (typed, signed_by) on dossier_pieces to carteclaire_app;
