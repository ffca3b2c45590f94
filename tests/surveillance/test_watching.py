"""CUSUM, VLAD and EWMA through the whole of stage 1: figures in, status out; each vector worked by hand in docs/methods."""

import datetime as dt

import polars as pl
import pytest

from tests.factories.surveillance import months
from trigpoint.indicators.definitions import definition, library
from trigpoint.surveillance.charts import series_spec, small_spec
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.presenters.series import rows
from trigpoint.surveillance.rules import redrawing, refusing, stage_one, watch_words, watching
from trigpoint.surveillance.rules.facts import FACTS
from trigpoint.surveillance.rules.preparing import NO_TUNING, Tuning
from trigpoint.surveillance.rules.telling import _what, caveat
from trigpoint.ui import drawing

NEVER = [0, 2, 1, 0, 3, 3, 1]  # docs/methods/cusum.md, worked by hand


def observations(code, pairs, *, series=1, first=dt.date(2025, 1, 1)):
    """Rows of pairs of numerator and denominator (or of a value alone), month after month."""
    unit = definition(code).unit
    rows = []
    for row, ((start, end), pair) in enumerate(zip(months(len(pairs), first), pairs, strict=True), 2):
        observed, expected = pair if isinstance(pair, tuple) else (None, None)
        value = pair if not isinstance(pair, tuple) else observed
        if isinstance(pair, tuple) and unit != "count":
            scale = 100 if unit == "%" else 1
            value = scale * observed / expected if observed is not None and expected else None
        rows.append(
            {
                "series": series,
                "indicator": code,
                "organisation": series * 10,
                "kind": "trust",
                "period_start": start,
                "period_end": end,
                "value": value,
                "numerator": observed,
                "denominator": expected,
                "load": 1,
                "row": row,
            }
        )
    return pl.DataFrame(rows, schema=stage_one.OBSERVATIONS)


def chosen(kind, phases=()):
    return Tuning(
        pl.DataFrame([(1, day) for day in phases], schema=NO_TUNING.phases.schema, orient="row"),
        pl.DataFrame({"series": [1], "kind": [kind]}),
    )


def told(frame, tuning=NO_TUNING):
    status = stage_one.tell(frame, library(), tuning).row(0, named=True)
    return status, status["points"]


def what(record):
    """What the chart says, as the headline has it after the figure."""
    return _what(record, definition("cancer-62d"))


def column(points, name, digits=3):
    return [None if point[name] is None else round(point[name], digits) for point in points]


class TestPoisson:
    def test_the_table_of_the_handbook(self):
        status, points = told(observations("never-events", [(o, 0.3) for o in NEVER]))

        assert column(points, "up") == [0, 1.086, 1.479, 1.179, 2.959, 4.738, 0.393]
        assert column(points, "excess", 1) == [-0.3, 1.4, 2.1, 1.8, 4.5, 7.2, 7.9]
        assert {(point["alert_up"], point["alarm_up"]) for point in points} == {(2.76, 4.27)}
        assert [point["rules"] for point in points][4:] == [
            "cusum_alert",
            "cusum_alarm;cusum_alert",
            "",
        ]
        assert (status["state"], status["chart_kind"], status["variation"]) == (
            "ok",
            "cusum_poisson",
            "common",
        )
        assert status["latest_alarm"] == dt.date(2025, 6, 1)
        assert (status["previous"], status["centre"], status["lower"]) == ("concern_high", 0.3, None)
        assert points[0]["alert_every"] == pytest.approx(247, abs=0.5)
        assert points[0]["alarm_every"] == pytest.approx(1224, abs=0.5)

    def test_an_alarm_now(self):
        status, _ = told(observations("never-events", [(o, 0.3) for o in NEVER[:6]]))

        assert (status["variation"], status["rules"]) == ("concern_high", "cusum_alarm;cusum_alert")
        assert status["since"] == dt.date(2025, 5, 1)
        assert status["is_new"] is False  # it was on the first level a month ago

    def test_fewer_events_are_not_looked_for_where_the_definition_says_so(self):
        _, points = told(observations("never-events", [(0, 0.3)] * 36))

        assert {(point["down"], point["alarm_down"]) for point in points} == {(None, None)}

    def test_missing_months_stand_still(self):
        """A row without figures, and no row at all."""
        frame = observations("never-events", [(0, 0.3), (2, 0.3), (None, None), (1, 0.3), (1, 0.3)])
        _, points = told(frame.filter(pl.col("period_start") != dt.date(2025, 4, 1)))

        assert column(points, "up") == [0, 1.086, None, None, 1.479]
        assert [point["note"] for point in points][3] == "not published"

    def test_tiny_counts_say_nothing_yet(self):
        status, _ = told(observations("never-events", [(0, 0.05)] * 12))

        assert (status["state"], status["variation"], status["rules"]) == ("too_few", "", "")

    def test_an_alert_counts_though_little_was_expected(self):
        status, _ = told(observations("never-events", [(0, 0.05), (3, 0.05)]))

        assert (status["state"], status["variation"]) == ("ok", "concern_high")

    def test_no_figures_at_all(self):
        status, _ = told(observations("never-events", [(None, None)] * 3))

        assert (status["state"], status["variation"], status["n"]) == ("no_data", "", 0)

    def test_a_new_phase_begins_at_nothing(self):
        status, points = told(
            observations("never-events", [(o, 0.3) for o in NEVER[:6]]),
            Tuning(pl.DataFrame({"series": [1], "period_start": [dt.date(2025, 6, 1)]}), NO_TUNING.kinds),
        )

        assert column(points, "up")[5] == 1.779
        assert (status["state"], status["variation"], status["latest_alarm"]) == ("too_few", "", None)

    def test_impossible_figures_are_drawn_plainly_and_break_nothing(self):
        status, _ = told(observations("never-events", [(1, 0.3), (2, 0.0), (1, 0.3)]))

        assert status["chart_kind"] == "xmr"


