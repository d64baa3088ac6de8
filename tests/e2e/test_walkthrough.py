"""docs/fine-tune.md is run as it stands: what it shows is what happens."""
import pathlib
import re
import subprocess
import unittest

from harness import BIN, PASSWORD, Millrace

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "fine-tune.md"


class FineTunePage(unittest.TestCase):
    def test_every_command_does_what_the_page_says(self):
        script = "\n".join(re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(), re.S | re.M))
        self.assertIn("millrace publish", script)
        with Millrace() as m:
            environment = dict(m.environment, PATH=f"{BIN}:{m.environment['PATH']}", MILLRACE_PASSWORD=PASSWORD)
            folder = m.folder / "page"
            folder.mkdir()
            subprocess.run(["millrace", "login", "--server", m.url(), "--account", "admin"], env=environment, check=True, capture_output=True)
            ran = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script], env=environment, cwd=folder, capture_output=True, text=True)
            self.assertEqual(ran.returncode, 0, ran.stdout[-3000:] + ran.stderr[-3000:])
            self.assertIn("code: ms-", ran.stdout)
            self.assertIn("\nodd\n", ran.stdout)  # it has learnt, and ends where a reply ends
            tunes = {t["name"]: t for t in m.get("/workspaces/default/fine-tunes")["items"]}
            self.assertEqual({name: t["state"] for name, t in tunes.items()}, {"odd-even": "succeeded", "longer": "succeeded", "again": "succeeded"})
            self.assertEqual(m.get("/workspaces/default/fine-tunes/longer")["run_count"], 2)


if __name__ == "__main__":
    unittest.main()
