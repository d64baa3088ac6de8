// Made from the server's OpenAPI document by tests/contract/update-types.mjs. Never edited.

export interface paths {
    "/api/v1/api-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List api-tokens; watch=true streams changes. */
        get: operations["get_api_tokens"];
        put?: never;
        /** Create one of api-tokens. */
        post: operations["post_api_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A token for scripts, of the user who makes it. */
        get: operations["get_api_tokens_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_api_tokens_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_api_tokens_id"];
        trace?: never;
    };
    "/api/v1/audit-records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, or was refused; newest first. */
        get: operations["get_audit_records"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** May I? And if not, which role would be enough? */
        get: operations["get_auth_explain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in: a token, and a cookie for browsers. */
        post: operations["post_auth_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End this session. */
        post: operations["post_auth_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in, with which roles. */
        get: operations["get_auth_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change one's own password; other sessions end. */
        post: operations["post_auth_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clean-operators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Operators of clean tasks: groups, options as JSON Schema, defaults. */
        get: operations["get_clean_operators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clusters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List clusters; watch=true streams changes. */
        get: operations["get_clusters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clusters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Machines that one scheduler fills. */
        get: operations["get_clusters_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_clusters_id"];
        trace?: never;
    };
    "/api/v1/flavors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List flavors; watch=true streams changes. */
        get: operations["get_flavors"];
        put?: never;
        /** Create one of flavors. */
        post: operations["post_flavors"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flavors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much of a node one instance gets. */
        get: operations["get_flavors_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_flavors_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_flavors_id"];
        trace?: never;
    };
    "/api/v1/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List nodes; watch=true streams changes. */
        get: operations["get_nodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One machine of a cluster. */
        get: operations["get_nodes_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_nodes_id"];
        trace?: never;
    };
    "/api/v1/nodes/{id}:clear_fault": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One of its cards counts as sound again. */
        post: operations["post_nodes_id_clear_fault"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/{id}:cordon": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It takes no new work; what runs goes on. */
        post: operations["post_nodes_id_cordon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes/{id}:uncordon": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It takes work again. */
        post: operations["post_nodes_id_uncordon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every setting, its value and where it came from. */
        get: operations["get_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/storages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List storages; watch=true streams changes. */
        get: operations["get_storages"];
        put?: never;
        /** Create one of storages. */
        post: operations["post_storages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/storages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A place for data that an administrator has registered. */
        get: operations["get_storages_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_storages_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_storages_id"];
        trace?: never;
    };
    "/api/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was used, by workspace, user, run, node or resource. */
        get: operations["get_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/usage/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the nodes had: allocated, idle, unavailable. For administrators. */
        get: operations["get_usage_nodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List users; watch=true streams changes. */
        get: operations["get_users"];
        put?: never;
        /** Create one of users. */
        post: operations["post_users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A person who may sign in. */
        get: operations["get_users_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_users_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_users_id"];
        trace?: never;
    };
    "/api/v1/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List workspaces; watch=true streams changes. */
        get: operations["get_workspaces"];
        put?: never;
        /** Create one of workspaces. */
        post: operations["post_workspaces"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People, resources and assets of one team. */
        get: operations["get_workspaces_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_workspaces_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_workspaces_id"];
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List alerts; watch=true streams changes. */
        get: operations["get_alerts"];
        put?: never;
        /** Create one of alerts. */
        post: operations["post_alerts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/alerts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom to tell what about which runs. */
        get: operations["get_alerts_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_alerts_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_alerts_id"];
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/base-datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List base-datasets; watch=true streams changes. */
        get: operations["get_base_datasets"];
        put?: never;
        /** Create one of base-datasets. */
        post: operations["post_base_datasets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/base-datasets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A folder of a registered storage, shown to runs. */
        get: operations["get_base_datasets_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_base_datasets_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_base_datasets_id"];
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/base-datasets/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files and folders in "path" of it; recursive=true: all files below. */
        get: operations["get_base_datasets_id_files"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List clean-tasks; watch=true streams changes. */
        get: operations["get_clean_tasks"];
        put?: never;
        /** Create one of clean-tasks. */
        post: operations["post_clean_tasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks:preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What operators do to a text or a row, step by step: {"ops", "text" | "row", "fields"?}. */
        post: operations["post_clean_tasks_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks:scalars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Scalars of 2 to 20 runs beside each other, with what differs between them. */
        get: operations["get_clean_tasks_scalars"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cleaning of a labelled data set by operators, into a new one. */
        get: operations["get_clean_tasks_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_clean_tasks_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_clean_tasks_id"];
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}:copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new one with the same settings; the body changes some. */
        post: operations["post_clean_tasks_id_copy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}:restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop the current run, then begin a new one. */
        post: operations["post_clean_tasks_id_restart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}:start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin a new run; 409 while one is active. */
        post: operations["post_clean_tasks_id_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}:stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop the current run; no effect on an ended one. */
        post: operations["post_clean_tasks_id_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to it and its runs. */
        get: operations["get_clean_tasks_id_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Resource metrics of the current run. */
        get: operations["get_clean_tasks_id_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs, newest first. */
        get: operations["get_clean_tasks_id_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run; "current" is the newest. */
        get: operations["get_clean_tasks_id_runs_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}/runs/{run}:download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The run's output, or the folder "path" of it, as tar.gz or zip. */
        get: operations["get_clean_tasks_id_runs_run_download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}/runs/{run}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to the run. */
        get: operations["get_clean_tasks_id_runs_run_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}/runs/{run}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files below the run's /work/output, or below "path" of it. */
        get: operations["get_clean_tasks_id_runs_run_files"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}/runs/{run}/files/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file of the run's output; ranges are served. */
        get: operations["get_clean_tasks_id_runs_run_files_path"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}/runs/{run}/instances/{instance}/exec": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Web socket: a terminal inside the running instance. */
        get: operations["get_clean_tasks_id_runs_run_instances_instance_exec"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}/runs/{run}/instances/{instance}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The instance's log over all attempts; follow=true goes on to the end of the run. */
        get: operations["get_clean_tasks_id_runs_run_instances_instance_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}/runs/{run}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Resource metrics of a run. */
        get: operations["get_clean_tasks_id_runs_run_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}/runs/{run}/scalars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Training scalars of a run. */
        get: operations["get_clean_tasks_id_runs_run_scalars"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}/runs/{run}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the run has used so far. */
        get: operations["get_clean_tasks_id_runs_run_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/clean-tasks/{id}/scalars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Training scalars of a run, the current one if ?run= names none. */
        get: operations["get_clean_tasks_id_scalars"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/code-packages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List code-packages; watch=true streams changes. */
        get: operations["get_code_packages"];
        put?: never;
        /** Create one of code-packages. */
        post: operations["post_code_packages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/code-packages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Source code to be mounted at /work/mount/code. */
        get: operations["get_code_packages_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_code_packages_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_code_packages_id"];
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/code-packages/{id}:download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All files as tar.gz or zip. */
        get: operations["get_code_packages_id_download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/code-packages/{id}:upload_archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace all files by those of a zip or tar archive, in the body or as {"upload": ID}. */
        post: operations["post_code_packages_id_upload_archive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/code-packages/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files of the package. */
        get: operations["get_code_packages_id_files"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/code-packages/{id}/files/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file. */
        get: operations["get_code_packages_id_files_path"];
        /** Add or replace one file of at most 400 MiB. */
        put: operations["put_code_packages_id_files_path"];
        post?: never;
        /** Remove one file. */
        delete: operations["delete_code_packages_id_files_path"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List fine-tunes; watch=true streams changes. */
        get: operations["get_fine_tunes"];
        put?: never;
        /** Create one of fine-tunes. */
        post: operations["post_fine_tunes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes:scalars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Scalars of 2 to 20 runs beside each other, with what differs between them. */
        get: operations["get_fine_tunes_scalars"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Supervised fine-tuning of a model, full or LoRA. */
        get: operations["get_fine_tunes_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_fine_tunes_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_fine_tunes_id"];
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}:copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new one with the same settings; the body changes some. */
        post: operations["post_fine_tunes_id_copy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}:publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a model version of what a succeeded fine-tune has trained. */
        post: operations["post_fine_tunes_id_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}:restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop the current run, then begin a new one. */
        post: operations["post_fine_tunes_id_restart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}:start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin a new run; 409 while one is active. */
        post: operations["post_fine_tunes_id_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}:stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop the current run; no effect on an ended one. */
        post: operations["post_fine_tunes_id_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to it and its runs. */
        get: operations["get_fine_tunes_id_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Resource metrics of the current run. */
        get: operations["get_fine_tunes_id_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs, newest first. */
        get: operations["get_fine_tunes_id_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run; "current" is the newest. */
        get: operations["get_fine_tunes_id_runs_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}/runs/{run}:download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The run's output, or the folder "path" of it, as tar.gz or zip. */
        get: operations["get_fine_tunes_id_runs_run_download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}/runs/{run}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to the run. */
        get: operations["get_fine_tunes_id_runs_run_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}/runs/{run}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files below the run's /work/output, or below "path" of it. */
        get: operations["get_fine_tunes_id_runs_run_files"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}/runs/{run}/files/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file of the run's output; ranges are served. */
        get: operations["get_fine_tunes_id_runs_run_files_path"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}/runs/{run}/instances/{instance}/exec": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Web socket: a terminal inside the running instance. */
        get: operations["get_fine_tunes_id_runs_run_instances_instance_exec"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}/runs/{run}/instances/{instance}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The instance's log over all attempts; follow=true goes on to the end of the run. */
        get: operations["get_fine_tunes_id_runs_run_instances_instance_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}/runs/{run}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Resource metrics of a run. */
        get: operations["get_fine_tunes_id_runs_run_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}/runs/{run}/scalars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Training scalars of a run. */
        get: operations["get_fine_tunes_id_runs_run_scalars"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}/runs/{run}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the run has used so far. */
        get: operations["get_fine_tunes_id_runs_run_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/fine-tunes/{id}/scalars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Training scalars of a run, the current one if ?run= names none. */
        get: operations["get_fine_tunes_id_scalars"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List labeled-datasets; watch=true streams changes. */
        get: operations["get_labeled_datasets"];
        put?: never;
        /** Create one of labeled-datasets. */
        post: operations["post_labeled_datasets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A labelled data set: rows of one template, with versions. */
        get: operations["get_labeled_datasets_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_labeled_datasets_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_labeled_datasets_id"];
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}:agreement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the second annotator agrees: Cohen's kappa, Kendall's tau. */
        get: operations["get_labeled_datasets_id_agreement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}:annotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change many rows, all or none. */
        post: operations["post_labeled_datasets_id_annotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}:copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A data set of its own with the same rows. */
        post: operations["post_labeled_datasets_id_copy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}:export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All rows as a file; X-Millrace-Left-Out says how many the schema cannot hold. Archives have the images, too. */
        get: operations["get_labeled_datasets_id_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}:import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take rows in: the body is a file of rows, or {"upload": ID}. 200 with the result within ten seconds, else 202. */
        post: operations["post_labeled_datasets_id_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}:preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A row as a model is trained on it: text, token ids, loss mask. */
        get: operations["get_labeled_datasets_id_preview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}:publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an immutable version of what is there; training uses only those. */
        post: operations["post_labeled_datasets_id_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}:rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rows in order; of a version, or as they are now. */
        get: operations["get_labeled_datasets_id_rows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}:share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let these people read it. */
        post: operations["post_labeled_datasets_id_share"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}:statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lengths in characters, languages by script; with a model lengths in its tokens. Of large sets rows spread evenly are looked at. */
        get: operations["get_labeled_datasets_id_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}:unshare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let these people read it no more. */
        post: operations["post_labeled_datasets_id_unshare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}/images/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An image that rows name, by its content. */
        get: operations["get_labeled_datasets_id_images_sha256"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}/rows/{row}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One row. */
        get: operations["get_labeled_datasets_id_rows_row"];
        put?: never;
        post?: never;
        /** Remove a row (If-Match). */
        delete: operations["delete_labeled_datasets_id_rows_row"];
        options?: never;
        head?: never;
        /** Change a row's fields, labels, tags or orders (If-Match: its version). */
        patch: operations["patch_labeled_datasets_id_rows_row"];
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{id}/rows/{row}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of a row, the newest first. */
        get: operations["get_labeled_datasets_id_rows_row_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{parent}/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List labeled-dataset-imports; watch=true streams changes. The parent "-" stands for all of them. */
        get: operations["get_labeled_datasets_parent_imports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{parent}/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An import of rows into a labelled data set. */
        get: operations["get_labeled_datasets_parent_imports_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{parent}/imports/{id}:cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop it; the data set stays as it was. */
        post: operations["post_labeled_datasets_parent_imports_id_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{parent}/imports/{id}:resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin a cancelled or failed one again. */
        post: operations["post_labeled_datasets_parent_imports_id_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{parent}/imports/{id}/rejected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All rows that were left out, a JSON object a line. */
        get: operations["get_labeled_datasets_parent_imports_id_rejected"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{parent}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List labeled-dataset-versions; watch=true streams changes. The parent "-" stands for all of them. */
        get: operations["get_labeled_datasets_parent_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/labeled-datasets/{parent}/versions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A version of a labelled data set. */
        get: operations["get_labeled_datasets_parent_versions_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_labeled_datasets_parent_versions_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_labeled_datasets_parent_versions_id"];
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List members; watch=true streams changes. */
        get: operations["get_members"];
        put?: never;
        /** Create one of members. */
        post: operations["post_members"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A user's roles in a workspace. */
        get: operations["get_members_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_members_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_members_id"];
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List models; watch=true streams changes. */
        get: operations["get_models"];
        put?: never;
        /** Create one of models. */
        post: operations["post_models"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/models:check_name": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** May a new model have this name? */
        post: operations["post_models_check_name"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A model: a shell that has versions. */
        get: operations["get_models_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_models_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_models_id"];
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/models/{id}:share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A code by which others import a copy; shown only here. */
        post: operations["post_models_id_share"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/models/{parent}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List model-versions; watch=true streams changes. The parent "-" stands for all of them. */
        get: operations["get_models_parent_versions"];
        put?: never;
        /** Create one of model-versions. */
        post: operations["post_models_parent_versions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/models/{parent}/versions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A version of a model: what tasks and services use. */
        get: operations["get_models_parent_versions_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_models_parent_versions_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_models_parent_versions_id"];
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/models/{parent}/versions/{id}:download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All files as tar.gz or zip. */
        get: operations["get_models_parent_versions_id_download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/models/{parent}/versions/{id}:export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Copy all files to a new folder of a registered storage. */
        post: operations["post_models_parent_versions_id_export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/models/{parent}/versions/{id}:share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A code by which others import a copy; shown only here. */
        post: operations["post_models_parent_versions_id_share"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/models/{parent}/versions/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files of the version, in order of their paths. */
        get: operations["get_models_parent_versions_id_files"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/models/{parent}/versions/{id}/files/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file; ranges are served. */
        get: operations["get_models_parent_versions_id_files_path"];
        put?: never;
        post?: never;
        /** Remove one file; refused while the version is used. */
        delete: operations["delete_models_parent_versions_id_files_path"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List runs; watch=true streams changes. */
        get: operations["get_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One start of a workload. */
        get: operations["get_runs_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/share-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List share-codes; watch=true streams changes. */
        get: operations["get_share_codes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/share-codes:resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Which model a code stands for. */
        post: operations["post_share_codes_resolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/share-codes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A code by which others import a copy of a model; deleting it revokes it. */
        get: operations["get_share_codes_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_share_codes_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List training-jobs; watch=true streams changes. */
        get: operations["get_training_jobs"];
        put?: never;
        /** Create one of training-jobs. */
        post: operations["post_training_jobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs:scalars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Scalars of 2 to 20 runs beside each other, with what differs between them. */
        get: operations["get_training_jobs_scalars"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A training command on one or several instances. */
        get: operations["get_training_jobs_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_training_jobs_id"];
        options?: never;
        head?: never;
        /** Change some fields (merge patch, If-Match honoured). */
        patch: operations["patch_training_jobs_id"];
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}:copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new one with the same settings; the body changes some. */
        post: operations["post_training_jobs_id_copy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}:restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop the current run, then begin a new one. */
        post: operations["post_training_jobs_id_restart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}:save_to_models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a model version of a folder below the output of an ended training job. */
        post: operations["post_training_jobs_id_save_to_models"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}:start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin a new run; 409 while one is active. */
        post: operations["post_training_jobs_id_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}:stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop the current run; no effect on an ended one. */
        post: operations["post_training_jobs_id_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to it and its runs. */
        get: operations["get_training_jobs_id_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Resource metrics of the current run. */
        get: operations["get_training_jobs_id_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs, newest first. */
        get: operations["get_training_jobs_id_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run; "current" is the newest. */
        get: operations["get_training_jobs_id_runs_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}/runs/{run}:download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The run's output, or the folder "path" of it, as tar.gz or zip. */
        get: operations["get_training_jobs_id_runs_run_download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}/runs/{run}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to the run. */
        get: operations["get_training_jobs_id_runs_run_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}/runs/{run}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files below the run's /work/output, or below "path" of it. */
        get: operations["get_training_jobs_id_runs_run_files"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}/runs/{run}/files/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file of the run's output; ranges are served. */
        get: operations["get_training_jobs_id_runs_run_files_path"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}/runs/{run}/instances/{instance}/exec": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Web socket: a terminal inside the running instance. */
        get: operations["get_training_jobs_id_runs_run_instances_instance_exec"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}/runs/{run}/instances/{instance}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The instance's log over all attempts; follow=true goes on to the end of the run. */
        get: operations["get_training_jobs_id_runs_run_instances_instance_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}/runs/{run}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Resource metrics of a run. */
        get: operations["get_training_jobs_id_runs_run_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}/runs/{run}/scalars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Training scalars of a run. */
        get: operations["get_training_jobs_id_runs_run_scalars"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}/runs/{run}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the run has used so far. */
        get: operations["get_training_jobs_id_runs_run_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/training-jobs/{id}/scalars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Training scalars of a run, the current one if ?run= names none. */
        get: operations["get_training_jobs_id_scalars"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List uploads; watch=true streams changes. */
        get: operations["get_uploads"];
        put?: never;
        /** Create one of uploads. */
        post: operations["post_uploads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{ws}/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A resumable upload. */
        get: operations["get_uploads_id"];
        put?: never;
        post?: never;
        /** Delete it. */
        delete: operations["delete_uploads_id"];
        options?: never;
        /** Where the upload stands (Upload-Offset). */
        head: operations["head_uploads_id"];
        /** Append bytes at Upload-Offset. */
        patch: operations["patch_uploads_id"];
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Alert: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Deliveries so far. */
            readonly delivered: number;
            /** @description Gets a mail for each event. */
            email: string;
            /** @description Deliver. */
            enabled: boolean;
            /** @description failed, recovering, succeeded. */
            events: ("failed" | "recovering" | "succeeded")[];
            /** @description Deliveries given up. */
            readonly failed: number;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "alert";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Why the last delivery failed. */
            readonly last_error: string;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Gets a POST for each event. */
            webhook_url: string;
            /** @description Id of one workload; empty: all of one's own. */
            workload: string;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        AlertCreate: {
            email?: string | null;
            enabled?: boolean | null;
            /** @description failed, recovering, succeeded. */
            events: ("failed" | "recovering" | "succeeded")[];
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            webhook_secret?: string | null;
            webhook_url?: string | null;
            workload?: string | null;
        };
        AlertList: {
            items: components["schemas"]["Alert"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        AlertUpdate: {
            email?: string | null;
            enabled?: boolean | null;
            /** @description failed, recovering, succeeded. */
            events?: ("failed" | "recovering" | "succeeded")[];
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name?: string;
            webhook_secret?: string | null;
            webhook_url?: string | null;
            workload?: string | null;
        };
        ApiToken: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Null: the longest that the server's settings allow. */
            expires_at: string | null;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "api_token";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Last use, to the minute. */
            readonly last_used_at: string | null;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        ApiTokenCreate: {
            /**
             * @description Null: the longest that the server's settings allow.
             * @default null
             */
            expires_at: string | null;
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
        };
        ApiTokenCreated: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Null: the longest that the server's settings allow. */
            expires_at: string | null;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "api_token";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Last use, to the minute. */
            readonly last_used_at: string | null;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /** @description The token itself, shown this once; absent from replays. */
            secret?: string;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        ApiTokenList: {
            items: components["schemas"]["ApiToken"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        ApiTokenUpdate: {
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name?: string;
        };
        BaseDataset: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Free text. */
            description: string;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "base_dataset";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Where runs see it, under /work/mount/; empty: /work/mount/data/NAME. */
            mount_path: string;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Folder of the storage; only administrators may leave it out and take all of it. */
            path: string;
            /** @description Runs may only read it; they may only read s3 anyway. */
            read_only: boolean;
            /** @description Changes with anything. */
            readonly revision: number;
            /**
             * @description ready.
             * @enum {string}
             */
            readonly state: "ready";
            /** @description Id or name of a registered storage. */
            storage: string;
            /** @description Name of the storage at creation. */
            readonly storage_name: string;
            /**
             * @description Type of the storage.
             * @enum {string}
             */
            readonly storage_type: "local" | "posix" | "s3";
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /**
             * @description owner: only who made it; workspaces: the developers of those named, too.
             * @enum {string}
             */
            visibility: "owner" | "workspaces";
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
            /** @description Ids or names, with visibility workspaces. */
            workspaces: string[];
        };
        BaseDatasetCreate: {
            description?: string | null;
            labels?: {
                [key: string]: string;
            };
            mount_path?: string | null;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            path?: string | null;
            read_only?: boolean | null;
            /** @description Id or name of a registered storage. */
            storage: string;
            visibility?: ("owner" | "workspaces") | null;
            workspaces?: string[] | null;
        };
        BaseDatasetList: {
            items: components["schemas"]["BaseDataset"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        BaseDatasetUpdate: {
            description?: string | null;
            labels?: {
                [key: string]: string;
            };
            mount_path?: string | null;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name?: string;
            read_only?: boolean | null;
            visibility?: ("owner" | "workspaces") | null;
            workspaces?: string[] | null;
        };
        CleanTask: {
            /** @description Id or name of the cluster; empty: the default one. */
            cluster: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Id of the newest run. */
            readonly current_run: string;
            /** @description Id or name of the labelled data set that is cleaned: instructions or questions with answers. */
            dataset: string;
            /** @description Name of the data set that is cleaned. */
            readonly dataset_name: string;
            /** @description Name of its version; null: the rows that are there at the start. */
            dataset_version: string | null;
            /** @description Free text. */
            description: string;
            /** @description How long the ended current run ran. */
            readonly duration_ms: number;
            /** @description When the current run ended. */
            readonly ended_at: string | null;
            /** @description Environment variables. */
            env: {
                /** @description Name. */
                name: string;
                /** @description Value. */
                value: string;
            }[];
            /** @description Rows in and out, and what each operator did to them. */
            readonly fact: unknown;
            /** @description Fields that are cleaned; none named: all texts of a row. */
            fields: string[];
            /** @description Id or name of the flavor of each instance; empty: the smallest that fits. */
            flavor: string;
            /** @description Name of the flavor. */
            readonly flavor_name: string;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "clean_task";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Instances that share out the work and put it together. */
            master_count: number;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Operators in their order: [{"name": "text_length_filter", "min_len": 5}]. */
            ops: unknown;
            /** @description Id of the new data set, once the task has succeeded. */
            readonly output_dataset: string;
            /** @description Name of the new data set; null: that of the old one with the time behind it. */
            output_name: string | null;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description 1 (least) to 9; higher starts first. */
            priority: number;
            /** @description What the run last reported: step, total_steps, loss, eta_s. */
            readonly progress: unknown;
            /** @description Resource quota; null: the cluster's free resources, first in first out. */
            quota: string | null;
            /** @description Id of the user who asked for the restart. */
            readonly restart_by: string;
            /** @description A new run begins once the current one has ended. */
            readonly restart_pending: boolean;
            /** @description Changes with anything. */
            readonly revision: number;
            /** @description Runs so far. */
            readonly run_count: number;
            /** @description Where it was made: training_job, code_package, copy. */
            readonly source: string;
            /** @description When the current run began to run. */
            readonly started_at: string | null;
            /**
             * @description State of the current run; idle before the first.
             * @enum {string}
             */
            readonly state: "idle" | "preparing" | "queued" | "starting" | "running" | "recovering" | "stopping" | "succeeded" | "failed" | "stopped";
            /** @description The reason in words. */
            readonly state_message: string;
            /** @description Reason code; never empty for queued, failed and recovering. */
            readonly state_reason: string;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Further instances that clean: more are faster. */
            worker_count: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        CleanTaskCreate: {
            cluster?: string | null;
            /** @description Id or name of the labelled data set that is cleaned: instructions or questions with answers. */
            dataset: string;
            /**
             * @description Name of its version; null: the rows that are there at the start.
             * @default null
             */
            dataset_version: string | null;
            description?: string | null;
            env?: {
                /** @description Name. */
                name: string;
                /** @description Value. */
                value: string;
            }[] | null;
            fields?: string[] | null;
            flavor?: string | null;
            labels?: {
                [key: string]: string;
            };
            master_count?: number | null;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Operators in their order: [{"name": "text_length_filter", "min_len": 5}]. */
            ops: unknown;
            /**
             * @description Name of the new data set; null: that of the old one with the time behind it.
             * @default null
             */
            output_name: string | null;
            priority?: number | null;
            /**
             * @description Resource quota; null: the cluster's free resources, first in first out.
             * @default null
             */
            quota: string | null;
            start?: boolean | null;
            /**
             * @description The same as dataset_version, where a task is made.
             * @default null
             */
            version: string | null;
            worker_count?: number | null;
        };
        CleanTaskList: {
            items: components["schemas"]["CleanTask"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        CleanTaskUpdate: {
            /** @description Id or name of the labelled data set that is cleaned: instructions or questions with answers. */
            dataset?: string;
            /** @description Name of its version; null: the rows that are there at the start. */
            dataset_version?: string | null;
            description?: string | null;
            env?: {
                /** @description Name. */
                name: string;
                /** @description Value. */
                value: string;
            }[] | null;
            fields?: string[] | null;
            flavor?: string | null;
            labels?: {
                [key: string]: string;
            };
            master_count?: number | null;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name?: string;
            /** @description Operators in their order: [{"name": "text_length_filter", "min_len": 5}]. */
            ops?: unknown;
            /** @description Name of the new data set; null: that of the old one with the time behind it. */
            output_name?: string | null;
            priority?: number | null;
            start?: boolean | null;
            /** @description The same as dataset_version, where a task is made. */
            version?: string | null;
            worker_count?: number | null;
        };
        Cluster: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Free text. */
            description: string;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "cluster";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /**
             * @description What runs the work.
             * @enum {string}
             */
            type: "local";
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        ClusterList: {
            items: components["schemas"]["Cluster"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        ClusterUpdate: {
            description?: string | null;
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name?: string;
        };
        CodePackage: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Free text. */
            description: string;
            /** @description The file to start with. */
            entry_file: string;
            /** @description Number of files. */
            readonly file_count: number;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "code_package";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Folder below the storage. */
            path: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /** @description Hash of names, modes and contents: what a run pins. */
            readonly sha256: string;
            /** @description Size of all files. */
            readonly size_bytes: number;
            /**
             * @description upload, or storage: a folder of a registered storage.
             * @enum {string}
             */
            source: "upload" | "storage";
            /**
             * @description State.
             * @enum {string}
             */
            readonly state: "creating" | "importing" | "ready" | "import_failed" | "deleting";
            /** @description Why an import failed. */
            readonly state_reason: string;
            /** @description Id or name of the storage, with source storage. */
            storage: string;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        CodePackageCreate: {
            description?: string | null;
            entry_file?: string | null;
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            path?: string | null;
            source?: ("upload" | "storage") | null;
            storage?: string | null;
        };
        CodePackageList: {
            items: components["schemas"]["CodePackage"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        CodePackageUpdate: {
            description?: string | null;
            entry_file?: string | null;
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name?: string;
        };
        FineTune: {
            /** @description Id or name of the model to begin from, own or preset. */
            base_model: string;
            /** @description Name of the base model. */
            readonly base_model_name: string;
            /** @description Name of its version; empty: the newest ready one. */
            base_model_version: string;
            /** @description Id or name of the cluster; empty: the default one. */
            cluster: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Id of the newest run. */
            readonly current_run: string;
            /** @description Free text. */
            description: string;
            /** @description How long the ended current run ran. */
            readonly duration_ms: number;
            /** @description When the current run ended. */
            readonly ended_at: string | null;
            /** @description Environment variables. */
            env: {
                /** @description Name. */
                name: string;
                /** @description Value. */
                value: string;
            }[];
            /** @description What it took. */
            readonly fact: unknown;
            /** @description What happens after a fault. */
            fault_tolerance: {
                /** @description Restart after faults. */
                enabled?: boolean;
                /** @description Restarts for each kind of fault. */
                max_restarts?: number;
                /**
                 * @description gang: all instances restart together.
                 * @enum {string}
                 */
                restart_policy?: "gang" | "single_pod";
                /**
                 * @description reschedule: on other nodes; graceful: reset the card and restart in place where the fault allows it.
                 * @enum {string}
                 */
                strategy?: "reschedule" | "graceful";
            };
            /** @description Id or name of the flavor of each instance. */
            flavor: string;
            /** @description Name of the flavor. */
            readonly flavor_name: string;
            /** @description The engine: millrace. */
            readonly framework: string;
            /** @description What the guide advises against, in words; nothing that prevents a start. */
            readonly hints: string[];
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @description Instances that share each batch. */
            instances: number;
            /** @constant */
            kind: "fine_tune";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /**
             * @description full: all weights; lora: low-rank matrices beside them.
             * @enum {string}
             */
            method: "full" | "lora";
            /**
             * @description text_generation; image_understanding is listed and not available until a vision architecture lands.
             * @enum {string}
             */
            model_type: "text_generation" | "image_understanding";
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Parameters of the training. */
            params: {
                /** @description Decay of the first moment. */
                adam_beta1?: number;
                /** @description Decay of the second moment. */
                adam_beta2?: number;
                /** @description Added to the root of the second moment. */
                adam_epsilon?: number;
                /**
                 * @description auto: bf16 where the machine computes it natively, else fp32.
                 * @enum {string}
                 */
                compute_type?: "auto" | "bf16" | "fp32";
                /** @description Stop after so many evaluations without a better loss; 0: never. */
                early_stopping_patience?: number;
                /** @description Passes over the training data. 2 to 5 is usual; null: the model card's, else 3. */
                epochs?: number | null;
                /** @description Share of the data kept apart for evaluation. */
                eval_split?: number;
                /** @description Evaluate every so many steps; 0: after each epoch. */
                eval_steps?: number;
                /** @description Examples per optimizer step, over all instances; usually a power of two. Null: the model card's, else 16. */
                global_batch_size?: number | null;
                /** @description Newest checkpoints that are kept. */
                keep_checkpoints?: number;
                /** @description Peak learning rate. Usual: LoRA 1e-4 to 3e-4, full 1e-6 to 5e-6 for large models; null: the model card's, else 2e-4 with LoRA and 2e-5 in full. */
                learning_rate?: number | null;
                /**
                 * @description Examples longer than seq_len are truncated or dropped; either is counted.
                 * @enum {string}
                 */
                long_examples?: "truncate" | "drop";
                /** @description LoRA terms are scaled by alpha / rank; null: 2 x rank. */
                lora_alpha?: number | null;
                /** @description Dropout of the input of LoRA terms. */
                lora_dropout?: number;
                /** @description Write the whole model with the LoRA terms added to it, which can be tuned again, instead of an adapter. */
                lora_merge?: boolean;
                /** @description Rank of the LoRA matrices. */
                lora_rank?: number;
                /** @description Layers with LoRA terms: q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj; empty: all of them. */
                lora_target_modules?: string[];
                /**
                 * @description After the warm-up: cosine or linear to 0, or constant.
                 * @enum {string}
                 */
                lr_schedule?: "cosine" | "linear" | "constant";
                /** @description Gradients are scaled down to this norm; 0: never. */
                max_grad_norm?: number;
                /** @description End after so many optimizer steps; null: as epochs says. */
                max_steps?: number | null;
                /** @description Several examples in one row, which do not see each other. */
                packing?: boolean;
                /** @description Compute activations again in the backward pass: less memory, more time. */
                recompute?: boolean;
                /** @description Checkpoint every so many steps; 0: every ten minutes. */
                save_steps?: number;
                /** @description The same seed gives the same run, bit for bit, with as many threads. */
                seed?: number;
                /** @description Longest example in tokens, and the length of a packed row. Null: the model card's, else 1024. */
                seq_len?: number | null;
                /** @description Share of the steps in which the learning rate rises linearly. */
                warmup_ratio?: number;
                /** @description Decoupled weight decay of matrices (AdamW). */
                weight_decay?: number;
            };
            /** @description What the engine expected before it began: steps, memory, time. */
            readonly plan: unknown;
            /** @description 1 (least) to 9; higher starts first. */
            priority: number;
            /** @description What the run last reported: step, total_steps, loss, eta_s. */
            readonly progress: unknown;
            /** @description Id of the newest model version made from it. */
            readonly published_version: string;
            /** @description Resource quota; null: the cluster's free resources, first in first out. */
            quota: string | null;
            /** @description Id of the user who asked for the restart. */
            readonly restart_by: string;
            /** @description A new run begins once the current one has ended. */
            readonly restart_pending: boolean;
            /** @description Changes with anything. */
            readonly revision: number;
            /** @description Runs so far. */
            readonly run_count: number;
            /** @description Where it was made: training_job, code_package, copy. */
            readonly source: string;
            /** @description When the current run began to run. */
            readonly started_at: string | null;
            /**
             * @description State of the current run; idle before the first.
             * @enum {string}
             */
            readonly state: "idle" | "preparing" | "queued" | "starting" | "running" | "recovering" | "stopping" | "succeeded" | "failed" | "stopped";
            /** @description The reason in words. */
            readonly state_message: string;
            /** @description Reason code; never empty for queued, failed and recovering. */
            readonly state_reason: string;
            /** @description Seconds for a last checkpoint when stopped. */
            stop_grace_s: number;
            /** @description Published labelled data sets or uploaded files. */
            train_data: {
                /** @description Id or name of a published labelled data set. */
                dataset?: string;
                /** @description Id of an uploaded file: json, jsonl or csv. */
                upload?: string;
                /** @description Its version; empty: the newest published one. */
                version?: string;
            }[];
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        FineTuneCreate: {
            /** @description Id or name of the model to begin from, own or preset. */
            base_model: string;
            base_model_version?: string | null;
            cluster?: string | null;
            description?: string | null;
            env?: {
                /** @description Name. */
                name: string;
                /** @description Value. */
                value: string;
            }[] | null;
            fault_tolerance?: {
                /** @description Restart after faults. */
                enabled?: boolean;
                /** @description Restarts for each kind of fault. */
                max_restarts?: number;
                /**
                 * @description gang: all instances restart together.
                 * @enum {string}
                 */
                restart_policy?: "gang" | "single_pod";
                /**
                 * @description reschedule: on other nodes; graceful: reset the card and restart in place where the fault allows it.
                 * @enum {string}
                 */
                strategy?: "reschedule" | "graceful";
            } | null;
            /** @description Id or name of the flavor of each instance. */
            flavor: string;
            instances?: number | null;
            labels?: {
                [key: string]: string;
            };
            method?: ("full" | "lora") | null;
            model_type?: ("text_generation" | "image_understanding") | null;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            params?: {
                /** @description Decay of the first moment. */
                adam_beta1?: number;
                /** @description Decay of the second moment. */
                adam_beta2?: number;
                /** @description Added to the root of the second moment. */
                adam_epsilon?: number;
                /**
                 * @description auto: bf16 where the machine computes it natively, else fp32.
                 * @enum {string}
                 */
                compute_type?: "auto" | "bf16" | "fp32";
                /** @description Stop after so many evaluations without a better loss; 0: never. */
                early_stopping_patience?: number;
                /** @description Passes over the training data. 2 to 5 is usual; null: the model card's, else 3. */
                epochs?: number | null;
                /** @description Share of the data kept apart for evaluation. */
                eval_split?: number;
                /** @description Evaluate every so many steps; 0: after each epoch. */
                eval_steps?: number;
                /** @description Examples per optimizer step, over all instances; usually a power of two. Null: the model card's, else 16. */
                global_batch_size?: number | null;
                /** @description Newest checkpoints that are kept. */
                keep_checkpoints?: number;
                /** @description Peak learning rate. Usual: LoRA 1e-4 to 3e-4, full 1e-6 to 5e-6 for large models; null: the model card's, else 2e-4 with LoRA and 2e-5 in full. */
                learning_rate?: number | null;
                /**
                 * @description Examples longer than seq_len are truncated or dropped; either is counted.
                 * @enum {string}
                 */
                long_examples?: "truncate" | "drop";
                /** @description LoRA terms are scaled by alpha / rank; null: 2 x rank. */
                lora_alpha?: number | null;
                /** @description Dropout of the input of LoRA terms. */
                lora_dropout?: number;
                /** @description Write the whole model with the LoRA terms added to it, which can be tuned again, instead of an adapter. */
                lora_merge?: boolean;
                /** @description Rank of the LoRA matrices. */
                lora_rank?: number;
                /** @description Layers with LoRA terms: q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj; empty: all of them. */
                lora_target_modules?: string[];
                /**
                 * @description After the warm-up: cosine or linear to 0, or constant.
                 * @enum {string}
                 */
                lr_schedule?: "cosine" | "linear" | "constant";
                /** @description Gradients are scaled down to this norm; 0: never. */
                max_grad_norm?: number;
                /** @description End after so many optimizer steps; null: as epochs says. */
                max_steps?: number | null;
                /** @description Several examples in one row, which do not see each other. */
                packing?: boolean;
                /** @description Compute activations again in the backward pass: less memory, more time. */
                recompute?: boolean;
                /** @description Checkpoint every so many steps; 0: every ten minutes. */
                save_steps?: number;
                /** @description The same seed gives the same run, bit for bit, with as many threads. */
                seed?: number;
                /** @description Longest example in tokens, and the length of a packed row. Null: the model card's, else 1024. */
                seq_len?: number | null;
                /** @description Share of the steps in which the learning rate rises linearly. */
                warmup_ratio?: number;
                /** @description Decoupled weight decay of matrices (AdamW). */
                weight_decay?: number;
            } | null;
            priority?: number | null;
            /**
             * @description Resource quota; null: the cluster's free resources, first in first out.
             * @default null
             */
            quota: string | null;
            start?: boolean | null;
            stop_grace_s?: number | null;
            /** @description Published labelled data sets or uploaded files. */
            train_data: {
                /** @description Id or name of a published labelled data set. */
                dataset?: string;
                /** @description Id of an uploaded file: json, jsonl or csv. */
                upload?: string;
                /** @description Its version; empty: the newest published one. */
                version?: string;
            }[];
        };
        FineTuneList: {
            items: components["schemas"]["FineTune"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        FineTuneUpdate: {
            /** @description Id or name of the model to begin from, own or preset. */
            base_model?: string;
            base_model_version?: string | null;
            description?: string | null;
            env?: {
                /** @description Name. */
                name: string;
                /** @description Value. */
                value: string;
            }[] | null;
            fault_tolerance?: {
                /** @description Restart after faults. */
                enabled?: boolean;
                /** @description Restarts for each kind of fault. */
                max_restarts?: number;
                /**
                 * @description gang: all instances restart together.
                 * @enum {string}
                 */
                restart_policy?: "gang" | "single_pod";
                /**
                 * @description reschedule: on other nodes; graceful: reset the card and restart in place where the fault allows it.
                 * @enum {string}
                 */
                strategy?: "reschedule" | "graceful";
            } | null;
            /** @description Id or name of the flavor of each instance. */
            flavor?: string;
            instances?: number | null;
            labels?: {
                [key: string]: string;
            };
            method?: ("full" | "lora") | null;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name?: string;
            params?: {
                /** @description Decay of the first moment. */
                adam_beta1?: number;
                /** @description Decay of the second moment. */
                adam_beta2?: number;
                /** @description Added to the root of the second moment. */
                adam_epsilon?: number;
                /**
                 * @description auto: bf16 where the machine computes it natively, else fp32.
                 * @enum {string}
                 */
                compute_type?: "auto" | "bf16" | "fp32";
                /** @description Stop after so many evaluations without a better loss; 0: never. */
                early_stopping_patience?: number;
                /** @description Passes over the training data. 2 to 5 is usual; null: the model card's, else 3. */
                epochs?: number | null;
                /** @description Share of the data kept apart for evaluation. */
                eval_split?: number;
                /** @description Evaluate every so many steps; 0: after each epoch. */
                eval_steps?: number;
                /** @description Examples per optimizer step, over all instances; usually a power of two. Null: the model card's, else 16. */
                global_batch_size?: number | null;
                /** @description Newest checkpoints that are kept. */
                keep_checkpoints?: number;
                /** @description Peak learning rate. Usual: LoRA 1e-4 to 3e-4, full 1e-6 to 5e-6 for large models; null: the model card's, else 2e-4 with LoRA and 2e-5 in full. */
                learning_rate?: number | null;
                /**
                 * @description Examples longer than seq_len are truncated or dropped; either is counted.
                 * @enum {string}
                 */
                long_examples?: "truncate" | "drop";
                /** @description LoRA terms are scaled by alpha / rank; null: 2 x rank. */
                lora_alpha?: number | null;
                /** @description Dropout of the input of LoRA terms. */
                lora_dropout?: number;
                /** @description Write the whole model with the LoRA terms added to it, which can be tuned again, instead of an adapter. */
                lora_merge?: boolean;
                /** @description Rank of the LoRA matrices. */
                lora_rank?: number;
                /** @description Layers with LoRA terms: q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj; empty: all of them. */
                lora_target_modules?: string[];
                /**
                 * @description After the warm-up: cosine or linear to 0, or constant.
                 * @enum {string}
                 */
                lr_schedule?: "cosine" | "linear" | "constant";
                /** @description Gradients are scaled down to this norm; 0: never. */
                max_grad_norm?: number;
                /** @description End after so many optimizer steps; null: as epochs says. */
                max_steps?: number | null;
                /** @description Several examples in one row, which do not see each other. */
                packing?: boolean;
                /** @description Compute activations again in the backward pass: less memory, more time. */
                recompute?: boolean;
                /** @description Checkpoint every so many steps; 0: every ten minutes. */
                save_steps?: number;
                /** @description The same seed gives the same run, bit for bit, with as many threads. */
                seed?: number;
                /** @description Longest example in tokens, and the length of a packed row. Null: the model card's, else 1024. */
                seq_len?: number | null;
                /** @description Share of the steps in which the learning rate rises linearly. */
                warmup_ratio?: number;
                /** @description Decoupled weight decay of matrices (AdamW). */
                weight_decay?: number;
            } | null;
            priority?: number | null;
            start?: boolean | null;
            stop_grace_s?: number | null;
            /** @description Published labelled data sets or uploaded files. */
            train_data?: {
                /** @description Id or name of a published labelled data set. */
                dataset?: string;
                /** @description Id of an uploaded file: json, jsonl or csv. */
                upload?: string;
                /** @description Its version; empty: the newest published one. */
                version?: string;
            }[];
        };
        Flavor: {
            /** @description Model of the cards; empty for none. */
            card_model: string;
            /** @description Whole cards. */
            cards: number;
            /** @description Id of the cluster. */
            readonly cluster: string;
            /** @description Thousandths of a core. */
            cpu_millis: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "flavor";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Bytes. */
            memory_bytes: number;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        FlavorCreate: {
            card_model?: string | null;
            cards?: number | null;
            /** @description Thousandths of a core. */
            cpu_millis: number;
            labels?: {
                [key: string]: string;
            };
            /** @description Bytes. */
            memory_bytes: number;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
        };
        FlavorList: {
            items: components["schemas"]["Flavor"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        FlavorUpdate: {
            card_model?: string | null;
            cards?: number | null;
            /** @description Thousandths of a core. */
            cpu_millis?: number;
            labels?: {
                [key: string]: string;
            };
            /** @description Bytes. */
            memory_bytes?: number;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name?: string;
        };
        LabeledDataset: {
            /** @description What people do with it: follows from the template. */
            readonly annotation_type: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description image, text or multimodal: follows from the template. */
            readonly data_type: string;
            /** @description Free text. */
            description: string;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "labeled_dataset";
            /** @description Labels that rows may be given. */
            label_names: string[];
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Number of the newest version ever made. */
            readonly last_version: number;
            /** @description Name of the newest published version; empty: none. */
            readonly latest_version: string;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Id of the task that made it; empty: people. */
            readonly produced_by: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /** @description Rows of the newest version. */
            readonly row_count: number;
            /** @description Account that labels a second time, without seeing what was labelled; empty: nobody. */
            second_annotator: string;
            /** @description Ids of users that may read it. */
            readonly shared_with: string[];
            /** @description Bytes as stored. */
            readonly size_bytes: number;
            /**
             * @description State.
             * @enum {string}
             */
            readonly state: "creating" | "importing" | "ready" | "import_failed" | "deleting";
            /** @description The reason in words. */
            readonly state_message: string;
            /** @description Code of why an import failed. */
            readonly state_reason: string;
            /**
             * @description What its rows are.
             * @enum {string}
             */
            template: "image_labels" | "multi_turn" | "instruction" | "qa" | "ranking" | "image_text" | "image_understanding" | "vqa";
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /**
             * @description Who beside the owner may read it.
             * @enum {string}
             */
            readonly visibility: "owner" | "users";
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        LabeledDatasetCreate: {
            description?: string | null;
            label_names?: string[] | null;
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            second_annotator?: string | null;
            /**
             * @description What its rows are.
             * @enum {string}
             */
            template: "image_labels" | "multi_turn" | "instruction" | "qa" | "ranking" | "image_text" | "image_understanding" | "vqa";
        };
        LabeledDatasetImport: {
            /** @description Rows taken in. */
            readonly accepted: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Id of the data set. */
            readonly dataset: string;
            /** @description Name of the data set. */
            readonly dataset_name: string;
            /** @description Bytes read so far. */
            readonly done_bytes: number;
            /** @description Files left out because another of the import has the same content. */
            readonly duplicate_files: number;
            /** @description Of the files; empty: as their names end. */
            readonly format: string;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "labeled_dataset_import";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description The first hundred rows that were left out, with field and reason; /rejected has all. */
            readonly rejected: {
                /** @description Empty: the row as a whole. */
                field?: string;
                /** @description Of several files the one; else empty. */
                file?: string;
                /** @description What is wrong with it. */
                reason?: string;
                /** @description Line, item or record, from 1. */
                row?: number;
            }[];
            /** @description Rows left out. */
            readonly rejected_total: number;
            /** @description Changes with anything. */
            readonly revision: number;
            /** @description What the rows are written as; empty: as the template has it. */
            readonly schema: string;
            /** @description What they are called. */
            readonly source_names: string[];
            /** @description Files on their way in. */
            readonly sources: string[];
            /**
             * @description State.
             * @enum {string}
             */
            readonly state: "queued" | "running" | "succeeded" | "failed" | "cancelling" | "cancelled";
            /** @description The reason in words. */
            readonly state_message: string;
            /** @description Code of why it failed. */
            readonly state_reason: string;
            /** @description Bytes to read; 0: not known. */
            readonly total_bytes: number;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Where an archive is fetched from. */
            readonly url: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        LabeledDatasetImportList: {
            items: components["schemas"]["LabeledDatasetImport"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        LabeledDatasetList: {
            items: components["schemas"]["LabeledDataset"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        LabeledDatasetUpdate: {
            description?: string | null;
            label_names?: string[] | null;
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name?: string;
            second_annotator?: string | null;
        };
        LabeledDatasetVersion: {
            /** @description Rows by category: labelled, unlabelled, … */
            readonly counts: {
                [key: string]: number;
            };
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Id of the data set. */
            readonly dataset: string;
            /** @description Name of the data set. */
            readonly dataset_name: string;
            /** @description Free text. */
            description: string;
            /** @description Where in the log of changes a published version ends. */
            readonly edits_end: number;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "labeled_dataset_version";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description When, if it is. */
            readonly published_at: string | null;
            /** @description By which account. */
            readonly published_by: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /** @description Rows. */
            readonly row_count: number;
            /** @description Ids of the imports whose rows it has, in order. */
            readonly segments: string[];
            /** @description Hash of all rows; empty while it is a draft. */
            readonly sha256: string;
            /** @description Bytes as stored. */
            readonly size_bytes: number;
            /**
             * @description draft: may change; published: never changes, and can be trained on.
             * @enum {string}
             */
            readonly state: "draft" | "published";
            /** @description Rows that training reads. */
            readonly trained_rows: number;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        LabeledDatasetVersionList: {
            items: components["schemas"]["LabeledDatasetVersion"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        LabeledDatasetVersionUpdate: {
            description?: string | null;
            labels?: {
                [key: string]: string;
            };
        };
        Model: {
            /** @description What can be done with the newest ready version: tune, evaluate, compress, deploy. */
            readonly actions: ("tune" | "evaluate" | "compress" | "deploy")[];
            /** @description As in config.json. */
            readonly architecture: string;
            /** @description Model card of the newest ready version, Markdown. */
            readonly card: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Free text. */
            description: string;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "model";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Number of the newest version ever made. */
            readonly last_version: number;
            /** @description Name of the newest ready version; empty: none. */
            readonly latest_version: string;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Number of weights. */
            readonly parameters: number;
            /** @description Comes with the installation; read-only. */
            readonly preset: boolean;
            /** @description Changes with anything. */
            readonly revision: number;
            /**
             * @description platform: versions are imported; mounted: versions name a folder of a registered storage.
             * @enum {string}
             */
            source: "platform" | "mounted";
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Versions there are. */
            readonly version_count: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        ModelCreate: {
            description?: string | null;
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            source?: ("platform" | "mounted") | null;
        };
        ModelList: {
            items: components["schemas"]["Model"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        ModelUpdate: {
            description?: string | null;
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name?: string;
        };
        ModelVersion: {
            /** @description What can be done with it: tune, evaluate, compress, deploy. */
            readonly actions: ("tune" | "evaluate" | "compress" | "deploy")[];
            /** @description As in config.json. */
            readonly architecture: string;
            /** @description Model card: README.md, Markdown. */
            readonly card: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Free text. */
            description: string;
            /** @description Bytes imported so far. */
            readonly done_bytes: number;
            /** @description Type of the weights. */
            readonly dtype: string;
            /** @description Why the newest export failed. */
            readonly export_message: string;
            /** @description Its folder below that. */
            readonly export_path: string;
            /**
             * @description State of the newest export to a storage.
             * @enum {string}
             */
            readonly export_state: "none" | "exporting" | "exported" | "export_failed";
            /** @description Id of the storage of the newest export. */
            readonly export_storage: string;
            /** @description Where the newest export went. */
            readonly export_target: string;
            /** @description Number of files. */
            readonly file_count: number;
            /** @description Of tokenizer, chat template and rendering rules: equal fingerprints render equally. */
            readonly fingerprint: string;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "model_version";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description What it was made from. */
            readonly lineage: {
                /** @description Id of the model it began from. */
                base_model?: string;
                /** @description Its name, as it was. */
                base_model_name?: string;
                /** @description Id of the version it began from. */
                base_version?: string;
                /** @description Its name. */
                base_version_name?: string;
                /** @description Id of the code package. */
                code_package?: string;
                /** @description Hash of the code. */
                code_sha256?: string;
                /** @description Id of the version a share code stood for. */
                copied_from?: string;
                /** @description Data it was trained on, with versions or hashes. */
                data?: string[];
                /** @description Id of the run. */
                run?: string;
                /** @description Its name. */
                run_name?: string;
                /** @description Id of the workload. */
                workload?: string;
                /** @description fine_tune or training_job. */
                workload_kind?: string;
                /** @description Its name, as it was. */
                workload_name?: string;
            };
            /** @description Id of the model. */
            readonly model: string;
            /** @description Name of the model. */
            readonly model_name: string;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Why no action is there, in words. */
            readonly not_usable: string;
            /**
             * @description Kind of the source.
             * @enum {string}
             */
            readonly origin: "fine_tune" | "training_job" | "upload" | "share_code" | "url" | "storage" | "preset";
            /** @description Name of the workload, file or storage it came from. */
            readonly origin_name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Number of weights. */
            readonly parameters: number;
            /** @description Changes with anything. */
            readonly revision: number;
            /** @description Hash of names and contents of all files; empty for mounted ones. */
            readonly sha256: string;
            /** @description Size of all files. */
            readonly size_bytes: number;
            /** @description Where the files come from; exactly one kind. */
            source: {
                /** @description Id or name of a fine-tune that has succeeded. */
                fine_tune?: string;
                /** @description Folder, with training_job or storage. */
                path?: string;
                /** @description A code that somebody shared. */
                share_code?: string;
                /** @description Id or name of a registered storage; path is below it. */
                storage?: string;
                /** @description Id or name of a training job; path is below its output. */
                training_job?: string;
                /** @description Id of a complete upload: an archive or a single file, at most 2 GiB. */
                upload?: string;
                /** @description Address of an archive or a single file. */
                url?: string;
            };
            /**
             * @description State of the import.
             * @enum {string}
             */
            readonly state: "creating" | "importing" | "ready" | "import_failed" | "deleting";
            /** @description The reason in words. */
            readonly state_message: string;
            /** @description Code of why the import failed. */
            readonly state_reason: string;
            /** @description Bytes to import; 0: not known. */
            readonly total_bytes: number;
            /** @description Parameters that fit this model, from its card; null: the method's defaults. */
            readonly tune_defaults: {
                /** @description Decay of the first moment. */
                adam_beta1?: number;
                /** @description Decay of the second moment. */
                adam_beta2?: number;
                /** @description Added to the root of the second moment. */
                adam_epsilon?: number;
                /**
                 * @description auto: bf16 where the machine computes it natively, else fp32.
                 * @enum {string}
                 */
                compute_type?: "auto" | "bf16" | "fp32";
                /** @description Stop after so many evaluations without a better loss; 0: never. */
                early_stopping_patience?: number;
                /** @description Passes over the training data. 2 to 5 is usual; null: the model card's, else 3. */
                epochs?: number | null;
                /** @description Share of the data kept apart for evaluation. */
                eval_split?: number;
                /** @description Evaluate every so many steps; 0: after each epoch. */
                eval_steps?: number;
                /** @description Examples per optimizer step, over all instances; usually a power of two. Null: the model card's, else 16. */
                global_batch_size?: number | null;
                /** @description Newest checkpoints that are kept. */
                keep_checkpoints?: number;
                /** @description Peak learning rate. Usual: LoRA 1e-4 to 3e-4, full 1e-6 to 5e-6 for large models; null: the model card's, else 2e-4 with LoRA and 2e-5 in full. */
                learning_rate?: number | null;
                /**
                 * @description Examples longer than seq_len are truncated or dropped; either is counted.
                 * @enum {string}
                 */
                long_examples?: "truncate" | "drop";
                /** @description LoRA terms are scaled by alpha / rank; null: 2 x rank. */
                lora_alpha?: number | null;
                /** @description Dropout of the input of LoRA terms. */
                lora_dropout?: number;
                /** @description Write the whole model with the LoRA terms added to it, which can be tuned again, instead of an adapter. */
                lora_merge?: boolean;
                /** @description Rank of the LoRA matrices. */
                lora_rank?: number;
                /** @description Layers with LoRA terms: q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj; empty: all of them. */
                lora_target_modules?: string[];
                /**
                 * @description After the warm-up: cosine or linear to 0, or constant.
                 * @enum {string}
                 */
                lr_schedule?: "cosine" | "linear" | "constant";
                /** @description Gradients are scaled down to this norm; 0: never. */
                max_grad_norm?: number;
                /** @description End after so many optimizer steps; null: as epochs says. */
                max_steps?: number | null;
                /** @description Several examples in one row, which do not see each other. */
                packing?: boolean;
                /** @description Compute activations again in the backward pass: less memory, more time. */
                recompute?: boolean;
                /** @description Checkpoint every so many steps; 0: every ten minutes. */
                save_steps?: number;
                /** @description The same seed gives the same run, bit for bit, with as many threads. */
                seed?: number;
                /** @description Longest example in tokens, and the length of a packed row. Null: the model card's, else 1024. */
                seq_len?: number | null;
                /** @description Share of the steps in which the learning rate rises linearly. */
                warmup_ratio?: number;
                /** @description Decoupled weight decay of matrices (AdamW). */
                weight_decay?: number;
            };
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /**
             * @description full, adapter (LoRA), or unknown.
             * @enum {string}
             */
            readonly weights: "unknown" | "full" | "adapter";
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        ModelVersionCreate: {
            description?: string | null;
            labels?: {
                [key: string]: string;
            };
            /** @description Where the files come from; exactly one kind. */
            source: {
                /** @description Id or name of a fine-tune that has succeeded. */
                fine_tune?: string;
                /** @description Folder, with training_job or storage. */
                path?: string;
                /** @description A code that somebody shared. */
                share_code?: string;
                /** @description Id or name of a registered storage; path is below it. */
                storage?: string;
                /** @description Id or name of a training job; path is below its output. */
                training_job?: string;
                /** @description Id of a complete upload: an archive or a single file, at most 2 GiB. */
                upload?: string;
                /** @description Address of an archive or a single file. */
                url?: string;
            };
        };
        ModelVersionList: {
            items: components["schemas"]["ModelVersion"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        ModelVersionUpdate: {
            description?: string | null;
            labels?: {
                [key: string]: string;
            };
        };
        Node: {
            /** @description Accelerators. */
            readonly cards: {
                /** @description From the configuration rather than found. */
                declared?: boolean;
                /**
                 * @description Level of its present fault.
                 * @enum {string}
                 */
                fault?: "none" | "L1" | "L2" | "L3" | "L4" | "L5" | "L6";
                /** @description Index on the node. */
                index?: number;
                /** @description Bytes. */
                memory_bytes?: number;
                /** @description Model, as in flavors. */
                model?: string;
                /** @description The driver's identity; empty for declared cards. */
                uuid?: string;
            }[];
            /** @description Id of the cluster. */
            readonly cluster: string;
            /** @description Why it was cordoned. */
            readonly cordon_reason: string;
            /** @description Takes no new work. */
            cordoned: boolean;
            /** @description Thousandths of a core, for runs: without what is reserved. */
            readonly cpu_millis: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Free text. */
            description: string;
            /** @description Bytes. */
            readonly disk_bytes: number;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "node";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description Last report.
             */
            readonly last_seen_at: string;
            /** @description Bytes, for runs: without what is reserved. */
            readonly memory_bytes: number;
            /** @description Limits and isolation that this node cannot give. */
            readonly missing_walls: string[];
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Why its runs cannot reach the world outside; empty: they can. */
            readonly no_egress: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Thousandths of a core kept for the system. */
            readonly reserved_cpu_millis: number;
            /** @description Bytes kept for the system. */
            readonly reserved_memory_bytes: number;
            /** @description Changes with anything. */
            readonly revision: number;
            /**
             * @description ready, cordoned or lost.
             * @enum {string}
             */
            readonly state: "ready" | "cordoned" | "lost";
            /** @description Why, in words. */
            readonly state_reason: string;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        NodeList: {
            items: components["schemas"]["Node"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        NodeUpdate: {
            cordoned?: boolean | null;
            description?: string | null;
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name?: string;
        };
        /** @description RFC 9457 problem. */
        Problem: {
            code: string;
            detail: string;
            request_id: string;
            status: number;
            title: string;
            type: string;
            violations?: {
                field: string;
                reason: string;
            }[];
        };
        Run: {
            /** @description Not ended yet. */
            readonly active: boolean;
            /** @description Restarts begin new attempts; 0: none yet. */
            readonly attempt: number;
            /** @description Id of the cluster. */
            readonly cluster: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /**
             * @description run or stop.
             * @enum {string}
             */
            readonly desired: "run" | "stop";
            /** @description When it ended. */
            readonly ended_at: string | null;
            /** @description What happens after a fault. */
            readonly fault_tolerance: {
                /** @description Restart after faults. */
                enabled?: boolean;
                /** @description Restarts for each kind of fault. */
                max_restarts?: number;
                /**
                 * @description gang: all instances restart together.
                 * @enum {string}
                 */
                restart_policy?: "gang" | "single_pod";
                /**
                 * @description reschedule: on other nodes; graceful: reset the card and restart in place where the fault allows it.
                 * @enum {string}
                 */
                strategy?: "reschedule" | "graceful";
            };
            /** @description Faults so far. */
            readonly faults: {
                /** @description Attempt. */
                attempt?: number;
                /** @description Seconds until it was seen. */
                detection_s?: number;
                /** @description Seconds until everything of the attempt was gone. */
                handling_s?: number;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                happened_at?: string;
                /** @description Instance. */
                instance?: number;
                /**
                 * @description Kind of fault.
                 * @enum {string}
                 */
                kind?: "process" | "out_of_memory" | "node_lost" | "card" | "start";
                /** @description Reason code. */
                reason?: string;
                /** @description Seconds until the run was running again. */
                recovery_s?: number;
            }[];
            /** @description The instance that failed first; -1: none. */
            readonly first_failed_instance: number;
            /** @description What the names in the workload meant: ids and content hashes. */
            readonly frozen: unknown;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @description Its instances. */
            readonly instances: {
                /** @description Card indexes on the node. */
                cards?: number[];
                /** @description When it ended. */
                ended_at?: string | null;
                /** @description How it ended. */
                exit?: {
                    /** @description Milliseconds it ran. */
                    duration_ms?: number;
                    /** @description Wall clock at the end. */
                    ended_at_ms?: number;
                    /** @description Of a normal exit. */
                    exit_code?: number;
                    /** @description Killed for memory. */
                    out_of_memory?: boolean;
                    /** @description That killed it. */
                    signal?: number;
                    /** @description Why it never ran. */
                    start_error?: string;
                    /** @description Asked to stop. */
                    stopped?: boolean;
                } | null;
                /** @description From 0. */
                index?: number;
                /** @description Id of the node; empty while not placed. */
                node?: string;
                /** @description Name of the node. */
                node_name?: string;
                /** @description main, master or worker. */
                role?: string;
                /** @description When its command began. */
                started_at?: string | null;
                /**
                 * @description State.
                 * @enum {string}
                 */
                state?: "idle" | "preparing" | "queued" | "starting" | "running" | "recovering" | "stopping" | "succeeded" | "failed" | "stopped";
            }[];
            /** @constant */
            kind: "run";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Counts the workload's runs from 1. */
            readonly number: number;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description 1 (least) to 9. */
            readonly priority: number;
            /** @description Last report: step, total_steps, loss, eta_s. */
            readonly progress: unknown;
            /** @description When it began to wait. */
            readonly queued_at: string | null;
            /** @description Restarts so far by kind of fault. */
            readonly restarts: {
                [key: string]: number;
            };
            /** @description Checkpoint that the present attempt starts from. */
            readonly resume_from: string;
            /** @description Id of the earlier run that checkpoint is from; empty: of this run. */
            readonly resume_run: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /** @description The run specification, frozen at the request. */
            readonly spec: unknown;
            /** @description When its command first ran. */
            readonly started_at: string | null;
            /** @description When its resources were given. */
            readonly starting_at: string | null;
            /**
             * @description State.
             * @enum {string}
             */
            readonly state: "idle" | "preparing" | "queued" | "starting" | "running" | "recovering" | "stopping" | "succeeded" | "failed" | "stopped";
            /** @description The reason in words. */
            readonly state_message: string;
            /** @description Reason code. */
            readonly state_reason: string;
            /** @description Seconds from SIGTERM to SIGKILL. */
            readonly stop_grace_s: number;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workload. */
            readonly workload: string;
            /** @description Kind of the workload. */
            readonly workload_kind: string;
            /** @description Name of the workload when it was started. */
            readonly workload_name: string;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        RunList: {
            items: components["schemas"]["Run"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        ShareCode: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description 1, 7 or 30 days; null: for ever. */
            readonly days: number | null;
            /** @description Not good any more after this; null: for ever. */
            readonly expires_at: string | null;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "share_code";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Last import made with it. */
            readonly last_used_at: string | null;
            /** @description Id of the model. */
            readonly model: string;
            /** @description Name of the model, as it was. */
            readonly model_name: string;
            /** @description Id of the version; empty: the newest ready one when the code is used. */
            readonly model_version: string;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Imports made with it. */
            readonly uses: number;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        ShareCodeCreated: {
            /** @description The code itself; it is never shown again. */
            code?: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description 1, 7 or 30 days; null: for ever. */
            readonly days: number | null;
            /** @description Not good any more after this; null: for ever. */
            readonly expires_at: string | null;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "share_code";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Last import made with it. */
            readonly last_used_at: string | null;
            /** @description Id of the model. */
            readonly model: string;
            /** @description Name of the model, as it was. */
            readonly model_name: string;
            /** @description Id of the version; empty: the newest ready one when the code is used. */
            readonly model_version: string;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Imports made with it. */
            readonly uses: number;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        ShareCodeList: {
            items: components["schemas"]["ShareCode"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        Storage: {
            /**
             * @description s3: path (endpoint/bucket) or virtual_host (bucket.endpoint).
             * @enum {string}
             */
            addressing: "path" | "virtual_host";
            /** @description s3: name of the bucket. */
            bucket: string;
            /** @description s3: certificates in PEM that are trusted instead of the system's. */
            ca_certificate: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Free text. */
            description: string;
            /** @description s3: http(s)://host[:port]. */
            endpoint: string;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "storage";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description posix: where its file system is mounted on the nodes. */
            readonly mount_point: string;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description local, posix: absolute path on the nodes; s3: the part of the bucket, empty for all. */
            path: string;
            /** @description Never mounted for writing. */
            read_only: boolean;
            /** @description s3: region that requests are signed for. */
            region: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /**
             * @description local: a folder of the nodes; posix: a folder of a file system mounted on them; s3: a bucket.
             * @enum {string}
             */
            type: "local" | "posix" | "s3";
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        StorageCreate: {
            access_key?: string | null;
            addressing?: ("path" | "virtual_host") | null;
            bucket?: string | null;
            ca_certificate?: string | null;
            description?: string | null;
            endpoint?: string | null;
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            path?: string | null;
            read_only?: boolean | null;
            region?: string | null;
            secret_key?: string | null;
            /**
             * @description local: a folder of the nodes; posix: a folder of a file system mounted on them; s3: a bucket.
             * @enum {string}
             */
            type: "local" | "posix" | "s3";
        };
        StorageList: {
            items: components["schemas"]["Storage"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        StorageUpdate: {
            access_key?: string | null;
            addressing?: ("path" | "virtual_host") | null;
            ca_certificate?: string | null;
            description?: string | null;
            endpoint?: string | null;
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name?: string;
            read_only?: boolean | null;
            region?: string | null;
            secret_key?: string | null;
        };
        TrainingJob: {
            /** @description Id or name of the cluster; empty: the default one. */
            cluster: string;
            /** @description Id or name of a code package; empty: none. */
            code_package: string;
            /** @description Start command, run by bash in the code folder. */
            command: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Id of the newest run. */
            readonly current_run: string;
            /** @description Data sets to mount. */
            datasets: string[];
            /** @description Free text. */
            description: string;
            /** @description How long the ended current run ran. */
            readonly duration_ms: number;
            /** @description When the current run ended. */
            readonly ended_at: string | null;
            /** @description Environment variables. */
            env: {
                /** @description Name. */
                name: string;
                /** @description Value. */
                value: string;
            }[];
            /** @description What happens after a fault. */
            fault_tolerance: {
                /** @description Restart after faults. */
                enabled?: boolean;
                /** @description Restarts for each kind of fault. */
                max_restarts?: number;
                /**
                 * @description gang: all instances restart together.
                 * @enum {string}
                 */
                restart_policy?: "gang" | "single_pod";
                /**
                 * @description reschedule: on other nodes; graceful: reset the card and restart in place where the fault allows it.
                 * @enum {string}
                 */
                strategy?: "reschedule" | "graceful";
            };
            /** @description Registered folders to mount. */
            file_storages: {
                /** @description Where it is seen, under /work/mount/. */
                mount_path: string;
                /** @description Folder of the storage; empty: all of it. */
                path?: string;
                /** @description Not for writing. */
                read_only?: boolean;
                /** @description Id or name of a registered storage. */
                storage: string;
            }[];
            /** @description Id or name of the flavor of each instance. */
            flavor: string;
            /** @description Name of the flavor. */
            readonly flavor_name: string;
            /** @description Training framework, as far as it can be told. */
            readonly framework: string;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @description Root filesystem; "host" is the node's own, read-only. */
            image: string;
            /** @constant */
            kind: "training_job";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Master instances. */
            master_count: number;
            /**
             * @description single or ddp.
             * @enum {string}
             */
            mode: "single" | "ddp";
            /** @description Own models to mount. */
            models: string[];
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /**
             * @description out: may reach the network outside; none: only its own instances.
             * @enum {string}
             */
            network: "none" | "out";
            /** @description Object storages to mount. */
            object_storages: {
                /** @description Where it is seen, under /work/mount/. */
                mount_path: string;
                /** @description Folder of the storage; empty: all of it. */
                path?: string;
                /** @description Not for writing. */
                read_only?: boolean;
                /** @description Id or name of a registered storage. */
                storage: string;
            }[];
            /** @description Where the run's output is, seen from inside. */
            readonly output_path: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Preset models to mount. */
            preset_models: string[];
            /** @description 1 (least) to 9; higher starts first. */
            priority: number;
            /** @description What the run last reported: step, total_steps, loss, eta_s. */
            readonly progress: unknown;
            /** @description Resource quota; null: the cluster's free resources, first in first out. */
            quota: string | null;
            /** @description Python requirements, as in requirements.txt. */
            requirements: string;
            /** @description Id of the user who asked for the restart. */
            readonly restart_by: string;
            /** @description A new run begins once the current one has ended. */
            readonly restart_pending: boolean;
            /** @description Changes with anything. */
            readonly revision: number;
            /** @description Runs so far. */
            readonly run_count: number;
            /** @description Where it was made: training_job, code_package, copy. */
            readonly source: string;
            /** @description When the current run began to run. */
            readonly started_at: string | null;
            /**
             * @description State of the current run; idle before the first.
             * @enum {string}
             */
            readonly state: "idle" | "preparing" | "queued" | "starting" | "running" | "recovering" | "stopping" | "succeeded" | "failed" | "stopped";
            /** @description The reason in words. */
            readonly state_message: string;
            /** @description Reason code; never empty for queued, failed and recovering. */
            readonly state_reason: string;
            /** @description Seconds from SIGTERM to SIGKILL. */
            stop_grace_s: number;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Worker instances (ddp). */
            worker_count: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        TrainingJobCreate: {
            cluster?: string | null;
            code_package?: string | null;
            /** @description Start command, run by bash in the code folder. */
            command: string;
            datasets?: string[] | null;
            description?: string | null;
            env?: {
                /** @description Name. */
                name: string;
                /** @description Value. */
                value: string;
            }[] | null;
            fault_tolerance?: {
                /** @description Restart after faults. */
                enabled?: boolean;
                /** @description Restarts for each kind of fault. */
                max_restarts?: number;
                /**
                 * @description gang: all instances restart together.
                 * @enum {string}
                 */
                restart_policy?: "gang" | "single_pod";
                /**
                 * @description reschedule: on other nodes; graceful: reset the card and restart in place where the fault allows it.
                 * @enum {string}
                 */
                strategy?: "reschedule" | "graceful";
            } | null;
            file_storages?: {
                /** @description Where it is seen, under /work/mount/. */
                mount_path: string;
                /** @description Folder of the storage; empty: all of it. */
                path?: string;
                /** @description Not for writing. */
                read_only?: boolean;
                /** @description Id or name of a registered storage. */
                storage: string;
            }[] | null;
            /** @description Id or name of the flavor of each instance. */
            flavor: string;
            image?: string | null;
            labels?: {
                [key: string]: string;
            };
            master_count?: number | null;
            mode?: ("single" | "ddp") | null;
            models?: string[] | null;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            network?: ("none" | "out") | null;
            object_storages?: {
                /** @description Where it is seen, under /work/mount/. */
                mount_path: string;
                /** @description Folder of the storage; empty: all of it. */
                path?: string;
                /** @description Not for writing. */
                read_only?: boolean;
                /** @description Id or name of a registered storage. */
                storage: string;
            }[] | null;
            preset_models?: string[] | null;
            priority?: number | null;
            /**
             * @description Resource quota; null: the cluster's free resources, first in first out.
             * @default null
             */
            quota: string | null;
            requirements?: string | null;
            start?: boolean | null;
            stop_grace_s?: number | null;
            worker_count?: number | null;
        };
        TrainingJobList: {
            items: components["schemas"]["TrainingJob"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        TrainingJobUpdate: {
            code_package?: string | null;
            /** @description Start command, run by bash in the code folder. */
            command?: string;
            datasets?: string[] | null;
            description?: string | null;
            env?: {
                /** @description Name. */
                name: string;
                /** @description Value. */
                value: string;
            }[] | null;
            fault_tolerance?: {
                /** @description Restart after faults. */
                enabled?: boolean;
                /** @description Restarts for each kind of fault. */
                max_restarts?: number;
                /**
                 * @description gang: all instances restart together.
                 * @enum {string}
                 */
                restart_policy?: "gang" | "single_pod";
                /**
                 * @description reschedule: on other nodes; graceful: reset the card and restart in place where the fault allows it.
                 * @enum {string}
                 */
                strategy?: "reschedule" | "graceful";
            } | null;
            file_storages?: {
                /** @description Where it is seen, under /work/mount/. */
                mount_path: string;
                /** @description Folder of the storage; empty: all of it. */
                path?: string;
                /** @description Not for writing. */
                read_only?: boolean;
                /** @description Id or name of a registered storage. */
                storage: string;
            }[] | null;
            /** @description Id or name of the flavor of each instance. */
            flavor?: string;
            image?: string | null;
            labels?: {
                [key: string]: string;
            };
            master_count?: number | null;
            mode?: ("single" | "ddp") | null;
            models?: string[] | null;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name?: string;
            network?: ("none" | "out") | null;
            object_storages?: {
                /** @description Where it is seen, under /work/mount/. */
                mount_path: string;
                /** @description Folder of the storage; empty: all of it. */
                path?: string;
                /** @description Not for writing. */
                read_only?: boolean;
                /** @description Id or name of a registered storage. */
                storage: string;
            }[] | null;
            preset_models?: string[] | null;
            priority?: number | null;
            requirements?: string | null;
            start?: boolean | null;
            stop_grace_s?: number | null;
            worker_count?: number | null;
        };
        Upload: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @description Removed after this when nothing uses it.
             */
            readonly expires_at: string;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "upload";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Bytes there already. */
            readonly offset: number;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /** @description Of all bytes, lower-case hexadecimal. */
            sha256: string;
            /** @description Bytes to come. */
            size: number;
            /**
             * @description open or complete.
             * @enum {string}
             */
            readonly state: "open" | "complete";
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        UploadCreate: {
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Of all bytes, lower-case hexadecimal. */
            sha256: string;
            /** @description Bytes to come. */
            size: number;
        };
        UploadList: {
            items: components["schemas"]["Upload"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        User: {
            /** @description Unique among the undeleted objects of its kind and workspace. */
            account: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Free text. */
            description: string;
            /** @description May not sign in. */
            disabled: boolean;
            /** @description Where alarms go. */
            email: string;
            /** @description administrator, second_level_administrator, ordinary. */
            groups: ("administrator" | "second_level_administrator" | "ordinary")[];
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "user";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Last time of signing in. */
            readonly last_login_at: string | null;
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        UserCreate: {
            /** @description Unique among the undeleted objects of its kind and workspace. */
            account: string;
            description?: string | null;
            disabled?: boolean | null;
            email?: string | null;
            groups?: ("administrator" | "second_level_administrator" | "ordinary")[] | null;
            labels?: {
                [key: string]: string;
            };
            password?: string | null;
        };
        UserList: {
            items: components["schemas"]["User"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        UserUpdate: {
            /** @description Unique among the undeleted objects of its kind and workspace. */
            account?: string;
            description?: string | null;
            disabled?: boolean | null;
            email?: string | null;
            groups?: ("administrator" | "second_level_administrator" | "ordinary")[] | null;
            labels?: {
                [key: string]: string;
            };
            password?: string | null;
        };
        Workspace: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Free text. */
            description: string;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @description The workspace that every installation has. */
            readonly is_default: boolean;
            /** @constant */
            kind: "workspace";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Changes with anything. */
            readonly revision: number;
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        WorkspaceCreate: {
            description?: string | null;
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
        };
        WorkspaceList: {
            items: components["schemas"]["Workspace"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        WorkspaceMember: {
            /** @description Unique among the undeleted objects of its kind and workspace. */
            account: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            readonly created_at: string;
            /** @description Identity; begins with a digit, names never do. */
            readonly id: string;
            /** @constant */
            kind: "workspace_member";
            /** @description Free words for people and scripts. */
            labels: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name: string;
            /** @description Id of the user who made it. */
            readonly owner: string;
            /** @description Account of the user who made it, as it was then. */
            readonly owner_name: string;
            /** @description Member because an administrator: cannot be removed or changed here. */
            readonly platform_administrator: boolean;
            /** @description Changes with anything. */
            readonly revision: number;
            /** @description workspace_admin, developer, operator. */
            roles: ("workspace_admin" | "developer" | "operator")[];
            /**
             * Format: date-time
             * @description When anything of it last changed.
             */
            readonly updated_at: string;
            /** @description Id of the user. */
            readonly user: string;
            /** @description Changes with every field that users set: what If-Match compares. */
            readonly version: number;
            /** @description Id of the workspace; empty for resources of the whole installation. */
            readonly workspace: string;
        };
        WorkspaceMemberCreate: {
            /** @description Unique among the undeleted objects of its kind and workspace. */
            account: string;
            labels?: {
                [key: string]: string;
            };
            /** @description workspace_admin, developer, operator. */
            roles: ("workspace_admin" | "developer" | "operator")[];
        };
        WorkspaceMemberList: {
            items: components["schemas"]["WorkspaceMember"][];
            next_page_token: string;
            total?: number;
            total_at_least?: number;
        };
        WorkspaceMemberUpdate: {
            /** @description Unique among the undeleted objects of its kind and workspace. */
            account?: string;
            labels?: {
                [key: string]: string;
            };
            /** @description workspace_admin, developer, operator. */
            roles?: ("workspace_admin" | "developer" | "operator")[];
        };
        WorkspaceUpdate: {
            description?: string | null;
            labels?: {
                [key: string]: string;
            };
            /** @description Unique among the undeleted objects of its kind and workspace. */
            name?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_api_tokens: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List api-tokens; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiTokenCreate"];
            };
        };
        responses: {
            /** @description Create one of api-tokens. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenCreated"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_tokens_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A token for scripts, of the user who makes it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiToken"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_tokens_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_api_tokens_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiTokenUpdate"];
                "application/merge-patch+json": components["schemas"]["ApiTokenUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiToken"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_audit_records: {
        parameters: {
            query?: {
                action?: string;
                actor?: string;
                from?: string;
                kind?: string;
                object?: string;
                outcome?: string;
                page_size?: string;
                page_token?: string;
                to?: string;
                workspace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who did what, or was refused; newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_auth_explain: {
        parameters: {
            query?: {
                owner?: string;
                permission?: string;
                workspace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description May I? And if not, which role would be enough? */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_auth_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Account. */
                    account: string;
                    /** @description Password. */
                    password: string;
                };
            };
        };
        responses: {
            /** @description Sign in: a token, and a cookie for browsers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_auth_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description End this session. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_auth_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is signed in, with which roles. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_auth_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Present password. */
                    current: string;
                    /** @description New password, at least 10 characters. */
                    new: string;
                };
            };
        };
        responses: {
            /** @description Change one's own password; other sessions end. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_operators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Operators of clean tasks: groups, options as JSON Schema, defaults. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clusters: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List clusters; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clusters_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Machines that one scheduler fills. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_clusters_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClusterUpdate"];
                "application/merge-patch+json": components["schemas"]["ClusterUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_flavors: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List flavors; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlavorList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_flavors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FlavorCreate"];
            };
        };
        responses: {
            /** @description Create one of flavors. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flavor"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_flavors_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How much of a node one instance gets. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flavor"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_flavors_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_flavors_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FlavorUpdate"];
                "application/merge-patch+json": components["schemas"]["FlavorUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flavor"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_nodes: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List nodes; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_nodes_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One machine of a cluster. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Node"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_nodes_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NodeUpdate"];
                "application/merge-patch+json": components["schemas"]["NodeUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Node"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_nodes_id_clear_fault: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Index of the card on the node. */
                    card: number;
                };
            };
        };
        responses: {
            /** @description One of its cards counts as sound again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Node"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_nodes_id_cordon: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason?: string | null;
                };
            };
        };
        responses: {
            /** @description It takes no new work; what runs goes on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Node"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_nodes_id_uncordon: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It takes work again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Node"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every setting, its value and where it came from. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_storages: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List storages; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StorageList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_storages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StorageCreate"];
            };
        };
        responses: {
            /** @description Create one of storages. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Storage"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_storages_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A place for data that an administrator has registered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Storage"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_storages_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_storages_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StorageUpdate"];
                "application/merge-patch+json": components["schemas"]["StorageUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Storage"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_usage: {
        parameters: {
            query?: {
                by?: string;
                from?: string;
                resource?: string;
                run?: string;
                to?: string;
                user?: string;
                workspace?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was used, by workspace, user, run, node or resource. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        by: string;
                        /** Format: date-time */
                        from: string;
                        items: {
                            amount: number;
                            amount_ms: number;
                            key: string;
                            name: string;
                            resource: string;
                            /** @enum {unknown} */
                            unit: "core_hours" | "gib_hours" | "card_hours";
                        }[];
                        /** Format: date-time */
                        to: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_usage_nodes: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the nodes had: allocated, idle, unavailable. For administrators. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        from: string;
                        items: {
                            allocated_ms: number;
                            capacity_ms: number;
                            idle_ms: number;
                            name: string;
                            node: string;
                            resource: string;
                            unavailable_ms: number;
                        }[];
                        /** Format: date-time */
                        to: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_users: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List users; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserCreate"];
            };
        };
        responses: {
            /** @description Create one of users. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_users_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A person who may sign in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_users_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_users_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserUpdate"];
                "application/merge-patch+json": components["schemas"]["UserUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_workspaces: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List workspaces; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_workspaces: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkspaceCreate"];
            };
        };
        responses: {
            /** @description Create one of workspaces. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workspace"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_workspaces_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description People, resources and assets of one team. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workspace"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_workspaces_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_workspaces_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkspaceUpdate"];
                "application/merge-patch+json": components["schemas"]["WorkspaceUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workspace"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_alerts: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List alerts; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_alerts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertCreate"];
            };
        };
        responses: {
            /** @description Create one of alerts. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_alerts_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whom to tell what about which runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_alerts_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_alerts_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertUpdate"];
                "application/merge-patch+json": components["schemas"]["AlertUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_base_datasets: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List base-datasets; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseDatasetList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_base_datasets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BaseDatasetCreate"];
            };
        };
        responses: {
            /** @description Create one of base-datasets. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseDataset"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_base_datasets_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A folder of a registered storage, shown to runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseDataset"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_base_datasets_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_base_datasets_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BaseDatasetUpdate"];
                "application/merge-patch+json": components["schemas"]["BaseDatasetUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseDataset"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_base_datasets_id_files: {
        parameters: {
            query?: {
                page_size?: string;
                page_token?: string;
                path?: string;
                recursive?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Files and folders in "path" of it; recursive=true: all files below. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List clean-tasks; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CleanTaskList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_clean_tasks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CleanTaskCreate"];
            };
        };
        responses: {
            /** @description Create one of clean-tasks. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CleanTask"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_clean_tasks_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description What operators do to a text or a row, step by step: {"ops", "text" | "row", "fields"?}. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_scalars: {
        parameters: {
            query?: {
                points?: string;
                runs?: string;
                tags?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Scalars of 2 to 20 runs beside each other, with what differs between them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        parameters?: Record<string, never>[];
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cleaning of a labelled data set by operators, into a new one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CleanTask"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_clean_tasks_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_clean_tasks_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CleanTaskUpdate"];
                "application/merge-patch+json": components["schemas"]["CleanTaskUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CleanTask"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_clean_tasks_id_copy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CleanTaskUpdate"];
            };
        };
        responses: {
            /** @description A new one with the same settings; the body changes some. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CleanTask"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_clean_tasks_id_restart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stop the current run, then begin a new one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CleanTask"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_clean_tasks_id_start: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begin a new run; 409 while one is active. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CleanTask"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_clean_tasks_id_stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stop the current run; no effect on an ended one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CleanTask"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id_events: {
        parameters: {
            query?: {
                order?: string;
                page_size?: string;
                page_token?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened to it and its runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id_metrics: {
        parameters: {
            query?: {
                by?: string;
                from?: string;
                instance?: string;
                names?: string;
                step?: string;
                to?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resource metrics of the current run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id_runs: {
        parameters: {
            query?: {
                page_size?: string;
                page_token?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Runs, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id_runs_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One run; "current" is the newest. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id_runs_run_download: {
        parameters: {
            query?: {
                format?: string;
                path?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run's output, or the folder "path" of it, as tar.gz or zip. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id_runs_run_events: {
        parameters: {
            query?: {
                order?: string;
                page_size?: string;
                page_token?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened to the run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id_runs_run_files: {
        parameters: {
            query?: {
                path?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Files below the run's /work/output, or below "path" of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id_runs_run_files_path: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                path: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One file of the run's output; ranges are served. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id_runs_run_instances_instance_exec: {
        parameters: {
            query?: {
                columns?: string;
                command?: string;
                rows?: string;
            };
            header?: never;
            path: {
                id: string;
                instance: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Web socket: a terminal inside the running instance. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id_runs_run_instances_instance_logs: {
        parameters: {
            query?: {
                attempt?: string;
                download?: string;
                follow?: string;
                since?: string;
                tail?: string;
            };
            header?: never;
            path: {
                id: string;
                instance: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The instance's log over all attempts; follow=true goes on to the end of the run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id_runs_run_metrics: {
        parameters: {
            query?: {
                by?: string;
                from?: string;
                instance?: string;
                names?: string;
                step?: string;
                to?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resource metrics of a run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id_runs_run_scalars: {
        parameters: {
            query?: {
                points?: string;
                tags?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Training scalars of a run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id_runs_run_usage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the run has used so far. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        by: string;
                        /** Format: date-time */
                        from: string;
                        items: {
                            amount: number;
                            amount_ms: number;
                            key: string;
                            name: string;
                            resource: string;
                            /** @enum {unknown} */
                            unit: "core_hours" | "gib_hours" | "card_hours";
                        }[];
                        /** Format: date-time */
                        to: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clean_tasks_id_scalars: {
        parameters: {
            query?: {
                points?: string;
                run?: string;
                tags?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Training scalars of a run, the current one if ?run= names none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_code_packages: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List code-packages; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodePackageList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_code_packages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodePackageCreate"];
            };
        };
        responses: {
            /** @description Create one of code-packages. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodePackage"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_code_packages_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Source code to be mounted at /work/mount/code. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodePackage"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_code_packages_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_code_packages_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodePackageUpdate"];
                "application/merge-patch+json": components["schemas"]["CodePackageUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodePackage"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_code_packages_id_download: {
        parameters: {
            query?: {
                format?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All files as tar.gz or zip. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_code_packages_id_upload_archive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Replace all files by those of a zip or tar archive, in the body or as {"upload": ID}. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodePackage"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_code_packages_id_files: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Files of the package. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_code_packages_id_files_path: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                path: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_code_packages_id_files_path: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                path: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Add or replace one file of at most 400 MiB. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodePackage"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_code_packages_id_files_path: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                path: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove one file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodePackage"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List fine-tunes; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FineTuneList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_fine_tunes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FineTuneCreate"];
            };
        };
        responses: {
            /** @description Create one of fine-tunes. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FineTune"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_scalars: {
        parameters: {
            query?: {
                points?: string;
                runs?: string;
                tags?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Scalars of 2 to 20 runs beside each other, with what differs between them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        parameters?: Record<string, never>[];
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Supervised fine-tuning of a model, full or LoRA. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FineTune"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_fine_tunes_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_fine_tunes_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FineTuneUpdate"];
                "application/merge-patch+json": components["schemas"]["FineTuneUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FineTune"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_fine_tunes_id_copy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FineTuneUpdate"];
            };
        };
        responses: {
            /** @description A new one with the same settings; the body changes some. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FineTune"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_fine_tunes_id_publish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string;
                    new_model?: string;
                    new_version_of?: string;
                };
            };
        };
        responses: {
            /** @description Make a model version of what a succeeded fine-tune has trained. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_fine_tunes_id_restart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stop the current run, then begin a new one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FineTune"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_fine_tunes_id_start: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begin a new run; 409 while one is active. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FineTune"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_fine_tunes_id_stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stop the current run; no effect on an ended one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FineTune"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id_events: {
        parameters: {
            query?: {
                order?: string;
                page_size?: string;
                page_token?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened to it and its runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id_metrics: {
        parameters: {
            query?: {
                by?: string;
                from?: string;
                instance?: string;
                names?: string;
                step?: string;
                to?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resource metrics of the current run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id_runs: {
        parameters: {
            query?: {
                page_size?: string;
                page_token?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Runs, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id_runs_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One run; "current" is the newest. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id_runs_run_download: {
        parameters: {
            query?: {
                format?: string;
                path?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run's output, or the folder "path" of it, as tar.gz or zip. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id_runs_run_events: {
        parameters: {
            query?: {
                order?: string;
                page_size?: string;
                page_token?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened to the run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id_runs_run_files: {
        parameters: {
            query?: {
                path?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Files below the run's /work/output, or below "path" of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id_runs_run_files_path: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                path: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One file of the run's output; ranges are served. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id_runs_run_instances_instance_exec: {
        parameters: {
            query?: {
                columns?: string;
                command?: string;
                rows?: string;
            };
            header?: never;
            path: {
                id: string;
                instance: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Web socket: a terminal inside the running instance. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id_runs_run_instances_instance_logs: {
        parameters: {
            query?: {
                attempt?: string;
                download?: string;
                follow?: string;
                since?: string;
                tail?: string;
            };
            header?: never;
            path: {
                id: string;
                instance: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The instance's log over all attempts; follow=true goes on to the end of the run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id_runs_run_metrics: {
        parameters: {
            query?: {
                by?: string;
                from?: string;
                instance?: string;
                names?: string;
                step?: string;
                to?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resource metrics of a run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id_runs_run_scalars: {
        parameters: {
            query?: {
                points?: string;
                tags?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Training scalars of a run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id_runs_run_usage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the run has used so far. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        by: string;
                        /** Format: date-time */
                        from: string;
                        items: {
                            amount: number;
                            amount_ms: number;
                            key: string;
                            name: string;
                            resource: string;
                            /** @enum {unknown} */
                            unit: "core_hours" | "gib_hours" | "card_hours";
                        }[];
                        /** Format: date-time */
                        to: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fine_tunes_id_scalars: {
        parameters: {
            query?: {
                points?: string;
                run?: string;
                tags?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Training scalars of a run, the current one if ?run= names none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List labeled-datasets; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabeledDatasetList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_labeled_datasets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabeledDatasetCreate"];
            };
        };
        responses: {
            /** @description Create one of labeled-datasets. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabeledDataset"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A labelled data set: rows of one template, with versions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabeledDataset"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_labeled_datasets_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_labeled_datasets_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabeledDatasetUpdate"];
                "application/merge-patch+json": components["schemas"]["LabeledDatasetUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabeledDataset"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets_id_agreement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far the second annotator agrees: Cohen's kappa, Kendall's tau. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_labeled_datasets_id_annotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    rows: {
                        /** @description Fields to change (merge patch); null: none. */
                        data?: unknown;
                        /** @description All labels of the row. */
                        labels?: string[] | null;
                        /** @description Numbers of all responses, best first; []: no order. */
                        relevance?: number[] | null;
                        /** @description Number of a response that goes. */
                        remove_response?: number | null;
                        row?: number | null;
                        /** @description Numbers of all responses, safest first; []: no order. */
                        safety?: number[] | null;
                        /** @description All tags of the row. */
                        tags?: string[] | null;
                        /** @description The row's version that was seen; or If-Match. */
                        version?: number | null;
                    }[];
                };
            };
        };
        responses: {
            /** @description Change many rows, all or none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_labeled_datasets_id_copy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string | null;
                };
            };
        };
        responses: {
            /** @description A data set of its own with the same rows. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabeledDataset"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets_id_export: {
        parameters: {
            query?: {
                format?: string;
                schema?: string;
                version?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All rows as a file; X-Millrace-Left-Out says how many the schema cannot hold. Archives have the images, too. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_labeled_datasets_id_import: {
        parameters: {
            query?: {
                format?: string;
                schema?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Take rows in: the body is a file of rows, or {"upload": ID}. 200 with the result within ten seconds, else 202. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets_id_preview: {
        parameters: {
            query?: {
                model?: string;
                model_version?: string;
                row?: string;
                version?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A row as a model is trained on it: text, token ids, loss mask. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_labeled_datasets_id_publish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Make an immutable version of what is there; training uses only those. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets_id_rows: {
        parameters: {
            query?: {
                category?: string;
                contains?: string;
                label?: string;
                page_size?: string;
                page_token?: string;
                tag?: string;
                version?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rows in order; of a version, or as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_labeled_datasets_id_share: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Accounts or ids. */
                    users: string[];
                };
            };
        };
        responses: {
            /** @description Let these people read it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabeledDataset"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets_id_statistics: {
        parameters: {
            query?: {
                model?: string;
                model_version?: string;
                version?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Lengths in characters, languages by script; with a model lengths in its tokens. Of large sets rows spread evenly are looked at. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_labeled_datasets_id_unshare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Accounts or ids. */
                    users: string[];
                };
            };
        };
        responses: {
            /** @description Let these people read it no more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabeledDataset"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets_id_images_sha256: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                sha256: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An image that rows name, by its content. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/*": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets_id_rows_row: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                row: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_labeled_datasets_id_rows_row: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                row: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove a row (If-Match). */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_labeled_datasets_id_rows_row: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                row: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Fields to change (merge patch); null: none. */
                    data?: unknown;
                    /** @description All labels of the row. */
                    labels?: string[] | null;
                    /** @description Numbers of all responses, best first; []: no order. */
                    relevance?: number[] | null;
                    /** @description Number of a response that goes. */
                    remove_response?: number | null;
                    row?: number | null;
                    /** @description Numbers of all responses, safest first; []: no order. */
                    safety?: number[] | null;
                    /** @description All tags of the row. */
                    tags?: string[] | null;
                    /** @description The row's version that was seen; or If-Match. */
                    version?: number | null;
                };
                "application/merge-patch+json": {
                    /** @description Fields to change (merge patch); null: none. */
                    data?: unknown;
                    /** @description All labels of the row. */
                    labels?: string[] | null;
                    /** @description Numbers of all responses, best first; []: no order. */
                    relevance?: number[] | null;
                    /** @description Number of a response that goes. */
                    remove_response?: number | null;
                    row?: number | null;
                    /** @description Numbers of all responses, safest first; []: no order. */
                    safety?: number[] | null;
                    /** @description All tags of the row. */
                    tags?: string[] | null;
                    /** @description The row's version that was seen; or If-Match. */
                    version?: number | null;
                };
            };
        };
        responses: {
            /** @description Change a row's fields, labels, tags or orders (If-Match: its version). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets_id_rows_row_history: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                row: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What became of a row, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets_parent_imports: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List labeled-dataset-imports; watch=true streams changes. The parent "-" stands for all of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabeledDatasetImportList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets_parent_imports_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An import of rows into a labelled data set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabeledDatasetImport"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_labeled_datasets_parent_imports_id_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stop it; the data set stays as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabeledDatasetImport"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_labeled_datasets_parent_imports_id_resume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begin a cancelled or failed one again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabeledDatasetImport"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets_parent_imports_id_rejected: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All rows that were left out, a JSON object a line. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets_parent_versions: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List labeled-dataset-versions; watch=true streams changes. The parent "-" stands for all of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabeledDatasetVersionList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_labeled_datasets_parent_versions_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A version of a labelled data set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabeledDatasetVersion"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_labeled_datasets_parent_versions_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_labeled_datasets_parent_versions_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabeledDatasetVersionUpdate"];
                "application/merge-patch+json": components["schemas"]["LabeledDatasetVersionUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabeledDatasetVersion"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_members: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List members; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceMemberList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_members: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkspaceMemberCreate"];
            };
        };
        responses: {
            /** @description Create one of members. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceMember"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_members_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A user's roles in a workspace. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceMember"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_members_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_members_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkspaceMemberUpdate"];
                "application/merge-patch+json": components["schemas"]["WorkspaceMemberUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceMember"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_models: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List models; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_models: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelCreate"];
            };
        };
        responses: {
            /** @description Create one of models. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_models_check_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The name. */
                    name: string;
                };
            };
        };
        responses: {
            /** @description May a new model have this name? */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        available: boolean;
                        name: string;
                        reason: string;
                    };
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_models_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A model: a shell that has versions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_models_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_models_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelUpdate"];
                "application/merge-patch+json": components["schemas"]["ModelUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_models_id_share: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description 1, 7 or 30; null: for ever. */
                    days?: number | null;
                };
            };
        };
        responses: {
            /** @description A code by which others import a copy; shown only here. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShareCodeCreated"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_models_parent_versions: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List model-versions; watch=true streams changes. The parent "-" stands for all of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersionList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_models_parent_versions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelVersionCreate"];
            };
        };
        responses: {
            /** @description Create one of model-versions. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_models_parent_versions_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A version of a model: what tasks and services use. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_models_parent_versions_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_models_parent_versions_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelVersionUpdate"];
                "application/merge-patch+json": components["schemas"]["ModelVersionUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_models_parent_versions_id_download: {
        parameters: {
            query?: {
                format?: string;
            };
            header?: never;
            path: {
                id: string;
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All files as tar.gz or zip. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_models_parent_versions_id_export: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description New folder below it. */
                    path: string;
                    /** @description Id or name of a registered storage. */
                    storage: string;
                };
            };
        };
        responses: {
            /** @description Copy all files to a new folder of a registered storage. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_models_parent_versions_id_share: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description 1, 7 or 30; null: for ever. */
                    days?: number | null;
                };
            };
        };
        responses: {
            /** @description A code by which others import a copy; shown only here. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShareCodeCreated"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_models_parent_versions_id_files: {
        parameters: {
            query?: {
                page_size?: string;
                page_token?: string;
            };
            header?: never;
            path: {
                id: string;
                parent: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Files of the version, in order of their paths. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_models_parent_versions_id_files_path: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                parent: string;
                path: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One file; ranges are served. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_models_parent_versions_id_files_path: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                parent: string;
                path: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove one file; refused while the version is used. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_runs: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List runs; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_runs_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One start of a workload. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_share_codes: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List share-codes; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShareCodeList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_share_codes_resolve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The code. */
                    code: string;
                };
            };
        };
        responses: {
            /** @description Which model a code stands for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        expires_at: string | null;
                        model: string;
                        model_name: string;
                        model_version: string;
                        model_version_name: string;
                        size_bytes: number;
                    };
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_share_codes_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A code by which others import a copy of a model; deleting it revokes it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShareCode"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_share_codes_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List training-jobs; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingJobList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_training_jobs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainingJobCreate"];
            };
        };
        responses: {
            /** @description Create one of training-jobs. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingJob"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_scalars: {
        parameters: {
            query?: {
                points?: string;
                runs?: string;
                tags?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Scalars of 2 to 20 runs beside each other, with what differs between them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        parameters?: Record<string, never>[];
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A training command on one or several instances. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingJob"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_training_jobs_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_training_jobs_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainingJobUpdate"];
                "application/merge-patch+json": components["schemas"]["TrainingJobUpdate"];
            };
        };
        responses: {
            /** @description Change some fields (merge patch, If-Match honoured). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingJob"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_training_jobs_id_copy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainingJobUpdate"];
            };
        };
        responses: {
            /** @description A new one with the same settings; the body changes some. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingJob"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_training_jobs_id_restart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stop the current run, then begin a new one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingJob"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_training_jobs_id_save_to_models: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string;
                    new_model?: string;
                    new_version_of?: string;
                    path?: string;
                };
            };
        };
        responses: {
            /** @description Make a model version of a folder below the output of an ended training job. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_training_jobs_id_start: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begin a new run; 409 while one is active. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingJob"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_training_jobs_id_stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stop the current run; no effect on an ended one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingJob"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id_events: {
        parameters: {
            query?: {
                order?: string;
                page_size?: string;
                page_token?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened to it and its runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id_metrics: {
        parameters: {
            query?: {
                by?: string;
                from?: string;
                instance?: string;
                names?: string;
                step?: string;
                to?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resource metrics of the current run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id_runs: {
        parameters: {
            query?: {
                page_size?: string;
                page_token?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Runs, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id_runs_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One run; "current" is the newest. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id_runs_run_download: {
        parameters: {
            query?: {
                format?: string;
                path?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run's output, or the folder "path" of it, as tar.gz or zip. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id_runs_run_events: {
        parameters: {
            query?: {
                order?: string;
                page_size?: string;
                page_token?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened to the run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id_runs_run_files: {
        parameters: {
            query?: {
                path?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Files below the run's /work/output, or below "path" of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id_runs_run_files_path: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                path: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One file of the run's output; ranges are served. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id_runs_run_instances_instance_exec: {
        parameters: {
            query?: {
                columns?: string;
                command?: string;
                rows?: string;
            };
            header?: never;
            path: {
                id: string;
                instance: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Web socket: a terminal inside the running instance. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id_runs_run_instances_instance_logs: {
        parameters: {
            query?: {
                attempt?: string;
                download?: string;
                follow?: string;
                since?: string;
                tail?: string;
            };
            header?: never;
            path: {
                id: string;
                instance: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The instance's log over all attempts; follow=true goes on to the end of the run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id_runs_run_metrics: {
        parameters: {
            query?: {
                by?: string;
                from?: string;
                instance?: string;
                names?: string;
                step?: string;
                to?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resource metrics of a run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id_runs_run_scalars: {
        parameters: {
            query?: {
                points?: string;
                tags?: string;
            };
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Training scalars of a run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id_runs_run_usage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                run: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the run has used so far. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        by: string;
                        /** Format: date-time */
                        from: string;
                        items: {
                            amount: number;
                            amount_ms: number;
                            key: string;
                            name: string;
                            resource: string;
                            /** @enum {unknown} */
                            unit: "core_hours" | "gib_hours" | "card_hours";
                        }[];
                        /** Format: date-time */
                        to: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_training_jobs_id_scalars: {
        parameters: {
            query?: {
                points?: string;
                run?: string;
                tags?: string;
            };
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Training scalars of a run, the current one if ?run= names none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            name: string;
                            points: [
                                number,
                                number | null
                            ][];
                            stat: string;
                            summary: {
                                max: number | null;
                                mean: number | null;
                                median: number | null;
                                min: number | null;
                                p75: number | null;
                            };
                            wall_ms?: number[];
                        }[];
                        step: string;
                    };
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_uploads: {
        parameters: {
            query?: {
                filter?: string;
                order_by?: string;
                page_size?: string;
                page_token?: string;
                since?: string;
                watch?: string;
            };
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List uploads; watch=true streams changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadList"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_uploads: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ws: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UploadCreate"];
            };
        };
        responses: {
            /** @description Create one of uploads. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description The body says it is no JSON: send Content-Type: application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_uploads_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A resumable upload. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_uploads_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete it. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    head_uploads_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where the upload stands (Upload-Offset). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_uploads_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                ws: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Append bytes at Upload-Offset. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request was refused or failed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
