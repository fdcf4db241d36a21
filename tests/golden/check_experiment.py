#!/usr/bin/env python3
"""Gets tangling, speed axes, fixed points and headline of an experiment back from data.npz (NumPy).

    python3 tests/golden/check_experiment.py FOLDER

FOLDER holds data.npz and report.json of `tanglewalk experiment` with its default options. Nothing
is shared with the program: the formulas are written anew from docs/formats.md. Exit code 0 if all agree
to 1e-5 relative.

Whether conditions stack by speed is judged apart from the rule that finds the axis: each speed is decoded
from the mean activity of all others. Where that works and the axis is not in order of speed, it is asked how
much of the decode comes from the plane that the axis leaves out: if more than half, the rule has lost speed,
and the finding is a fault. So is an axis in order of speed where no speed left out can be decoded.
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


def condition_scores(cycle):
    """Scores [C, B, K] on the first 12 components of the z-scored bins, and the components [K, N]."""
    flat = z_scored(cycle.reshape(-1, cycle.shape[2]))
    basis = components(flat)[:12]
    return (flat @ basis.T).reshape(*cycle.shape[:2], len(basis)), basis


def plane_of(scores, plane):
    """The directions that are left out, orthonormal rows [2, K]."""
    if plane == "components":
        return np.eye(scores.shape[2])[:2]
    less = scores - scores.mean(axis=1, keepdims=True)
    return np.linalg.svd(less.reshape(-1, scores.shape[2]), full_matrices=False)[2][:2]


def plane_by_rule(speed):
    """One direction of travel leaves out PC1 and PC2, both together the plane of the cycles."""
    return "cycles" if speed.min() < 0 < speed.max() else "components"


def speed_axis(cycle, speed, plane):
    """The direction [N] beside a plane that maximises the variance of the conditions' mean activity, and
    the share of the variance along each direction of the plane that lies between conditions."""
    scores, basis = condition_scores(cycle)
    left_out = plane_of(scores, plane)
    # an orthonormal basis of what is at right angles to the plane
    beside = np.linalg.svd(left_out)[2][len(left_out):]
    means = scores.mean(axis=1)
    weights = np.linalg.svd((means - means.mean(axis=0)) @ beside.T)[2][0] @ beside
    direction = weights @ basis
    rises = (means @ weights) @ (speed - speed.mean()) > 0
    between = [(means @ d).var() / (scores @ d).var() for d in left_out]
    return direction * (1 if rises else -1), between


def decode(cycle, speed, plane):
    """Each speed, decoded by ridge regression on the mean activity of all other speeds, and the share of
    the decode's rise with speed that comes from the plane."""
    decoded, part = np.zeros(len(speed)), np.zeros(len(speed))
    for held in np.unique(speed):
        seen = speed != held
        flat = cycle[seen].reshape(-1, cycle.shape[2])
        constant = np.ptp(flat, axis=0) == 0
        z = np.where(constant, 0, (cycle - flat.mean(axis=0)) / np.where(constant, 1, flat.std(axis=0)))
        basis = components(z_scored(flat))[:12]
        scores = z @ basis.T
        left_out = plane_of(scores[seen], plane)
        means = scores.mean(axis=1)
        center = means[seen].mean(axis=0)
        a, s = means[seen] - center, speed[seen] - speed[seen].mean()
        penalty = 0.01 * (a**2).sum() / a.shape[1] * np.eye(a.shape[1])
        weights = np.linalg.solve(a.T @ a + penalty, a.T @ s)
        decoded[~seen] = speed[seen].mean() + (means[~seen] - center) @ weights
        part[~seen] = (means[~seen] - center) @ left_out.T @ left_out @ weights
    about = speed - speed.mean()
    return decoded, (part @ about) / (decoded @ about)


STACKED = 0.9
LEAST_DECODED = 4


def judged(rank, decoded_rank, left_out_share):
    """Whether the finding stands, and in words; by a decode that does not know the rule."""
    stacks, is_there = rank >= STACKED, decoded_rank >= STACKED
    if stacks and not is_there:
        return False, "in order along the axis, but speeds left out are not decoded in order"
    if not stacks and is_there and left_out_share > 0.5:
        return False, "the axis is not in order of speed: speed was left out with the plane"
    if stacks:
        return True, "stacks"
    return True, "does not stack" + (", though speed can be decoded" if is_there else "")


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

    def share(self, name, found, expected):
        """Shares of one: to 1e-5 of the whole, as the small ones are rounding."""
        fine = np.shape(found) == np.shape(expected) and np.allclose(found, expected, 0, TOLERANCE)
        self.faults += not fine
        print(f"{'ok  ' if fine else 'FAIL'} {name}: {np.round(found, 5)}")

    def rank(self, name, found, expected):
        """A rank correlation, or none."""
        if found is None or expected is None:
            self.same(name, found, expected)
        else:
            self(name, found, expected)

    def same(self, name, found, expected):
        """For what is counted, or is not there."""
        self.faults += found != expected
        print(f"{'ok  ' if found == expected else 'FAIL'} {name}: {found}")


