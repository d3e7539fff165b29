-- A rotation of the master keys wraps the key of each proof anew; nothing else of a proof ever changes.
grant update (wrapped) on dossier_evidence to carteclaire_app;
