"""A condition that holds is told as docs/schema describes."""

import harness
import schemas


class Schemas(harness.TestCase, schemas.Checks):
    def test_a_condition_that_holds(self):
        result = self.coffer("--sandbox", "cash", "--json", "--fail-if", "BTC.totalBalance>1")
        self.assertEqual(result.status, 11, result)
        self.assertEqual([failure["error"] for failure in self.tells_documented(result)], [{
            "kind": "condition", "message": "BTC.totalBalance>1 holds: found 22.1308675", "retryable": False,
            "condition": "BTC.totalBalance>1", "asset": "BTC", "column": "totalBalance", "value": "22.1308675"}])


harness.main()
