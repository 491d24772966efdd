"""Figures of the program beside their limits, measured on one machine in one run: `make bench [ONLY=prefix]`.

Every module of this package is imported; its functions under `bench.figure.figure` are the figures.
"""
