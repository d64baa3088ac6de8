#include "api/api.h"

#include "api/collection.h"
#include "api/route_groups.h"

namespace millrace::api {

void add_routes(net::Server& server, Services& services, const ApiOptions& options) {
  Routes routes(server, services);
  for (const resource::Kind* kind : resource::all_kinds()) add_collection(routes, *kind);
  add_session_routes(routes);
  add_system_routes(routes, server);
  add_upload_routes(routes, options.max_upload_bytes);
  add_code_package_routes(routes, options.max_upload_bytes);
  add_workload_routes(routes);
  add_publish_routes(routes);
  add_run_routes(routes);
  add_output_routes(routes);
  add_log_routes(routes);
  add_monitoring_routes(routes);
  add_counters_route(routes, server);
  add_usage_routes(routes);
  add_terminal_route(routes);
  add_audit_routes(routes);
  add_model_routes(routes);
  add_model_sharing_routes(routes);
  add_dataset_import_routes(routes, options.max_upload_bytes);
  add_dataset_row_routes(routes);
  add_dataset_export_routes(routes);
  add_dataset_preview_routes(routes);
  add_dataset_sharing_routes(routes);
  add_dataset_annotate_routes(routes);
  add_dataset_publish_routes(routes);
  add_node_routes(routes);
  add_clean_routes(routes);
  add_base_dataset_routes(routes);
  add_console_routes(server, options.console_folder);
  add_openapi_route(routes, server);  // last: it describes the others
}

}  // namespace millrace::api
