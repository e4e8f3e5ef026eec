"""A condition that holds is told as docs/schema describes."""

import harness
import schemas


class Schemas(harness.TestCase, schemas.Checks):
    def test_a_condition_that_holds(self):
        result = self.coffer("--sandbox", "cash", "--json", "--fail-if", "BTC.totalBalance>1")
        self.assertEqual(result.status, 11, result)
        self.assertEqual([failure["error"]["kind"] for failure in self.tells_documented(result)],
                         ["condition"])


harness.main()
