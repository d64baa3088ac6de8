-- An upload is called what the file is called, and files of one name are many.
DROP INDEX upload_name;
CREATE INDEX upload_name ON "upload" (workspace, owner, name) WHERE deleted_at IS NULL;