class TestVlad:
    def test_by_hand(self):
        # ln 1.25 = 0.2231. A month of o deaths where 30 are expected adds 0.2231 o - 7.5 upwards; downwards, ln 0.8 = -0.2231,
        # 6 - 0.2231 o. 40 deaths: 1.4257; 44: 1.4257 + 2.3183 = 3.744.
        _, points = told(observations("deaths-in-hospital", [(40, 30.0), (44, 30.0), (20, 30.0)]))

        assert column(points, "up") == [1.426, 3.744, 0.707]
        assert column(points, "down") == [0, 0, 1.537]
        assert column(points, "excess", 1) == [10, 24, 14]
        assert column(points, "value") == [1.333, 1.467, 0.667]
        assert {point["centre"] for point in points} == {1.0}

    def test_nothing_expected_and_nothing_observed_tells_nothing(self):
        _, points = told(observations("deaths-in-hospital", [(40, 30.0), (0, 0.0), (40, 30.0)]))

        assert column(points, "up") == [1.426, 1.426, 2.851]
        assert points[1]["value"] is None

    def test_good_news_is_an_alarm_too(self):
        status, _ = told(observations("deaths-in-hospital", [(20, 30.0)] * 4))

        # 6 - 0.2231 x 20 = 1.537 a month: 1.537, 3.074, 4.611, 6.148; an alarm is at 5.41.
        assert (status["variation"], status["rules"]) == ("improvement_low", "cusum_alarm;cusum_alert")

    def test_each_month_has_its_own_patients(self):
        _, points = told(observations("deaths-in-hospital", [(40, 30.0), (40, 50.0)]))

        # the second: 0.2231 x 40 - 12.5 = -3.574, so back to 0.
        assert column(points, "up") == [1.426, 0]

    @pytest.mark.parametrize("kind", ["vlad", "cusum_poisson", "cusum_bernoulli", "ewma"])
    def test_a_rolling_window_is_never_charted_so(self, kind):
        status, points = told(observations("shmi", [(40, 30.0)] * 24), chosen(kind))

        assert (status["state"], status["chart_kind"], status["rules"]) == ("not_charted", "", "")
        assert "up" not in points[0]


