"""Measure Kemeny's orders beside other libraries, side by side in one run, on seeded sets.

.ci/bench_rankings.py

Makes an environment of its own in a folder that is gone afterwards, with the peers in it, and runs
itself there: they are no dependencies of the register. Takes a few minutes and the network.
"""

import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

PEERS = ("pref_voting", "corankco")
ROOT = Path(__file__).parent.parent
INSIDE = "--inside"
TIMES = 5

Orders = list[list[int]]


def drawn(items: int, owners: int, seed: int, noise: float | None = None) -> Orders:
    """Rankings by chance (circles), or round one order with some noise (few or none)."""
    chance = random.Random(seed)
    if noise is None:
        return [chance.sample(range(items), items) for _ in range(owners)]
    return [
        sorted(range(items), key=lambda item: item + chance.gauss(0, noise)) for _ in range(owners)
    ]


def counted(orders: Orders) -> list[list[int]]:
    size = len(orders[0])
    prefers = [[0] * size for _ in range(size)]
    for order in orders:
        for n, above in enumerate(order):
            for below in order[n + 1 :]:
                prefers[above][below] += 1
    return prefers


def seconds(act: Callable[[], object], times: int = TIMES) -> float:
    """The median time of an act that was done once before."""
    act()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def show(what: str, ours: float, theirs: float, peer: str, wanted: str) -> None:
    print(
        f"{what}: ours {ours * 1000:,.1f} ms, {peer} {theirs * 1000:,.1f} ms: "
        f"{theirs / ours:,.1f} times (wanted: {wanted})",
        flush=True,
    )


def nine_items() -> None:
    from pref_voting.profiles import Profile
    from pref_voting.voting_methods import kemeny_young_rankings

    from workstreams.ranking.kemeny import kemeny

    for name, noise in (("with circles", None), ("without", 2.0)):
        orders = drawn(9, 15, 1, noise)
        profile = Profile(orders)
        began = time.perf_counter()
        best, _ = kemeny_young_rankings(profile)  # takes so long that once is enough
        theirs = time.perf_counter() - began
        found = kemeny(counted(orders), shown=1000)
        assert {tuple(it) for it in best} == set(found.orders)
        ours = seconds(lambda orders=orders: kemeny(counted(orders)))
        show(f"9 items, 15 owners, all orders, {name}", ours, theirs, "pref_voting", "20")


def twenty_items() -> None:
    from corankco.algorithms.exact.exactalgorithmpulp import ExactAlgorithmPulp
    from corankco.dataset import Dataset
    from corankco.scoringscheme import ScoringScheme

    from workstreams.ranking.kemeny import kemeny

    scheme = ScoringScheme([[0.0, 1.0, 1.0, 0.0, 1.0, 1.0], [1.0, 1.0, 0.0, 1.0, 1.0, 0.0]])
    for name, noise in (("with circles", None), ("without", 2.0)):
        orders = drawn(20, 50, 2, noise)
        dataset = Dataset.from_raw_list([[{item} for item in order] for order in orders])
        theirs = seconds(
            lambda data=dataset: ExactAlgorithmPulp().compute_consensus_rankings(
                data, scheme, False
            ),
            3,
        )
        ours = seconds(lambda orders=orders: kemeny(counted(orders)))
        show(f"20 items, 50 owners, {name}", ours, theirs, "corankco", "5")


def forty_items() -> None:
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    from workstreams.ranking.kemeny import kemeny

    size = 40
    pairs = [(a, b) for a in range(size) for b in range(a + 1, size)]
    number = {pair: n for n, pair in enumerate(pairs)}
    rows, columns, values = [], [], []
    threes = [(a, b, c) for a, b in pairs for c in range(b + 1, size)]
    for n, (a, b, c) in enumerate(threes):
        rows += [n] * 3
        columns += [number[a, b], number[b, c], number[a, c]]
        values += [1, 1, -1]
    matrix = csr_array((values, (rows, columns)), shape=(len(threes), len(pairs)))
    for name, noise in (("with circles", None), ("few circles", 12.0)):
        prefers = counted(drawn(size, 400, 3, noise))
        costs = np.array([prefers[b][a] - prefers[a][b] for a, b in pairs])
        constant = sum(prefers[a][b] for a, b in pairs)

        def bare(costs: object = costs) -> object:
            whole = np.ones(len(pairs))
            rules = LinearConstraint(matrix, 0, 1)
            return milp(costs, constraints=rules, integrality=whole, bounds=Bounds(0, 1))

        found = kemeny(prefers)
        assert found.proven
        assert found.score == round(bare().fun) + constant
        ours = seconds(lambda prefers=prefers: kemeny(prefers))
        show(f"40 items, 400 owners, {name}", ours, seconds(bare, 3), "bare milp", "at least 0.5")


def memory() -> None:
    """In a process of its own: 20 items, 50 owners, all orders."""
    from workstreams.ranking.kemeny import kemeny

    found = kemeny(counted(drawn(20, 50, 2)))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"20 items, 50 owners: {found.count} orders, {most:.0f} MB (wanted: below 300)")


def inside() -> None:
    sys.path.insert(0, str(ROOT))
    if sys.argv[2:] == ["memory"]:
        memory()
        return
    packages = (*PEERS, "numpy", "scipy")
    print(", ".join(f"{it} {version(it)}" for it in packages), f"Python {sys.version.split()[0]}")
    nine_items()
    twenty_items()
    forty_items()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "bin/python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
        for more in ([], ["memory"]):
            subprocess.run([python, __file__, INSIDE, *more], check=True)


if __name__ == "__main__":
    inside() if INSIDE in sys.argv else main()
