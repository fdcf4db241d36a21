"""Golden values of the experiment's measures, by NumPy and SciPy, straight from their formulas.

    python experiment.py       experiment.npz if it is missing, and experiment.json from it

Nothing here is shared with the program, and the ways are others where there are others: singular
values in place of eigenvalues of covariances, every pair of samples one by one, SciPy's spline, a
least-squares solver over skew-symmetric matrices, a root finder for fixed points. Needs NumPy and
SciPy (made with 2.4.6 and 1.17.1). Tolerance of the tests: 1e-5.
"""

import json
import pathlib

import numpy as np
from scipy import interpolate, linalg, optimize, stats

HERE = pathlib.Path(__file__).parent
CONDITIONS, BINS, UNITS = 6, 40, 20
SOFT_SHARE = 0.05


def synthetic():
    """Ellipses stacked by speed in 20 units, with harmonics and noise; strides; a small network."""
    rng = np.random.default_rng(20230518)
    speeds = np.array([-0.4, 0.1, 0.35, 0.6, 0.8, 1.1])
    periods = 0.9 - 0.35 * np.abs(speeds)
    phase = 2 * np.pi * np.arange(BINS) / BINS
    mix = rng.normal(size=(5, UNITS))
    cycles = np.empty((CONDITIONS, BINS, UNITS))
    for c, speed in enumerate(speeds):
        latent = np.stack([
            (2.0 + 0.5 * speed) * np.cos(phase),
            (1.4 - 0.2 * speed) * np.sin(phase),
            0.6 * np.cos(2 * phase + speed),
            0.4 * np.sin(3 * phase - 0.5),
            np.full(BINS, 1.3 * speed + 0.2 * speed**2),
        ], axis=1)
        cycles[c] = np.tanh(0.4 * latent @ mix) + 0.02 * rng.normal(size=(BINS, UNITS))
    cycles[:, :, UNITS - 1] = 0.25
    # strides of one condition, 17 to 19 samples of 3 units
    lengths = np.array([18, 17, 18, 19, 18, 17])
    strides = []
    for length in lengths:
        angle = 2 * np.pi * np.arange(length) / length
        wave = np.stack([np.cos(angle), np.sin(2 * angle), np.sin(angle) ** 3], axis=1)
        strides.append(wave + 0.1 * rng.normal(size=(length, 3)))
    # a network x -> tanh(W x + b)
    weight = np.diag([1.6, 1.4, 0.5, 0.3]) + 0.2 * rng.normal(size=(4, 4))
    bias = 0.1 * rng.normal(size=4)
    starts = rng.uniform(-1, 1, size=(200, 4))
    return {
        "cycles": cycles, "periods": periods, "speeds": speeds,
        "strides": np.concatenate(strides), "stride_lengths": lengths,
        "network_weight": weight, "network_bias": bias, "network_starts": starts,
    }


def normalise(x, rule):
    """Units (columns) by a rule; a constant unit becomes 0, except under `none`."""
    if rule == "none":
        return x
    spread = np.ptp(x, axis=0)
    varies = spread > 0
    scale = {"zscore": x.std(axis=0), "range": spread,
             "soft-range": spread + SOFT_SHARE * spread.max()}[rule]
    return np.where(varies, (x - x.mean(axis=0)) / np.where(varies, scale, 1.0), 0.0)


def components_of(x):
    """Principal components as rows by falling variance, the largest entry of each positive."""
    _, singular, rows = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    rows = rows[singular > 1e-6 * singular[0]]
    return rows * np.sign(np.take_along_axis(rows, np.abs(rows).argmax(axis=1)[:, None], axis=1))


def scores_of(x, count):
    return (x - x.mean(axis=0)) @ components_of(x)[:count].T


