"""The experiment's measures beside NumPy and SciPy, on the same arrays in the same run.

    python benches/measures/peer.py [arguments of cargo bench, such as --no-default-features]

Makes arrays of the experiment's size (42 conditions x 100 bins x 128 units; an LSTM of 128 units
under a held input, 32 starts), times NumPy and SciPy on them, then runs
`cargo bench --bench measures` on the same file, and prints a table of medians of seven.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import scipy.linalg

ROOT = pathlib.Path(__file__).parents[2]
CONDITIONS, BINS, UNITS, LSTM, STARTS = 42, 100, 128, 128, 32
REPEATS, DESCENT, RATE = 7, 300, 0.02  # as in main.rs


def arrays():
    rng = np.random.default_rng(7)
    phase = 2 * np.pi * np.arange(BINS) / BINS
    speed = np.linspace(-1, 1.5, CONDITIONS)
    latent = np.stack([np.broadcast_to(f(phase), (CONDITIONS, BINS)) for f in (
        np.cos, np.sin, lambda p: 0.5 * np.cos(2 * p), lambda p: 0.3 * np.sin(3 * p),
        lambda p: 0 * p)], axis=2).copy()
    latent[:, :, 4] = speed[:, None]
    cycles = np.tanh(latent @ rng.normal(size=(5, UNITS)))
    bound = 1 / np.sqrt(LSTM)
    return {
        "cycles": cycles + 0.02 * rng.normal(size=cycles.shape),
        "periods": 0.8 - 0.2 * np.abs(speed),
        "gates": rng.normal(size=4 * LSTM),
        "weight": rng.uniform(-bound, bound, size=(LSTM, 4 * LSTM)),
        "starts": rng.uniform(-1, 1, size=(STARTS, 2 * LSTM)),
    }


def z_scores(cycles):
    pooled = cycles.reshape(-1, cycles.shape[2])
    return (pooled - pooled.mean(axis=0)) / pooled.std(axis=0)


def tangling(cycles, periods):
    """Q by products of blocks, one condition against all, as fast as NumPy makes it."""
    z = z_scores(cycles)
    x = z.reshape(cycles.shape)
    slope = (x - np.roll(x, 1, axis=1)) / (periods / BINS)[:, None, None]
    slope = slope.reshape(z.shape)
    epsilon = 0.1 * z.var()
    squares, slope_squares = (z**2).sum(axis=1), (slope**2).sum(axis=1)
    within, between = np.empty(len(z)), np.empty(len(z))
    for c in range(CONDITIONS):
        rows = slice(c * BINS, (c + 1) * BINS)
        above = slope_squares[rows, None] + slope_squares - 2 * slope[rows] @ slope.T
        below = squares[rows, None] + squares - 2 * z[rows] @ z.T
        ratio = np.maximum(above, 0) / np.maximum(below + epsilon, epsilon)
        within[rows] = ratio[:, rows].max(axis=1)
        ratio[:, rows] = 0
        between[rows] = ratio.max(axis=1)
    return within, between


def pca(z):
    x = z - z.mean(axis=0)
    return scipy.linalg.eigh(x.T @ x / len(x))


def jpca(x, periods):
    dt = (periods / BINS)[:, None, None]
    slope = ((np.roll(x, -1, axis=1) - np.roll(x, 1, axis=1)) / (2 * dt)).reshape(-1, x.shape[2])
    x = x.reshape(-1, x.shape[2])
    x = x - x.mean(axis=0)
    s, d = x.T @ x, slope.T @ x
    skew = scipy.linalg.solve_continuous_lyapunov(s, d - d.T)
    free = scipy.linalg.lstsq(x, slope)[0].T
    residuals = [((slope - x @ m.T) ** 2).sum() for m in (skew, free)]
    return np.linalg.eig(skew), residuals


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gates_of(state, gates, weight):
    a = gates + state[:, :LSTM] @ weight
    i, f, o = (sigmoid(a[:, k * LSTM:(k + 1) * LSTM]) for k in (0, 1, 3))
    g = np.tanh(a[:, 2 * LSTM:3 * LSTM])
    return i, f, g, o, f * state[:, LSTM:] + i * g


def descent(starts, gates, weight):
    """Adam on q from all starts at once."""
    x = starts.copy()
    mean, square = np.zeros_like(x), np.zeros_like(x)
    for step in range(DESCENT):
        i, f, g, o, c = gates_of(x, gates, weight)
        t = np.tanh(c)
        dh, dc = o * t - x[:, :LSTM], c - x[:, LSTM:]
        pulled = dc + dh * o * (1 - t * t)
        of_sums = np.concatenate([
            pulled * g * i * (1 - i), pulled * x[:, LSTM:] * f * (1 - f),
            pulled * i * (1 - g * g), dh * t * o * (1 - o)], axis=1)
        gradient = np.concatenate([of_sums @ weight.T - dh, pulled * f - dc], axis=1)
        mean += 0.1 * (gradient - mean)
        square += 0.001 * (gradient**2 - square)
        rate = RATE * 0.001 ** (step / DESCENT)
        spread = np.sqrt(square / (1 - 0.999 ** (step + 1)))
        x -= rate * mean / (1 - 0.9 ** (step + 1)) / (spread + 1e-8)
    return x


def eigenvalues(state, gates, weight):
    i, f, g, o, c = (part[0] for part in gates_of(state[None], gates, weight))
    t = np.tanh(c)
    by_gate = weight.reshape(LSTM, 4, LSTM)
    cell = (by_gate[:, 0] * g * i * (1 - i) + by_gate[:, 1] * state[LSTM:] * f * (1 - f)
            + by_gate[:, 2] * i * (1 - g * g)).T
    by_cell = (o * (1 - t * t))[:, None]
    hidden = by_cell * cell + (by_gate[:, 3] * t * o * (1 - o)).T
    jacobian = np.block([[hidden, by_cell * np.diag(f)], [cell, np.diag(f)]])
    return np.linalg.eigvals(jacobian)


def median_seconds(run):
    seconds = []
    for _ in range(REPEATS + 1):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return sorted(seconds[1:])[REPEATS // 2]


def main():
    cargo_args = sys.argv[1:]
    data = arrays()
    z = z_scores(data["cycles"])
    lead = pca(z)[1][:, ::-1][:, :6]
    scores = ((z - z.mean(axis=0)) @ lead).reshape(CONDITIONS, BINS, 6)
    lstm = data["gates"], data["weight"]
    peers = {
        "tangling": lambda: tangling(data["cycles"], data["periods"]),
        "pca": lambda: pca(z),
        "jpca": lambda: jpca(scores, data["periods"]),
        "descent": lambda: descent(data["starts"], *lstm),
        "eigenvalues": lambda: eigenvalues(data["starts"][0], *lstm),
    }
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "arrays.npz"
        np.savez(file, **data)
        command = ["cargo", "bench", *cargo_args, "--bench", "measures"]
        subprocess.run([*command, "--no-run"], cwd=ROOT, check=True)
        theirs = {name: median_seconds(run) for name, run in peers.items()}
        out = subprocess.run([*command, "--", str(file)], cwd=ROOT, check=True,
                             capture_output=True, text=True).stdout
    ours = {}
    for line in out.splitlines():
        name, *rest = line.split()
        if name in peers and rest:
            ours[name] = float(rest[0])
    print(f"{'':12} {'ours':>10} {'NumPy/SciPy':>12} {'ratio':>7}")
    for name, seconds in theirs.items():
        print(f"{name:12} {1e3 * ours[name]:7.2f} ms {1e3 * seconds:9.2f} ms"
              f" {seconds / ours[name]:7.2f}")


if __name__ == "__main__":
    main()
