"""The statistics of Trigpoint: frames in, frames out, and no Django.

`spc.xmr` draws charts over time, `funnel.funnel` compares units at one time. Their
METHOD_VERSION changes whenever the same input could give another answer.
"""
