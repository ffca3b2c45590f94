"""The page shown while starting, and the gate behind which it is shown."""

import json

from trigpoint.config.starting import Gate, Starting, page, read


def ask(gate, path):
    """One request to the gate: status and body."""
    told = []
    body = b"".join(gate({"PATH_INFO": path}, lambda status, headers: told.append((status, dict(headers)))))
    return told[0][0], body.decode(), told[0][1]


def test_page_tells_the_steps(tmp_path):
    state = Starting(steps=["Starting", "Loading <file> 3 of 9"])

    assert "Loading &lt;file&gt; 3 of 9" in page(state)
    assert 'http-equiv="refresh"' in page(state)


def test_page_tells_why_it_failed_and_does_not_reload():
    state = Starting(phase="failed", problem="The disk is full.", remedy="Free some space.")

    assert "The disk is full." in page(state)
    assert "Free some space." in page(state)
    assert "refresh" not in page(state)


def test_state_is_read_as_it_was_written(tmp_path):
    state = Starting(steps=["One"])

    state.write(tmp_path / "state.json")

    assert read(tmp_path / "state.json") == state
    assert json.loads((tmp_path / "state.json").read_text())["phase"] == "preparing"


def test_gate_answers_503_until_open_and_alive_at_once(tmp_path):
    Starting(steps=["Loading"]).write(tmp_path / "state.json")
    gate = Gate(tmp_path / "state.json")

    status, body, headers = ask(gate, "/any/page")
    alive, _, _ = ask(gate, "/healthz")

    assert status.startswith("503")
    assert "Loading" in body
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert alive == "200 OK"


def test_gate_hands_over_once_open(tmp_path):
    Starting(phase="open").write(tmp_path / "state.json")
    gate = Gate(tmp_path / "state.json")
    gate.django = lambda environ, start_response: start_response("200 OK", []) or [b"from Django"]

    assert ask(gate, "/")[1] == "from Django"
