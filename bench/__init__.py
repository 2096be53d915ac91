"""`make bench`: what pages and jobs cost, beside the build of before and plain Django."""
