"""Renderers: each takes content and knows no models."""
