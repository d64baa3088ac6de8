"""The server among many and among the rude: a thousand followers of logs and watches, bodies and heads without
end, half-open connections, readers that do not read. Its memory stays bounded and others are served."""
import contextlib
import resource
import selectors
import socket
import time
import unittest

from harness import Millrace, until

FOLLOWERS = 1000  # half of a log, half of a watch
KIB_EACH = 64
LINES = 30
# Waits for the word, says a few lines for all, and then fills the pipes of whoever does not read.
JOB = f"""until [ -e /work/output/begin ]; do sleep 0.1; done
for i in $(seq {LINES}); do echo "line $i"; done
until [ -e /work/output/flood ]; do sleep 0.1; done
head -c 12000000 /dev/zero | tr '\\0' x | fold -w 1000
echo; echo the end"""


def raise_descriptors():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return soft


class Peer:
    """A client by hand. Keeps the last of what it reads."""

    def __init__(self, m, receive_buffer=None):
        host, port = m.address().rsplit(":", 1)
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(60)
        self.socket.connect((host, int(port)))
        self.tail, self.total, self.closed = b"", 0, False

    def ask(self, m, path, accept="*/*"):
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: m\r\nAccept: {accept}\r\n"
                            f"Authorization: Bearer {m.token}\r\n\r\n".encode())

    def take(self):
        try:
            piece = self.socket.recv(1 << 16)
        except (BlockingIOError, TimeoutError):
            return
        except OSError:
            piece = b""
        self.closed = self.closed or not piece
        self.total += len(piece)
        self.tail = (self.tail + piece)[-4096:]

    def answer(self):
        """All that comes until the server ends the connection or an answer's body is there."""
        while not self.closed and b"\r\n\r\n" not in self.tail:
            self.take()
        return self.tail


def read_all(peers, satisfied, timeout=120):
    """Reads from all until each is satisfied; those that are not in time are returned."""
    waiting = {p for p in peers if not satisfied(p)}
    deadline = time.monotonic() + timeout
    with selectors.DefaultSelector() as selector:
        for peer in peers:
            peer.socket.setblocking(False)
            selector.register(peer.socket, selectors.EVENT_READ, peer)
        while waiting and time.monotonic() < deadline:
            for key, _ in selector.select(1):
                key.data.take()
                if key.data.closed:
                    selector.unregister(key.data.socket)
                if satisfied(key.data) or key.data.closed:
                    waiting.discard(key.data)
    return [p for p in peers if not satisfied(p)]


