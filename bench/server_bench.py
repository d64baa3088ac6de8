#!/usr/bin/python3
"""What a user feels of the server, beside nginx where there is a peer. Needs wrk and nginx (Debian).

Prints medians and ratios of paired runs, with the machine. Standard library only.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

PAIRS = 5
PASSWORD = "bench-password-1"


class Server:
    def __init__(self, programs, data):
        self.data = pathlib.Path(data)
        environment = dict(os.environ, MILLRACE_ADMIN_PASSWORD=PASSWORD)
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [programs / "millrace", "server", "--data", data, "--listen", "127.0.0.1:0"],
            env=environment, stderr=subprocess.DEVNULL)
        self.address = self.wait_until_ready()
        self.ready_s = time.monotonic() - begun
        self.token = None

    def wait_until_ready(self):
        addresses = self.data / "addresses"
        for _ in range(5000):
            try:
                address = addresses.read_text().split()[0]
                urllib.request.urlopen(f"http://{address}/readyz", timeout=1).read()
                return address
            except (OSError, IndexError):
                time.sleep(0.002)
        raise SystemExit("the server did not become ready")

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://{self.address}/api/v1{path}", method=method,
            data=None if body is None else json.dumps(body).encode())
        request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", "Bearer " + self.token)
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    def login(self):
        answer = json.loads(self.call("POST", "/auth/login", {"account": "admin", "password": PASSWORD}))
        self.token = answer["token"]

    def resident_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


def wrk(url, *headers):
    options = [part for header in headers for part in ("-H", header)]
    out = subprocess.run(["wrk", "-t1", "-c32", "-d3s", *options, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise SystemExit("wrk saw errors:\n" + out)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))


def start_nginx(folder, content):
    (folder / "object.json").write_bytes(content)
    os.chmod(folder, 0o755)
    configuration = folder / "nginx.conf"
    configuration.write_text(f"""
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; keepalive_requests 100000000; sendfile on; open_file_cache max=10;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen unix:{folder}/unused; listen 127.0.0.1:{free_port()}; root {folder}; }} }}
""")
    port = re.search(r"127\.0\.0\.1:(\d+)", configuration.read_text()).group(1)
    process = subprocess.Popen(["nginx", "-c", configuration, "-p", folder], stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/object.json"
    for _ in range(1000):
        try:
            urllib.request.urlopen(url, timeout=1).read()
            return process, url
        except OSError:
            time.sleep(0.005)
    raise SystemExit("nginx did not start")


def free_port():
    import socket
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def report(name, value, goal=""):
    print(f"{name:48} {value:>24}   {goal}")


def bench_start(programs):
    ready, resident = [], []
    for _ in range(PAIRS):
        with tempfile.TemporaryDirectory() as data:
            for again in range(2):  # the second start finds its database there
                server = Server(programs, data)
                if again:
                    ready.append(server.ready_s)
                    time.sleep(1)
                    resident.append(server.resident_mib())
                server.stop()
    report("ready after start", f"{statistics.median(ready) * 1000:.0f} ms", "goal < 500 ms")
    report("resident memory, idle", f"{statistics.median(resident):.1f} MiB", "goal < 64 MiB")


def bench_get(server, folder):
    path = "/workspaces/default/training-jobs/one"
    server.call("POST", "/workspaces/default/training-jobs", {"name": "one", "command": "true", "flavor": "1C_2G"})
    content = server.call("GET", path)
    nginx, peer = start_nginx(folder, content)
    ours, theirs = [], []
    for _ in range(PAIRS):
        ours.append(wrk(f"http://{server.address}/api/v1{path}", "Authorization: Bearer " + server.token))
        theirs.append(wrk(peer))
    nginx.terminate()
    nginx.wait()
    report(f"GET of one object ({len(content)} bytes)", f"{statistics.median(ours):,.0f} req/s")
    report("nginx, a file of that size, 1 worker", f"{statistics.median(theirs):,.0f} req/s")
    ratio = statistics.median(a / b for a, b in zip(ours, theirs))
    report("ratio", f"{ratio:.2f}", "goal >= 0.5")


def bench_submit(server):
    took = []
    for number in range(9):
        job = json.loads(server.call("POST", "/workspaces/default/training-jobs", {
            "name": f"job{number}", "command": "true", "mode": "single", "flavor": "1C_2G", "start": True}))
        for _ in range(2000):
            now = json.loads(server.call("GET", f"/workspaces/default/training-jobs/{job['id']}"))
            if now["state"] in ("succeeded", "failed"):
                break
            time.sleep(0.01)
        took.append(milliseconds(now["started_at"]) - milliseconds(now["created_at"]))
    report("submitted -> process running", f"{statistics.median(took):.0f} ms", "goal < 150 ms")


def milliseconds(text):
    import datetime
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="?", default="build/bin", help="folder of millrace (default: build/bin)")
    programs = pathlib.Path(parser.parse_args().programs).resolve()
    for name in ("millrace", "millrace-shim"):
        if not (programs / name).exists():
            parser.error(f"there is no {name} in {programs}: script/build makes it")
    missing = [name for name in ("wrk", "nginx") if not shutil.which(name)]
    if missing:
        parser.error(f"not installed: apt-get install {' '.join(missing)}")
    return programs


def main():
    os.environ["PATH"] += ":/usr/sbin"  # where nginx is
    programs = arguments()
    model = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text()).group(1)
    print(f"{model}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; medians of {PAIRS} pairs\n")
    bench_start(programs)
    folder = pathlib.Path(tempfile.mkdtemp())
    server = None
    try:
        server = Server(programs, str(folder / "data"))
        server.login()
        bench_submit(server)
        bench_get(server, folder)
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
