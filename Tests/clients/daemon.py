"""The built daemon on a folder of its own, with three models; a port for clients that speak no Unix sockets."""

import json
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
import zlib

MODELS = """
models:
  shapes:
    training: { min_steps: 60, max_steps: 60 }
"""


class Forwarder:
    """A TCP port of this machine in front of a Unix socket."""

    def __init__(self, path):
        self.path = path
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self.path)
            except OSError:
                client.close()
                continue
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self.pump, args=(source, sink), daemon=True).start()

    @staticmethod
    def pump(source, sink):
        try:
            while piece := source.recv(65536):
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            for end in (source, sink):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass


class Daemon:
    def __init__(self, bin, root):
        self.bin, self.root = bin, root
        # Short: a socket's path may have 107 bytes.
        self.folder = tempfile.mkdtemp(prefix="learnd-clients.", dir="/tmp")
        self.state = f"{self.folder}/state"
        self.socket = f"{self.state}/run/predict.sock"
        self.process = None

    def __enter__(self):
        try:
            self.start()
            return self
        except BaseException:
            self.__exit__()
            raise

    def start(self):
        os.mkdir(self.state)
        with open(f"{self.state}/learnd.yaml", "w") as settings:
            settings.write(MODELS)
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("LEARND_")} | {"LEARND_STATE": self.state, "NO_COLOR": "1"}
        self.log = open(f"{self.folder}/log", "wb")
        self.process = subprocess.Popen(
            [f"{self.bin}/learnd", "serve", "--state", self.state], env=self.environment, stdin=subprocess.DEVNULL, stderr=self.log)
        end = time.monotonic() + 60
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the daemon does not get ready: " + self.last_words())
            time.sleep(0.02)
        self.learn("iris", f"{self.root}/Examples/iris/iris.csv")
        self.learn("tickets", self.tickets())
        self.learn("shapes", self.shapes())
        self.tcp = Forwarder(self.socket)

    def is_ready(self):
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(self.socket)
                probe.sendall(b"GET /health/ready HTTP/1.1\r\nconnection: close\r\n\r\n")
                return b" 200 " in probe.recv(100)
        except OSError:
            return False

    def last_words(self):
        with open(f"{self.folder}/log", errors="replace") as log:
            return "".join(log.readlines()[-5:])

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def learnctl(self, *words, **options):
        return subprocess.run(
            [f"{self.bin}/learnctl", *words], env=self.environment, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL, **options)

    def learn(self, model, path):
        ending = self.learnctl("drop", "--model", model, path)
        if ending.returncode != 0:
            raise RuntimeError(f"{path} was not learned: {ending.stdout}{ending.stderr}{self.last_words()}")

    def tickets(self):
        """A number, a truth and a category."""
        path = f"{self.folder}/tickets.csv"
        with open(path, "w") as file:
            file.write("hours,paid,channel,priority\n")
            for row in range(300):
                hours = (row * 37 % 100) / 10 + 0.05
                file.write(f"{hours},{'true' if row % 3 else 'false'},{('mail', 'chat', 'phone')[row % 3]},{'high' if hours > 5 else 'low'}\n")
        return path

    def shapes(self):
        """Bars that lie and bars that stand, 8 by 8."""
        for label in ("lying", "standing"):
            os.makedirs(f"{self.folder}/shapes/{label}")
            for number in range(40):
                with open(f"{self.folder}/shapes/{label}/{number}.png", "wb") as file:
                    file.write(png(bar(label == "standing", number)))
        return f"{self.folder}/shapes"


def bar(stands, number):
    """Rows of pixels."""
    place, light = number % 8, 130 + number * 3
    rows = [[number % 5] * 8 for _ in range(8)]
    for step in range(8):
        rows[step if stands else place][place if stands else step] = light
    return rows


def png(rows):
    """A gray picture as a PNG file."""
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))) + chunk(b"IEND", b"")


IRIS = {"sepal_length": 5, "sepal_width": 3, "petal_length": 1, "petal_width": 0}


def body(*rows):
    return json.dumps({"rows": list(rows)})
