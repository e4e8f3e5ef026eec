"""What is printed of a diagnosis is what docs/schema describes."""

import json

import harness
import schemas
import servers


class Schemas(harness.TestCase, schemas.Checks):
    def test_a_healthy_key(self):
        self.prints_documented("doctor", "doctor", "--sandbox")
        self.prints_documented("doctor", "doctor", "--sandbox", "--timestamp")

    def test_a_failing_step(self):
        exchange = servers.Exchange(self, secret="another-secret")
        result = self.coffer("doctor", "--json", env=servers.credentials(exchange.url))
        self.assertNotEqual(result.status, 0, result)
        steps = json.loads(result.stdout)
        self.conforms(schemas.load("doctor"), steps)
        self.assertIn("fail", [step["status"] for step in steps])


harness.main()
