"""Golden values of the measures, by NumPy, straight from their formulas.

    python generate.py                  synthetic.npz if it is missing, synthetic.json and
                                        walk.json from synthetic.npz and walk.npz, and the
                                        NPZ fixtures
    python generate.py --walk F         first make walk.npz from the recording F (what
                                        `tanglewalk rollout` writes): time, hidden, action

Nothing here is shared with the program: PCA is a singular value decomposition, tangling a
comparison of every pair of samples. Needs NumPy (made with 2.4.6). Tolerance of the tests: 1e-5.
"""

import argparse
import json
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
LISTED = 10  # variance ratios
STORED = 3  # components
DIMENSIONS = 8  # of the forms pcs and russo
SOFT_SHARE = 0.05  # of the largest range, added to every range


def synthetic_rollout(samples=300, dt=0.02):
    """A noisy cycle of 1.6 Hz whose speed drifts: 24 hidden units, the last constant; 12 actions."""
    rng = np.random.default_rng(20230517)
    time = np.arange(samples) * dt
    drift = 0.3 * np.sin(2 * np.pi * 0.1 * time)
    phase = 2 * np.pi * 1.6 * time + drift
    latent = np.stack(
        [np.cos(phase), np.sin(phase), 0.4 * np.cos(2 * phase + 0.3), 0.5 * drift / 0.3], axis=1
    )
    hidden = np.tanh(latent @ rng.normal(size=(4, 24)) + rng.normal(scale=0.5, size=24))
    hidden += rng.normal(scale=0.02, size=hidden.shape)
    hidden[:, 23] = 0.25
    legs = phase[:, None] + np.repeat([0.0, np.pi, np.pi, 0.0], 3)
    action = rng.uniform(0.2, 1.5, 12) * np.sin(legs + rng.uniform(0, 2 * np.pi, 12))
    action += 0.3 * np.sin(3 * legs) + rng.normal(scale=0.05, size=action.shape)
    return {"time": time, "hidden": hidden.astype(np.float32), "action": action.astype(np.float32)}


def normalise(x, rule):
    """Units (columns) by a rule; a constant unit becomes 0, except under `none`."""
    if rule == "none":
        return x
    spread = np.ptp(x, axis=0)
    varies = spread > 0
    scale = {
        "zscore": x.std(axis=0),
        "range": spread,
        "soft-range": spread + SOFT_SHARE * spread.max(),
    }[rule]
    return np.where(varies, (x - x.mean(axis=0)) / np.where(varies, scale, 1.0), 0.0)


def principal_components(x):
    """Components as rows, by falling variance, and their variances (ddof 0)."""
    _, singular, rows = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    largest = np.take_along_axis(rows, np.abs(rows).argmax(axis=1)[:, None], axis=1)
    return rows * np.sign(largest), singular**2 / len(x)


def state_and_epsilon(x, form):
    """What distances are taken of, and what softens them."""
    if form in ("zscore", "range", "soft-range", "none"):
        state = normalise(x, form)
        return state, 0.1 * state.var()
    normalised = normalise(x, "zscore" if form == "pcs" else "soft-range")
    components, _ = principal_components(normalised)
    state = (normalised - normalised.mean(axis=0)) @ components[:DIMENSIONS].T
    return state, 0.1 * (state.var() if form == "pcs" else state.var(axis=0).sum())


def tangling(state, dt, derivative, epsilon):
    before = np.roll(state, 1, axis=0)
    slope = (state - before) / dt
    if derivative == "open":
        slope[0] = slope[1]

    def squared_distances(values):
        return ((values[:, None, :] - values[None, :, :]) ** 2).sum(axis=2)

    return (squared_distances(slope) / (squared_distances(state) + epsilon)).max(axis=1)


def digits(values):
    """Ten significant digits of a number or of every number of an array."""
    if np.ndim(values):
        return [digits(value) for value in values]
    return float(f"{values:.9e}")


def measures(x, dt):
    components, variances = principal_components(normalise(x, "zscore"))
    out = {
        "units": x.shape[1],
        "variance_ratio": digits((variances / variances.sum())[:LISTED]),
        "participation_ratio": digits(variances.sum() ** 2 / (variances**2).sum()),
        "components": digits(components[:STORED]),
        "tangling": [],
    }
    for form in ("zscore", "range", "soft-range", "none", "pcs", "russo"):
        state, epsilon = state_and_epsilon(x, form)
        for derivative in ("open", "wrapped"):
            q = tangling(state, dt, derivative, epsilon)
            out["tangling"].append({
                "form": form,
                "derivative": derivative,
                "epsilon": digits(epsilon),
                "median": digits(np.median(q)),
                "p90": digits(np.percentile(q, 90)),
                "max": digits(q.max()),
                "q": digits(q),
            })
    return out


def golden(path, names):
    arrays = np.load(path)
    time = arrays["time"].astype(np.float64)
    dt = (time[-1] - time[0]) / (len(time) - 1)
    layers = {
        name: measures(arrays[name].astype(np.float64), dt)
        for name in arrays.files
        if arrays[name].ndim == 2 and name in (names or arrays.files)
    }
    return {"samples": len(time), "dt": digits(dt), "layers": layers}


def npz_fixtures():
    """The same arrays as savez and savez_compressed store them; tests/headless knows the values."""
    grid = np.arange(12, dtype=np.float64).reshape(4, 3) / 4
    arrays = {
        "time": np.arange(4) * 0.02,
        "c_order": grid,
        "fortran_order": np.asfortranarray(grid),
        "float32": grid.astype(np.float32),
        "int64": np.arange(-6, 6).reshape(4, 3),
        "uint8": np.arange(12, dtype=np.uint8).reshape(4, 3),
        "bool": grid > 1,
        "fortran_cube": np.asfortranarray(np.arange(24.0).reshape(4, 3, 2)),
        "label": np.array(["trot"]),
    }
    np.savez(HERE / "numpy_stored.npz", **arrays)
    np.savez_compressed(HERE / "numpy_deflated.npz", **arrays)


def odd_fixture():
    """Two layers among arrays of every kind that holds no plain numbers."""
    rows = 40
    phase = 2 * np.pi * np.arange(rows) / 20
    rates = np.stack([np.cos(phase), np.sin(phase)], axis=1)
    records = np.zeros((rows, 2), dtype=[("x", "f8"), ("y", "f8")])
    np.savez_compressed(
        HERE / "numpy_odd.npz",
        time=(np.arange(rows) * 0.02)[:, None].astype(">f8"),
        rates=np.asfortranarray(rates),
        float16=rates.astype(np.float16),
        complex=rates.astype(np.complex64),
        dates=(np.arange(2 * rows) * 20).astype("datetime64[ms]").reshape(rows, 2),
        names=np.full((rows, 2), "LF"),
        objects=np.full((rows, 2), None),
        records=records,
        bytes=np.full((rows, 2), b"LF"),
        info=np.array({"animal": "A"}, dtype=object),
        label="trot",
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--walk", type=pathlib.Path, help="recording to take walk.npz from")
    walk = parser.parse_args().walk
    if walk:
        with np.load(walk) as arrays:
            kept = {name: arrays[name] for name in ("time", "hidden", "action")}
        np.savez_compressed(HERE / "walk.npz", **kept)
    synthetic = HERE / "synthetic.npz"
    if not synthetic.exists():
        np.savez_compressed(synthetic, **synthetic_rollout())
    for name in ("synthetic", "walk"):
        values = json.dumps(golden(HERE / f"{name}.npz", None))
        (HERE / f"{name}.json").write_text(values + "\n")
    npz_fixtures()
    odd_fixture()


if __name__ == "__main__":
    main()
