#!/usr/bin/env python3
"""Gets tangling, speed axes, fixed points and headline of an experiment back from data.npz (NumPy).

    python3 tests/golden/check_experiment.py FOLDER

FOLDER holds data.npz and report.json of `tanglewalk experiment` with its default options. Nothing
is shared with the program: the formulas are written anew from docs/formats.md. Exit code 0 if all agree
to 1e-5 relative.
"""

import json
import sys
from pathlib import Path

import numpy as np

TOLERANCE = 1e-5
LAYERS = ["observation", "body", "encoder", "hidden", "cell", "action", "torque"]


def z_scored(rows):
    """Rows [T, N] with mean 0 and standard deviation 1 (ddof 0); a constant unit becomes 0."""
    constant = np.ptp(rows, axis=0) == 0
    deviation = np.where(constant, 1, rows.std(axis=0))
    return np.where(constant, 0, (rows - rows.mean(axis=0)) / deviation)


def components(rows):
    """Principal directions of rows [T, N] by falling variance, within the rank."""
    values, vectors = np.linalg.eigh(np.cov(rows.T, bias=True))
    order = np.argsort(values)[::-1]
    kept = [i for i in order if values[i] > 1e-12 * values[order[0]]]
    return vectors[:, kept].T


def tangling(x, period):
    """Q [C, B] of x [C, B, N], t' over all bins of all conditions, derivative round each cycle."""
    conditions, bins, units = x.shape
    slope = (x - np.roll(x, 1, axis=1)) / (period / bins)[:, None, None]
    x, slope = x.reshape(-1, units), slope.reshape(-1, units)
    epsilon = 0.1 * x.var()
    q = np.zeros(len(x))
    for t in range(len(x)):
        apart = ((x - x[t]) ** 2).sum(axis=1)
        slopes_apart = ((slope - slope[t]) ** 2).sum(axis=1)
        q[t] = (slopes_apart / (apart + epsilon)).max()
    return q.reshape(conditions, bins)


def speed_axis(cycle, speed):
    """The direction among PC3 to PC12 that maximises the norm of the conditions' mean activity."""
    conditions, bins, units = cycle.shape
    z = z_scored(cycle.reshape(-1, units))
    basis = components(z)[2:12]
    means = z.reshape(conditions, bins, units).mean(axis=1)
    direction = np.linalg.svd(means @ basis.T)[2][0] @ basis
    position = means @ direction
    return direction * (1 if position @ (speed - speed.mean()) > 0 else -1)


def ranks(values):
    """Ranks from 1; equal values share the mean of theirs."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[place]


def rank_correlation(a, b):
    """Spearman's; None where one is constant."""
    a, b = ranks(a), ranks(b)
    return None if np.ptp(a) == 0 or np.ptp(b) == 0 else np.corrcoef(a, b)[0, 1]


class Check:
    """Counts what differs."""

    def __init__(self):
        self.faults = 0

    def __call__(self, name, found, expected):
        found, expected = np.asarray(found, float), np.asarray(expected, float)
        scale = np.abs(expected).max() if expected.ndim else abs(expected)
        error = np.abs(found - expected).max() / max(scale, 1e-300)
        fine = error <= TOLERANCE
        self.faults += not fine
        print(f"{'ok  ' if fine else 'FAIL'} {name}: {error:.1e}")


    def same(self, name, found, expected):
        """For what is counted, or is not there."""
        self.faults += found != expected
        print(f"{'ok  ' if found == expected else 'FAIL'} {name}: {found}")


def check_fixed_points(data, report, check):
    """Points in the order of the report; stability by the eigenvalues of data.npz."""
    points = [(held["sweep"], point) for held in report["fixed_points"] for point in held["points"]]
    if not points:
        return
    eigenvalues = data["fixed_point_eigenvalues"] @ [1, 1j]
    for (sweep, point), q, values in zip(points, data["fixed_point_q"], eigenvalues, strict=True):
        check(f"fixed point, {sweep}: q", q, point["q"])
        if np.isnan(values).any():
            check.same(f"fixed point, {sweep}: eigenvalues", None, point["unstable_modes"])
            continue
        unstable = int((abs(values) > 1).sum())
        check.same(f"fixed point, {sweep}: unstable modes", unstable, point["unstable_modes"])
        check(f"fixed point, {sweep}: largest modulus", abs(values).max(), point["largest_modulus"])


def main(folder):
    data, report = np.load(folder / "data.npz"), json.loads((folder / "report.json").read_text())
    options, check = report["options"], Check()
    expected = ("zscore", "wrapped", "phase", False)
    chosen = (options["form"], options["derivative"], options["averaging"], options["mean_centred"])
    if chosen != expected:
        sys.exit(f"this script knows {expected}, the folder was made with {chosen}")
    period = data["condition_period"]
    q = {}
    for layer in LAYERS:
        cycle = data[f"cycle_{layer}"]
        conditions, bins, units = cycle.shape
        z = z_scored(cycle.reshape(-1, units)).reshape(cycle.shape)
        if not z.any():
            continue
        q[layer] = tangling(z, period)
        check(f"tangling_{layer}", q[layer], data[f"tangling_{layer}"])
        flat = z.reshape(-1, units)
        kept = components(flat)[: options["equal_dimensions"]]
        equal = tangling((flat @ kept.T).reshape(conditions, bins, -1), period)
        check(f"tangling_equal_dimensions_{layer}", equal,
              data[f"tangling_equal_dimensions_{layer}"])
        found = report["layers"][layer]
        for name, percent in [("median", 50), ("p90", 90), ("p99", 99)]:
            check(f"{layer}: {name}", np.percentile(q[layer], percent), found["tangling"][name])
        check(f"{layer}: median, equal dimensions", np.median(equal),
              found["tangling_equal_dimensions"]["median"])
        variance = np.linalg.eigvalsh(np.cov(flat.T, bias=True))
        check(f"{layer}: participation ratio", variance.sum() ** 2 / (variance**2).sum(),
              found["participation_ratio"])
        for axis, numbers in found["speed_axis"].items():
            if numbers is None:
                continue
            chosen, speed = data[f"axis_{axis}_conditions"].astype(int), data[f"axis_{axis}_speeds"]
            own = cycle[chosen]
            direction = speed_axis(own, speed)
            check(f"speed_axis_{axis}_{layer}", direction, data[f"speed_axis_{axis}_{layer}"])
            z_own = z_scored(own.reshape(-1, units))
            share = (z_own @ direction).var() / z_own.var(axis=0).sum()
            check(f"{layer}: share of variance along {axis}", share, numbers["variance_share"])
            position = z_own.reshape(own.shape).mean(axis=1) @ direction
            for field, values in [("rank_correlation", speed), ("rank_correlation_abs", abs(speed))]:
                rank = rank_correlation(position, values)
                if rank is None:
                    check.same(f"{layer}: {field} along {axis}", rank, numbers[field])
                else:
                    check(f"{layer}: {field} along {axis}", rank, numbers[field])
    for layer in ["hidden", "cell"]:
        if layer in q and "action" in q:
            share = ((q[layer] < q["action"]) + 0.5 * (q[layer] == q["action"])).mean()
            check(f"share_{layer}_below_action", share, report[f"share_{layer}_below_action"])
            ratio = np.median(np.log10(q[layer] / q["action"]))
            check(f"{layer} / action: median log10 ratio", ratio,
                  report["comparisons"][f"{layer}_action"]["all_units"]["median_log10_ratio"])
    check_fixed_points(data, report, check)
    sys.exit(1 if check.faults else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
