"""Dated events for a back-test, out of what the demonstration holds: `python -m benchmarks.rated_events FOLDER`.

Writes to FOLDER `events.csv` (provider, date, kind: the latest overall CQC rating of a trust where that is "Requires
improvement" or "Inadequate", with the day of its publication) and `among.csv` (every trust with a rating). Not a timed
benchmark: it makes what docs/evidence.md holds the early warning against.
"""

import sys
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parent.parent
RATINGS = ROOT / "trigpoint/demo/published/EXTRACT_trust_quality_cross_section_2026-03.csv.gz"
ADVERSE = ("requires improvement", "inadequate")
RATED = ("good", "outstanding", *ADVERSE)


def lists() -> tuple[pl.DataFrame, pl.DataFrame]:
    """The events, in the order of their days, and those that it could happen to."""
    rated = (
        pl.read_csv(RATINGS, infer_schema=False)
        .select(
            provider="org_code",
            date=pl.col("publication_date").str.head(10),
            kind=pl.col("rating_overall").str.to_lowercase(),
        )
        .filter(pl.col("kind").is_in(RATED), pl.col("date") != "")
    )
    events = rated.filter(pl.col("kind").is_in(ADVERSE)).with_columns(pl.col("kind").str.replace(" ", "_"))
    return events.sort("date", "provider"), rated.select("provider").sort("provider")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    events, among = lists()
    events.write_csv(folder / "events.csv")
    among.write_csv(folder / "among.csv")
    print(f"{events.height} events at {among.height} rated trusts.")
