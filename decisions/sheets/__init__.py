"""The sheets of "decided"."""

from decisions.sheets import decided, proposals, reports
