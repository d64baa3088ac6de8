-- Labelled data sets, their versions and imports, as create_table_sql() makes them.

CREATE TABLE "labeled_dataset" (
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
  "template" {{text}},
  "data_type" {{text}},
  "visibility" {{text}}
);
CREATE UNIQUE INDEX labeled_dataset_name ON "labeled_dataset" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX labeled_dataset_list ON "labeled_dataset" (workspace, id, name, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX labeled_dataset_owner ON "labeled_dataset" ("owner", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX labeled_dataset_state ON "labeled_dataset" ("state", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX labeled_dataset_template ON "labeled_dataset" ("template", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX labeled_dataset_data_type ON "labeled_dataset" ("data_type", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX labeled_dataset_visibility ON "labeled_dataset" ("visibility", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "labeled_dataset_version" (
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
  "dataset" {{text}}
);
CREATE UNIQUE INDEX labeled_dataset_version_name ON "labeled_dataset_version" (workspace, "dataset", name) WHERE deleted_at IS NULL;
CREATE INDEX labeled_dataset_version_list ON "labeled_dataset_version" (workspace, id, name, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX labeled_dataset_version_owner ON "labeled_dataset_version" ("owner", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX labeled_dataset_version_state ON "labeled_dataset_version" ("state", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX labeled_dataset_version_dataset ON "labeled_dataset_version" ("dataset", workspace, id) WHERE deleted_at IS NULL;

CREATE TABLE "labeled_dataset_import" (
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
  "dataset" {{text}}
);
CREATE UNIQUE INDEX labeled_dataset_import_name ON "labeled_dataset_import" (workspace, "dataset", name) WHERE deleted_at IS NULL;
CREATE INDEX labeled_dataset_import_list ON "labeled_dataset_import" (workspace, id, name, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX labeled_dataset_import_owner ON "labeled_dataset_import" ("owner", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX labeled_dataset_import_state ON "labeled_dataset_import" ("state", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX labeled_dataset_import_dataset ON "labeled_dataset_import" ("dataset", workspace, id) WHERE deleted_at IS NULL;

