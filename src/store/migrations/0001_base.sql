-- What every part of the store stands on. {{int}} and {{text}} are the dialect's own types; a file that has
-- been released is never edited.

-- One row: which program writes (epoch), which batch was committed last, and the last rev given.
CREATE TABLE sequencer (
  one {{int}} PRIMARY KEY CHECK (one = 1),
  epoch {{int}} NOT NULL,
  batch {{int}} NOT NULL,
  last_rev {{int}} NOT NULL,
  audit_head {{text}} NOT NULL,
  audit_count {{int}} NOT NULL
);
INSERT INTO sequencer (one, epoch, batch, last_rev, audit_head, audit_count) VALUES (1, 0, 0, 0, '', 0);

CREATE TABLE setting (
  name {{text}} PRIMARY KEY,
  value {{text}} NOT NULL
);

-- Every mutation of an object, for watches; pruned after its retention.
CREATE TABLE change (
  rev {{int}} PRIMARY KEY,
  at {{int}} NOT NULL,
  kind {{text}} NOT NULL,
  id {{text}} NOT NULL,
  workspace {{text}} NOT NULL,
  op {{text}} NOT NULL
);

-- What happened to objects and runs, for people.
CREATE TABLE event (
  rev {{int}} PRIMARY KEY,
  at {{int}} NOT NULL,
  workspace {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  object_id {{text}} NOT NULL,
  object_name {{text}} NOT NULL,
  run {{text}} NOT NULL,
  attempt {{int}} NOT NULL,
  instance {{int}} NOT NULL,
  type {{text}} NOT NULL,
  reason {{text}} NOT NULL,
  message {{text}} NOT NULL,
  actor {{text}} NOT NULL,
  actor_name {{text}} NOT NULL,
  details {{text}} NOT NULL
);
CREATE INDEX event_object ON event (object_id, rev);
CREATE INDEX event_run ON event (run, rev);
CREATE INDEX event_workspace ON event (workspace, rev);

-- Who did what, or was refused; each row's hash covers the row and the hash before it.
CREATE TABLE audit (
  rev {{int}} PRIMARY KEY,
  at {{int}} NOT NULL,
  actor {{text}} NOT NULL,
  actor_name {{text}} NOT NULL,
  address {{text}} NOT NULL,
  action {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  object_id {{text}} NOT NULL,
  object_name {{text}} NOT NULL,
  workspace {{text}} NOT NULL,
  outcome {{text}} NOT NULL,
  times {{int}} NOT NULL,
  detail {{text}} NOT NULL,
  previous_hash {{text}} NOT NULL,
  hash {{text}} NOT NULL
);
CREATE INDEX audit_actor ON audit (actor, rev);
CREATE INDEX audit_object ON audit (object_id, rev);
CREATE INDEX audit_at ON audit (at);

-- Mutations that carried an Idempotency-Key, for a day.
CREATE TABLE idempotency (
  actor {{text}} NOT NULL,
  idempotency_key {{text}} NOT NULL,
  route {{text}} NOT NULL,
  body_hash {{text}} NOT NULL,
  object_id {{text}} NOT NULL,
  status {{int}} NOT NULL,
  created_at {{int}} NOT NULL,
  PRIMARY KEY (actor, idempotency_key)
);
CREATE INDEX idempotency_created ON idempotency (created_at);

-- Who is logged in: by the SHA-256 of the token, never the token.
CREATE TABLE session (
  id {{text}} PRIMARY KEY,
  token_hash {{text}} NOT NULL,
  user_id {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  name {{text}} NOT NULL,
  address {{text}} NOT NULL,
  created_at {{int}} NOT NULL,
  expires_at {{int}} NOT NULL,
  used_at {{int}} NOT NULL
);
CREATE UNIQUE INDEX session_by_token ON session (token_hash);
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_expiry ON session (expires_at);

CREATE TABLE credential (
  user_id {{text}} PRIMARY KEY,
  phc {{text}} NOT NULL,
  changed_at {{int}} NOT NULL
);

-- Who held how much of what, when. Rows whose t1 is set never change; an open row has none.
CREATE TABLE allocation (
  id {{text}} PRIMARY KEY,
  workspace {{text}} NOT NULL,
  user_id {{text}} NOT NULL,
  node {{text}} NOT NULL,
  resource {{text}} NOT NULL,
  amount {{int}} NOT NULL,
  run {{text}} NOT NULL,
  attempt {{int}} NOT NULL,
  instance {{int}} NOT NULL,
  kind {{text}} NOT NULL,
  t0 {{int}} NOT NULL,
  t1 {{int}}
);
CREATE INDEX allocation_time ON allocation (t1, t0);
CREATE INDEX allocation_run ON allocation (run, attempt, instance, resource, t0, id);
CREATE INDEX allocation_node ON allocation (node, resource, t0, id);
CREATE INDEX allocation_open ON allocation (run) WHERE t1 IS NULL;

CREATE TABLE capacity (
  id {{text}} PRIMARY KEY,
  node {{text}} NOT NULL,
  resource {{text}} NOT NULL,
  amount {{int}} NOT NULL,
  available {{int}} NOT NULL,
  t0 {{int}} NOT NULL,
  t1 {{int}}
);
CREATE INDEX capacity_node ON capacity (node, resource, t0, id);
CREATE UNIQUE INDEX capacity_open ON capacity (node, resource) WHERE t1 IS NULL;
