// Each group of routes that is not a plain collection; api.cc adds them all.
#pragma once
#include "api/routes.h"

namespace millrace::api {

void add_session_routes(Routes& routes);  // login, logout, password, who am I, why denied
void add_system_routes(Routes& routes, net::Server& server);  // health, settings
void add_openapi_route(Routes& routes, net::Server& server);
void add_upload_routes(Routes& routes, std::size_t max_bytes);
void add_code_package_routes(Routes& routes, std::size_t max_bytes);
void add_workload_routes(Routes& routes);  // start, stop, restart, copy
void add_publish_routes(Routes& routes);   // publish, save_to_models
void add_run_routes(Routes& routes);       // runs, events, logs of workloads
void add_output_routes(Routes& routes);    // what runs have written
void add_log_routes(Routes& routes);
void add_monitoring_routes(Routes& routes);                    // metrics and scalars of runs
void add_counters_route(Routes& routes, net::Server& server);  // Prometheus
void add_usage_routes(Routes& routes);                         // out of the ledger
void add_terminal_route(Routes& routes);
void add_audit_routes(Routes& routes);
// `folder`: the built console; empty: there is none.
void add_console_routes(net::Server& server, const std::string& folder);
void add_model_routes(Routes& routes);          // files of versions, export
void add_model_sharing_routes(Routes& routes);  // share codes, names
void add_clean_routes(Routes& routes);           // operators, preview
void add_base_dataset_routes(Routes& routes);   // files
void add_dataset_import_routes(Routes& routes, std::size_t max_bytes);
void add_dataset_row_routes(Routes& routes);
void add_dataset_export_routes(Routes& routes);
void add_dataset_preview_routes(Routes& routes);
void add_dataset_sharing_routes(Routes& routes);
void add_dataset_annotate_routes(Routes& routes);
void add_dataset_publish_routes(Routes& routes);
void add_node_routes(Routes& routes);  // cordon, uncordon, clear_fault

}  // namespace millrace::api
