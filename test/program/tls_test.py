"""Whom coffer trusts to be the exchange."""

import shutil
import socket
import ssl
import struct
import time
import warnings

import harness
import servers

# That Python calls TLS 1.1 deprecated is the point of the test that uses it.
warnings.simplefilter("ignore", DeprecationWarning)

AUTHORITY = servers.Authority()
TRUSTED = AUTHORITY.context("trusted")


class Tls(harness.TestCase):
    def test_a_trusted_certificate(self):
        exchange = servers.Exchange(self, context=TRUSTED)
        hashed = self.home / "hashed"
        hashed.mkdir()
        shutil.copy(AUTHORITY.file, hashed)
        servers.openssl("rehash", hashed)
        for url in exchange.url, exchange.url.replace("127.0.0.1", "localhost"):
            for options, env in (
                (["--ca-file", str(AUTHORITY.file)], {}),
                (["--ca-dir", str(hashed)], {}),
                ([], {"SSL_CERT_FILE": str(AUTHORITY.file)}),
                ([], {"SSL_CERT_DIR": str(hashed)}),
            ):
                with self.subTest((url, options, env)):
                    result = self.ask(exchange, *options, url=url, env=env)
                    self.assertEqual((result.status, result.stderr), (0, ""))

    def refuses(self, context, *parts, url=None, env=None):
        exchange = servers.Exchange(self, context=context)
        url = exchange.url if url is None else f"{url}:{exchange.port}"
        result = self.ask(exchange, "--ca-file", str(AUTHORITY.file), url=url, env=env)
        self.fails(result, 6, *parts)
        self.assertEqual(exchange.requests, [])
        self.assertEqual(exchange.connections, 1)

    def test_an_expired_certificate(self):
        self.refuses(AUTHORITY.context("expired", end="20210101000000Z"), "expired")

    def test_a_certificate_of_the_future(self):
        self.refuses(AUTHORITY.context("future", start="20980101000000Z"))

    def test_a_certificate_for_another_host(self):
        self.refuses(AUTHORITY.context("other", "DNS:other.example,IP:127.0.0.2"), "127.0.0.1")

    def test_a_common_name_is_no_host_name(self):
        context = AUTHORITY.context("common", "DNS:other.example", common_name="localhost")
        self.refuses(context, "localhost", url="https://localhost")

    def test_a_partial_wildcard_is_no_host_name(self):
        self.refuses(AUTHORITY.context("partial", "DNS:local*"), url="https://localhost")

    def test_a_self_signed_certificate(self):
        self.refuses(AUTHORITY.self_signed_context("self"))

    def test_an_authority_that_nobody_trusts(self):
        exchange = servers.Exchange(self, context=TRUSTED)
        self.fails(self.ask(exchange), 6, "hint: ")
        self.fails(self.ask(exchange, "--ca-dir", str(self.home)), 6)
        self.assertEqual(exchange.requests, [])

    def test_tls_1_1_is_not_enough(self):
        context = AUTHORITY.context("old")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
        lax = self.write("openssl.cnf", "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n"
                         "[c]\nMinProtocol = TLSv1\nCipherString = ALL:@SECLEVEL=0\n")
        self.refuses(context, env={"OPENSSL_CONF": str(lax)})

    def test_a_server_without_tls(self):
        received = []

        def refuse(connection):
            received.append(connection.recv(65536))
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

        server = servers.Server(self, refuse)
        self.fails(self.ask(server, url=server.url.replace("http:", "https:")), 6)
        self.assertEqual(len(received), 1)
        self.assertNotIn(servers.KEY.encode(), received[0])

    def test_a_reset_after_the_handshake(self):
        def reset(connection):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        server = servers.Server(self, reset, TRUSTED)
        self.fails(self.ask(server, "--ca-file", str(AUTHORITY.file), "--timeout", "2"), 5)
        self.assertGreater(server.connections, 1)

    def test_a_handshake_that_stalls(self):
        server = servers.Server(self, lambda _: time.sleep(3))
        result = self.ask(server, *harness.SHORT, url=server.url.replace("http:", "https:"))
        self.fails(result, 5)
        self.ends_in_time(result)

    def test_a_reply_that_ends_with_the_connection(self):
        body = b"HTTP/1.1 200 OK\r\n\r\n" + servers.envelope(servers.CASH).encode()
        cut = servers.BrokenExchange(self, lambda connection: connection.sendall(body), TRUSTED)
        self.fails(self.ask(cut, "--ca-file", str(AUTHORITY.file), "--retries", "0"), 5)

    def test_unreadable_certificates(self):
        exchange = servers.Exchange(self, context=TRUSTED)
        self.fails(self.ask(exchange, "--ca-file", "/nowhere"), 2, "--ca-file", "/nowhere")
        self.fails(self.ask(exchange, env={"SSL_CERT_FILE": "/nowhere"}), 3, "SSL_CERT_FILE", "/nowhere")
        garbage = str(self.write("garbage", "no certificate"))
        self.assertIn(self.ask(exchange, "--ca-file", garbage).status, (2, 6))
        self.assertEqual(exchange.requests, [])


harness.main()
