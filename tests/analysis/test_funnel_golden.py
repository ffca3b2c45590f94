"""The profile funnelplotr against FunnelPlotR 0.6.0, and ours against the better oracle."""

import numpy as np
import polars as pl
import pytest

from tests.analysis import goldens
from trigpoint.analysis.funnel import funnel

UNITS = goldens.read("funnel/units_limit95.csv.gz")
UNITS_998 = goldens.read("funnel/units_limit99.csv.gz")
SETTINGS = goldens.read("funnel/settings.csv")
CROSS = goldens.read("cross/cc_funnel.csv.gz")
CASES = UNITS.select("dataset", "data_type", "sr_method").unique(maintain_order=True).rows()
PLAIN = ("LCL95", "UCL95", "LCL99", "UCL99")
ADJUSTED = ("OD95LCL", "OD95UCL", "OD99LCL", "OD99UCL")
OURS = ("lower95", "upper95", "lower998", "upper998")


def units(dataset):
    rows = goldens.read("funnel/input.csv").filter(pl.col("dataset") == dataset)
    return rows.select("numerator", "denominator", group="dataset", unit="group")


def compare(dataset, kind, method, overdispersion, profile="funnelplotr"):
    trim = "truncate" if method == "SHMI" else "winsorise"
    return funnel(units(dataset), kind=kind, overdispersion=overdispersion, trim=trim, profile=profile)


def of_case(frame, dataset, method):
    return frame.filter((pl.col("dataset") == dataset) & pl.col("sr_method").eq_missing(method))


@pytest.mark.parametrize(("overdispersion", "limits"), [("none", PLAIN), ("additive", ADJUSTED)])
@pytest.mark.parametrize(("dataset", "kind", "method"), CASES)
def test_every_unit_is_as_in_the_reference(dataset, kind, method, overdispersion, limits):
    golden = of_case(UNITS, dataset, method)

    ours = compare(dataset, kind, method, overdispersion)
    both = golden.join(ours, left_on="group", right_on="unit", suffix="_ours")

    assert both.height == golden.height > 0
    for theirs, name in zip(("z", *limits), ("z_ours", *OURS), strict=True):
        expected = both[theirs].cast(pl.Float64).to_numpy()
        np.testing.assert_allclose(both[name].to_numpy(), expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(("dataset", "kind", "method"), CASES)
def test_overdispersion_is_as_in_the_reference(dataset, kind, method):
    golden = of_case(SETTINGS, dataset, method).filter(pl.col("draw") == "both")

    ours = compare(dataset, kind, method, "additive")

    phi, tau2 = golden.select(pl.col("phi", "tau2").cast(pl.Float64)).row(0)
    assert ours["phi"][0] == pytest.approx(phi)
    assert ours["tau2"][0] == pytest.approx(tau2)


@pytest.mark.parametrize(("dataset", "kind", "method"), CASES)
def test_every_outlier_is_as_in_the_reference(dataset, kind, method):
    ours = compare(dataset, kind, method, "additive")

    for golden, said in ((UNITS, "95|998"), (UNITS_998, "998")):
        expected = of_case(golden, dataset, method).filter(pl.col("outlier") == 1)["group"].to_list()
        out = ours.filter(pl.col("outlier").cast(pl.String).str.contains(said))
        assert sorted(out["unit"]) == sorted(expected)


@pytest.mark.parametrize("dataset", ["sim_RC_noOD", "ae_admissions_RC"])
def test_ratios_of_counts_have_the_limits_of_the_better_oracle(dataset):
    golden = CROSS.filter((pl.col("dataset") == dataset) & (pl.col("od_adjust") == "no"))

    ours = compare(dataset, "RC", None, "none", profile="trigpoint")
    both = golden.join(ours, left_on="group", right_on="unit")

    assert both.height == golden.height > 0
    for theirs, name in zip(("ll95", "ul95", "ll99", "ul99"), OURS, strict=True):
        # its z of 95 % and 99.8 % has more digits
        np.testing.assert_allclose(both[name].to_numpy(), both[theirs].to_numpy(), rtol=1e-6)
    inside = both.filter(pl.col("value").is_between("ll95", "ul95"))
    assert set(inside["outlier"].cast(pl.String)) == {""}


def test_cqc_limits_are_squared_as_in_the_better_oracle():
    golden = CROSS.filter((pl.col("dataset") == "sim_SR_OD") & (pl.col("od_adjust") == "yes"))

    ours = compare("sim_SR_OD", "SR", "CQC", "additive", profile="trigpoint")
    both = golden.join(ours, left_on="group", right_on="unit")

    for theirs, name in zip(("ll95", "ul95", "ll99", "ul99"), OURS, strict=True):
        np.testing.assert_allclose(both[name].to_numpy(), both[theirs].to_numpy(), rtol=1e-5)


@pytest.mark.parametrize(("dataset", "method"), [("sim_SR_zeros", "SHMI"), ("sim_SR_zeros", "CQC")])
@pytest.mark.parametrize("overdispersion", ["none", "additive", "multiplicative"])
def test_a_count_of_nothing_is_no_outlier_where_nothing_is_likely(dataset, method, overdispersion):
    ours = compare(dataset, "SR", method, overdispersion, profile="trigpoint")

    nothing = ours.filter(pl.col("ratio") == 0)
    assert nothing.height == 12
    assert set(nothing["outlier"].cast(pl.String)) == {""}
    assert ours.select(pl.col("phi", "z", "lower95", "upper998").is_finite().all()).row(0) == (True,) * 4