class TestBernoulli:
    def test_by_hand_against_the_standard(self):
        # 85 %: chance of being late 0.15. Late: ln 2 - ln 1.15 = 0.5534 is added, in time: -ln 1.15 = -0.1398. 20 of 80 late:
        # 20 ln 2 - 80 ln 1.15 = 13.863 - 11.181 = 2.682.
        frame = observations("cancer-62d", [(60, 80), (60, 80), (68, 80)], first=dt.date(2025, 1, 1))
        status, points = told(frame, chosen("cusum_bernoulli"))

        assert column(points, "up") == [2.682, 5.364, 2.501]
        assert column(points, "expected", 1) == [12, 12, 12]
        assert {point["centre"] for point in points} == {85}
        assert status["chart_kind"] == "cusum_bernoulli"

    def test_worse_is_a_lower_share(self):
        frame = observations("cancer-62d", [(55, 80)] * 6)
        status, points = told(frame, chosen("cusum_bernoulli"))

        assert status["variation"] == "concern_low"
        assert "cusum_alarm;cusum_alert" in [point["rules"] for point in points]
        assert points[0]["alert_every"] == pytest.approx(12 / 0.05, rel=0.1)

    def test_half_patients_count_half(self):
        _, points = told(observations("cancer-62d", [(7.5, 10.0)]), chosen("cusum_bernoulli"))

        assert column(points, "up") == [round(2.5 * 0.693147 - 10 * 0.139762, 3)]

    def test_before_there_was_a_standard_it_stands_still(self):
        frame = observations("cancer-62d", [(60, 80)] * 3, first=dt.date(2023, 8, 1))
        _, points = told(frame, chosen("cusum_bernoulli"))

        assert column(points, "up") == [None, None, 2.682]

    def test_too_many_cases_are_drawn_as_the_figures_allow(self):
        status, _ = told(observations("cancer-62d", [(400, 500)] * 3), chosen("cusum_bernoulli"))

        assert status["chart_kind"] == "xmr"

    def test_too_many_cases_since_there_is_a_standard(self):
        """The mean over all is below what the method takes, the mean of what it watches above."""
        frame = observations("cancer-62d", [(225, 300)] * 12 + [(300, 420)] * 6, first=dt.date(2022, 10, 1))
        status, points = told(frame, chosen("cusum_bernoulli"))

        assert status["chart_kind"] == "xmr"
        assert "cusum_bernoulli" not in redrawing.possible(points, definition("cancer-62d"))

    def test_too_many_cases_in_one_phase(self):
        frame = observations("cancer-62d", [(225, 300)] * 12 + [(300, 420)] * 6)
        status, points = told(frame, chosen("cusum_bernoulli", [dt.date(2026, 1, 1)]))

        assert status["chart_kind"] == "xmr"
        assert "397 cases" in redrawing.refusals(points, definition("cancer-62d"))["cusum_bernoulli"]

    def test_too_many_cases_before_there_was_a_standard_do_not_matter(self):
        frame = observations("cancer-62d", [(600, 800)] * 12 + [(60, 80)] * 6, first=dt.date(2022, 10, 1))

        assert told(frame, chosen("cusum_bernoulli"))[0]["chart_kind"] == "cusum_bernoulli"

    def test_what_a_method_refuses_stops_no_other_series(self, monkeypatch):
        monkeypatch.setattr(stage_one.watching.cusum_grouped, "LARGEST", 100 * 12)
        kinds = pl.DataFrame({"series": [1, 2], "kind": ["cusum_bernoulli"] * 2})
        both = pl.concat(
            [
                observations("cancer-62d", [(60, 80)] * 12),
                observations("cancer-62d", [(90, 120)] * 12, series=2),
            ]
        )
        # as if the rules of refusing knew nothing of it
        monkeypatch.setattr(refusing, "OF_CASES", ())

        status = stage_one.tell(both, library(), NO_TUNING._replace(kinds=kinds)).sort("series")

        assert status["chart_kind"].to_list() == ["cusum_bernoulli", "xmr"]
        assert status["centre"][1] == 75
        points = status["points"][1].to_list()
        assert redrawing.redrawn(points, "cusum_bernoulli", definition("cancer-62d")) == []


def test_where_nothing_was_ever_expected_the_table_says_so():
    _, points = told(observations("never-events", [(0, 0.0)] * 3), chosen("cusum_poisson"))

    assert points[0]["up"] == 0
    assert [row.usual for row in rows(points, definition("never-events"), {})] == [
        "Nothing was expected in this phase, so there is nothing to watch"
    ] * 3


