-- Base data sets, as create_table_sql() makes them.

CREATE TABLE "base_dataset" (
  id {{text}} PRIMARY KEY,
  workspace {{text}} NOT NULL,
  name {{text}} NOT NULL,
  owner {{text}} NOT NULL,
  owner_name {{text}} NOT NULL,
  version {{int}} NOT NULL,
  revision {{int}} NOT NULL,
  state {{text}} NOT NULL,
  created_at {{int}} NOT NULL,
  updated_at {{int}} NOT NULL,
  deleted_at {{int}},
  labels {{text}} NOT NULL,
  spec {{text}} NOT NULL,
  status {{text}} NOT NULL,
  format {{int}} NOT NULL,
  "storage" {{text}},
  "visibility" {{text}}
);
CREATE UNIQUE INDEX base_dataset_name ON "base_dataset" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX base_dataset_list ON "base_dataset" (workspace, id, name, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX base_dataset_owner ON "base_dataset" ("owner", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX base_dataset_state ON "base_dataset" ("state", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX base_dataset_storage ON "base_dataset" ("storage", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX base_dataset_visibility ON "base_dataset" ("visibility", workspace, id) WHERE deleted_at IS NULL;
