"""Several people on one server: what one may not use of another's, and what the audit keeps of the attempts."""
import base64
import contextlib
import http.client
import os
import pathlib
import tempfile
import unittest

from harness import PASSWORD as ADMIN_PASSWORD
from harness import ApiError, Millrace

PASSWORD = "a-long-enough-password"


class People(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.m = Millrace()
        cls.m.__enter__()
        cls.tokens = {}
        for account in ("ann", "bob"):
            cls.m.post("/users", {"account": account, "password": PASSWORD})
            cls.m.post("/workspaces/default/members", {"account": account, "roles": ["developer"]})
            cls.tokens[account] = cls.m.login(account, PASSWORD)

    @classmethod
    def tearDownClass(cls):
        cls.m.__exit__(None, None, None)

    def refused(self, status, act, *args, **kwargs):
        with self.assertRaises(ApiError) as caught:
            act(*args, **kwargs)
        self.assertEqual(caught.exception.status, status, caught.exception.body)
        return caught.exception.body

    def as_bob(self, method, path, body=None):
        return self.m.call(method, path, body, token=self.tokens["bob"])

    def audit(self, action, outcome):
        return [r for r in self.m.get("/audit-records?page_size=500")["items"] if r["action"] == action and r["outcome"] == outcome]

    def test_the_code_of_others_is_not_to_be_trained_with(self):
        package = self.m.post("/workspaces/default/code-packages", {"name": "anns"}, token=self.tokens["ann"])
        job = {"name": "spy", "command": "cat /work/mount/code/*", "mode": "single", "flavor": "1C_2G"}
        jobs = self.m.jobs()
        for reference in ("anns", package["id"]):
            there = self.refused(400, self.as_bob, "POST", jobs, {**job, "code_package": reference})
            self.assertEqual([v["field"] for v in there["violations"]], ["code_package"])
            # Nothing tells it from one that is not there.
            absent = self.refused(400, self.as_bob, "POST", jobs, {**job, "code_package": "absent"})
            self.assertEqual(there["violations"][0]["reason"].replace(reference, "absent"), absent["violations"][0]["reason"])
        self.as_bob("POST", jobs, job)
        self.refused(400, self.as_bob, "PATCH", self.m.jobs("spy"), {"code_package": "anns"})
        self.refused(400, self.as_bob, "POST", self.m.jobs("spy") + ":copy", {"name": "copy", "code_package": package["id"]})
        self.assertEqual(self.as_bob("GET", self.m.jobs("spy"))["code_package"], "")
        # Once it is there by an administrator's hand, it cannot be started by bob either.
        self.m.call("PATCH", self.m.jobs("spy"), {"code_package": "anns"})
        self.refused(400, self.as_bob, "POST", self.m.jobs("spy") + ":start")
        self.assertTrue(self.audit("training_job.create", "refused"))

    def test_hidden_refusals_and_failed_logins_are_audited(self):
        self.m.post(self.m.jobs(), {"name": "anns-job", "command": "true", "flavor": "1C_2G"}, token=self.tokens["ann"])
        self.refused(404, self.as_bob, "GET", self.m.jobs("anns-job"))
        rows = self.audit("training_job.get", "refused")
        self.assertEqual([(r["actor_name"], r["object_name"].rsplit("/", 1)[1]) for r in rows], [("bob", "anns-job")])
        self.refused(401, self.m.login, "carl", "wrong-password")
        self.assertEqual([r["object_name"] for r in self.audit("user.login", "refused")], ["carl"])
        self.assertEqual(len([r for r in self.audit("user.login", "allowed") if r["object_name"] == "bob"]), 1)

    def test_tokens_are_made_by_those_who_signed_in(self):
        made = self.as_bob("POST", "/api-tokens", {"name": "script"})
        self.assertTrue(made["expires_at"])
        self.assertEqual([t["name"] for t in self.m.get("/api-tokens", token=made["secret"])["items"]], ["script"])
        self.refused(403, self.m.post, "/api-tokens", {"name": "another"}, token=made["secret"])
        far = self.refused(400, self.as_bob, "POST", "/api-tokens", {"name": "far", "expires_at": "2199-01-01T00:00:00Z"})
        self.assertEqual(far["violations"][0]["field"], "expires_at")

    def test_everybody_names_their_own_tokens(self):
        made = {who: self.m.post("/api-tokens", {"name": "same-name"}, token=token) for who, token in self.tokens.items()}
        for who, token in self.tokens.items():
            self.assertEqual(self.m.get("/api-tokens/same-name", token=token)["id"], made[who]["id"])
        self.refused(404, self.m.get, "/api-tokens/same-name")  # the administrator has none of this name
        self.refused(409, self.as_bob, "POST", "/api-tokens", {"name": "same-name"})
        self.as_bob("DELETE", "/api-tokens/same-name")
        self.refused(401, self.m.get, "/api-tokens", token=made["bob"]["secret"])
        self.m.get("/api-tokens", token=made["ann"]["secret"])

    def test_alarms_follow_what_one_may_see(self):
        job = self.m.post(self.m.jobs(), {"name": "quiet", "command": "true", "flavor": "1C_2G"}, token=self.tokens["ann"])
        alert = {"name": "spy", "events": ["failed"], "webhook_url": "https://alarms.example/"}
        alerts = "/workspaces/default/alerts"
        for reference in ("quiet", job["id"]):
            there = self.refused(400, self.as_bob, "POST", alerts, {**alert, "workload": reference})
            absent = self.refused(400, self.as_bob, "POST", alerts, {**alert, "workload": "absent"})
            self.assertEqual(there["violations"][0]["reason"].replace(reference, "absent"), absent["violations"][0]["reason"])
        self.as_bob("POST", alerts, alert)
        self.refused(400, self.as_bob, "PATCH", alerts + "/spy", {"workload": "quiet"})
        # Its workload gone, an alarm can still be switched off.
        self.m.post(alerts, {**alert, "name": "anns", "workload": "quiet"}, token=self.tokens["ann"])
        self.m.call("DELETE", self.m.jobs("quiet"))
        off = self.m.call("PATCH", alerts + "/anns", {"enabled": False}, token=self.tokens["ann"])
        self.assertEqual((off["enabled"], off["workload"]), (False, job["id"]))

    def test_a_refusal_to_delete_tells_nothing_of_others_jobs(self):
        self.m.post("/workspaces/default/code-packages", {"name": "shared"}, token=self.tokens["ann"])
        self.m.post(self.m.jobs(), {"name": "secret-plan", "command": "true", "flavor": "1C_2G", "code_package": "shared"})
        packages = "/workspaces/default/code-packages/shared"
        words = self.refused(409, self.m.call, "DELETE", packages, token=self.tokens["ann"])["detail"]
        self.assertNotIn("secret-plan", words)
        self.assertIn("secret-plan", self.refused(409, self.m.call, "DELETE", packages)["detail"])

    def test_streams_end_with_the_session_and_say_so(self):
        self.m.submit("talks", "echo first; sleep 1000", stop_grace_s=1)
        self.m.wait("talks", ("running",))
        account = {"account": "fay", "password": PASSWORD}
        self.m.post("/users", account)
        self.m.post("/workspaces/default/members", {"account": "fay", "roles": ["workspace_admin"]})
        token = self.m.login("fay", PASSWORD)
        follow = self.m.jobs("talks") + "/runs/current/instances/0/logs?follow=true"
        host, port = self.m.address().rsplit(":", 1)
        streams = []
        for path, accept in ((self.m.jobs() + "?watch=true", "*/*"), (follow, "*/*"), (follow, "text/event-stream")):
            connection = http.client.HTTPConnection(host, int(port), timeout=60)
            connection.request("GET", "/api/v1" + path, headers={"Authorization": f"Bearer {token}", "Accept": accept})
            streams.append((connection, connection.getresponse()))
        self.m.call("PATCH", "/users/fay", {"disabled": True})
        words = [stream.read().decode() for _, stream in streams]
        for connection, _ in streams:
            connection.close()
        self.assertIn("event: refused", words[0])
        self.assertIn("[this is not the end of the log: your session has ended", words[1])
        self.assertTrue(words[1].startswith("first"), words[1])
        self.assertIn("event: refused", words[2])
        self.m.post(self.m.jobs("talks") + ":stop")

    def test_the_audit_says_that_a_secret_changed_and_not_what_to(self):
        self.m.post("/users", {"account": "gil", "password": PASSWORD})
        token = self.m.login("gil", PASSWORD)
        self.m.call("PATCH", "/users/gil", {"password": "another-long-password"})
        self.refused(401, self.m.get, "/auth/me", token=token)
        rows = [r for r in self.m.get("/audit-records?kind=user&page_size=500")["items"] if r["object_name"] == "gil"]
        changes = {r["action"]: r["detail"] for r in rows if r["action"] in ("user.create", "user.update")}
        self.assertEqual(changes["user.create"]["password"], ["***", "***"])
        self.assertEqual(changes["user.update"], {"password": ["***", "***"]})

    def test_the_default_workspace_stays(self):
        self.refused(409, self.m.call, "DELETE", "/workspaces/default")
        self.refused(400, self.m.call, "PATCH", "/workspaces/default", {"name": "other"})

    def test_a_copy_is_made_once(self):
        self.m.post(self.m.jobs(), {"name": "original", "command": "true", "flavor": "1C_2G"})
        key = {"Idempotency-Key": "copy-1"}
        copies = [self.m.post(self.m.jobs("original") + ":copy", {"name": "twin"}, headers=key) for _ in range(2)]
        self.assertEqual(copies[0]["id"], copies[1]["id"])
        self.refused(409, self.m.post, self.m.jobs("original") + ":copy", {"name": "other"}, headers=key)

    def test_copies_that_nobody_names_find_names(self):
        long = "长" * 64
        self.m.post(self.m.jobs(), {"name": long, "command": "true", "flavor": "1C_2G"})
        names = [self.m.post(self.m.jobs(long) + ":copy")["name"] for _ in range(3)]
        self.assertEqual(names, ["长" * 59 + "-copy", "长" * 57 + "-copy-2", "长" * 57 + "-copy-3"])
        self.refused(409, self.m.post, self.m.jobs(long) + ":copy", {"name": names[0]})

    def test_a_watch_from_another_database_begins_again(self):
        newest = int(self.m.call("GET", self.m.jobs(), raw=True)[1]["X-Millrace-Rev"])
        self.refused(410, self.m.get, self.m.jobs() + f"?watch=true&since={newest + 1_000_000}")

    def test_nodes_are_closed_and_opened_by_administrators(self):
        node = self.m.get("/nodes")["items"][0]
        path = f"/nodes/{node['name']}"
        self.refused(404, self.as_bob, "POST", path + ":cordon")
        self.refused(400, self.m.post, path + ":cordon", {"why": "no such field"})
        closed = self.m.post(path + ":cordon", {"reason": "new disk"})
        self.assertEqual((closed["state"], closed["cordon_reason"]), ("cordoned", "new disk"))
        self.m.cli("login", "--account", "admin", password=ADMIN_PASSWORD)
        opened, _ = self.m.cli("uncordon", "nodes", node["name"], "-o", "json")
        self.assertIn('"ready"', opened)
        self.refused(404, self.m.post, path + ":clear_fault", {"card": 99})
        self.refused(400, self.m.post, path + ":clear_fault")
        rows = [r for r in self.m.get(f"/audit-records?object={node['id']}")["items"] if r["actor_name"] == "admin"]
        self.assertEqual([r["action"] for r in rows], ["node.uncordon", "node.cordon"])

    def test_another_sites_page_signs_nobody_in(self):
        body = {"account": "ann", "password": PASSWORD}
        for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)):
            got = self.m.call("POST", "/auth/login", body, headers={"Sec-Fetch-Site": site}, token="", raw=True)[0]
            self.assertEqual(got, status, site)
        cookie = {"Cookie": f"millrace_session={self.tokens['ann']}"}
        self.assertEqual(self.m.call("GET", "/auth/me", headers=cookie, token="", raw=True)[0], 200)
        self.assertEqual(self.m.call("POST", "/auth/logout", headers=cookie, token="", raw=True)[0], 403)

    def open_socket(self, path, **headers):
        host, port = self.m.address().rsplit(":", 1)
        connection = http.client.HTTPConnection(host, int(port), timeout=30)
        connection.request("GET", "/api/v1" + path, headers={
            "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), **headers})
        return connection

    def status_of_socket(self, path, **headers):
        connection = self.open_socket(path, **headers)
        try:
            return connection.getresponse().status
        finally:
            connection.close()

    def test_a_terminal_by_cookie_is_for_our_own_pages(self):
        self.m.submit("shell", "sleep 1000", stop_grace_s=1)
        self.m.wait("shell", ("running",))
        path = self.m.jobs("shell") + "/runs/current/instances/0/exec?command=cat"
        cookie = {"Cookie": f"millrace_session={self.m.token}"}
        self.assertEqual(self.status_of_socket(path, **cookie), 403)
        self.assertEqual(self.status_of_socket(path, Origin="http://elsewhere.example", **cookie), 403)
        self.assertEqual(self.status_of_socket(path, Origin=self.m.url(), **cookie), 101)
        self.assertEqual(self.status_of_socket(path, Authorization=f"Bearer {self.m.token}"), 101)
        self.m.post(self.m.jobs("shell") + ":stop")

    def test_a_terminal_ends_with_its_owners_role(self):
        self.m.submit("lasting", "sleep 1000", stop_grace_s=1)
        self.m.wait("lasting", ("running",))
        self.m.post("/users", {"account": "eve", "password": PASSWORD})
        member = self.m.post("/workspaces/default/members", {"account": "eve", "roles": ["workspace_admin"]})
        path = self.m.jobs("lasting") + "/runs/current/instances/0/exec?command=cat"
        connection = self.open_socket(path, Authorization=f"Bearer {self.m.login('eve', PASSWORD)}")
        answer = connection.getresponse()
        self.assertEqual(answer.status, 101)
        self.m.call("DELETE", f"/workspaces/default/members/{member['id']}")
        frame = connection.sock.recv(4)
        self.assertEqual((frame[0], int.from_bytes(frame[2:4], "big")), (0x88, 1008))
        connection.close()
        self.m.post(self.m.jobs("lasting") + ":stop")


class Console(unittest.TestCase):
    def test_the_built_console_is_served_and_nothing_beside_it(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "index.html").write_text("<title>console</title>")
            (pathlib.Path(folder) / "assets").mkdir()
            (pathlib.Path(folder) / "assets" / "a.js").write_text("let a = 1;\n" * 400)
            (pathlib.Path(folder) / "assets" / "a.js.br").write_bytes(b"made beforehand")
            with Millrace(environment={"MILLRACE_WEB_FOLDER": folder}) as m:
                def get(path, **headers):
                    host, port = m.address().rsplit(":", 1)
                    connection = http.client.HTTPConnection(host, int(port), timeout=30)
                    with contextlib.closing(connection):
                        connection.request("GET", path, headers=headers)
                        answer = connection.getresponse()
                        return answer.status, answer.headers, answer.read()
                self.assertEqual((get("/")[0], get("/")[1]["Location"]), (302, "/console/"))
                status, headers, page = get("/console/workspaces/default/training-jobs/hello")
                self.assertEqual((status, page), (200, b"<title>console</title>"))
                self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
                status, headers, script = get("/console/assets/a.js", **{"Accept-Encoding": "br, gzip"})
                self.assertEqual((status, headers["Content-Encoding"], script), (200, "br", b"made beforehand"))
                self.assertEqual(get("/console/assets/a.js", **{"Accept-Encoding": "gzip"})[1]["Content-Encoding"], "gzip")
                self.assertEqual(get("/console/../addresses.txt")[0], 404)
                self.assertEqual(get("/console/%2e%2e/index.html")[0], 404)
                self.assertEqual(get("/api/v1/nonsense")[0], 404)

    def test_a_folder_without_a_console_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            m = Millrace(environment={"MILLRACE_WEB_FOLDER": folder})
            try:
                with self.assertRaisesRegex(AssertionError, "index.html"):
                    m.start()
            finally:
                m.__exit__(None, None, None)


if __name__ == "__main__":
    unittest.main()
