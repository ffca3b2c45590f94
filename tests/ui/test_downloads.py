"""Tables that people take away."""

from trigpoint.ui.downloads import csv_response


def test_csv_is_utf_8_and_plain():
    response = csv_response("who.csv", [("name",), ("Zoë",)])

    assert response.content.decode() == "name\nZoë\n"
    assert response["Content-Disposition"] == 'attachment; filename="who.csv"'


def test_csv_never_hands_a_formula_to_a_spreadsheet():
    response = csv_response("x.csv", [("=HYPERLINK(1)", "+1", "@a", -1.5, "a=b", None)])

    assert response.content.decode() == "'=HYPERLINK(1),'+1,'@a,-1.5,a=b,\n"
