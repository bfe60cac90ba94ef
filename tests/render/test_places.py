"""What holds a policy is named with its findings, and a broken file is shown at the place that is to blame."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from iamscope.results import InputProblem
from iamscope.source import Source, Span

if TYPE_CHECKING:
    from tests.render.conftest import Check, MakeRun, Render

SOURCE = Source("stack.yaml", "a: b\nc: [d\n")
BROKEN = InputProblem("stack.yaml", "not valid YAML", "mend it", True, Span(SOURCE, 8, 9))


def test_text(check: Check, make_run: MakeRun, render: Render) -> None:
    policy = replace(check("read.json"), container="Role.Policies[0] (Stack/\x1bRole)")
    text = render("text", make_run(policy, problems=[BROKEN]))
    assert text.startswith("""\
error: stack.yaml: not valid YAML
 --> stack.yaml:2:4
  |
2 | c: [d
  |    ^
  |
  = help: mend it
""")
    assert "\n  = in: Role.Policies[0] (Stack/\\x1bRole)\n  = help: " in text


def test_concise_and_github(make_run: MakeRun, render: Render) -> None:
    run = make_run(problems=[BROKEN])
    assert render("concise", run) == "stack.yaml:2:4: error: not valid YAML\n"
    assert render("github", run).startswith(
        "::error file=stack.yaml,line=2,endLine=2,col=4,endColumn=5,title=iamscope::not valid YAML%0Amend it\n"
    )


def test_json(check: Check, make_run: MakeRun, render: Render) -> None:
    document = json.loads(render("json", make_run(replace(check("read.json"), container="Role"), problems=[BROKEN])))
    assert document["policies"][0]["container"] == "Role"
    assert document["problems"][0]["span"] == {
        "start": {"line": 2, "column": 3, "offset": 8},
        "end": {"line": 2, "column": 4, "offset": 9},
    }


def test_sarif(check: Check, make_run: MakeRun, render: Render) -> None:
    log = json.loads(render("sarif", make_run(replace(check("read.json"), container="Role"), problems=[BROKEN])))
    (run,) = log["runs"]
    assert {json.dumps(result["locations"][0]["logicalLocations"]) for result in run["results"]} == {
        json.dumps([{"fullyQualifiedName": "Role", "kind": "resource"}])
    }
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["locations"][0]["physicalLocation"]["region"]["startLine"] == 2
