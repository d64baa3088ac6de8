"""A Ceph object gateway of a test's own: a true S3 server with a store in memory, on loopback. `with RadosGateway() as s3`
gives endpoint, keys and a bucket; run as a program it does so around a command, with MILLRACE_TEST_S3 set. Where the
programs are missing the test says so and is skipped."""
import contextlib
import datetime
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid

SKIP = 77
PROGRAMS = ("ceph", "ceph-mgr", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin")
REGION = "us-east-1"
CONF = """
[global]
fsid = {fsid}
mon host = [v2:127.0.0.1:{mon}]
auth cluster required = none
auth service required = none
auth client required = none
ms client mode = crc
ms mon client mode = crc
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
run dir = {folder}
admin socket = {folder}/$name.asok
log file = {folder}/$name.log
mon data = {folder}/mon
mon cluster log file = {folder}/cluster.log
mon allow pool size one = true
mgr data = {folder}/mgr
mgr initial modules =
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 4294967296
osd class dir = {classes}
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
rgw frontends = beast endpoint=127.0.0.1:{port}
rgw dns name = localhost
rgw data = {folder}
rgw run sync thread = false
rgw enable usage log = false
"""


def missing():
    return [name for name in PROGRAMS if shutil.which(name) is None]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def sign(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


class RadosGateway:
    user, access_key, secret_key, bucket = "test", "AKTESTKEY", "test/secret+key", "data"

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="millrace-s3-"))
        self.processes = []
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.conf = self.folder / "ceph.conf"
        classes = next(pathlib.Path("/usr/lib").glob("*/rados-classes"), "/usr/lib/rados-classes")
        self.conf.write_text(CONF.format(fsid=uuid.uuid4(), mon=free_port(), port=self.port, folder=self.folder, classes=classes))

    def run(self, *words):
        done = subprocess.run([words[0], "-c", self.conf, *words[1:]], capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, words))}: {done.stderr[-2000:]}")
        return done.stdout.strip()

    def spawn(self, *words):
        log = open(self.folder / f"{words[0]}.out", "ab")
        self.processes.append(subprocess.Popen([words[0], "-c", self.conf, "-f", *words[1:]], stdin=subprocess.DEVNULL, stdout=log, stderr=log))
        log.close()

    def __enter__(self):
        try:
            self.start()
            return self
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def start(self):
        text = self.conf.read_text()
        fsid = text.split("fsid = ")[1].split()[0]
        address = text.split("mon host = ")[1].split()[0]
        subprocess.run(["monmaptool", "--create", "--addv", "a", address, "--fsid", fsid, self.folder / "monmap"], check=True, capture_output=True)
        self.run("ceph-mon", "--mkfs", "-i", "a", "--monmap", self.folder / "monmap")
        self.spawn("ceph-mon", "-i", "a")
        (self.folder / "mgr").mkdir()
        self.spawn("ceph-mgr", "-i", "x")
        osd = str(uuid.uuid4())
        self.run("ceph", "osd", "new", osd)
        (self.folder / "osd").mkdir()
        self.run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd)
        self.spawn("ceph-osd", "-i", "0")
        self.add_user(self.user, self.access_key, self.secret_key)
        self.spawn("radosgw", "-n", "client.admin")
        deadline = time.monotonic() + 90
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.send("PUT", f"/{self.bucket}")[0] == 200:
                    return
            if time.monotonic() > deadline or self.processes[-1].poll() is not None:
                raise RuntimeError("radosgw does not come up: " + (self.folder / "radosgw.out").read_text()[-2000:])
            time.sleep(0.2)

    def add_user(self, name, access_key, secret_key):
        self.run("radosgw-admin", "user", "create", f"--uid={name}", f"--display-name={name}", f"--access-key={access_key}", f"--secret={secret_key}")

    def send(self, method, path, body=b"", query=(), headers=()):
        """(status, bytes) of one signed request."""
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        scope = f"{now[:8]}/{REGION}/s3/aws4_request"
        path = urllib.parse.quote(path)
        text = "&".join(f"{urllib.parse.quote(k, safe='')}={urllib.parse.quote(v, safe='')}" for k, v in sorted(query))
        signed = {"host": f"127.0.0.1:{self.port}", "x-amz-content-sha256": hashlib.sha256(body).hexdigest(), "x-amz-date": now, **dict(headers)}
        names = ";".join(sorted(signed))
        lines = "".join(f"{k}:{signed[k]}\n" for k in sorted(signed))
        canonical = "\n".join((method, path, text, lines, names, signed["x-amz-content-sha256"]))
        to_sign = "\n".join(("AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()))
        key = ("AWS4" + self.secret_key).encode()
        for part in scope.split("/"):
            key = sign(key, part)
        signed["authorization"] = f"AWS4-HMAC-SHA256 Credential={self.access_key}/{scope}, SignedHeaders={names}, Signature={sign(key, to_sign).hex()}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path + ("?" + text if text else ""), body, signed)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def put(self, key, data):
        status, answer = self.send("PUT", f"/{self.bucket}/{key}", data)
        if status != 200:
            raise RuntimeError(f"{status} {answer}")

    def __exit__(self, *_):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    absent = missing()
    if absent:
        print(f"skipped: {', '.join(absent)} cannot be found (Debian: radosgw ceph-mgr ceph-mon ceph-osd ceph-common)")
        return SKIP
    with RadosGateway() as s3:
        told = {"endpoint": s3.endpoint, "bucket": s3.bucket, "access_key": s3.access_key, "secret_key": s3.secret_key}
        environment = {**os.environ, "MILLRACE_TEST_S3": json.dumps(told)}
        return subprocess.run(sys.argv[1:], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
