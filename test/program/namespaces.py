"""Two machines joined by a cable: the test with the program on one, its servers on the other.

They are network namespaces of this process, so nothing of them outlives it and no other process
meets them. `LIVE` addresses are the far machine's, and a port at which nobody listens refuses;
`SILENT` ones swallow packets; to `UNREACHABLE` ones there is no route. The only name server is on
the far machine.
"""

import ctypes
import ipaddress
import os
import pathlib
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

LIVE = "198.51.100.0/25", "2001:db8:1::/64"
SILENT = "203.0.113.0/24", "2001:db8:2::/64"
UNREACHABLE = "198.51.100.128/25"
NAME_SERVER = "198.51.100.53"
NEAR, FAR = "02:00:00:00:00:01", "02:00:00:00:00:02"

SKIPPED = 77  # as CMakeLists.txt tells ctest
CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def ip(*commands):
    subprocess.run(["ip", "-batch", "-"], input="\n".join(commands), text=True, check=True)


def enter():
    """Begins this program anew in namespaces of its own, or ends it where that is not allowed."""
    if "IN_NAMESPACE" in os.environ:
        return
    command = ["unshare", "--mount", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    attempt = subprocess.run([*command, "ip", "link", "add", "near", "type", "veth", "peer", "far"],
                             capture_output=True, text=True)
    if attempt.returncode != 0:
        print(f"SKIPPED: no right to make network namespaces: {attempt.stderr.strip()}", file=sys.stderr)
        sys.exit(SKIPPED)
    os.environ["IN_NAMESPACE"] = "yes"
    os.execvp(command[0], [*command, sys.executable, "-B", *sys.argv])


class Far:
    """The far machine. `with far:` what a thread opens is opened there."""

    def __init__(self):
        self.here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        if libc.unshare(CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        self.there = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        ip("link set lo up",
           *(f"route add local {network} dev lo" for network in LIVE),
           *(f"route add blackhole {network}" for network in SILENT))
        for name in "ipv4/ip_forward", "ipv6/conf/all/forwarding", "ipv6/ip_nonlocal_bind":
            pathlib.Path("/proc/sys/net", name).write_text("1")
        self.enter(self.here)
        # Each knows the other's place on the cable, so that no packet waits for that.
        ip("link set lo up",
           f"link add near address {NEAR} type veth"
           f" peer name far address {FAR} netns /proc/{os.getpid()}/fd/{self.there}",
           "addr add 192.0.2.1/24 dev near",
           "addr add 2001:db8::1/64 dev near nodad",
           "link set near up",
           f"neigh add 192.0.2.2 lladdr {FAR} dev near",
           f"neigh add 2001:db8::2 lladdr {FAR} dev near")
        with self:
            ip("addr add 192.0.2.2/24 dev far",
               "addr add 2001:db8::2/64 dev far nodad",
               "link set far up",
               f"neigh add 192.0.2.1 lladdr {NEAR} dev far",
               f"neigh add 2001:db8::1 lladdr {NEAR} dev far")
        ip("route add default via 192.0.2.2",
           "route add default via 2001:db8::2",
           f"route add unreachable {UNREACHABLE}")

    def enter(self, namespace):
        if libc.setns(namespace, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")

    def __enter__(self):
        self.enter(self.there)

    def __exit__(self, *_):
        self.enter(self.here)


class NameServer:
    """Answers as `hosts` says, which maps a name to its addresses in each family, 4 and 6. None is
    silence. `late` has the seconds that the answer for a name and a family takes."""

    A, AAAA = 1, 28

    def __init__(self):
        self.hosts = {}
        self.late = {}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((NAME_SERVER, 53))
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            question, peer = self.socket.recvfrom(512)
            threading.Thread(target=self.answer, args=(question, peer), daemon=True).start()

    def answer(self, question, peer):
        labels, at = [], 12
        while size := question[at]:
            labels.append(question[at + 1:at + 1 + size].decode())
            at += 1 + size
        name = ".".join(labels).lower()
        kind, _ = struct.unpack_from("!HH", question, at + 1)
        family = {self.A: 4, self.AAAA: 6}.get(kind)
        host = self.hosts.get(name)
        answers = [] if host is None else host.get(family, [])
        if answers is None:
            return
        time.sleep(self.late.get((name, family), 0))
        unknown = 3 if host is None else 0
        reply = question[:2] + struct.pack("!HHHHH", 0x8580 | unknown, 1, len(answers), 0, 0)
        reply += question[12:at + 5]
        for address in answers:
            data = ipaddress.ip_address(address).packed
            reply += struct.pack("!HHHIH", 0xc00c, kind, 1, 60, len(data)) + data
        self.socket.sendto(reply, peer)


class Network:
    """The far machine, and its name server, which this one asks."""

    def __init__(self):
        self.far = Far()
        with self.far:
            self.name_server = NameServer()
        with tempfile.NamedTemporaryFile("w", prefix="resolv.conf-") as file:
            file.write(f"nameserver {NAME_SERVER}\n")
            file.flush()
            subprocess.run(["mount", "--bind", file.name, "/etc/resolv.conf"], check=True)