def squared_distances(a, b):
    return ((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2)


def state_of(cycles, form, dimensions):
    """Normalised over all conditions, and projected where the form says so: [C, B, K]."""
    pooled = cycles.reshape(-1, cycles.shape[2])
    if form in ("pcs", "russo"):
        x = scores_of(normalise(pooled, "zscore" if form == "pcs" else "soft-range"), dimensions)
    else:
        x = normalise(pooled, form)
    return x.reshape(*cycles.shape[:2], -1)


def tangling(cycles, periods, form, derivative, softening, dimensions=8):
    x = state_of(cycles, form, dimensions)
    count, bins, _ = x.shape
    dt = periods / bins
    slope = (x - np.roll(x, 1, axis=1)) / dt[:, None, None]
    if derivative == "open":
        slope[:, 0] = slope[:, 1]
    flat = x.reshape(count * bins, -1)
    epsilon = 0.1 * (flat.var() if softening == "entries" else flat.var(axis=0).sum())
    slope = slope.reshape(count * bins, -1)
    ratio = squared_distances(slope, slope) / (squared_distances(flat, flat) + epsilon)
    condition = np.repeat(np.arange(count), bins)
    same = condition[:, None] == condition[None, :]
    return {
        "form": form, "derivative": derivative, "softening": softening, "dimensions": dimensions,
        "epsilon": epsilon,
        "within": np.where(same, ratio, 0).max(axis=1),
        "between": np.where(same, 0, ratio).max(axis=1),
        "quantiles": np.percentile(ratio.max(axis=1), [50, 90, 99]),
    }


def compared(cycles, periods):
    """Q of the first ten units against Q of the others."""
    a, b = (
        np.maximum(q["within"], q["between"])
        for q in (tangling(part, periods, "zscore", "wrapped", "entries")
                  for part in (cycles[:, :, :10], cycles[:, :, 10:]))
    )
    return {"share_below": np.mean((a < b) + 0.5 * (a == b)), "log_ratios": np.log10(a / b)}


def axis_of(cycles, speeds, rule, ridge=None):
    """Direction in normalised units, positions of the conditions, decoder (slope, intercept)."""
    pooled = cycles.reshape(-1, cycles.shape[2])
    decoding = rule == "decoding"
    norm = "soft-range" if decoding else "zscore"
    x = normalise(pooled, norm)
    rows = components_of(x)[0 if decoding or rule == "cycles" else 2:12]
    plane = components_of(x)[:0 if decoding else 2]
    if rule == "cycles":
        # in the complement of the plane of the cycles less their means, by a basis of it
        less = (cycles - cycles.mean(axis=1, keepdims=True)).reshape(pooled.shape)
        less = less / np.where(np.ptp(pooled, axis=0) > 0, pooled.std(axis=0), 1) @ rows.T
        within = np.linalg.svd(less, full_matrices=False)[2][:2]
        plane, rows = within @ rows, linalg.null_space(within).T @ rows
    means = ((x - x.mean(axis=0)) @ rows.T).reshape(len(speeds), -1, len(rows)).mean(axis=1)
    if rule in ("centred", "cycles"):
        means = means - means.mean(axis=0)
    if decoding:
        a, s = means - means.mean(axis=0), speeds - speeds.mean()
        # ridge regression as least squares with rows added
        penalty = np.sqrt(ridge * (a**2).sum() / a.shape[1])
        stacked = np.concatenate([a, penalty * np.eye(a.shape[1])])
        weights = np.linalg.lstsq(stacked, np.append(s, np.zeros(a.shape[1])), rcond=None)[0]
        gain = np.linalg.norm(weights)
    else:
        weights = np.linalg.svd(means)[2][0]
    direction = rows.T @ weights
    direction /= np.linalg.norm(direction)
    positions = (x @ direction).reshape(len(speeds), -1).mean(axis=1)
    if positions @ (speeds - speeds.mean()) < 0:
        direction, positions = -direction, -positions
    if not decoding:
        gain = stats.linregress(positions, speeds).slope
    return {
        "x": x, "pooled": pooled, "norm": norm, "direction": direction, "positions": positions,
        "decoder": (gain, speeds.mean() - gain * positions.mean()),
        "between": [(x @ d).reshape(len(speeds), -1).mean(axis=1).var() / (x @ d).var()
                    for d in plane],
    }


def apply_norm(x, pooled, norm):
    """Other data by a normalisation fitted to `pooled`."""
    both = np.concatenate([pooled, x])
    spread = np.ptp(pooled, axis=0)
    scale = pooled.std(axis=0) if norm == "zscore" else spread + SOFT_SHARE * spread.max()
    return np.where(spread > 0, (both - pooled.mean(axis=0)) / np.where(spread > 0, scale, 1), 0)[
        len(pooled):]


def speed_axis(cycles, speeds, rule, ridge=None):
    axis = axis_of(cycles, speeds, rule, ridge)
    along = axis["x"] @ axis["direction"]
    slope, intercept = axis["decoder"]
    errors, of_mean = [], []
    for c in range(len(speeds)):
        kept = np.arange(len(speeds)) != c
        held = axis_of(cycles[kept], speeds[kept], rule, ridge)
        mean = apply_norm(cycles[c].mean(axis=0)[None], held["pooled"], held["norm"])
        position = (mean @ held["direction"])[0]
        errors.append(held["decoder"][1] + held["decoder"][0] * position - speeds[c])
        of_mean.append(speeds[kept].mean() - speeds[c])
    return {
        "rule": rule, "ridge": ridge,
        "direction": axis["direction"], "positions": axis["positions"],
        "between": axis["between"],
        "decoded": intercept + slope * axis["positions"],
        "variance_share": along.var() / axis["x"].var(axis=0).sum(),
        "linearity": stats.linregress(axis["positions"], speeds).rvalue ** 2,
        "rank_correlation": stats.spearmanr(axis["positions"], speeds).statistic,
        "left_out_rms": np.sqrt(np.mean(np.square(errors))),
        "left_out_rms_of_mean": np.sqrt(np.mean(np.square(of_mean))),
    }


def jpca(cycles, periods, k=6):
    x = state_of(cycles, "pcs", k)
    dt = periods / x.shape[1]
    slope = (np.roll(x, -1, axis=1) - np.roll(x, 1, axis=1)) / (2 * dt[:, None, None])
    x, slope = x.reshape(-1, k), slope.reshape(-1, k)
    # x' = M x as rows: slope = x M'
    free = np.linalg.lstsq(x, slope, rcond=None)[0].T
    pairs = [(i, j) for i in range(k) for j in range(i)]
    design = np.zeros((slope.size, len(pairs)))
    for column, (i, j) in enumerate(pairs):
        unit = np.zeros((k, k))
        unit[i, j], unit[j, i] = 1, -1
        design[:, column] = (x @ unit.T).ravel()
    skew = np.zeros((k, k))
    for (i, j), value in zip(pairs, np.linalg.lstsq(design, slope.ravel(), rcond=None)[0]):
        skew[i, j], skew[j, i] = value, -value
    values, vectors = np.linalg.eig(skew)
    planes = []
    for index in np.argsort(-values.imag)[: k // 2]:
        plane = np.linalg.qr(np.stack([vectors[:, index].real, vectors[:, index].imag], 1))[0]
        planes.append({
            "angular_speed": values[index].imag,
            "projector": (plane @ plane.T).ravel(),
            "variance_share": ((x @ plane) ** 2).sum() / (x**2).sum(),
        })

    def r2(m):
        return 1 - ((slope - x @ m.T) ** 2).sum() / (slope**2).sum()

    return {"dimensions": k, "free": free.ravel(), "skew": skew.ravel(),
            "free_r2": r2(free), "skew_r2": r2(skew), "planes": planes}


def ellipse(cycle):
    """The first harmonic by least squares in 2 units; half axes by singular values."""
    phase = 2 * np.pi * np.arange(len(cycle)) / len(cycle)
    design = np.stack([np.ones_like(phase), np.cos(phase), np.sin(phase)], axis=1)
    weights = np.linalg.lstsq(design, cycle, rcond=None)[0]
    sizes = np.linalg.svd(weights[1:].T, compute_uv=False)
    return {
        "half_axes": sizes,
        "eccentricity": np.sqrt(1 - (sizes[1] / sizes[0]) ** 2),
        "r2": 1 - ((cycle - design @ weights) ** 2).sum() / ((cycle - cycle.mean(0)) ** 2).sum(),
    }


def separation(x):
    radius = [np.sqrt(((c - c.mean(axis=0)) ** 2).sum(axis=1).mean()) for c in x]
    return [[0.0 if a == b else np.sqrt(squared_distances(x[a], x[b]).min())
             / (0.5 * (radius[a] + radius[b])) for b in range(len(x))] for a in range(len(x))]


def alignment(a, b, k):
    values, vectors = np.linalg.eigh(np.cov(a.T, ddof=0))
    lead = vectors[:, np.argsort(-values)[:k]]
    covariance = np.cov(b.T, ddof=0)
    return np.trace(lead.T @ covariance @ lead) / np.sort(np.linalg.eigvalsh(covariance))[-k:].sum()


def demixed(x):
    """Variance explained by dummies of phase, of condition, and by what both leave, by least squares."""
    count, bins, units = x.shape
    rows = x.reshape(count * bins, units)
    rows = rows - rows.mean(axis=0)
    c, b = np.divmod(np.arange(count * bins), bins)

    def explained(labels):
        dummies = (labels[:, None] == np.unique(labels)).astype(float)
        fit = dummies @ np.linalg.lstsq(dummies, rows, rcond=None)[0]
        return (fit**2).sum() / (rows**2).sum(), fit

    phase, by_phase = explained(b)
    condition, by_condition = explained(c)
    both = ((rows - by_phase - by_condition) ** 2).sum() / (rows**2).sum()
    return {"phase": phase, "condition": condition, "both": both}


def divergence(x, lookahead, alpha):
    count, bins, _ = x.shape
    now = squared_distances(x.reshape(count * bins, -1), x.reshape(count * bins, -1))
    largest = np.zeros_like(now)
    for delta in range(1, lookahead + 1):
        y = np.roll(x, -delta, axis=1).reshape(count * bins, -1)
        largest = np.maximum(largest, squared_distances(y, y) / (now + alpha))
    return largest.max(axis=1)


def strides(data):
    edges = np.cumsum(data["stride_lengths"])[:-1]
    cut = np.split(data["strides"], edges)
    resampled = []
    for stride in cut:
        closed = np.concatenate([stride, stride[:1]])
        phase = np.linspace(0, 1, len(closed))
        spline = interpolate.CubicSpline(phase, closed, bc_type="periodic")
        resampled.append(spline(np.arange(BINS) / BINS))
    resampled = np.array(resampled)
    modal = [s for s in cut if len(s) == stats.mode(data["stride_lengths"]).mode]
    odd, even = resampled[::2].mean(axis=0), resampled[1::2].mean(axis=0)
    whole = 0.5 * (odd + even)
    error = np.sqrt((0.25 * (odd - even) ** 2).sum() / ((whole - whole.mean(axis=0)) ** 2).sum())
    return {"mean": resampled.mean(axis=0).ravel(),
            "deviation": resampled.std(axis=0, ddof=1).ravel(),
            "modal_length": len(modal[0]), "modal_mean": np.mean(modal, axis=0).ravel(),
            "split_half_error": error}


def fixed_points(data):
    """Every root of tanh(W x + b) - x that a root finder meets from a thousand starts."""
    weight, bias = data["network_weight"], data["network_bias"]
    rng = np.random.default_rng(1)
    found = []
    for start in rng.uniform(-1, 1, size=(1000, 4)):
        root = optimize.root(lambda x: np.tanh(weight @ x + bias) - x, start, tol=1e-13)
        if np.abs(np.tanh(weight @ root.x + bias) - root.x).max() < 1e-10 and not any(
            np.abs(root.x - other).max() < 1e-6 for other in found
        ):
            found.append(root.x)
    found.sort(key=lambda x: tuple(x))
    moduli = []
    for x in found:
        jacobian = (1 - np.tanh(weight @ x + bias) ** 2)[:, None] * weight
        moduli.append(np.sort(np.abs(np.linalg.eigvals(jacobian)))[::-1])
    return [{"state": x, "moduli": m} for x, m in zip(found, moduli)]


def digits(value):
    """Ten significant digits of every number, at any depth."""
    if isinstance(value, dict):
        return {key: digits(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [digits(entry) for entry in value]
    if isinstance(value, (float, np.floating)):
        return float(f"{value:.9e}")
    return int(value) if isinstance(value, np.integer) else value


def main():
    arrays = HERE / "experiment.npz"
    if not arrays.exists():
        np.savez_compressed(arrays, **synthetic())
    data = dict(np.load(arrays))
    cycles, periods, speeds = data["cycles"], data["periods"], data["speeds"]
    forms = [(form, "wrapped", "total" if form == "russo" else "entries", 8)
             for form in ("zscore", "range", "soft-range", "none", "pcs", "russo")]
    forms += [("zscore", "open", "entries", 8), ("zscore", "wrapped", "total", 8),
              ("pcs", "wrapped", "entries", 3)]
    plane = state_of(cycles, "pcs", 2)
    z = state_of(cycles, "zscore", None)
    values = {
        "bins": BINS,
        "tangling": [tangling(cycles, periods, *form) for form in forms],
        "compared": compared(cycles, periods),
        "speed_axes": [speed_axis(cycles, speeds, "largest"),
                       speed_axis(cycles, speeds, "centred"),
                       speed_axis(cycles, speeds, "cycles"),
                       speed_axis(cycles, speeds, "decoding", 0.01),
                       speed_axis(cycles, speeds, "decoding", 0.5)],
        "jpca": jpca(cycles, periods),
        "ellipses": [ellipse(cycle) for cycle in plane],
        "separation": separation(z),
        "alignment": [[alignment(z[a], z[b], 4) for b in range(3)] for a in range(3)],
        "demixed": demixed(z),
        "divergence": {"alpha": 0.1, "lookahead": 12, "d": divergence(z, 12, 0.1)},
        "strides": strides(data),
        "fixed_points": fixed_points(data),
    }
    (HERE / "experiment.json").write_text(json.dumps(digits(values)) + "\n")


if __name__ == "__main__":
    main()
