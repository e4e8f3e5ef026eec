"""Hosts with several addresses, of which some are dead: faults 10, 61, 62 and 99."""

import itertools
import json
import re

import namespaces

namespaces.enter()  # before anything is made

import harness
import hostile
import servers
from hostile import AUTHORITY, CSV

V4, V6 = "198.51.100.1", "2001:db8:1::1"  # the exchange
STALLING = "198.51.100.7", "198.51.100.8", "2001:db8:1::7"  # take connections and say nothing
REFUSING = [f"198.51.100.{number}" for number in range(11, 33)]
SILENT4 = [f"203.0.113.{number}" for number in range(1, 9)]
SILENT6 = [f"2001:db8:2::{number}" for number in range(1, 9)]
UNREACHABLE = "198.51.100.200"
LATE = 0.3 + 0.6  # on a machine that may be busy
TIME = r"\d+(?:\.\d)? (?:ms|s)"
CONTEXT = AUTHORITY.context("dial", f"DNS:*.exchange.example,IP:{V4}")
NETWORK = namespaces.Network()
NUMBERS = itertools.count(1)


def seconds(duration):
    number, unit = duration.split()
    return float(number) / (1000 if unit == "ms" else 1)


class Dial(hostile.Row):
    def setUp(self):
        super().setUp()
        with NETWORK.far:
            self.exchange = servers.Exchange(self, context=CONTEXT, host=V4)
            self.exchange.listen(V6, self.exchange.port)
            self.stalling = servers.Server(self, hostile.stall)
            for address in STALLING:
                self.stalling.listen(address, self.exchange.port)

    def host(self, ipv4=(), ipv6=()):
        """A name that the name server answers for like this."""
        name = f"h{next(NUMBERS)}.exchange.example"
        NETWORK.name_server.hosts[name] = {4: ipv4, 6: ipv6}
        return name

    def url(self, ipv4=(), ipv6=()):
        """The exchange's URL by such a name."""
        return f"https://{self.host(ipv4, ipv6)}:{self.exchange.port}"

    def dialed(self, text):
        """How -v says that each address ended, and after how long: {address: (ending, seconds)}."""
        lines = re.findall(rf"^\* (\S+) (.+) in ({TIME})$", text, re.MULTILINE)
        self.assertEqual(len(lines), len({address for address, *_ in lines}), text)
        self.assertEqual(len(lines), text.count("\n* "), text)
        return {address: (ending, seconds(duration)) for address, ending, duration in lines}

    def reaches(self, url, expected, *options):
        """The exchange is reached, after the addresses tried ended like this. Returns how long each
        took, and the result."""
        result = self.query(None, "--csv", "-v", "--retries", "0", *options, url=url)
        self.assertEqual((result.status, result.stdout), (0, CSV), result)
        dialed = self.dialed(result.stderr)
        self.assertEqual({address: ending for address, (ending, _) in dialed.items()}, expected, result)
        self.assertRegex(result.stderr, rf"(?m)^< 200, DNS ({TIME}), connect ({TIME}), TLS ({TIME}),"
                         rf" waiting ({TIME})$")
        return {address: time for address, (_, time) in dialed.items()}, result

    def costs_little(self, url, healthy, *options):
        """Asking here takes hardly longer than asking there, on a machine that may be busy."""
        def least(url, so_far):
            result = self.query(None, "--csv", *options, url=url)
            self.prints(result, CSV)
            return min(result.elapsed, so_far)

        with_fault = without = 20.0
        for _ in range(8):
            with_fault, without = least(url, with_fault), least(healthy, without)
            if with_fault < without + 0.3:
                return
        self.fail(f"{with_fault:.2f} s instead of {without:.2f} s")

    def names(self, text, expected):
        """The text says of each of these addresses how it ended."""
        for address, ending in expected.items():
            self.assertRegex(text, rf"(?<![\w.:]){re.escape(address)} ({ending})(?![\w.:])")

    def doctor(self, url, *options):
        """The result and, by step, status and finding."""
        result = self.coffer("doctor", "--json", "--ca-file", str(AUTHORITY.file), *options,
                             env=servers.credentials(url))
        rows = json.loads(result.stdout)
        for row in rows:
            if row["status"] in ("warn", "fail"):
                self.assertTrue(row["hint"], row)
        return result, {row["step"]: (row["status"], row["finding"]) for row in rows}

    def test_61_ipv6_swallows_packets(self):
        dead, healthy = self.url([V4], SILENT6[:1]), self.url([V4])
        times, _ = self.reaches(dead, {SILENT6[0]: "no answer", V4: "connected"})
        self.assertLess(times[V4], 0.15)
        self.assertGreater(times[SILENT6[0]], 0.15)
        self.costs_little(dead, healthy)

    def test_61_ipv4_swallows_packets(self):
        dead = self.url(SILENT4[:1], [V6])
        self.reaches(dead, {V6: "connected"})  # before it was the other's turn
        self.costs_little(dead, self.url([], [V6]))

    def test_61_doctor_names_the_dead_address(self):
        result, steps = self.doctor(self.url([V4], SILENT6[:1]))
        self.assertEqual((result.status, result.stderr), (0, ""), result)
        status, finding = steps["address"]
        self.assertEqual(status, "ok")
        for address in V4, SILENT6[0]:
            self.assertIn(address, finding)
        status, finding = steps["connection"]
        self.assertEqual(status, "warn")
        self.names(finding, {SILENT6[0]: f"no answer in ({TIME})"})
        self.assertIn(V4, finding)
        self.assertIn("every query tries these addresses too; -4 or -6 leaves out one family", result.stdout)
        result, steps = self.doctor(self.url([V4], [V6]))
        self.assertEqual((steps["address"][0], steps["connection"][0]), ("ok", "ok"))
        self.assertIn(V6, steps["address"][1])  # which may answer before the other is looked up

    def test_61_a_proxy_with_a_dead_family(self):
        with NETWORK.far:
            proxy = servers.ConnectProxy(self, host=V4)
            self.exchange.listen("127.0.0.1", self.exchange.port)
        url = f"https://only-the-proxy-knows.exchange.example:{self.exchange.port}"

        def by(name):
            return "--proxy", f"http://{name}:{proxy.port}"

        dead, healthy = by(self.host([V4], SILENT6[:1])), by(self.host([V4]))
        self.reaches(url, {SILENT6[0]: "no answer", V4: "connected"}, *dead)
        self.costs_little(url, self.url([V4]), *dead)
        result = self.query(None, "--timeout", "1", *by(self.host(REFUSING[:1], SILENT6[:1])), url=url)
        self.fails(result, 5, "the proxy ")
        self.names(result.stderr, {REFUSING[0]: "Connection refused", SILENT6[0]: f"no answer in ({TIME})"})
        self.prints(self.query(None, "--csv", *healthy, url=url), CSV)

    def test_61_one_family_on_request(self):
        both = self.url([V4], [V6])
        for option, family in (("-4", V4), ("--ipv4", V4), ("-6", V6), ("--ipv6", V6)):
            self.reaches(both, {family: "connected"}, option)
        self.reaches(self.url([V4], SILENT6[:1]), {V4: "connected"}, "-4")
        self.reaches(self.url(REFUSING[:1], [V6]), {V6: "connected"}, "-6")
        for option, url, message in (("-6", self.url([V4]), "no IPv6 address"),
                                     ("-4", self.url([], [V6]), "no IPv4 address"),
                                     ("-6", f"https://{V4}:{self.exchange.port}", "no IPv6 address"),
                                     ("-4", f"https://[{V6}]:{self.exchange.port}", "no IPv4 address")):
            result = self.query(None, option, "--retries", "0", url=url)
            self.fails(result, 5, f"{url}: ", message)
            self.lasts(result, 0, 1)
        result, steps = self.doctor(both, "-4")
        self.assertEqual((result.status, steps["connection"][0]), (0, "ok"), result)
        self.assertNotIn(V6, result.stdout)

    def test_61_families_take_turns(self):
        """Five addresses swallow packets, and the sixth is dialed after five waits."""
        silent = SILENT4[:2] + SILENT6[:3]
        url = self.url([*SILENT4[:2], V4], SILENT6[:3])
        times, result = self.reaches(url, {**dict.fromkeys(silent, "no answer"), V4: "connected"})
        order = sorted(silent, key=times.get, reverse=True)
        self.assertEqual([":" in address for address in order], [True, False, True, False, True], times)
        self.lasts(result, 0.95, 1 + LATE)

    def test_61_after_a_refusal_the_next_is_dialed_at_once(self):
        url = self.url([*REFUSING, V4])
        self.reaches(url, {**dict.fromkeys(REFUSING, "Connection refused"), V4: "connected"})
        self.costs_little(url, self.url([V4]))

    def test_62_every_address_is_dead_in_its_own_way(self):
        endings = {SILENT6[0]: r"no answer in (1|0\.9) s", REFUSING[0]: "Connection refused",
                   UNREACHABLE: "[^,;]*(unreachable|No route)[^,;]*"}
        url = self.url([REFUSING[0], UNREACHABLE], SILENT6[:1])
        for origin in url, url.rpartition(":")[0]:  # at 443 nobody listens either
            result = self.query(None, "--timeout", "1", url=origin)
            self.fails(result, 5, f"coffer: {origin}: ")
            self.names(result.stderr, endings)
            self.lasts(result, 0.9, 1 + LATE)
        result, steps = self.doctor(url, "--timeout", "1")
        self.assertEqual((result.status, steps["connection"][0]), (5, "fail"), result)
        self.names(steps["connection"][1], {**endings, SILENT6[0]: f"no answer in ({TIME})"})
        self.lasts(result, 0.9, 1 + LATE)

    def test_10_an_address_where_the_handshake_stalls(self):
        url = self.url([STALLING[0], V4])
        times, result = self.reaches(url, {STALLING[0]: "no answer to the TLS handshake", V4: "connected"}, "--timeout", "1.5")
        self.assertTrue(0.4 <= times[STALLING[0]] <= 0.7, times)
        self.lasts(result, 0.45, 0.5 + LATE)
        # A third of what is left, for the second as for the first.
        times, result = self.reaches(self.url([*STALLING[:2], V4]),
                                     {**dict.fromkeys(STALLING[:2], "no answer to the TLS handshake"), V4: "connected"},
                                     "--timeout", "1.8")
        self.assertTrue(0.3 <= times[STALLING[1]] <= 0.5, times)
        self.lasts(result, 0.9, 1 + LATE)

    def test_62_a_silent_address_does_not_shorten_the_handshake_with_another(self):
        url = self.url([SILENT4[0], STALLING[0]])
        result = self.query(None, "--timeout", "0.9", url=url)
        self.fails(result, 5)
        self.names(result.stderr, {SILENT4[0]: r"no answer in 0\.2 s", STALLING[0]: r"no answer to the TLS handshake in 0\.[67] s"})

    def test_99_a_name_server_swallows_one_question(self):
        for url, healthy, address in ((self.url([V4], None), self.url([V4]), V4),
                                      (self.url(None, [V6]), self.url([], [V6]), V6)):
            self.reaches(url, {address: "connected"})
            self.costs_little(url, healthy)

    def test_99_only_the_question_asked_counts(self):
        self.reaches(self.url([V4], None), {V4: "connected"}, "-4")
        result = self.query(None, *harness.SHORT, "-6", url=self.url([V4], None))
        self.fails(result, 5, "not resolved within 0.")
        self.ends_in_time(result)

    def test_99_an_answer_that_is_late_is_used(self):
        name = self.host(SILENT4[:1], [V6])
        NETWORK.name_server.late[name, 6] = 0.4
        self.reaches(f"https://{name}:{self.exchange.port}", {SILENT4[0]: "no answer", V6: "connected"},
                     "--timeout", "2")


harness.main()
