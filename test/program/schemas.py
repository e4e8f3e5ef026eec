"""The documented schemas, and whether what is printed keeps to them."""

import copy
import json
import pathlib

import jsonschema

DIRECTORY = pathlib.Path(__file__).parents[2] / "docs/schema"


def load(name):
    return json.loads((DIRECTORY / f"{name}.json").read_text())


def accepts(schema, document):
    return jsonschema.Draft202012Validator(schema).is_valid(document)


def row_schema(schema, partial=False):
    """The schema of a line of --jsonl; of any part of it, where --columns was given."""
    row = {**schema["$defs"]["row"], "$defs": schema["$defs"]}
    if partial:
        del row["required"]
    return row


class Checks:
    """For a TestCase of the harness."""

    def conforms(self, schema, document):
        """The document is valid, and has no key that the schema does not describe."""
        jsonschema.validate(document, schema, jsonschema.Draft202012Validator)
        closed = copy.deepcopy(schema)
        for part in (closed.get("$defs", {}).get("row"), closed, closed.get("properties", {}).get("error")):
            if part and "properties" in part:
                part["additionalProperties"] = False
        jsonschema.validate(document, closed, jsonschema.Draft202012Validator)

    def prints_documented(self, name, *arguments, **options):
        """The JSON that a command prints, which its schema describes."""
        result = self.coffer(*arguments, "--json", **options)
        self.assertEqual(result.status, 0, result)
        document = json.loads(result.stdout)
        self.conforms(load(name), document)
        lines = self.coffer(*arguments, "--jsonl", **options).stdout.splitlines()
        self.assertEqual(len(lines), len(document) if isinstance(document, list) else 1)
        for line in lines:
            self.conforms(row_schema(load(name)), json.loads(line))
        return document

    def tells_documented(self, result):
        """The failures, one a line, which their schema describes."""
        failures = [json.loads(line) for line in result.stderr.splitlines()]
        self.assertTrue(failures)
        for failure in failures:
            self.conforms(load("error"), failure)
        return failures