class TestEwma:
    VALUES = (12, 10, 11, 9, 10, 8, 9, 11, 10, 12, 10, 8)

    def test_by_hand(self):
        # Mean 10; moving ranges 2 1 2 1 2 1 2 1 2 2 2: 18/11 = 1.636, sigma 1.4507. z: 10.4, 10.32, 10.456 ...
        # Limits of level 1 after one value: 2.75 x 0.2 x 1.4507 = 0.798.
        frame = observations("sickness-absence", [(v, 100.0) for v in self.VALUES])
        status, points = told(frame, chosen("ewma"))

        assert column(points, "average")[:3] == [10.4, 10.32, 10.456]
        assert points[0]["alert_up"] - 10 == pytest.approx(0.798, abs=0.001)
        assert points[0]["alarm_up"] - 10 == pytest.approx(0.952, abs=0.001)
        assert (status["chart_kind"], status["variation"], status["centre"]) == ("ewma", "common", 10)
        assert points[0]["alert_every"] == pytest.approx(267, abs=0.5)

    def test_a_lasting_change_shows(self):
        frame = observations("sickness-absence", [(v, 100.0) for v in [*self.VALUES * 2, *[13.0] * 5]])
        status, _ = told(frame, chosen("ewma"))

        assert status["variation"] == "concern_high"
        assert status["rules"] in ("ewma_alert", "ewma_alarm;ewma_alert")

    def test_few_figures_say_nothing(self):
        frame = observations("sickness-absence", [(v, 100.0) for v in self.VALUES[:11]])
        status, _ = told(frame, chosen("ewma"))

        assert (status["state"], status["variation"]) == ("too_few", "")

    def test_a_season_is_taken_off_and_likeness_makes_limits_wider(self):
        winter = [3.0, 2.0, 1.0, 0, -1, -2, -3, -2, -1, 0, 1, 2]
        frame = observations(
            "sickness-absence",
            [(20 + 2 * winter[n % 12] + (0.3 if n % 2 else -0.3), 100.0) for n in range(48)],
        )
        status, points = told(frame, chosen("ewma"))

        assert "season" in status["allowed_for"]
        assert {point["rules"] for point in points} == {""}
        assert max(column(points, "average")) < 22


def test_a_series_beside_is_told_as_before():
    """Charts that watch change nothing of the others."""
    plain = observations("cancer-62d", [(60 + n % 5, 80) for n in range(20)], series=2)
    watched = observations("never-events", [(o, 0.3) for o in NEVER])

    alone = stage_one.tell(plain, library(), NO_TUNING)
    both = stage_one.tell(pl.concat([plain, watched]), library(), NO_TUNING).filter(series=2)

    names = [name for name in alone.columns if name != "points"]
    assert both.select(names).row(0) == alone.select(names).row(0)


class TestRefusals:
    """What the page and the service say where a chart is not allowed."""

    def refusals(self, code, pairs):
        points = told(observations(code, pairs))[1]
        return redrawing.refusals(points, definition(code))

    def test_reasons(self):
        cancer = self.refusals("cancer-62d", [(60, 80)] * 12)
        assert set(cancer) == {"cusum_poisson", "vlad"}
        assert cancer["vlad"] == "nothing says how many events were to be expected"

        many = self.refusals("cancer-62d", [(600, 800)] * 12)
        assert "more than 397 cases a period, too many" in many["cusum_bernoulli"]

        sickness = self.refusals("sickness-absence", [(v, 100.0) for v in TestEwma.VALUES])
        assert sickness["cusum_bernoulli"] in (
            "there is no standard to watch it against",
            "its figures are no shares of which one side is better",
        )
        assert "ewma" not in sickness

    def test_rolling_windows_never_get_any(self):
        refusals = self.refusals("shmi", [(40, 30.0)] * 24)

        assert set(refusals) == set(watching.WATCHING)
        assert set(refusals.values()) == {
            "each figure covers several periods, so neighbouring figures share most of what they count"
        }
        assert redrawing.possible(told(observations("shmi", [(40, 30.0)] * 24))[1], definition("shmi")) == ()

    def test_what_is_allowed_can_be_looked_at(self):
        _, points = told(observations("cancer-62d", [(60, 80), (60, 80), (68, 80)]))
        assert {"cusum_bernoulli", "ewma"} <= set(redrawing.possible(points, definition("cancer-62d")))

        other = redrawing.redrawn(points, "cusum_bernoulli", definition("cancer-62d"))

        assert column(other, "up") == [2.682, 5.364, 2.501]
        assert other[0]["period_end"] == points[0]["period_end"]
        back = redrawing.redrawn(other, "pp", definition("cancer-62d"))
        assert back[0]["up"] is None


