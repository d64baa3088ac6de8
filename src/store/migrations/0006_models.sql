-- Models with their versions and share codes, and fine-tunes, as create_table_sql() makes them.

CREATE TABLE "model" (
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
  "source" {{text}},
  "preset" {{int}}
);
CREATE UNIQUE INDEX model_name ON "model" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX model_list ON "model" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX model_owner ON "model" ("owner", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX model_source ON "model" ("source", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX model_preset ON "model" ("preset", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "model_version" (
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
  "model" {{text}},
  "origin" {{text}},
  "weights" {{text}},
  "export_state" {{text}}
);
CREATE UNIQUE INDEX model_version_name ON "model_version" (workspace, "model", name) WHERE deleted_at IS NULL;
CREATE INDEX model_version_list ON "model_version" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX model_version_owner ON "model_version" ("owner", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX model_version_state ON "model_version" ("state", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX model_version_model ON "model_version" ("model", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX model_version_origin ON "model_version" ("origin", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX model_version_export_state ON "model_version" ("export_state", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX model_version_weights ON "model_version" ("weights", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "share_code" (
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
  "model" {{text}}
);
CREATE UNIQUE INDEX share_code_name ON "share_code" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX share_code_list ON "share_code" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX share_code_owner ON "share_code" ("owner", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX share_code_model ON "share_code" ("model", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "fine_tune" (
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
  "flavor" {{text}},
  "priority" {{int}},
  "current_run" {{text}},
  "restart_pending" {{int}},
  "base_model" {{text}},
  "method" {{text}}
);
CREATE UNIQUE INDEX fine_tune_name ON "fine_tune" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX fine_tune_list ON "fine_tune" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX fine_tune_owner ON "fine_tune" ("owner", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX fine_tune_state ON "fine_tune" ("state", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX fine_tune_flavor ON "fine_tune" ("flavor", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX fine_tune_priority ON "fine_tune" ("priority", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX fine_tune_current_run ON "fine_tune" ("current_run", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX fine_tune_restart_pending ON "fine_tune" ("restart_pending", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX fine_tune_base_model ON "fine_tune" ("base_model", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX fine_tune_method ON "fine_tune" ("method", workspace, id) WHERE deleted_at IS NULL;
