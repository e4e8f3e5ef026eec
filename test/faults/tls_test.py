"""Whom coffer takes for the exchange: faults 1 to 6, 70, 87, 93 and 97."""

import os
import queue
import shutil
import socket
import ssl
import subprocess
import warnings

import harness
import hostile
import servers
from hostile import AUTHORITY, TRUSTED

# That Python calls TLS 1.1 deprecated is the point of the test that uses it.
warnings.simplefilter("ignore", DeprecationWarning)

SYSTEM = "hint: install the package ca-certificates"


class Tls(hostile.Row):
    def distrusts(self, context, *parts, host="127.0.0.1", **more):
        """No byte of a request is sent, and no second try made."""
        exchange = servers.Exchange(self, context=context)
        self.fault(exchange, 6, *parts, url=f"https://{host}:{exchange.port}", requests=0, **more)

    def test_01_an_expired_certificate(self):
        self.distrusts(AUTHORITY.context("expired", end="20210101000000Z"),
                       "the certificate expired on 2021-01-01 00:00 UTC", "hint: ")

    def test_01_a_certificate_of_the_future(self):
        self.distrusts(AUTHORITY.context("future", start="20980101000000Z"),
                       "the certificate is not valid before 2098-01-01 00:00 UTC", "hint: ")

    def test_02_a_certificate_for_another_host(self):
        self.distrusts(AUTHORITY.context("other", "DNS:other.example,IP:127.0.0.2"),
                       "the certificate is for DNS:other.example, IP Address:127.0.0.2, not for 127.0.0.1")

    def test_02_a_partial_wildcard_is_no_host_name(self):
        self.distrusts(AUTHORITY.context("partial", "DNS:local*"), "for DNS:local*, not for localhost",
                       host="localhost")

    def test_03_a_self_signed_certificate(self):
        self.distrusts(AUTHORITY.self_signed_context("self"), "self-signed and not trusted")

    def test_03_an_issuer_that_the_system_does_not_trust(self):
        exchange = servers.Exchange(self, context=TRUSTED)
        result = self.ask(exchange)
        self.fails(result, 6, "issuer is not trusted: /CN=Test authority", SYSTEM, "--ca-file")
        another = servers.Authority("Another")
        shutil.copy(another.file, self.home / "0123abcd.0")
        self.fails(self.ask(exchange, "--ca-dir", str(self.home)), 6, "not trusted", f"(looked for in {self.home})",
                   "hint: ")
        self.assertEqual((exchange.connections, exchange.requests), (2, []))

    def test_03_no_roots_installed(self):
        exchange = servers.Exchange(self, context=TRUSTED)
        empty = 'mount -t tmpfs none /etc/ssl/certs && exec "$@"'
        if subprocess.run(["unshare", "-m", "sh", "-c", empty, "sh", "true"],
                          capture_output=True).returncode != 0:
            self.skip("no right to hide the system's certificates")
        process = subprocess.run(
            ["unshare", "-m", "sh", "-c", empty, "sh", harness.COFFER, "cash"], capture_output=True,
            text=True, env={"HOME": str(self.home), "PATH": os.environ["PATH"],
                            **servers.credentials(exchange.url)})
        self.fails(harness.Result(process.returncode, process.stdout, process.stderr, 0), 6, SYSTEM)
        self.assertEqual(exchange.requests, [])

    def test_03_no_certificate_at_all(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("AECDH:@SECLEVEL=0")
        lax = self.write("openssl.cnf", "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n"
                         "[c]\nCipherString = AECDH:ALL:@SECLEVEL=0\n")
        self.distrusts(context, "TLS", env={"OPENSSL_CONF": str(lax)})

    def test_04_a_common_name_is_no_host_name(self):
        context = AUTHORITY.context("common", "DNS:other.example", common_name="localhost")
        self.distrusts(context, "for DNS:other.example, not for localhost", host="localhost")

    def test_05_tls_1_1_is_not_enough(self):
        context = AUTHORITY.context("old")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
        lax = self.write("openssl.cnf", "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n"
                         "[c]\nMinProtocol = TLSv1\nCipherString = ALL:@SECLEVEL=0\n")
        self.distrusts(context, "no acceptable version of TLS",
                       env={"OPENSSL_CONF": str(lax)})

    def test_06_a_server_without_tls(self):
        received = []

        def refuse(connection):
            received.append(connection.recv(65536))
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

        server = servers.Server(self, refuse)
        self.fault(server, 6, "does not speak TLS", url=f"https://127.0.0.1:{server.port}", requests=0)
        for hello in received:
            self.assertEqual(hello[0], 22)  # a handshake
            self.assertNotIn(servers.KEY.encode(), hello)

    def chained(self, authority, *sent, **more):
        """A server with a certificate of this authority, that sends further certificates along."""
        context = authority.context("leaf", **more)
        leaf = authority.directory / "leaf.pem"
        chain = self.write("chain.pem", "".join(path.read_text() for path in (leaf, *sent)))
        context.load_cert_chain(chain, authority.directory / "leaf.key")
        return context

    def trusting(self, context, *options, env=None):
        return self.ask(servers.Exchange(self, context=context), *options, env=env)

    def test_70_a_list_of_directories(self):
        exchange = servers.Exchange(self, context=TRUSTED)
        directories = []
        for authority in servers.Authority("Another"), AUTHORITY:
            directories.append(self.home / f"certs{len(directories)}")
            directories[-1].mkdir()
            shutil.copy(authority.file, directories[-1])
            servers.openssl("rehash", directories[-1])
        both = ":".join(map(str, directories))
        for options, env in (["--ca-dir", both], {}), ([], {"SSL_CERT_DIR": both}):
            self.prints(self.ask(exchange, *options, env=env), hostile.CSV)

    def test_70_what_is_named_and_not_there(self):
        exchange = servers.Exchange(self, context=TRUSTED)
        empty = self.home / "empty"
        empty.mkdir()
        file = self.write("file", "x")
        for value, why in (("/nonexistent", "No such file or directory"), (empty, "no certificate in it"),
                           (f"{empty}:/nonexistent", "no certificate in it"), (file, "Not a directory")):
            for options, env, name in (["--ca-dir", value], {}, "--ca-dir"), ([], {"SSL_CERT_DIR": value}, "SSL_CERT_DIR"):
                self.fails(self.ask(exchange, *map(str, options), env={k: str(v) for k, v in env.items()}), 3,
                           f"{name}: {str(value).partition(':')[0]}: {why}")
        for value, why in ("/nonexistent", "No such file or directory"), (empty, "Is a directory"), (file, "no certificate"):
            for options, env, name in (["--ca-file", value], {}, "--ca-file"), ([], {"SSL_CERT_FILE": value}, "SSL_CERT_FILE"):
                self.fails(self.ask(exchange, *map(str, options), env={k: str(v) for k, v in env.items()}), 3,
                           f"{name}: {value}: {why}")
        self.assertEqual(exchange.connections, 0)

    def test_70_what_is_not_needed_is_not_looked_at(self):
        exchange = servers.Exchange(self)
        env = {"SSL_CERT_FILE": "/nonexistent", "SSL_CERT_DIR": "/nonexistent"}
        self.prints(self.ask(exchange, env=env), hostile.CSV)
        self.assertEqual(self.coffer("doctor", env=servers.credentials(exchange.url, **env)).status, 0)
        self.assertEqual(self.coffer("--sandbox", "cash", env=env).status, 0)

    def test_87_a_pipe_as_a_file_of_certificates(self):
        exchange = servers.Exchange(self, context=TRUSTED)
        fifo = self.home / "fifo"
        os.mkfifo(fifo)
        result = self.ask(exchange, "--ca-file", str(fifo))
        self.fails(result, 3, f"--ca-file: {fifo}: no certificate in it")
        self.lasts(result, 0, 1)
        for name in "one", "two":
            self.write(f".config/coffer/{name}.json", servers.profile(exchange.url))
        for command, status in (("cash --csv", 0), ("doctor", 0), ("cash --csv --all-profiles", 0),
                                ("doctor --all-profiles", 0), ("cash --csv -p a -p b", 3)):
            process = subprocess.run(
                ["bash", "-c", f'"$1" {command} --ca-file <(sleep 0.2; cat "$2")', "bash", harness.COFFER,
                 str(AUTHORITY.file)], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                env={"HOME": str(self.home), "PATH": os.environ["PATH"], **servers.credentials(exchange.url)})
            self.assertEqual(process.returncode, status, process)
            self.assertNotIn("--ca-file", process.stderr)

    def test_93_an_authority_that_has_expired(self):
        ended = dict(start="20200101000000Z", end="20210101000000Z")
        middle = servers.Authority("Middle", AUTHORITY, **ended)
        result = self.trusting(self.chained(middle, middle.file), "--ca-file", str(AUTHORITY.file))
        self.fails(result, 6, "the CA certificate /CN=Middle expired on 2021-01-01 00:00 UTC",
                   "hint: if that day has not come, set this machine's clock; if it has, whoever runs the server ")
        root = servers.Authority("Old root", **ended)
        result = self.trusting(self.chained(root), "--ca-file", str(root.file))
        self.fails(result, 6, "the CA certificate /CN=Old root expired on 2021-01-01 00:00 UTC",
                   "; if it has, replace it among those that are trusted here")

    def test_97_a_chain_that_is_incomplete(self):
        middle = servers.Authority("Middle", AUTHORITY)
        trust = "--ca-file", str(AUTHORITY.file)
        self.prints(self.trusting(self.chained(middle, middle.file), *trust), hostile.CSV)
        self.fails(self.trusting(self.chained(middle), *trust), 6, ": /CN=Middle",
                   "the server's chain is incomplete; that has to be fixed on the server")

    def test_97_a_long_chain_to_nobody(self):
        """The trusted file is read once, not for each certificate of the chain."""
        nobody = servers.Authority("Nobody")
        folder = nobody.directory
        leaf = folder / "ca.pem"
        chain = ""
        for number in range(40):
            above, leaf = leaf, folder / f"{number}.pem"
            servers.openssl("req", "-x509", "-new", "-key", folder / "ca.key", "-CA", above, "-CAkey",
                            folder / "ca.key", "-subj", f"/CN={number}", "-days", "2", "-out", leaf)
            chain = leaf.read_text() + chain
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.write("chain.pem", chain), folder / "ca.key")
        many = self.write("many.pem", AUTHORITY.file.read_text() * 1000)
        result = self.trusting(context, "--ca-file", str(many))
        self.fails(result, 6, "issuer is not trusted: /CN=Nobody")
        self.lasts(result, 0, 2)

    def shakes_hands(self, context, **more):
        """What the server learns of a handshake, and how coffer ends."""
        learned = queue.SimpleQueue()

        def act(connection):
            with context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False) as tls:
                try:
                    tls.do_handshake()
                except ssl.SSLError as error:
                    learned.put(error.reason)
                while socket.socket.recv(tls, 65536):
                    pass

        server = servers.Server(self, act)
        result = self.ask(None, "--ca-file", str(AUTHORITY.file), url=f"https://127.0.0.1:{server.port}", **more)
        return learned.get(timeout=5), result

    def test_03_the_server_is_told_why(self):
        context = servers.Authority("Nobody").context("nobody")
        learned, result = self.shakes_hands(context)
        self.fails(result, 6, "not trusted")
        self.assertEqual(learned, "TLSV1_ALERT_UNKNOWN_CA")

    def test_06_a_certificate_of_the_client_is_asked_for(self):
        context = AUTHORITY.context("mutual")
        context.verify_mode = ssl.CERT_REQUIRED
        learned, result = self.shakes_hands(context)
        self.fails(result, 6, "the TLS handshake failed: tlsv13 alert certificate required")
        self.assertEqual(learned, "PEER_DID_NOT_RETURN_A_CERTIFICATE")


harness.main()
