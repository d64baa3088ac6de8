"""A Millrace of a test's own: server, REST and command line, and what must not be left behind."""
import contextlib
import http.client
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse

SOURCE = pathlib.Path(os.environ.get("MILLRACE_SOURCE_DIR") or pathlib.Path(__file__).resolve().parents[2])
BIN = pathlib.Path(os.environ.get("MILLRACE_BIN_DIR") or SOURCE / "build" / "bin")
PASSWORD = "e2e-admin-password"
ENDED = ("succeeded", "failed", "stopped")


def until(what, condition, timeout=60.0, pause=0.05):
    """The first true value of condition(); fails the test with `what` after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"after {timeout} s still not: {what}")
        time.sleep(pause)


class ApiError(Exception):
    def __init__(self, status, body):
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body


class Millrace:
    """A server on its own data folder; `with` it, and nothing stays."""

    def __init__(self, *flags, environment=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="millrace-e2e-"))
        self.folder.chmod(0o711)  # runs of other users pass through
        self.data = self.folder / "data"
        self.flags = list(flags)
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("MILLRACE_")}
        self.environment.update({"MILLRACE_ADMIN_PASSWORD": PASSWORD, "XDG_CONFIG_HOME": str(self.folder / "config")})
        self.environment.update(environment or {})
        self.process = None
        self.token = None
        self.log = open(self.folder / "server.log", "ab")

    # ---- the server ----

    def start(self):
        with contextlib.suppress(FileNotFoundError):
            (self.data / "addresses").unlink()
        command = [BIN / "millrace", "server", "--data", self.data, "--listen", "127.0.0.1:0", "--gateway-listen", "127.0.0.1:0", *self.flags]
        self.process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        until("the server is ready", self._is_ready, timeout=30, pause=0.02)
        return self

    def _is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.server_log()}")
        try:
            return self.call("GET", "/readyz", raw=True)[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def address(self):
        try:
            lines = (self.data / "addresses").read_text().split()
        except FileNotFoundError:
            raise ConnectionRefusedError("no address yet") from None
        if not lines:
            raise ConnectionRefusedError("no address yet")
        return lines[0]

    def url(self):
        return f"http://{self.address()}"

    def kill(self):
        """As a crash: SIGKILL, nothing is cleaned up."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        """As an operator: SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def server_log(self):
        return (self.folder / "server.log").read_text(errors="replace")[-6000:]

    def __enter__(self):
        try:
            self.start()
            self.login()
            return self
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __exit__(self, kind, *_):
        if kind is not None:
            print(f"--- server log\n{self.server_log()}", flush=True)
        if self.process and self.process.poll() is None:
            self._stop_all_runs()
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
        for pid in self.orphans():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _stop_all_runs(self):
        with contextlib.suppress(Exception):
            active = []
            for kind in ("training-jobs", "fine-tunes"):
                path = f"/workspaces/default/{kind}"
                active += [f"{path}/{w['id']}" for w in self.get(f"{path}?page_size=500")["items"] if w["state"] not in (*ENDED, "idle")]
            for path in active:
                self.post(f"{path}:stop")
            for path in active:
                until(f"{path} has ended", lambda path=path: self.get(path)["state"] in ENDED)

    def orphans(self):
        """Processes that still have something of this data folder on their command line, or of it open as a lock."""
        found = []
        own = os.getpid()
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == own:
                continue
            try:
                words = (entry / "cmdline").read_bytes()
                state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
            if str(self.data).encode() in words and state != "Z" and (self.process is None or int(entry.name) != self.process.pid):
                found.append(int(entry.name))
        return found

    # ---- REST ----

    def call(self, method, path, body=None, headers=None, token=None, raw=False):
        """(status, headers, bytes) if raw, else the JSON; ApiError from status 400 on."""
        host, port = self.address().rsplit(":", 1)
        connection = http.client.HTTPConnection(host, int(port), timeout=60)
        all_headers = dict(headers or {})
        token = self.token if token is None else token
        if token:
            all_headers["Authorization"] = f"Bearer {token}"
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            all_headers.setdefault("Content-Type", "application/json")
        if path.startswith("/") and not path.startswith(("/healthz", "/readyz", "/metrics", "/api/")):
            path = "/api/v1" + path
        try:
            connection.request(method, path, body=body, headers=all_headers)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        if raw:
            return response.status, response.headers, data
        if response.status >= 400:
            raise ApiError(response.status, json.loads(data) if data else None)
        return json.loads(data) if data else None

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.call("POST", path, {} if body is None else body, **more)

    def upload(self, data, name, workspace="default", token=None):
        """The id of a finished upload of `data`."""
        uploads = f"/workspaces/{workspace}/uploads"
        made = self.post(uploads, {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}, token=token)
        self.call("PATCH", f"{uploads}/{made['id']}", data, {"Upload-Offset": "0"}, token=token)
        return made["id"]

    def login(self, account="admin", password=PASSWORD):
        token = self.post("/auth/login", {"account": account, "password": password}, token="")["token"]
        if account == "admin":
            self.token = token
        return token

    def jobs(self, name="", workspace="default"):
        path = f"/workspaces/{workspace}/training-jobs"
        return f"{path}/{urllib.parse.quote(name)}" if name else path

    def submit(self, name, command, **fields):
        body = {"name": name, "command": command, "mode": "single", "flavor": "1C_2G", "start": True}
        body.update(fields)
        return self.post(self.jobs(), body)

    def wait(self, name, states=ENDED, timeout=90):
        def look():
            job = self.get(self.jobs(name))
            return job if job["state"] in states else None
        return until(f"{name} is {' or '.join(states)}", look, timeout)

    def logs(self, name, instance=0, run="current", query=""):
        status, _, data = self.call("GET", f"{self.jobs(name)}/runs/{run}/instances/{instance}/logs{query}", raw=True)
        if status != 200:
            raise ApiError(status, data)
        return data.decode()

    # ---- the command line ----

    def cli(self, *words, status=0, password=None, stdin=""):
        """Runs `millrace …` against this server; (stdout, stderr)."""
        environment = {**self.environment, "MILLRACE_SERVER": self.url()}
        environment.pop("MILLRACE_ADMIN_PASSWORD", None)
        if password:
            environment["MILLRACE_PASSWORD"] = password
        done = subprocess.run([BIN / "millrace", *map(str, words)], env=environment, input=stdin, capture_output=True, text=True, timeout=180)
        if done.returncode != status:
            raise AssertionError(f"millrace {' '.join(map(str, words))}: status {done.returncode}, not {status}\n{done.stdout}\n{done.stderr}")
        return done.stdout, done.stderr
