-- Each person names their own tokens: a name says nothing of what others call theirs.
DROP INDEX api_token_name;
CREATE UNIQUE INDEX api_token_name ON "api_token" (workspace, owner, name) WHERE deleted_at IS NULL;