class TestWords:
    """The same vectors as sentences and pictures."""

    def said(self, frame, tuning=NO_TUNING):
        status, points = told(frame, tuning)
        definition_of = definition(status["indicator"])
        record = SeriesStatus(**{name: status[name] for name in FACTS if hasattr(SeriesStatus, name)})
        return record, points, definition_of

    def test_an_alarm_in_one_sentence(self):
        record, _, never = self.said(observations("never-events", [(o, 0.3) for o in NEVER[:6]]))

        assert what(record) == (
            "more events than expected have added up to the level of an alarm since May 2025, for the worse"
        )
        assert "trusts what was expected" in caveat(record, never)

    def test_after_an_alarm_it_says_that_it_began_again(self):
        record, _, _ = self.said(observations("never-events", [(o, 0.3) for o in NEVER]))

        assert what(record) == (
            "nothing unusual has added up; after the alarm of Jun 2025 the chart began again at 0"
        )

    def test_silence_is_no_assurance(self):
        record, _, _ = self.said(observations("never-events", [(0, 0.05)] * 12))

        assert what(record) == ("less than one event was to be expected so far, so silence says nothing yet")

    def test_cases_that_fall_short(self):
        record, _, _ = self.said(observations("cancer-62d", [(55, 80)] * 2), chosen("cusum_bernoulli"))

        assert what(record).startswith("more cases that fall short than expected have added up")

    def test_false_alarms_in_plain_words(self):
        _, points, never = self.said(observations("never-events", [(o, 0.3) for o in NEVER]))

        assert watch_words.promise(points, "cusum_poisson", never) == (
            "It asks whether events are 2 times what was expected. When nothing has changed there is about one false signal of "
            "the first level in 21 years and one false alarm in 102 years if what was expected is right: a chance of at most 5% "
            "and 1% within any 12 months."
        )
        assert watch_words.promise(points, "xmr", never) == ""

    def test_pictures_hold_both_levels_on_both_sides(self):
        _, points, deaths = self.said(
            observations("deaths-in-hospital", [(40, 30.0), (44, 30.0), (20, 30.0)])
        )

        spec = series_spec(points, deaths, target=None)

        names = [layer["encoding"]["y"]["field"] for layer in spec["vconcat"][1]["layer"]]
        assert {"alert_up", "alarm_up", "alert_down", "alarm_down", "up", "down"} <= set(names)
        assert [value["vlad"] for value in spec["data"]["values"]] == [-10, -24, -14]
        assert [value["alarm_down"] for value in spec["data"]["values"]] == [-5.41] * 3
        assert drawing.svg(spec).startswith(b"<svg")
        assert drawing.svg(small_spec(points, deaths, target=None)).startswith(b"<svg")

    def test_an_average_with_its_levels(self):
        _, points, sickness = self.said(
            observations("sickness-absence", [(v, 100.0) for v in TestEwma.VALUES]), chosen("ewma")
        )

        fields = [
            layer["encoding"]["y"]["field"] for layer in series_spec(points, sickness, target=None)["layer"]
        ]
        assert {"average", "alert_up", "alarm_down", "value"} <= set(fields)

    @pytest.mark.parametrize(
        ("likeness", "words"), [(None, "seven"), (0.0, "seven"), (0.3, "10"), (0.5, "12")]
    )
    def test_a_shift_says_its_true_number_of_periods(self, likeness, words):
        record = SeriesStatus(
            state="ok", chart_kind="xmr", variation="concern_low", rules="shift", likeness=likeness
        )

        assert what(record) == f"below its average for {words} periods or more, for the worse"

    def test_a_run_chart_says_no_number_that_it_does_not_use(self):
        record = SeriesStatus(state="ok", chart_kind="run", variation="high", rules="shift")

        assert what(record) == "above its median for longer than chance explains"
