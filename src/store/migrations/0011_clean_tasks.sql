-- Clean tasks, as create_table_sql() makes them.

CREATE TABLE "clean_task" (
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
  "dataset" {{text}}
);
CREATE UNIQUE INDEX clean_task_name ON "clean_task" (workspace, name) WHERE deleted_at IS NULL;
CREATE INDEX clean_task_list ON "clean_task" (workspace, id, name, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX clean_task_owner ON "clean_task" ("owner", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX clean_task_state ON "clean_task" ("state", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX clean_task_flavor ON "clean_task" ("flavor", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX clean_task_priority ON "clean_task" ("priority", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX clean_task_current_run ON "clean_task" ("current_run", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX clean_task_restart_pending ON "clean_task" ("restart_pending", workspace, id) WHERE deleted_at IS NULL;
CREATE INDEX clean_task_dataset ON "clean_task" ("dataset", workspace, id) WHERE deleted_at IS NULL;