def check_judge(check):
    """Ellipses stacked less and more far apart than they are wide: the judge finds speed lost with PC1 and
    PC2 where it is, and nowhere else."""
    rng = np.random.default_rng(1)
    speed = np.array([-1, -0.75, -0.5, -0.25, 0.25, 0.5, 0.75, 1])
    phase = 2 * np.pi * np.arange(40) / 40
    mix = rng.normal(size=(4, 30))
    for lift, lost in [(0.3, False), (2.0, True), (8.0, True)]:
        latent = np.stack([np.stack([2 * np.cos(phase), 0.6 * np.sin(phase), np.full(40, lift * u),
                                     np.full(40, 0.25 * np.cos(3 * u))], axis=1) for u in speed])
        cycle = latent @ mix
        for plane in ["components", "cycles"]:
            direction, _ = speed_axis(cycle, speed, plane)
            z = z_scored(cycle.reshape(-1, 30)).reshape(cycle.shape)
            rank = rank_correlation(z.mean(axis=1) @ direction, speed)
            decoded, share = decode(cycle, speed, plane)
            stands, _ = judged(rank, rank_correlation(decoded, speed), share)
            expected = not (lost and plane == "components")
            check.same(f"judge: lift {lift}, without the plane of the {plane}", stands, expected)


def check_axis(data, layer, axis, numbers, check):
    """Direction, ranks and shares of one speed axis by its plane and by the other; then the judgement."""
    chosen, speed = data[f"axis_{axis}_conditions"].astype(int), data[f"axis_{axis}_speeds"]
    own = data[f"cycle_{layer}"][chosen]
    units = own.shape[2]
    plane = plane_by_rule(speed)
    check.same(f"{layer}: plane left out along {axis}", plane, numbers["plane"])
    direction, between = speed_axis(own, speed, plane)
    check(f"speed_axis_{axis}_{layer}", direction, data[f"speed_axis_{axis}_{layer}"])
    check.share(f"{layer}: between conditions, left out along {axis}", between, numbers["left_out_between"])
    z = z_scored(own.reshape(-1, units))
    share = (z @ direction).var() / z.var(axis=0).sum()
    check(f"{layer}: share of variance along {axis}", share, numbers["variance_share"])
    position = z.reshape(own.shape).mean(axis=1) @ direction
    for field, values in [("rank_correlation", speed), ("rank_correlation_abs", abs(speed))]:
        check.rank(f"{layer}: {field} along {axis}", rank_correlation(position, values), numbers[field])
    other = numbers["other_plane"]
    if other is not None:
        direction, between = speed_axis(own, speed, other["plane"])
        rank = rank_correlation(z.reshape(own.shape).mean(axis=1) @ direction, speed)
        check.rank(f"{layer}: other plane, rank along {axis}", rank, other["rank_correlation"])
        check.share(f"{layer}: other plane, between along {axis}", between, other["left_out_between"])
    if len(np.unique(speed)) < LEAST_DECODED or numbers["rank_correlation"] is None:
        return
    decoded, left_out_share = decode(own, speed, plane)
    decoded_rank = rank_correlation(decoded, speed)
    error = np.sqrt(((decoded - speed) ** 2).mean())
    stands, words = judged(numbers["rank_correlation"], decoded_rank, left_out_share)
    check.faults += not stands
    print(f"{'ok  ' if stands else 'FAIL'} {layer}: judged by a decode along {axis}: {words} (rank along the "
          f"axis {numbers['rank_correlation']:.3f}, decoded {decoded_rank:.3f}, to {error:.3f}; "
          f"{100 * left_out_share:.0f} % of the decode from what is left out)")


def check_claims(report, check):
    """Claims on stacks by the ranks of the report, which check_axis has got back."""
    held = {claim["claim"]: claim["held"] for claim in report["claims"]}
    sweeps = report["options"]["suite"]["sweeps"]
    for layer in ["hidden", "cell"]:
        found = report["layers"].get(layer, {}).get("speed_axis", {})
        for axis in ["forward", "lateral", "yaw"]:
            alone = [f"sweep_{sweep['name']}" for sweep in sweeps if sweep["speed_axis"] == axis]
            for words, names in [("conditions stack", [axis]),
                                 ("conditions of each direction alone stack", alone)]:
                ranks = [(found.get(name) or {}).get("rank_correlation") for name in names]
                expected = None if not ranks or None in ranks else min(ranks) >= STACKED
                claim = f"{words} by {axis} speed along an axis of the {layer} state"
                check.same(f"claim: {claim}", held.get(claim, "missing"), expected)


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
    check_judge(check)
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
            if numbers is not None:
                check_axis(data, layer, axis, numbers, check)
    for layer in ["hidden", "cell"]:
        if layer in q and "action" in q:
            share = ((q[layer] < q["action"]) + 0.5 * (q[layer] == q["action"])).mean()
            check(f"share_{layer}_below_action", share, report[f"share_{layer}_below_action"])
            ratio = np.median(np.log10(q[layer] / q["action"]))
            check(f"{layer} / action: median log10 ratio", ratio,
                  report["comparisons"][f"{layer}_action"]["all_units"]["median_log10_ratio"])
    check_claims(report, check)
    check_fixed_points(data, report, check)
    sys.exit(1 if check.faults else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
