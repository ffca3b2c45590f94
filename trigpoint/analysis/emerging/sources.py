"""One grid from several kinds of source, which are not all as critical: of complaints nearly all are, of praise nothing."""

import polars as pl

COMMENTS = ("provider", "source", "month", "comments", "critical")
MENTIONS = ("provider", "source", "theme", "month", "critical", "people")
REPEATS = ("provider", "theme", "month", "repeats")


def together(
    comments: pl.DataFrame, mentions: pl.DataFrame, repeats: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The frame for `watch`, a row for every theme of every provider and month, and what is shown beside it.

    `comments`: provider, source, month, comments (all coded ones), critical (of these). `mentions`: provider, source,
    theme, month, critical (comments critical of the theme), people (who wrote them). In `comments` one of a source counts
    as many times as that source is more critical than all together (over all months and providers), so that a month with
    more complaints than usual is no rise, and praise makes none smaller. `repeats`: provider, theme, month, repeats: how
    often `people` counts somebody again who is counted in another source or service already. `count` and `people` count a
    person once a month; `told` are all coded comments, `critical` those that are critical of the theme.

    >>> comments = pl.DataFrame({"provider": "A", "source": ["fft", "complaint"], "month": 1, "comments": [50, 4], "critical": [10, 4]})
    >>> mentions = pl.DataFrame({"provider": "A", "source": ["fft"], "theme": "Food", "month": 1, "critical": [6], "people": [5]})
    >>> together(comments, mentions).rows()
    [('A', 'Food', 1, 5, 5, 53, 54, 6)]
    """
    keys, places = ["provider", "theme", "month"], ["provider", "month"]
    weighed = pl.col("comments") * pl.col("weight")
    of_all = (
        comments.join(_weights(comments), on="source")
        .group_by(places)
        .agg(weighed=weighed.sum().ceil().cast(pl.Int64), told=pl.col("comments").sum().cast(pl.Int64))
    )
    of_themes = mentions.group_by(keys).agg(
        count=pl.col("people").sum().cast(pl.Int64), critical=pl.col("critical").sum().cast(pl.Int64)
    )
    whole = of_all.filter(pl.col("told") > 0).join(mentions.select("theme").unique(), how="cross")
    filled = whole.join(of_themes, on=keys, how="left").with_columns(pl.col("count", "critical").fill_null(0))
    if repeats is not None:
        once = pl.max_horizontal(pl.col("count") - pl.col("repeats").fill_null(0), pl.lit(0))
        filled = filled.join(repeats.select(*REPEATS), on=keys, how="left").with_columns(count=once)
    most = pl.max_horizontal("weighed", pl.col("count").max().over(places), pl.lit(1))
    return filled.select(
        *keys, "count", pl.col("count").alias("people"), most.alias("comments"), "told", "critical"
    ).sort(keys)


def _weights(comments: pl.DataFrame) -> pl.DataFrame:
    """How many times as critical each source is as all together; half a comment more, so that none is never critical."""
    critical, told = (pl.col(name).sum() for name in ("critical", "comments"))
    overall = comments.select((critical + 0.5) / (told + 1)).item() if comments.height else 1.0
    shares = comments.group_by("source").agg(share=(critical + 0.5) / (told + 1))
    return shares.select("source", weight=pl.col("share") / overall)
