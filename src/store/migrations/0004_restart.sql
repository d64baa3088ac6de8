-- Workloads whose next run begins by itself once the present one has ended: few, and looked for often.
ALTER TABLE "training_job" ADD COLUMN "restart_pending" {{int}};
CREATE INDEX training_job_restart_pending ON "training_job" ("restart_pending", workspace, id) WHERE deleted_at IS NULL;
