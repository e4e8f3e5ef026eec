"""Which certificates coffer is told to trust."""

import shutil
import ssl

import harness
import servers

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

    def test_the_file_and_the_directory_hold_authorities_of_the_same_name(self):
        exchange = servers.Exchange(self, context=TRUSTED)
        other = servers.Authority()
        shutil.copy(other.file, self.home)
        servers.openssl("rehash", self.home)
        result = self.ask(exchange, "--ca-file", str(AUTHORITY.file), "--ca-dir", str(self.home))
        self.assertEqual((result.status, result.stderr), (0, ""))

    def test_the_certificate_comes_after_something_else(self):
        exchange = servers.Exchange(self, context=TRUSTED)
        key = (AUTHORITY.directory / "ca.key").read_text()
        both = self.write("both.pem", key + AUTHORITY.file.read_text())
        result = self.ask(exchange, "--ca-file", str(both))
        self.assertEqual((result.status, result.stderr), (0, ""))

    def test_a_name_is_announced_and_an_address_is_not(self):
        announced = []
        context = AUTHORITY.context("announced")
        context.sni_callback = lambda _, name, __: announced.append(name)
        exchange = servers.Exchange(self, context=context)
        for host in "localhost", "127.0.0.1":
            result = self.ask(exchange, "--ca-file", str(AUTHORITY.file),
                              url=f"https://{host}:{exchange.port}")
            self.assertEqual((result.status, result.stderr), (0, ""))
        self.assertEqual(announced, ["localhost", None])

    def test_a_configuration_of_openssl_may_be_stricter(self):
        context = AUTHORITY.context("old")
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        exchange = servers.Exchange(self, context=context)
        strict = self.write("openssl.cnf", "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n"
                            "[c]\nMinProtocol = TLSv1.3\n")
        result = self.ask(exchange, "--ca-file", str(AUTHORITY.file), env={"OPENSSL_CONF": str(strict)})
        self.fails(result, 6, "the server offers no acceptable version of TLS")

    def test_a_configuration_of_openssl_that_leaves_nothing(self):
        broken = self.write("openssl.cnf", "openssl_conf = a\n[a]\nalg_section = b\n[b]\n"
                            "default_properties = fips=yes\n")
        env = servers.credentials("https://127.0.0.1:1", OPENSSL_CONF=str(broken))
        for command in "cash", "doctor":
            self.fails(self.coffer(command, env=env), 1, "OpenSSL offers no HMAC-SHA256")

    def test_a_damaged_certificate(self):
        exchange = servers.Exchange(self, context=TRUSTED)
        damaged = str(self.write("damaged", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
        self.fails(self.ask(exchange, "--ca-file", damaged), 6, f"not trusted: /CN=Test authority; unless that is a root, the server's chain is incomplete; that has to be fixed on the server (looked for in {damaged})")
        self.assertEqual(exchange.requests, [])


harness.main()
