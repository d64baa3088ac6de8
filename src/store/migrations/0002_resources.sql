-- One table per kind of resource, as create_table_sql() makes them (object_sql.h).

CREATE TABLE "user_account" (
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
  "disabled" {{int}}
);
CREATE UNIQUE INDEX user_account_name ON "user_account" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX user_account_list ON "user_account" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX user_account_disabled ON "user_account" ("disabled", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "workspace" (
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
  format {{int}} NOT NULL
);
CREATE UNIQUE INDEX workspace_name ON "workspace" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX workspace_list ON "workspace" (workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "workspace_member" (
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
  "user" {{text}}
);
CREATE UNIQUE INDEX workspace_member_name ON "workspace_member" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX workspace_member_list ON "workspace_member" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX workspace_member_owner ON "workspace_member" ("owner", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX workspace_member_user ON "workspace_member" ("user", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "api_token" (
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
  format {{int}} NOT NULL
);
CREATE UNIQUE INDEX api_token_name ON "api_token" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX api_token_list ON "api_token" (workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "cluster" (
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
  "type" {{text}}
);
CREATE UNIQUE INDEX cluster_name ON "cluster" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX cluster_list ON "cluster" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX cluster_type ON "cluster" ("type", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "node" (
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
  "cluster" {{text}}
);
CREATE UNIQUE INDEX node_name ON "node" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX node_list ON "node" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX node_state ON "node" ("state", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX node_cluster ON "node" ("cluster", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "flavor" (
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
  "cluster" {{text}}
);
CREATE UNIQUE INDEX flavor_name ON "flavor" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX flavor_list ON "flavor" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX flavor_cluster ON "flavor" ("cluster", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "storage" (
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
  "type" {{text}}
);
CREATE UNIQUE INDEX storage_name ON "storage" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX storage_list ON "storage" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX storage_type ON "storage" ("type", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "training_job" (
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
  "mode" {{text}},
  "code_package" {{text}}
);
CREATE UNIQUE INDEX training_job_name ON "training_job" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX training_job_list ON "training_job" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX training_job_owner ON "training_job" ("owner", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX training_job_state ON "training_job" ("state", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX training_job_flavor ON "training_job" ("flavor", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX training_job_priority ON "training_job" ("priority", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX training_job_current_run ON "training_job" ("current_run", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX training_job_mode ON "training_job" ("mode", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX training_job_code_package ON "training_job" ("code_package", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "run" (
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
  "workload" {{text}},
  "active" {{int}}
);
CREATE UNIQUE INDEX run_name ON "run" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX run_list ON "run" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX run_owner ON "run" ("owner", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX run_state ON "run" ("state", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX run_workload ON "run" ("workload", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX run_active ON "run" ("active", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "code_package" (
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
  format {{int}} NOT NULL
);
CREATE UNIQUE INDEX code_package_name ON "code_package" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX code_package_list ON "code_package" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX code_package_owner ON "code_package" ("owner", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX code_package_state ON "code_package" ("state", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "upload" (
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
  format {{int}} NOT NULL
);
CREATE UNIQUE INDEX upload_name ON "upload" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX upload_list ON "upload" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX upload_owner ON "upload" ("owner", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX upload_state ON "upload" ("state", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "alert" (
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
  format {{int}} NOT NULL
);
CREATE UNIQUE INDEX alert_name ON "alert" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX alert_list ON "alert" (workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX alert_owner ON "alert" ("owner", workspace, id) WHERE deleted_at IS NULL;
