"""A wire that can be cut: whatever passes through its port reaches the server as it is, or nothing does."""

import contextlib
import socket
import threading


class Wire:
    """Listens on a port of its own and passes bytes on to `port`, both ways."""

    def __init__(self, port):
        self.port = port
        self.is_whole = True
        self.ends = set()
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        """Ends what is on its way, and lets nothing more through."""
        with self.lock:
            self.is_whole = False
            ends, self.ends = self.ends, set()
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self):
        self.is_whole = True

    def close(self):
        self.cut()
        self.listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                end, _ = self.listener.accept()
                threading.Thread(target=self._join, args=(end,), daemon=True).start()

    def _join(self, near):
        with near, contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)) as far:
            with self.lock:
                if not self.is_whole:
                    return
                self.ends |= {near, far}
            back = threading.Thread(target=self._pass, args=(far, near), daemon=True)
            back.start()
            self._pass(near, far)
            back.join()
            with self.lock:
                self.ends -= {near, far}

    @staticmethod
    def _pass(source, target):
        with contextlib.suppress(OSError):
            while part := source.recv(65_536):
                target.sendall(part)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)
