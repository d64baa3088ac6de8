-- Messages about runs that are still to be delivered. A row is written with the position of the reader of
-- the event log and goes when it was delivered or given up.
CREATE TABLE alert_delivery (
  id {{text}} PRIMARY KEY,
  alert {{text}} NOT NULL,
  channel {{text}} NOT NULL,
  event_rev {{int}} NOT NULL,
  payload {{text}} NOT NULL,
  attempts {{int}} NOT NULL,
  next_at {{int}} NOT NULL,
  created_at {{int}} NOT NULL,
  last_error {{text}} NOT NULL
);
CREATE UNIQUE INDEX alert_delivery_once ON alert_delivery (alert, channel, event_rev);
CREATE INDEX alert_delivery_due ON alert_delivery (next_at, id);
