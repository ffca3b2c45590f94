"""Stage 1 over files of any size: `trigpoint surveil --in`.

The file is cut into slices of whole series (`slices`), each is charted (`telling`) by this machine (`local`) or by Spark
(`spark`), and a second pass (`second`) compares providers and counts what chance alone would raise. No database.
"""