class Crowd(unittest.TestCase):
    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        raise_descriptors()
        self.m = self.stack.enter_context(Millrace())

    def peer(self, **options):
        peer = Peer(self.m, **options)
        self.stack.callback(peer.socket.close)
        return peer

    def memory_kib(self):
        """What the server holds for itself, without the files it maps."""
        with open(f"/proc/{self.m.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("RssAnon:"))

    def cut(self):
        text = self.m.call("GET", "/metrics", raw=True)[2].decode()
        return int(next(line for line in text.splitlines() if line.startswith("millrace_http_slow_clients_total ")).split()[1])

    def touch(self, run, name):
        """A file in the job's own /work/output, by its terminal's way in."""
        self.m.cli("exec", "training-jobs", run, "--", "touch", f"/work/output/{name}")

    def test_a_thousand_followers_and_one_that_is_stuck(self):
        m = self.m
        m.submit("talker", JOB)
        m.wait("talker", ("running",))
        m.cli("login", "--server", m.url(), "--account", "admin", password="e2e-admin-password")
        logs = f"/api/v1{m.jobs('talker')}/runs/current/instances/0/logs?follow=true"
        watch = f"/api/v1{m.jobs()}?watch=true"
        before = self.memory_kib()
        followers = [self.peer() for _ in range(FOLLOWERS)]
        for i, follower in enumerate(followers):
            follower.ask(m, logs if i % 2 else watch, "text/event-stream")
        stuck = self.peer(receive_buffer=4096)
        stuck.ask(m, logs, "text/event-stream")
        self.assertEqual(read_all(followers, lambda p: b"200 OK" in p.tail), [])
        self.touch("talker", "begin")
        of_log, of_watch = followers[1::2], followers[0::2]
        self.assertEqual(read_all(of_log, lambda p: f"line {LINES}".encode() in p.tail), [])
        m.post(m.jobs(), {"name": "seen", "command": "true", "mode": "single", "flavor": "1C_2G"})
        self.assertEqual(read_all(of_watch, lambda p: b'"seen"' in p.tail), [])
        grown = self.memory_kib() - before
        print(f"{FOLLOWERS} followers: {grown / FOLLOWERS:.1f} KiB each")
        self.assertLess(grown, FOLLOWERS * KIB_EACH)
        # One reads nothing while megabytes come: it is cut, a few that read get all of it.
        for idle in of_log[20:]:
            idle.socket.close()
        self.touch("talker", "flood")
        self.assertEqual(read_all(of_log[:20], lambda p: b"the end" in p.tail), [])
        self.assertTrue(all(p.total > 12_000_000 for p in of_log[:20]))
        until("the stuck one is cut", lambda: self.cut() == 1, timeout=90, pause=0.5)
        self.assertLess(self.memory_kib() - before, FOLLOWERS * KIB_EACH)
        self.assertEqual(m.wait("talker")["state"], "succeeded")

    def refused(self, head, stream, status):
        """Sends `head` and then `stream` until the server has had enough."""
        peer = self.peer()
        peer.socket.sendall(head)
        sent = 0
        with contextlib.suppress(OSError):
            for piece in stream:
                peer.socket.sendall(piece)
                sent += len(piece)
        self.assertIn(f"HTTP/1.1 {status} ".encode(), peer.answer())
        return sent

    def test_what_has_no_end_is_refused_before_it_is_read(self):
        before = self.memory_kib()
        path = f"/api/v1{self.m.jobs()}"
        post = f"POST {path} HTTP/1.1\r\nHost: m\r\nAuthorization: Bearer {self.m.token}\r\nContent-Type: application/json\r\n"
        mebibyte = b" " * (1 << 20)
        sent = self.refused(f"{post}Content-Length: {1 << 30}\r\n\r\n".encode(), [mebibyte] * 1024, 413)
        self.assertLess(sent, 64 << 20)
        chunk = b"100000\r\n" + mebibyte + b"\r\n"
        sent = self.refused(f"{post}Transfer-Encoding: chunked\r\n\r\n".encode(), [chunk] * 1024, 413)
        self.assertLess(sent, 64 << 20)
        headers = (f"X-{i}: {i}\r\n".encode() * 1 for i in range(100_000))
        self.refused(f"GET {path} HTTP/1.1\r\nHost: m\r\n".encode(), headers, 431)
        self.assertLess(self.memory_kib() - before, 16 << 10)

    def test_half_open_and_slow_ones_hold_little_and_nobody_up(self):
        for i in range(40):
            self.m.post(self.m.jobs(), {"name": f"job-{i}", "command": "true", "mode": "single", "flavor": "1C_2G",
                                        "description": "d" * 120})
        before = self.memory_kib()
        half_open = [self.peer() for _ in range(500)]
        for peer in half_open:
            peer.socket.sendall(b"GET /healthz HTTP/1.1\r\nHo")
        pages = f"/api/v1{self.m.jobs()}?page_size=40"
        slow = [self.peer(receive_buffer=4096) for _ in range(100)]
        for peer in slow:
            for _ in range(8):
                peer.ask(self.m, pages)
        for _ in range(20):
            self.assertEqual(self.m.call("GET", "/healthz", raw=True)[0], 200)
            self.assertEqual(len(self.m.get(f"{self.m.jobs()}?page_size=40")["items"]), 40)
        self.assertLess(self.memory_kib() - before, 600 * 128)
        # A head that does not come to its end is not waited for.
        left = read_all(half_open, lambda p: p.closed, timeout=45)
        self.assertEqual(len(left), 0)


if __name__ == "__main__":
    unittest.main()
