"""Whom coffer takes for the exchange: faults 1 to 6."""

import os
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
                       "the certificate is for other.example, 127.0.0.2, not for 127.0.0.1")

    def test_02_a_partial_wildcard_is_no_host_name(self):
        self.distrusts(AUTHORITY.context("partial", "DNS:local*"), "for local*, not for localhost",
                       host="localhost")

    def test_03_a_self_signed_certificate(self):
        self.distrusts(AUTHORITY.self_signed_context("self"), "signed by itself and not trusted")

    def test_03_an_issuer_that_the_system_does_not_trust(self):
        exchange = servers.Exchange(self, context=TRUSTED)
        result = self.ask(exchange)
        self.fails(result, 6, "issuer is not trusted: Test authority", SYSTEM, "--ca-file")
        self.fails(self.ask(exchange, "--ca-dir", str(self.home)), 6, "not trusted", "hint: ")
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
        self.distrusts(context, "for other.example, not for localhost", host="localhost")

    def test_05_tls_1_1_is_not_enough(self):
        context = AUTHORITY.context("old")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
        lax = self.write("openssl.cnf", "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n"
                         "[c]\nMinProtocol = TLSv1\nCipherString = ALL:@SECLEVEL=0\n")
        self.distrusts(context, "no acceptable protocol (TLS 1.2 or newer)",
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


harness.main()
