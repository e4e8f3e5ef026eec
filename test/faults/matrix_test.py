"""No row of the matrix is without a test."""

import pathlib
import re
import unittest

import harness
import matrix

FOLDER = pathlib.Path(__file__).parent


class Matrix(unittest.TestCase):
    def test_each_fault_has_a_test_and_each_test_a_fault(self):
        self.assertLessEqual(set(range(1, 61)), set(matrix.FAULTS))
        tested = set()
        for path in FOLDER.glob("*_test.py"):
            if path.name == "matrix_test.py":
                continue
            numbers = re.findall(r"^    def test_((?:\d+_)*)", path.read_text(), re.MULTILINE)
            self.assertNotIn("", numbers, f"{path.name}: a test without a number")
            tested |= {int(number) for each in numbers for number in each.split("_") if number}
        for path in FOLDER.parent.glob("program/*_test.py"):
            tested |= {int(number) for number in re.findall(r"^    def test_(\d+)_", path.read_text(), re.MULTILINE)}
        self.assertEqual(sorted(tested), sorted(matrix.FAULTS))

    def test_each_file_is_run(self):
        listed = re.findall(r"\w+", (FOLDER / "CMakeLists.txt").read_text())
        for path in FOLDER.glob("*_test.py"):
            self.assertIn(path.name.removesuffix("_test.py"), listed)


harness.main()
